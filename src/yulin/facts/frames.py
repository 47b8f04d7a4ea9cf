"""`Facts`: record tables held as Polars frames that keep the contract of `yulin.facts.schema`."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import polars as pl

from yulin.facts import schema
from yulin.facts.contradictions import Contradiction
from yulin.facts.errors import FrameError
from yulin.facts.schema import Column, Table

_DTYPES: dict[schema.Kind, pl.DataType] = {
    "id": pl.String(),
    "code": pl.String(),
    "text": pl.String(),
    "date": pl.Date(),
    "month": pl.Date(),
    "number": pl.Int64(),
    "yes": pl.Boolean(),
    "label": pl.Int8(),
    "division": pl.Int32(),
}
PEOPLE = schema.PERSON.name
EMPLOYERS = schema.EMPLOYER.name
PERSON_KEY = schema.PERSON.key
EMPLOYER_KEY = schema.EMPLOYER.key


#: how far marriages and households are followed from a person
_STEPS = 3
#: how far employers are followed to those above them
_STEPS_UP = 10


def dtype_of(column: Column) -> pl.DataType:
    """Return the Polars dtype that a column has in a frame."""
    return _DTYPES[column.kind]


@cache
def frame_schema(table: str) -> Mapping[str, pl.DataType]:
    """Return column name → dtype of a table, in order; raise KeyError for an unknown table."""
    columns = schema.BY_NAME[table].columns
    return MappingProxyType({column.name: dtype_of(column) for column in columns})


def empty_frame(table: str) -> pl.DataFrame:
    """Return the table with no rows, which says that there are known to be none."""
    return pl.DataFrame(schema=dict(frame_schema(table)))


def blank_value(column: Column) -> object:
    """Return what a blank cell of a column holds in a frame (None: unknown)."""
    return {"unknown": None, "open": schema.OPEN_END, "none": 0, "no": False, "zero": 0}[
        column.blank
    ]


def validate_frame(table: str, frame: pl.DataFrame) -> None:
    """Check that a frame keeps the whole contract of a table.

    Raises FrameError naming the table, the column, what is wrong and how many rows are.
    """
    _check_shape(table, frame)
    checks = [check for c in schema.BY_NAME[table].columns for check in _checks(c)]
    broken = frame.select(expression.sum().alias(why) for why, expression in checks)
    for why, rows in zip(broken.columns, broken.row(0), strict=True):
        if rows:
            raise FrameError(table=table, why=why, rows=int(rows))


def _check_shape(table: str, frame: pl.DataFrame) -> None:
    if table not in schema.BY_NAME:
        raise FrameError(table=table, why="没有这张表 / no such table")
    expected = frame_schema(table)
    if frame.columns != list(expected):
        raise FrameError(
            table=table,
            why=f"列应为 {', '.join(expected)}, 实为 {', '.join(frame.columns)} / wrong columns",
        )
    for name, dtype in expected.items():
        if frame.schema[name] != dtype:
            raise FrameError(
                table=table, why=f"{name} 应为 {dtype}, 实为 {frame.schema[name]} / wrong dtype"
            )


def _checks(column: Column) -> Iterator[tuple[str, pl.Expr]]:
    """Yield (what is wrong, true where it is) for a column."""
    cell = pl.col(column.name)
    if column.required or column.blank != "unknown":
        yield f"{column.name} 不能为空 / may not be null", cell.is_null()
    match column.kind:
        case "id" | "code":
            clean = cell.str.strip_chars().str.to_uppercase()
            yield (
                f"{column.name} 应为大写且无空白 / not normalised",
                (cell != clean) | (cell == ""),
            )
        case "text":
            yield f"{column.name} 首尾不能有空白 / not trimmed", cell != cell.str.strip_chars()
            yield f"{column.name} 空文字应为 null / empty text is not null", cell == ""
        case "month":
            yield (
                f"{column.name} 应为当月首日 / not the first of a month",
                (cell.dt.day() != 1) & (cell != schema.OPEN_END),
            )
        case "number":
            limit = schema.limit(column.unit)
            yield (
                f"{column.name} 超出范围 / out of range",
                (cell > limit) | (cell < -limit),
            )
        case "division":
            yield f"{column.name} 应为六位代码 / not six digits", ~cell.is_between(100000, 999999)
        case "label":
            assert column.labels is not None
            yield (
                f"{column.name} 不是标签位置 / not a label position",
                ~cell.is_between(0, len(column.labels.labels) - 1),
            )


@dataclass(frozen=True, eq=False)
class Facts:
    """Record tables by Chinese sheet name.

    A table that is not in ``tables`` is unknown; one with no rows is known to be empty.
    Construction checks names and dtypes; `validate_frame` checks every value.
    """

    tables: Mapping[str, pl.DataFrame]
    #: cells that are unknown because sources contradict each other
    contradictions: tuple[Contradiction, ...] = ()
    #: whether these are some people's records: what others say of their employers was left out
    partial: bool = False
    #: (table, kind of subject): of some subject of the kind it is not known which rows there are
    gaps: frozenset[tuple[str, str]] = frozenset()

    def __post_init__(self) -> None:
        for name, frame in self.tables.items():
            _check_shape(name, frame)
        ordered = {name: self.tables[name] for name in schema.BY_NAME if name in self.tables}
        object.__setattr__(self, "tables", MappingProxyType(ordered))

    def __contains__(self, table: str) -> bool:
        return table in self.tables

    def knows(self, table: str, subject: str) -> bool:
        """Return whether all rows of a table about a kind of subject are here.

        Of an employer whom somebody's records lead to, the row and the platforms are; its staff is
        known only where everybody is.
        """
        if table not in self.tables or (table, subject) in self.gaps:
            return False
        key = schema.BY_NAME[table].key
        own = table == EMPLOYERS or schema.BY_NAME[table].links.get(key) == EMPLOYERS
        return own or subject != EMPLOYERS or not self.partial

    def __getitem__(self, table: str) -> pl.DataFrame:
        return self.tables[table]

    @property
    def people(self) -> pl.Series:
        """The identifiers in 人员, in their order; no elements when the table is absent."""
        frame = self.tables.get(PEOPLE)
        return empty_frame(PEOPLE)[PERSON_KEY] if frame is None else frame[PERSON_KEY]

    def counts(self) -> dict[str, int]:
        """Return rows by table."""
        return {name: frame.height for name, frame in self.tables.items()}

    def validate(self) -> None:
        """Check every table; raise FrameError at the first that breaks the contract."""
        for name, frame in self.tables.items():
            validate_frame(name, frame)

    def equals(self, other: Facts) -> bool:
        """Tell whether both hold the same tables with the same rows in the same order."""
        return list(self.tables) == list(other.tables) and all(
            frame.equals(other.tables[name]) for name, frame in self.tables.items()
        )

    def person(self, person_id: str) -> Facts:
        """Return one person's records, with those they link to; see `select`."""
        return self.select([person_id])

    def select(self, ids: Iterable[str]) -> Facts:
        """Return some people's records, and of those they link to what policies may ask about.

        These are spouses and members of the household (and theirs in turn), the employers whom
        any of these link to or represent, the employers above those, and who represents them,
        with their employers.
        What the rows of other people say about an employer (its staff) is left out, so that a
        figure of an employer over its staff is unknown here (see `knows`).

        Rows keep their order. An identifier that is nowhere yields no rows, not an error.
        """
        family = self._family(pl.Series(values=list(ids), dtype=pl.String).unique())
        near = self._employers_of(family)
        heads = self._values(EMPLOYERS, PEOPLE, EMPLOYER_KEY, near)
        others = pl.concat([pl.Series(dtype=pl.String), *heads]).unique()
        others = others.filter(~others.is_in(family.implode()))
        people = pl.concat([family, others])
        employers = pl.concat([near, self._employers_of(others)]) if len(others) else near
        tables = {
            name: frame.filter(_is_about(name, people, employers))
            for name, frame in self.tables.items()
        }
        found = self._contradictions_of({*people, *employers})
        return Facts(tables, found, partial=True, gaps=self.gaps)

    def _contradictions_of(self, keys: Container[str]) -> tuple[Contradiction, ...]:
        return tuple(found for found in self.contradictions if found.key in keys)

    def _family(self, ids: pl.Series) -> pl.Series:
        """Return people with their spouses and households, as far as `_STEPS` lead."""
        known = ids
        for _ in range(_STEPS):
            wider = pl.concat([known, *self._next_of_kin(known)]).drop_nulls().unique()
            if len(wider) == len(known):
                break
            known = wider
        return known

    def _next_of_kin(self, people: pl.Series) -> Iterator[pl.Series]:
        """Yield whom people name, who names them, and who names the same household."""
        frame = self.tables.get(PEOPLE)
        if frame is None:
            return
        inside = frame.filter(_is_in(PERSON_KEY, people))
        for column, target in schema.PERSON.links.items():
            shared = people if target == PEOPLE else inside[column]
            yield frame.filter(_is_in(column, shared))[PERSON_KEY]
            if target == PEOPLE:
                yield inside[column].rename(PERSON_KEY)

    def _employers_of(self, people: pl.Series) -> pl.Series:
        """Return the employers that people's rows name, those they represent, and all above."""
        named = [
            series
            for name in self.tables
            if name != EMPLOYERS
            for series in self._values(name, EMPLOYERS, about(name), people)
        ]
        for column in _linking(EMPLOYERS, PEOPLE):
            named += self._keys_where(column, people)
        known = pl.concat([pl.Series(dtype=pl.String), *named]).drop_nulls().unique()
        for _ in range(_STEPS_UP):
            above = self._values(EMPLOYERS, EMPLOYERS, EMPLOYER_KEY, known)
            wider = pl.concat([known, *above]).drop_nulls().unique()
            if len(wider) == len(known):
                break
            known = wider
        return known

    def _keys_where(self, column: str, people: pl.Series) -> list[pl.Series]:
        frame = self.tables.get(EMPLOYERS)
        return [] if frame is None else [frame.filter(_is_in(column, people))[EMPLOYER_KEY]]

    def _values(self, table: str, target: str, key: str, among: pl.Series) -> list[pl.Series]:
        """Return what the rows of a table with certain keys link to."""
        frame, columns = self.tables.get(table), _linking(table, target)
        if frame is None or not columns:
            return []
        chosen = frame.filter(_is_in(key, among))
        return [chosen[column].drop_nulls() for column in columns]

    @classmethod
    def concat(cls, parts: Iterable[Facts]) -> Facts:
        """Join the records of different people; employers known to several parts are kept once.

        Raises FrameError when the parts hold different tables (what is unknown in one part could
        not be told from none in the result), or when a person or employer would appear twice.
        """
        every = list(parts)
        if not every:
            return cls({})
        names = list(every[0].tables)
        for part in every:
            if list(part.tables) != names:
                raise FrameError(table="/".join(names), why="各部分的表不同 / tables differ")
        tables = {name: pl.concat([part.tables[name] for part in every]) for name in names}
        if EMPLOYERS in tables:
            tables[EMPLOYERS] = tables[EMPLOYERS].unique(maintain_order=True)
        for name in (PEOPLE, EMPLOYERS):
            if name in tables:
                _check_unique(name, tables[name])
        found = dict.fromkeys(c for part in every for c in part.contradictions)
        gaps = frozenset[tuple[str, str]]().union(*(part.gaps for part in every))
        partial = any(part.partial for part in every)
        return cls(tables, tuple(found), partial=partial, gaps=gaps)


