"""From what a department sent to record tables: only what was agreed, and only about whom we asked."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yulin.access.redaction import redact
from yulin.codes.identity import normalise
from yulin.facts.frames import Facts
from yulin.facts.read import read_rows
from yulin.sources.errors import WrongShapeError
from yulin.sources.terms import Origin, Terms

Row = Mapping[str, Any]

#: records about one person; who has more is a register gone wrong
MOST_ROWS = 500


def at(answer: Any, path: str) -> Any:
    """What stands at a path of names with dots; None where there is nothing."""
    for name in filter(None, path.split(".")):
        answer = answer.get(name) if isinstance(answer, dict) else None
    return answer


def rows_of(answer: Any, terms: Terms) -> list[Row]:
    """The rows of a structured answer. Raises WrongShapeError where there is no list of rows."""
    rows = at(answer, terms.rows)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise WrongShapeError(_("答复里没有约定的记录列表。"))
    return rows


def number_of(answer: Any, terms: Terms) -> str:
    """Their number for the answer, if the mapping names one and they gave it."""
    number = at(answer, terms.number) if terms.number else None
    if not isinstance(number, str | int):
        return ""
    return redact("".join(filter(str.isprintable, str(number))))[:80]


def check_echo(answer: Any, terms: Terms, asked: str) -> None:
    """An answer that names somebody else is about somebody else."""
    if terms.echo and normalise(str(at(answer, terms.echo) or "")) != asked:
        raise WrongShapeError(_("答复不是关于所问的人。"))


def facts_about(rows: Sequence[Row], terms: Terms, asked: str) -> Facts:
    """The rows of one person as a table; without rows it is empty, which is an answer.

    Raises WrongShapeError.
    """
    if len(rows) > MOST_ROWS:
        raise WrongShapeError(_("一个人的记录超过 %(most)d 条。") % {"most": MOST_ROWS})
    if any(_person_in(row, terms) != asked for row in rows):
        raise WrongShapeError(_("答复不是关于所问的人。"))
    return facts_in(rows, terms)


def facts_in(rows: Sequence[Row], terms: Terms) -> Facts:
    """The rows of anybody as a table. Raises WrongShapeError."""
    columns: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        columns[terms.key].append(_plain(_given(row, terms.person)))
        for name, origin in terms.columns.items():
            columns[name].append(_value(row, name, origin))
    for name in (terms.key, *terms.columns):
        columns.setdefault(name, [])
    reading = read_rows(terms.table, columns)
    if reading.facts is None:
        raise WrongShapeError(_sentence(reading.errors[0]))
    return reading.facts


def _person_in(row: Row, terms: Terms) -> str:
    return normalise(str(_given(row, terms.person) or ""))


def _given(row: Row, name: str) -> Any:
    if name not in row:
        raise WrongShapeError(_("答复里缺少“%(name)s”。") % {"name": name})
    return row[name]


def _value(row: Row, name: str, origin: Origin) -> Any:
    if origin.always is not None:
        return origin.always or None
    value = _plain(_given(row, origin.name))
    if not origin.values or value is None:
        return value
    # a code in a number cell of a workbook is 110.0
    code = format(value, ".15g") if isinstance(value, float) else str(value).strip()
    if not code:
        return None
    if code not in origin.values:
        raise WrongShapeError(
            _("“%(name)s”出现了没有约定的代码“%(code)s”。")
            % {"name": name, "code": redact(code)[:40]}
        )
    return origin.values[code]


def _plain(value: Any) -> Any:
    """A number as its digits: neither long codes nor money may pass through a float."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, dict | list):
        raise WrongShapeError(_("一个值里又套了一组值。"))
    if isinstance(value, str) and any(c == "\0" or "\ud800" <= c <= "\udfff" for c in value):
        raise WrongShapeError(_("值里有不能用的字符。"))
    return value


def _sentence(problem: Any) -> str:
    english = (get_language() or "").startswith("en")
    return redact(problem.sentence_en() if english else problem.sentence_zh())
