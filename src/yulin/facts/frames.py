"""`Facts`: record tables held as Polars frames that keep the contract of `yulin.facts.schema`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_
from types import MappingProxyType

import polars as pl

from yulin.facts import schema
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

    def __post_init__(self) -> None:
        for name, frame in self.tables.items():
            _check_shape(name, frame)
        ordered = {name: self.tables[name] for name in schema.BY_NAME if name in self.tables}
        object.__setattr__(self, "tables", MappingProxyType(ordered))

    def __contains__(self, table: str) -> bool:
        return table in self.tables

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
        """Return one person's records, with the employers that they link to."""
        return self.select([person_id])

    def select(self, ids: Iterable[str]) -> Facts:
        """Return some people's records, with the employers that these link to.

        Rows keep their order. An identifier that is nowhere yields no rows, not an error.
        """
        wanted = pl.Series(values=list(ids), dtype=pl.String).unique()
        tables = {
            name: frame.filter(pl.col(about(name)).is_in(wanted.implode()))
            for name, frame in self.tables.items()
            if name != EMPLOYERS
        }
        if EMPLOYERS in self.tables:
            tables[EMPLOYERS] = self._employers_of(tables, wanted)
        return Facts(tables)

    def _employers_of(self, tables: Mapping[str, pl.DataFrame], people: pl.Series) -> pl.DataFrame:
        codes = [
            tables[table.name][column]
            for table, column in links_to(EMPLOYERS)
            if table.name in tables
        ]
        founders = [c for c, target in schema.EMPLOYER.links.items() if target == PEOPLE]
        linked = [pl.col(EMPLOYER_KEY).is_in(c.drop_nulls().unique().implode()) for c in codes]
        founded = [pl.col(c).is_in(people.implode()) for c in founders]
        keep = reduce(or_, [*linked, *founded])
        return self.tables[EMPLOYERS].filter(keep.fill_null(value=False))

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
        return cls(tables)


def about(table: str) -> str:
    """Return the column that says which person a row of a table is about."""
    return schema.person_column(schema.BY_NAME[table])


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
