"""One HTTP request and its reply, within one span of time whatever the other side does.

The standard library's client, on a socket that we connect ourselves to an address that we have looked
at: no redirect is followed, no proxy of the environment is asked, no cookie is kept, and one clock runs
over connecting, sending and every byte of the reply. See decision 0066.
"""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from yulin.sources.errors import CallRefusedError, NoAnswerError, WrongShapeError
from yulin.sources.reach import address_of


@dataclass(frozen=True, kw_only=True)
class Reply:
    status: int
    body: bytes
    retry_after: str


def exchange(
    url: str, *, body: bytes, headers: Mapping[str, str], timeout: float, largest: int
) -> Reply:
    """POST. Raises NoAnswerError, CallRefusedError, WrongShapeError."""
    end = time.monotonic() + timeout
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    assert parts.hostname
    address = address_of(parts.hostname, port)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    with _line(address, port, end) as line, _in_time(line, end) as late:
        client = http.client.HTTPConnection(parts.netloc)
        try:
            client.sock = _wrapped(line, parts.hostname) if secure else line
            client.request("POST", path, body=body, headers=dict(headers))
            reply = client.getresponse()
            content = reply.read(largest + 1)
        except ssl.SSLCertVerificationError:
            raise CallRefusedError(_("对方的证书不可信。")) from None
        except (OSError, http.client.HTTPException, ValueError):
            raise NoAnswerError(_("等候超时。") if late.is_set() else _("连接中断。")) from None
        finally:
            client.close()
        if late.is_set():  # a body without a length ends where we broke it off
            raise NoAnswerError(_("等候超时。"))
        if reply.length and len(content) <= largest:
            raise NoAnswerError(_("连接中断。"))
    if len(content) > largest:
        raise WrongShapeError(_("答复过大。"))
    return Reply(
        status=reply.status, body=content, retry_after=reply.getheader("Retry-After") or ""
    )


@contextmanager
def _line(address: str, port: int, end: float) -> Iterator[socket.socket]:
    try:
        line = socket.create_connection((address, port), timeout=max(0.01, end - time.monotonic()))
    except TimeoutError:
        raise NoAnswerError(_("等候超时。")) from None
    except OSError:
        raise NoAnswerError(_("连不上对方的接口。")) from None
    with line:
        line.settimeout(None)
        yield line


@contextmanager
def _in_time(line: socket.socket, end: float) -> Iterator[threading.Event]:
    """Close the line at the end of the time: a time-out of its own would begin anew at every byte."""
    late = threading.Event()
    with line.dup() as held:  # wrapping in TLS takes the socket away

        def close() -> None:
            late.set()
            with suppress(OSError):
                held.shutdown(socket.SHUT_RDWR)

        clock = threading.Timer(max(0.01, end - time.monotonic()), close)
        clock.daemon = True
        clock.start()
        try:
            yield late
        finally:
            clock.cancel()
            clock.join()


def _wrapped(line: socket.socket, host: str) -> ssl.SSLSocket:
    return ssl.create_default_context().wrap_socket(line, server_hostname=host)
