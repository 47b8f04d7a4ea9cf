"""Errors as public API: which file and line, what is wrong, why, and what to do about it."""

from __future__ import annotations

import calendar
import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]
_MONTH = re.compile(r"((?:19|20)\d\d)-(0?[1-9]|1[0-2])")


@dataclass(frozen=True, order=True)
class Place:
    """A position in a document; lines and columns count from 1."""

    file: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.file or "?"
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Problem:
    """One finding of the parser, the checker or the linter."""

    place: Place
    code: str
    message: str
    advice: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        advice = f" → {self.advice}" if self.advice else ""
        word = "错误" if self.severity == "error" else "提示"
        return f"{self.place}: {word} {self.code}: {self.message}{advice}"


class PolicyError(Exception):
    """Documents that cannot be used; ``problems`` lists every finding."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: (p.place, p.code)))
        super().__init__("\n".join(str(p) for p in self.problems))


class ExpressionError(Exception):
    """A fault at an offset of one expression; the document reader turns it into a Problem."""

    def __init__(self, offset: int, code: str, message: str, advice: str = "") -> None:
        self.offset = offset
        self.code = code
        self.message = message
        self.advice = advice
        #: set where the fault lies in a definition that the expression uses
        self.formula = ""
        self.place = Place()
        super().__init__(message)


def month_advice(text: str) -> str:
    """Return how to write a date of which only the month was written, or an empty string."""
    found = _MONTH.fullmatch(text.strip())
    if found is None:
        return ""
    year, month = int(found[1]), int(found[2])
    last = calendar.monthrange(year, month)[1]
    return (
        f"只写到月：起的写月初 {year}-{month:02}-01，止的写月末 {year}-{month:02}-{last}；"
        "不知是哪一天的写 未知"
    )


def nearest(name: str, candidates: Iterable[str]) -> str:
    """Return advice naming the closest candidates, or an empty string."""
    found = difflib.get_close_matches(name, list(dict.fromkeys(candidates)), n=3, cutoff=0.5)
    return "是不是想写：" + "、".join(found) if found else ""
