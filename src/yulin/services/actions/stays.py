"""A person books nights, waits for a bed, or cancels."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.redaction import holds_personal_number
from yulin.access.row_security import as_the_program
from yulin.registry.models import Person
from yulin.registry.queries.scope import rows_of
from yulin.services.actions.telling import tell_stay
from yulin.services.enums import HOLDING, STANDING, Guests, Openness, ServiceTold, StayState
from yulin.services.errors import NotEntitledError, ServicesError
from yulin.services.models import Allowance, Bed, Place, Scheme, Stay, StayStep
from yulin.services.queries.grounds import grounds_of, home_of, sex_of, verdict
from yulin.services.rules import may_keep_stay, may_stay

#: how far ahead nights are booked
DAYS_AHEAD = 60
_BEDS = {"男": Guests.MEN, "女": Guests.WOMEN}
#: by constraint: what a refusal of the database says
_TOLD = {
    "services_stay_guest_once": gettext_lazy("您那几晚已有住宿预订。"),
    "services_allowance_cap": gettext_lazy("免费晚数不够：每人的上限已用完。"),
    "services_scheme_people": gettext_lazy("这一批的人数已满，请等下一批。"),
}
_FULL = "services_stay_bed_once"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Which nights, what for, and whether others from home may hear of it."""

    arrives: date
    leaves: date
    purpose: str = ""
    waits: bool = False
    shares: bool = False
    called: str = ""
    contact: str = ""


@transaction.atomic
def book_stay(*, acting_user: User, person: Person, place: Place, wish: Wish) -> Stay:
    """Give a free bed for all nights wished; where a condition cannot be told, until it is checked.

    Raises:
        PermissionDenied: For somebody else.
        NotEntitledError: A condition is not met.
        ServicesError: No bed is free and they do not wait, or what the texts say.
    """
    if not may_stay(acting_user, person):
        raise PermissionDenied
    one = person.stands_for
    return take_nights(user=acting_user, sight=acting_user, person=one, place=place, wish=wish)


def take_nights(
    *, user: User, sight: User | None, person: Person, place: Place, wish: Wish
) -> Stay:
    """The same inside the caller's transaction, who has asked whether it may be done.

    Args:
        user: who books.
        sight: whose eyes the conditions are looked up with; none for a desk that has the person there.
        person: the row that stands for them.
        place: where.
        wish: which nights.
    """
    scheme = _open_scheme(place)
    _check(wish, scheme)
    grounds = grounds_of(user=sight, person=person, scheme=scheme, arrives=wish.arrives)
    entitled = verdict(grounds)
    if entitled is False:
        raise NotEntitledError(_("有条件不符合，不能预订免费住宿。"), grounds)
    if entitled is None and not wish.purpose.strip():
        raise ServicesError(_("有条件要由前台核实：请写明来做什么（单位、岗位、哪天面试）。"))
    stay = Stay(
        place=place,
        division=place.division,
        person=person,
        allowance=_allowance(scheme, person, wish.arrives),
        during=DateRange(wish.arrives, wish.leaves),
        grounds=grounds,
        purpose=wish.purpose.strip()[:300],
        **_shared(wish, person),
    )
    _lock(place)
    _refuse_second(stay)
    if not _take_bed(stay, person):
        _wait(stay, wish)
    keep_step(stay, "", user)
    _journal(user, "book", stay)
    return stay


def _open_scheme(of: Place) -> Scheme:
    place = Place.objects.select_related("scheme").get(pk=of.pk)
    scheme = place.scheme
    if place.state != Openness.OPEN or scheme is None or scheme.state != Openness.OPEN:
        raise ServicesError(_("这里现在不接受住宿预订。"))
    return scheme


def _check(wish: Wish, scheme: Scheme) -> None:
    today, nights = timezone.localdate(), (wish.leaves - wish.arrives).days
    last = scheme.last_day or date.max
    for wrong, told in (
        (wish.arrives < today, _("入住日期不能早于今天。")),
        (nights < 1, _("离店日期应晚于入住日期。")),
        (
            nights > scheme.nights,
            _("最多免费住 %(n)s 晚。") % {"n": scheme.nights},
        ),
        (
            (wish.arrives - today).days > DAYS_AHEAD,
            _("最早提前 %(n)s 天预订。") % {"n": DAYS_AHEAD},
        ),
        (
            not scheme.first_day <= wish.arrives <= last,
            _("入住日期不在这项计划的起止日期以内。"),
        ),
        (holds_personal_number(wish.purpose), _("请不要写证件号、手机号。")),
    ):
        if wrong:
            raise ServicesError(str(told))


def _shared(wish: Wish, person: Person) -> dict[str, object]:
    """What others from the same province may be told; nothing without the box ticked."""
    if not wish.shares:
        return {}
    called, contact = wish.called.strip()[:20], wish.contact.strip()[:60]
    if not called or not contact:
        raise ServicesError(_("愿意认识同乡，请写怎么称呼和联系方式。"))
    home = home_of(person)
    if home is None:
        raise ServicesError(_("登记里没有您的家乡，暂时不能互相介绍同乡。"))
    return {"shares": True, "called": called, "contact": contact, "home": home}


def _allowance(scheme: Scheme, person: Person, arrives: date) -> Allowance:
    found, _made = Allowance.objects.get_or_create(
        scheme=scheme,
        person=person,
        year=arrives.year if scheme.yearly else 0,
        defaults={"cap": scheme.nights},
    )
    return found


