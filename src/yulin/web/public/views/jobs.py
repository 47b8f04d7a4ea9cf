"""Public job search: no sign-in, nothing about who asks; a post, its feed, and applying."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yulin.access.rules import is_person
from yulin.facts import enums
from yulin.jobs.actions.applications import apply as apply_to
from yulin.jobs.actions.matching import note_opened
from yulin.jobs.actions.searches import note_view
from yulin.jobs.enums import PostState, Stage, WorkForm
from yulin.jobs.errors import JobsError
from yulin.jobs.models import Post
from yulin.jobs.occupations import name_of
from yulin.jobs.queries.boards import own_applications
from yulin.jobs.queries.firms import firm_name
from yulin.jobs.queries.plans import plan_of
from yulin.jobs.queries.ranked import is_impersonal
from yulin.jobs.queries.search import (
    FIT,
    NEWEST,
    PAY,
    SINCE,
    Wanted,
    access_published,
    advice,
    by_district,
    like,
    search,
)
from yulin.registry.models import Person
from yulin.registry.queries.scope import visible_people
from yulin.web.jobs_form import industries, occupation_options, words_of
from yulin.web.jobs_shown import demands, json_ld, offers, pay_words
from yulin.web.officer.listing import listed, page_number
from yulin.web.person.access import person_required
from yulin.web.person.matches import box

_PAYS = (3000, 5000, 8000, 10_000, 15_000, 20_000)


@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    wanted = Wanted.read(request.GET)
    page = search(wanted, page=page_number(request.GET))
    counted = by_district(wanted)
    context = {
        **listed(request, page),
        "wanted": wanted,
        "lines": [(row, pay_words(row.post.pay_from, row.post.pay_to)) for row in page.rows],
        "bars": _bars(wanted, counted),
        "advice": _advice(wanted) if not page.total else [],
        "occupations": occupation_options(),
        "occupation": name_of(wanted.occupation),
        "industries": industries(),
        "educations": list(enumerate(words_of(enums.EDUCATION)))[1:],
        "forms": WorkForm.choices,
        "pays": _PAYS,
        "since": SINCE,
        "sorts": [(FIT, _("最相关")), (NEWEST, _("最新")), (PAY, _("工资最高"))],
        "can_save": is_person(request.user) and wanted.is_narrowed,
        "address": request.GET.urlencode(),
    }
    return render(request, "public/jobs.html", context)


def _bars(wanted: Wanted, counted: list[tuple[int, int]]) -> list[dict[str, object]]:
    """A district each: its count, the bar's length of 100, and the same search there."""
    most = max((n for _code, n in counted), default=1)
    query = wanted.as_query()
    return [
        {
            "code": code,
            "count": n,
            "length": round(100 * n / most, 1),
            "address": urlencode({**query, "place": code}),
        }
        for code, n in counted
    ]


def _advice(wanted: Wanted) -> list[tuple[str, int, str]]:
    words = {
        "words": _("“%(words)s”这个词") % {"words": wanted.words},
        "place": _("地区"),
        "industry": _("行业"),
        "occupation": _("职业"),
        "education": _("我的学历"),
        "form": _("工作形式"),
        "pay": _("月薪至少"),
        "since": _("何时发布"),
    }
    return [
        (words[one.field], one.count, urlencode(one.wanted.as_query())) for one in advice(wanted)
    ]


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The first page of a search, the newest first, for a feed reader."""
    query = {**request.GET.dict(), "sort": NEWEST}
    wanted = Wanted.read(query)
    found = search(wanted)
    told = urlencode(wanted.as_query())
    words = " · ".join(part for part in (_("雨林岗位搜索"), wanted.words) if part)
    rss = Rss201rev2Feed(
        title=words,
        link=request.build_absolute_uri(f"{reverse('public:jobs')}?{told}"),
        description=_("新发布的岗位"),
        language=request.LANGUAGE_CODE,
    )
    for row in found.rows:
        link = request.build_absolute_uri(reverse("public:job", args=[row.post.uuid]))
        about = f"{row.firm} · {pay_words(row.post.pay_from, row.post.pay_to)}\n{row.post.duties}"
        rss.add_item(
            title=row.post.title, link=link, description=about, pubdate=row.post.published_at
        )
    return HttpResponse(rss.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")


@require_safe
def ranking(request: HttpRequest) -> HttpResponse:
    """How posts are ordered, and what never bears on it."""
    from yulin.jobs.ranking.market import weights_in_use  # noqa: PLC0415 - slow to load
    from yulin.jobs.ranking.told import named  # noqa: PLC0415 - slow to load

    number, weights = weights_in_use()
    sides = [
        {feature.name: w for feature, w in side.items()}
        for side in (weights.seeker, weights.employer)
    ]
    context = {"number": number, "seeker": named(sides[0]), "employer": named(sides[1])}
    return render(request, "public/job_ranking.html", context)


@require_safe
def job(request: HttpRequest, vacancy: str) -> HttpResponse:
    post = _published(vacancy)
    firm = firm_name(post.employer_id)
    note_view(acting_user=request.user, post=post)
    address = request.build_absolute_uri(reverse("public:job", args=[post.uuid]))
    open_now = post.state == PostState.OPEN
    plan = plan_of(post)
    context = {
        "post": post,
        "firm": firm,
        "pay": pay_words(post.pay_from, post.pay_to),
        "demands": demands(post),
        "offers": offers(post),
        "like": [(row, pay_words(row.post.pay_from, row.post.pay_to)) for row in like(post)],
        "json_ld": json_ld(post, firm, address) if open_now else "",
        "is_open": open_now,
        "plan": plan,
        "stages": [Stage(one).label for one in plan.stages] if plan else [],
        "is_person": is_person(request.user),
        "sent": None,
    }
    person = visible_people(request.user).first() if is_person(request.user) else None
    if person is not None:
        context |= _of_person(request, person, post)
    return render(request, "public/job.html", context)


def _of_person(request: HttpRequest, person: Person, post: Post) -> dict[str, object]:
    """What the person at the screen has sent already, and how they and the post fit."""
    note_opened(acting_user=request.user, person=person, post=post)
    return {
        "sent": own_applications(person).filter(post=post).first(),
        "matched": True,
        **box(person, post, impersonal=is_impersonal(person)),
    }


@require_POST
@person_required
def apply(request: HttpRequest, person: Person, vacancy: str) -> HttpResponse:
    post = _published(vacancy)
    try:
        sent = apply_to(acting_user=request.user, person=person, post=post)
    except JobsError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("public:job", args=[post.uuid]))
    messages.success(request, _("已投递。单位查看、邀请面试或答复时，都会在这里告诉您。"))
    return HttpResponseRedirect(reverse("person:application", args=[sent.uuid]))


def _published(uuid: str) -> Post:
    try:
        return access_published(uuid)
    except Post.DoesNotExist:
        raise Http404 from None
