"""A firm at events: where it may come, its booth and posts, and its day there."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yulin.access.rules import is_employer
from yulin.events.actions.booths import (
    Counts,
    apply_for_booth,
    bring_posts,
    decline_invitation,
    leave_event,
    report_counts,
    take_post_away,
)
from yulin.events.actions.desk import hand_over
from yulin.events.actions.slots import note_slot
from yulin.events.enums import AHEAD, FIRM_LIVE, EventState, FirmState
from yulin.events.errors import EventsError
from yulin.events.models import EventApplication, EventPost, Participation, Slot
from yulin.events.queries.lists import access_public, ahead_for_firms, firm_participations
from yulin.events.queries.outcomes import firm_outcome
from yulin.events.queries.people import talks_of_firm
from yulin.jobs.enums import PostState
from yulin.jobs.models import Post
from yulin.jobs.queries.boards import firm_posts
from yulin.registry.queries.paging import page_of
from yulin.web.employer import own
from yulin.web.jobs_form import number
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed, page_number, uuid_of

COUNTS = ("resumes", "interviews", "intents", "offers", "contracts")


@require_safe
@permitted(is_employer)
def events(request: HttpRequest) -> HttpResponse:
    mine = list(firm_participations(request.user)[:200])
    page = page_of(ahead_for_firms(), number=page_number(request.GET), shown=list, per_page=20)
    standing = {one.event_id: one for one in reversed(mine) if one.state in FIRM_LIVE}
    context = {
        **listed(request, page),
        "lines": [(event, standing.get(event.pk)) for event in page.rows],
        "mine": mine[:20],
    }
    return render(request, "employer/events.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(is_employer)
def event(request: HttpRequest, fair: str) -> HttpResponse:
    one = found(access_public, uuid=fair)
    employer = found(own.own_employer, user=request.user)
    rows = firm_participations(request.user).filter(event=one)
    firm = rows.filter(state__in=FIRM_LIVE).first()
    if request.method == "POST":
        try:
            if request.POST.get("do") == "apply":
                apply_for_booth(
                    acting_user=request.user,
                    event=one,
                    employer=employer,
                    posts=_chosen(request),
                    wish=request.POST.get("wish", ""),
                )
            else:
                _act(request, firm)
            messages.success(request, _("已办理。"))
        except EventsError as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(reverse("employer:event:one", args=[one.uuid]))
    brought = list(firm.posts.select_related("post").defer("post__search")) if firm else []
    there = {post.post_id for post in brought}
    context = {
        "event": one,
        "firm": firm,
        "brought": brought,
        "posts": [post for post in _open_posts(request) if post.pk not in there],
        "ahead": one.state in AHEAD,
        "before": None if firm else rows.first(),
    }
    return render(request, "employer/event.html", context)


def _open_posts(request: HttpRequest) -> list[Post]:
    return list(firm_posts(request.user).filter(state=PostState.OPEN)[:200])


def _chosen(request: HttpRequest) -> list[Post]:
    keys = [key for text in request.POST.getlist("posts") if (key := uuid_of(text))]
    return list(firm_posts(request.user).filter(uuid__in=keys))


def _act(request: HttpRequest, firm: Participation | None) -> None:
    act = _ACTS.get(request.POST.get("do", ""))
    if act is None or firm is None:
        raise EventsError(_("请按页面上的按钮办理。"))
    act(request, firm)


def _take_away(request: HttpRequest, firm: Participation) -> None:
    brought = EventPost.objects.filter(
        participation=firm, post__uuid=uuid_of(request.POST.get("post", ""))
    ).first()
    if brought is None:
        raise EventsError(_("这个岗位不在本场活动里。"))
    take_post_away(acting_user=request.user, firm=firm, brought=brought)


_ACTS: dict[str, Callable[[HttpRequest, Participation], object]] = {
    "bring": lambda request, firm: bring_posts(
        acting_user=request.user, firm=firm, posts=_chosen(request)
    ),
    "take-away": _take_away,
    "leave": lambda request, firm: leave_event(acting_user=request.user, firm=firm),
    "decline": lambda request, firm: decline_invitation(acting_user=request.user, firm=firm),
}


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(is_employer)
def day(request: HttpRequest, uuid: str) -> HttpResponse:
    """The booth's page on the day: résumés by scan, talks, figures."""
    firm = found(firm_participations(request.user).get, uuid=uuid)
    if request.method == "POST":
        try:
            messages.success(request, _on_the_day(request, firm))
        except EventsError as error:
            messages.error(request, str(error))
        here = reverse("employer:event:day", args=[firm.uuid])
        kept = request.POST.get("post", "")
        asked = f"?post={kept}" if kept.isascii() and kept.isdecimal() else ""
        return HttpResponseRedirect(f"{here}{asked}")
    came = EventApplication.objects.filter(participation=firm).select_related("application__post")
    told = firm_outcome(firm)
    context = {
        "firm": firm,
        "event": firm.event,
        "brought": list(firm.posts.select_related("post").defer("post__search")),
        "chosen": request.GET.get("post", ""),
        "talks": talks_of_firm(firm),
        "came": list(came.defer("application__post__search")[:100]),
        "outcome": told,
        "reported": told.reported or dict.fromkeys(COUNTS),
        "has_booth": firm.state == FirmState.ACCEPTED,
        "running": firm.event.state in {EventState.OPEN, EventState.RUNNING},
    }
    return render(request, "employer/event_day.html", context)


def _on_the_day(request: HttpRequest, firm: Participation) -> str:
    """What the pressed button says; the words to tell."""
    match request.POST.get("do", ""):
        case "scan":
            return _scan(request, firm)
        case "came" | "absent" as said:
            slot = Slot.objects.select_related("participation__event").filter(
                participation=firm, uuid=uuid_of(request.POST.get("slot", ""))
            )
            one = slot.first()
            if one is None:
                raise EventsError(_("没有这个时段。"))
            note_slot(acting_user=request.user, slot=one, came=said == "came")
            return _("已记下。")
        case "report":
            typed = {name: number(request.POST.get(name, "")) for name in COUNTS}
            report_counts(acting_user=request.user, firm=firm, counts=Counts(**typed))
            return _("已上报。")
    raise EventsError(_("请按页面上的按钮办理。"))


def _scan(request: HttpRequest, firm: Participation) -> str:
    key = request.POST.get("post", "")
    brought = next((one for one in firm.posts.all() if str(one.pk) == key), None)
    if brought is None:
        raise EventsError(_("请先选岗位。"))
    sent, new = hand_over(
        acting_user=request.user, firm=firm, brought=brought, shown=request.POST.get("shown", "")
    )
    told = _("已收到 %(name)s 的简历。") if new else _("%(name)s 已经投过这个岗位。")
    return told % {"name": sent.resume["name"]}