def _refuse_second(stay: Stay) -> None:
    """Of who is known by several numbers the constraints see one: nights under the others count too."""
    others = rows_of(stay.person).exclude(pk=stay.person_id)
    if Stay.objects.filter(
        person__in=others, state__in=STANDING, during__overlap=stay.during
    ).exists():
        raise ServicesError(str(_TOLD["services_stay_guest_once"]))
    own = stay.allowance
    used = Allowance.objects.filter(scheme=own.scheme_id, year=own.year, person__in=others)
    elsewhere = used.aggregate(nights=Sum("nights"))["nights"] or 0
    if not elsewhere:
        return
    with as_the_program():
        held = Allowance.objects.select_for_update().get(pk=own.pk)
    if held.nights + elsewhere + stay.nights > held.cap:
        raise ServicesError(str(_TOLD["services_allowance_cap"]))


def _lock(place: Place) -> None:
    """One booking of a place at a time: two that chose the same bed would wait for each other."""
    with as_the_program():
        Place.objects.select_for_update(no_key=True).get(pk=place.pk)


def _take_bed(stay: Stay, person: Person) -> bool:
    """The first bed that is free for all nights; the constraint has the last word."""
    stay.state = StayState.PENDING if verdict(stay.grounds) is None else StayState.BOOKED
    for bed in _free_beds(stay, person):
        stay.bed = bed
        if _saved(stay):
            return True
    stay.bed = None
    return False


def _free_beds(stay: Stay, person: Person) -> Iterator[Bed]:
    with as_the_program():
        taken = Stay.objects.filter(
            place=stay.place_id, state__in=HOLDING, during__overlap=stay.during
        )
        fitting = {Guests.ANY, _BEDS.get(sex_of(person), Guests.ANY)}
        rows = Bed.objects.filter(place=stay.place_id, closed=False, guests__in=fitting)
        # those for one sex first: a bed for anybody is of use to more
        free = list(rows.exclude(pk__in=taken.values("bed")).order_by("-guests", "room", "name"))
    yield from free


def _saved(stay: Stay) -> bool:
    """False where somebody was quicker with that bed; other refusals are told."""
    try:
        with transaction.atomic():
            stay.save()
    except IntegrityError as error:
        name = error.__cause__.diag.constraint_name or ""  # type: ignore[union-attr]
        if name == _FULL:
            return False
        if told := _TOLD.get(name):
            raise ServicesError(str(told)) from None
        raise
    return True


def _wait(stay: Stay, wish: Wish) -> None:
    if not wish.waits:
        raise ServicesError(_("那几晚没有空床。可以换日期，或勾选“没有空床时候补”。"))
    allowance = Allowance.objects.get(pk=stay.allowance_id)
    if allowance.nights + stay.nights > allowance.cap:
        raise ServicesError(str(_TOLD["services_allowance_cap"]))
    stay.state = StayState.WAITING
    _saved(stay)


@transaction.atomic
def cancel_stay(*, acting_user: User, stay: Stay) -> Stay:
    """The person takes it back; the bed is free again, for who waits first.

    Raises:
        PermissionDenied: Somebody else's.
        ServicesError: They are there already, or it is over.
    """
    if not may_keep_stay(acting_user, stay):
        raise PermissionDenied
    one = held(stay)
    must_be(one, StayState.WAITING, StayState.PENDING, StayState.BOOKED)
    move(one, StayState.CANCELLED, acting_user)
    promote(one.place)
    return one


@transaction.atomic
def stop_sharing(*, acting_user: User, stay: Stay) -> Stay:
    """Nobody from home is told of them any more."""
    if not may_keep_stay(acting_user, stay):
        raise PermissionDenied
    one = held(stay)
    one.shares, one.called, one.contact, one.home = False, "", "", None
    one.save(update_fields=["shares", "called", "contact", "home", "changed_at"])
    _journal(acting_user, "unshare", one)
    return one


def promote(place: Place) -> list[Stay]:
    """Beds that became free go to those who wait, in the order in which they came."""
    with as_the_program():
        _lock(place)
        rows = Stay.objects.filter(
            place=place, state=StayState.WAITING, during__startswith__gte=timezone.localdate()
        )
        waiting = list(rows.select_related("person", "place").order_by("id"))
        return [one for one in waiting if _promoted(one)]


def _promoted(stay: Stay) -> bool:
    try:
        if not _take_bed(stay, stay.person):
            return False
    except ServicesError:  # their nights are used up elsewhere, or the batch is full
        return False
    keep_step(stay, StayState.WAITING, None)
    _journal(None, "promote", stay)
    tell_stay(stay, ServiceTold.STAY_GIVEN)
    return True


def held(stay: Stay) -> Stay:
    """The booking as it stands, behind the lock of its place, so that the order is always the same."""
    _lock(stay.place)
    rows = Stay.objects.select_for_update(of=("self",)).select_related("place", "person")
    return rows.get(pk=stay.pk)


def must_be(stay: Stay, *states: StayState) -> None:
    if stay.state not in states:
        raise ServicesError(
            _("这次住宿现在是“%(state)s”，不能这样处理。") % {"state": stay.get_state_display()}
        )


def move(stay: Stay, to: StayState, user: User | None, *fields: str, **data: object) -> Stay:
    """Let it go on, keep the step and journal it."""
    before = stay.state
    stay.state = to
    stay.save(update_fields=["state", "changed_at", *fields])
    keep_step(stay, before, user)
    _journal(user, to, stay, **data)
    return stay


def keep_step(stay: Stay, before: str, user: User | None) -> None:
    StayStep.objects.create(
        stay=stay, came_from=before, went_to=stay.state, during=stay.during, by=user
    )


def _journal(user: User | None, name: str, stay: Stay, **data: object) -> None:
    record(
        acting_user=user,
        action=f"services.stay.{name}",
        obj=stay,
        region=stay.division,
        data={"place": stay.place_id, **data},
    )
