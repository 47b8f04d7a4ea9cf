"""Lists of organisations."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate

from yulin.access.divisions import bounds
from yulin.access.models import User
from yulin.facts import enums
from yulin.registry.enums import OrganisationGroup
from yulin.registry.models import Employer, EmployerFact, EmploymentSpell, Platform
from yulin.registry.queries.paging import Page, page_of
from yulin.registry.queries.scope import visible_employers

#: group → the labels of 单位类型
BY_KIND: Final = {
    OrganisationGroup.FIRM: ("企业", "民办非企业", "个体工商户", "农民合作社"),
    OrganisationGroup.SCHOOL: ("学校幼儿园", "高校"),
    OrganisationGroup.AGENCY: ("人力资源机构", "中介机构"),
    OrganisationGroup.INSTITUTION: (
        "社会组织",
        "科研院所",
        "医疗机构",
        "机关",
        "其他事业单位",
    ),
}
#: group → the labels of 平台类型, of which one is in force
BY_PLATFORM: Final = {
    OrganisationGroup.STUDIO: ("技能大师工作室", "专家工作站", "博士后工作站"),
    OrganisationGroup.BASE: ("见习基地", "实训基地"),
    OrganisationGroup.PARK: ("产业园区",),
}
#: as long as a credit code, typed in whole
_CODE_LENGTH = 18


@dataclass(frozen=True, kw_only=True)
class OrganisationFilters:
    """None or empty: no matter. `kind` is a position in 单位类型."""

    group: str = ""
    kind: int | None = None
    division: int | None = None


@dataclass(frozen=True, kw_only=True)
class OrganisationRow:
    employer: Employer
    name: str
    #: a position in 单位类型
    kind: int
    staff: int
    #: kinds of platforms in force, as positions in 平台类型
    platforms: tuple[int, ...]
    source: str


def organisations_list(
    *, user: User, search: str = "", filters: OrganisationFilters | None = None, page: int = 1
) -> Page[OrganisationRow]:
    """Those whom the user may see, by name, a page at a time."""
    wanted = filters or OrganisationFilters()
    found = EmployerFact.objects.current().filter(employer__in=visible_employers(user))
    text = search.strip()
    if len(text) == _CODE_LENGTH and text.isascii():
        found = found.filter(employer__code=text.upper())
    elif text:
        found = found.filter(name__icontains=text)
    found = found.filter(_condition(wanted))
    return page_of(
        found.order_by("name", "id").select_related("employer"), number=page, shown=_rows
    )


def _condition(wanted: OrganisationFilters) -> Q:
    condition = Q()
    if wanted.kind is not None:
        condition &= Q(kind=wanted.kind)
    if wanted.division is not None:
        condition &= Q(division__range=bounds(wanted.division))
    if wanted.group in BY_KIND:
        condition &= Q(kind__in=map(enums.EMPLOYER_KIND.code, BY_KIND[wanted.group]))
    elif wanted.group in BY_PLATFORM:
        kinds = map(enums.PLATFORM_KIND.code, BY_PLATFORM[wanted.group])
        condition &= Q(employer__in=_platforms().filter(kind__in=kinds).values("employer"))
    return condition


def _platforms() -> QuerySet:
    today = localdate()
    return Platform.objects.current().filter(recognised_on__lte=today, expires_on__gte=today)


def _rows(records: list[EmployerFact]) -> list[OrganisationRow]:
    keys = [record.employer_id for record in records]
    today = localdate()
    jobs = EmploymentSpell.objects.current().filter(
        employer__in=keys, started_on__lte=today, ended_on__gte=today
    )
    staff = dict(jobs.order_by().values_list("employer").annotate(n=Count("person", distinct=True)))
    kept: dict[int, set[int]] = {}
    for employer, kind in _platforms().filter(employer__in=keys).values_list("employer", "kind"):
        kept.setdefault(employer, set()).add(kind)
    return [
        OrganisationRow(
            employer=record.employer,
            name=record.name,
            kind=record.kind,
            staff=staff.get(record.employer_id, 0),
            platforms=tuple(sorted(kept.get(record.employer_id, ()))),
            source=record.source,
        )
        for record in records
    ]
