"""What a person is due, decided now from what the register holds."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from yulin.codes.divisions import within
from yulin.policy.decision import Decision, Status
from yulin.policy.remedies.remedies import Coming, Prospects, Remedies
from yulin.registry.models import Person
from yulin.registry.queries.facts import facts_of
from yulin.web import prospects, results
from yulin.web.prospects import Choice
from yulin.web.public import engine
from yulin.web.results import Place


@dataclass(frozen=True)
class Dues:
    talent_class: Decision | None
    place: Place
    coming: tuple[Coming, ...]
    choice: Choice | None


def known(person: Person, as_of: dt.date) -> Prospects:
    """The person's decisions, what would help, and what is to come."""
    return engine.prospects(facts_of(person), subject=person.key, as_of=as_of)


def dues(person: Person, as_of: dt.date, chosen: Iterable[str] = ()) -> Dues:
    """The dues of where the person belongs; policies of other places are left aside."""
    here = known(person, as_of)
    decisions = [d for d in here.decisions if _concerns(d, person.division)]
    others = [d for d in decisions if d.kind != "class"]
    keys = {d.key for d in others}
    return Dues(
        talent_class=_talent_class(decisions),
        place=results.of_decisions(person.division or 0, others),
        coming=tuple(c for c in here.coming() if c.decision.key in keys),
        choice=prospects.choice(here, others, chosen),
    )


def remedies(person: Person, as_of: dt.date) -> tuple[Remedies, ...]:
    """What would bring each due of where the person belongs that there is a way to."""
    here = known(person, as_of)
    keys = [d.key for d in here.decisions if _concerns(d, person.division)]
    return prospects.helping([here.remedies(key, most=1, effects=False) for key in keys])


def _concerns(decision: Decision, division: int | None) -> bool:
    """Of a place unknown everything concerns; of others what holds there, and what is due anyway."""
    if division is None or within(division, decision.region):
        return True
    return decision.status in {Status.YES, Status.NOT_YET}


def _talent_class(decisions: Iterable[Decision]) -> Decision | None:
    found = [d for d in decisions if d.kind == "class"]
    return max(found, key=lambda d: (d.status, d.region), default=None)
