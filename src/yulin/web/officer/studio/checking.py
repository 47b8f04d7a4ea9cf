"""What the editor says of a text while it is written: problems in their lines, cases, own names."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yulin.policy.document import Document
from yulin.policy.problems import Problem
from yulin.policy.studio.trial import Trial, try_text
from yulin.programmes.models import Draft
from yulin.programmes.queries.library import library
from yulin.web.officer.studio.problem_kinds import kind_of
from yulin.web.officer.studio.words import entry_of_name, entry_of_term


@dataclass(frozen=True)
class Checked:
    """A trial with its sums in words."""

    trial: Trial

    @property
    def passed(self) -> int:
        return sum(run.outcome.state == "passed" for run in self.trial.cases)

    @property
    def summary(self) -> str:
        """One line, read aloud after every check."""
        errors, warnings = len(self.trial.errors), len(self.trial.warnings)
        if errors:
            return ngettext("有 %d 处错误", "有 %d 处错误", errors) % errors
        failed = len(self.trial.failed)
        words = [
            ngettext("%d 个案例不符", "%d 个案例不符", failed) % failed if failed else _("没有错误")
        ]
        if warnings:
            words.append(ngettext("%d 条提示", "%d 条提示", warnings) % warnings)
        if self.trial.cases:
            counts = {"passed": self.passed, "all": len(self.trial.cases)}
            words.append(_("案例 %(passed)d/%(all)d 通过") % counts)
        return " · ".join(words)

    @property
    def state(self) -> str:
        if self.trial.errors or self.trial.failed:
            return "bad"
        return "near" if self.trial.warnings else "yes"


def check(draft: Draft, text: str) -> Checked:
    """The text tried beside the library in use. Raises LibraryError."""
    return Checked(try_text(library(), text, name=draft.file))


def as_data(checked: Checked) -> dict[str, Any]:
    """For the editor's script."""
    trial = checked.trial
    return {
        "state": checked.state,
        "summary": checked.summary,
        "problems": [_problem(problem) for problem in trial.problems],
        "cases": {
            "passed": checked.passed,
            "failed": len(trial.failed),
            "all": len(trial.cases),
        },
        "own": own_names(trial.document),
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "line": max(problem.place.line, 1),
        "column": max(problem.place.column, 1),
        "severity": problem.severity,
        "code": problem.code,
        "kind": kind_of(problem),
        "message": problem.message,
        "advice": problem.advice,
    }


def own_names(document: Document | None) -> list[dict[str, Any]]:
    """The names that the document defines for itself."""
    if document is None:
        return []
    terms = [entry_of_term(term, own=True) for term in document.terms]
    return terms + [entry_of_name(one) for one in document.definitions]
