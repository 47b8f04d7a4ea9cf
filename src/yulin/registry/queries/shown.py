"""Values of facts as people read them."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yulin.codes.divisions import DEFAULT, ancestors
from yulin.facts.schema import DECLARED_UNIT, OPEN_END, Column


def division_name(code: int | None) -> str:
    """温州市鹿城区 for 330302: the province goes without saying.

    What lies above is named where the county itself is unknown: 上海市 for 310112.
    """
    if not code:
        return ""
    row = next((found for c in ancestors(code)[:-1] if (found := DEFAULT.find(c))), None)
    if row is None:
        return str(code)
    above = DEFAULT.find(row.parent) if row.parent % 10_000 else None
    return (above.name if above else "") + row.name


def shown(column: Column, value: object) -> str:
    """The text of a value; empty where it is unknown. Money and other scaled numbers as decimals."""
    return "" if value is None else _TEXT_OF.get(column.kind, _plain)(column, value)


def _plain(_column: Column, value: Any) -> str:
    return str(value)


def _label(column: Column, value: Any) -> str:
    assert column.labels is not None
    names = column.labels.en if (get_language() or "").startswith("en") else column.labels.labels
    return names[value]


def _yes(_column: Column, value: Any) -> str:
    return _("是") if value else _("否")


def _division(_column: Column, value: Any) -> str:
    return division_name(value)


def _number(column: Column, value: Any) -> str:
    number = Decimal(value).scaleb(-column.scale)
    if column.unit == DECLARED_UNIT:  # how many decimals it has the document says, not the column
        number = number.normalize()
    return f"{number:,f}"


def _day(column: Column, value: Any) -> str:
    if value == OPEN_END:
        return ""
    return value.strftime("%Y-%m") if column.kind == "month" else value.isoformat()


_TEXT_OF: dict[str, Callable[[Column, Any], str]] = {
    "label": _label,
    "yes": _yes,
    "division": _division,
    "number": _number,
    "date": _day,
    "month": _day,
}
