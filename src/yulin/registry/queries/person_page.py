"""One person on one page: every fact with its source and date, and what was held before."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Value

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
    IdentityLink,
    Person,
    PersonFact,
)
from yulin.registry.models import known_on as known_at
from yulin.registry.queries.documents import number_in_force
from yulin.registry.queries.scope import access_person
from yulin.registry.queries.shown import shown
from yulin.registry.valid_time import holds_on, span_of


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
    #: when it holds in the world; None: it does not say, or has not ended
    since: date | None = None
    until: date | None = None
    #: the number that it came with, masked, where it is not the one at the head of the page
    under: str = ""


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
    #: every number that is read as this person's, the one that is kept first
    numbers: tuple[Person, ...] = ()

    def sheet(self, name: str) -> SheetView:
        return next(sheet for sheet in self.sheets if sheet.table.name == name)


@dataclass(frozen=True, kw_only=True)
class _Names:
    employers: dict[int, str]
    people: dict[int, str]


def person_page(
    *,
    user: User,
    uuid: UUID | str,
    known_on: datetime | None = None,
    valid_on: date | None = None,
) -> PersonPage:
    """What the register holds of somebody, or held at a moment, of what holds on a day.

    Raises Person.DoesNotExist for somebody whom the user may not see.
    """
    person = access_person(user=user, uuid=uuid)
    numbers = _numbers_of(person, known_on)
    facts = _facts_of(numbers, known_on)
    held = Coverage.objects.filter(known_at(known_on), person__in=numbers)
    tables = {name for row in held for name in row.tables}
    names = _names(facts, known_on)
    asked = _Asked(known_on, valid_on, {n.pk: n.masked_number for n in numbers if n != person})
    return PersonPage(
        person=person,
        name=_name(facts[PERSON.name], person, known_on),
        masked_number=_in_force(person, numbers).masked_number,
        sheets=tuple(_sheet(table, facts[table.name], tables, names, asked) for table in TABLES),
        corrections=tuple(
            CorrectionRequest.objects.filter(person__in=numbers).select_related(
                "asked_by", "answered_by"
            )
        ),
        numbers=tuple(numbers),
    )


@dataclass(frozen=True)
class _Asked:
    """Of which moment and which day, and the masked numbers of a person's other rows."""

    known_on: datetime | None
    valid_on: date | None
    others: dict[int, str]

    def is_held(self, fact: Fact) -> bool:
        if self.known_on is None:
            return fact.superseded_at is None
        return fact.superseded_at is None or fact.superseded_at > self.known_on


def _numbers_of(person: Person, moment: datetime | None) -> list[Person]:
    """The rows of all numbers that were read as this one's at a moment; itself first."""
    if moment is None:
        others = Person.objects.filter(merged_into=person)
    else:
        then = IdentityLink.objects.filter(known_at(moment), kept=person, recorded_at__isnull=False)
        others = Person.objects.filter(pk__in=then.values("other"))
    return [person, *others.order_by("pk")]


def _in_force(person: Person, numbers: list[Person]) -> Person:
    return number_in_force(person) if len(numbers) > 1 else person


def _name(records: list[Fact], person: Person, moment: datetime | None) -> str:
    """As the number that is kept has it."""
    named = [
        (fact.person_id != person.pk, fact.name)
        for fact in records
        if isinstance(fact, PersonFact) and _Asked(moment, None, {}).is_held(fact)
    ]
    return min(named)[1] if named else ""


def _facts_of(numbers: list[Person], moment: datetime | None) -> dict[str, list[Fact]]:
    """Every fact by sheet; most sheets have none, and one query tells which have any."""
    one_each = [
        _facts(model, numbers).order_by().values_list(Value(model.TABLE.name))[:1]
        for model in FACT_MODELS
    ]
    filled = {name for (name,) in one_each[0].union(*one_each[1:], all=True)}
    learnt = Q() if moment is None else Q(recorded_at__lte=moment)
    return {
        model.TABLE.name: list(
            _facts(model, numbers).filter(learnt).select_related("batch").order_by("id")
        )
        if model.TABLE.name in filled
        else []
        for model in FACT_MODELS
    }


def _facts(model: type[Fact], numbers: list[Person]) -> "QuerySet[Fact]":
    return model.objects.filter(**{f"{model.person_field()}__in": numbers})


def _names(facts: dict[str, list[Fact]], moment: datetime | None) -> _Names:
    """The names behind every link, as they were at the moment, in two queries."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for fact in (fact for rows in facts.values() for fact in rows):
        for kind, key in _links(fact):
            wanted[kind].add(key)
    employers = EmployerFact.objects.known_on(moment).filter(employer__in=wanted[EMPLOYERS])
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


def _sheet(
    table: Table, facts: list[Fact], held: set[str], names: _Names, asked: _Asked
) -> SheetView:
    facts = [fact for fact in facts if holds_on(fact, asked.valid_on)]
    current = tuple(_row(fact, names, asked) for fact in facts if asked.is_held(fact))
    earlier = [_row(fact, names, asked) for fact in facts if not asked.is_held(fact)]
    return SheetView(
        table=table,
        held=table.field in held or bool(current),
        rows=current,
        earlier=tuple(sorted(earlier, key=lambda row: row.superseded_at, reverse=True)),
    )


def _row(fact: Fact, names: _Names, asked: _Asked) -> RowView:
    since, until = span_of(fact)
    return RowView(
        uuid=fact.uuid,
        cells=tuple(_cell(fact, column, names) for column in _columns(fact)),
        source=fact.source,
        evidence=fact.evidence,
        batch=fact.batch.title if fact.batch else "",
        recorded_at=fact.recorded_at,
        superseded_at=fact.superseded_at,
        since=since,
        until=until,
        under=asked.others.get(getattr(fact, f"{fact.person_field()}_id"), ""),
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
