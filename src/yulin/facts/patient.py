"""Reading of one odd cell: every form that people write, and a plain word on what cannot be read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Final

from yulin.codes import dates, divisions, education, identity, skills
from yulin.codes.cells import NUMBER_CELL, is_number_cell
from yulin.codes.dates import DateSystem, Precision
from yulin.codes.results import CodeError
from yulin.codes.text import half_width, squeeze
from yulin.facts import fast, limits, names
from yulin.facts.cells import Kind
from yulin.facts.faults import Fault, fault
from yulin.facts.messages import guess
from yulin.facts.schema import OPEN_END, Column, limit

_OPEN_WORDS: Final = frozenset({"至今", "长期", "长期有效", "在职", "仍在", "9999-12-31"})
_CONTROL: Final = re.compile(fast.CONTROL)
_AMOUNT: Final = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?", re.ASCII)
_PARSERS: Final[dict[str, Callable[[str], object]]] = {
    "学历": education.parse_level,
    "学位": education.parse_degree,
    "技能等级": skills.parse_skill,
    "职称级别": skills.parse_title,
}
#: codes that say why a label is refused better than a list of choices does
_TELLING: Final = ("ambiguous_", "conflicting_", "bare_")


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell as written."""

    text: str
    kind: int
    system: DateSystem = DateSystem.FROM_1900


@dataclass(frozen=True, kw_only=True)
class Read:
    """What a cell says; None with an error when it cannot be read."""

    value: object = None
    fault: Fault | None = None


def read_id(cell: Cell, column: Column) -> Read:
    """An identifier in any writing: blanks, full-width and lower-case forms are put right."""
    if is_number_cell(cell.text):
        return Read(fault=Fault(issue=NUMBER_CELL))
    text = identity.normalise(cell.text)
    if not text:
        return Read(fault=fault("missing_value")) if column.required else Read()
    if _CONTROL.search(text):
        return Read(fault=fault("control_character"))
    if len(text) > limits.DEFAULT.text:
        return Read(fault=fault("too_long", length=len(text), limit=limits.DEFAULT.text))
    return Read(value=text)


def read_text(cell: Cell, column: Column) -> Read:
    """Text that is not plain: from a number or date cell, too long, or with control characters."""
    if cell.kind == Kind.NUMBER and is_number_cell(cell.text):
        return Read(fault=Fault(issue=NUMBER_CELL))
    if _CONTROL.search(cell.text):
        return Read(fault=fault("control_character"))
    if len(cell.text) > limits.DEFAULT.text:
        return Read(fault=fault("too_long", length=len(cell.text), limit=limits.DEFAULT.text))
    if cell.kind == Kind.DATE:
        return Read(value=cell.text, fault=fault("date_in_text", value=cell.text))
    return Read(value=cell.text)


def read_date(cell: Cell, column: Column) -> Read:
    """A date, a month, a serial number of a spreadsheet, or a word for an open end."""
    if column.blank == "open" and squeeze(cell.text) in _OPEN_WORDS:
        return Read(value=OPEN_END)
    written: object = float(cell.text) if cell.kind == Kind.NUMBER else cell.text
    try:
        parsed = dates.parse_date(written, system=cell.system)
    except CodeError as error:
        return Read(fault=Fault(issue=error.issue))
    day = _filled(parsed, column)
    if not fast.FIRST_YEAR <= day.year <= fast.LAST_YEAR:
        low, high = fast.FIRST_YEAR, fast.LAST_YEAR
        return Read(fault=fault("date_out_of_range", value=day, low=low, high=high))
    return Read(value=day)


def _filled(parsed: dates.ParsedDate, column: Column) -> dt.date:
    if column.kind == "month":
        return parsed.date.replace(day=1)
    if parsed.precision is Precision.MONTH and column.month_only == "last":
        return dates.month_end(parsed.date)
    return parsed.date


def read_number(cell: Cell, column: Column) -> Read:
    """A number or an amount, scaled; a unit in the cell wins over the column's."""
    text = squeeze(cell.text)
    amount = _money(text) if column.unit.startswith("元") else _plain(text, column.unit)
    if amount is None or not amount.is_finite():
        unit = column.unit
        zh, en = (f"，单位为{unit}", f", in {unit}") if unit else ("", "")
        return Read(fault=fault("bad_number", value=cell.text, unit_zh=zh, unit_en=en))
    scaled = amount.scaleb(column.scale)
    if abs(scaled) > limit(column.unit):
        return Read(fault=fault("number_out_of_range", value=cell.text))
    if scaled != int(scaled):
        return Read(fault=fault("too_precise", value=cell.text, scale=column.scale))
    return Read(value=int(scaled))


def _money(text: str) -> Decimal | None:
    """Exact yuan, further decimals kept, so that the column's own scale decides."""
    found = re.fullmatch(r"(.*?)(万|亿|元)?元?整?", text)
    factor = {"万": 10**4, "亿": 10**8}.get(found[2] or "", 1) if found else 1
    bare = (found[1] if found else text).replace("¥", "").replace("￥", "").removeprefix("人民币")
    number = _plain(bare, "")
    return None if number is None else number * factor


def _plain(text: str, unit: str) -> Decimal | None:
    bare = text.removesuffix(half_width(unit)) if unit else text
    exponent = re.fullmatch(r"-?\d(\.\d+)?e[+-]?\d{1,3}", bare, re.IGNORECASE | re.ASCII)
    if not _AMOUNT.fullmatch(bare) and not exponent:
        return None
    try:
        return Decimal(bare.replace(",", ""))
    except InvalidOperation:
        return None


def read_yes(cell: Cell, column: Column) -> Read:
    """是 or 否 in any writing."""
    text = squeeze(cell.text)
    if text in fast.YES:
        return Read(value=True)
    if text in fast.NO:
        return Read(value=False)
    return Read(fault=fault("bad_yes", value=cell.text))


def read_label(cell: Cell, column: Column) -> Read:
    """A label or another form of it; an unknown one gets a suggestion and the choices."""
    assert column.labels is not None
    text = squeeze(cell.text)
    try:
        return Read(value=column.labels.code(text))
    except KeyError:
        pass
    try:
        parser = _PARSERS.get(column.labels.name)
        label = getattr(parser(text), "label", "") if parser else ""
        return Read(value=column.labels.code(label))
    except CodeError as error:
        if error.issue.code.startswith(_TELLING):
            return Read(fault=Fault(issue=error.issue))
    except KeyError:
        pass
    return Read(fault=_unknown_label(cell.text, column))


def _unknown_label(text: str, column: Column) -> Fault:
    assert column.labels is not None
    labels = column.labels
    near = names.closest(text, [*labels.labels, *labels.aliases])
    meant = labels.aliases.get(near, near) if near else None
    return fault("unknown_label", value=text, choices="、".join(labels.labels), **guess(meant))


def read_division(cell: Cell, column: Column) -> Read:
    """A six-digit code, known or not, or a name that means one place."""
    text = squeeze(cell.text)
    if re.fullmatch(r"[1-9]\d{5}", text, re.ASCII):
        return Read(value=int(text))
    try:
        code = divisions.code_of(text)
    except CodeError as error:
        if error.issue.code == "ambiguous_name":
            return Read(fault=Fault(issue=error.issue))
        code = divisions.NATION
    if code == divisions.NATION:
        return Read(fault=fault("bad_division", value=cell.text))
    return Read(value=code)


@cache
def known_division(code: int) -> bool:
    """Known to the county where our table is complete, by province elsewhere."""
    return divisions.may_be(code)
