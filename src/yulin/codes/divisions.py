"""Administrative divisions (GB/T 2260), with validity: codes change, so each row has a span.

A division is valid on `valid_from <= day < valid_to`. The shipped table covers Zhejiang to county
level, the provinces of China, and the cities that published documents here are of. The official full
table is read besides, where the environment variable YULIN_DIVISIONS names it.
Functional zones (经开区, 高新区, 新区) have no code: model them as units of their own.
"""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Final, Self

from yulin.codes.divisions_table import Division, Level, read
from yulin.codes.names import short_name
from yulin.codes.results import CodeError
from yulin.codes.text import squeeze

NATION: Final = 0
NATION_NAME: Final = "全国"
# 上海 江苏 浙江 安徽 福建 江西 山东, as the National Bureau of Statistics groups them.
EAST_CHINA: Final = frozenset({310000, 320000, 330000, 340000, 350000, 360000, 370000})
_PROVINCE_STEP: Final = 10000
_CITY_STEP: Final = 100
_SHIPPED: Final = ("provinces.csv", "divisions_zhejiang.csv", "cities.csv")


class Divisions:
    """A table of divisions with look-ups; immutable once made."""

    def __init__(self, rows: Iterable[Division]) -> None:
        """Index the rows. A code may appear in several spans (a rename keeps its code)."""
        self._by_code: dict[int, list[Division]] = defaultdict(list)
        for row in rows:
            self._by_code[row.code].append(row)

    @classmethod
    def from_csv(cls, path: Path) -> Self:
        """Read a UTF-8 table with the columns of the shipped one; raises OSError, CodeError."""
        return cls(read(path))

    def find(self, code: int, on: date | None = None) -> Division | None:
        """The division valid on the day; with None the latest known span, ended or not."""
        rows = self._by_code.get(code, [])
        if on is None:
            return max(rows, key=lambda row: row.valid_to or date.max, default=None)
        return next((row for row in rows if row.valid(on)), None)

    def get(self, code: int, on: date | None = None) -> Division:
        """As `find`, but raises CodeError (unknown_division) and names successors, if any."""
        found = self.find(code, on)
        if found is None:
            raise _unknown(code, self.find(code), on)
        return found

    def may_be(self, code: int) -> bool:
        """Whether there is such a division for all the table can tell.

        It is listed, or lies in a province of which no county is listed.
        """
        if code in self._by_code:
            return True
        province = code // _PROVINCE_STEP * _PROVINCE_STEP
        return province in self._by_code and province not in self._to_the_county

    @cached_property
    def _to_the_county(self) -> frozenset[int]:
        counties = (row.code for row in self.rows() if row.level is Level.COUNTY)
        return frozenset(code // _PROVINCE_STEP * _PROVINCE_STEP for code in counties)

    def called(self, code: int) -> str:
        """The full name, or for a code that is not listed what is above it and the code."""
        if code == NATION or self.find(code) is not None:
            return self.full_name(code)
        known = next((above for above in ancestors(code)[1:-1] if self.find(above)), None)
        return f"{self.full_name(known)}{code}" if known else str(code)

    def children(self, code: int, on: date | None = None) -> tuple[Division, ...]:
        """Divisions one level below, by code; with None those in force still. 0: provinces."""
        rows = self._children.get(code, ())
        return tuple(row for row in rows if row.valid(on))

    def full_name(self, code: int, on: date | None = None) -> str:
        """Names from the province down, such as 浙江省温州市鹿城区; 全国 for 0."""
        if code == NATION:
            return NATION_NAME
        known = (self.find(above, on) or self.find(above) for above in ancestors(code)[-2:0:-1])
        upper = "".join(row.name for row in known if row is not None)
        return upper + self.get(code, on).name

    def current(self, code: int) -> tuple[int, ...]:
        """The codes now in force for a code, following successors; several after a split."""
        row = self.get(code)
        if row.valid_to is None:
            return (code,)
        found = (now for successor in row.successor for now in self.current(successor))
        return tuple(dict.fromkeys(found))

    def code_of(self, name: str, on: date | None = None) -> int:
        """Code for a full, short or joined name (温州, 鹿城区, 浙江省温州市鹿城区, 温州鹿城).

        Divisions in force win over ended ones; with `on` only those valid that day count.
        Raises CodeError unknown_name, or ambiguous_name with the full names to choose from.
        """
        wanted = squeeze(name)
        if wanted in {NATION_NAME, "国家", "中国"}:
            return NATION
        return self._one_of(wanted, self._candidates(wanted, on), on)

    def _candidates(self, wanted: str, on: date | None) -> set[int]:
        named = [row for row in self._names.get(wanted, ()) if on is None or row.valid(on)]
        in_force = {row.code for row in named if row.valid(on)}
        return in_force or {row.code for row in named}

    def _one_of(self, wanted: str, codes: set[int], on: date | None) -> int:
        if len(codes) == 1:
            return codes.pop()
        if not codes:
            raise CodeError(
                "unknown_name",
                f"区划表中没有“{wanted}”。请写全称，或导入完整的区划表。",
                f"No division is named {wanted}. Write the full name or import the full table.",
            )
        choices = "、".join(self.full_name(code, on) for code in sorted(codes))
        raise CodeError(
            "ambiguous_name",
            f"“{wanted}”对应多个区划：{choices}。请写全称。",
            f"{wanted} may be any of {choices}. Write the full name.",
        )

    @cached_property
    def _children(self) -> dict[int, tuple[Division, ...]]:
        below: dict[int, list[Division]] = defaultdict(list)
        for row in sorted(self.rows(), key=lambda row: row.code):
            below[row.parent].append(row)
        return {code: tuple(rows) for code, rows in below.items()}

    @cached_property
    def _names(self) -> dict[str, list[Division]]:
        index: dict[str, list[Division]] = defaultdict(list)
        for row in self.rows():
            for form in self._forms(row):
                index[form].append(row)
        return index

    def _forms(self, row: Division) -> set[str]:
        """The name and its short form, alone and after its ancestors' names of both forms."""
        forms = {row.name, short_name(row.name)}
        parent = self.find(row.parent)
        return forms if parent is None else forms | self._joined(self._forms(parent), forms)

    @staticmethod
    def _joined(upper: set[str], lower: set[str]) -> set[str]:
        return {before + after for before in upper for after in lower}

    def rows(self) -> Iterator[Division]:
        """Every span of every code, in the order loaded."""
        return (row for rows in self._by_code.values() for row in rows)


def ancestors(code: int) -> tuple[int, ...]:
    """The code and all above it, ending in 0 for 全国: 330302 -> (330302, 330300, 330000, 0).

    Pure arithmetic on the six digits, so it holds for codes outside the shipped table as well.
    """
    city, province = code // _CITY_STEP * _CITY_STEP, code // _PROVINCE_STEP * _PROVINCE_STEP
    return tuple(dict.fromkeys((code, city, province, NATION)))


def within(code: int, scope: int) -> bool:
    """Whether a place lies in a scope: 0 covers all, xx0000 its province, xxxx00 its city."""
    return scope in ancestors(code)


def _unknown(code: int, ended: Division | None, on: date | None) -> CodeError:
    if ended is None:
        return CodeError(
            "unknown_division",
            f"区划表中没有代码{code}。",
            f"No division has the code {code}.",
        )
    to = "、".join(str(successor) for successor in ended.successor) or "无"
    return CodeError(
        "unknown_division",
        f"{ended.name}({code})在{on}不在有效期内；后继区划：{to}。",
        f"{ended.name} ({code}) was not in force on {on}; successors: {to}.",
    )


def shipped(own: Path | None = None) -> Divisions:
    """The shipped table; what a table of one's own says of a code stands instead.

    Raises OSError where a table cannot be opened, CodeError where it cannot be read.
    """
    folder = resources.files("yulin.codes") / "data"
    rows = [row for name in _SHIPPED for row in read(folder / name)]
    more = read(own) if own else []
    said = {row.code for row in more}
    return Divisions([*(row for row in rows if row.code not in said), *more])


def _default() -> Divisions:
    own = os.environ.get("YULIN_DIVISIONS")
    return shipped(Path(own) if own else None)


DEFAULT: Final = _default()
find = DEFAULT.find
get = DEFAULT.get
children = DEFAULT.children
full_name = DEFAULT.full_name
called = DEFAULT.called
may_be = DEFAULT.may_be
current = DEFAULT.current
code_of = DEFAULT.code_of
