"""Series and events: draft, change, publish, open, run, close, settle, cancel."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.redaction import holds_personal_number
from yulin.codes.divisions import DEFAULT
from yulin.events.actions.telling import tell_everybody
from yulin.events.enums import AHEAD, STEPS, Channel, EventKind, EventState, EventTold
from yulin.events.errors import EventsError
from yulin.events.models import Event, Series
from yulin.events.rules import may_organise, may_run_event

LONGEST, MOST_PEOPLE, MOST_STOPS, MOST_SCHOOLS = 4000, 1_000_000, 999, 100
#: of these whoever comes is told when they change
_WHERE = ("begins_at", "ends_at", "channel", "city", "school", "place")


@dataclass(frozen=True, kw_only=True)
class SeriesContent:
    name: str
    brand: str = ""
    organiser: str = ""
    about: str = ""
    year: int | None = None

    def check(self) -> None:
        for wrong, told in (
            (not 1 <= len(self.name) <= 80, _("请填写系列名称，最多 80 字。")),
            (len(self.brand) > 40, _("品牌最多 40 字。")),
            (len(self.organiser) > 120, _("主办单位最多 120 字。")),
            (len(self.about) > LONGEST, _("介绍最多 4000 字。")),
            (self.year is not None and not 2000 <= self.year <= 2100, _("请核对年度。")),
            (_numbers(self.name, self.about), _("请不要写证件号、手机号。")),
        ):
            if wrong:
                raise EventsError(told)


@dataclass(frozen=True, kw_only=True)
class EventContent:
    """What an event says; empty times and numbers are not said yet."""

    name: str
    kind: str
    begins_at: datetime | None
    ends_at: datetime | None
    channel: str = Channel.ONSITE
    series: Series | None = None
    stop: int | None = None
    organiser: str = ""
    province: str = ""
    city: str = ""
    school: str = ""
    schools: tuple[str, ...] = ()
    place: str = ""
    capacity: int | None = None
    registration_from: datetime | None = None
    registration_until: datetime | None = None
    about: str = ""

    def check(self) -> None:
        """Raise EventsError with the first thing to mend."""
        texts = (
            (self.organiser, 120, _("主办单位")),
            (self.province, 40, _("举办省份")),
            (self.city, 40, _("举办城市")),
            (self.school, 80, _("举办院校")),
            (self.place, 200, _("地点")),
            (self.about, LONGEST, _("介绍")),
        )
        for text, most, label in texts:
            if len(text) > most or "\0" in text:
                raise EventsError(_("“%(label)s”最多 %(n)s 字。") % {"label": label, "n": most})
        for wrong, told in (
            (not 1 <= len(self.name) <= 120, _("请填写活动名称，最多 120 字。")),
            (self.kind not in EventKind.values, _("请选择活动类别。")),
            (self.channel not in Channel.values, _("请选择线下、线上或社区。")),
            (self.begins_at is None or self.ends_at is None, _("请填写开始和结束时间。")),
            (not _in_order(self.begins_at, self.ends_at), _("结束时间应晚于开始时间。")),
            (
                not _in_order(self.registration_from, self.registration_until),
                _("报名截止应晚于报名开始。"),
            ),
            (
                self.capacity is not None and not 1 <= self.capacity <= MOST_PEOPLE,
                _("人数上限至少为 1，不限人数请留空。"),
            ),
            (self.stop is not None and not 1 <= self.stop <= MOST_STOPS, _("请核对站次。")),
            (
                len(self.schools) > MOST_SCHOOLS
                or any(not 1 <= len(s) <= 80 for s in self.schools),
                _("面向的院校最多 100 所，每所最多 80 字。"),
            ),
            (
                _numbers(self.name, self.about, self.place, *self.schools),
                _("请不要写证件号、手机号。"),
            ),
        ):
            if wrong:
                raise EventsError(told)

    def as_columns(self) -> dict[str, Any]:
        columns = {k: v for k, v in asdict(self).items() if k != "series"}
        return columns | {"series": self.series, "schools": list(dict.fromkeys(self.schools))}


def _in_order(begin: datetime | None, end: datetime | None) -> bool:
    return begin is None or end is None or end > begin


def _numbers(*texts: str) -> bool:
    return any(holds_personal_number(text) for text in texts)


@transaction.atomic
def make_series(*, acting_user: User, division: int, content: SeriesContent) -> Series:
    """Begin a series.

    Raises:
        PermissionDenied: The user holds no duty there.
        EventsError: Something is missing, or the year has one of that name.
    """
    if not may_organise(acting_user, division) or DEFAULT.find(division) is None:
        raise PermissionDenied
    content.check()
    series = Series(division=division, made_by=acting_user, **asdict(content))
    _save(series)
    _journal(acting_user, "series.make", series)
    return series


@transaction.atomic
def change_series(*, acting_user: User, series: Series, content: SeriesContent) -> Series:
    if not may_run_event(acting_user, series):
        raise PermissionDenied
    content.check()
    held = Series.objects.select_for_update().get(pk=series.pk)
    for name, value in asdict(content).items():
        setattr(held, name, value)
    _save(held)
    _journal(acting_user, "series.change", held)
    return held


@transaction.atomic
def draft_event(*, acting_user: User, division: int, content: EventContent) -> Event:
    """Begin an event that nobody else sees yet.

    Raises:
        PermissionDenied: The user holds no duty there, or the series is another region's.
        EventsError: Something is missing, or the series has that stop.
    """
    if not may_organise(acting_user, division) or DEFAULT.find(division) is None:
        raise PermissionDenied
    _check(acting_user, content)
    event = Event(division=division, made_by=acting_user, **content.as_columns())
    _save(event)
    _journal(acting_user, "event.draft", event)
    return event


@transaction.atomic
def change_event(*, acting_user: User, event: Event, content: EventContent) -> Event:
    """Say something else of it; more room lets those who wait move up.

    Raises:
        PermissionDenied: The user does not run it.
        EventsError: It is over, something is missing, or seats above the new capacity are given.
    """
    from yulin.events.actions.tickets import move_up  # noqa: PLC0415 - they need each other

    held = held_event(acting_user, event)
    if held.state in {EventState.SETTLED, EventState.CANCELLED}:
        raise EventsError(_refused_now(held))
    _check(acting_user, content)
    before = _when_and_where(held)
    for name, value in content.as_columns().items():
        setattr(held, name, value)
    _save(held)
    if held.state in AHEAD and _when_and_where(held) != before:
        tell_everybody(held, EventTold.CHANGED, **_meeting(held))
    move_up(event=held)
    _journal(acting_user, "event.change", held)
    return held


def _when_and_where(event: Event) -> list[object]:
    return [getattr(event, name) for name in _WHERE]


def _meeting(event: Event) -> dict[str, str]:
    """When and where, as a notice says it."""
    places = (event.city, event.school, event.place)
    return {"at": event.begins_at.isoformat(), "place": " ".join(filter(None, places))}


def _check(user: User, content: EventContent) -> None:
    content.check()
    if content.series is not None and not may_run_event(user, content.series):
        raise PermissionDenied


@transaction.atomic
def turn_event(*, acting_user: User, event: Event, to: str) -> Event:
    """Let it go on: publish, open, run, close, settle.

    Raises:
        PermissionDenied: The user does not run it.
        EventsError: It does not go there from where it is.
    """
    held = held_event(acting_user, event)
    if to == EventState.CANCELLED or to not in STEPS[EventState(held.state)]:
        raise EventsError(_refused_now(held))
    if to == EventState.PUBLISHED and held.published_at is None:
        held.published_at = timezone.now()
    held.state = to
    _save(held)
    _journal(acting_user, f"event.{to}", held)
    return held


@transaction.atomic
def cancel_event(*, acting_user: User, event: Event, because: str) -> Event:
    """Call it off, with the reason that everybody reads."""
    held = held_event(acting_user, event)
    words = because.strip()[:200]
    if EventState.CANCELLED not in STEPS[EventState(held.state)]:
        raise EventsError(_refused_now(held))
    if not words or _numbers(words):
        raise EventsError(_("请写明取消的原因，报名的人和单位会看到。"))
    held.state, held.cancelled_because = EventState.CANCELLED, words
    _save(held)
    tell_everybody(held, EventTold.CANCELLED, reason=words)
    _journal(acting_user, "event.cancel", held)
    return held


def held_event(user: User, event: Event) -> Event:
    if not may_run_event(user, event):
        raise PermissionDenied
    return Event.objects.select_for_update().get(pk=event.pk)


def _refused_now(event: Event) -> str:
    return _("这场活动现在是“%(state)s”，不能这样处理。") % {"state": event.get_state_display()}


def _save(row: Event | Series) -> None:
    told = {
        "events_event_stop_once": _("这个系列已有这一站。"),
        "events_series_once": _("这一年已有同名的系列活动。"),
        "seats above": _("人数上限不能低于已经发出的席位号。"),
    }
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        for name, words in told.items():
            if name in str(error):
                raise EventsError(words) from None
        raise


def _journal(user: User | None, verb: str, row: Event | Series) -> None:
    data = {"name": row.name}
    if isinstance(row, Event):
        data["state"] = row.state
    record(acting_user=user, action=f"events.{verb}", obj=row, region=row.division, data=data)
