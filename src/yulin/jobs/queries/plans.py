"""Plans with what was reached, stages of a post, and lists for everybody with names masked."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from yulin.access.models import User
from yulin.access.queries.scope import in_sight
from yulin.access.row_security import as_the_program
from yulin.access.rules import is_employer
from yulin.facts import enums
from yulin.jobs.enums import ApplicationState, Stage, StageOutcome
from yulin.jobs.models import (
    Application,
    HiringPlan,
    HiringTarget,
    ListedPerson,
    PlannedPost,
    Post,
    Publicity,
    PublicityObjection,
    StageResult,
)
from yulin.jobs.queries.firms import firm_names
from yulin.registry.models import Education
from yulin.registry.queries.paging import Page, page_of

#: for so long a list that has ended is still shown
_SHOWN_DAYS = 30
_GRADUATED = enums.STUDY_STATUS.code("毕业")


def share(count: int, target: int) -> Decimal:
    """Count of target in per cent, two places, half away from zero: 484 of 300 is 161.33."""
    return (Decimal(100 * count) / target).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


@dataclass(frozen=True, kw_only=True)
class Reached:
    education: int
    target: int
    hired: int

    @property
    def share(self) -> Decimal:
        return share(self.hired, self.target)


def firm_plans(user: User) -> QuerySet[HiringPlan]:
    if not is_employer(user) or not user.organisation_key:
        return HiringPlan.objects.none()
    return HiringPlan.objects.filter(employer__uuid=user.organisation_key)


def reached(plans: list[HiringPlan]) -> dict[int, list[Reached]]:
    """Of each plan what was hired of its targets, the highest education first; in two queries."""
    keys = [plan.pk for plan in plans]
    hired = Count("post__applications", filter=Q(post__applications__state=ApplicationState.HIRED))
    counted = PlannedPost.objects.filter(plan__in=keys).order_by()
    counts = {
        (plan, level): n
        for plan, level, n in counted.values_list("plan", "education").annotate(n=hired)
    }
    found: dict[int, list[Reached]] = {key: [] for key in keys}
    for target in HiringTarget.objects.filter(plan__in=keys):
        found[target.plan_id].append(
            Reached(
                education=target.education,
                target=target.target,
                hired=counts.get((target.plan_id, target.education), 0),
            )
        )
    return found


def plan_of(post: Post) -> HiringPlan | None:
    """The plan that a published post belongs to, for everybody to read."""
    with as_the_program():
        rows = PlannedPost.objects.select_related("plan").filter(post=post)
        planned = rows.first()
    return planned.plan if planned else None


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Somebody at a post of a plan: results by stage, what is next, and the school asked for."""

    application: Application
    results: dict[str, StageResult]
    #: the stage to be heard now; blank where one was not passed, or all were
    next: str
    passed_all: bool
    #: whether a register holds a school that the plan asks for; none is unknown
    school: bool | None


def stage_board(planned: PlannedPost, *, page: int = 1) -> Page[Candidate]:
    """Who applied, in the order in which they did; in four queries."""
    rows = Application.objects.filter(post=planned.post_id).exclude(
        state=ApplicationState.WITHDRAWN
    )
    return page_of(
        rows.order_by("id"), number=page, shown=lambda found: _candidates(planned.plan, found)
    )


def _candidates(plan: HiringPlan, rows: list[Application]) -> list[Candidate]:
    results: dict[int, dict[str, StageResult]] = {}
    for one in StageResult.objects.filter(application__in=rows):
        results.setdefault(one.application_id, {})[one.stage] = one
    schools = _schools(plan, [row.person_id for row in rows]) if plan.double_first else {}
    return [
        _candidate(plan, row, results.get(row.pk, {}), schools.get(row.person_id)) for row in rows
    ]


def _candidate(
    plan: HiringPlan, row: Application, heard: dict[str, StageResult], school: bool | None
) -> Candidate:
    passed = [
        stage in heard and heard[stage].outcome == StageOutcome.PASSED for stage in plan.stages
    ]
    at = passed.index(False) if False in passed else len(passed)
    waiting = at < len(passed) and plan.stages[at] not in heard
    return Candidate(
        application=row,
        results=heard,
        next=plan.stages[at] if waiting else "",
        passed_all=all(passed),
        school=school,
    )


def _schools(plan: HiringPlan, people: list[int]) -> dict[int, bool]:
    """Of those whose schools a register holds, whether one is asked for.

    Read past the row policies: whoever applies for such a post lets the body examine it.
    """
    with as_the_program():
        rows = Education.objects.current().filter(status=_GRADUATED)
        rows = rows.annotate(whose=Coalesce("person__merged_into", "person"))
        held = list(rows.filter(whose__in=people).values_list("whose", "school", "first_class"))
    found: dict[int, bool] = {}
    for whose, school, first_class in held:
        fits = school in plan.schools if plan.schools else first_class
        if fits is not None:
            found[whose] = found.get(whose, False) or bool(fits)
    return found


