"""Rows on their way to numbered files: held in memory until there are enough of them to be written."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import polars as pl

#: column with the number of the file that a row belongs to; it is not written
TO: Final = "_to"
#: bytes held before anything is written: a file for each few rows would cost more than its rows do
HELD: Final = 192 * 2**20


@dataclass
class Spill:
    """A folder of numbered files, some for each number, in the order in which the rows came."""

    folder: Path
    held: int = HELD
    _waiting: list[pl.DataFrame] = field(default_factory=list)
    _bytes: int = 0
    _times: int = 0

    def add(self, rows: pl.DataFrame) -> None:
        """Take rows, each with the number of its file in the column ``TO``."""
        if rows.is_empty():
            return
        self._waiting.append(rows)
        self._bytes += int(rows.estimated_size())
        if self._bytes >= self.held:
            self.flush()

    def flush(self) -> None:
        """Write what is held."""
        if not self._waiting:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        rows = pl.concat(self._waiting)
        self._waiting, self._bytes = [], 0
        pieces = rows.partition_by(TO, maintain_order=True, as_dict=True, include_key=False)
        for (number,), piece in pieces.items():
            path = self.folder / f"part-{number:05d}-{self._times:05d}.parquet"
            piece.write_parquet(path, compression="lz4")
        self._times += 1


def numbered(folder: Path) -> dict[int, list[Path]]:
    """Return the files of a folder by number, those of a number in the order of their rows."""
    found: dict[int, list[Path]] = {}
    for file in sorted(folder.glob("part-*.parquet")):
        found.setdefault(int(file.name.split("-")[1]), []).append(file)
    return found
