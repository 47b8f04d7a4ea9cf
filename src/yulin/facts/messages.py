"""Every sentence that reading a file can say, by code; codes are stable, sentences may improve."""

from __future__ import annotations

from typing import Any

from yulin.codes.results import Issue
from yulin.facts.errors import Problem, Severity
from yulin.facts.message import Message
from yulin.facts.messages_data import CELL, RECORD, SHEET, TOLD
from yulin.facts.messages_file import FILE

_SHOWN = 40

ALL: dict[str, Message] = {**FILE, **SHEET, **CELL, **RECORD, **TOLD}


def shown(value: object) -> str:
    """The value as a message may quote it: one line, not long."""
    text = " ".join(str(value).split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def guess(name: str | None) -> dict[str, Any]:
    """The two texts of a suggestion, empty when there is none."""
    if name is None:
        return {"guess_zh": "", "guess_en": ""}
    return {"guess_zh": f"，是否应为“{name}”", "guess_en": f"; did you mean {name}"}


def problem(
    code: str,
    /,
    *,
    sheet: str = "",
    row: int = 0,
    column: str = "",
    letter: str = "",
    **values: Any,
) -> Problem:
    """Make the problem of a code at a place; ``values`` fill the places in its sentences."""
    message = ALL[code]
    quoted = {key: shown(value) if key == "value" else value for key, value in values.items()}
    return Problem(
        code=code,
        severity=message.severity,
        message_zh=message.zh.format(**quoted),
        message_en=message.en.format(**quoted),
        todo_zh=message.todo_zh.format(**quoted),
        todo_en=message.todo_en.format(**quoted),
        sheet=sheet,
        row=row,
        column=column,
        letter=letter,
    )


def from_issue(
    issue: Issue,
    *,
    severity: Severity,
    sheet: str = "",
    row: int = 0,
    column: str = "",
    letter: str = "",
) -> Problem:
    """Make a problem of what `yulin.codes` says about a value; its sentence says what to do."""
    return Problem(
        code=issue.code,
        severity=severity,
        message_zh=issue.zh.rstrip("。"),
        message_en=issue.en.rstrip("."),
        todo_zh="",
        todo_en="",
        sheet=sheet,
        row=row,
        column=column,
        letter=letter,
    )
