"""What can be wrong with facts: problems found in a file, and the exceptions of this room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing wrong in a file, told as the person who keeps the file sees it.

    ``row`` counts as Excel does: 1-based, the header row included; 0 means the whole sheet.
    ``sheet`` is empty for the whole file. ``letter`` is the Excel letter of the column.
    """

    code: str
    severity: Severity
    message_zh: str
    message_en: str
    todo_zh: str
    todo_en: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    letter: str = ""

    @property
    def where_zh(self) -> str:
        """The place in Chinese: 人员 第 3 行 A 列「证件号」."""
        row = f" 第 {self.row} 行" if self.row else ""
        letter = f" {self.letter} 列" if self.letter else ""
        column = f"「{self.column}」" if self.column else ""
        return f"{self.sheet}{row}{letter}{column}".strip()

    @property
    def where_en(self) -> str:
        """The place in English: sheet 人员, row 3, column A (证件号)."""
        parts = [f"sheet {self.sheet}"] if self.sheet else []
        if self.row:
            parts.append(f"row {self.row}")
        if self.column:
            parts.append(
                f"column {self.letter} ({self.column})" if self.letter else f"column {self.column}"
            )
        return ", ".join(parts)

    def sentence_zh(self) -> str:
        """Say where, what, why and what to do, in Chinese."""
        where = f"{self.where_zh}：" if self.where_zh else ""
        todo = f"{self.todo_zh}。" if self.todo_zh else ""
        return f"{where}{self.message_zh}。{todo}"

    def sentence_en(self) -> str:
        """Say where, what, why and what to do, in English."""
        where = f"{self.where_en}: " if self.where_en else ""
        todo = f" {self.todo_en}." if self.todo_en else ""
        return f"{where}{self.message_en}.{todo}"


class FactsError(Exception):
    """Any failure of this room; its text says what, why and what to do."""


class FrameError(FactsError):
    """A frame does not keep the contract of `yulin.facts.schema`; a mistake of the program."""

    def __init__(self, *, table: str, why: str, rows: int = 0) -> None:
        self.table = table
        self.why = why
        self.rows = rows
        count = f" ({rows} 行 / rows)" if rows else ""
        super().__init__(f"{table}: {why}{count}; 见 / see yulin.facts.schema")


class RefusedError(FactsError):
    """A file is refused before it is read; ``problem`` says why and what to do."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(f"{problem.sentence_zh()} {problem.sentence_en()}")
