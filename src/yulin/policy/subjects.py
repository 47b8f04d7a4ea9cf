"""Puts one subject's facts into the form the reference back end reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import polars as pl

from yulin.facts import schema
from yulin.facts.frames import Facts
from yulin.policy.backends.python import Frame, Row
from yulin.policy.program import Program
from yulin.policy.values import Stored
from yulin.policy.vocabulary import Subject


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
    return {
        (table.name, key): list(data.filter(pl.col(key) == subject).iter_rows(named=True))
        for key in keys
    }


def _linked(
    facts: Facts, records: Mapping[tuple[str, str], list[Row]]
) -> dict[str, dict[str, Row]]:
    wanted: dict[str, set[str]] = {}
    for (name, _), rows in records.items():
        for column, target in schema.BY_NAME[name].links.items():
            if target != "人员":
                keys = {row[column] for row in rows if row[column]}
                wanted.setdefault(target, set()).update(keys)
    return {target: _by_key(facts, target, keys) for target, keys in wanted.items()}


def _by_key(facts: Facts, name: str, keys: set[str]) -> dict[str, Row]:
    data = facts.tables.get(name)
    if data is None or not keys:
        return {}
    key = schema.BY_NAME[name].key
    return {row[key]: row for row in data.filter(pl.col(key).is_in(list(keys))).to_dicts()}
