"""What a person is due, decided now from what the register holds."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from yulin.codes.divisions import within
from yulin.policy.decision import Decision, Status
from yulin.policy.explain import explain
from yulin.registry.models import Person
from yulin.registry.queries.facts import facts_of
from yulin.web import results
from yulin.web.public import engine
from yulin.web.results import Place


@dataclass(frozen=True)
class Coming:
    """Something that will be due or paid on a known day."""

    when: dt.date
    what: Decision
    part: str


@dataclass(frozen=True)
class Dues:
    talent_class: Decision | None
    place: Place
    coming: tuple[Coming, ...]


def decide(person: Person, as_of: dt.date) -> tuple[Decision, ...]:
    return explain(engine.library(), facts_of(person), subject=person.key, as_of=as_of)


def dues(person: Person, as_of: dt.date) -> Dues:
    """The dues of where the person belongs; policies of other places are left aside."""
    decisions = [d for d in decide(person, as_of) if _concerns(d, person.division)]
    others = [d for d in decisions if d.kind != "class"]
    return Dues(
        talent_class=_talent_class(decisions),
        place=results.of_decisions(person.division or 0, others),
        coming=tuple(sorted(_coming(others, as_of), key=lambda c: c.when)),
    )


def _concerns(decision: Decision, division: int | None) -> bool:
    """Of a place unknown everything concerns; of others what holds there, and what is due anyway."""
    if division is None or within(division, decision.region):
        return True
    return decision.status in {Status.YES, Status.NOT_YET}


def _talent_class(decisions: Iterable[Decision]) -> Decision | None:
    found = [d for d in decisions if d.kind == "class"]
    return max(found, key=lambda d: (d.status, d.region), default=None)


def _coming(decisions: Iterable[Decision], as_of: dt.date) -> Iterable[Coming]:
    for decision in decisions:
        if decision.status == Status.NOT_YET and decision.ready_on:
            yield Coming(decision.ready_on, decision, "")
        for part in decision.instalments:
            if decision.status == Status.YES and part.ready_on and part.ready_on >= as_of:
                yield Coming(part.ready_on, decision, part.name)
