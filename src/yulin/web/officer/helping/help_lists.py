"""Help by name for officers: lists, a helper's day, one person's case."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe

from yulin.access.models import User
from yulin.access.rules import is_officer
from yulin.helping.actions.cases import (
    Called,
    assign_helpers,
    close_case,
    find_jobs,
    note_contact,
    set_needs,
)
from yulin.helping.actions.lists import About, fill_from_register, make_list
from yulin.helping.actions.offers import Offered, confirm_offer, make_offer, withdraw_offer
from yulin.helping.actions.seating import ask_seating
from yulin.helping.actions.upload import fill_from_workbook
from yulin.helping.enums import (
    BY_RULE,
    CaseState,
    Channel,
    ListKind,
    Need,
    OfferKind,
    Outcome,
    Result,
)
from yulin.helping.errors import HelpingError
from yulin.helping.models import HelpCase, HelpList, HelpOffer
from yulin.helping.queries.help import (
    Narrowed,
    access_case,
    counts_of,
    day_of,
    help_lists,
    helpers_for,
    lists_of,
    offers_of,
    people_of,
    progress_of,
)
from yulin.helping.queries.register import names_of
from yulin.helping.rules import may_help, may_keep_lists
from yulin.jobs.models import Post
from yulin.jobs.queries.firms import firm_names
from yulin.jobs.queries.search import Wanted, search
from yulin.web import helping_form
from yulin.web.jobs_form import number
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed, page_number, uuid_of
from yulin.web.officer.rules import may_look

#: what the progress counts, in words
PROMISE = (_lazy("政策"), _lazy("岗位"), _lazy("培训或见习"))


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_look)
def lists(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        made = helping_form.acted(request, lambda: _make(request), _("名单已建立，请导入人员。"))
        if isinstance(made, HelpList):
            return HttpResponseRedirect(reverse("helping:list", args=[made.uuid]))
        return HttpResponseRedirect(reverse("helping:lists"))
    kind = request.GET.get("kind", "")
    words = request.GET.get("q", "").replace("\0", "").strip()[:80]
    page = help_lists(
        user=request.user,
        kind=kind if kind in ListKind.values else "",
        words=words,
        page=page_number(request.GET),
    )
    context = {
        **listed(request, page),
        "kind": kind,
        "words": words,
        "kinds": ListKind.choices,
        "year": timezone.localdate().year,
        "may_make": is_officer(request.user) and may_keep_lists(request.user, request.user.region),
    }
    return render(request, "officer/helping/lists.html", context)


def _make(request: HttpRequest) -> HelpList:
    about = About(
        name=request.POST.get("name", ""),
        kind=request.POST.get("kind", ""),
        division=request.user.region or 0,
        year=number(request.POST.get("year", "")) or 0,
        source=request.POST.get("source", ""),
    )
    return make_list(acting_user=request.user, about=about)


@require_safe
@permitted(may_look)
def day(request: HttpRequest) -> HttpResponse:
    """Whom the helper is to call today."""
    page = day_of(user=request.user, today=timezone.localdate(), page=page_number(request.GET))
    context = {**listed(request, page), "promise": PROMISE}
    return render(request, "officer/helping/day.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_look)
def helplist(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(lists_of(request.user).get, uuid=uuid)
    if request.method == "POST":
        user = request.user
        helping_form.turned(
            request,
            {
                "fill": lambda: fill_from_register(acting_user=user, helplist=one),
                "upload": lambda: _upload(request, one),
                "assign": lambda: assign_helpers(
                    acting_user=user, helplist=one, helpers=_chosen(request, one)
                ),
                "find": lambda: find_jobs(acting_user=user, division=one.division),
                "seat": lambda: ask_seating(acting_user=user, helplist=one),
            },
        )
        return HttpResponseRedirect(reverse("helping:list", args=[one.uuid]))
    wanted = _narrowed(request)
    page = people_of(user=request.user, helplist=one, wanted=wanted, page=page_number(request.GET))
    context = {
        **listed(request, page),
        "list": one,
        "counts": counts_of(one),
        "wanted": wanted,
        "states": [*CaseState.choices, ("found", _("登记里已有就业，待确认"))],
        "needs": Need.choices,
        "by_rule": one.kind in BY_RULE,
        "helpers": helpers_for(one.division),
        "may_keep": may_keep_lists(request.user, one.division),
    }
    return render(request, "officer/helping/list.html", context)


def _narrowed(request: HttpRequest) -> Narrowed:
    need = request.GET.get("need", "")
    return Narrowed(
        state=request.GET.get("state", ""),
        need=need if need in Need.values else "",
        words=request.GET.get("q", "").replace("\0", "").strip()[:40],
        mine=request.GET.get("mine") == "yes",
    )


def _chosen(request: HttpRequest, one: HelpList) -> list[User]:
    keys = set(request.POST.getlist("helper"))
    return [helper for helper in helpers_for(one.division) if str(helper.pk) in keys]


def _upload(request: HttpRequest, one: HelpList) -> int:
    file = request.FILES.get("file")
    if file is None:
        raise HelpingError(_("请选择文件。"))
    return fill_from_workbook(
        acting_user=request.user, helplist=one, name=file.name or "", chunks=file.chunks()
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_look)
def case(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(access_case, user=request.user, uuid=uuid)
    if request.method == "POST":
        _act(request, one)
        return HttpResponseRedirect(reverse("helping:case", args=[one.uuid]))
    words = request.GET.get("q", "").replace("\0", "").strip()[:40]
    posts = search(Wanted(words=words, place=one.division // 100 * 100)).rows if words else []
    offers = offers_of(one)
    firms = firm_names(offer.post.employer_id for offer in offers if offer.post)
    context = {
        "case": one,
        "name": names_of([one.person_id]).get(one.person_id, ""),
        "contacts": list(one.contacts.select_related("by")[:50]),
        "steps": list(one.steps.select_related("by")),
        "offers": [
            (offer, firms.get(offer.post.employer_id, "") if offer.post else "") for offer in offers
        ],
        "progress": zip(PROMISE, progress_of([one.pk])[one.pk], strict=True),
        "words": words,
        "posts": posts,
        "channels": Channel.choices,
        "results": Result.choices,
        "needs": Need.choices,
        "kinds": [pair for pair in OfferKind.choices if pair[0] != OfferKind.POST],
        "outcomes": [p for p in Outcome.choices if p[0] != Outcome.DECLINED],
        "may_help": may_help(request.user, one),
        "is_open": one.state == CaseState.OPEN,
    }
    return render(request, "officer/helping/case.html", context)


def _act(request: HttpRequest, one: HelpCase) -> None:
    user, sent = request.user, request.POST
    called = Called(
        channel=sent.get("channel", ""),
        result=sent.get("result", ""),
        note=sent.get("note", ""),
        next_on=helping_form.day_of(sent.get("next_on", "")),
    )
    helping_form.turned(
        request,
        {
            "contact": lambda: note_contact(acting_user=user, case=one, called=called),
            "needs": lambda: set_needs(acting_user=user, case=one, needs=sent.getlist("needs")),
            "offer": lambda: make_offer(acting_user=user, case=one, offered=_offered(request)),
            "confirm": lambda: confirm_offer(acting_user=user, offer=_offer(request, one)),
            "take-back": lambda: withdraw_offer(acting_user=user, offer=_offer(request, one)),
            "close": lambda: close_case(
                acting_user=user,
                case=one,
                outcome=sent.get("outcome", ""),
                evidence=sent.get("evidence", ""),
            ),
        },
    )


def _offered(request: HttpRequest) -> Offered:
    sent: Any = request.POST
    post = None
    if key := uuid_of(sent.get("post", "")):
        post = Post.objects.defer("search").filter(uuid=key).first()
    return Offered(
        kind=sent.get("kind", ""),
        post=post,
        title=sent.get("title", ""),
        terms=sent.get("terms", ""),
    )


def _offer(request: HttpRequest, one: HelpCase) -> HelpOffer:
    key = uuid_of(request.POST.get("one", ""))
    held = one.offers.filter(uuid=key).first() if key else None
    if held is None:
        raise HelpingError(_("没有这条推荐，可能已被撤回。"))
    return held
