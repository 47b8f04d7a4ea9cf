"""四社联动 for officers: desks of communities, and who signed up there."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yulin.access.rules import is_officer
from yulin.helping.actions.community import (
    CONSENT,
    Came,
    Place,
    add_party,
    move_sign_up,
    open_desk,
    push_posts,
    take_sign_up,
    withdraw_sign_up,
)
from yulin.helping.enums import PartyKind, SignUpState
from yulin.helping.errors import HelpingError
from yulin.helping.models import Desk, SignUp
from yulin.helping.queries.community import (
    access_sign_up,
    desks_list,
    desks_of,
    posts_of,
    sign_ups_of,
)
from yulin.helping.rules import may_keep_desks
from yulin.web import helping_form
from yulin.web.jobs_form import districts, number
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed, page_number, uuid_of
from yulin.web.officer.rules import may_look


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_look)
def desks(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        made = helping_form.acted(request, lambda: _open(request), _("招聘点已建立。"))
        if isinstance(made, Desk):
            return HttpResponseRedirect(reverse("helping:desk", args=[made.uuid]))
        return HttpResponseRedirect(reverse("helping:desks"))
    words = request.GET.get("q", "").replace("\0", "").strip()[:40]
    page = desks_list(user=request.user, words=words, page=page_number(request.GET))
    user = request.user
    may_make = is_officer(user) and may_keep_desks(user, user.region)
    context = {
        **listed(request, page),
        "words": words,
        "may_make": may_make,
        "districts": _districts(user.region or 0) if may_make else [],
    }
    return render(request, "officer/helping/desks.html", context)


def _districts(region: int) -> list[tuple[int, str]]:
    """An officer of a district keeps desks of that alone."""
    rows = districts(region // 100 * 100)
    return rows if region % 100 == 0 else [row for row in rows if row[0] == region]


def _open(request: HttpRequest) -> Desk:
    sent = request.POST
    place = Place(
        division=number(sent.get("division", "")) or request.user.region or 0,
        street=sent.get("street", ""),
        community=sent.get("community", ""),
        opening=sent.get("opening", ""),
    )
    return open_desk(acting_user=request.user, place=place)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(may_look)
def desk(request: HttpRequest, uuid: str) -> HttpResponse:
    one = found(desks_of(request.user).get, uuid=uuid)
    if request.method == "POST":
        _act(request, one)
        return HttpResponseRedirect(reverse("helping:desk", args=[one.uuid]))
    context = {
        "desk": one,
        "parties": list(one.parties.all()),
        "posts": posts_of(one),
        "sign_ups": sign_ups_of(one),
        "kinds": PartyKind.choices,
        "consent": CONSENT,
        "answers": [SignUpState.HIRED, SignUpState.NOT_HIRED],
        "may_keep": may_keep_desks(request.user, one.division),
    }
    return render(request, "officer/helping/desk.html", context)


def _act(request: HttpRequest, one: Desk) -> None:
    user, sent = request.user, request.POST
    helping_form.turned(
        request,
        {
            "party": lambda: add_party(
                acting_user=user,
                desk=one,
                kind=sent.get("kind", ""),
                name=sent.get("name", ""),
                part=sent.get("part", ""),
            ),
            "push": lambda: push_posts(acting_user=user, desk=one),
            "sign-up": lambda: take_sign_up(acting_user=user, desk=one, came=_came(request, one)),
            "move": lambda: move_sign_up(
                acting_user=user, sign_up=_sign_up(request), state=sent.get("state", "")
            ),
            "withdraw": lambda: withdraw_sign_up(acting_user=user, sign_up=_sign_up(request)),
        },
    )


def _came(request: HttpRequest, one: Desk) -> Came:
    sent = request.POST
    row = one.posts.filter(pk=number(sent.get("row", "")) or 0).select_related("post").first()
    if row is None:
        raise HelpingError(_("请选择报名哪个岗位。"))
    return Came(
        number=sent.get("number", "").strip()[:40],
        post=row,
        reach=sent.get("reach", ""),
        agreed=sent.get("agreed") == "yes",
    )


def _sign_up(request: HttpRequest) -> SignUp:
    key = uuid_of(request.POST.get("one", ""))
    try:
        return access_sign_up(user=request.user, uuid=key)
    except SignUp.DoesNotExist:
        raise HelpingError(_("没有这份报名。")) from None
