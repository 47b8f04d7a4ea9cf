"""The classification of occupations: codes, names and what people call them.

What ships is the part that notices ask for most, with names people use. The whole is imported.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final, Self

_CODE: Final = re.compile(r"\d-\d\d-\d\d-\d\d")
#: the published list marks green (L) and digital (S) occupations behind their names
_MARKS: Final = re.compile(r"\s*(?:L/S|S/L|[LS])$")
_OTHERS: Final = re.compile(r"[\s;；、|]+")


class ClassificationError(ValueError):
    """A row that is no occupation, with its line."""


@dataclass(frozen=True)
class Occupation:
    """One entry: a detailed occupation, or a group (its code ends in -00)."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()


class Classification:
    """Occupations by code, in the order of their codes."""

    def __init__(self, occupations: Iterable[Occupation]) -> None:
        """Raises ClassificationError for a code given twice."""
        found: dict[str, Occupation] = {}
        for one in occupations:
            if one.code in found:
                raise ClassificationError(f"{one.code} is given twice")
            found[one.code] = one
        self._by_code = dict(sorted(found.items()))

    def __iter__(self) -> Iterator[Occupation]:
        """All of them, by code."""
        return iter(self._by_code.values())

    def __len__(self) -> int:
        """How many there are."""
        return len(self._by_code)

    def find(self, code: str) -> Occupation | None:
        """The occupation with the code, if it is known."""
        return self._by_code.get(code)

    @classmethod
    @cache
    def shipped(cls) -> Classification:
        """The part that comes with this package."""
        path = files(__package__).joinpath("data", "occupations.tsv")
        lines = path.read_text(encoding="utf-8").splitlines()
        rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
        return cls(Occupation(code, name, tuple(words.split())) for code, name, words in rows)

    @classmethod
    def from_csv(cls, path: Path) -> Self:
        """Read the whole published classification from a UTF-8 file, and keep the names people use.

        Args:
            path: columns `code` and `name`, and if you like `aliases` (parted by blanks or 、);
                others are passed over. Marks for green and digital occupations (L, S) are taken off.

        Raises:
            ClassificationError: a row without a code of the form 1-02-03-04, or without a name, or a
                code given twice.
            OSError: the file cannot be read.
        """
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = {"code", "name"} - set(reader.fieldnames or ())
            if missing:
                raise ClassificationError(f"{path.name} has no column {', '.join(sorted(missing))}")
            read = [_occupation(reader.line_num, row) for row in reader]
        known = cls.shipped()
        return cls(_with_aliases(one, known.find(one.code)) for one in read)

    def joined(self, other: Iterable[Occupation]) -> Classification:
        """These and the others that are not among them, such as groups published apart."""
        return Classification(
            [*self, *(one for one in other if one.code not in self._by_code)],
        )


def _occupation(line: int, row: Mapping[str, str | None]) -> Occupation:
    code = (row["code"] or "").strip()
    name = _MARKS.sub("", (row["name"] or "").strip())
    if not _CODE.fullmatch(code):
        raise ClassificationError(f"line {line}: {code or 'nothing'} is no code such as 2-02-10-03")
    if not name:
        raise ClassificationError(f"line {line}: {code} has no name")
    words = _OTHERS.split((row.get("aliases") or "").strip())
    return Occupation(code, name, tuple(word for word in words if word))


def _with_aliases(one: Occupation, known: Occupation | None) -> Occupation:
    if known is None:
        return one
    return replace(one, aliases=tuple(dict.fromkeys((*one.aliases, *known.aliases))))
