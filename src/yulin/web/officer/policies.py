"""The policies as an officer sees them: in force or not, and whether their worked cases come out."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from yulin.codes.divisions import within
from yulin.policy.cases import Outcome, run_cases
from yulin.policy.library import Library
from yulin.web.public import catalogue
from yulin.web.public.catalogue import Entry


@dataclass
class Checked:
    """How a document's worked cases came out."""

    passed: int = 0
    failed: list[Outcome] = field(default_factory=list)
    not_expressible: list[Outcome] = field(default_factory=list)

    @property
    def all(self) -> int:
        return self.passed + len(self.failed) + len(self.not_expressible)


@dataclass(frozen=True)
class Line:
    entry: Entry
    checked: Checked


def lines(library: Library, region: int | None, today: dt.date) -> list[Line]:
    """What concerns the region: what holds there or in a part of it. None: everything."""
    outcomes = _checked(library)
    return [
        Line(catalogue.entry(document, today), outcomes[document.id])
        for document in library.documents
        if region is None or _concerns(document.region, region)
    ]


def _concerns(policy_region: int, region: int) -> bool:
    return within(policy_region, region) or within(region, policy_region)


def totals(shown: Iterable[Line]) -> dict[str, int]:
    shown = list(shown)
    return {
        "in_force": sum(line.entry.state == "in_force" for line in shown),
        "passed": sum(line.checked.passed for line in shown),
        "failed": sum(len(line.checked.failed) for line in shown),
        "not_expressible": sum(len(line.checked.not_expressible) for line in shown),
    }


_kept: dict[str, dict[str, Checked]] = {}


def _checked(library: Library) -> dict[str, Checked]:
    """Worked out once for a library: a page must not run hundreds of cases again."""
    if library.digest not in _kept:
        outcomes = _worked_out(library)
        _kept.clear()
        _kept[library.digest] = outcomes
    return _kept[library.digest]


def _worked_out(library: Library) -> dict[str, Checked]:
    found = {document.id: Checked() for document in library.documents}
    for outcome in run_cases(library):
        _add(found[outcome.document], outcome)
    return found


def _add(checked: Checked, outcome: Outcome) -> None:
    if outcome.state == "passed":
        checked.passed += 1
    elif outcome.state == "failed":
        checked.failed.append(outcome)
    else:
        checked.not_expressible.append(outcome)
