"""The numbers of a draft that an officer may turn: found in its text, and put back into it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from yulin.policy.document import AmountRule, Benefit, Condition, Document, Formula, Version
from yulin.web.language import in_english

#: a number with the unit that follows it; no part of a name, a date or a quotation
_LITERAL = re.compile(
    r"'[^']*'|\d{4}-\d{2}-\d{2}"
    r"|(?<![\w.\u4e00-\u9fff])(?P<number>\d+(?:\.\d+)?)"
    r"(?P<unit>万元|元|岁|周岁|个月|月|年|天|日|%|㎡|期|次)?(?![\w.])"
)
_NUMBER = re.compile(r"\d{1,12}(\.\d{1,4})?")
#: more than anybody turns; the text has them all
MOST = 60


@dataclass(frozen=True)
class Parameter:
    """A number in the text: what it is about, what it is, and where it stands."""

    key: str
    benefit: str
    about: str
    number: str
    unit: str
    start: int

    @property
    def name(self) -> str:
        """What its field is called."""
        return f"p_{self.key}"


def parameters(document: Document, text: str) -> list[Parameter]:
    """The numbers of the version that counts, in the order of the text, each place once."""
    starts = _line_starts(text)
    found: dict[int, Parameter] = {}
    for benefit in _version(document).benefits:
        for what, about, formula in _formulas(benefit):
            start = _start_of(formula, text, starts)
            for parameter in _literals(benefit, what, about, formula, start=start):
                found.setdefault(parameter.start, parameter)
    return sorted(found.values(), key=lambda p: p.start)[:MOST]


def _version(document: Document) -> Version:
    """The draft where there is one, else the last."""
    drafts = [v for v in document.versions if v.draft]
    return drafts[-1] if drafts else max(document.versions, key=_begins)


def _begins(version: Version) -> str:
    return version.starts.isoformat() if version.starts else ""


def _formulas(benefit: Benefit) -> Iterator[tuple[str, str, Formula]]:
    for leaf in benefit.condition.leaves():
        if leaf.formula is not None:
            yield leaf.id, _said(leaf), leaf.formula
    if benefit.amount is not None:
        yield from _of_amount(benefit.amount)


def _of_amount(rule: AmountRule) -> Iterator[tuple[str, str, Formula]]:
    words = _WORDS_EN if in_english() else _WORDS
    named = {
        "金额": rule.formula,
        "其余": rule.otherwise,
        "封顶": rule.ceiling,
        "保底": rule.floor,
        "期数": rule.periods,
    }
    for name, formula in named.items():
        if formula is not None:
            yield name, words[name], formula
    for label, formula in rule.table:
        yield f"金额.{label}", f"{words['金额']} {label}", formula
    for number, branch in enumerate(rule.branches, 1):
        yield f"金额.{number}", f"{words['金额']} {number}", branch.value


_WORDS = {"金额": "金额", "其余": "其余", "封顶": "封顶", "保底": "保底", "期数": "期数"}
_WORDS_EN = {
    "金额": "Sum",
    "其余": "Others",
    "封顶": "At most",
    "保底": "At least",
    "期数": "Payments",
}


def _said(condition: Condition) -> str:
    english = condition.text_en if in_english() else ""
    return english or condition.text or condition.id


def _start_of(formula: Formula, text: str, starts: list[int]) -> int | None:
    """Where a formula stands as it was read; None for one that is folded over lines."""
    line = formula.place.line - 1
    if not 0 <= line < len(starts):
        return None
    start = starts[line] + formula.place.column - 1
    return start if text.startswith(formula.text, start) else None


def _literals(
    benefit: Benefit, what: str, about: str, formula: Formula, *, start: int | None
) -> Iterator[Parameter]:
    if start is None:
        return
    name = (benefit.name_en if in_english() else "") or benefit.name
    literals = [m for m in _LITERAL.finditer(formula.text) if m["number"]]
    for number, match in enumerate(literals, 1):
        yield Parameter(
            key=f"{benefit.id}/{what}/{number}",
            benefit=name,
            about=f"{about}（{number}）" if len(literals) > 1 else about,
            number=match["number"],
            unit=match["unit"] or "",
            start=start + match.start("number"),
        )


def _line_starts(text: str) -> list[int]:
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts


def turned(text: str, found: list[Parameter], typed: Mapping[str, Any]) -> str:
    """The text with the numbers that were typed, where they differ; what is no number is left."""
    for parameter in sorted(found, key=lambda p: -p.start):
        wanted = str(typed.get(parameter.name, "")).strip()
        before = str(typed.get(f"o_{parameter.key}", "")).strip()
        if wanted not in {before, parameter.number} and _NUMBER.fullmatch(wanted):
            end = parameter.start + len(parameter.number)
            text = text[: parameter.start] + wanted + text[end:]
    return text
