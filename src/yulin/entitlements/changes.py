"""From which run another goes on, and whom it decides anew: whose facts changed, or whose day came."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from yulin.entitlements.choosing import chosen_between
from yulin.entitlements.enums import Engine, Mode, RunState
from yulin.entitlements.models import Due, Run
from yulin.entitlements.plan import PEOPLE_PER_BATCH, Batch, employers_of_region
from yulin.policy.incremental.dependencies import Change, affected
from yulin.policy.library import Library
from yulin.programmes.models import LibraryVersion
from yulin.registry.queries.changes import covered_anew, rows_changed, rows_naming
from yulin.registry.queries.employers import tables_held
from yulin.registry.queries.facts import people_of_region
from yulin.registry.queries.family import families_of

LONGEST_CHAIN = 31
"""Runs that go on from one another before everybody is decided again, on the first run of a day."""

LONGEST_DAY = 500
"""The same within a day: what arrives by day must not decide everybody while people wait."""


def standing_base(
    run: Run, version: LibraryVersion, library: Library, known_at: datetime
) -> Run | None:
    """`base_of`, unless a table came to be held at all: what was unknown of everybody is known now."""
    base = base_of(run, version, library)
    return base if base and tables_held(base.known_at) == tables_held(known_at) else None


def base_of(run: Run, version: LibraryVersion, library: Library) -> Run | None:
    """The finished run that another may go on from: the last of a chain, with the same texts.

    Holds the chain until the transaction ends, so that two do not go on from the same run.
    """
    if run.mode != Mode.INCREMENTAL or run.engine != Engine.POLARS:
        return None
    roots = Run.objects.filter(
        region=run.region, engine=run.engine, mode=Mode.FULL, state=RunState.FINISHED
    )
    for root in roots.filter(library=version, as_of__lte=run.as_of).order_by("-id"):
        Run.objects.select_for_update().get(pk=root.pk)
        last = Run.objects.filter(chain__0=root.pk).order_by("-id").first()
        if last is not None and _may_go_on(last, run, library):
            return last
    return None


def _may_go_on(last: Run, run: Run, library: Library) -> bool:
    """A run that was broken off has turned the wheel, so nobody goes on behind it."""
    whole = last.state == RunState.FINISHED and last.as_of <= run.as_of
    same = library.program(last.as_of) is library.program(run.as_of)
    longest = LONGEST_DAY if last.as_of == run.as_of else LONGEST_CHAIN
    return whole and same and len(last.chain) < longest


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The batches of those to be decided anew and of those who left, and why each is decided."""

    batches: list[Batch]
    #: how many are decided anew, and for which cause; somebody may count for several
    causes: dict[str, int]


def plan_of_changes(run: Run, base: Run, library: Library, known_at: datetime) -> Plan:
    """Whom a run decides that goes on from another, and why."""
    assert base.known_at is not None
    touched = _touched(run, library, since=base.known_at, until=known_at)
    changed = touched.get("人员", set()) | _with_other_tables(base.known_at, known_at)
    people = _Subjects(
        "person", {"facts": changed, "choice": chosen_between(base.known_at, known_at)}
    )
    employers = _Subjects("employer", {"facts": touched.get("单位", set())})
    batches = [subjects.batches(run, base.chain[0]) for subjects in (people, employers)]
    return Plan(
        batches=[batch for some in batches for batch in some],
        causes=dict(Counter(people.causes) + Counter(employers.causes)),
    )


def _touched(
    run: Run, library: Library, *, since: datetime, until: datetime
) -> dict[str, set[int]]:
    """The keys of those whose answers rest on records that came or went."""

    def find(table: str, column: str, keys: pl.Series) -> pl.DataFrame | None:
        return rows_naming(table, column, keys, known_on=until)

    changes = [Change(table, rows) for table, rows in rows_changed(since=since, until=until)]
    found = affected(library.program(run.as_of), find, changes)
    return {kind: _keys(names) for kind, names in found.items()}


def _keys(names: pl.Series) -> set[int]:
    """P12, E34 → 12, 34."""
    return set(names.str.slice(1).cast(pl.Int64).to_list())


def _with_other_tables(since: datetime, until: datetime) -> set[int]:
    """Those of whom other tables are held now; a family's links rest on what is held of all of it."""
    people = set(covered_anew(since=since, until=until).to_list())
    return families_of(people, known_on=until) if people else people


class _Subjects:
    """The people, or the organisations, of a chain of runs."""

    def __init__(self, kind: str, touched: dict[str, set[int]]) -> None:
        self.kind = kind
        #: whom something besides time and place bears on, by what it is
        self.touched = touched
        self.causes: dict[str, int] = {}

    def batches(self, run: Run, chain: int) -> list[Batch]:
        """Those to be decided anew, some at a time; there is always a last batch of organisations."""
        of_region = people_of_region if self.kind == "person" else employers_of_region
        here = of_region(run.region)
        wheel = Due.objects.filter(chain=chain, **{f"{self.kind}__isnull": False}).order_by()
        known = dict(wheel.values_list(f"{self.kind}_id", "district"))
        now = dict(here.values_list("pk", "division"))
        due = set(wheel.filter(day__lte=run.as_of).values_list(f"{self.kind}_id", flat=True))
        moved = {pk for pk, district in now.items() if pk not in known or known[pk] != district}
        why = {**self.touched, "day": due, "moved": moved}
        anew = sorted(pk for pk in set().union(*why.values()) if pk in now)
        gone = sorted(known.keys() - now.keys())
        counts = {cause: len(pks & now.keys()) for cause, pks in why.items()}
        self.causes = {"anew": len(anew), "gone": len(gone), **counts}
        return list(self._cut(anew, gone))

    def _cut(self, anew: list[int], gone: list[int]) -> Iterator[Batch]:
        name = "people" if self.kind == "person" else "employers"
        starts = range(0, max(1, len(anew)), PEOPLE_PER_BATCH)
        for start in starts:
            ids = anew[start : start + PEOPLE_PER_BATCH]
            batch = {"kind": name, "ids": ids, "size": len(ids), "done": False}
            yield batch if start else {**batch, "gone": gone}
