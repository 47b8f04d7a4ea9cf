"""Carriers with their tenants, and projects as a board and a list."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum

from yulin.access.models import User
from yulin.access.queries.scope import in_sight
from yulin.helping.enums import ROAD, CarrierKind, Stage
from yulin.helping.models import Carrier, Milestone, Project, Tenant
from yulin.helping.queries.register import names_of
from yulin.jobs.queries.firms import firm_names
from yulin.registry.models import Person
from yulin.registry.queries.paging import Page, page_of
from yulin.registry.queries.scope import rows_of

#: cards of one column of the board
MOST_CARDS = 30


def carriers(*, kind: str = "", words: str = "", page: int = 1) -> Page[Carrier]:
    """Everybody's to see: how many rooms there are, and how many are taken."""
    rows = Carrier.objects.all()
    if kind in CarrierKind.values:
        rows = rows.filter(kind=kind)
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(partners__icontains=words))
    counted = rows.annotate(
        inside=Count("tenants", filter=Q(tenants__until__isnull=True), distinct=True)
    )
    return page_of(counted, number=page, shown=list, total=rows.count())


def carriers_in_sight(user: User) -> "QuerySet[Carrier]":
    return in_sight(user=user, rows=Carrier.objects.all(), field="division")


@dataclass(frozen=True, kw_only=True)
class Inside:
    tenant: Tenant
    name: str
    is_agency: bool


def tenants_of(carrier: Carrier) -> list[Inside]:
    """Who sits there now, in two queries."""
    rows = list(
        carrier.tenants.filter(until__isnull=True)
        .annotate(agency=Count("employer__agency", filter=Q(employer__agency__state="listed")))
        .order_by("room", "pk")
    )
    names = firm_names(one.employer_id for one in rows)
    return [
        Inside(tenant=one, name=names.get(one.employer_id, ""), is_agency=bool(one.agency))
        for one in rows
    ]


@dataclass(frozen=True, kw_only=True)
class ProjectRow:
    project: Project
    founder: str
    firm: str
    last_visit: date | None
    late: int


def projects_of(user: User) -> "QuerySet[Project]":
    return in_sight(user=user, rows=Project.objects.all(), field="division")


def projects_list(
    *, user: User, today: date, stage: str = "", words: str = "", page: int = 1
) -> Page[ProjectRow]:
    rows = projects_of(user)
    if stage in Stage.values:
        rows = rows.filter(stage=stage)
    if words:
        rows = rows.filter(Q(title__icontains=words) | Q(field__icontains=words))
    counted = _told(rows, today).order_by("-pk")
    return page_of(counted, number=page, shown=project_rows, total=rows.count())


def _told(rows: "QuerySet[Project]", today: date) -> "QuerySet[Project]":
    late = Q(milestones__done_on__isnull=True, milestones__due_on__lt=today)
    return rows.select_related("carrier").annotate(
        last_visit=Max("visits__day"), late=Count("milestones", filter=late, distinct=True)
    )


def project_rows(projects: list[Project]) -> list[ProjectRow]:
    """With founders' and firms' names, in two queries."""
    founders = names_of(one.founder_id for one in projects)
    firms = firm_names(one.employer_id for one in projects if one.employer_id)
    return [
        ProjectRow(
            project=one,
            founder=founders.get(one.founder_id, ""),
            firm=firms.get(one.employer_id or 0, ""),
            last_visit=one.last_visit,  # type: ignore[attr-defined]
            late=one.late,  # type: ignore[attr-defined]
        )
        for one in projects
    ]


@dataclass(frozen=True, kw_only=True)
class Column:
    stage: Stage
    total: int
    promised: int
    paid: int
    cards: list[ProjectRow]


def board(*, user: User, today: date) -> list[Column]:
    """The newest of each stage with sums, in four queries however many there are."""
    rows = projects_of(user)
    sums = {
        stage: told
        for stage, *told in rows.order_by()
        .values_list("stage")
        .annotate(n=Count("pk"), promised=Sum("promised"), paid=Sum("paid"))
    }
    standing = _told(rows.filter(stage__in=ROAD), today).order_by("-changed_at", "-pk")
    cards: dict[str, list[ProjectRow]] = {}
    for row in project_rows(list(standing[: MOST_CARDS * len(ROAD)])):
        cards.setdefault(row.project.stage, []).append(row)
    return [
        Column(
            stage=stage,
            total=sums.get(stage, (0, 0, 0))[0],
            promised=sums.get(stage, (0, 0, 0))[1],
            paid=sums.get(stage, (0, 0, 0))[2],
            cards=cards.get(stage, [])[:MOST_CARDS],
        )
        for stage in ROAD
    ]


def access_project(*, user: User, uuid: Any) -> Project:
    """Raises Project.DoesNotExist."""
    return projects_of(user).select_related("carrier", "officer").get(uuid=uuid)


def access_milestone(*, user: User, uuid: Any) -> Milestone:
    rows = Milestone.objects.filter(project__in=projects_of(user).values("pk"))
    return rows.select_related("project__founder").get(uuid=uuid)


def own_projects(person: Person) -> "QuerySet[Project]":
    rows = Project.objects.filter(founder__in=rows_of(person)).select_related("carrier", "officer")
    return rows.order_by("-pk")
