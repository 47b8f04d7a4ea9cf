"""Decisions about one person, sorted for an officer's eye."""

from collections.abc import Iterable
from dataclasses import dataclass

from yulin.codes.divisions import within
from yulin.policy.decision import Decision, Status
from yulin.web import results
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
    local = [d for d in decisions if _concerns(d, division)]
    classes = [d for d in local if d.kind == "class"]
    return Dues(
        talent_class=max(classes, key=lambda d: (d.status, d.region), default=None),
        place=results.of_decisions(division or 0, [d for d in local if d.kind != "class"]),
        elsewhere=len(decisions) - len(local),
    )


def _concerns(decision: Decision, division: int | None) -> bool:
    if division is None or within(division, decision.region):
        return True
    return decision.status in {Status.YES, Status.NOT_YET}