def stages_left(application: Application) -> bool:
    """Whether a stage of its plan is not passed yet; a post without a plan has none."""
    planned = PlannedPost.objects.select_related("plan").filter(post=application.post_id).first()
    if planned is None:
        return False
    passed = StageResult.objects.filter(
        application=application,
        stage__in=planned.plan.stages,
        outcome=StageOutcome.PASSED,
    )
    return passed.count() < len(planned.plan.stages)


def ready_for_list(planned: PlannedPost) -> list[Application]:
    """Who passed every stage before 公示 and stands on no list yet."""
    stages = planned.plan.stages
    before = stages[: stages.index(Stage.PUBLICITY)] if Stage.PUBLICITY in stages else []
    if not before:
        return []
    passed = Count(
        "stages", filter=Q(stages__stage__in=before, stages__outcome=StageOutcome.PASSED)
    )
    over = (ApplicationState.WITHDRAWN, ApplicationState.REFUSED)
    rows = Application.objects.filter(post=planned.post_id, listed__isnull=True)
    rows = rows.exclude(state__in=over).annotate(passed=passed).filter(passed=len(before))
    return list(rows.select_related("post").defer("post__search").order_by("pk"))


def masked(name: str) -> str:
    """王小明 is 王*明, 王明 is 王*; nobody is a dash."""
    if len(name) < 2:
        return name or "—"
    return f"{name[0]}*" if len(name) == 2 else f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}"


@dataclass(frozen=True, kw_only=True)
class PublicList:
    publicity: Publicity
    title: str
    firm: str
    plan: str
    people: int


def public_lists(*, today: date, page: int = 1) -> Page[PublicList]:
    """Lists whose days run, and those that ended within a month; latest first."""
    since = today - timedelta(days=_SHOWN_DAYS)
    with as_the_program():
        rows = Publicity.objects.filter(begins_on__lte=today, ends_on__gte=since)
        rows = rows.select_related("planned__plan", "planned__post").defer("planned__post__search")
        counted = rows.annotate(people=Count("listed")).order_by("-begins_on", "-id")
        return page_of(counted, number=page, shown=_lists, per_page=20)


def _lists(rows: list[Any]) -> list[PublicList]:
    names = firm_names(row.planned.plan.employer_id for row in rows)
    return [
        PublicList(
            publicity=row,
            title=row.planned.post.title,
            firm=names.get(row.planned.plan.employer_id, ""),
            plan=f"{row.planned.plan.number} {row.planned.plan.title}",
            people=row.people,
        )
        for row in rows
    ]


@dataclass(frozen=True, kw_only=True)
class Listed:
    """Somebody on a list, as everybody reads it."""

    key: int
    name: str
    education: str
    marks: str
    answers: tuple[str, ...]


def public_list(uuid: UUID | str) -> tuple[PublicList, list[Listed]]:
    """One list with masked names; raises DoesNotExist before its first day."""
    today = timezone.localdate()
    with as_the_program():
        rows = Publicity.objects.filter(begins_on__lte=today).annotate(people=Count("listed"))
        rows = rows.select_related("planned__plan", "planned__post").defer("planned__post__search")
        (one,) = _lists([rows.get(uuid=uuid)])
        listed = one.publicity.listed.select_related("application").prefetch_related(
            "objections", "application__stages"
        )
        return one, [_listed(row) for row in listed]


def _listed(row: ListedPerson) -> Listed:
    sent = row.application.resume
    education = sent.get("education")
    marks = [one.marks for one in row.application.stages.all() if one.marks is not None]
    return Listed(
        key=row.pk,
        name=masked(sent.get("name", "")),
        education=enums.EDUCATION.label(education) if education else "",
        marks="、".join(f"{Decimal(one) / 100:.2f}" for one in marks),
        answers=tuple(one.answer for one in row.objections.all() if one.answer),
    )


def access_listed(*, uuid: UUID | str, key: int) -> ListedPerson:
    with as_the_program():
        rows = ListedPerson.objects.select_related("publicity", "application")
        return rows.get(publicity__uuid=uuid, pk=key)


def objections_list(*, user: User, page: int = 1) -> Page[PublicityObjection]:
    """Of the officer's region, those without an answer first."""
    rows = in_sight(
        user=user, rows=PublicityObjection.objects.all(), field="listed__application__division"
    )
    rows = rows.select_related("listed__application__post", "listed__publicity")
    ordered = rows.defer("listed__application__post__search").order_by(
        F("answered_at").asc(nulls_first=True), "-pk"
    )
    return page_of(ordered, number=page, shown=list, per_page=20)
