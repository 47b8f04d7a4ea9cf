"""One sentence that reading can say, in two languages."""

from __future__ import annotations

from dataclasses import dataclass

from yulin.facts.errors import Severity


@dataclass(frozen=True)
class Message:
    """What is wrong and what to do, in both languages, with {places} for values."""

    severity: Severity
    zh: str
    en: str
    todo_zh: str
    todo_en: str


def error(zh: str, en: str, todo_zh: str, todo_en: str) -> Message:
    """A message that stops the import."""
    return Message("error", zh, en, todo_zh, todo_en)


def warning(zh: str, en: str, todo_zh: str, todo_en: str) -> Message:
    """A message to know of, which stops nothing."""
    return Message("warning", zh, en, todo_zh, todo_en)
