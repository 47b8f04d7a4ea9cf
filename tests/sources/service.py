"""A real HTTP service of the certificate register's kind, with faults to order."""

import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def answer(number, *rows, serial="QX-1"):
    return {"code": 0, "data": {"idNo": number, "serial": serial, "list": list(rows)}}


def certificate(number, **more):
    found = {
        "idNo": number,
        "occupation": "电工",
        "level": "2",
        "issued": "2023-05-06",
        "certNo": "C1",
    }
    return found | more


class Service:
    """`replies` are given in turn, the last for ever: an answer, or a function of the handler."""

    def __init__(self):
        self.replies = []
        self.requests = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}/certificates"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def says(self, *replies):
        self.replies = list(replies)

    def _handler(self):
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.requests.append((self.path, dict(self.headers), json.loads(body)))
                reply = service.replies.pop(0) if len(service.replies) > 1 else service.replies[0]
                if callable(reply):
                    reply(self)
                else:
                    give(self, 200, json.dumps(reply).encode())

            def log_message(self, *_):
                pass

        return Handler


def give(handler, status, body=b"", **headers):
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def status(code, **headers):
    return lambda handler: give(handler, code, **headers)


def text(body):
    return lambda handler: give(handler, 200, body)


def silent(seconds):
    """Takes the question and says nothing."""
    return lambda handler: time.sleep(seconds)


def drip(handler):
    """A byte each tenth of a second: no single wait is long, all of them are."""
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(60):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.1)
    except OSError:
        pass


def broken_off(handler):
    """Half of what was announced."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"code": 0')
    handler.wfile.flush()
    handler.connection.shutdown(socket.SHUT_RDWR)
