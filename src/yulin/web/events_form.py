"""Events as forms and as words on pages: typed times and numbers, plans of halls, reasons."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import segno
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yulin.events import tokens
from yulin.events.actions.events import EventContent, SeriesContent
from yulin.events.enums import Channel, EventKind
from yulin.events.errors import EventsError
from yulin.events.models import Booth, Event, Series, Ticket
from yulin.events.queries.people import FULL, IS_YOURS, NOT_ASKED, REFUSED, Reason
from yulin.jobs.calendar_file import Appointment, calendar
from yulin.web.jobs_form import number, several

_WORDS = (
    "name", "kind", "channel", "organiser", "province", "city", "school", "place", "about",
)  # fmt: skip
_TIMES = ("begins_at", "ends_at", "registration_from", "registration_until")
MOMENT = "%Y-%m-%dT%H:%M"


def moment(text: str, *, required: bool = False) -> datetime | None:
    """A typed day and time; raises EventsError for what is none."""
    if not text and not required:
        return None
    try:
        read = parse_datetime(text)
    except ValueError:
        read = None
    if read is None:
        raise EventsError(_("请填写完整的日期和时间，如 2026-09-01 09:00。"))
    return timezone.make_aware(read) if timezone.is_naive(read) else read


def _moment_of(data: QueryDict, name: str) -> datetime | None:
    return moment(data.get(name, ""))


def event_of(data: QueryDict, series: Series | None) -> EventContent:
    """What was typed; what is missing is said by `EventContent.check`."""
    words = ("name", "organiser", "province", "city", "school", "place", "about")
    return EventContent(
        **{name: data.get(name, "").strip() for name in words},
        schools=several(data.get("schools", "")) or (),
        kind=data.get("kind", ""),
        channel=data.get("channel", ""),
        series=series,
        stop=number(data.get("stop", "")),
        capacity=_capacity(data.get("capacity", "")),
        begins_at=_moment_of(data, "begins_at"),
        ends_at=_moment_of(data, "ends_at"),
        registration_from=_moment_of(data, "registration_from"),
        registration_until=_moment_of(data, "registration_until"),
    )


def _capacity(text: str) -> int | None:
    if not text.strip():
        return None
    typed = number(text)
    if typed is None:
        raise EventsError(_("人数上限请填数字，不限人数请留空。"))
    return typed


def series_of(data: QueryDict) -> SeriesContent:
    words = ("name", "brand", "organiser", "about")
    typed = {name: data.get(name, "").strip() for name in words}
    return SeriesContent(**typed, year=number(data.get("year", "")))


def event_typed(event: Event | None, data: QueryDict | None) -> dict[str, Any]:
    """The fields of the form: what was typed, else what the event says."""
    blank = dict.fromkeys((*_WORDS, *_TIMES, "schools", "stop", "capacity", "series"), "")
    if data is not None:
        return {name: data.get(name, "") for name in blank}
    if event is None:
        return {**blank, "kind": EventKind.FAIR, "channel": Channel.ONSITE}
    return {
        **{name: getattr(event, name) for name in _WORDS},
        **{name: _local(getattr(event, name)) for name in _TIMES},
        "schools": "、".join(event.schools),
        "stop": event.stop or "",
        "capacity": event.capacity or "",
        "series": str(event.series.uuid) if event.series else "",
    }


def _local(at: datetime | None) -> str:
    return timezone.localtime(at).strftime(MOMENT) if at else ""


def halls(booths: Iterable[Booth], names: dict[int, str]) -> list[tuple[str, list[list[Any]]]]:
    """By hall the rows of its plan; a square without a booth is None."""
    plans: dict[str, dict[tuple[int, int], Any]] = {}
    for booth in booths:
        firm = getattr(booth, "taken_by", None)
        told = (booth, firm, names.get(firm.employer_id, "") if firm else "")
        plans.setdefault(booth.hall, {})[booth.row, booth.column] = told
    return [(hall, _grid(squares)) for hall, squares in plans.items()]


def _grid(squares: dict[tuple[int, int], Any]) -> list[list[Any]]:
    rows = range(1, max(row for row, _column in squares) + 1)
    columns = range(1, max(column for _row, column in squares) + 1)
    return [[squares.get((row, column)) for column in columns] for row in rows]


def picture(ticket: Ticket) -> str:
    """The ticket as a picture to be read by a camera, as a `data:` address."""
    made = segno.make(tokens.token(ticket.code), error="m")
    return str(made.svg_data_uri(scale=6, border=3, light="#fff"))


def calendar_of(events: Iterable[Event]) -> str:
    return calendar(
        Appointment(
            uid=str(event.uuid),
            begins_at=event.begins_at,
            ends_at=event.ends_at,
            title=event.name,
            place=" ".join(word for word in (event.city, event.school, event.place) if word),
            note=event.about[:500],
            confirmed=True,
            stamp=event.changed_at,
        )
        for event in events
    )


def reason_words(reason: Reason) -> str:
    """Why not this talk, in a sentence."""
    what = {"firm": reason.firm, "title": reason.title}
    match reason.kind:
        case _kind if _kind == IS_YOURS:
            return _("已经安排：%(firm)s · %(title)s。") % what
        case _kind if _kind == NOT_ASKED:
            return _("上一次安排没有考虑 %(firm)s · %(title)s：还没有安排过，或之后才加入。") % what
        case _kind if _kind == REFUSED:
            return _("%(firm)s · %(title)s：有硬性要求不符合，或您谢绝过这个单位。") % what
        case _kind if _kind == FULL:
            return _("%(firm)s · %(title)s：这个单位没有空闲时段了。") % what
    return _costs(reason, what)


def _costs(reason: Reason, what: dict[str, str]) -> str:
    told = [
        _("%(firm)s · %(title)s：可以，但大家的匹配分合计会少 %(loss)s 分")
        % {**what, "loss": reason.loss}
    ]
    if reason.unseated:
        told.append(
            ngettext("%(n)s 人会没有面谈", "%(n)s 人会没有面谈", reason.unseated)
            % {"n": reason.unseated}
        )
    if reason.moved:
        told.append(
            ngettext("%(n)s 人要换到别的岗位", "%(n)s 人要换到别的岗位", reason.moved)
            % {"n": reason.moved}
        )
    return "，".join(told) + "。"
