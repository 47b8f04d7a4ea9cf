"""Officers keep places, beds, schemes and times that can be booked."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.registry.models import Employer
from yulin.services.enums import Guests, Openness, PlaceKind, ServiceKind
from yulin.services.errors import ServicesError
from yulin.services.models import Bed, Place, Scheme, Slot
from yulin.services.rules import may_keep_places

Kept = TypeVar("Kept", Place, Scheme)
MOST_BEDS, MOST_SLOTS = 200, 500
LONGEST_SLOTS = timedelta(days=92)
_NEXT = {
    (Openness.DRAFT, Openness.OPEN),
    (Openness.OPEN, Openness.CLOSED),
    (Openness.CLOSED, Openness.OPEN),
}


@dataclass(frozen=True, kw_only=True)
class PlaceContent:
    kind: str
    name: str
    division: int
    address: str
    name_en: str = ""
    city: str = ""
    hours: str = ""
    facilities: tuple[str, ...] = ()
    operator_code: str = ""
    contact: str = ""
    access_notes: str = ""
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a scheme of free nights says."""

    name: str
    division: int
    first_day: date
    nights: int
    last_day: date | None = None
    yearly: bool = False
    people_cap: int | None = None
    policy: str = ""
    benefit: str = ""
    graduated_within: int | None = None
    needs_activity: bool = True
    guidance: str = ""


@dataclass(frozen=True, kw_only=True)
class Times:
    """Slots of a service: on these days of the week, from one time to another, so long each."""

    service: str
    first: date
    last: date
    begins: time
    ends: time
    minutes: int
    capacity: int
    weekdays: frozenset[int] = field(default=frozenset(range(5)))


@transaction.atomic
def save_place(*, acting_user: User, content: PlaceContent, place: Place | None = None) -> Place:
    """Make a draft, or change what a place says; whose it is stays.

    Raises:
        PermissionDenied: The user does not keep places of that region.
        ServicesError: Something is missing, or there is one of that name.
    """
    division = place.division if place else content.division
    if not may_keep_places(acting_user, division):
        raise PermissionDenied
    said = {name: _plain(value) for name, value in asdict(content).items()}
    code = said.pop("operator_code")
    said |= {"division": division, "operator": _operator(code)}
    one = place or Place(made_by=acting_user)
    for name, value in said.items():
        setattr(one, name, value)
    _check(one, PlaceKind.values, content.kind)
    one.save()
    _journal(acting_user, "change" if place else "make", "place", one)
    return one


def _plain(value: object) -> object:
    return value.replace("\0", "").strip() if isinstance(value, str) else value


def _operator(code: object) -> Employer | None:
    if not code:
        return None
    found = Employer.objects.filter(code=code).first()
    if found is None:
        raise ServicesError(_("登记里没有这个单位代码。"))
    return found


def _check(one: Place | Scheme | Bed, known: Sequence[str] = (), kind: str = "") -> None:
    """Say in words what a constraint would refuse."""
    if known and kind not in known:
        raise ServicesError(_("请选择类别。"))
    blank = {
        column.name
        for column in one._meta.concrete_fields
        if getattr(one, column.attname) in (None, [], ()) and (column.null or column.has_default())
    }
    try:
        one.clean_fields(exclude=blank)
        one.validate_constraints()
    except ValidationError as error:
        raise ServicesError(_told(error)) from None


def _told(error: ValidationError) -> str:
    """The first fault, with the name of its field."""
    for name, faults in error.message_dict.items():
        if name == "__all__":
            return str(faults[0])
        return _("“%(field)s”：%(fault)s") % {"field": _field_name(name), "fault": faults[0]}
    return str(error)


def _field_name(name: str) -> str:
    for model in (Place, Scheme, Bed):
        for column in model._meta.concrete_fields:
            if column.name == name:
                return str(column.verbose_name)
    return name


@transaction.atomic
def move_place(*, acting_user: User, place: Place, to: str) -> Place:
    """Open it to everybody, close it, or open it again; bookings that stand are kept.

    Raises:
        PermissionDenied: The user does not keep places of that region.
        ServicesError: It does not go from its state to that one.
    """
    return _move(acting_user, Place.objects.select_for_update().get(pk=place.pk), to, "place")


@transaction.atomic
def move_scheme(*, acting_user: User, scheme: Scheme, to: str) -> Scheme:
    """The same of a scheme: nobody books under one that is not open."""
    return _move(acting_user, Scheme.objects.select_for_update().get(pk=scheme.pk), to, "scheme")


def _move(user: User, one: Kept, to: str, what: str) -> Kept:
    if not may_keep_places(user, one.division):
        raise PermissionDenied
    if (one.state, to) not in _NEXT:
        raise ServicesError(
            _("现在是“%(state)s”，不能这样处理。") % {"state": one.get_state_display()}
        )
    one.state = to
    one.save(update_fields=["state"])
    _journal(user, to, what, one)
    return one


