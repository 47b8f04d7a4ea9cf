"""What a platform reports of a session, from a file: 观看, 点击, 简历, 意向, each with its time."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from yulin.events.campaign_enums import Step
from yulin.events.errors import EventsError
from yulin.facts.errors import RefusedError
from yulin.facts.foreign import read_foreign
from yulin.facts.limits import Limits

HEADS = ("环节", "数值", "取数时间")
MOST = 1000
LARGEST = 1024 * 1024
_LARGEST_NUMBER = 10**9
_STEPS = {"观看": Step.VIEWS, "点击": Step.CLICKS, "简历": Step.RESUMES, "意向": Step.INTENTS}
_ENDS = ("余", "多")
_BEGINS = ("近", "约")


@dataclass(frozen=True, kw_only=True)
class Reported:
    """One number of a step, as the platform says it was at a moment."""

    step: Step
    number: int
    qualifier: str
    taken_at: datetime


def read_report(name: str, data: bytes) -> list[Reported]:
    """Every line of a workbook or a file of commas, or nothing.

    Raises:
        EventsError: Refused unread, other heads, a line that cannot be read; says which and why.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"report{_suffix(name)}"
        path.write_bytes(data)
        try:
            rows = read_foreign(path, HEADS, limits=Limits(file_bytes=LARGEST, rows=MOST))
        except RefusedError as error:
            raise EventsError(str(error)) from None
    if rows is None:
        raise EventsError(_("没有找到这一行表头：%(heads)s") % {"heads": "、".join(HEADS)})
    if not rows:
        raise EventsError(_("文件里没有数字。"))
    return [_line(number, row) for number, row in enumerate(rows, start=1)]


def number_of(text: str) -> tuple[int, str]:
    """5000余 is 5000 and 余; 近33万 is 330000 and 近. Raises EventsError."""
    plain = text.strip().replace(",", "")
    qualifier = "="
    if plain[:1] in _BEGINS:
        qualifier, plain = plain[0], plain[1:]
    elif plain[-1:] in _ENDS:
        qualifier, plain = plain[-1], plain[:-1]
    by = 10_000 if plain.endswith("万") else 1
    whole, _dot, part = plain.removesuffix("万").partition(".")
    if not (whole.isascii() and whole.isdecimal()) or len(whole) > 10 or (part and by == 1):
        raise EventsError(_("“%(text)s”不是数字。") % {"text": text.strip()[:20]})
    if part and not (part.isascii() and part.isdecimal() and len(part) <= 4):
        raise EventsError(_("“%(text)s”不是数字。") % {"text": text.strip()[:20]})
    value = int(whole) * by + (int(part.ljust(4, "0")) if part else 0)
    if value > _LARGEST_NUMBER:
        raise EventsError(_("“%(text)s”太大。") % {"text": text.strip()[:20]})
    return value, qualifier


def moment_of(text: str) -> datetime:
    """Raises EventsError."""
    try:
        found = parse_datetime(text.strip().replace("/", "-"))
    except ValueError:
        found = None
    if found is None:
        raise EventsError(_("取数时间应写作 2026-11-22 21:30。"))
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def _line(number: int, row: dict[str, object]) -> Reported:
    step, value, moment = (_plain(row[head]) for head in HEADS)
    if step not in _STEPS:
        raise EventsError(_("第 %(row)s 条：环节应为 观看、点击、简历 或 意向。") % {"row": number})
    try:
        count, qualifier = number_of(value)
        taken_at = moment_of(moment)
    except EventsError as error:
        raise EventsError(_("第 %(row)s 条：%(why)s") % {"row": number, "why": error}) from None
    return Reported(step=_STEPS[step], number=count, qualifier=qualifier, taken_at=taken_at)


def _plain(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _suffix(name: str) -> str:
    """Of a few known kinds; the guard looks at what is inside."""
    found = Path(name).suffix.lower()
    return found if found in {".csv", ".xlsx", ".xls", ".ods"} else ".csv"
