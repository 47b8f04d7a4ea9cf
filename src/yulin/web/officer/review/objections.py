"""Objections as officers work through them: the queue, and one with its decision beside it."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yulin.entitlements.actions.objections import uphold
from yulin.entitlements.actions.ruled_answers import classes_of, is_plain
from yulin.entitlements.actions.rulings import confirm_change, end_ruling, propose_change
from yulin.entitlements.enums import Effect, ObjectionState, RulingState
from yulin.entitlements.errors import GrantError
from yulin.entitlements.models import Objection, Ruling
from yulin.entitlements.queries.explain import explain_decisions
from yulin.entitlements.queries.objections import access_objection, queue
from yulin.entitlements.rules import may_answer_objection, may_confirm_ruling, may_end_ruling
from yulin.policy.decision import Decision
from yulin.programmes.queries.library import library_now
from yulin.registry.queries.paging import page_of
from yulin.web.officer.employers import decisions_about
from yulin.web.officer.employers import name_of as firm_name
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed, page_number
from yulin.web.officer.looked import PageKind, looked
from yulin.web.officer.people import name_of
from yulin.web.officer.review.lines import about, lines
from yulin.web.officer.rules import may_look, may_work

_TYPED = ("answer", "effect", "amount", "label", "clause", "until", "reason")


@require_safe
@permitted(may_look)
def objections(request: HttpRequest) -> HttpResponse:
    states = {"open", "all", *(s.value for s in ObjectionState)} - {"proposed"}
    state = request.GET.get("state", "open")
    state = state if state in states else "open"
    words = request.GET.get("q", "")
    rows = about(queue(request.user, state), words)
    page = page_of(rows, number=page_number(request.GET), shown=lines, per_page=20)
    closed = [choice for choice in ObjectionState.choices if choice[0] not in {"open", "proposed"}]
    context = {
        **listed(request, page),
        "state": state,
        "words": words,
        "states": [("open", _("待处理")), *closed, ("all", _("全部"))],
        "today": timezone.localdate(),
    }
    return render(request, "officer/review/objections.html", context)


@require_safe
@permitted(may_look)
def objection(request: HttpRequest, uuid: str) -> HttpResponse:
    return _page(request, found(access_objection, user=request.user, uuid=uuid))


@require_http_methods(["GET", "POST"])
@permitted(may_work)
def step(request: HttpRequest, uuid: str) -> HttpResponse:
    """What is done about an objection; what is refused is said above the forms, words kept."""
    one = found(access_objection, user=request.user, uuid=uuid)
    here = HttpResponseRedirect(reverse("review:objection", args=[one.uuid]))
    if request.method == "GET":  # a reader changed the language on the page of a refusal
        return here
    wanted = _STEPS.get(request.POST.get("step", ""))
    if wanted is None:
        raise Http404
    try:
        wanted(request, one)
    except GrantError as error:
        return _page(request, one, error=str(error))
    messages.success(request, _("已办理。"))
    return here


def _page(request: HttpRequest, one: Objection, error: str = "") -> HttpResponse:
    looked(request, PageKind.REVIEW, one.person)
    rulings = list(one.rulings.select_related("proposed_by", "confirmed_by", "ended_by"))
    for ruling in rulings:
        ruling.objection = one
    waiting = next((r for r in rulings if r.state == RulingState.PROPOSED), None)
    standing = next((r for r in rulings if r.state == RulingState.IN_FORCE), None)
    context = {
        "objection": one,
        "name": name_of(one.person) if one.person else firm_name(one.employer),
        "corrections": one.corrections.all(),
        "rulings": rulings,
        "decision": _decision(request, one),
        "may_answer": one.is_open and may_answer_objection(request.user, one),
        "may_confirm": waiting and may_confirm_ruling(request.user, waiting),
        "may_end": standing and may_end_ruling(request.user, standing),
        "effects": Effect.choices,
        "plain": is_plain(library_now(), f"{one.policy}/{one.benefit}"),
        "classes": classes_of(library_now(), f"{one.policy}/{one.benefit}"),
        "typed": {name: request.POST.get(name, "") for name in _TYPED},
        "error": error,
    }
    template = "officer/review/objection.html"
    return render(request, template, context, status=422 if error else 200)


def _decision(request: HttpRequest, one: Objection) -> Decision | None:
    if one.run is None:
        return None
    if one.person is None:
        found_ = decisions_about(one.employer, one.run)
        return next((d for d in found_ if d.key == f"{one.policy}/{one.benefit}"), None)
    decisions = explain_decisions(user=request.user, run=one.run, person=one.person)
    return next((d for d in decisions if d.key == f"{one.policy}/{one.benefit}"), None)


def _uphold(request: HttpRequest, one: Objection) -> None:
    uphold(acting_user=request.user, objection=one, answer=request.POST.get("answer", ""))


def _propose(request: HttpRequest, one: Objection) -> None:
    propose_change(
        acting_user=request.user,
        objection=one,
        effect=request.POST.get("effect", ""),
        clause=request.POST.get("clause", "")[:200],
        reason=request.POST.get("reason", "")[:2000],
        amount=_fen(request.POST.get("amount", "")),
        label=request.POST.get("label", "")[:64],
        until=_day(request.POST.get("until", "")),
    )


def _fen(text: str) -> int | None:
    if not text.strip():
        return None
    try:
        fen = Decimal(text.strip()).scaleb(2)
    except InvalidOperation:
        fen = Decimal("NaN")
    if not fen.is_finite() or fen != fen.to_integral_value() or not 0 < fen < 10**12:
        raise GrantError(_("金额应写作 1234.50。"))
    return int(fen)


def _day(text: str) -> dt.date | None:
    try:
        day = parse_date(text.strip()) if text.strip() else None
    except ValueError:
        day = None
    if text.strip() and day is None:
        raise GrantError(_("日期应写作 2026-12-31。"))
    return day


def _ruling(one: Objection, state: RulingState) -> Ruling:
    ruling = one.rulings.filter(state=state).first()
    if ruling is None:
        raise GrantError(_("这项人工决定已经核准、退回或终止。"))
    return ruling


def _confirm(request: HttpRequest, one: Objection) -> None:
    confirm_change(
        acting_user=request.user,
        ruling=_ruling(one, RulingState.PROPOSED),
        agree=request.POST.get("agree") == "yes",
        remarks=request.POST.get("remarks", "")[:1000],
    )


def _end(request: HttpRequest, one: Objection) -> None:
    ruling = _ruling(one, RulingState.IN_FORCE)
    reason = request.POST.get("reason", "")[:1000]
    end_ruling(acting_user=request.user, ruling=ruling, reason=reason)


_STEPS: dict[str, Callable[[HttpRequest, Objection], None]] = {
    "uphold": _uphold,
    "propose": _propose,
    "confirm": _confirm,
    "end": _end,
}
