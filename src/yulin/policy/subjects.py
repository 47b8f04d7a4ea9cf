"""Puts one subject's facts into the form the reference back end reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import polars as pl

from yulin.facts import schema
from yulin.facts.frames import Facts
from yulin.policy.backends.python import Frame, Row
from yulin.policy.program import Program
from yulin.policy.values import Stored
from yulin.policy.vocabulary import Subject

#: below this, picking rows in Python beats starting a query
_FEW_ROWS = 2_000


def frame_for(
    program: Program,
    as_of: dt.date,
    *,
    facts: Facts | None = None,
    subject: str | None = None,
    kind: Subject = "人员",
    given: Mapping[str, Stored] | None = None,
) -> Frame:
    """Return the frame of one subject: their rows, the rows those link to, and given values."""
    frame = Frame(program=program, as_of=as_of, given=given or {})
    if facts is None or subject is None:
        return frame
    rows = {
        name: _rows_about(facts, table, subject, kind) for name, table in schema.BY_NAME.items()
    }
    frame.records = {key: found for about in rows.values() for key, found in about.items()}
    own = frame.records.get((kind, schema.BY_NAME[kind].key), [])
    frame.own = own[0] if own else None
    frame.linked = _linked(facts, frame.records)
    return frame


def _rows_about(
    facts: Facts, table: schema.Table, subject: str, kind: Subject
) -> dict[tuple[str, str], list[Row]]:
    data = facts.tables.get(table.name)
    if data is None:
        return {}
    keys = [c for c, target in table.links.items() if target == kind]
    if table.name == kind:
        keys.append(table.key)
    if data.height > _FEW_ROWS:
        return {(table.name, key): _rows(data.filter(pl.col(key) == subject)) for key in keys}
    rows = _rows(data)
    return {(table.name, key): [row for row in rows if row[key] == subject] for key in keys}


def _rows(data: pl.DataFrame) -> list[Row]:
    """Return rows by column name; column-wise, because that is fastest for a few rows."""
    names = data.columns
    columns = [column.to_list() for column in data.get_columns()]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


def _linked(
    facts: Facts, records: Mapping[tuple[str, str], list[Row]]
) -> dict[str, dict[str, Row]]:
    wanted: dict[str, set[str]] = {}
    for (name, _), rows in records.items():
        for column, target in schema.BY_NAME[name].links.items():
            keys = {row[column] for row in rows if row[column]}
            wanted.setdefault(target, set()).update(keys)
    return {target: _by_key(facts, target, keys) for target, keys in wanted.items()}


def _by_key(facts: Facts, name: str, keys: set[str]) -> dict[str, Row]:
    data = facts.tables.get(name)
    if data is None or not keys:
        return {}
    key = schema.BY_NAME[name].key
    if data.height > _FEW_ROWS:
        data = data.filter(pl.col(key).is_in(list(keys)))
    return {row[key]: row for row in _rows(data)}


def declare_empty(frame: Frame, names: Iterable[str]) -> None:
    """Record that the subject has no row in some tables, named ``记录：表``."""
    for name in names:
        table = schema.BY_NAME[name.split("：", 1)[1]]
        for key in table.links:
            frame.records.setdefault((table.name, key), [])
