"""One question as a card: which widget, what was typed, and whether it can be understood."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from yulin.facts.schema import BY_NAME
from yulin.policy.kinds import Day, Division, Label, Number, Text, Yes
from yulin.policy.language.values import ValueRefusedError, store
from yulin.policy.reasons import TABLE_PREFIX
from yulin.policy.vocabulary import Term
from yulin.web import regions, units
from yulin.web.language import field_word, in_english, value_word
from yulin.web.public.answers import Value

LONGEST = 60
EARLIEST = dt.date(1900, 1, 1)
SKIPPED = "skip"
_KINDS = {
    Yes: "yes",
    Number: "number",
    Day: "date",
    Label: "choice",
    Text: "text",
    Division: "division",
}


class AnswerError(ValueError):
    """What was typed cannot be understood; the message says what to type."""


@dataclass(frozen=True)
class Card:
    """A question ready to be shown."""

    name: str
    text: str
    type: str
    unit: str = ""
    options: tuple[tuple[str, str], ...] = ()
    help: str = ""
    whole: bool = True

    @property
    def long(self) -> bool:
        """Many options are easier in a list than as buttons."""
        return len(self.options) > 9


def card(term: Term) -> Card:
    """The card of a name of the vocabulary."""
    chinese = term.ask or f"{term.name}？"
    kind = term.type
    return Card(
        name=term.name,
        text=(term.ask_en or f"{term.en}?") if in_english() else chinese,
        type=_KINDS[type(kind)],
        unit=kind.unit if isinstance(kind, Number) else "",
        options=_options(term),
        help=term.note,
        whole=not (isinstance(kind, Number) and kind.scale),
    )


def _options(term: Term) -> tuple[tuple[str, str], ...]:
    if isinstance(term.type, Label):
        return tuple((label, value_word(label)) for label in term.type.labels.labels)
    if isinstance(term.type, Division):
        return tuple((str(code), regions.full_name(code)) for code in regions.anywhere())
    return ()


def read(card: Card, typed: str) -> Value | None:
    """The answer typed for a card; None for “don't know”; AnswerError where it makes no sense."""
    typed = typed.strip()
    if typed == SKIPPED:
        return None
    if not typed:
        raise AnswerError(_("请先回答，或选“不清楚，跳过”。"))
    return _READERS[card.type](card, typed)


def _yes(_card: Card, typed: str) -> bool:
    if typed not in {"yes", "no"}:
        raise AnswerError(_("请选“是”“否”或“不清楚”。"))
    return typed == "yes"


def _number(card: Card, typed: str) -> Decimal:
    try:
        value = Decimal(typed.replace(",", "").replace("，", ""))
    except InvalidOperation:
        raise AnswerError(_("请填一个数，例如 12。")) from None
    if not value.is_finite() or not 0 <= value < Decimal(10**12):
        raise AnswerError(_("请填 0 或更大的数。"))
    if card.whole and value != value.to_integral_value():
        raise AnswerError(_("请填整数，例如 12。"))
    return value


def _date(_card: Card, typed: str) -> dt.date:
    try:
        value = dt.date.fromisoformat(typed)
    except ValueError:
        raise AnswerError(_("请填日期，例如 2024-07-01。")) from None
    if value < EARLIEST:
        raise AnswerError(_("日期太早了，请检查年份。"))
    return value


def _choice(card: Card, typed: str) -> str:
    if typed not in {value for value, _label in card.options}:
        raise AnswerError(_("请从列出的选项里选一个。"))
    return typed


def _plain(_card: Card, typed: str) -> str:
    if len(typed) > LONGEST:
        raise AnswerError(_("太长了，请不要超过 %d 个字。") % LONGEST)
    return typed


def _division(_card: Card, typed: str) -> int:
    if not typed.isdecimal() or int(typed) not in regions.anywhere():
        raise AnswerError(_("请从列出的地区里选一个。"))
    return int(typed)


_READERS = {
    "yes": _yes,
    "number": _number,
    "date": _date,
    "choice": _choice,
    "text": _plain,
    "division": _division,
}


def fits(term: Term | None, value: Value | None) -> bool:
    """Whether an answer kept from before can still be given to the engine."""
    if term is None:
        return False
    try:
        store(value, term.type)
    except ValueRefusedError:
        return False
    return True


def shown(term: Term, value: Value | None) -> str:
    """An answer as the reader would say it."""
    if value is None:
        return _("不清楚")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(term.type, Number):
        return f"{value:,f} {units.word(term.type.unit)}".strip()
    if isinstance(term.type, Division):
        return regions.full_name(int(str(value)))
    return value_word(value) if isinstance(term.type, Label) else str(value)


def typed_form(value: Value | None) -> str:
    """An answer as the form's field holds it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def label(term: Term) -> str:
    """The name of a fact in a list of answers."""
    table = term.name.removeprefix(TABLE_PREFIX)
    if table != term.name:
        return _("%s记录") % field_word(BY_NAME[table])
    return term.en if in_english() else term.name
