"""What a check or a parse answers with: an issue has a code, a Chinese and an English sentence."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding. `code` is stable and for programs; `zh` and `en` are whole sentences for people."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Checked(Generic[T]):
    """A normalised value with what is wrong (`errors`) and what is only odd (`warnings`)."""

    value: T
    errors: tuple[Issue, ...] = ()
    warnings: tuple[Issue, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the value may be stored: no errors. Warnings never refuse anyone."""
        return not self.errors

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the errors, then of the warnings."""
        return tuple(issue.code for issue in (*self.errors, *self.warnings))


class CodeError(ValueError):
    """A value that cannot be read; `str()` gives the Chinese sentence, `issue` gives both."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        """Keep the issue so that a screen, an import report and an API answer alike."""
        super().__init__(zh)
        self.issue = Issue(code, zh, en)