@transaction.atomic
def save_scheme(*, acting_user: User, terms: Terms, scheme: Scheme | None = None) -> Scheme:
    """Make a scheme, or change it for bookings to come: caps already given stay.

    Raises:
        PermissionDenied: The user does not keep places of that region.
        ServicesError: Something is missing, or more people than the cap have nights already.
    """
    division = scheme.division if scheme else terms.division
    if not may_keep_places(acting_user, division):
        raise PermissionDenied
    one = scheme or Scheme(made_by=acting_user)
    if scheme:
        one = Scheme.objects.select_for_update().get(pk=scheme.pk)
    for name, value in (asdict(terms) | {"division": division}).items():
        setattr(one, name, _plain(value))
    _check(one)
    one.save()
    _journal(acting_user, "change" if scheme else "make", "scheme", one)
    return one


@transaction.atomic
def use_scheme(*, acting_user: User, place: Place, scheme: Scheme | None) -> Place:
    """Let nights at the place be booked under a scheme, or under none."""
    if not may_keep_places(acting_user, place.division):
        raise PermissionDenied
    one = Place.objects.select_for_update().get(pk=place.pk)
    one.scheme = scheme
    one.save(update_fields=["scheme", "changed_at"])
    _journal(acting_user, "scheme", "place", one)
    return one


@transaction.atomic
def add_beds(
    *, acting_user: User, place: Place, room: str, names: Iterable[str], guests: str = Guests.ANY
) -> list[Bed]:
    """Beds of a room, each once.

    Raises:
        PermissionDenied: The user does not keep places of that region.
        ServicesError: Nothing is named, one is there already, or they are too many.
    """
    if not may_keep_places(acting_user, place.division):
        raise PermissionDenied
    wanted = [Bed(place=place, room=room.strip(), name=name, guests=guests) for name in names]
    if not wanted or place.beds.count() + len(wanted) > MOST_BEDS:
        raise ServicesError(
            _("请写房间和床位，一个服务点不超过 %(most)s 张。") % {"most": MOST_BEDS}
        )
    for bed in wanted:
        _check(bed)
    made = Bed.objects.bulk_create(wanted)
    _journal(acting_user, "beds", "place", place, beds=len(made))
    return made


@transaction.atomic
def close_bed(*, acting_user: User, bed: Bed, closed: bool) -> Bed:
    """Take a bed out of use, or back; who has it booked keeps it."""
    if not may_keep_places(acting_user, bed.place.division):
        raise PermissionDenied
    bed.closed = closed
    bed.save(update_fields=["closed"])
    _journal(acting_user, "beds", "place", bed.place, bed=bed.pk, closed=closed)
    return bed


@transaction.atomic
def make_slots(*, acting_user: User, place: Place, times: Times) -> int:
    """Times that can be booked; those that are there stay as they are. Returns how many are new.

    Raises:
        PermissionDenied: The user does not keep places of that region.
        ServicesError: The times make no sense, or they are too many.
    """
    if not may_keep_places(acting_user, place.division):
        raise PermissionDenied
    _check_times(times)
    wanted = [
        Slot(
            place=place,
            division=place.division,
            service=times.service,
            begins_at=begins,
            ends_at=begins + timedelta(minutes=times.minutes),
            capacity=times.capacity,
        )
        for begins in _beginnings(times)
    ]
    if not 1 <= len(wanted) <= MOST_SLOTS:
        raise ServicesError(_("一次可排 1 到 %(most)s 个时段。") % {"most": MOST_SLOTS})
    before = Slot.objects.filter(place=place).count()
    Slot.objects.bulk_create(wanted, ignore_conflicts=True)
    made = Slot.objects.filter(place=place).count() - before
    _journal(acting_user, "slots", "place", place, service=times.service, slots=made)
    return made


def _check_times(times: Times) -> None:
    for wrong, told in (
        (times.service not in ServiceKind.values, _("请选择事项。")),
        (times.first < timezone.localdate(), _("日期不能早于今天。")),
        (
            not times.first <= times.last <= times.first + LONGEST_SLOTS,
            _("截止日期不能早于起始日期，最多排三个月。"),
        ),
        (times.begins >= times.ends, _("结束时间应晚于开始时间。")),
        (not 5 <= times.minutes <= 480, _("每次 5 到 480 分钟。")),
        (not 1 <= times.capacity <= 500, _("名额为 1 到 500。")),
    ):
        if wrong:
            raise ServicesError(told)


def _beginnings(times: Times) -> Iterable[datetime]:
    zone = timezone.get_current_timezone()
    step = timedelta(minutes=times.minutes)
    for n in range((times.last - times.first).days + 1):
        day = times.first + timedelta(days=n)
        if day.weekday() not in times.weekdays:
            continue
        begins = datetime.combine(day, times.begins, zone)
        end = datetime.combine(day, times.ends, zone)
        while begins + step <= end:
            yield begins
            begins += step


def _journal(user: User, name: str, what: str, one: Place | Scheme, **data: object) -> None:
    record(
        acting_user=user,
        action=f"services.{what}.{name}",
        obj=one,
        region=one.division,
        data={"name": one.name, **data},
    )
