"""Why a source is refused, or gives nothing; the texts are for people."""

from yulin.sources.enums import Outcome


class SourceError(Exception):
    """A refusal; nothing was changed."""


class CallError(Exception):
    """A call that brought nothing: which outcome it is, and why in words."""

    outcome = Outcome.NO_ANSWER
    #: whether the same call may be answered a moment later
    passing = False


class NoAnswerError(CallError):
    """Nobody answered, or not in time: it may be tried again, `after` so many seconds at least."""

    passing = True

    def __init__(self, message: str, *, after: float = 0.0) -> None:
        self.after = after
        super().__init__(message)


class OverLimitError(CallError):
    """We have asked as often as was agreed."""


class CallRefusedError(CallError):
    """They do not let us, or we do not let ourselves."""

    outcome = Outcome.REFUSED


class WrongShapeError(CallError):
    """What came is not what was agreed."""

    outcome = Outcome.WRONG_SHAPE
