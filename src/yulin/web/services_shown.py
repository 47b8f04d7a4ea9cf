"""Places and bookings in words, for people and for machines."""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NoReturn

import segno
from django.utils import timezone
from django.utils.html import _json_script_escapes
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from yulin.jobs.queries.firms import firm_name
from yulin.services.errors import ServicesError
from yulin.services.models import Place, Slot
from yulin.services.queries.grounds import Ground
from yulin.services.queries.places import free_slots
from yulin.web import regions
from yulin.web.jobs_shown import Line
from yulin.web.language import in_english

#: how far ahead times are shown
DAYS_SHOWN = 14


def place_name(place: Place) -> str:
    return place.name_en if in_english() and place.name_en else place.name


def where(place: Place) -> str:
    """The city where it lies outside the region, else the district."""
    lies = place.city or regions.full_name(place.division)
    return f"{lies} {place.address}"


def place_lines(place: Place) -> list[Line]:
    operator = firm_name(place.operator_id) if place.operator_id else ""
    lines = [
        (_("地址"), where(place)),
        (_("开放时间"), place.hours),
        (_("设施和服务"), "、".join(place.facilities)),
        (_("运营单位"), operator),
        (_("联系电话"), place.contact),
        (_("无障碍"), place.access_notes or _("没有说明")),
    ]
    return [(label, words) for label, words in lines if words]


def place_json_ld(place: Place, address: str) -> SafeString:
    """The place as schema.org's Place; data, never run as a script."""
    told: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Place",
        "name": place.name,
        "description": place.about,
        "telephone": place.contact,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": place.address,
            "addressLocality": place.city or regions.full_name(place.division),
            "addressCountry": "CN",
        },
        "amenityFeature": [
            {"@type": "LocationFeatureSpecification", "name": one, "value": True}
            for one in place.facilities
        ],
        "publicAccess": True,
        "url": address,
    }
    kept = {name: value for name, value in told.items() if value not in ("", [])}
    text = json.dumps(kept, ensure_ascii=False).translate(_json_script_escapes)
    return mark_safe(text)  # noqa: S308 - angle brackets and ampersands are escaped above


def slots_by_day(place: Place) -> list[tuple[date, list[Slot]]]:
    """What can be booked in the next two weeks."""
    until = timezone.now() + timedelta(days=DAYS_SHOWN)
    by_day: dict[date, list[Slot]] = defaultdict(list)
    for slot in free_slots().filter(place=place, begins_at__lt=until)[:400]:
        by_day[timezone.localdate(slot.begins_at)].append(slot)
    return list(by_day.items())


def told_grounds(grounds: Iterable[Ground]) -> list[tuple[bool | None, str, str]]:
    """Each condition: whether it holds, its words in the reader's language, where that is from."""
    return [
        (
            one["truth"],
            one["text_en"] if in_english() else one["text"],
            " · ".join(part for part in (one["source"], one["detail"]) if part),
        )
        for one in grounds
    ]


def weeks(days: list[Any]) -> list[list[Any]]:
    return [days[n : n + 7] for n in range(0, len(days), 7)]


def picture(code: str) -> str:
    """The code as a QR picture (a `data:` address): the code alone, no address and no name."""
    return str(segno.make(code, error="m").svg_data_uri(scale=6, border=2, light="#fff"))


def no_button(*_on: object, **_more: object) -> NoReturn:
    """For what no button of the page says."""
    raise ServicesError(_("请按页面上的按钮办理。"))
