"""Lists with their counts, the people on them, a helper's day, one case, and one's own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from yulin.access.divisions import above
from yulin.access.enums import Duty, Role
from yulin.access.models import User
from yulin.access.queries.scope import in_sight
from yulin.access.row_security import as_the_program
from yulin.helping.enums import PROMISED, CaseState, OfferState, Outcome
from yulin.helping.models import HelpCase, HelpList, HelpOffer
from yulin.helping.queries.register import names_of
from yulin.registry.models import Person
from yulin.registry.queries.paging import Page, page_of
from yulin.registry.queries.scope import rows_of

#: offers that somebody was told of
TOLD = (OfferState.MADE, OfferState.ACCEPTED, OfferState.DECLINED)


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    case: HelpCase
    name: str
    #: of each part of the promise: offered, promised
    progress: tuple[tuple[int, int], ...]

    @property
    def is_kept(self) -> bool:
        """Whether at least as much was offered as is promised."""
        return all(done >= wanted for done, wanted in self.progress)


def lists_of(user: User) -> "QuerySet[HelpList]":
    return in_sight(user=user, rows=HelpList.objects.all(), field="division")


def help_lists(*, user: User, kind: str = "", words: str = "", page: int = 1) -> Page[HelpList]:
    """With how many are on each, how many are open, and how many found work."""
    rows = lists_of(user)
    if kind:
        rows = rows.filter(kind=kind)
    if words:
        rows = rows.filter(name__icontains=words)
    counted = rows.annotate(
        people=Count("cases"),
        open=Count("cases", filter=Q(cases__state=CaseState.OPEN)),
        employed=Count("cases", filter=Q(cases__outcome=Outcome.EMPLOYED)),
        alone=Count("cases", filter=Q(cases__state=CaseState.OPEN, cases__helper__isnull=True)),
    )
    return page_of(counted, number=page, shown=list, total=rows.count())


def cases_of(user: User) -> "QuerySet[HelpCase]":
    return in_sight(user=user, rows=HelpCase.objects.all(), field="division")


@dataclass(frozen=True, kw_only=True)
class Narrowed:
    """Which people of a list; empty is no matter."""

    state: str = ""
    need: str = ""
    words: str = ""
    mine: bool = False


def people_of(*, user: User, helplist: HelpList, wanted: Narrowed, page: int = 1) -> Page[CaseRow]:
    rows = cases_of(user).filter(helplist=helplist)
    if wanted.state == "found":
        rows = rows.filter(state=CaseState.OPEN, found_fact__isnull=False)
    elif wanted.state in CaseState.values:
        rows = rows.filter(state=wanted.state)
    if wanted.need:
        rows = rows.filter(needs__contains=[wanted.need])
    if wanted.mine:
        rows = rows.filter(helper=user)
    if wanted.words:
        rows = rows.filter(_named(wanted.words))
    return page_of(rows.select_related("helper").order_by("pk"), number=page, shown=rows_shown)


def _named(words: str) -> Q:
    found = Person.objects.filter(
        records__superseded_at__isnull=True, records__name__icontains=words
    )
    return Q(person__in=found.values("pk"))


def day_of(*, user: User, today: date, page: int = 1) -> Page[CaseRow]:
    """Whom the user is to call today, who has waited longest first."""
    rows = cases_of(user).filter(helper=user, state=CaseState.OPEN, next_contact_on__lte=today)
    ordered = rows.select_related("helper", "helplist").order_by("next_contact_on", "pk")
    return page_of(ordered, number=page, shown=rows_shown)


def to_call(user: User, today: date) -> int:
    return HelpCase.objects.filter(
        helper=user, state=CaseState.OPEN, next_contact_on__lte=today
    ).count()


def rows_shown(cases: list[HelpCase]) -> list[CaseRow]:
    """With names and what was offered, in two queries."""
    names = names_of(case.person_id for case in cases)
    counts = progress_of(case.pk for case in cases)
    return [
        CaseRow(case=case, name=names.get(case.person_id, ""), progress=counts[case.pk])
        for case in cases
    ]


def progress_of(cases: Iterable[int]) -> dict[int, tuple[tuple[int, int], ...]]:
    """Of each case how much of 1 policy, 3 posts, 1 training was offered, in one query."""
    keys = list(cases)
    rows = HelpOffer.objects.filter(case__in=keys, state__in=TOLD).order_by()
    counted = {
        (case, kind): n
        for case, kind, n in rows.values_list("case", "kind").annotate(n=Count("pk"))
    }
    return {
        key: tuple(
            (sum(counted.get((key, kind), 0) for kind in kinds), wanted)
            for kinds, wanted in PROMISED
        )
        for key in keys
    }


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Of a list: people, by state, and outcomes with how many of each."""

    people: int
    open: int
    alone: int
    found: int
    contacted: int
    kept: int
    outcomes: tuple[tuple[str, int], ...]


