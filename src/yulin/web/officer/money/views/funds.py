import uuid as uuids
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yulin.codes.money import Unit, parse_yuan
from yulin.codes.results import CodeError
from yulin.ledger.actions import funds as verbs
from yulin.ledger.actions.arrange import arrange_funding, end_funding
from yulin.ledger.actions.reserve import reserve
from yulin.ledger.enums import Source, Stage
from yulin.ledger.errors import LedgerError
from yulin.ledger.models import BudgetLine, Fund, Funding
from yulin.ledger.queries.funds import (
    access_fund,
    fundings_of,
    funds_with_lines,
    lines_of,
    waiting_for_money,
)
from yulin.ledger.queries.stops import open_stop
from yulin.ledger.rules import may_manage_fund, may_open_fund, may_reserve
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import code_of
from yulin.web.officer.people import districts_of
from yulin.web.officer.rules import may_look, may_work


@require_safe
@permitted(may_look)
def funds(request: HttpRequest) -> HttpResponse:
    region = request.user.region
    context = {
        "funds": funds_with_lines(user=request.user),
        "waiting": waiting_for_money(region=region) if region else [],
        "stop": open_stop(),
        "may_open": may_open_fund(request.user, region),
        "may_reserve": may_reserve(request.user, region),
        "year": timezone.localdate().year,
    }
    return render(request, "officer/money/funds.html", context)


@require_POST
@permitted(may_work)
def new_fund(request: HttpRequest) -> HttpResponse:
    """Open a fund of the user's own region, with its first steps on the page that follows."""
    if not may_open_fund(request.user, request.user.region):
        raise PermissionDenied
    try:
        made = verbs.open_fund(
            acting_user=request.user,
            name=request.POST.get("name", "")[:100],
            region=request.user.region,
            year=_whole(request.POST, "year", _("年度")),
            basis=request.POST.get("basis", "")[:200],
        )
    except LedgerError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("money:funds"))
    return HttpResponseRedirect(_address(made))


@require_POST
@permitted(may_work)
def reserve_now(request: HttpRequest) -> HttpResponse:
    """What the night does, at once: after money has come in or has been arranged."""
    try:
        done = reserve(acting_user=request.user, region=request.user.region)
        messages.success(
            request,
            _("已为 %(count)s 笔应付落实资金；另有 %(short)s 笔额度不足，%(none)s 笔未安排出资。")
            % {
                "count": done.reserved,
                "short": done.without_money,
                "none": done.without_funding,
            },
        )
    except LedgerError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("money:funds"))


@require_safe
@permitted(may_look)
def fund(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(access_fund, user=request.user, uuid=uuid)
    context = {
        "fund": one,
        "lines": lines_of(one),
        "fundings": fundings_of(one),
        "may_manage": may_manage_fund(request.user, one),
        "stages": Stage.choices,
        "sources": Source.choices,
        "districts": districts_of(request.user) if request.user.region else [],
        "waiting": waiting_for_money(region=one.region),
        "today": timezone.localdate(),
        #: a form that is sent twice moves money once
        "key": uuids.uuid4(),
        "stop": open_stop(),
    }
    return render(request, "officer/money/fund.html", context)


@require_POST
@permitted(may_work)
def step(request: HttpRequest, uuid: str) -> HttpResponse:
    """A line, money in or out, an arrangement or its end; a refusal is said above the fund."""
    one = found(access_fund, user=request.user, uuid=uuid)
    if not may_manage_fund(request.user, one):
        raise PermissionDenied
    steps: dict[str, Callable[[], Any]] = {
        "line": partial(_line, request, one),
        "grant": partial(_budget, request, one, verbs.grant_budget),
        "cut": partial(_budget, request, one, verbs.cut_budget),
        "arrange": partial(_arrange, request, one),
        "end": partial(_end, request, one),
    }
    wanted = steps.get(request.POST.get("step", ""))
    if wanted is None:
        raise Http404
    try:
        wanted()
        messages.success(request, _("已办理。"))
    except LedgerError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(_address(one))


def _line(request: HttpRequest, one: Fund) -> None:
    stage, source = (request.POST.get(name, "") for name in ("stage", "source"))
    if stage not in Stage.values or source not in Source.values:
        raise LedgerError(_("请选择环节和资金来源。"))
    verbs.open_line(acting_user=request.user, fund=one, stage=Stage(stage), source=Source(source))


def _budget(request: HttpRequest, one: Fund, verb: Callable[..., Any]) -> None:
    line = _line_of(request.POST.get("line", ""), one)
    try:
        amount = parse_yuan(request.POST.get("amount", ""), unit=Unit.YUAN)
    except CodeError as error:
        raise LedgerError(str(error)) from None
    verb(
        acting_user=request.user,
        parts={line: amount},
        key=f"budget:{request.POST.get('key', '')[:64]}",
        reason=request.POST.get("reason", "").strip()[:500],
    )


def _arrange(request: HttpRequest, one: Fund) -> None:
    """The lines whose share is above nought; the region is the fund's where none is chosen."""
    lines = list(one.lines.all())
    shares = {line: _whole(request.POST, f"share-{line.uuid}", _("份额"), 0) for line in lines}
    policy, _slash, benefit = request.POST.get("what", "").strip()[:200].partition("/")
    arrange_funding(
        acting_user=request.user,
        policy=policy,
        benefit=benefit,
        region=code_of(request.POST.get("region", "")) or one.region,
        begins_on=_day(request.POST.get("begins_on", "")),
        shares={line: share for line, share in shares.items() if share},
    )


def _end(request: HttpRequest, one: Fund) -> None:
    asked = request.POST.get("funding", "")
    known: dict[str, Funding] = {str(funding.pk): funding for funding in fundings_of(one)}
    if asked not in known:
        raise Http404
    last_day = _day(request.POST.get("last_day", ""))
    end_funding(acting_user=request.user, funding=known[asked], last_day=last_day)


def _line_of(text: str, one: Fund) -> BudgetLine:
    for line in one.lines.all():
        if str(line.uuid) == text:
            return line
    raise LedgerError(_("请选择预算项。"))


def _whole(given: QueryDict, name: str, label: str, blank: int | None = None) -> int:
    text = given.get(name, "").strip()
    if not text and blank is not None:
        return blank
    if not (text.isascii() and text.isdecimal() and len(text) <= 5):
        raise LedgerError(_("“%(name)s”应是一个整数。") % {"name": label})
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise LedgerError(_("日期应写作 2026-01-01。")) from None


def _address(one: Fund) -> str:
    return reverse("money:fund", args=[one.uuid])
