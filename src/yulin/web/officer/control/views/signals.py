from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from yulin.access.models import User
from yulin.control.actions.findings import conclude_signal
from yulin.control.actions.signals import assign_signal, check_signal, explain_signal
from yulin.control.enums import Result, SignalState
from yulin.control.errors import ControlError
from yulin.control.kinds import KINDS
from yulin.control.models import Signal
from yulin.control.queries.signals import (
    SignalFilters,
    access_signal,
    evidence_of,
    figures_of,
    name_of,
    names_of,
    payments_of_subject,
    signals_list,
)
from yulin.control.rules import may_handle, may_look
from yulin.control.thresholds import limits_now
from yulin.ledger.enums import Cause
from yulin.web.officer.control import form
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed, page_number, uuid_of
from yulin.web.officer.looked import PageKind, looked
from yulin.web.officer.rules import may_work

_FIGURES = {
    "people": gettext_lazy("涉及人数"),
    "joined": gettext_lazy("同期入职人数"),
    "months": gettext_lazy("补缴月数"),
    "over": gettext_lazy("可能多付（元）"),
}


@require_safe
@permitted(may_look)
def signals(request: HttpRequest) -> HttpResponse:
    wanted = SignalFilters(
        kind=request.GET.get("kind", ""),
        state=request.GET.get("state", ""),
        mine=request.GET.get("mine") == "on",
        words=request.GET.get("q", "").strip()[:80],
    )
    page = signals_list(user=request.user, filters=wanted, page=page_number(request.GET))
    context = {
        **listed(request, page),
        "wanted": wanted,
        "is_narrowed": wanted != SignalFilters(),
        "kinds": KINDS.values(),
        "states": SignalState.choices,
    }
    return render(request, "officer/control/signals.html", context)


@require_safe
@permitted(may_look)
def signal(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(access_signal, user=request.user, uuid=uuid)
    looked(request, PageKind.CONTROL, one.person)
    kind = KINDS[one.kind]
    now = limits_now()[one.kind]
    context = {
        "signal": one,
        "kind": kind,
        "limits": [(limit.words, now[name]) for name, limit in kind.limits.items()],
        "name": name_of(one, names_of([one])),
        "evidence": evidence_of(one),
        "figures": [
            (_FIGURES[name], value) for name, value in figures_of(one).items() if name in _FIGURES
        ],
        "steps": one.steps.select_related("by"),
        "findings": one.findings.all(),
        "may_handle": one.is_undecided and may_handle(request.user, one),
        "payments": payments_of_subject(one),
        "results": Result.choices,
        "causes": Cause.choices,
        "given": form.typed(request.POST, form.CONCLUSION),
    }
    return render(request, "officer/control/signal.html", context)


@require_POST
@permitted(may_work)
def step(request: HttpRequest, uuid: str) -> HttpResponse:
    """What is done about a doubt; a refusal is said above it."""
    one = found(access_signal, user=request.user, uuid=uuid)
    wanted = _STEPS.get(request.POST.get("step", ""))
    if wanted is None:
        raise Http404
    try:
        wanted(request, one)
        messages.success(request, _("已办理。"))
    except ControlError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("control:signal", args=[one.uuid]))


def _take(request: HttpRequest, one: Signal) -> None:
    assign_signal(acting_user=request.user, signal=one, to=request.user)


def _assign(request: HttpRequest, one: Signal) -> None:
    to = User.objects.filter(username=form.words(request.POST, "to")).first()
    if to is None:
        raise ControlError(_("没有这个账号。"))
    assign_signal(acting_user=request.user, signal=one, to=to)


def _explain(request: HttpRequest, one: Signal) -> None:
    explain_signal(acting_user=request.user, signal=one, reason=form.words(request.POST, "reason"))


def _check(request: HttpRequest, one: Signal) -> None:
    check_signal(
        acting_user=request.user,
        signal=one,
        reason=form.words(request.POST, "reason"),
        hold="hold" in request.POST,
    )


def _conclude(request: HttpRequest, one: Signal) -> None:
    key = uuid_of(request.POST.get("payment", ""))
    payment = next((p for p in payments_of_subject(one) if p.uuid == key), None)
    conclude_signal(
        acting_user=request.user,
        signal=one,
        conclusion=form.conclusion(request.POST),
        payment=payment,
    )


_STEPS: dict[str, Callable[[HttpRequest, Signal], None]] = {
    "take": _take,
    "assign": _assign,
    "explain": _explain,
    "check": _check,
    "conclude": _conclude,
}
