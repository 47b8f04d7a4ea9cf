"""Correction requests as an officer works through them."""

from dataclasses import dataclass

from django.http import QueryDict

from yulin.access.models import User
from yulin.facts.schema import BY_NAME, Column, Table
from yulin.registry.enums import CorrectionState
from yulin.registry.models import CorrectionRequest, PersonFact
from yulin.registry.queries.paging import Page, page_of
from yulin.registry.queries.person_page import CellView, PersonPage, RowView
from yulin.registry.queries.scope import visible_corrections
from yulin.web.officer.listing import page_number


@dataclass(frozen=True)
class Line:
    """A request in the list, with whose it is."""

    request: CorrectionRequest
    name: str
    masked_number: str


def state_of(query: QueryDict) -> str:
    """Open ones first come to mind; `all` shows every one."""
    state = query.get("state", CorrectionState.OPEN)
    return state if state in {*CorrectionState.values, "all"} else CorrectionState.OPEN


def listed_corrections(*, user: User, state: str, query: QueryDict) -> Page[Line]:
    """The oldest open one first, since its asker has waited longest; of others the latest."""
    rows = visible_corrections(user).select_related("person")
    if state != "all":
        rows = rows.filter(state=state)
    ordered = rows.order_by("id" if state == CorrectionState.OPEN else "-id")
    return page_of(ordered, number=page_number(query), shown=_lines, per_page=20)


def _lines(requests: list[CorrectionRequest]) -> list[Line]:
    people = [request.person_id for request in requests]
    records = PersonFact.objects.current().filter(person__in=people)
    names = dict(records.values_list("person", "name"))
    return [
        Line(request, names.get(request.person_id, ""), request.person.masked_number)
        for request in requests
    ]


@dataclass(frozen=True)
class Subject:
    """What a request is about, as the register holds it now."""

    table: Table | None
    column: Column | None
    row: RowView | None
    cell: CellView | None

    @property
    def is_gone(self) -> bool:
        """The record was replaced since the request was made."""
        return self.column is not None and self.row is None


def subject_of(request: CorrectionRequest, page: PersonPage) -> Subject:
    table = BY_NAME.get(request.table)
    if table is None:
        return Subject(None, None, None, None)
    row = next((r for r in page.sheet(table.name).rows if r.uuid == request.row), None)
    column = next((c for c in table.columns if c.name == request.column), None)
    cells = row.cells if row else ()
    cell = next((c for c in cells if c.column.name == request.column), None)
    return Subject(table, column, row, cell)
