"""What came of lists that were shown: from opened to still there after three months."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import numpy as np

from yulin.jobs.enums import ApplicationState, MatchSide
from yulin.jobs.models import Application, ApplicationStep, MatchShown, NotForMe
from yulin.matching.learn import Outcomes
from yulin.registry.models import EmploymentSpell

#: days after which somebody is still there
STAYED = 90
Pair = tuple[int, int]
#: how far an application went, by the states that it was ever in
_STAGES = {
    ApplicationState.REFUSED: 0, ApplicationState.SENT: 1, ApplicationState.SEEN: 1,
    ApplicationState.WITHDRAWN: 1, ApplicationState.SHORTLISTED: 2, ApplicationState.INTERVIEW: 3,
    ApplicationState.OFFERED: 4, ApplicationState.DECLINED: 4, ApplicationState.ACCEPTED: 4,
    ApplicationState.HIRED: 5,
}  # fmt: skip
_STILL_THERE = 6
#: on the seeker's side: hidden, only shown, opened, applied, and on from there
_HIDDEN, _SHOWN, _OPENED, _APPLIED = 0, 1, 2, 3


def seekers_outcomes(today: date) -> Outcomes:
    """What people did with posts that were shown to them, a list a person and day."""
    rows = list(
        MatchShown.objects.filter(side=MatchSide.SEEKER)
        .order_by("pk")
        .values_list("person_id", "post_id", "day", "features", "opened_at")
    )
    went, hidden = _went(today), set(NotForMe.objects.values_list("person_id", "post_id"))
    lists = {key: at for at, key in enumerate(dict.fromkeys((one[0], one[2]) for one in rows))}
    outcome = [
        _done((person, post), opened is not None, went, hidden)
        for person, post, _day, _features, opened in rows
    ]
    return _outcomes([one[3] for one in rows], [lists[one[0], one[2]] for one in rows], outcome)


def employers_outcomes(today: date) -> Outcomes:
    """What firms did with those who applied and were shown to them, a list a post."""
    went = _went(today)
    rows = [
        (person, post, features)
        for person, post, features in MatchShown.objects.filter(side=MatchSide.EMPLOYER)
        .order_by("pk")
        .values_list("person_id", "post_id", "features")
        if (person, post) in went
    ]
    kept = {(person, post): features for person, post, features in rows}  # the latest day's
    pairs = list(kept)
    return _outcomes(
        list(kept.values()), [post for _p, post in pairs], [went[one] for one in pairs]
    )


def _done(pair: Pair, opened: bool, went: dict[Pair, int], hidden: set[Pair]) -> int:
    if pair in went:
        return _APPLIED + max(0, went[pair] - _STAGES[ApplicationState.INTERVIEW])
    if pair in hidden:
        return _HIDDEN
    return _OPENED if opened else _SHOWN


def _went(today: date) -> dict[Pair, int]:
    """How far each application went; a refusal after an interview counts as the interview."""
    found: dict[Pair, int] = {}
    steps = ApplicationStep.objects.values_list(
        "application__person_id", "application__post_id", "went_to"
    )
    for person, post, state in steps.iterator():
        pair = (person, post)
        found[pair] = max(found.get(pair, 0), _STAGES[ApplicationState(state)])
    refused = Application.objects.filter(state=ApplicationState.REFUSED)
    for pair in refused.values_list("person_id", "post_id"):
        if found[pair] == _STAGES[ApplicationState.SENT]:
            found[pair] = _STAGES[ApplicationState.REFUSED]
    found.update(dict.fromkeys(_stayed(today), _STILL_THERE))
    return found


def _stayed(today: date) -> Iterable[Pair]:
    """Whom the firm took, and who was or is there for three months."""
    hired = Application.objects.filter(state=ApplicationState.HIRED)
    pairs = {
        (p, e): post for p, e, post in hired.values_list("person_id", "employer_id", "post_id")
    }
    spells = EmploymentSpell.objects.filter(
        superseded_at__isnull=True,
        person__in={person for person, _firm in pairs},
        started_on__lte=today - timedelta(days=STAYED),
    ).values_list("person_id", "employer_id", "started_on", "ended_on")
    for person, firm, begun, ended in spells:
        if (person, firm) in pairs and ended >= begun + timedelta(days=STAYED):
            yield person, pairs[person, firm]


def _outcomes(features: list[list[int]], lists: list[int], outcome: list[int]) -> Outcomes:
    width = len(features[0]) if features else 12
    return Outcomes(
        features=np.array(features, np.int16).reshape(len(features), width),
        lists=np.array(lists, np.int64),
        outcome=np.array(outcome, np.int64),
    )
