"""One subject on one date, as the functions of nodes read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from yulin.policy import ir
from yulin.policy.backends.python.compiled import Eval, Value, compiled
from yulin.policy.backends.python.dependents import dependents
from yulin.policy.program import Definition, Program

Row = Mapping[str, Value]
#: gives the frame of another subject by kind and key
Opener = Callable[[str, str], "Frame"]


@dataclass
class Frame:
    """One subject on one date: what is known, and what has been worked out so far."""

    program: Program
    as_of: dt.date
    #: what kind of subject it is: 人员, 单位 or 家庭
    kind: str = "人员"
    #: given values by variable key or plain name; they win over definitions
    given: Mapping[str, Value] = field(default_factory=dict)
    #: the subject's rows by (table, key column); a missing table is unknown
    records: dict[tuple[str, str], list[Row]] = field(default_factory=dict)
    #: (table, column) → what sources say of the subject's cell, where they contradict each other
    contradicted: Mapping[tuple[str, str], str] = field(default_factory=dict)
    #: rows of linked tables by key
    linked: Mapping[str, Mapping[str, Row]] = field(default_factory=dict)
    #: the subject's own row, or None
    own: Row | None = None
    row: Row | None = None
    #: opens the frames of those the subject links to; None: no facts, so all of them are unknown
    others: Opener | None = None
    #: names that were asked for and passed over: what they rest on may be asked for instead
    skipped: frozenset[str] = frozenset()
    worked_out: dict[str, Value] = field(default_factory=dict)
    #: what keeps a name unknown, and why the sources leave it open
    whys: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=dict)
    #: what was said of a condition, since the same one stands in many documents
    told: dict[int, Any] = field(default_factory=dict)
    #: the frame this one departs from, and the names that may be otherwise here
    base: Frame | None = None
    departs: frozenset[str] = frozenset()
    #: which alternative is taken where sources disagree; None: none, so such figures are unknown
    reading: ir.Reading | None = None
    readings: dict[ir.Reading, Frame] = field(default_factory=dict)

    def value(self, name: str) -> Value:
        """Return a variable's stored value, working it out from its definition when not given."""
        if name not in self.worked_out:
            self.worked_out[name] = self._find(name)
        return self.worked_out[name]

    def _find(self, name: str) -> Value:
        if self.base is not None and name not in self.departs:
            return self.base.value(name)
        if name in self.given:
            return self.given[name]
        definition = self.program.definitions[name]
        if definition.name in self.given:
            return self.given[definition.name]
        if definition.node is None:
            return None
        check_subject(definition, self.kind)
        return self.outside_rows(compiled(definition.node))

    def outside_rows(self, part: Eval) -> Value:
        """Return what a part is for the subject itself, whatever row is at hand."""
        before = self.row
        if before is None:
            return part(self)
        self.row = None
        try:
            return part(self)
        finally:
            self.row = before

    def supposing(
        self, given: Mapping[str, Value], records: dict[tuple[str, str], list[Row]]
    ) -> Frame:
        """Return the same subject with other values given, and other rows in some tables.

        What does not rest on them is not worked out again.
        """
        names = {n for n, v in given.items() if n not in self.given or self.given[n] is not v}
        tables = {
            source[0] for source, rows in records.items() if rows is not self.records.get(source)
        }
        departs = dependents(self.program).of(names, tables)
        return self._departing(departs, given, records, self.reading)

    def under(self, reading: ir.Reading) -> Frame:
        """Return the same subject where of sources that disagree those of a reading are right."""
        if reading not in self.readings:
            departs = dependents(self.program).disputed
            made = self._departing(departs, self.given, self.records, reading)
            self.readings[reading] = made
        return self.readings[reading]

    def _departing(
        self,
        departs: frozenset[str],
        given: Mapping[str, Value],
        records: dict[tuple[str, str], list[Row]],
        reading: ir.Reading | None,
    ) -> Frame:
        return Frame(
            program=self.program,
            as_of=self.as_of,
            kind=self.kind,
            given=given,
            records=records,
            contradicted=self.contradicted,
            linked=self.linked,
            own=self.own,
            others=self.others,
            skipped=self.skipped,
            base=self,
            departs=departs,
            reading=reading,
        )


def check_subject(definition: Definition, kind: str) -> None:
    """Refuse to work out for one kind of subject what is defined for another.

    Raises:
        ValueError: where it is.
    """
    if definition.term.subject != kind:
        raise ValueError(
            f"{definition.key} is defined for {definition.term.subject}, not for {kind}"
        )
