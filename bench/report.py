"""Tables for the terminal, and the same in the measured block of a document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

BEGIN = "<!-- measured: begin -->"
END = "<!-- measured: end -->"


@dataclass(frozen=True)
class Table:
    """One table with a heading and a line or two on what it shows."""

    name: str
    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""

    def markdown(self) -> str:
        """Return the table as Markdown; every column but the first is a figure."""
        marks = [":--", *["--:"] * (len(self.heads) - 1)]
        lines = [_line(self.heads), _line(marks), *map(_line, self.rows)]
        parts = [f"### {self.title}", "\n".join(lines)]
        if self.note:
            parts.append(self.note)
        return "\n\n".join(parts)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _marks(name: str) -> tuple[str, str]:
    return f"<!-- {name}: begin -->", f"<!-- {name}: end -->"


def section(name: str, tables: Iterable[Table], made: str) -> str:
    """Return a part of the measured block, which can be replaced by itself."""
    begin, end = _marks(name)
    return "\n\n".join([begin, *(t.markdown() for t in tables), f"*{made}*", end])


def write(document: Path, name: str, text: str) -> None:
    """Replace one part of the measured block of a document, and leave the rest as it stands.

    Raises ValueError where the document has no measured block.
    """
    whole = document.read_text(encoding="utf-8")
    before, found, rest = whole.partition(BEGIN)
    block, closed, after = rest.partition(END)
    if not found or not closed:
        raise ValueError(f"{document.name} has no block between {BEGIN} and {END}")
    document.write_text(f"{before}{BEGIN}{_replaced(block, name, text)}{END}{after}", "utf-8")


def _replaced(block: str, name: str, text: str) -> str:
    begin, end = _marks(name)
    before, found, rest = block.partition(begin)
    if not found:
        return f"{block.rstrip()}\n\n{text}\n\n"
    return f"{before}{text}{rest.partition(end)[2]}"
