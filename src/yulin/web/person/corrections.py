"""The form behind “这条信息有误”: which row, which column, what it should be."""

from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict

from yulin.facts.schema import Column
from yulin.registry.queries.person_page import PersonPage, RowView, SheetView


@dataclass(frozen=True)
class Draft:
    """A request as typed; `row` is None where a whole record is missing."""

    sheet: SheetView
    row: RowView | None
    column: str = ""
    claimed: str = ""
    text: str = ""

    @property
    def columns(self) -> tuple[Column, ...]:
        """What may be corrected in place: document numbers may not."""
        table = self.sheet.table
        return tuple(c for c in table.columns if c.kind != "id" and c.name != table.key)

    @property
    def row_uuid(self) -> UUID | None:
        return self.row.uuid if self.row else None


def read(page: PersonPage, typed: QueryDict) -> Draft | None:
    """The draft that the address or form names; None where the page has no such sheet or row."""
    sheet = next((s for s in page.sheets if s.table.name == typed.get("table")), None)
    if sheet is None:
        return None
    wanted = typed.get("row", "")
    row = next((r for r in sheet.rows if str(r.uuid) == wanted), None)
    if wanted and row is None:
        return None
    return Draft(
        sheet=sheet,
        row=row,
        column=typed.get("column", ""),
        claimed=_claimed(sheet, typed),
        text=typed.get("text", "")[:1000],
    )


def _claimed(sheet: SheetView, typed: QueryDict) -> str:
    """What was typed; a label written in English becomes the record's own."""
    text = typed.get("claimed", "")[:200]
    column = next((c for c in sheet.table.columns if c.name == typed.get("column")), None)
    if column is None or column.labels is None:
        return text
    twins = {
        english.casefold(): label
        for label, english in zip(column.labels.labels, column.labels.en, strict=True)
    }
    return twins.get(text.strip().casefold(), text)
