"""Deciding some of a run's subjects: the facts that it reads, and the answers that it gives."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

from yulin.entitlements.enums import Engine
from yulin.entitlements.models import Run
from yulin.facts.frames import Facts
from yulin.facts.schema import BY_NAME
from yulin.policy.decide import DecisionTable, decide
from yulin.policy.incremental.horizon import COLUMNS as DAYS
from yulin.policy.incremental.redecide import decide_some
from yulin.policy.library import Library
from yulin.policy.program import Program
from yulin.policy.vocabulary import Subject
from yulin.registry.models import Person
from yulin.registry.queries.employers import known_employers
from yulin.registry.queries.facts import facts_in
from yulin.registry.queries.family import families_of

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, kw_only=True)
class Part:
    """Whom a run decides from the same facts."""

    facts: Facts
    kind: Subject
    keys: pl.Series

    def decided(
        self, run: Run, library: Library, tell: Progress | None = None
    ) -> tuple[DecisionTable, pl.DataFrame]:
        """The answers, and when each subject is to be decided again.

        The slow engine gives no days: no run goes on from one of its. Its table may tell of others
        beside.
        """
        if run.engine == Engine.POLARS:
            return decide_some(
                library, self.facts, subjects=self.whom, as_of=run.as_of, progress=tell
            )
        table = decide(library, self.facts, as_of=run.as_of, engine=run.engine, progress=tell)
        return table, pl.DataFrame(schema=DAYS)

    def rows(self, table: DecisionTable) -> pl.DataFrame:
        """Its own rows of a table, and no others."""
        return table.long().filter(pl.col("subject").is_in(self.keys.implode()))

    @property
    def whom(self) -> dict[Subject, pl.Series]:
        return {self.kind: self.keys}


def parts_of(run: Run, kind: Subject, ids: list[int], program: Program) -> Iterator[Part]:
    """Some subjects with the facts that deciding them reads, those of families and of staff, too."""
    if kind == "单位":
        for known in known_employers([program], known_on=run.known_at, only=ids):
            yield Part(facts=known.facts, kind="单位", keys=known.keys)
    elif ids:
        family = families_of(set(ids), known_on=run.known_at)
        people = Person.objects.filter(pk__in=family).order_by("pk")
        for facts in facts_in(people=people, known_on=run.known_at):
            yield _part(facts, "人员", ids)


def _part(facts: Facts, kind: Subject, ids: list[int]) -> Part:
    if kind not in facts:
        return Part(facts=facts, kind=kind, keys=pl.Series([], dtype=pl.String))
    keys = facts[kind][BY_NAME[kind].key]
    chosen = keys.str.slice(1).cast(pl.Int64).is_in(pl.Series(ids, dtype=pl.Int64).implode())
    return Part(facts=facts, kind=kind, keys=keys.filter(chosen))
