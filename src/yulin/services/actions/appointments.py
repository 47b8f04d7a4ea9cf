"""Appointments at service points: a person or a firm books and cancels, the point marks who came."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.redaction import holds_personal_number
from yulin.registry.models import Employer, Person
from yulin.services.actions.desk import reason_of
from yulin.services.actions.telling import tell_visit
from yulin.services.enums import AppointmentState, Openness, ServiceTold
from yulin.services.errors import ServicesError
from yulin.services.models import Appointment, Slot
from yulin.services.rules import (
    may_book_as_firm,
    may_book_as_person,
    may_keep_appointment,
    may_keep_places,
    may_run_desk,
)

#: by constraint: what a refusal of the database says
_TOLD = {
    "services_slot_not_oversold": gettext_lazy("这个时段已约满，请选别的时段或别的服务点。"),
    "services_appointment_person_once": gettext_lazy("您已约过这个时段。"),
    "services_appointment_employer_once": gettext_lazy("本单位已约过这个时段。"),
}


@transaction.atomic
def book_slot(
    *,
    acting_user: User,
    slot: Slot,
    person: Person | None = None,
    employer: Employer | None = None,
    question: str = "",
) -> Appointment:
    """Take a place of a slot, for a person or for a firm.

    Raises:
        PermissionDenied: For somebody else.
        ServicesError: It is full, past or closed, or they have it already.
    """
    if person is not None and may_book_as_person(acting_user, person):
        who: dict[str, object] = {"person": person.stands_for}
    elif employer is not None and may_book_as_firm(acting_user, employer):
        who = {"employer": employer}
    else:
        raise PermissionDenied
    if holds_personal_number(question):
        raise ServicesError(_("请不要写证件号、手机号。"))
    now = Slot.objects.select_related("place").get(pk=slot.pk)
    if now.closed or now.begins_at <= timezone.now() or now.place.state != Openness.OPEN:
        raise ServicesError(_("这个时段现在不能预约。"))
    try:
        with transaction.atomic():
            made = Appointment.objects.create(
                slot=now,
                division=now.division,
                question=question.strip()[:300],
                booked_by=acting_user,
                **who,
            )
    except IntegrityError as error:
        name = error.__cause__.diag.constraint_name or ""  # type: ignore[union-attr]
        if told := _TOLD.get(name):
            raise ServicesError(str(told)) from None
        raise
    _journal(acting_user, "book", made)
    return made


@transaction.atomic
def cancel_appointment(*, acting_user: User, appointment: Appointment) -> Appointment:
    """Whoever booked gives the place back."""
    if not may_keep_appointment(acting_user, appointment):
        raise PermissionDenied
    return _move(acting_user, appointment, AppointmentState.CANCELLED)


@transaction.atomic
def call_off_appointment(
    *, acting_user: User, appointment: Appointment, reason: str
) -> Appointment:
    """The point cannot keep a time; whoever booked reads why and may choose another.

    Raises:
        PermissionDenied: The user does not work at the points of that region.
        ServicesError: It is over or cancelled, or no reason is said.
    """
    if not may_run_desk(acting_user, appointment.division):
        raise PermissionDenied
    words = reason_of(reason)
    one = _move(acting_user, appointment, AppointmentState.CANCELLED)
    tell_visit(one, ServiceTold.VISIT_CANCELLED, reason=words)
    return one


@transaction.atomic
def mark_appointment(*, acting_user: User, appointment: Appointment, came: bool) -> Appointment:
    """The point says whether they came, once the day is there.

    Raises:
        PermissionDenied: The user does not work at the points of that region.
        ServicesError: The day is not there yet, or it was said or cancelled already.
    """
    if not may_run_desk(acting_user, appointment.division):
        raise PermissionDenied
    begins = Slot.objects.values_list("begins_at", flat=True).get(pk=appointment.slot_id)
    if timezone.localdate(begins) > timezone.localdate():
        raise ServicesError(_("还没有到预约的那一天。"))
    return _move(
        acting_user, appointment, AppointmentState.ATTENDED if came else AppointmentState.ABSENT
    )


def give_back(*, user: User | None, appointment: Appointment) -> None:
    """Cancelled inside the caller's transaction, who has asked whether it may be done."""
    _move(user, appointment, AppointmentState.CANCELLED)


@transaction.atomic
def close_slot(*, acting_user: User, slot: Slot, closed: bool) -> Slot:
    """Nobody books it any more, or again; who has booked keeps it."""
    if not may_keep_places(acting_user, slot.division):
        raise PermissionDenied
    slot.closed = closed
    slot.save(update_fields=["closed"])
    record(
        acting_user=acting_user,
        action="services.slot.close" if closed else "services.slot.open",
        obj=slot,
        region=slot.division,
        data={"place": slot.place_id},
    )
    return slot


def _move(user: User | None, appointment: Appointment, to: AppointmentState) -> Appointment:
    one = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment.pk)
    if one.state != AppointmentState.BOOKED:
        raise ServicesError(
            _("这个预约现在是“%(state)s”，不能这样处理。") % {"state": one.get_state_display()}
        )
    one.state = to
    one.save(update_fields=["state", "changed_at"])
    _journal(user, to, one)
    return one


def _journal(user: User | None, name: str, appointment: Appointment) -> None:
    record(
        acting_user=user,
        action=f"services.appointment.{name}",
        obj=appointment,
        region=appointment.division,
        data={"slot": appointment.slot_id},
    )
