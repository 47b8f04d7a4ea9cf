"""A few subjects over arrays: what none of them can get, as it is for elsewhere, is left out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import chain

import numpy as np
import polars as pl

from yulin.facts.frames import Facts
from yulin.policy import ir
from yulin.policy.backends.arrays.records import Records
from yulin.policy.backends.arrays.subjects import Run, Subjects, subjects_of
from yulin.policy.backends.arrays.vectors import as_truth, either, scattered, spread, unknown
from yulin.policy.backends.population import KEY
from yulin.policy.decide_few import decide_few, first_days
from yulin.policy.incremental.contributions import figures_read
from yulin.policy.incremental.horizon import dated, horizon_of
from yulin.policy.library import Library
from yulin.policy.long_form import Wide
from yulin.policy.program import Item, Program
from yulin.policy.vocabulary import Subject

#: up to so many subjects the planning of a population's queries takes longer than its answers;
#: an employer is read with its staff
FEW: dict[Subject, int] = {"人员": 20_000, "单位": 2_000}


@dataclass(frozen=True)
class Few:
    """Some subjects of one kind."""

    subjects: Subjects
    keys: pl.Series

    @classmethod
    def of(
        cls,
        program: Program,
        facts: Facts | Records,
        as_of: dt.date,
        kind: Subject,
        keys: pl.Series,
    ) -> Few:
        """Return some subjects by their keys, each once."""
        run = Run.of(program, facts, as_of)
        return cls(subjects_of(run, kind, keys), keys.alias(KEY))

    def decided(self, items: tuple[Item, ...]) -> Wide:
        """Return their decisions on some benefits."""
        return decide_few(self.subjects, self.keys, items)

    def near(self) -> tuple[Item, ...]:
        """Return the benefits that are not definitely of elsewhere for all of them."""
        every = self.subjects.run.program.of(self.subjects.kind)
        # a joint cap stands beside the first benefit that it binds, wherever that one applies
        return tuple(i for i in every if i.ceilings or self._is_near(_region(i)))

    def next_days(self, library: Library) -> pl.DataFrame:
        """Return when each is to be decided again, as ``horizon.days_of`` does."""
        run, kind = self.subjects.run, self.subjects.kind
        horizon = horizon_of(run.program, kind, run.as_of)
        local = [(region, days) for region, days in horizon.local if self._is_near(region)]
        day = first_days(self.subjects, [(None, horizon.everywhere), *local])
        found = pl.DataFrame([self.keys.alias("subject"), day])
        return dated(found, kind, library, run.as_of)

    def leave_out_elsewhere(self) -> None:
        """Ask who is named by rows only of those who may be where the figure counts.

        To the others it is unknown, and the documents that read it tell nothing.
        """
        subjects, run = self.subjects, self.subjects.run
        parts: dict[bytes, Subjects] = {}
        read = figures_read(run.program, subjects.kind, run.as_of)
        for told in chain.from_iterable(read.told.values()):
            if not told.asks or told.regions is None:
                continue
            node = told.node
            near = either([~as_truth(subjects.value(region)).fails for region in told.regions])
            places = np.flatnonzero(spread(near, len(subjects)))
            if not len(places):
                subjects.learn(node, unknown(node.type))
            elif len(places) * 2 < len(subjects):
                some = parts.setdefault(places.tobytes(), subjects.only(places))
                with np.errstate(all="ignore"):  # what is not known may be any number
                    found = some.value(node)
                subjects.learn(node, scattered(found, places, len(subjects)))

    def _is_near(self, region: ir.Node | None) -> bool:
        """Whether some subject is not definitely elsewhere."""
        if region is None:
            return True
        return not bool(as_truth(self.subjects.value(region)).fails.all())


def are_few(kind: Subject, count: int) -> bool:
    """Return whether so many subjects are decided over arrays."""
    return 0 < count <= FEW[kind]


def _region(item: Item) -> ir.Node | None:
    return None if item.region_clause is None else item.region_clause.plain
