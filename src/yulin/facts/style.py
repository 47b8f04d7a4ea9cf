"""How our workbooks look: headers, widths, number formats; identifiers always as text."""

from __future__ import annotations

from typing import Final

from yulin.facts.book import Book, Format
from yulin.facts.cell_format import looks_like_formula
from yulin.facts.schema import Column

_FONT: Final = {"font_name": "等线", "font_size": 11}
_FORMS: Final = {
    "date": "yyyy-mm-dd",
    "month": "yyyy-mm",
}
_WIDTHS: Final = {"id": 22, "code": 22, "text": 18, "date": 13, "month": 11}


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._known: dict[tuple[tuple[str, object], ...], Format] = {}

    def form(self, **properties: object) -> Format:
        """A format with the base font and these properties of xlsxwriter."""
        key = tuple(sorted(properties.items()))
        if key not in self._known:
            self._known[key] = self._book.add_format({**_FONT, **properties})
        return self._known[key]

    def header(self, *, required: bool = False) -> Format:
        """A column's heading; required ones stand out."""
        return self.form(
            bold=True,
            font_color="#FFFFFF",
            bg_color="#9B2C1F" if required else "#1F4E5F",
            border=1,
            border_color="#FFFFFF",
            align="center",
            valign="vcenter",
            text_wrap=True,
        )

    def of_column(self, column: Column) -> Format:
        """The format of a schema column: text, so that nothing is converted, or its own."""
        return self.form(num_format=number_format(column))

    def text_of(self, text: str, form: Format) -> Format:
        """The format for a text: what looks like a formula stays text when edited."""
        return self.form(num_format="@", quote_prefix=True) if looks_like_formula(text) else form

    @staticmethod
    def width(column: Column) -> int:
        """A width in characters that shows usual values and the heading whole."""
        return max(_WIDTHS.get(column.kind, 12), len(column.name) * 2 + 2)


def number_format(column: Column) -> str:
    """The spreadsheet's number format of a column."""
    if column.kind == "number":
        return f"0.{'0' * column.scale}" if column.scale else "0"
    return _FORMS.get(column.kind, "@")
