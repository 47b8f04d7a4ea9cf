"""Decisions about one person, sorted for an officer's eye."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from yulin.entitlements.choosing import concerning
from yulin.entitlements.models import Choice as KeptChoice
from yulin.entitlements.queries.choices import prospects_of
from yulin.policy.decision import Decision
from yulin.registry.models import Person
from yulin.web import prospects, results
from yulin.web.prospects import Choice
from yulin.web.results import Place


@dataclass(frozen=True)
class Dues:
    talent_class: Decision | None
    place: Place
    #: policies of other places that do not concern this person
    elsewhere: int


def sorted_dues(decisions: Iterable[Decision], division: int | None) -> Dues:
    """The dues of where the person belongs, and whatever else is due or nearly so."""
    decisions = list(decisions)
    local = concerning(decisions, division)
    classes = [d for d in local if d.kind == "class"]
    return Dues(
        talent_class=max(classes, key=lambda d: (d.status, d.region), default=None),
        place=results.of_decisions(division or 0, [d for d in local if d.kind != "class"]),
        elsewhere=len(decisions) - len(local),
    )


def shown_choice(person: Person, kept: KeptChoice) -> Choice | None:
    """What somebody chose, beside what would bring most."""
    here = prospects_of(person=person, as_of=timezone.localdate())
    decisions = concerning(here.decisions, person.division)
    return prospects.choice(here, [d for d in decisions if d.kind != "class"], kept=kept)
