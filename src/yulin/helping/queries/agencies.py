"""The directory of agencies, what firms order and agencies fill, and how fast and well."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from yulin.access.models import User
from yulin.access.queries.scope import in_sight
from yulin.access.row_security import as_the_program
from yulin.access.rules import is_employer
from yulin.helping.enums import AgencyState, OrderState, Service
from yulin.helping.models import Agency, Candidate, Complaint, Order, ShareCode, SignUp, Tenant
from yulin.jobs.models import Post
from yulin.jobs.queries.firms import firm_names
from yulin.jobs.queries.search import published
from yulin.registry.models import EmployerFact, Person
from yulin.registry.queries.paging import Page, page_of
from yulin.registry.queries.scope import rows_of

#: who was taken for an order, whatever became of it
_DONE = (OrderState.TAKEN, OrderState.CLOSED)


@dataclass(frozen=True, kw_only=True)
class Record:
    """What an agency's orders come to; None where there is nothing to count."""

    orders: int = 0
    people: int = 0
    filled: int = 0
    #: days from taking an order to its last seat, in tenths; the middle one
    median_tenths: int | None = None
    #: heads a day over all filled orders, in tenths
    a_day_tenths: int | None = None
    stars_tenths: int | None = None
    rated: int = 0

    @property
    def fill_percent(self) -> int | None:
        return self.filled * 100 // self.people if self.people else None


@dataclass(frozen=True, kw_only=True)
class AgencyRow:
    agency: Agency
    name: str
    parks: tuple[str, ...]
    record: Record = field(default_factory=Record)

    @property
    def services(self) -> list[str]:
        return [str(Service(one).label) for one in self.agency.services]


def listed() -> "QuerySet[Agency]":
    """Checked, and with a licence that is valid today: a licence that is over hides an agency."""
    return Agency.objects.filter(
        state=AgencyState.LISTED, licence_until__gte=timezone.localdate()
    ).select_related("employer")


def directory(
    *, words: str = "", service: str = "", park: str = "", page: int = 1
) -> Page[AgencyRow]:
    """What anybody sees, in six queries."""
    rows = listed()
    if service in Service.values:
        rows = rows.filter(services__contains=[service])
    if words:
        named = EmployerFact.objects.current().filter(name__icontains=words).values("employer")
        rows = rows.filter(Q(employer__in=named) | Q(fields__contains=[words]))
    if park:
        inside = Tenant.objects.filter(carrier__uuid=park, until__isnull=True)
        rows = rows.filter(employer__in=inside.values("employer"))
    return page_of(rows.order_by("pk"), number=page, shown=agency_rows)


def agency_rows(agencies: list[Agency]) -> list[AgencyRow]:
    """With names, parks and records, in three queries."""
    names = firm_names(one.employer_id for one in agencies)
    records = records_of([one.pk for one in agencies])
    parks: dict[int, list[str]] = {}
    inside = Tenant.objects.filter(
        employer__in=[one.employer_id for one in agencies], until__isnull=True
    )
    for employer, name in inside.values_list("employer", "carrier__name"):
        parks.setdefault(employer, []).append(name)
    return [
        AgencyRow(
            agency=one,
            name=names.get(one.employer_id, ""),
            parks=tuple(parks.get(one.employer_id, ())),
            record=records.get(one.pk, Record()),
        )
        for one in agencies
    ]


def records_of(agencies: Iterable[int]) -> dict[int, Record]:
    """Counts alone, which are public; past the policies, in one query."""
    with as_the_program():
        rows = list(
            Order.objects.filter(agency__in=list(agencies), state__in=_DONE)
            .order_by("pk")
            .values_list("agency", "people", "filled", "taken_at", "filled_at", "stars")
        )
    by_agency: dict[int, list[tuple[Any, ...]]] = {}
    for agency, *told in rows:
        by_agency.setdefault(agency, []).append(tuple(told))
    return {agency: _record(told) for agency, told in by_agency.items()}


def _record(rows: list[tuple[Any, ...]]) -> Record:
    spans = [(people, _tenths(taken, last)) for people, _n, taken, last, _s in rows if last]
    days = sum(tenths for _people, tenths in spans)
    stars = [one for *_rest, one in rows if one]
    heads = sum(people for people, _tenths_ in spans)
    return Record(
        orders=len(rows),
        people=sum(people for people, *_rest in rows),
        filled=sum(filled for _people, filled, *_rest in rows),
        median_tenths=int(median(tenths for _people, tenths in spans)) if spans else None,
        a_day_tenths=heads * 100 // days if days else None,
        stars_tenths=sum(stars) * 10 // len(stars) if stars else None,
        rated=len(stars),
    )


