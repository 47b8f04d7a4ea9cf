"""Figures above which a batch takes a second approver: kept, asked for by one, agreed to by another."""

from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yulin.ledger.actions.tiers import ask_tier, decide_tier
from yulin.ledger.errors import LedgerError
from yulin.ledger.models import Tier
from yulin.ledger.queries.tiers import access_tier, limit_on, visible_tiers
from yulin.ledger.rules import may_ask_tier, may_decide_tier
from yulin.registry.queries.paging import page_of
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed, page_number
from yulin.web.officer.rules import may_look, may_work

PER_PAGE = 20
_TYPED = ("limit", "from_on", "reason")


@require_safe
@permitted(may_look)
def tiers(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _page(request: HttpRequest, error: str = "") -> HttpResponse:
    rows = visible_tiers(request.user)
    page = page_of(rows, number=page_number(request.GET), shown=list, per_page=PER_PAGE)
    region = request.user.region
    context = {
        **listed(request, page),
        "region": region,
        "current": limit_on(region, timezone.localdate()) if region else None,
        "may_ask": may_ask_tier(request.user, region),
        "decidable": _decidable(request, list(page.rows)),
        "typed": {name: request.POST.get(name, "") for name in _TYPED},
        "today": timezone.localdate(),
        "error": error,
    }
    return render(request, "officer/money/tiers.html", context, status=422 if error else 200)


def _decidable(request: HttpRequest, rows: list[Tier]) -> set[int]:
    waiting = [row for row in rows if row.agreed is None and row.asked_by_id != request.user.pk]
    allowed = {
        region: may_decide_tier(request.user, region) for region in {r.region for r in waiting}
    }
    return {row.pk for row in waiting if allowed[row.region]}


@require_http_methods(["GET", "POST"])
@permitted(may_work)
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a figure of one's own region; what is refused is said above the form, words kept."""
    here = HttpResponseRedirect(reverse("money:tiers"))
    if request.method == "GET":  # a reader changed the language on the page of a refusal
        return here
    try:
        _ask(request)
    except LedgerError as error:
        return _page(request, error=str(error))
    messages.success(request, _("已提出，由负责人核准后从所写的日子起施行。"))
    return here


def _ask(request: HttpRequest) -> None:
    try:
        limit = Decimal(request.POST.get("limit", "").strip())
        day = parse_date(request.POST.get("from_on", "").strip())
    except (InvalidOperation, ValueError):
        limit, day = Decimal("NaN"), None
    if not may_ask_tier(request.user, request.user.region):
        limit, day = Decimal(1), timezone.localdate()  # refused by the action, whatever was typed
    if day is None or not limit.is_finite():
        raise LedgerError(_("金额应写作 1234.50，日期应写作 2026-12-31。"))
    ask_tier(
        acting_user=request.user,
        region=request.user.region,
        limit=limit,
        from_on=day,
        reason=request.POST.get("reason", "")[:500],
    )


@require_POST
@permitted(may_work)
def decide(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(access_tier, user=request.user, uuid=uuid)
    agree = request.POST.get("agree") == "yes"
    remarks = request.POST.get("remarks", "")[:500]
    try:
        decide_tier(acting_user=request.user, tier=one, agree=agree, remarks=remarks)
        messages.success(request, _("已办理。"))
    except LedgerError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("money:tiers"))
