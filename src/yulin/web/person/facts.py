"""My facts as the page shows them: what is held, what is not known, and which sheets are empty."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from yulin.facts.schema import EMPLOYER, PERSON, person_column
from yulin.registry.queries.person_page import CellView, PersonPage, RowView, SheetView
from yulin.sources.queries.sources import Standing, standings_of
from yulin.web.language import field_word


@dataclass(frozen=True)
class Card:
    """One record; the number that says whose it is stands at the head of the page already."""

    row: RowView
    cells: tuple[CellView, ...]
    #: columns whose value nobody has supplied
    unknown: tuple[CellView, ...]


@dataclass(frozen=True)
class Sheet:
    view: SheetView
    title: str
    cards: tuple[Card, ...]
    #: how things stand with the departments that are asked about it
    standings: Sequence[Standing] = ()

    @property
    def nothing(self) -> str:
        """Why there is no record to see."""
        if self.view.table is EMPLOYER:
            return _("没有登记您是法定代表人的单位。")
        if self.view.held:
            return _("没有记录。")
        return _("还没有收到这类数据，所以相关条件可能“无法判定”。")


def sheets(page: PersonPage) -> tuple[Sheet, ...]:
    """Those with records first, in the order of the workbook."""
    standings = standings_of(person=page.person)
    found = [_sheet(view, standings.get(view.table.name, ())) for view in page.sheets]
    return tuple(sorted(found, key=lambda sheet: not (sheet.cards or sheet.view.earlier)))


def _sheet(view: SheetView, standings: Sequence[Standing]) -> Sheet:
    own = view.table is EMPLOYER
    title = _("我创办的单位") if own else field_word(view.table)
    cards = tuple(_card(view, row) for row in view.rows)
    return Sheet(view=view, title=title, cards=cards, standings=standings)


def _card(view: SheetView, row: RowView) -> Card:
    cells = [cell for cell in row.cells if not _says_whose(view, cell)]
    return Card(
        row=row,
        cells=tuple(cell for cell in cells if cell.known and cell.text),
        unknown=tuple(cell for cell in cells if not cell.known),
    )


def _says_whose(view: SheetView, cell: CellView) -> bool:
    """The person's own number: the key of their sheets, the founder of their firms."""
    return view.table is not PERSON and cell.column.name == person_column(view.table)
