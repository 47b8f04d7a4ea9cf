"""Orders from agencies as the firm that places them and as the agency that fills them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yulin.access.rules import is_employer
from yulin.facts import enums
from yulin.helping.actions.agencies import Licence, tell_licence
from yulin.helping.actions.orders import (
    Terms,
    accept_candidate,
    answer_order,
    cancel_order,
    close_order,
    hire_candidate,
    place_order,
    propose,
    rate_order,
    refuse_candidate,
    too_many_tries,
)
from yulin.helping.enums import OrderState, Service, Stars
from yulin.helping.errors import HelpingError
from yulin.helping.models import Agency, Candidate, Order
from yulin.helping.queries.agencies import (
    access_candidate,
    access_listed,
    access_order,
    agency_orders,
    agency_rows,
    candidates_of,
    directory,
    firm_orders,
    orders_list,
    own_agency,
    posts_to_order,
    sign_ups_for,
)
from yulin.jobs.queries.firms import firm_name
from yulin.web import helping_form
from yulin.web.employer import own
from yulin.web.helping_form import fen_of, needed_day, yuan
from yulin.web.jobs_form import number, several, typed, words_of
from yulin.web.jobs_shown import own_lines
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed, page_number, uuid_of


@require_safe
@permitted(is_employer)
def orders(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    page = orders_list(
        firm_orders(request.user), of_agency=False, state=state, page=page_number(request.GET)
    )
    context = {
        **listed(request, page),
        "state": state,
        "states": OrderState.choices,
        "sign_ups": list(sign_ups_for(request.user)[:50]),
    }
    return render(request, "employer/orders.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(is_employer)
def new_order(request: HttpRequest) -> HttpResponse:
    """Choose an agency of the directory and a post, and agree on terms."""
    if request.method == "POST":
        made = helping_form.acted(request, lambda: _place(request), _("已下单，等机构接单。"))
        if isinstance(made, Order):
            return HttpResponseRedirect(reverse("employer:order", args=[made.uuid]))
        return HttpResponseRedirect(reverse("employer:new_order"))
    context = {
        "agencies": directory().rows,
        "chosen": request.GET.get("agency", ""),
        "posts": list(posts_to_order(request.user)[:200]),
    }
    return render(request, "employer/order_form.html", context)


def _place(request: HttpRequest) -> Order:
    sent = request.POST
    post_key, agency_key = uuid_of(sent.get("post", "")), uuid_of(sent.get("agency", ""))
    post = posts_to_order(request.user).filter(uuid=post_key).first() if post_key else None
    if post is None:
        raise HelpingError(_("请选择招聘中的岗位。"))
    try:
        agency = access_listed(agency_key)
    except Agency.DoesNotExist:
        raise HelpingError(_("请选择许可有效的机构。")) from None
    terms = Terms(
        people=number(sent.get("people", "")) or 0,
        days=number(sent.get("days", "")) or 0,
        fee=fen_of(sent.get("fee", "")),
        terms=sent.get("terms", ""),
        no_charge=sent.get("no_charge") == "yes",
    )
    return place_order(acting_user=request.user, post=post, agency=agency, terms=terms)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(is_employer)
def order(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(access_order, rows=firm_orders(request.user), uuid=uuid)
    if request.method == "POST":
        helping_form.turned(request, _firm_acts(request, one))
        return HttpResponseRedirect(reverse("employer:order", args=[one.uuid]))
    [row] = agency_rows([one.agency])
    context = {
        "order": one,
        "row": row,
        "fee": yuan(one.fee),
        "candidates": [_shown(candidate) for candidate in candidates_of(one)],
        "stars": Stars.choices,
        "may_answer": one.state == OrderState.TAKEN,
    }
    return render(request, "employer/order.html", context)


def _shown(candidate: Candidate) -> dict[str, Any]:
    resume = candidate.resume or {}
    level = resume.get("education")
    return {
        "candidate": candidate,
        "name": resume.get("name", ""),
        "shown": resume,
        "education": words_of(enums.EDUCATION)[level] if level else "",
        "own": own_lines(resume.get("own") or {}),
    }


def _firm_acts(request: HttpRequest, one: Order) -> dict[str, Callable[[], object]]:
    user, sent = request.user, request.POST
    return {
        "accept": lambda: accept_candidate(acting_user=user, candidate=_candidate(request)),
        "hire": lambda: hire_candidate(acting_user=user, candidate=_candidate(request)),
        "refuse": lambda: refuse_candidate(
            acting_user=user, candidate=_candidate(request), reason=sent.get("reason", "")
        ),
        "close": lambda: close_order(acting_user=user, order=one),
        "cancel": lambda: cancel_order(acting_user=user, order=one, reason=sent.get("reason", "")),
        "rate": lambda: rate_order(
            acting_user=user,
            order=one,
            stars=number(sent.get("stars", "")) or 0,
            opinion=sent.get("opinion", ""),
        ),
    }


def _candidate(request: HttpRequest) -> Candidate:
    key = uuid_of(request.POST.get("one", ""))
    try:
        return access_candidate(user=request.user, uuid=key)
    except Candidate.DoesNotExist:
        raise HelpingError(_("没有这个人选。")) from None


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(is_employer)
def agency(request: HttpRequest) -> HttpResponse:
    """One's own licence, and what firms ordered."""
    employer = found(own.own_employer, user=request.user)
    if request.method == "POST":
        helping_form.acted(
            request,
            lambda: tell_licence(
                acting_user=request.user, employer=employer, licence=_licence(request)
            ),
            _("已提交，核验后公示。"),
        )
        return HttpResponseRedirect(reverse("employer:agency"))
    one = own_agency(request.user)
    page = orders_list(agency_orders(request.user), of_agency=True, page=page_number(request.GET))
    context = {
        **listed(request, page),
        "row": agency_rows([one])[0] if one else None,
        "services": Service.choices,
        "fields": typed(one.fields) if one and one.fields else "",
        "expired": one is not None and one.licence_until < timezone.localdate(),
    }
    return render(request, "employer/agency.html", context)


def _licence(request: HttpRequest) -> Licence:
    sent = request.POST
    return Licence(
        number=sent.get("licence", ""),
        until=needed_day(sent.get("until", "")),
        services=tuple(sent.getlist("services")),
        fields=several(sent.get("fields", "")) or (),
        story=sent.get("story", ""),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(is_employer)
def agency_order(request: HttpRequest, uuid: str) -> HttpResponse:
    """An order that one's agency got: take it, propose people by their codes."""
    one = found(access_order, rows=agency_orders(request.user), uuid=uuid)
    if request.method == "POST":
        _agency_act(request, one)
        return HttpResponseRedirect(reverse("employer:agency_order", args=[one.uuid]))
    context = {
        "order": one,
        "firm": firm_name(one.employer_id),
        "fee": yuan(one.fee),
        "candidates": [
            (candidate, (candidate.resume or {}).get("name", ""))
            for candidate in candidates_of(one)
        ],
    }
    return render(request, "employer/agency_order.html", context)


def _agency_act(request: HttpRequest, one: Order) -> None:
    user, sent = request.user, request.POST
    if sent.get("do") == "propose" and (seconds := too_many_tries(one.agency)):
        messages.error(request, _("试得太多，请 %(n)s 秒后再来。") % {"n": seconds})
        return
    helping_form.turned(
        request,
        {
            "take": lambda: answer_order(acting_user=user, order=one, take=True),
            "decline": lambda: answer_order(
                acting_user=user, order=one, take=False, reason=sent.get("reason", "")
            ),
            "propose": lambda: propose(acting_user=user, order=one, code=sent.get("code", "")),
        },
    )
