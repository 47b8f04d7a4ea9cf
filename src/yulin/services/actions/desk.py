"""The desk of a place: check what is not known, let in, let out, mark who did not come."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.models import User
from yulin.access.redaction import holds_personal_number
from yulin.access.row_security import as_the_program
from yulin.entitlements.jobs import arrived_later
from yulin.facts import enums, schema
from yulin.facts.schema import OPEN_END
from yulin.registry.actions.amend import amend_fact
from yulin.registry.actions.enter import enter_fact
from yulin.registry.actions.supersede import Provenance
from yulin.registry.models import Person, PersonFact, Registration
from yulin.services.actions.stays import held, move, must_be, promote
from yulin.services.actions.telling import tell_stay
from yulin.services.enums import ServiceTold, StayState
from yulin.services.errors import ServicesError
from yulin.services.models import Place, Stay
from yulin.services.rules import may_run_desk

SOURCE = "青年驿站入住登记"


def _at_the_desk(user: User, stay: Stay) -> Stay:
    if not may_run_desk(user, stay.division):
        raise PermissionDenied
    return held(stay)


@transaction.atomic
def confirm_stay(*, acting_user: User, stay: Stay, agree: bool, note: str) -> Stay:
    """Say of what could not be told whether it holds, and why; the guest reads it.

    Raises:
        PermissionDenied: The user does not work at the desk of that region.
        ServicesError: Nothing is to be checked, or no reason is said.
    """
    one = _at_the_desk(acting_user, stay)
    must_be(one, StayState.PENDING)
    words = note.strip()[:300]
    if not words:
        raise ServicesError(_("请写明核实了什么、依据是什么。"))
    if holds_personal_number(words):
        raise ServicesError(_("请不要写证件号、手机号。"))
    one.note = words
    move(one, StayState.BOOKED if agree else StayState.REFUSED, acting_user, "note")
    tell_stay(one, ServiceTold.STAY_CHECKED if agree else ServiceTold.STAY_REFUSED, reason=words)
    if not agree:
        promote(one.place)
    return one


@transaction.atomic
def call_off_stay(*, acting_user: User, stay: Stay, reason: str) -> Stay:
    """The desk takes back a booking (a bed is broken, a room closes); the guest reads why.

    Raises:
        PermissionDenied: The user does not work at the desk of that region.
        ServicesError: The guest is there already, it is over, or no reason is said.
    """
    one = _at_the_desk(acting_user, stay)
    must_be(one, StayState.WAITING, StayState.PENDING, StayState.BOOKED)
    words = reason_of(reason)
    one.note = words
    move(one, StayState.CANCELLED, acting_user, "note")
    tell_stay(one, ServiceTold.STAY_CANCELLED, reason=words)
    promote(one.place)
    return one


def reason_of(text: str) -> str:
    """Why something is called off, for whom it concerns."""
    words = text.strip()[:300]
    if not words:
        raise ServicesError(_("请写明取消的原因：本人会看到。"))
    if holds_personal_number(words):
        raise ServicesError(_("请不要写证件号、手机号。"))
    return words


@transaction.atomic
def check_in(*, acting_user: User, stay: Stay, today: date | None = None) -> Stay:
    """Let the guest in on the day of arrival or a later one of their nights.

    The first time the register learns that they have come to a hostel (驿站登记日期).

    Raises:
        PermissionDenied: The user does not work at the desk of that region.
        ServicesError: It is too early or too late, or the booking is not one to come in on.
    """
    day = today or timezone.localdate()
    one = _at_the_desk(acting_user, stay)
    must_be(one, StayState.BOOKED)
    if not one.during.lower <= day < one.during.upper:
        raise ServicesError(
            _("预订的是 %(from)s 到 %(to)s，今天不能办理入住。")
            % {"from": one.during.lower, "to": one.during.upper}
        )
    move(one, StayState.STAYING, acting_user)
    _note_first(one, day, acting_user)
    return one


@transaction.atomic
def check_out(*, acting_user: User, stay: Stay, today: date | None = None) -> Stay:
    """Let the guest out; nights not slept are free for others and count no longer.

    A completed stay is a fact (登记：驿站入住), and who it bears on is decided anew.
    """
    day = today or timezone.localdate()
    one = _at_the_desk(acting_user, stay)
    must_be(one, StayState.STAYING)
    leaves = max(min(day, one.during.upper), one.during.lower + timedelta(days=1))
    one.during = DateRange(one.during.lower, leaves)
    fact = enter_fact(
        model=Registration,
        values={
            "person": one.person,
            "kind": enums.REGISTRATION_KIND.code("驿站入住"),
            "division": one.division,
            "registered_on": one.during.lower,
            "cancelled_on": leaves,
            "registrar": one.place.operator,
        },
        provenance=Provenance(source=SOURCE, evidence=str(one.uuid)),
        acting_user=acting_user,
    )
    move(one, StayState.DONE, acting_user, "during", fact=str(fact.uuid))
    promote(one.place)
    with as_the_program():
        person = Person.objects.get(pk=one.person_id)
        arrived_later(region=person.division, moment=fact.batch.recorded_at)
    return one


def _note_first(stay: Stay, day: date, user: User) -> None:
    """驿站登记日期 of who had none; whose sheet 人员 is not held has nowhere to note it."""
    with as_the_program():
        rows = PersonFact.objects.current().select_for_update()
        fact = rows.filter(person=stay.person_id, hostel_registered_on=OPEN_END).first()
        if fact is None:
            return
        amended = amend_fact(
            fact=fact,
            column=schema.PERSON.column("驿站登记日期"),
            value=day,
            source=SOURCE,
            evidence=str(stay.uuid),
            acting_user=user,
        )
        arrived_later(region=stay.person.division, moment=amended.recorded_at)


@transaction.atomic
def mark_absent(*, acting_user: User, stay: Stay, today: date | None = None) -> Stay:
    """Who did not come on the day: the bed is free, and the nights are not counted."""
    day = today or timezone.localdate()
    one = _at_the_desk(acting_user, stay)
    must_be(one, StayState.PENDING, StayState.BOOKED)
    if day < one.during.lower:
        raise ServicesError(_("还没有到入住日期。"))
    move(one, StayState.ABSENT, acting_user)
    promote(one.place)
    return one


def close_the_day(*, acting_user: User | None, today: date) -> int:
    """Whoever should have come by yesterday did not; who waited for a night that is past waits no more.

    The system's own: each booking in a transaction of its own.
    """
    late = Stay.objects.filter(
        state__in=(StayState.PENDING, StayState.BOOKED, StayState.WAITING),
        during__startswith__lt=today,
    )
    closed = 0
    for key in list(late.order_by("id").values_list("pk", flat=True)):
        with transaction.atomic():
            one = held(Stay.objects.select_related("place").get(pk=key))
            if one.state == StayState.WAITING:
                move(one, StayState.LAPSED, acting_user)
                tell_stay(one, ServiceTold.STAY_LAPSED)
            elif one.state in (StayState.PENDING, StayState.BOOKED):
                move(one, StayState.ABSENT, acting_user)
            else:
                continue
            closed += 1
    for place in Place.objects.filter(stays__state=StayState.WAITING).distinct():
        with transaction.atomic():
            promote(place)
    return closed
