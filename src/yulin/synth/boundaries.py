"""A small share of people who stand exactly at the boundaries of the policies.

What is drawn at random meets a boundary to the month, the day or the point only by luck; the cases
of `cast_*` stand on both sides of each. They repeat in order until the share is filled.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from yulin.facts import schema
from yulin.facts.frames import EMPLOYERS, blank_value, dtype_of
from yulin.facts.schema import Column
from yulin.synth import cast_cities, cast_graduates, cast_national, cast_wenzhou
from yulin.synth.script import Case, Cell, Clock
from yulin.synth.sheets import Keys, named
from yulin.synth.stage import NUMBER
from yulin.synth.streams import Ints
from yulin.synth.timeline import day_number

#: one person in twenty, more where that would not show every case once …
SHARE = 20
#: … but never more than one in four
_MOST = 4
#: what a case does not say: known and far from every line, so that only its own boundary decides
_USUAL: dict[str, Cell] = {
    "户籍地": 330302,
    "生源地": 330302,
    "婚姻状况": "未婚",
    "困难类别": "无",
    "领取失业保险金": False,
    "贡献积分": 60,
    "上年工资收入": 76_000,
    "前年工资收入": 72_000,
}
_CASE = "case"
_PERSON = "person"


def script(as_of: dt.date) -> list[Case]:
    """Return every boundary case relative to a day."""
    clock = Clock(as_of)
    parts = (cast_wenzhou, cast_graduates, cast_cities, cast_national)
    return [case for part in parts for case in part.cases(clock)]


@dataclass(frozen=True, kw_only=True)
class Cast:
    """The people who play the cases: person i plays case i modulo the number of cases."""

    cases: list[Case]
    count: int

    @property
    def played(self) -> Ints:
        """The number of the case that each person plays."""
        return np.arange(self.count, dtype=np.int64) % max(len(self.cases), 1)

    @property
    def birth_days(self) -> Ints:
        """The case's own, or spread over the eight months before it so that no day is crowded."""
        if not self.count:
            return np.empty(0, dtype=np.int64)
        days = np.array([day_number(case.born) for case in self.cases], dtype=np.int64)
        free = np.array([not case.exact_birth for case in self.cases])
        earlier = (self._rounds * 37 + self.played * 11) % 240
        born: Ints = days[self.played] - free[self.played] * earlier
        return born

    @property
    def sexes(self) -> Ints:
        """By turns, and the other way round in the next round, so that spouses differ."""
        return 1 + (self.played + self._rounds) % 2

    @property
    def _rounds(self) -> Ints:
        return np.arange(self.count, dtype=np.int64) // max(len(self.cases), 1)

    def tables(self, keys: Keys, names: pl.Series) -> dict[str, pl.DataFrame]:
        """Return the rows of every table in which some case has one."""
        if not self.count:
            return {}
        first = len(keys.people) - self.count
        players = pl.DataFrame({_CASE: self.played, _PERSON: keys.people.tail(self.count)})
        written = _written(self.cases, keys)
        frames = {
            name: _recited(schema.BY_NAME[name].columns, rows, players)
            for name, rows in written.items()
            if name != schema.PERSON.name
        }
        if (papers := frames.get("证书")) is not None:
            # many play one case; no two of them hold one certificate
            own = pl.int_range(pl.len()).cast(pl.String).str.zfill(6)
            frames["证书"] = papers.with_columns(pl.concat_str("证书编号", own).alias("证书编号"))
        persons = _recited(schema.PERSON.columns, written[schema.PERSON.name], players)
        spouses = named(self._spouses(first), keys.people)
        frames[schema.PERSON.name] = persons.with_columns(
            names.alias("姓名"),
            spouses.alias("配偶证件号"),
            pl.Series("性别", self.sexes).cast(pl.Int8),
            pl.Series("出生日期", self.birth_days).cast(pl.Int32).cast(pl.Date),
        )
        return frames

    def _spouses(self, first: int) -> Ints:
        """The number of the person next to each half of a couple; none if that one was cut off."""
        begins = np.array([case.couple for case in self.cases])[self.played]
        begins[-1] = False
        spouse = np.full(self.count, -1, dtype=np.int64)
        husbands = np.flatnonzero(begins)
        spouse[husbands], spouse[husbands + 1] = first + husbands + 1, first + husbands
        return spouse


def cast(*, people: int, employers: int, as_of: dt.date) -> Cast:
    """Choose the cases whose employers exist, and how many people play them."""
    cases = [case for case in script(as_of) if _stage_needed(case) < employers]
    count = max(people // SHARE, min(len(cases), people // _MOST))
    return Cast(cases=cases, count=count if cases else 0)


def _stage_needed(case: Case) -> int:
    keys = {str(row["单位代码"]) for _, row in case.rows if row.get("单位代码") is not None}
    return max((NUMBER[key] for key in keys), default=-1)


def _written(cases: list[Case], keys: Keys) -> dict[str, list[dict[str, object]]]:
    """Return one row of encoded cells a record, with the number of its case."""
    rows: dict[str, list[dict[str, object]]] = defaultdict(list)
    for number, case in enumerate(cases):
        person = {**_USUAL, "姓名": "", "出生日期": case.born, **case.person}
        for table, cells in ((schema.PERSON.name, person), *case.rows):
            encoded = _encoded(schema.BY_NAME[table].columns, cells, keys)
            rows[table].append(encoded | {_CASE: number})
    return rows


def _encoded(
    columns: tuple[Column, ...], cells: Mapping[str, Cell], keys: Keys
) -> dict[str, object]:
    unknown = set(cells) - {column.name for column in columns}
    assert not unknown, unknown
    return {column.name: _encode(column, cells.get(column.name), keys) for column in columns}


def _encode(column: Column, value: Cell, keys: Keys) -> object:
    if value is None:
        return blank_value(column)
    if column.kind == "label":
        assert column.labels is not None
        return column.labels.code(str(value))
    if column.kind == "number":
        assert isinstance(value, int | float)
        return round(value * 10**column.scale)
    if column.names == EMPLOYERS:
        return keys.employers[NUMBER[str(value)]]
    return value


def _recited(
    columns: tuple[Column, ...], rows: list[dict[str, object]], players: pl.DataFrame
) -> pl.DataFrame:
    """Return the rows once for everyone who plays their case, in the order of the people."""
    template = pl.DataFrame(
        rows,
        schema={**{column.name: dtype_of(column) for column in columns}, _CASE: pl.Int64},
    ).drop("证件号")
    joined = players.join(template, on=_CASE, how="inner", maintain_order="left_right")
    return joined.rename({_PERSON: "证件号"}).select(column.name for column in columns)
