from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yulin.ledger.actions.claims import decide_claim, drop_claim
from yulin.ledger.actions.plans import ask_plan, decide_plan
from yulin.ledger.actions.recover import (
    ask_write_off,
    decide_write_off,
    set_off,
    take_receipt,
)
from yulin.ledger.enums import ClaimState, Step
from yulin.ledger.errors import LedgerError
from yulin.ledger.models import Claim
from yulin.ledger.queries.claims import balance_of, current_terms, later_instalments
from yulin.ledger.queries.scope import access_claim, visible_claims
from yulin.ledger.rules import may_ask_claim, may_decide_claim, may_set_off, may_take_receipt
from yulin.registry.queries.paging import page_of
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed, page_number
from yulin.web.officer.looked import PageKind, looked
from yulin.web.officer.money.views.typed import count_of, day_of
from yulin.web.officer.rules import may_look, may_work


@require_safe
@permitted(may_look)
def claims(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    rows = visible_claims(request.user).select_related("grant", "person", "employer")
    if state in ClaimState.values:
        rows = rows.filter(state=state)
    page = page_of(rows, number=page_number(request.GET), shown=list)
    context = {
        **listed(request, page),
        "state": state,
        "states": ClaimState.choices,
        "may_ask": may_ask_claim(request.user, request.user.region),
    }
    return render(request, "officer/money/claims.html", context)


@require_safe
@permitted(may_look)
def claim(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(access_claim, user=request.user, uuid=uuid)
    looked(request, PageKind.MONEY, one.person)
    context = {
        "claim": one,
        "balance": balance_of(one, today=timezone.localdate()),
        "may_decide": may_decide_claim(request.user, one.region),
        "may_take": may_take_receipt(request.user, one.region),
        "waiting": one.steps.filter(kind=Step.WRITE_OFF, agreed__isnull=True).first(),
        "may_set_off": may_set_off(request.user, one.region),
        "later": later_instalments(one) if one.state == ClaimState.OPEN else (),
        "terms": current_terms(one),
        "plan": one.plans.filter(agreed__isnull=True).select_related("asked_by").first(),
        "may_plan": may_ask_claim(request.user, one.region),
        "waits": one.waits_for_answer(timezone.localdate()),
    }
    return render(request, "officer/money/claim.html", context)


@require_POST
@permitted(may_work)
def step(request: HttpRequest, uuid: str) -> HttpResponse:
    """What is done to a claim; a refusal is said above it."""
    one = found(access_claim, user=request.user, uuid=uuid)
    wanted = _STEPS.get(request.POST.get("step", ""))
    if wanted is None:
        raise Http404
    try:
        wanted(request, one)
        messages.success(request, _("已办理。"))
    except LedgerError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("money:claim", args=[one.uuid]))


def _words(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").strip()[:1000]


def _sum(request: HttpRequest) -> Decimal:
    try:
        return Decimal(_words(request, "amount"))
    except InvalidOperation:
        raise LedgerError(_("金额应写作 1234.50。")) from None


def _decide(request: HttpRequest, one: Claim) -> None:
    agree = request.POST.get("agree") == "yes"
    decide_claim(
        acting_user=request.user, claim=one, agree=agree, remarks=_words(request, "remarks")
    )


def _drop(request: HttpRequest, one: Claim) -> None:
    drop_claim(acting_user=request.user, claim=one, remarks=_words(request, "remarks"))


def _receipt(request: HttpRequest, one: Claim) -> None:
    take_receipt(
        acting_user=request.user,
        claim=one,
        amount=_sum(request),
        reference=_words(request, "reference")[:64],
        reason=_words(request, "reason"),
    )


def _write_off(request: HttpRequest, one: Claim) -> None:
    ask_write_off(
        acting_user=request.user, claim=one, amount=_sum(request), reason=_words(request, "reason")
    )


def _decide_write_off(request: HttpRequest, one: Claim) -> None:
    waiting = one.steps.filter(kind=Step.WRITE_OFF, agreed__isnull=True).first()
    if waiting is None:
        raise Http404
    decide_write_off(
        acting_user=request.user,
        step=waiting,
        agree=request.POST.get("agree") == "yes",
        remarks=_words(request, "remarks"),
    )


def _set_off(request: HttpRequest, one: Claim) -> None:
    later = {str(row.uuid): row for row in later_instalments(one)}
    chosen = later.get(request.POST.get("instalment", ""))
    if chosen is None:
        raise LedgerError(_("请选择从哪一笔后续款项中抵扣。"))
    set_off(acting_user=request.user, claim=one, instalment=chosen, amount=_sum(request))


def _plan(request: HttpRequest, one: Claim) -> None:
    ask_plan(
        acting_user=request.user,
        claim=one,
        first_due=day_of(_words(request, "first_due")),
        terms=count_of(_words(request, "terms")),
        reason=_words(request, "reason"),
    )


def _decide_plan(request: HttpRequest, one: Claim) -> None:
    waiting = one.plans.filter(agreed__isnull=True).first()
    if waiting is None:
        raise Http404
    decide_plan(
        acting_user=request.user,
        plan=waiting,
        agree=request.POST.get("agree") == "yes",
        remarks=_words(request, "remarks"),
    )


_STEPS: dict[str, Callable[[HttpRequest, Claim], None]] = {
    "plan": _plan,
    "decide_plan": _decide_plan,
    "set_off": _set_off,
    "decide": _decide,
    "drop": _drop,
    "receipt": _receipt,
    "write_off": _write_off,
    "decide_write_off": _decide_write_off,
}
