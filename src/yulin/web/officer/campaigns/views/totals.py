"""Events added up by month, region, kind or brand; printed figures beside; as a workbook."""

import datetime as dt
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yulin.events import typed
from yulin.events.actions.campaigns import print_figure
from yulin.events.campaign_enums import OF_EVENTS, Measure, Qualifier
from yulin.events.enums import EventKind
from yulin.events.errors import EventsError
from yulin.events.queries.campaigns import told
from yulin.events.queries.rollup import Asked, RollUp, Sums, against, brands, printed, roll_up
from yulin.events.rules import may_organise
from yulin.facts.book import new_book
from yulin.web.jobs_form import districts
from yulin.web.officer.campaigns import form
from yulin.web.officer.gate import permitted
from yulin.web.officer.listing import code_of
from yulin.web.officer.rules import may_look, may_work
from yulin.web.regions import name as region_name

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@permitted(may_look)
def totals(request: HttpRequest) -> HttpResponse:
    asked = _asked(request)
    found = roll_up(user=request.user, asked=asked)
    base = _base(request, asked)
    beside = against(found, roll_up(user=request.user, asked=base)) if base else []
    region = getattr(request.user, "region", None)
    context = {
        "asked": asked,
        "base": base,
        "beside": beside,
        "rows": [(_key(asked.by, key), sums) for key, sums in found.groups],
        "total": found.total,
        "printed": told(printed(user=request.user, asked=asked)),
        "by": _by(),
        "kinds": EventKind.choices,
        "brands": brands(request.user),
        "places": districts(region) if region else [],
        "measures": [pair for pair in Measure.choices if pair[0] in OF_EVENTS],
        "qualifiers": Qualifier.choices,
        "runs": may_organise(request.user, region),
        "address": request.GET.urlencode(),
    }
    return render(request, "officer/campaigns/totals.html", context)


@require_safe
@permitted(may_look)
def file(request: HttpRequest) -> HttpResponseBase:
    """What the page shows, as a workbook with a sheet for what was counted and one for the rest."""
    asked = _asked(request)
    found = roll_up(user=request.user, asked=asked)
    figures = told(printed(user=request.user, asked=asked))
    with TemporaryDirectory() as folder:
        out = Path(folder) / "totals.xlsx"
        with new_book(out) as book:
            _counted_sheet(book.add_worksheet(_("系统统计")), asked, found)
            _printed_sheet(book.add_worksheet(_("公布数字")), figures)
        content = BytesIO(out.read_bytes())
    name = _("引才活动统计-%(a)s-%(b)s.xlsx") % {"a": asked.begins_on, "b": asked.ends_on}
    return FileResponse(content, as_attachment=True, filename=name, content_type=XLSX)


@require_POST
@permitted(may_work)
def figures(request: HttpRequest) -> HttpResponse:
    """A figure about events that no campaign holds."""
    try:
        print_figure(
            acting_user=request.user,
            division=code_of(request.POST.get("place", "")) or request.user.region,
            campaign=None,
            said=form.printed_of(request.POST),
        )
        messages.success(request, _("已保存。"))
    except EventsError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("campaigns:totals"))


def _by() -> list[tuple[str, str]]:
    return [
        ("month", _("按月")), ("region", _("按地区")), ("kind", _("按类别")), ("brand", _("按品牌")),
    ]  # fmt: skip


def _asked(request: HttpRequest) -> Asked:
    """From the address; what makes no sense is this year, everywhere, by month."""
    query = request.GET
    today = timezone.localdate()
    kind, by = query.get("kind", ""), query.get("by", "")
    begins = _day(query.get("from", "")) or today.replace(month=1, day=1)
    return Asked(
        begins_on=begins,
        ends_on=max(begins, _day(query.get("until", "")) or today),
        place=code_of(query.get("place", "")),
        kind=kind if kind in EventKind.values else "",
        brand=query.get("brand", "").replace("\0", "")[:40],
        by=by if by in dict(_by()) else "month",
    )


def _base(request: HttpRequest, asked: Asked) -> Asked | None:
    """The other period, of the same events otherwise."""
    begins, ends = (_day(request.GET.get(name, "")) for name in ("base_from", "base_until"))
    if begins is None or ends is None or ends < begins:
        return None
    return Asked(**{**asked.__dict__, "begins_on": begins, "ends_on": ends})


def _day(text: str) -> dt.date | None:
    try:
        return typed.day(text, asked="")
    except EventsError:
        return None


def _key(by: str, key: Any) -> str:
    if by == "region":
        return region_name(key)
    if by == "kind":
        return str(EventKind(key).label)
    return str(key) or _("无品牌")


_HEADS = ("活动（场）", "企业（家次）", "岗位（个）", "招聘人数", "简历（份）", "意向（人次）",
          "单位填报简历", "单位填报意向")  # fmt: skip


def _counted_sheet(sheet: Any, asked: Asked, found: RollUp) -> None:
    sheet.write_row(0, 0, [f"{asked.begins_on} – {asked.ends_on}", *_HEADS])
    rows = [*((_key(asked.by, key), sums) for key, sums in found.groups), (_("合计"), found.total)]
    for number, (key, sums) in enumerate(rows, start=1):
        sheet.write_row(number, 0, [key, *_cells(sums)])


def _cells(sums: Sums) -> list[int]:
    return [
        sums.events, sums.firms, sums.posts, sums.headcount, sums.resumes, sums.intents,
        sums.said_resumes, sums.said_intents,
    ]  # fmt: skip


def _printed_sheet(sheet: Any, figures: list[Any]) -> None:
    sheet.write_row(0, 0, ["指标", "数字", "期间开始", "期间结束", "与基期比（%）", "来源", "原文"])
    for number, one in enumerate(figures, start=1):
        figure = one.figure
        percent = "" if figure.percent is None else str(figure.percent)
        sheet.write_row(
            number,
            0,
            [
                figure.name or str(figure.get_measure_display()), one.words,
                figure.period_from.isoformat(), figure.period_until.isoformat(), percent,
                figure.source, figure.printed,
            ],
        )  # fmt: skip
