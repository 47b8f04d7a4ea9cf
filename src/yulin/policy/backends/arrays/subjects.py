"""Subjects of one kind, and the rows about them, over arrays: each node is worked out once."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

import numpy as np
import polars as pl

from yulin.facts import schema
from yulin.facts.frames import Facts
from yulin.policy import ir
from yulin.policy.backends.arrays import figures, pairs
from yulin.policy.backends.arrays.nodes import MAKERS
from yulin.policy.backends.arrays.numbering import Numbering, numbering_of
from yulin.policy.backends.arrays.records import Records
from yulin.policy.backends.arrays.tables import Store, Table
from yulin.policy.backends.arrays.texts import Texts, place_among
from yulin.policy.backends.arrays.vectors import (
    Numbers,
    Places,
    Truth,
    Vector,
    as_truth,
    as_value,
    gathered,
    gathered_where,
    of_kind,
    spread,
    unknown,
)
from yulin.policy.backends.python import check_subject
from yulin.policy.program import Program
from yulin.policy.vocabulary import Subject


@dataclass
class Run:
    """What all scopes of one run share."""

    program: Program
    as_of: dt.date
    store: Store
    numbering: Numbering

    @classmethod
    def of(
        cls, program: Program, facts: Facts | Records, as_of: dt.date, texts: Texts | None = None
    ) -> Run:
        """Return a run over some facts; runs that are compared share their texts."""
        return cls(program, as_of, Store.of(facts, texts), numbering_of(program))


@dataclass
class Known(ABC):
    """Whom or what nodes are worked out for, and what has been found so far."""

    run: Run
    #: by the number of the node
    _found: dict[int, Vector] = field(default_factory=dict, init=False)
    #: those among whom these are, and where they stand there
    _among: tuple[Known, Places] | None = field(default=None, init=False)

    @property
    def as_of(self) -> dt.date:
        """The date of the decision."""
        return self.run.as_of

    @property
    def texts(self) -> Texts:
        """The texts met so far."""
        return self.run.store.texts

    def value(self, node: ir.Node) -> Vector:
        """Return what a node is for each."""
        numbering = self.run.numbering
        place = numbering.known.get(id(node))
        if place is None:
            place = numbering.of(node)
        found = self._found.get(place)
        if found is None:
            found = self._of_those(place)
            if found is None:
                found = self._worked_out(node)
            self._found[place] = found
        return found

    def learn(self, node: ir.Node, found: Vector) -> None:
        """Take what a node is as it was worked out elsewhere."""
        self._found[self.run.numbering.of(node)] = found

    def _of_those(self, place: int) -> Vector | None:
        """Return what was found already among whom these are."""
        if self._among is None:
            return None
        whole, places = self._among
        found = whole._found.get(place)
        return None if found is None else gathered(found, places)

    def _worked_out(self, node: ir.Node) -> Vector:
        make = MAKERS.get(type(node))
        if make is not None:
            return make(node, self)
        if isinstance(node, ir.Var):
            return self.variable(node)
        if isinstance(node, ir.Column):
            return self.column(node)
        if isinstance(node, ir.Aggregate):
            return of_kind(self.figure(node), node.type)
        if isinstance(node, ir.Linked):
            return self.link(node)
        raise TypeError(f"no values of {type(node).__name__}")

    @abstractmethod
    def variable(self, node: ir.Var) -> Vector:
        """Return what a name stands for."""

    @abstractmethod
    def column(self, node: ir.Column) -> Vector:
        """Return a column."""

    @abstractmethod
    def figure(self, node: ir.Aggregate) -> Vector:
        """Return a figure over records."""

    @abstractmethod
    def link(self, node: ir.Linked) -> Vector:
        """Return what a node is for others whom a key names."""


@dataclass
class Subjects(Known):
    """Subjects of one kind, each once."""

    kind: Subject
    #: their keys as texts, in the form of ``Texts``
    keys: Numbers
    #: keys among which these are, and others of whom the same may be asked
    among: pl.Series | None = None
    _own: Table | None = field(default=None, init=False)
    _rows: dict[tuple[str, str], Rows | None] = field(default_factory=dict, init=False)
    #: others whom these lead to, by kind and keys
    _others: dict[tuple[str, bytes], Subjects] = field(default_factory=dict, init=False)

    def __len__(self) -> int:
        return len(self.keys)

    def only(self, places: Places) -> Subjects:
        """Return some of these, of whom nothing is known yet."""
        return Subjects(self.run, self.kind, self.keys[places], self.among)

    def variable(self, node: ir.Var) -> Vector:
        definition = self.run.program.definitions[node.name]
        if definition.node is None:
            return unknown(definition.type)
        check_subject(definition, self.kind)
        return of_kind(self.value(definition.node), definition.type)

    def column(self, node: ir.Column) -> Vector:
        if node.via != ir.OWN:
            raise ValueError(f"{node.table}.{node.name} is read where no row is at hand")
        if self.kind not in self.run.store.facts:
            return unknown(node.type)
        if self._own is None:
            key = schema.BY_NAME[self.kind].key
            self._own = self.run.store.first_rows(self.kind, key, self.keys, self.among)
        return self._own.column(node.name, node.type)

    def figure(self, node: ir.Aggregate) -> Vector:
        rows = self.rows(node.table, node.key)
        return unknown(node.type) if rows is None else figures.figure(rows, node)

    def rows(self, table: str, key: str) -> Rows | None:
        """Return the rows of a table about the subjects; None where it was not supplied."""
        if (table, key) not in self._rows:
            known = self.run.store.facts.knows(table, self.kind)
            self._rows[table, key] = self._located(table, key) if known else None
        return self._rows[table, key]

    def _located(self, table: str, key: str) -> Rows:
        found, place = self.run.store.rows_about(table, key, self.keys, self.among)
        return Rows(self.run, self, found, place, len(self), place)

    def link(self, node: ir.Linked) -> Vector:
        return self.of_others(node, self.value(node.key))

    def of_others(self, node: ir.Linked, keys: Vector, among: pl.Series | None = None) -> Vector:
        """Return a node of other subjects for each of some keys, all of them among some."""
        found = as_value(keys)
        different = self.texts.different(found)
        if not len(different):
            return unknown(node.type)
        others = self._subjects(cast("Subject", node.subject), different, among)
        return gathered_where(
            others.value(node.node), place_among(different, found.numbers), found.known
        )

    def _subjects(self, kind: Subject, keys: Numbers, among: pl.Series | None) -> Subjects:
        name = kind, keys.tobytes()
        if name not in self._others:
            self._others[name] = Subjects(self.run, kind, keys, among)
        return self._others[name]


@dataclass
class Rows(Known):
    """Rows of one table, each about a subject or about another row."""

    subjects: Subjects
    table: Table
    #: position of whom or what each row is about
    about: Places
    #: how many there are that rows may be about
    count: int
    #: position of the subject of each row
    owner: Places
    #: position of the subject of each one that rows are about; None: they are the subjects
    owners: Places | None = None
    #: whether a row is one that an outer row asks for
    matches: Truth | None = None
    _links: dict[tuple[str, str], Table | None] = field(default_factory=dict, init=False)
    _matching: dict[object, Rows | None] = field(default_factory=dict, init=False)
    _narrowed: dict[object, Rows] = field(default_factory=dict, init=False)
    #: the rows in the order of a node, and of their first months
    orders: dict[int, Places] = field(default_factory=dict, init=False)
    spells: dict[int, Places] = field(default_factory=dict, init=False)

    def __len__(self) -> int:
        return len(self.about)

    def variable(self, node: ir.Var) -> Vector:
        return gathered(self.subjects.value(node), self.owner)

    def column(self, node: ir.Column) -> Vector:
        if node.via is None:
            return self.table.column(node.name, node.type)
        if node.via == ir.OWN:
            return gathered(self.subjects.value(node), self.owner)
        if (node.via, node.table) not in self._links:
            self._links[node.via, node.table] = self._linked_rows(node.via, node.table)
        linked = self._links[node.via, node.table]
        return unknown(node.type) if linked is None else linked.column(node.name, node.type)

    def _linked_rows(self, via: str, table: str) -> Table | None:
        if table not in self.run.store.facts:
            return None
        keys = as_value(self.table.texts(via))
        place = np.where(keys.known, spread(keys.numbers, len(self)), -1)
        return self.run.store.first_rows(table, schema.BY_NAME[table].key, place)

    def figure(self, node: ir.Aggregate) -> Vector:
        if not node.match:
            return gathered(self.subjects.value(node), self.owner)
        source = node.table, node.key, node.match
        if source not in self._matching:
            inner = self.subjects.rows(node.table, node.key)
            self._matching[source] = None if inner is None else pairs.matching(self, inner, node)
        found = self._matching[source]
        return unknown(node.type) if found is None else figures.figure(found, node)

    def link(self, node: ir.Linked) -> Vector:
        key, among = node.key, None
        looked_through = self.run.store.records is None
        if looked_through and isinstance(key, ir.Column) and key.via is None:
            among = self.table.keys(key.name)
        return self.subjects.of_others(node, self.value(key), among)

    def narrowed(self, name: object, places: Places) -> Rows:
        """Return some of these rows about the same subjects, kept by a name."""
        if name not in self._narrowed:
            matches = None if self.matches is None else gathered(self.matches, places)
            made = Rows(
                self.run,
                self.subjects,
                self.table.rows(places),
                self.about[places],
                self.count,
                self.owner[places],
                self.owners,
                None if matches is None else as_truth(matches),
            )
            made._among = self, places
            self._narrowed[name] = made
        return self._narrowed[name]

    def once(self, node: ir.Node) -> Vector:
        """Return what a node is for the subject, for each that rows are about."""
        found = self.subjects.value(node)
        return found if self.owners is None else gathered(found, self.owners)


@dataclass
class Some(Known):
    """Some of the subjects, perhaps several times, with values of their own for some names."""

    whole: Known
    places: Places
    given: Mapping[str, Vector] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._among = self.whole, self.places

    def variable(self, node: ir.Var) -> Vector:
        if node.name in self.given:
            return self.given[node.name]
        return gathered(self.whole.value(node), self.places)

    def column(self, node: ir.Column) -> Vector:
        return gathered(self.whole.value(node), self.places)

    def figure(self, node: ir.Aggregate) -> Vector:
        return gathered(self.whole.value(node), self.places)

    def link(self, node: ir.Linked) -> Vector:
        return gathered(self.whole.value(node), self.places)


def subjects_of(run: Run, kind: Subject, keys: pl.Series) -> Subjects:
    """Return some subjects by their keys."""
    return Subjects(run, kind, run.store.texts.codes(keys))
