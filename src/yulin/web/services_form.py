"""Places, schemes and times as forms of the site: what was typed, and the choices in words."""

from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any

from django.http import QueryDict
from django.utils.dateparse import parse_date, parse_time
from django.utils.translation import gettext as _

from yulin.codes.divisions import find
from yulin.services.actions.places import PlaceContent, Terms, Times
from yulin.services.enums import Guests, PlaceKind, ServiceKind
from yulin.services.errors import ServicesError
from yulin.services.models import Place, Scheme
from yulin.web.jobs_form import districts, number, several


def day_of(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _time_of(text: str) -> time:
    try:
        found = parse_time(text)
    except ValueError:
        found = None
    if found is None:
        raise ServicesError(_("请填写开始和结束时间。"))
    return found


def new_place_of(data: QueryDict) -> PlaceContent:
    """The same of one that has no region yet."""
    if find(number(data.get("division", "")) or 0) is None:
        raise ServicesError(_("请选择所属地区。"))
    return place_of(data)


def place_of(data: QueryDict) -> PlaceContent:
    return PlaceContent(
        kind=data.get("kind", ""),
        name=data.get("name", ""),
        name_en=data.get("name_en", ""),
        division=number(data.get("division", "")) or 0,
        city=data.get("city", ""),
        address=data.get("address", ""),
        hours=data.get("hours", ""),
        facilities=several(data.get("facilities", "")) or (),
        operator_code=data.get("operator_code", "").strip(),
        contact=data.get("contact", ""),
        access_notes=data.get("access_notes", ""),
        about=data.get("about", ""),
    )


_PLACE_FIELDS = (
    "kind", "name", "name_en", "division", "city", "address", "hours", "contact", "access_notes",
    "about", "facilities", "operator_code",
)  # fmt: skip


def filled(names: Iterable[str], data: Mapping[str, Any]) -> dict[str, Any]:
    """Every field of a form with what was typed, or nothing."""
    return {name: data.get(name, "") for name in names}


def place_typed(said: Place | QueryDict) -> dict[str, Any]:
    """The fields of the form, filled with what a place says or with what was typed."""
    if not isinstance(said, Place):
        return filled(_PLACE_FIELDS, said)
    return {name: getattr(said, name) for name in _PLACE_FIELDS[:-2]} | {
        "facilities": "、".join(said.facilities),
        "operator_code": said.operator.code if said.operator else "",
    }


def _required_day(text: str, told: str) -> date:
    found = day_of(text)
    if found is None:
        raise ServicesError(told)
    return found


def terms_of(data: QueryDict) -> Terms:
    return Terms(
        name=data.get("name", ""),
        division=number(data.get("division", "")) or 0,
        first_day=_required_day(data.get("first_day", ""), _("请填写起始日期。")),
        last_day=day_of(data.get("last_day", "")),
        nights=number(data.get("nights", "")) or 0,
        yearly=data.get("yearly") == "yes",
        people_cap=number(data.get("people_cap", "")),
        policy=data.get("policy", ""),
        benefit=data.get("benefit", ""),
        graduated_within=number(data.get("graduated_within", "")),
        needs_activity=data.get("needs_activity") == "yes",
        guidance=data.get("guidance", ""),
    )


def terms_typed(said: Scheme | QueryDict | None) -> dict[str, Any]:
    """The fields of the form: what a scheme says, what was typed, or what is usual."""
    names = Terms.__dataclass_fields__
    if isinstance(said, QueryDict):
        days = {name: day_of(said.get(name, "")) for name in ("first_day", "last_day")}
        return filled(names, said) | days | {"division": number(said.get("division", ""))}
    if said is None:
        return dict.fromkeys(names) | {"nights": 3, "needs_activity": True}
    return {name: getattr(said, name) for name in names}


def times_of(data: QueryDict) -> Times:
    told = _("请填写起止日期。")
    return Times(
        service=data.get("service", ""),
        first=_required_day(data.get("first", ""), told),
        last=_required_day(data.get("last", ""), told),
        begins=_time_of(data.get("begins", "")),
        ends=_time_of(data.get("ends", "")),
        minutes=number(data.get("minutes", "")) or 0,
        capacity=number(data.get("capacity", "")) or 0,
        weekdays=frozenset(int(one) for one in data.getlist("weekdays") if one in "0123456"),
    )


def choices(region: int) -> dict[str, Any]:
    """An officer of a county keeps its own places, one of a city those of its counties too."""
    of_city = region % 100 == 0
    places = [(code, name) for code, name in districts(region // 100 * 100)]
    own = places if of_city else [one for one in places if one[0] == region]
    return {
        "kinds": PlaceKind.choices,
        "matters": ServiceKind.choices,
        "guests": Guests.choices,
        "districts": own,
        "weekdays": list(
            enumerate((_("一"), _("二"), _("三"), _("四"), _("五"), _("六"), _("日")))
        ),
    }
