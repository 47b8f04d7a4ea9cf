"""The register of certificates: who has which, asked for over HTTP with a token."""

from __future__ import annotations

import hmac
import itertools
import json
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

Certificate = Mapping[str, str | None]

_LARGEST = 10_000  # bytes of a question


@dataclass(frozen=True)
class Place:
    """The register's folder."""

    folder: Path

    @property
    def certificates(self) -> Path:
        return self.folder / "certificates.json"

    @property
    def token(self) -> Path:
        return self.folder / "token"


def token_of(place: Place) -> str:
    """What whoever asks must know, made at first need."""
    if not place.token.is_file():
        _write(place.token, secrets.token_urlsafe(32))
    return place.token.read_text(encoding="ascii").strip()


def write_certificates(place: Place, held: Mapping[str, Sequence[Certificate]]) -> None:
    """Say what the register holds, by number."""
    _write(place.certificates, json.dumps(held, ensure_ascii=False))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(".part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    part.replace(path)


class Register(ThreadingHTTPServer):
    """Answers on this machine only; what it holds is read anew when the file was written anew."""

    daemon_threads = True

    def __init__(self, place: Place, port: int) -> None:
        self.place = place
        self.serials = itertools.count(1)
        self._read_at = 0
        self._held: dict[str, list[dict[str, str | None]]] = {}
        super().__init__(("127.0.0.1", port), _Handler)

    def certificates_of(self, number: str) -> list[dict[str, str | None]]:
        """What is held of somebody; nothing of whom nothing is."""
        path = self.place.certificates
        written = path.stat().st_mtime_ns if path.is_file() else 0
        if written != self._read_at:
            self._held = json.loads(path.read_text(encoding="utf-8")) if written else {}
            self._read_at = written
        return self._held.get(number, [])


class _Handler(BaseHTTPRequestHandler):
    server: Register

    def do_POST(self) -> None:
        given = self.headers.get("Authorization", "")
        wanted = f"Bearer {token_of(self.server.place)}"
        if not hmac.compare_digest(given.encode(), wanted.encode()):
            self._reply(401, {"message": "token"})
            return
        number = self._question()
        if number is None:
            self._reply(400, {"message": "idNo"})
            return
        rows = [{"idNo": number, **one} for one in self.server.certificates_of(number)]
        serial = f"ZS{next(self.server.serials):06d}"
        self._reply(200, {"code": 0, "data": {"serial": serial, "idNo": number, "list": rows}})

    def _question(self) -> str | None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > _LARGEST:
            return None
        try:
            number = json.loads(self.rfile.read(int(length)))["idNo"]
        except (ValueError, KeyError, TypeError):
            return None
        return number if isinstance(number, str) else None

    def _reply(self, status: int, answer: object) -> None:
        body = json.dumps(answer, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """No log: who was asked about is nobody's business."""
