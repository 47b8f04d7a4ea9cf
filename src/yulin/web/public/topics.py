"""What may still be asked, by subject: a reader passes over a whole subject at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from yulin.policy.questions import Question
from yulin.policy.reasons import TABLE_PREFIX
from yulin.web.language import TABLE_WORDS
from yulin.web.public import engine


@dataclass(frozen=True)
class Topic:
    """A record table, or the rest; `names` are its open questions."""

    table: str
    word: str
    names: tuple[str, ...]


def topics(open_questions: Sequence[Question]) -> list[Topic]:
    """The subjects of the questions left, the longest first."""
    behind = engine.tables_behind()
    found: dict[str, list[str]] = {}
    for question in open_questions:
        found.setdefault(_table(question.name, behind), []).append(question.name)
    by_length = sorted(found.items(), key=lambda item: (item[0] == "", -len(item[1])))
    return [Topic(table, _word(table), tuple(names)) for table, names in by_length]


def _table(name: str, behind: dict[str, frozenset[str]]) -> str:
    """The one table a fact is worked out from; empty where it is none or several."""
    own = name.removeprefix(TABLE_PREFIX)
    if own != name:
        return own
    tables = behind.get(name, frozenset())
    return next(iter(tables)) if len(tables) == 1 else ""


def _word(table: str) -> str:
    return str(TABLE_WORDS[table]) if table else _("其他")
