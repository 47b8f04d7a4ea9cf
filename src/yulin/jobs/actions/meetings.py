"""Interviews and offers."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.models import User
from yulin.access.row_security import as_the_program
from yulin.jobs.actions.applications import (
    held_by_firm,
    held_by_person,
    journal_application,
    lawful,
    move,
    must_be,
)
from yulin.jobs.actions.posts import take_seat
from yulin.jobs.actions.telling import tell_firm, tell_person
from yulin.jobs.enums import ApplicationState, InterviewState, OfferState, ToldKind
from yulin.jobs.errors import JobsError
from yulin.jobs.models import Application, Interview, Offer
from yulin.jobs.queries.plans import stages_left

_BEFORE = (ApplicationState.SENT, ApplicationState.SEEN, ApplicationState.SHORTLISTED)
_LONGEST_YEARS = 30


@dataclass(frozen=True, kw_only=True)
class Slot:
    begins_at: datetime
    ends_at: datetime
    place: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Terms:
    monthly_pay: int
    starts_on: date
    contract_years: int
    answer_until: date
    trial_months: int = 0
    terms: str = ""


@transaction.atomic
def invite(*, acting_user: User, application: Application, slot: Slot) -> Interview:
    """Ask the person to come at a time.

    Raises:
        PermissionDenied: It did not come to the user's firm.
        JobsError: The time is past or wrong, no place is said, or one is agreed on already.
    """
    one = held_by_firm(acting_user, application)
    must_be(one, *_BEFORE, ApplicationState.INTERVIEW)
    place = lawful(slot.place)
    for wrong, told in (
        (not place, _("请写明面试地点或线上会议方式。")),
        (slot.begins_at <= timezone.now(), _("面试时间要晚于现在。")),
        (slot.ends_at <= slot.begins_at, _("面试结束时间应晚于开始时间。")),
    ):
        if wrong:
            raise JobsError(told)
    try:
        with transaction.atomic():
            made = Interview.objects.create(
                application=one,
                begins_at=slot.begins_at,
                ends_at=slot.ends_at,
                place=place,
                note=lawful(slot.note),
                invited_by=acting_user,
            )
    except IntegrityError:
        raise JobsError(_("已有一次面试约定，请先取消再改约。")) from None
    if one.state != ApplicationState.INTERVIEW:
        move(one, ApplicationState.INTERVIEW, acting_user)
    else:
        journal_application(acting_user, "interview", one)
    at = made.begins_at.isoformat()
    tell_person(one, ToldKind.INTERVIEW, f"interview:{made.pk}", at=at, place=place)
    return made


@transaction.atomic
def answer_interview(*, acting_user: User, interview: Interview, accept: bool) -> Interview:
    """The person comes, or does not."""
    one = held_by_person(acting_user, interview.application)
    held = _standing(interview, InterviewState.INVITED)
    held.state = InterviewState.CONFIRMED if accept else InterviewState.DECLINED
    held.answered_at = timezone.now()
    held.save(update_fields=["state", "answered_at"])
    journal_application(acting_user, "confirm" if accept else "decline", one)
    tell_firm(one, f"interview:{held.pk}:answered", "come" if accept else "not-come")
    return held


@transaction.atomic
def cancel_interview(*, acting_user: User, interview: Interview) -> Interview:
    """The firm takes the appointment back, to make another or none."""
    one = held_by_firm(acting_user, interview.application)
    held = _standing(interview, InterviewState.INVITED, InterviewState.CONFIRMED)
    held.state = InterviewState.CANCELLED
    held.save(update_fields=["state"])
    journal_application(acting_user, "cancel", one)
    at = held.begins_at.isoformat()
    tell_person(one, ToldKind.CALLED_OFF, f"interview:{held.pk}:cancelled", at=at)
    return held


def _standing(interview: Interview, *states: InterviewState) -> Interview:
    held = Interview.objects.select_for_update().get(pk=interview.pk)
    if held.state not in states:
        raise JobsError(
            _("这次面试现在是“%(state)s”，不能这样处理。") % {"state": held.get_state_display()}
        )
    return held


@transaction.atomic
def make_offer(*, acting_user: User, application: Application, terms: Terms) -> Offer:
    """Offer the place on these terms.

    Raises:
        PermissionDenied: It did not come to the user's firm.
        JobsError: Terms are unlawful or past, one stands already, or every seat is taken.
    """
    one = held_by_firm(acting_user, application)
    must_be(one, *_BEFORE, ApplicationState.INTERVIEW, ApplicationState.DECLINED)
    _check(terms)
    if stages_left(one):
        raise JobsError(_("这个岗位按招录计划进行：公示以前的环节都通过、公示结束后才能录用。"))
    if one.post.filled >= one.post.headcount:
        raise JobsError(_("这个岗位已经招满；要多招，请先增加招聘人数。"))
    try:
        with transaction.atomic():
            made = Offer.objects.create(
                application=one,
                monthly_pay=terms.monthly_pay,
                starts_on=terms.starts_on,
                contract_years=terms.contract_years,
                trial_months=terms.trial_months,
                terms=lawful(terms.terms),
                answer_until=terms.answer_until,
                made_by=acting_user,
            )
    except IntegrityError:
        raise JobsError(_("已有一份录用意向在等答复。")) from None
    move(one, ApplicationState.OFFERED, acting_user)
    return made


def _check(terms: Terms) -> None:
    today = timezone.localdate()
    longest = 2 if terms.contract_years < 3 else 6
    for wrong, told in (
        (not 1 <= terms.monthly_pay <= 10_000_000, _("请写月薪，以元为单位。")),
        (not 1 <= terms.contract_years <= _LONGEST_YEARS, _("合同年限为 1 到 30 年。")),
        (terms.answer_until < today, _("答复期限不能早于今天。")),
        (terms.starts_on < today, _("报到日期不能早于今天。")),
        (
            not 0 <= terms.trial_months <= longest,
            _(
                "试用期太长：合同不满三年的不超过两个月，三年以上的不超过六个月（劳动合同法第十九条）。"
            ),
        ),
    ):
        if wrong:
            raise JobsError(told)


@transaction.atomic
def answer_offer(*, acting_user: User, offer: Offer, accept: bool) -> Offer:
    """The person takes it or not; of the last seat one gets it, the other is told.

    Raises:
        PermissionDenied: Somebody else's.
        JobsError: It was answered or taken back, its time is over, or every seat is taken.
    """
    one = held_by_person(acting_user, offer.application)
    held = _open_offer(offer)
    if accept and held.answer_until < timezone.localdate():
        raise JobsError(_("答复期限已过，请联系单位重新发出。"))
    if accept:
        with as_the_program():
            take_seat(post=one.post)
    held.state = OfferState.ACCEPTED if accept else OfferState.DECLINED
    held.answered_at = timezone.now()
    held.save(update_fields=["state", "answered_at"])
    state = ApplicationState.ACCEPTED if accept else ApplicationState.DECLINED
    move(one, state, acting_user)
    return held


@transaction.atomic
def withdraw_offer(*, acting_user: User, offer: Offer) -> Offer:
    """The firm takes it back before it is answered."""
    one = held_by_firm(acting_user, offer.application)
    held = _open_offer(offer)
    held.state = OfferState.WITHDRAWN
    held.save(update_fields=["state"])
    move(one, ApplicationState.SHORTLISTED, acting_user)
    return held


def _open_offer(offer: Offer) -> Offer:
    held = Offer.objects.select_for_update().get(pk=offer.pk)
    if held.state != OfferState.MADE:
        raise JobsError(
            _("这份录用意向现在是“%(state)s”，不能这样处理。") % {"state": held.get_state_display()}
        )
    return held
