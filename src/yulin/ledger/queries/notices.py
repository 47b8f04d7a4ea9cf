"""What somebody is told, about benefits, about money and by later rooms, in one list."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Q, QuerySet, Value

from yulin.entitlements.models import Notice as BenefitNotice
from yulin.ledger.models import Notice as MoneyNotice
from yulin.registry.models import Employer, Person
from yulin.registry.queries.paging import Page, page_of
from yulin.registry.queries.scope import rows_of

PER_PAGE = 20
#: what is told about → the table; each has person, employer, told_at and read_at
_MODELS: dict[str, Any] = {"benefit": BenefitNotice, "money": MoneyNotice}


def also_told(about: str, model: Any) -> None:
    """Let the list hold another room's notices too; asked when that room's app is ready."""
    _MODELS[about] = model


def told_in() -> list[Any]:
    """The tables of everything that is told."""
    return list(_MODELS.values())


@dataclass(frozen=True, kw_only=True)
class Told:
    """One notice; `about` says of which kind."""

    about: str
    notice: Any

    @property
    def at(self) -> datetime:
        moment: datetime = self.notice.told_at
        return moment

    @property
    def is_new(self) -> bool:
        return self.notice.read_at is None


def notices_of(subject: Person | Employer, *, page: int = 1, unread: bool = False) -> Page[Told]:
    """A page of all that somebody was told, the latest first."""
    found = _all(theirs(subject), unread=unread).order_by("-told_at", "-pk")
    return page_of(found, number=page, shown=_told, per_page=PER_PAGE)


def unread_of(person_key: str) -> int:
    """How many a person has not read, in one query; the key is that of their account."""
    named = Q(uuid=person_key) | Q(merged_into__uuid=person_key) | Q(aliases__uuid=person_key)
    people = Person.objects.filter(named)
    return _all({"person__in": people.values("pk")}, unread=True).count()


def unread_of_firm(organisation_key: str) -> int:
    """How many an organisation has not read, in one query; the key is that of its account."""
    return _all({"employer__uuid": organisation_key}, unread=True).count()


def theirs(subject: Person | Employer) -> dict[str, object]:
    """What narrows notices to those of somebody."""
    if isinstance(subject, Employer):
        return {"employer": subject}
    return {"person__in": rows_of(subject).values("pk")}


def _all(whose: dict[str, object], *, unread: bool) -> "QuerySet":
    wanted = dict(whose)
    if unread:
        wanted["read_at__isnull"] = True
    first, *others = (
        model.objects.filter(**wanted)
        .order_by()
        .values("pk", "told_at", about=Value(about, output_field=CharField()))
        for about, model in _MODELS.items()
    )
    return first.union(*others, all=True)


def _shown_with(model: Any) -> "QuerySet[Any]":
    """With the rows that its page links to, where it names any."""
    rows: QuerySet[Any] = model.objects.all()
    leads = getattr(model, "LEADS_TO", ())
    return rows.select_related(*leads) if leads else rows


def _told(rows: list[dict[str, object]]) -> list[Told]:
    held = {
        about: _shown_with(model).in_bulk([row["pk"] for row in rows if row["about"] == about])
        for about, model in _MODELS.items()
    }
    return [
        Told(about=str(row["about"]), notice=held[str(row["about"])][row["pk"]]) for row in rows
    ]
