"""Weights of matching: learned from outcomes, adopted by a head with the report before them."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.row_security import as_the_program
from yulin.jobs.enums import WeightsState
from yulin.jobs.errors import JobsError
from yulin.jobs.models import MatchWeights
from yulin.jobs.rules import may_decide_weights

if TYPE_CHECKING:
    from yulin.matching.learn import Learned

LONGEST = 1000


@transaction.atomic
def learn(*, acting_user: User | None, today: date) -> MatchWeights:
    """Learn both sides anew; what is not surely better on held-back lists is kept and not proposed.

    Raises PermissionDenied for whoever may not decide; None is the night's work.
    """
    from yulin.jobs.ranking import everybody, outcomes  # noqa: PLC0415 - slow to load
    from yulin.jobs.ranking.market import weights_in_use  # noqa: PLC0415 - slow to load
    from yulin.matching.features import Weights  # noqa: PLC0415 - slow to load
    from yulin.matching.learn import learn_weights  # noqa: PLC0415 - slow to load

    if acting_user is not None and not may_decide_weights(acting_user):
        raise PermissionDenied
    with as_the_program():
        number = (MatchWeights.objects.aggregate(n=Max("number"))["n"] or 0) + 1
        used, old = weights_in_use()
        seeker = learn_weights(outcomes.seekers_outcomes(today), old.seeker, seed=number)
        employer = learn_weights(outcomes.employers_outcomes(today), old.employer, seed=number)
        new = Weights(seeker.weights, employer.weights)
        better = seeker.adopted or employer.adopted
        row = MatchWeights.objects.create(
            number=number,
            seeker=_named(new.seeker),
            employer=_named(new.employer),
            report={
                "from": used,
                "seeker": _report(seeker),
                "employer": _report(employer),
                "audit": everybody.audit(everybody.everybody(new), today) if better else {},
            },
            state=WeightsState.PROPOSED if better else WeightsState.WORSE,
            learned_by=acting_user,
        )
        _journal(acting_user, "learn", row)
    return row


def _named(side: Any) -> dict[str, int]:
    return {feature.name: int(weight) for feature, weight in side.items()}


def _report(found: "Learned") -> dict[str, Any]:
    return {
        "better": found.adopted,
        "old": round(found.old, 4),
        "new": round(found.new, 4),
        "gain": [round(bound, 4) for bound in found.better],
        "reason": found.reason,
    }


@transaction.atomic
def decide_weights(
    *, acting_user: User, weights: MatchWeights, adopt: bool, reason: str
) -> MatchWeights:
    """Let proposed weights rank from now on, or not; those in use are put by.

    A version that was put by can be taken up again: that is how one goes back.

    Raises:
        PermissionDenied: The user is no head.
        JobsError: It is not open to a decision, or no reason is given.
    """
    one = _held(acting_user, weights)
    words = _reason(reason)
    may = {WeightsState.PROPOSED, WeightsState.RETIRED} if adopt else {WeightsState.PROPOSED}
    if one.state not in may:
        raise JobsError(
            _("这个版本现在是“%(state)s”，不能这样处理。") % {"state": one.get_state_display()}
        )
    if adopt:
        for used in MatchWeights.objects.select_for_update().filter(state=WeightsState.ADOPTED):
            _turn(acting_user, used, WeightsState.RETIRED, words)
    _turn(acting_user, one, WeightsState.ADOPTED if adopt else WeightsState.REFUSED, words)
    _journal(acting_user, "adopt" if adopt else "refuse", one, reason=words)
    return one


@transaction.atomic
def retire_weights(*, acting_user: User, weights: MatchWeights, reason: str) -> MatchWeights:
    """Go back to the weights that the engine comes with.

    Raises:
        PermissionDenied: The user is no head.
        JobsError: It is not in use, or no reason is given.
    """
    one = _held(acting_user, weights)
    words = _reason(reason)
    if one.state != WeightsState.ADOPTED:
        raise JobsError(_("这个版本没有在用。"))
    _turn(acting_user, one, WeightsState.RETIRED, words)
    _journal(acting_user, "retire", one, reason=words)
    return one


def _turn(user: User, one: MatchWeights, state: WeightsState, reason: str) -> None:
    one.state, one.decided_by, one.decided_at, one.reason = state, user, timezone.now(), reason
    one.save(update_fields=["state", "decided_by", "decided_at", "reason"])


def _held(user: User, weights: MatchWeights) -> MatchWeights:
    if not may_decide_weights(user):
        raise PermissionDenied
    return MatchWeights.objects.select_for_update().get(pk=weights.pk)


def _reason(text: str) -> str:
    words = text.strip()[:LONGEST]
    if not words:
        raise JobsError(_("请写明理由。"))
    return words


def _journal(user: User | None, name: str, one: MatchWeights, **more: object) -> None:
    record(
        acting_user=user,
        action=f"jobs.weights.{name}",
        obj=one,
        data={"number": one.number, "state": one.state, **more},
    )
