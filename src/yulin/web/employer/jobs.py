"""A firm's posts and the people who applied: write, publish, look, invite, offer, register."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yulin.access.rules import is_employer
from yulin.facts import enums
from yulin.jobs.actions.applications import look_at, refuse, shortlist
from yulin.jobs.actions.contracts import Signed, register_contract
from yulin.jobs.actions.meetings import (
    Slot,
    Terms,
    cancel_interview,
    invite,
    make_offer,
    withdraw_offer,
)
from yulin.jobs.actions.posts import (
    copy_post,
    draft_post,
    edit_post,
    pause_post,
    renew_post,
    resume_post,
    submit_post,
    withdraw_post,
)
from yulin.jobs.content import PostContent
from yulin.jobs.enums import PostState, RefusalReason
from yulin.jobs.errors import JobsError
from yulin.jobs.models import Application, Contract, Interview, Offer, Post, PostReview
from yulin.jobs.queries.boards import (
    access_application,
    candidates,
    firm_posts,
    firm_posts_list,
    interviews_of,
)
from yulin.jobs.queries.suggested import occupation_name, occupations_for, skills_for
from yulin.registry.models import Employer
from yulin.web.employer import own
from yulin.web.jobs_form import number, post_choices, post_of, post_typed, words_of
from yulin.web.jobs_shown import demands, offers, own_lines, pay_words
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed, page_number

CITY = 330300
Act = Callable[[HttpRequest, Application], object]


@require_safe
@permitted(is_employer)
def posts(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    page = firm_posts_list(user=request.user, state=state, page=page_number(request.GET))
    context = {
        **listed(request, page),
        "state": state if state in PostState.values else "",
        "states": PostState.choices,
        "lines": [(post, pay_words(post.pay_from, post.pay_to)) for post in page.rows],
        "interviews": list(interviews_of(request.user)[:20]),
    }
    return render(request, "employer/posts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(is_employer)
def new_post(request: HttpRequest) -> HttpResponse:
    employer = found(own.own_employer, user=request.user)
    if request.method != "POST":
        return _form(request, employer, None)
    said = post_of(request.POST)
    if request.POST.get("do") == "suggest":
        return _suggested(request, employer, said)
    try:
        post = draft_post(acting_user=request.user, employer=employer, content=said)
    except JobsError as error:
        return _form(request, employer, said, error=str(error))
    return _submitted(request, post)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(is_employer)
def change_post(request: HttpRequest, uuid: str) -> HttpResponse:
    post = found(firm_posts(request.user).get, uuid=uuid)
    if request.method != "POST":
        return _form(request, post.employer, PostContent.of(post), post=post)
    said = post_of(request.POST, PostContent.of(post))
    if request.POST.get("do") == "suggest":
        return _suggested(request, post.employer, said, post=post)
    try:
        post = edit_post(acting_user=request.user, post=post, content=said)
    except JobsError as error:
        return _form(request, post.employer, said, post=post, error=str(error))
    if post.state != PostState.DRAFT:
        messages.success(request, _("已修改。"))
        return _to(post)
    return _submitted(request, post)


def _submitted(request: HttpRequest, post: Post) -> HttpResponse:
    """Publish at once where that was pressed; else it stays a draft."""
    if request.POST.get("do") == "submit":
        try:
            post = submit_post(
                acting_user=request.user, post=post, days=number(request.POST.get("days", "")) or 30
            )
            waits = post.state == PostState.WAITING
            told = _("已提交，等审核人看过有提示的用语。") if waits else _("已发布。")
            messages.success(request, told)
        except JobsError as error:
            messages.error(request, str(error))
    else:
        messages.success(request, _("草稿已保存。"))
    return _to(post)


def _suggested(
    request: HttpRequest, employer: Employer, said: PostContent, *, post: Post | None = None
) -> HttpResponse:
    """The form as it was typed, with occupations and skills that its words suggest; nothing is kept."""
    text = f"{said.title}\n{said.duties}"
    more = {
        "suggested": True,
        "occupations": occupations_for(said.title),
        "more_skills": skills_for(text, have=said.skills or ()),
    }
    return _form(request, employer, said, post=post, more=more)


def _form(
    request: HttpRequest,
    employer: Employer,
    content: PostContent | None,
    *,
    post: Post | None = None,
    error: str = "",
    more: dict[str, object] | None = None,
) -> HttpResponse:
    city = (employer.division or CITY) // 100 * 100
    context = {
        "post": post,
        "typed": post_typed(content),
        "error": error,
        "findings": content.findings() if content else [],
        **post_choices(city),
        **(more or {}),
    }
    code = content.occupation if content else ""
    context["occupation_name"] = occupation_name(code) if code else ""
    return render(request, "employer/post_form.html", context)


_TURNS: dict[str, Callable[..., Post]] = {
    "submit": submit_post,
    "pause": pause_post,
    "resume": resume_post,
    "renew": renew_post,
    "withdraw": withdraw_post,
    "copy": copy_post,
}


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(is_employer)
def post(request: HttpRequest, uuid: str) -> HttpResponse:
    """One post: what it says, what may be done with it, and who applied."""
    one = found(firm_posts(request.user).get, uuid=uuid)
    if request.method == "POST":
        turn = _TURNS.get(request.POST.get("do", ""))
        if turn is None:
            messages.error(request, _("请按页面上的按钮办理。"))
            return _to(one)
        try:
            one = turn(acting_user=request.user, post=one)
            messages.success(request, _("已办理。"))
        except JobsError as error:
            messages.error(request, str(error))
        return _to(one)
    context = {
        "post": one,
        "demands": demands(one),
        "offers": offers(one),
        "review": PostReview.objects.filter(version__post=one).first(),
        "board": [(state.label, rows) for state, rows in candidates(one)],
    }
    return render(request, "employer/post.html", context)


def _to(one: Post) -> HttpResponse:
    return HttpResponseRedirect(reverse("employer:post", args=[one.uuid]))


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(is_employer)
def candidate(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(access_application, user=request.user, uuid=uuid)
    if request.method == "POST":
        act = _STEPS.get(request.POST.get("do", ""))
        if act is None:
            messages.error(request, _("请按页面上的按钮办理。"))
        else:
            _done(request, one, act)
        return HttpResponseRedirect(reverse("employer:candidate", args=[one.uuid]))
    one = look_at(acting_user=request.user, application=one)
    shown = one.resume
    context = {
        "application": one,
        "shown": shown,
        "own": own_lines(shown["own"]),
        "education": words_of(enums.EDUCATION)[shown["education"]] if shown["education"] else "",
        "reasons": RefusalReason.choices,
        "interview": one.interviews.filter(state__in=("invited", "confirmed")).first(),
        "offer": one.offers.filter(state__in=("made", "accepted")).first(),
        "contract": Contract.objects.filter(offer__application=one).first(),
        "tomorrow": timezone.localdate() + timedelta(days=1),
    }
    return render(request, "employer/candidate.html", context)


def _done(request: HttpRequest, one: Application, act: Act) -> None:
    try:
        act(request, one)
        messages.success(request, _("已办理。"))
    except JobsError as error:
        messages.error(request, str(error))


def _refuse(request: HttpRequest, one: Application) -> object:
    return refuse(
        acting_user=request.user,
        application=one,
        reason=request.POST.get("reason", ""),
        note=request.POST.get("note", ""),
    )


def _invite(request: HttpRequest, one: Application) -> object:
    begins = _moment(request.POST.get("begins_at", ""))
    minutes = number(request.POST.get("minutes", "")) or 30
    slot = Slot(
        begins_at=begins,
        ends_at=begins + timedelta(minutes=min(minutes, 600)),
        place=request.POST.get("place", ""),
        note=request.POST.get("note", ""),
    )
    return invite(acting_user=request.user, application=one, slot=slot)


def _offer(request: HttpRequest, one: Application) -> object:
    terms = Terms(
        monthly_pay=number(request.POST.get("monthly_pay", "")) or 0,
        starts_on=_day(request.POST.get("starts_on", "")),
        contract_years=number(request.POST.get("contract_years", "")) or 0,
        trial_months=number(request.POST.get("trial_months", "")) or 0,
        answer_until=_day(request.POST.get("answer_until", "")),
        terms=request.POST.get("terms", ""),
    )
    return make_offer(acting_user=request.user, application=one, terms=terms)


def _register(request: HttpRequest, one: Application) -> object:
    ends = request.POST.get("ends_on", "")
    signed = Signed(
        signed_on=_day(request.POST.get("signed_on", "")),
        starts_on=_day(request.POST.get("starts_on", "")),
        ends_on=_day(ends) if ends else None,
        monthly_pay=number(request.POST.get("monthly_pay", "")) or 0,
        number=request.POST.get("number", ""),
    )
    return register_contract(
        acting_user=request.user, offer=_latest(one.offers.order_by("-pk")), signed=signed
    )


def _cancel(request: HttpRequest, one: Application) -> Interview:
    return cancel_interview(
        acting_user=request.user, interview=_latest(one.interviews.order_by("-pk"))
    )


def _take_back(request: HttpRequest, one: Application) -> Offer:
    return withdraw_offer(acting_user=request.user, offer=_latest(one.offers.order_by("-pk")))


def _latest(rows: Any) -> Any:
    row = rows.first()
    if row is None:
        raise JobsError(_("没有可办理的，可能已被撤回。"))
    return row


_STEPS: dict[str, Act] = {
    "shortlist": lambda request, one: shortlist(acting_user=request.user, application=one),
    "refuse": _refuse,
    "invite": _invite,
    "cancel": _cancel,
    "offer": _offer,
    "take-back": _take_back,
    "register": _register,
}


def _day(text: str) -> date:
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise JobsError(_("请填写完整的日期，如 2026-09-01。"))
    return day


def _moment(text: str) -> datetime:
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise JobsError(_("请填写面试的日期和时间。"))
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment
