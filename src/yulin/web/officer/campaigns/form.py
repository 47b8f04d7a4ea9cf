"""What is typed into forms of campaigns, read; a refusal says which field and what to write."""

from datetime import datetime
from decimal import Decimal

from django.http import QueryDict
from django.utils.translation import gettext as _

from yulin.events import typed
from yulin.events.actions.campaigns import Aim, CampaignWords, Printed
from yulin.events.actions.trips import Way
from yulin.events.campaign_enums import Nature, Qualifier
from yulin.events.errors import EventsError
from yulin.events.models import Campaign, Figure
from yulin.events.queries.audience import Audience
from yulin.events.stream_file import moment_of
from yulin.web.jobs_form import number

CAMPAIGN = (
    "name", "division", "parent", "brand", "owner", "about", "audience_words", "begins_on",
    "ends_on", "graduated_within",
)  # fmt: skip


def given(data: QueryDict, names: tuple[str, ...]) -> dict[str, str]:
    """What was typed, to be typed on."""
    return {name: data.get(name, "") for name in names}


def campaign_of(data: QueryDict, parent: Campaign | None, division: int) -> CampaignWords:
    return CampaignWords(
        name=data.get("name", ""),
        division=division,
        begins_on=typed.day(data.get("begins_on", ""), asked=_("请写开始日期。")),
        ends_on=typed.day(data.get("ends_on", ""), asked=_("请写结束日期。")),
        parent=parent,
        brand=data.get("brand", ""),
        places=tuple(code for text in data.getlist("places") if (code := number(text))),
        owner=data.get("owner", ""),
        about=data.get("about", ""),
        audience_words=data.get("audience_words", ""),
        graduated_within=_whole(data, "graduated_within", _("毕业年限写整数，不限请留空。")),
    )


def typed_of(campaign: Campaign) -> dict[str, object]:
    """The same the other way."""
    return {
        **{name: getattr(campaign, name) for name in CAMPAIGN if name != "parent"},
        "begins_on": campaign.begins_on.isoformat(),
        "ends_on": campaign.ends_on.isoformat(),
        "parent": str(campaign.parent.uuid) if campaign.parent else "",
        "places": campaign.places,
    }


def aim_of(data: QueryDict) -> Aim:
    return Aim(
        measure=data.get("measure", ""),
        name=data.get("label", ""),
        nature=data.get("nature", Nature.FLOW),
        unit=data.get("unit", ""),
        source=data.get("source", ""),
        number=_decimal(data, "number", _("目标写数字。")),
        qualifier=data.get("qualifier", Qualifier.EXACT),
        factor=_decimal(data, "factor", _("倍数写数字。")),
        base_number=_decimal(data, "base_number", _("基数写数字。")),
        base_from=_day(data, "base_from"),
        base_until=_day(data, "base_until"),
        is_inferred=data.get("is_inferred") == "yes",
    )


def printed_of(data: QueryDict, part_of: Figure | None = None) -> Printed:
    begins = typed.day(data.get("period_from", ""), asked=_("请写期间的开始。"))
    return Printed(
        measure=data.get("measure", ""),
        name=data.get("label", ""),
        nature=data.get("nature", Nature.FLOW),
        number=typed.amount(data.get("number", ""), asked=_("数值写数字。")),
        unit=data.get("unit", ""),
        qualifier=data.get("qualifier", Qualifier.EXACT),
        period_from=begins,
        period_until=_day(data, "period_until") or begins,
        part_of=part_of,
        percent=_decimal(data, "percent", _("百分比写数字。")),
        base_from=_day(data, "base_from"),
        base_until=_day(data, "base_until"),
        printed=data.get("printed", ""),
        source=data.get("source", ""),
    )


def audience_of(data: QueryDict, division: int) -> Audience:
    return Audience(
        division=number(data.get("place", "")) or division,
        graduated_from=_whole(data, "graduated_from", _("毕业年份写四位数字。")),
        graduated_until=_whole(data, "graduated_until", _("毕业年份写四位数字。")),
        least_education=_whole(data, "least_education", _("请从给出的学历里选。")),
        origin=data.get("origin", ""),
        works={"yes": True, "no": False}.get(data.get("works", "")),
        has_dues=data.get("has_dues") == "yes",
    )


def way_of(data: QueryDict) -> Way:
    kilometres = _whole(data, "kilometres", _("里程写整数。"))
    if kilometres is None:
        raise EventsError(_("里程写整数。"))
    return Way(
        day=typed.day(data.get("day", ""), asked=_("请写日期。")),
        origin=data.get("origin", ""),
        destination=data.get("destination", ""),
        vehicle=data.get("vehicle", ""),
        kilometres=kilometres,
        service=data.get("service", ""),
        ticket=data.get("ticket", ""),
    )


def moment(data: QueryDict, name: str) -> datetime:
    try:
        return moment_of(data.get(name, ""))
    except EventsError:
        raise EventsError(_("时间应写作 2026-11-22 21:30。")) from None


def _whole(data: QueryDict, name: str, told: str) -> int | None:
    text = data.get(name, "").strip()
    if not text:
        return None
    found = number(text)
    if found is None:
        raise EventsError(told)
    return found


def _decimal(data: QueryDict, name: str, told: str) -> Decimal | None:
    text = data.get(name, "").strip()
    return typed.amount(text, asked=told) if text else None


def _day(data: QueryDict, name: str):  # noqa: ANN202 - a date, or none where nothing is typed
    text = data.get(name, "").strip()
    return typed.day(text, asked=_("日期应写作 2026-11-22。")) if text else None