def counts_of(helplist: HelpList) -> Counts:
    """Three queries, however many people."""
    rows = helplist.cases.all()
    told = rows.aggregate(
        people=Count("pk", distinct=True),
        open=Count("pk", filter=Q(state=CaseState.OPEN), distinct=True),
        alone=Count("pk", filter=Q(state=CaseState.OPEN, helper__isnull=True), distinct=True),
        found=Count("pk", filter=Q(state=CaseState.OPEN, found_fact__isnull=False), distinct=True),
        contacted=Count("pk", filter=Q(contacts__isnull=False), distinct=True),
    )
    kept = rows
    for kinds, wanted in PROMISED:
        offered = HelpOffer.objects.filter(kind__in=kinds, state__in=TOLD).order_by()
        enough = offered.values("case").annotate(n=Count("pk")).filter(n__gte=wanted)
        kept = kept.filter(pk__in=enough.values("case"))
    closed = rows.filter(state=CaseState.CLOSED).order_by().values_list("outcome")
    by_outcome = dict(closed.annotate(n=Count("pk")))
    outcomes = tuple(
        (str(word), by_outcome[value]) for value, word in Outcome.choices if value in by_outcome
    )
    return Counts(**told, kept=kept.count(), outcomes=outcomes)


def access_case(*, user: User, uuid: Any) -> HelpCase:
    """Raises HelpCase.DoesNotExist."""
    return cases_of(user).select_related("helplist", "helper").get(uuid=uuid)


def offers_of(case: HelpCase) -> list[HelpOffer]:
    return list(case.offers.select_related("post").defer("post__search"))


def helpers_for(division: int) -> list[User]:
    """Officers who hold 经办 or 复核 there now."""
    rows = User.objects.filter(
        role=Role.OFFICER,
        is_active=True,
        duties__duty__in=(Duty.MAKER, Duty.CHECKER),
        duties__region__in=above(division),
        duties__during__contains=timezone.now(),
    )
    return list(rows.distinct().order_by("pk"))


def own_cases(person: Person) -> "QuerySet[HelpCase]":
    """By any of their numbers, the open ones first."""
    rows = HelpCase.objects.filter(person__in=rows_of(person)).select_related("helper")
    return rows.order_by("-state", "-pk")


def list_names(cases: Iterable[HelpCase]) -> dict[int, str]:
    """Of lists on which somebody is; the list itself is not theirs to see."""
    with as_the_program():
        rows = HelpList.objects.filter(pk__in={case.helplist_id for case in cases})
        return dict(rows.values_list("pk", "name"))


def own_offers(person: Person) -> "QuerySet[HelpOffer]":
    """What somebody was told of."""
    rows = HelpOffer.objects.filter(
        case__person__in=rows_of(person), state__in=(*TOLD, OfferState.WITHDRAWN)
    )
    return rows.select_related("case", "post").defer("post__search")
