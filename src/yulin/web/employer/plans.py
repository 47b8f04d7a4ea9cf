"""A public body's recruitment: plans with what was reached, stages of a post, lists."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yulin.access.rules import is_employer
from yulin.campus.queries.listed import listed_schools, listed_years
from yulin.facts import enums
from yulin.jobs.actions.plans import (
    PlanContent,
    add_to_plan,
    hear_stage,
    publish_list,
    register_plan,
    usual_days,
)
from yulin.jobs.enums import Stage, StageOutcome
from yulin.jobs.errors import JobsError
from yulin.jobs.models import Application, PlannedPost
from yulin.jobs.models.plan import HEARD
from yulin.jobs.queries.boards import firm_posts
from yulin.jobs.queries.plans import Reached, firm_plans, reached, stage_board
from yulin.registry.models import Employer
from yulin.registry.queries.paging import page_of
from yulin.web.employer import own
from yulin.web.jobs_form import districts, number, several, words_of
from yulin.web.officer.gate import found, permitted
from yulin.web.officer.listing import listed, page_number, uuid_of

CITY = 330300
#: a plan asks for these, the highest first
_LEVELS = ("博士", "硕士", "本科")


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(is_employer)
def plans(request: HttpRequest) -> HttpResponse:
    employer = found(own.own_employer, user=request.user)
    error = ""
    if request.method == "POST":
        try:
            plan = register_plan(
                acting_user=request.user, employer=employer, content=_content(request, employer)
            )
        except JobsError as refused:
            error = str(refused)
        else:
            messages.success(request, _("计划已登记。"))
            return HttpResponseRedirect(reverse("employer:plan", args=[plan.uuid]))
    page = page_of(
        firm_plans(request.user), number=page_number(request.GET), shown=list, per_page=20
    )
    counts = reached(list(page.rows))
    context = {
        **listed(request, page),
        "lines": [(row, _lines(counts[row.pk])) for row in page.rows],
        "levels": _levels(),
        "stages": [(one.value, one.label) for one in HEARD],
        "districts": districts((employer.division or CITY) // 100 * 100),
        "lists": listed_years(),
        "typed": {n: request.POST.get(n, "") for n in ("number", "title", "year", "schools")},
        "error": error,
    }
    return render(request, "employer/plans.html", context, status=422 if error else 200)


def _levels() -> list[tuple[int, str]]:
    words = words_of(enums.EDUCATION)
    return [(code := enums.EDUCATION.code(label), words[code]) for label in _LEVELS]


def _lines(rows: list[Reached]) -> list[tuple[object, str]]:
    words = words_of(enums.EDUCATION)
    return [(row, words[row.education]) for row in rows]


def _content(request: HttpRequest, employer: Employer) -> PlanContent:
    data = request.POST
    targets = {
        code: many
        for code, _label in _levels()
        if (many := number(data.get(f"target_{code}", ""))) is not None
    }
    return PlanContent(
        number=data.get("number", ""),
        title=data.get("title", ""),
        year=number(data.get("year", "")) or 0,
        division=number(data.get("division", "")) or employer.division or CITY,
        targets=targets,
        double_first=data.get("double_first") == "yes",
        schools=_schools(data),
        stages=tuple(data.getlist("stages")),
    )


def _schools(data: QueryDict) -> tuple[str, ...] | None:
    """Those of the year's list and those that were typed; none: the register's mark decides."""
    year = number(data.get("listed", ""))
    named = several(data.get("schools", "")) or ()
    listed_then = listed_schools(year) if year else ()
    return tuple(dict.fromkeys((*listed_then, *named))) or None


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(is_employer)
def plan(request: HttpRequest, uuid: str) -> HttpResponse:
    """What was reached of it, its posts, and adding one."""
    one = found(firm_plans(request.user).get, uuid=uuid)
    if request.method == "POST":
        post = firm_posts(request.user).filter(uuid=uuid_of(request.POST.get("post", ""))).first()
        try:
            if post is None:
                raise JobsError(_("请选一个岗位。"))  # noqa: TRY301 - said like the others
            add_to_plan(
                acting_user=request.user,
                plan=one,
                post=post,
                education=number(request.POST.get("education", "")) or 0,
            )
            messages.success(request, _("已列入计划。"))
        except JobsError as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(reverse("employer:plan", args=[one.uuid]))
    words = words_of(enums.EDUCATION)
    rows = one.planned.select_related("post").defer("post__search")
    context = {
        "plan": one,
        "lines": _lines(reached([one])[one.pk]),
        "stages": [Stage(stage).label for stage in one.stages],
        "planned": [(row, words[row.education]) for row in rows],
        "posts": firm_posts(request.user).filter(planned__isnull=True)[:100],
        "levels": [(t.education, words[t.education]) for t in one.targets.all()],
    }
    return render(request, "employer/plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(is_employer)
def stages(request: HttpRequest, uuid: str) -> HttpResponse:
    """The stages of a post's candidates: hear one, publish the list."""
    post = found(firm_posts(request.user).get, uuid=uuid)
    planned = PlannedPost.objects.select_related("plan__employer").filter(post=post).first()
    if request.method == "POST":
        try:
            if planned is None:
                raise JobsError(_("这个岗位没有列入招录计划。"))  # noqa: TRY301 - said like the others
            _step(request, planned)
            messages.success(request, _("已办理。"))
        except JobsError as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(reverse("employer:stages", args=[post.uuid]))
    page = stage_board(planned, page=page_number(request.GET)) if planned else None
    begins, ends = usual_days()
    context = {
        **(listed(request, page) if page else {"page": None}),
        "post": post,
        "plan": planned.plan if planned else None,
        "lines": [
            (one, [(Stage(key).label, r.get_outcome_display()) for key, r in one.results.items()],
             Stage(one.next).label if one.next else "")
            for one in (page.rows if page else ())
        ],
        "outcomes": StageOutcome.choices,
        "publicities": list(planned.publicities.all()) if planned else [],
        "begins": begins,
        "ends": ends,
    }  # fmt: skip
    return render(request, "employer/stages.html", context)


def _step(request: HttpRequest, planned: PlannedPost) -> None:
    data = request.POST
    if data.get("do") == "publish":
        days = [_day(data.get(name, "")) for name in ("begins_on", "ends_on")]
        publish_list(acting_user=request.user, planned=planned, begins_on=days[0], ends_on=days[1])
        return
    rows = Application.objects.filter(post=planned.post_id).select_related("post", "employer")
    one = rows.filter(uuid=uuid_of(data.get("who", ""))).first()
    if one is None:
        raise JobsError(_("请按页面上的按钮办理。"))
    marks = data.get("marks", "").strip()
    hear_stage(
        acting_user=request.user,
        application=one,
        stage=data.get("stage", ""),
        outcome=data.get("outcome", ""),
        marks=_marks(marks) if marks else None,
    )


def _marks(text: str) -> int:
    """In hundredths, from 0 to 1000.00."""
    whole, _dot, part = text.partition(".")
    hundredths = (part + "00")[:2]
    digits = whole + hundredths
    if not (digits.isascii() and digits.isdecimal() and len(part) <= 2 and int(digits) <= 100_000):
        raise JobsError(_("成绩写数字，最多两位小数，如 86.5。"))
    return int(digits)


def _day(text: str) -> date:
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise JobsError(_("请填写完整的日期，如 2026-09-01。"))
    return day
