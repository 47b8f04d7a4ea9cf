"""Why a run or an export is refused; the texts are for people."""

from yulin.policy.problems import Problem


class RunError(Exception):
    """A refusal; nothing was changed."""


class RehearsalError(Exception):
    """A refusal of a rehearsal; `problems` are those of the draft, if these are why."""

    def __init__(self, message: str, problems: "tuple[Problem, ...]" = ()) -> None:
        self.problems = problems
        super().__init__(message)


class ChoiceRefusedError(Exception):
    """A choice among dues that cannot be made, or undone; nothing was changed."""


class GrantError(Exception):
    """A refusal about a grant, a hold, an objection or a ruling; nothing was changed."""
