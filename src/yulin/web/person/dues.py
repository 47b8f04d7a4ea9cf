"""What a person is due, decided now from what the register holds."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from yulin.access.models import User
from yulin.entitlements.choosing import concerning, settled_by
from yulin.entitlements.queries.choices import choice_of
from yulin.entitlements.queries.places import placed
from yulin.entitlements.queries.runs import latest_run
from yulin.policy.decision import Decision
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


def dues(user: User, person: Person, as_of: dt.date, chosen: Iterable[str] = ()) -> Dues:
    """The dues of where the person belongs; policies of other places are left aside.

    What they chose earlier decides between what cannot be had together; `chosen` is only looked at.
    """
    here = known(person, as_of)
    run = latest_run(region=person.division)
    found = placed(here.decisions, run=run, subject=person)
    decisions = concerning(found, person.division)
    others = [d for d in decisions if d.kind != "class"]
    keys = {d.key for d in others}
    kept = choice_of(user=user, person=person)
    choice = prospects.choice(here, others, chosen, kept)
    shown = choice.best.chosen if choice else ()
    return Dues(
        talent_class=_talent_class(decisions),
        place=results.of_decisions(person.division or 0, settled_by(others, shown)),
        coming=tuple(c for c in here.coming() if c.decision.key in keys),
        choice=choice,
    )


def remedies_of(user: User, person: Person, as_of: dt.date, key: str) -> Remedies:
    """One due with what would bring it, as the person's choice leaves it. Raises KeyError."""
    here = known(person, as_of)
    found = here.remedies(key)
    run = latest_run(region=person.division)
    (told,) = placed([found.decision], run=run, subject=person)
    found = replace(found, decision=told)
    kept = choice_of(user=user, person=person)
    if kept is None:
        return found
    settled = settled_by(placed(here.decisions, run=run, subject=person), kept.keys)
    return replace(found, decision=next(d for d in settled if d.key == key))


def remedies(person: Person, as_of: dt.date) -> tuple[Remedies, ...]:
    """What would bring each due of where the person belongs that there is a way to."""
    here = known(person, as_of)
    keys = [d.key for d in concerning(here.decisions, person.division)]
    return prospects.helping([here.remedies(key, most=1, effects=False) for key in keys])


def _talent_class(decisions: Iterable[Decision]) -> Decision | None:
    found = [d for d in decisions if d.kind == "class"]
    return max(found, key=lambda d: (d.status, d.region), default=None)
