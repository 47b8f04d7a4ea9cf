"""Whom the provider knows, the client it serves, and its signing key: files below `var/openid`."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from joserfc.jwk import RSAKey

_KEY_BITS = 2048


@dataclass(frozen=True)
class Citizen:
    """Somebody made up."""

    subject: str
    name: str
    number: str
    #: level of assurance, told as `acr`
    level: str = "2"


@dataclass(frozen=True)
class Place:
    """The provider's folder."""

    folder: Path

    @property
    def people(self) -> Path:
        return self.folder / "people.json"

    @property
    def secret(self) -> Path:
        return self.folder / "client_secret"

    @property
    def key(self) -> Path:
        return self.folder / "signing_key.json"


def write_people(place: Place, people: Iterable[Citizen]) -> None:
    """Say whom the provider knows."""
    text = json.dumps([asdict(one) for one in people], ensure_ascii=False, indent=1)
    _write(place.people, text)


def read_people(place: Place) -> list[Citizen]:
    """Whom it knows; nobody before anybody was written."""
    if not place.people.is_file():
        return []
    return [Citizen(**one) for one in json.loads(place.people.read_text(encoding="utf-8"))]


def client_secret(place: Place) -> str:
    """What our site and the provider share, made at first need."""
    if not place.secret.is_file():
        _write(place.secret, secrets.token_urlsafe(32))
    return place.secret.read_text(encoding="ascii").strip()


def signing_key(place: Place) -> RSAKey:
    """The key that signs ID tokens, made at first need."""
    if not place.key.is_file():
        made = RSAKey.generate_key(_KEY_BITS, {"use": "sig", "alg": "RS256"}, auto_kid=True)
        _write(place.key, json.dumps(made.as_dict(private=True)))
    return RSAKey.import_key(json.loads(place.key.read_text(encoding="ascii")))


def _write(path: Path, text: str) -> None:
    """For its owner's eyes only, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(text)
    part.replace(path)
