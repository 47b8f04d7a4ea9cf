"""Who opened which page, as lines, and what a day's lines come to: the journal says it every night.

The rows themselves stand in no chain, for they are too many; their day does (decision 0075).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from yulin.vault.chain import Break

#: what seals a day in the journal, and what says that old days were removed by rule
SEAL: Final = "rights.looks.seal"
REMOVED: Final = "rights.retention.execute"


@dataclass(frozen=True)
class Day:
    """How many rows a day has, and the hash of their lines in order."""

    rows: int
    sha256: str


def line_of(*, key: int, viewer: int, person: int, page: str, day: str, at: str) -> str:
    """Return a row as a line, without its end; keys of rows, no names."""
    said = [key, viewer, person, page, day, at]
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def digest(lines: Iterable[str]) -> Day:
    """Return what lines of one day come to, in the order of their keys."""
    hashed, rows = hashlib.sha256(), 0
    for line in lines:
        hashed.update(f"{line}\n".encode())
        rows += 1
    return Day(rows, hashed.hexdigest())


@dataclass
class Check:
    """Compares what the journal sealed with the lines of a file, or of a table."""

    sealed: dict[str, Day] = field(default_factory=dict)
    #: days before this one were removed by rule
    gone_before: str = ""
    _found: dict[str, list[str]] = field(default_factory=dict)
    _unreadable: bool = False

    def hear(self, content: str | None) -> None:
        """Take in an entry of the journal, of which the seals and the removals matter."""
        if content is None or (SEAL not in content and REMOVED not in content):
            return
        try:
            _id, _at, _actor, action, *_about, data, _mac, _transaction = json.loads(content)
            said = json.loads(data)
        except ValueError:
            return  # of a chain that is broken there, which is said elsewhere
        if action == SEAL:
            self.sealed[said["day"]] = Day(said["rows"], said["sha256"])
        elif action == REMOVED:
            self.gone_before = max(self.gone_before, str(said.get("looks_before", "")))

    def take(self, lines: Iterable[str]) -> None:
        """Take in lines, in the order of their keys."""
        for line in lines:
            day = _day_of(line)
            if day is None:
                self._unreadable = True
            else:
                self._found.setdefault(day, []).append(line)

    def breaks(self) -> Iterator[Break]:
        """Yield each day whose rows are not what was sealed, and rows that come before any seal."""
        if self._unreadable:
            yield Break(0, "looks_unreadable")
        for day, sealed in sorted(self.sealed.items()):
            found = digest(self._found.get(day, ()))
            if found != sealed and not (found.rows == 0 and day < self.gone_before):
                yield Break(0, f"looks {day}")
        last = max(self.sealed, default="")
        for day in sorted(self._found):
            if day < last and day not in self.sealed:
                yield Break(0, f"looks {day}")


def _day_of(line: str) -> str | None:
    try:
        found: Any = json.loads(line)
        key, viewer, person, page, day, at = found
    except (ValueError, TypeError, RecursionError):
        return None
    same = line_of(key=key, viewer=viewer, person=person, page=page, day=day, at=at) == line
    return day if same and isinstance(day, str) else None