def _tenths(taken: datetime | None, last: datetime) -> int:
    """Tenths of a day, at least one: what was filled at once took some time."""
    assert taken is not None
    return max(1, round((last - taken).total_seconds() / 8640))


def access_listed(uuid: Any) -> Agency:
    """Raises Agency.DoesNotExist also for one whose licence is over."""
    return listed().get(uuid=uuid)


def own_agency(user: User) -> Agency | None:
    if not is_employer(user) or not user.organisation_key:
        return None
    rows = Agency.objects.filter(employer__uuid=user.organisation_key)
    return rows.select_related("employer").first()


@dataclass(frozen=True, kw_only=True)
class OrderRow:
    order: Order
    #: of the other side
    name: str
    proposed: int


def _orders() -> "QuerySet[Order]":
    rows = Order.objects.select_related("post", "agency__employer", "employer")
    return rows.defer("post__search")


def firm_orders(user: User) -> "QuerySet[Order]":
    if not is_employer(user) or not user.organisation_key:
        return Order.objects.none()
    return _orders().filter(employer__uuid=user.organisation_key)


def agency_orders(user: User) -> "QuerySet[Order]":
    if not is_employer(user) or not user.organisation_key:
        return Order.objects.none()
    return _orders().filter(agency__employer__uuid=user.organisation_key)


def orders_list(
    rows: "QuerySet[Order]", *, of_agency: bool, state: str = "", page: int = 1
) -> Page[OrderRow]:
    """With the other side's name and how many were proposed, in three queries."""
    if state in OrderState.values:
        rows = rows.filter(state=state)

    def shown(orders: list[Order]) -> list[OrderRow]:
        keys = [one.employer_id if of_agency else one.agency.employer_id for one in orders]
        names = firm_names(keys)
        return [
            OrderRow(order=one, name=names.get(key, ""), proposed=one.proposed)  # type: ignore[attr-defined]
            for one, key in zip(orders, keys, strict=True)
        ]

    counted = rows.annotate(proposed=Count("candidates")).order_by("-pk")
    with as_the_program():  # an agency whose new licence waits is nobody else's to see
        return page_of(counted, number=page, shown=shown, total=rows.count())


def access_order(*, rows: "QuerySet[Order]", uuid: Any) -> Order:
    """One of a firm's or an agency's own, also while its licence waits. Raises DoesNotExist."""
    with as_the_program():
        return rows.get(uuid=uuid)


def candidates_of(order: Order) -> list[Candidate]:
    return list(order.candidates.all())


def access_candidate(*, user: User, uuid: Any) -> Candidate:
    """One that came to the user's firm; raises Candidate.DoesNotExist."""
    rows = Candidate.objects.select_related("order__agency__employer", "order__employer")
    with as_the_program():
        return rows.get(uuid=uuid, order__in=firm_orders(user).values("pk"))


def own_candidacies(person: Person) -> "QuerySet[Candidate]":
    rows = Candidate.objects.filter(person__in=rows_of(person))
    return rows.order_by("-pk")


def standing_code(person: Person) -> ShareCode | None:
    """A code that nobody has used yet; the code itself is not kept."""
    rows = ShareCode.objects.filter(person__in=rows_of(person), used_at__isnull=True)
    return rows.filter(valid_until__gt=timezone.now()).first()


def posts_to_order(user: User) -> "QuerySet[Post]":
    """Open posts of the firm that still lack somebody."""
    rows = published().filter(employer__uuid=user.organisation_key)
    return rows.select_related("employer").order_by("-pk")


def agencies_in_sight(user: User) -> "QuerySet[Agency]":
    return in_sight(user=user, rows=Agency.objects.select_related("employer"), field="division")


def agencies_list(*, user: User, state: str = "", page: int = 1) -> Page[AgencyRow]:
    """For officers: those that wait first."""
    rows = agencies_in_sight(user)
    if state == "expired":
        rows = rows.filter(state=AgencyState.LISTED, licence_until__lt=timezone.localdate())
    elif state in AgencyState.values:
        rows = rows.filter(state=state)
    return page_of(rows.order_by("state", "pk"), number=page, shown=agency_rows)


def complaints_in_sight(user: User) -> "QuerySet[Complaint]":
    rows = Complaint.objects.select_related("agency__employer")
    return in_sight(user=user, rows=rows, field="division").order_by("-state", "-pk")


def sign_ups_for(user: User) -> "QuerySet[SignUp]":
    """Of the firm's posts, whom a community told it of."""
    if not is_employer(user) or not user.organisation_key:
        return SignUp.objects.none()
    rows = SignUp.objects.filter(post__employer__uuid=user.organisation_key)
    return rows.exclude(state="taken").select_related("post", "desk").defer("post__search")
