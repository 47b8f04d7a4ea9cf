"""Where a server keeps its data, its socket and its log."""

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from yulin.devserver.account import Account, find_account
from yulin.devserver.errors import DevServerError

LONGEST_SOCKET = 107  # bytes in sockaddr_un.sun_path, less its closing zero
SOCKET_NAME = ".s.PGSQL.5432"


class Profile(StrEnum):
    """A server for looking at and a server for breaking: two clusters, so neither meets the other."""

    DEMO = "demo"
    TEST = "test"


@dataclass(frozen=True)
class Place:
    """The folder of one server."""

    profile: Profile
    base: Path
    sockets: Path

    @property
    def data(self) -> Path:
        return self.base / "data"

    @property
    def log(self) -> Path:
        return self.base / "server.log"

    @property
    def lock(self) -> Path:
        return self.base / "start.lock"


def find_place(profile: Profile, *, var: Path, account: Account | None = None) -> Place:
    """The place for a profile, computed and not yet made, so that settings may ask at any time."""
    account = account or find_account()
    base = next(b for b in _candidates(profile, var) if account.can_reach(b / "data"))
    return Place(profile, base, _socket_folder(base, profile, var))


def _candidates(profile: Profile, var: Path) -> Iterator[Path]:
    yield var / "postgres" / profile
    for shared in (Path("/var/tmp"), Path("/tmp")):  # noqa: S108 - ownership is checked in `make`
        yield shared / _name(var) / profile


def _socket_folder(base: Path, profile: Profile, var: Path) -> Path:
    """Beside the data, unless that path is longer than a socket's name may be."""
    folder = base / "run"
    if len(os.fsencode(folder / SOCKET_NAME)) <= LONGEST_SOCKET:
        return folder
    return Path("/tmp") / f"{_name(var)}-{profile}"  # noqa: S108 - ownership is checked in `make`


def _name(var: Path) -> str:
    """A short name that is this checkout's alone, and this user's."""
    digest = hashlib.sha256(os.fsencode(var.resolve())).hexdigest()
    return f"yulin-{os.geteuid()}-{digest[:12]}"


def make(place: Place, account: Account) -> None:
    """Make the folders, owned by the account and closed to everyone else."""
    _make_open(place.base.parent)
    for folder in (place.base, place.sockets):
        folder.mkdir(exist_ok=True, mode=0o700)
        _refuse_strangers(folder, account)
        account.own(folder)


def _make_open(folder: Path) -> None:
    """Make a folder and its parents so that the account may pass, whatever our umask says."""
    if folder.exists():
        return
    _make_open(folder.parent)
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)


def _refuse_strangers(folder: Path, account: Account) -> None:
    """In a shared folder another user may have made our name first, or put a link there."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (account.uid, os.geteuid()):
        raise DevServerError(
            f"{folder} belongs to somebody else: remove it, or set DATABASE_URL to another server."
        )
