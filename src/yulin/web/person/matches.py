"""Posts ranked for a person with reasons, one pair in full, and the switch that turns it off."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yulin.jobs.actions.matching import hide_post, note_shown, show_again, switch_personal
from yulin.jobs.enums import Dislike
from yulin.jobs.errors import JobsError
from yulin.jobs.models import NotForMe, Post
from yulin.jobs.queries import ranked
from yulin.jobs.queries.firms import firm_name
from yulin.jobs.queries.resumes import own_resume
from yulin.jobs.queries.search import NEWEST, Wanted, access_published, by_district, search
from yulin.jobs.queries.signing import signing
from yulin.registry.models import Person
from yulin.web.jobs_form import industries
from yulin.web.jobs_shown import demands, offers, pay_words
from yulin.web.officer.listing import listed, page_number
from yulin.web.person.access import person_required

PAYS = (3000, 5000, 8000, 10_000, 15_000, 20_000)


@never_cache
@require_safe
@person_required
def matches(request: HttpRequest, person: Person) -> HttpResponse:
    wanted = Wanted.read({**request.GET.dict(), "sort": NEWEST})
    impersonal = ranked.is_impersonal(person)
    shown = {} if impersonal else _ranked(request, person, wanted)
    if not shown:
        page = search(wanted, page=page_number(request.GET))
        shown = {
            **listed(request, page),
            "plain": [(row, pay_words(row.post.pay_from, row.post.pay_to)) for row in page.rows],
            "waits": not impersonal,
        }
    context = {
        "wanted": wanted,
        "impersonal": impersonal,
        "industries": industries(),
        "districts": [code for code, _n in by_district(Wanted())],
        "pays": PAYS,
        "resume": own_resume(person),
        "hidden": list(NotForMe.objects.filter(person=person).select_related("post")[:20]),
        "address": request.GET.urlencode(),
        **shown,
    }
    return render(request, "person/matches.html", context)


def _ranked(request: HttpRequest, person: Person, wanted: Wanted) -> dict[str, Any]:
    """The ranked page; nothing while the compiled functions are being made."""
    from yulin.jobs.ranking.market import NotReady  # noqa: PLC0415 - slow to load

    try:
        found = ranked.matches(person=person, wanted=wanted, page=page_number(request.GET))
    except NotReady:
        return {}
    note_shown(acting_user=request.user, person=person, entries=found.shown, weights=found.weights)
    posts = [one.row.post for one in found.page.rows]
    dues = signing(person=person, posts=posts, today=timezone.localdate())
    lines = [
        (one, pay_words(one.row.post.pay_from, one.row.post.pay_to), dues.get(one.row.post.pk))
        for one in found.page.rows
    ]
    first_uncertain = next(
        (at for at, one in enumerate(found.page.rows) if one.position > found.certain), -1
    )
    return {
        **listed(request, found.page),
        "lines": lines,
        "found": found,
        "behind": first_uncertain,
    }


@require_POST
@person_required
def switch(request: HttpRequest, person: Person) -> HttpResponse:
    """One click: with personal features, or without."""
    off = request.POST.get("personal") == "off"
    switch_personal(acting_user=request.user, person=person, impersonal=off)
    told = _("已关闭：不再按个人特征排列。") if off else _("已打开：按简历和核实过的信息排列。")
    messages.success(request, told)
    return HttpResponseRedirect(reverse("person:matches"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def match(request: HttpRequest, person: Person, vacancy: str) -> HttpResponse:
    post = _published(vacancy)
    if request.method == "POST":
        return _said(request, person, post)
    impersonal = ranked.is_impersonal(person)
    context = {
        "post": post,
        "firm": firm_name(post.employer_id),
        "pay": pay_words(post.pay_from, post.pay_to),
        "demands": demands(post),
        "offers": offers(post),
        "reasons": Dislike.choices,
        "hidden": NotForMe.objects.filter(person=person, post=post).first(),
        **box(person, post, impersonal=impersonal),
    }
    return render(request, "person/match.html", context)


def box(person: Person, post: Post, *, impersonal: bool) -> dict[str, Any]:
    """What a post's page says to a person: the pair, and what signing would bring both."""
    if impersonal:
        return {"impersonal": True}
    today = timezone.localdate()
    return {
        "told": ranked.pair_of(person=person, post=post),
        "signing": signing(person=person, posts=[post], today=today).get(post.pk),
    }


def _said(request: HttpRequest, person: Person, post: Post) -> HttpResponse:
    """Hide it with a reason, or show it again."""
    try:
        if request.POST.get("do") == "show":
            show_again(acting_user=request.user, person=person, post=post.uuid)
            messages.success(request, _("已恢复，会再出现在为我匹配里。"))
            return HttpResponseRedirect(reverse("person:match", args=[post.uuid]))
        hide_post(
            acting_user=request.user,
            person=person,
            post=post,
            reason=request.POST.get("reason", ""),
        )
        messages.success(request, _("已隐藏这个岗位，可以在页末恢复。"))
        return HttpResponseRedirect(reverse("person:matches"))
    except JobsError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("person:match", args=[post.uuid]))


def _published(uuid: str) -> Post:
    try:
        return access_published(uuid)
    except Post.DoesNotExist:
        raise Http404 from None
