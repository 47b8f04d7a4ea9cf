"""Give and end duties: asked for by business, checked by control, approved by the head."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.enums import ADMINISTRATION, APPOINTED, Duty, Role
from yulin.access.errors import AccessError
from yulin.access.models import DutyGrant, DutyRequest, DutyState, User
from yulin.access.refusals import in_words
from yulin.access.rules import (
    may_approve_duty,
    may_check_duty,
    may_confirm_appointment,
    may_end_duty,
    may_propose_appointment,
    may_request_duty,
)


def request_duty(
    *,
    acting_user: User,
    holder: User,
    duty: Duty,
    region: int | None,
    reason: str,
    until: dt.date | None = None,
) -> DutyRequest:
    """Ask for a duty; an appointment (负责人, 稽核, administrators) is the system administrator's to ask.

    Raises:
        AccessError: The account cannot hold it, or the database says what stands against it.
    """
    asks = may_propose_appointment if duty in APPOINTED else may_request_duty
    allowed = asks(acting_user) if duty in APPOINTED else asks(acting_user, region)
    if not allowed:
        raise PermissionDenied
    _fits(holder, duty)
    wanted = DutyRequest(
        holder=holder,
        duty=duty,
        region=None if duty in ADMINISTRATION else region,
        reason=reason.strip(),
        until=until,
        requested_by=acting_user,
    )
    with transaction.atomic():
        _saved(wanted)
        _note(acting_user, "request", wanted)
    return wanted


def check_duty(*, acting_user: User, request: DutyRequest) -> DutyRequest:
    """Control has looked at it. Not for appointments, which the security administrator confirms."""
    with transaction.atomic():
        wanted = _in_state(request, DutyState.REQUESTED)
        if wanted.duty in APPOINTED or not may_check_duty(acting_user, wanted.region):
            raise PermissionDenied
        wanted.state, wanted.checked_by = DutyState.CHECKED, acting_user
        wanted.checked_at = timezone.now()
        _saved(wanted)
        _note(acting_user, "check", wanted)
    return wanted


def approve_duty(*, acting_user: User, request: DutyRequest) -> DutyGrant:
    """The head approves, or the security administrator confirms an appointment; it counts at once."""
    appointed = request.duty in APPOINTED
    with transaction.atomic():
        before = DutyState.REQUESTED if appointed else DutyState.CHECKED
        wanted = _in_state(request, before)
        if not _may_approve(acting_user, wanted):
            raise PermissionDenied
        _fits(wanted.holder, Duty(wanted.duty))
        wanted.state, wanted.approved_by = DutyState.APPROVED, acting_user
        wanted.approved_at = timezone.now()
        _saved(wanted)
        grant = DutyGrant(
            holder=wanted.holder,
            duty=wanted.duty,
            region=wanted.region,
            during=(timezone.now(), _end_of(wanted.until)),
            request=wanted,
        )
        _saved(grant)
        _note(acting_user, "approve", wanted)
    grant.refresh_from_db()
    return grant


def refuse_duty(*, acting_user: User, request: DutyRequest, reason: str) -> DutyRequest:
    """Whoever would take the next step may refuse to, saying why."""
    if not reason.strip():
        raise AccessError(_("退回须写明理由。"))
    with transaction.atomic():
        wanted = _in_state(request, DutyState.REQUESTED, DutyState.CHECKED)
        if not may_decide(acting_user, wanted):
            raise PermissionDenied
        wanted.state, wanted.refused_by = DutyState.REFUSED, acting_user
        wanted.refusal = reason.strip()
        _saved(wanted)
        _note(acting_user, "refuse", wanted)
    return wanted


def end_duty(*, acting_user: User, grant: DutyGrant, reason: str) -> DutyGrant:
    """Take a duty away, from this moment; its record stays."""
    if not may_end_duty(acting_user) or grant.holder_id == acting_user.pk:
        raise PermissionDenied
    if not reason.strip():
        raise AccessError(_("请写明免去岗位的理由。"))
    with transaction.atomic():
        held = DutyGrant.objects.select_for_update().get(pk=grant.pk)
        now = timezone.now()
        if held.during.upper is not None and held.during.upper <= now:
            raise AccessError(_("这个岗位已经免去。"))
        held.during = (held.during.lower, now)
        held.ended_by = acting_user
        held.save(update_fields=["during", "ended_by"])
        _note(acting_user, "end", held, reason=reason.strip())
    return held


def may_decide(user: User, request: DutyRequest) -> bool:
    """Whether the next step of a request is this user's."""
    if user.pk in {request.holder_id, request.requested_by_id, request.checked_by_id}:
        return False
    if request.state == DutyState.REQUESTED and request.duty not in APPOINTED:
        return bool(may_check_duty(user, request.region))
    return request.state in {DutyState.REQUESTED, DutyState.CHECKED} and _may_approve(user, request)


def _may_approve(user: User, request: DutyRequest) -> bool:
    if request.duty in APPOINTED:
        return bool(may_confirm_appointment(user))
    return bool(may_approve_duty(user, request.region))


def _in_state(request: DutyRequest, *states: DutyState) -> DutyRequest:
    wanted = DutyRequest.objects.select_for_update().get(pk=request.pk)
    if wanted.state not in states:
        raise AccessError(_("这份申请已经办过这一步。"))
    return wanted


def _fits(holder: User, duty: Duty) -> None:
    role = Role.ADMINISTRATOR if duty in ADMINISTRATION else Role.OFFICER
    if not holder.is_active or holder.role != role:
        raise AccessError(_("只有%(role)s账号才能任这个岗位。") % {"role": role.label})


def _end_of(day: dt.date | None) -> dt.datetime | None:
    if day is None:
        return None
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min))


def _saved(row: DutyRequest | DutyGrant) -> None:
    """Save; where the database refuses, its constraint's own words."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if (words := in_words(error)) is None:
            raise
        raise AccessError(words) from None


def _note(user: User, verb: str, row: DutyRequest | DutyGrant, **more: str) -> None:
    record(
        acting_user=user,
        action=f"access.duty.{verb}",
        obj=row.holder,
        region=row.region,
        data={"duty": row.duty, **more},
    )
