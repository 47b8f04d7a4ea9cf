"""Findings that somebody may see: of a region, of everything, or of oneself."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from yulin.access.models import User
from yulin.access.queries.scope import in_sight
from yulin.control.enums import FindingState, Result
from yulin.control.models import Finding
from yulin.control.queries.signals import name_of, names_of
from yulin.registry.models import Employer, Person
from yulin.registry.queries.paging import Page, page_of


@dataclass(frozen=True, kw_only=True)
class FindingRow:
    finding: Finding
    name: str


def visible_findings(user: User) -> QuerySet[Finding]:
    return in_sight(user=user, rows=Finding.objects.all())


def access_finding(*, user: User, uuid: str) -> Finding:
    """Raises DoesNotExist also for what exists elsewhere."""
    rows = visible_findings(user).select_related(
        "person",
        "employer",
        "signal",
        "entry__campaign",
        "payment__instalment",
        "proposed_by",
        "decided_by",
        "answered_by",
        "claim",
    )
    return rows.get(uuid=uuid)


def findings_list(
    *, user: User, state: str = "", result: str = "", page: int = 1
) -> Page[FindingRow]:
    """A page of findings, latest first."""
    rows = visible_findings(user).select_related("person", "employer", "payment__instalment")
    if state in FindingState.values:
        rows = rows.filter(state=state)
    if result in Result.values:
        rows = rows.filter(result=result)
    return page_of(rows, number=page, shown=_rows)


def _rows(findings: list[Finding]) -> list[FindingRow]:
    names = names_of(findings)
    return [FindingRow(finding=one, name=name_of(one, names)) for one in findings]


def own_findings(*, subject: Person | Employer) -> QuerySet[Finding]:
    """What was found of somebody; what was not confirmed is no business of theirs any more."""
    theirs = Q(employer=subject)
    if isinstance(subject, Person):
        theirs = Q(person=subject) | Q(person__merged_into=subject)
    rows = Finding.objects.filter(theirs).exclude(state=FindingState.REFUSED)
    return rows.select_related("payment__instalment", "claim").order_by("-pk")


def own_finding(*, subject: Person | Employer, uuid: str) -> Finding:
    """Raises DoesNotExist for anybody else's."""
    return own_findings(subject=subject).get(uuid=uuid)
