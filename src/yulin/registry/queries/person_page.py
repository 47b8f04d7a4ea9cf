"""One person on one page: every fact with its source and date, and what was held before."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Value

from yulin.access.models import User
from yulin.facts.frames import EMPLOYERS, PEOPLE
from yulin.facts.schema import PERSON, TABLES, TOLD_NAMES, Column, Table
from yulin.facts.told import VALUES
from yulin.registry.incoming import column_of
from yulin.registry.models import (
    FACT_MODELS,
    CorrectionRequest,
    Coverage,
    EmployerFact,
    Fact,
    Person,
    PersonFact,
)
from yulin.registry.queries.scope import access_person
from yulin.registry.queries.shown import shown


@dataclass(frozen=True, kw_only=True)
class CellView:
    """`text` is empty where the value is unknown (`known` False) or an end is open."""

    column: Column
    text: str
    known: bool


@dataclass(frozen=True, kw_only=True)
class RowView:
    uuid: UUID
    cells: tuple[CellView, ...]
    source: str
    evidence: str
    batch: str
    recorded_at: datetime
    superseded_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class SheetView:
    table: Table
    #: False: the sheet was never supplied for this person, so nothing is known
    held: bool
    rows: tuple[RowView, ...]
    #: rows that were superseded, latest first
    earlier: tuple[RowView, ...]


@dataclass(frozen=True, kw_only=True)
class PersonPage:
    person: Person
    name: str
    masked_number: str
    sheets: tuple[SheetView, ...]
    corrections: tuple[CorrectionRequest, ...]

    def sheet(self, name: str) -> SheetView:
        return next(sheet for sheet in self.sheets if sheet.table.name == name)


@dataclass(frozen=True, kw_only=True)
class _Names:
    employers: dict[int, str]
    people: dict[int, str]


def person_page(*, user: User, uuid: UUID | str) -> PersonPage:
    """Raises Person.DoesNotExist for somebody whom the user may not see."""
    person = access_person(user=user, uuid=uuid)
    facts = _facts_of(person)
    held = Coverage.objects.filter(person=person, superseded_at__isnull=True).first()
    names = _names(facts)
    record = next((f for f in facts[PERSON.name] if f.superseded_at is None), None)
    return PersonPage(
        person=person,
        name=record.name if isinstance(record, PersonFact) else "",
        masked_number=person.masked_number,
        sheets=tuple(
            _sheet(table, facts[table.name], set(held.tables if held else ()), names)
            for table in TABLES
        ),
        corrections=tuple(
            CorrectionRequest.objects.filter(person=person).select_related(
                "asked_by", "answered_by"
            )
        ),
    )


def _facts_of(person: Person) -> dict[str, list[Fact]]:
    """Every fact by sheet; most sheets have none, and one query tells which have any."""
    one_each = [
        _facts(model, person).order_by().values_list(Value(model.TABLE.name))[:1]
        for model in FACT_MODELS
    ]
    filled = {name for (name,) in one_each[0].union(*one_each[1:], all=True)}
    return {
        model.TABLE.name: list(_facts(model, person).select_related("batch").order_by("id"))
        if model.TABLE.name in filled
        else []
        for model in FACT_MODELS
    }


def _facts(model: type[Fact], person: Person) -> "QuerySet[Fact]":
    return model.objects.filter(**{model.person_field(): person})


def _names(facts: dict[str, list[Fact]]) -> _Names:
    """The names behind every link, in two queries."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for fact in (fact for rows in facts.values() for fact in rows):
        for kind, key in _links(fact):
            wanted[kind].add(key)
    employers = EmployerFact.objects.current().filter(employer__in=wanted[EMPLOYERS])
    people = Person.objects.filter(pk__in=wanted[PEOPLE])
    return _Names(
        employers=dict(employers.values_list("employer", "name")),
        people={person.pk: person.masked_number for person in people},
    )


def _links(fact: Fact) -> Iterator[tuple[str, int]]:
    for column in fact.TABLE.columns:
        if column.names:
            key = value_of(fact, column)
            if key is not None:
                yield column.names, key


def value_of(fact: Fact, column: Column) -> Any:
    """The stored value; of a link, the key of the row that it points to."""
    return getattr(fact, column_of(column))


def _sheet(table: Table, facts: list[Fact], held: set[str], names: _Names) -> SheetView:
    current = tuple(_row(fact, names) for fact in facts if fact.superseded_at is None)
    earlier = [_row(fact, names) for fact in facts if fact.superseded_at is not None]
    return SheetView(
        table=table,
        held=table.field in held or bool(current),
        rows=current,
        earlier=tuple(sorted(earlier, key=lambda row: row.superseded_at, reverse=True)),
    )


def _row(fact: Fact, names: _Names) -> RowView:
    return RowView(
        uuid=fact.uuid,
        cells=tuple(_cell(fact, column, names) for column in _columns(fact)),
        source=fact.source,
        evidence=fact.evidence,
        batch=fact.batch.title if fact.batch else "",
        recorded_at=fact.recorded_at,
        superseded_at=fact.superseded_at,
    )


def _columns(fact: Fact) -> Iterator[Column]:
    """The columns a row speaks in: a told fact's value stands in one of several."""
    told = fact.TABLE.name in TOLD_NAMES
    for column in fact.TABLE.columns:
        if not (told and column.name in VALUES and value_of(fact, column) is None):
            yield column


def _cell(fact: Fact, column: Column, names: _Names) -> CellView:
    value = value_of(fact, column)
    if column.names == PEOPLE:
        text = names.people.get(value, "")
    elif column.names == EMPLOYERS:
        text = names.employers.get(value, "")
    else:
        text = shown(column, value)
    return CellView(column=column, text=text, known=value is not None)
