"""Decisions of a run, within what the user may see."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum

from yulin.access import rules
from yulin.access.divisions import bounds
from yulin.access.models import User
from yulin.access.queries.scope import in_sight
from yulin.entitlements.enums import Answer
from yulin.entitlements.models import Decision, Run, RunTotal
from yulin.entitlements.queries.runs import latest_run
from yulin.registry.models import Employer, EmployerFact, Fact, Person, PersonFact
from yulin.registry.queries.paging import Page, page_of
from yulin.registry.queries.people import people_matching
from yulin.registry.queries.scope import visible_employers, visible_people
from yulin.registry.queries.shown import division_name

# What is due comes first: elsewhere a sum is only what might have been.
SORTS: dict[str, tuple[Any, ...]] = {
    "-total": ("-status", F("total").desc(nulls_last=True), "id"),
    "total": ("-status", F("total").asc(nulls_last=True), "id"),
    "district": ("district", "id"),
    "ready_on": (F("ready_on").asc(nulls_last=True), "id"),
    "policy": ("policy", "benefit", "id"),
    "position": (F("position").asc(nulls_last=True), "id"),
}
DEFAULT_SORT = "-total"


@dataclass(frozen=True, kw_only=True)
class DecisionFilters:
    """None: no matter. `policy` and `benefit` are ids; `talent_class` "" is: not in any."""

    policy: str | None = None
    benefit: str | None = None
    status: Answer | None = None
    district: int | None = None
    talent_class: str | None = None
    subject_kind: str | None = None

    def condition(self) -> Q:
        """For decisions and, but for the kind of subject, for totals."""
        named = {
            "policy": self.policy,
            "benefit": self.benefit,
            "status": self.status,
            "talent_class": self.talent_class,
        }
        found = Q(**{name: value for name, value in named.items() if value is not None})
        return found if self.district is None else found & Q(district__range=bounds(self.district))


@dataclass(frozen=True, kw_only=True)
class DecisionRow:
    """`name`, `masked_number` and `uuid` are the person's, or the organisation's with its code."""

    decision: Decision
    subject_kind: str
    uuid: UUID
    name: str
    masked_number: str
    district_name: str
    status: Answer

    @property
    def total(self) -> Decimal | None:
        """In yuan."""
        return yuan(self.decision.total)

    @property
    def ready_on(self) -> date | None:
        return self.decision.ready_on


def yuan(fen: int | None) -> Decimal | None:
    return None if fen is None else Decimal(fen).scaleb(-2)


def visible_decisions(*, user: User, run: Run) -> "QuerySet[Decision]":
    """An officer's region, everything for an auditor, their own for a person or an employer."""
    rows = Decision.objects.of_run(run)
    if rules.is_person(user):
        return rows.filter(person__in=visible_people(user))
    if rules.is_employer(user):
        return rows.filter(employer__in=visible_employers(user))
    return in_sight(user=user, rows=rows, field="district")


def decisions_list(
    *,
    user: User,
    run: Run,
    search: str = "",
    filters: DecisionFilters | None = None,
    sort: str = DEFAULT_SORT,
    page: int = 1,
) -> Page[DecisionRow]:
    """A page of decisions; an unknown sort is the default one."""
    chosen = filters or DecisionFilters()
    found = chosen_decisions(user=user, run=run, search=search, filters=chosen)
    ordered = found.order_by(*SORTS.get(sort, SORTS[DEFAULT_SORT]))
    total = None if search.strip() else _counted(user, run, chosen)
    return page_of(ordered, number=page, shown=_rows, total=total)


def chosen_decisions(
    *, user: User, run: Run, search: str, filters: DecisionFilters
) -> "QuerySet[Decision]":
    found = visible_decisions(user=user, run=run).filter(filters.condition())
    if filters.subject_kind is not None:
        found = found.filter(person__isnull=filters.subject_kind != "person")
    return found.filter(_matching(search)) if search.strip() else found


def _matching(search: str) -> Q:
    firms = EmployerFact.objects.current().filter(name__icontains=search.strip())
    people = Person.objects.filter(people_matching(search))
    return Q(person__in=people) | Q(employer__in=firms.values("employer"))


def _counted(user: User, run: Run, filters: DecisionFilters) -> int | None:
    """How many there are, from the totals: counting a million rows takes longer than showing 50."""
    if not (rules.is_officer(user) or rules.is_auditor(user)):
        return None
    rows = in_sight(user=user, rows=RunTotal.objects.filter(run=run), field="district")
    rows = rows.filter(filters.condition())
    if filters.subject_kind is not None:
        rows = rows.filter(subject_kind=filters.subject_kind)
    return rows.aggregate(rows=Sum("subjects", default=0))["rows"]


def decisions_of(*, user: User, person: Person, run: Run | None = None) -> list[Decision]:
    """A person's decisions in a run (None: the one that counts where they belong)."""
    chosen = run or latest_run(region=person.division)
    if chosen is None:
        return []
    rows = visible_decisions(user=user, run=chosen).filter(person=person)
    return list(rows.order_by("-status", F("total").desc(nulls_last=True), "id"))


def _rows(decisions: list[Decision]) -> list[DecisionRow]:
    """With whom they are about: asked for these few, not joined to every row that is sorted."""
    people = Person.objects.annotate(name=_name_now(PersonFact, "person"))
    firms = Employer.objects.annotate(name=_name_now(EmployerFact, "employer"))
    persons = people.in_bulk({d.person_id for d in decisions} - {None})
    employers = firms.in_bulk({d.employer_id for d in decisions} - {None})
    return [
        _row(d, persons[d.person_id] if d.person_id else employers[d.employer_id])
        for d in decisions
    ]


def _name_now(facts: type[Fact], noun: str) -> Subquery:
    return Subquery(facts.objects.current().filter(**{noun: OuterRef("pk")}).values("name")[:1])


def _row(decision: Decision, subject: Any) -> DecisionRow:
    """With the subject's `name`, annotated."""
    is_person = isinstance(subject, Person)
    return DecisionRow(
        decision=decision,
        subject_kind="person" if is_person else "employer",
        uuid=subject.uuid,
        name=subject.name or "",
        masked_number=subject.masked_number if is_person else subject.code,
        district_name=division_name(decision.district),
        status=Answer(decision.status),
    )