def about(table: str) -> str:
    """Return the column that says which person a row of a table is about."""
    return schema.person_column(schema.BY_NAME[table])


def _linking(table: str, target: str) -> list[str]:
    return [c for c, linked in schema.BY_NAME[table].links.items() if linked == target]


def _is_in(column: str, values: pl.Series) -> pl.Expr:
    return pl.col(column).is_in(values.drop_nulls().unique().implode()).fill_null(value=False)


def _is_about(table: str, people: pl.Series, employers: pl.Series) -> pl.Expr:
    """Say which rows are about some people, or in their own right about some employers."""
    if table == EMPLOYERS:
        return _is_in(EMPLOYER_KEY, employers)
    about_people = _is_in(about(table), people)
    key = schema.BY_NAME[table].key
    is_employers = schema.BY_NAME[table].links.get(key) == EMPLOYERS
    return about_people | _is_in(key, employers) if is_employers else about_people


def _check_unique(name: str, frame: pl.DataFrame) -> None:
    key = schema.BY_NAME[name].key
    doubles = frame.height - frame[key].n_unique()
    if doubles:
        raise FrameError(table=name, why=f"{key} 重复 / repeated key", rows=doubles)


def links_to(target: str) -> Iterator[tuple[Table, str]]:
    """Yield (table, column) of every link from another table to the key of ``target``."""
    for table in schema.TABLES:
        for column, linked in table.links.items():
            if linked == target and table.name != target:
                yield table, column
