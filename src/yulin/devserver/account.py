"""Which operating-system user the server runs as: PostgreSQL refuses to run as root."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yulin.devserver.errors import DevServerError

STAND_INS_FOR_ROOT = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int
    name: str

    @property
    def is_me(self) -> bool:
        return self.uid == os.geteuid()

    def own(self, path: Path) -> None:
        """Give a file or folder to this account."""
        if path.stat().st_uid != self.uid:
            os.chown(path, self.uid, self.gid)

    def can_reach(self, path: Path) -> bool:
        """Whether this account may walk down to `path`: home folders are often closed (0700)."""
        return all(self._can_enter(folder) for folder in path.resolve().parents)

    def _can_enter(self, folder: Path) -> bool:
        if not folder.exists():
            return True  # ours to make, and we make it open
        found = folder.stat()
        if found.st_uid == self.uid:
            return bool(found.st_mode & 0o100)
        bit = 0o010 if found.st_gid == self.gid else 0o001
        return bool(found.st_mode & bit)

    def run(self, command: list[str], *, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        """Run a command as this account and return what it said; the caller judges the result."""
        return subprocess.run(  # noqa: S603 - a list of our own words, no shell
            command,
            check=False,
            capture_output=True,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            cwd="/",
            timeout=timeout,
            start_new_session=True,  # Ctrl-C in the terminal must not reach the server
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            **self._identity(),
        )

    def _identity(self) -> dict[str, Any]:
        if self.is_me:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def find_account() -> Account:
    """Ourselves; but for root, a user with fewer rights."""
    if os.geteuid() != 0:
        return _account(pwd.getpwuid(os.geteuid()))
    for name in STAND_INS_FOR_ROOT:
        try:
            return _account(pwd.getpwnam(name))
        except KeyError:
            continue
    raise DevServerError(
        "PostgreSQL refuses to run as root and there is neither a `postgres` nor a `nobody` user: "
        "run this as an ordinary user."
    )


def account_of(path: Path) -> Account:
    """The owner of a file, however it came to be."""
    found = path.stat()
    try:
        name = pwd.getpwuid(found.st_uid).pw_name
    except KeyError:
        name = str(found.st_uid)
    return Account(found.st_uid, found.st_gid, name)


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_uid, entry.pw_gid, entry.pw_name)
