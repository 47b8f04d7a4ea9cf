"""Puts the facts of subjects into the form the reference back end reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from yulin.facts import schema
from yulin.facts.frames import Facts
from yulin.policy.backends.python import Frame, Opener, Row
from yulin.policy.language.values import Stored
from yulin.policy.program import Program
from yulin.policy.vocabulary import Subject

#: below this, picking rows in Python beats starting a query
_FEW_ROWS = 2_000
#: rows by (table, key column)
_Records = dict[tuple[str, str], list[Row]]


def frame_for(
    program: Program,
    as_of: dt.date,
    *,
    facts: Facts | None = None,
    subject: str | None = None,
    kind: Subject = "人员",
    given: Mapping[str, Stored] | None = None,
) -> Frame:
    """Return the frame of one subject: their rows, the rows those link to, and given values.

    Those the subject links to are opened from the same facts when they are asked for, without the
    given values; without facts nothing is known of them.
    """
    if facts is None or subject is None:
        return Frame(program=program, as_of=as_of, kind=kind, given=given or {})
    frame = _open(program, as_of, facts)(kind, subject)
    frame.given = given or {}
    return frame


def _open(program: Program, as_of: dt.date, facts: Facts) -> Opener:
    """Return what opens a frame over facts; linked frames are opened once each."""
    others: dict[tuple[str, str], Frame] = {}

    def other(kind: str, subject: str) -> Frame:
        found = others.get((kind, subject))
        if found is None:
            found = others[kind, subject] = made(kind, subject)
        return found

    def made(kind: str, subject: str) -> Frame:
        records: _Records = {}
        for table in schema.TABLES:
            records.update(_rows_about(facts, table, subject, kind))
        return Frame(
            program=program,
            as_of=as_of,
            kind=kind,
            records=records,
            contradicted=_contradicted(facts, subject),
            linked=_linked(facts, records),
            own=_own(records, kind),
            others=other,
        )

    return made


def _contradicted(facts: Facts, subject: str) -> dict[tuple[str, str], str]:
    """Return what sources say of the subject's cells on which they do not agree."""
    return {
        (found.table, found.column): f"{found.column}两处登记不一致：{' / '.join(found.values)}"
        for found in facts.contradictions
        if found.key == subject
    }


def _keys(table: schema.Table, kind: str) -> list[str]:
    """Return the columns of a table that name a subject of a kind whom a row is about."""
    keys = [c for c, target in table.links.items() if target == kind]
    return [*keys, table.key] if table.name == kind else keys


def _own(records: Mapping[tuple[str, str], list[Row]], kind: str) -> Row | None:
    """Return the subject's own row; a household has none."""
    table = schema.BY_NAME.get(kind)
    rows = records.get((kind, table.key)) if table is not None else None
    return rows[0] if rows else None


def _rows_about(facts: Facts, table: schema.Table, subject: str, kind: str) -> _Records:
    data, keys = facts.tables.get(table.name), _keys(table, kind)
    if data is None or not keys or not facts.knows(table.name, kind):
        return {}
    height = data.height
    if height == 0:
        return {(table.name, key): [] for key in keys}
    if height > _FEW_ROWS:
        return {(table.name, key): _rows(data.filter(pl.col(key) == subject)) for key in keys}
    rows = _rows(data)
    return {(table.name, key): [row for row in rows if row[key] == subject] for key in keys}


def _rows(data: pl.DataFrame) -> list[Row]:
    """Return rows by column name."""
    names = data.columns
    return [dict(zip(names, values, strict=True)) for values in data.rows()]


def _linked(facts: Facts, records: _Records) -> dict[str, dict[str, Row]]:
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


# -- everybody, one by one -------------------------------------------------------------------------


@dataclass(frozen=True)
class Register:
    """The rows of everybody, indexed once for one-by-one decisions about all of them."""

    program: Program
    as_of: dt.date
    facts: Facts
    #: kind of subject → (table, key column) → subject → rows
    _index: dict[str, dict[tuple[str, str], dict[str, list[Row]]]] = field(default_factory=dict)
    _others: dict[tuple[str, str], Frame] = field(default_factory=dict)

    def frame(self, kind: str, subject: str) -> Frame:
        """Return the frame of one subject."""
        if kind not in self._index:
            self._index[kind] = self._indexed(kind)
        records = {source: rows.get(subject, []) for source, rows in self._index[kind].items()}
        return Frame(
            program=self.program,
            as_of=self.as_of,
            kind=kind,
            records=records,
            contradicted=_contradicted(self.facts, subject) if self.facts.contradictions else {},
            linked=self._linked,
            own=_own(records, kind),
            others=self._other,
        )

    def _other(self, kind: str, subject: str) -> Frame:
        found = self._others.get((kind, subject))
        if found is None:
            found = self._others[kind, subject] = self.frame(kind, subject)
        return found

    def _indexed(self, kind: str) -> dict[tuple[str, str], dict[str, list[Row]]]:
        index: dict[tuple[str, str], dict[str, list[Row]]] = {}
        for name, data in self.facts.tables.items():
            if not self.facts.knows(name, kind):
                continue
            for key in _keys(schema.BY_NAME[name], kind):
                groups: dict[str, list[Row]] = {}
                for row in data.iter_rows(named=True):
                    groups.setdefault(row[key], []).append(row)
                index[name, key] = groups
        return index

    @cached_property
    def _linked(self) -> dict[str, dict[str, Row]]:
        """Rows of the tables that others link to, by key."""
        targets = {t for table in schema.TABLES for t in table.links.values()}
        return {
            target: {row[schema.BY_NAME[target].key]: row for row in data.to_dicts()}
            for target, data in self.facts.tables.items()
            if target in targets
        }
