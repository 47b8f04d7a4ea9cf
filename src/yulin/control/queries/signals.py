"""Doubts that somebody may see, and what shows them."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from yulin.access.models import User
from yulin.access.queries.scope import in_sight
from yulin.control.enums import UNDECIDED, SignalState
from yulin.control.kinds import KINDS, Kind
from yulin.control.models import Recheck, Signal
from yulin.entitlements.models import Grant, Instalment
from yulin.facts.schema import Column, Table
from yulin.ledger.enums import PaymentState
from yulin.ledger.models import PayeeAccount, Payment
from yulin.registry.models import FACT_MODELS, EmployerFact, Fact, Person, PersonFact
from yulin.registry.queries.paging import Page, page_of
from yulin.registry.queries.people import people_matching
from yulin.registry.queries.person_page import CellView
from yulin.registry.queries.shown import shown

#: payments of the subject that a page offers
PAYMENTS = 50


@dataclass(frozen=True, kw_only=True)
class SignalFilters:
    """Blank: no matter; `state` blank is what is still to be decided."""

    kind: str = ""
    state: str = ""
    mine: bool = False
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class SignalRow:
    signal: Signal
    kind: Kind
    name: str


def visible_signals(user: User) -> QuerySet[Signal]:
    return in_sight(user=user, rows=Signal.objects.all())


def access_signal(*, user: User, uuid: str) -> Signal:
    """Raises DoesNotExist also for what exists elsewhere."""
    rows = visible_signals(user).select_related("person", "employer", "assigned_to", "decided_by")
    return rows.get(uuid=uuid)


def signals_list(*, user: User, filters: SignalFilters, page: int = 1) -> Page[SignalRow]:
    """A page of the queue, latest first."""
    rows = visible_signals(user).select_related("person", "employer", "assigned_to")
    if filters.kind in KINDS:
        rows = rows.filter(kind=filters.kind)
    if filters.state in SignalState.values:
        rows = rows.filter(state=filters.state)
    elif filters.state != "all":
        rows = rows.filter(state__in=sorted(UNDECIDED))
    if filters.mine:
        rows = rows.filter(assigned_to=user)
    if filters.words:
        rows = rows.filter(_matching(filters.words))
    return page_of(rows, number=page, shown=_rows)


def _matching(words: str) -> Q:
    """Their whole number, or a part of a name; of a person also of where they work."""
    firms = EmployerFact.objects.current().filter(name__icontains=words)
    people = Person.objects.filter(people_matching(words))
    return Q(person__in=people.values("pk")) | Q(employer__in=firms.values("employer"))


def names_of(rows: list[Any]) -> dict[tuple[str, int], str]:
    """("person" or "employer", key) → name, in two queries."""
    people = PersonFact.objects.current().filter(person__in=[row.person_id for row in rows])
    firms = EmployerFact.objects.current().filter(employer__in=[row.employer_id for row in rows])
    named: dict[tuple[str, int], str] = {}
    for kind, found in (("person", people), ("employer", firms)):
        named |= {(kind, key): name for key, name in found.values_list(kind, "name")}
    return named


def name_of(row: Any, names: dict[tuple[str, int], str]) -> str:
    kind = "person" if row.person_id else "employer"
    return names.get((kind, row.person_id or row.employer_id), "")


def _rows(signals: list[Signal]) -> list[SignalRow]:
    names = names_of(signals)
    return [
        SignalRow(signal=one, kind=KINDS[one.kind], name=name_of(one, names)) for one in signals
    ]


def payments_of_subject(signal: Signal) -> list[Payment]:
    """What was paid to whom a doubt is about, latest first."""
    rows = Payment.objects.filter(
        state=PaymentState.PAID,
        instalment__person=signal.person_id,
        instalment__employer=signal.employer_id,
    )
    return list(rows.select_related("instalment").order_by("-answered_at", "-pk")[:PAYMENTS])


# -- evidence --------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One row of evidence: a record of the register with its cells, or something of ours."""

    table: Table | None = None
    cells: tuple[CellView, ...] = ()
    source: str = ""
    #: superseded since
    is_gone: bool = False
    row: Any = None
    kind: str = ""


_FACTS: dict[str, type[Fact]] = {
    f"registry.{model.__name__.lower()}": model for model in FACT_MODELS
}
_OURS: dict[str, Callable[[list[str]], QuerySet]] = {
    "ledger.payeeaccount": lambda keys: PayeeAccount.objects.filter(uuid__in=keys),
    "ledger.payment": lambda keys: Payment.objects.filter(uuid__in=keys).select_related(
        "instalment"
    ),
    "entitlements.instalment": lambda keys: Instalment.objects.filter(uuid__in=keys),
    "entitlements.grant": lambda keys: Grant.objects.filter(uuid__in=keys),
    "control.recheck": lambda keys: Recheck.objects.filter(uuid__in=keys).select_related(
        "instalment"
    ),
}


def evidence_of(signal: Signal) -> list[Shown]:
    """The rows that show it, as they stand: one query a kind of row, and one for firms' names."""
    wanted: dict[str, list[str]] = {}
    for kind, key in signal.evidence.get("rows", []):
        wanted.setdefault(kind, []).append(key)
    found: list[Shown] = []
    for kind, keys in wanted.items():
        if kind in _FACTS:
            rows = list(_FACTS[kind].objects.filter(uuid__in=keys).order_by("pk"))
            names = _firms(_FACTS[kind].TABLE, rows)
            found += [_fact(one, names) for one in rows]
        elif kind in _OURS:
            found += [Shown(kind=kind, row=one) for one in _OURS[kind](keys).order_by("pk")]
    return found


def _firms(table: Table, rows: list[Any]) -> dict[int, str]:
    keys = {
        getattr(row, _attribute(column))
        for column in table.columns
        if column.names == "单位"
        for row in rows
    }
    if not keys - {None}:
        return {}
    named = EmployerFact.objects.current().filter(employer__in=keys - {None})
    return dict(named.values_list("employer", "name"))


def _attribute(column: Column) -> str:
    """The model's attribute that holds a column: a link's is its key."""
    if not column.names:
        return column.field
    return column.field.removesuffix("_id").removesuffix("_code") + "_id"


def _fact(row: Fact, names: dict[int, str]) -> Shown:
    cells = []
    for column in row.TABLE.columns:
        if column.names == "人员":  # whom it is about stands above; others are nobody's business
            continue
        value = getattr(row, _attribute(column))
        text = names.get(value, "") if column.names else shown(column, value)
        if text:
            cells.append(CellView(column=column, text=text, known=True))
    return Shown(
        table=row.TABLE,
        cells=tuple(cells),
        source=row.source,
        is_gone=row.superseded_at is not None,
    )


def figures_of(signal: Signal) -> dict[str, int | Decimal]:
    """What was counted."""
    return {
        name: Decimal(value) if isinstance(value, str) else int(value)
        for name, value in signal.evidence.get("figures", {}).items()
    }
