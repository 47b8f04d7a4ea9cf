"""What the pages of the helping room share: days and sums as typed, and one way to act and tell."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.http import HttpRequest
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from yulin.helping.errors import HelpingError
from yulin.jobs.errors import JobsError

_MOST_YUAN = Decimal(10) ** 13


def day_of(text: str) -> date | None:
    """A day as a form sends it; none for anything else."""
    try:
        return parse_date(text.strip())
    except ValueError:
        return None


def needed_day(text: str) -> date:
    """Raises HelpingError."""
    day = day_of(text)
    if day is None:
        raise HelpingError(_("请填写完整的日期，如 2026-09-01。"))
    return day


def fen_of(text: str) -> int:
    """Yuan as typed, in fen; nothing is 0. Raises HelpingError."""
    plain = text.strip().replace(",", "").replace("，", "")
    if not plain:
        return 0
    try:
        yuan = Decimal(plain)
    except InvalidOperation:
        raise HelpingError(_("请填写金额，以元为单位。")) from None
    if not yuan.is_finite() or not 0 <= yuan <= _MOST_YUAN or yuan != round(yuan, 2):
        raise HelpingError(_("请填写金额，以元为单位，最多两位小数。"))
    return int(yuan * 100)


def yuan(fen: int) -> Decimal:
    """With both decimals."""
    return Decimal(fen).scaleb(-2)


def acted(request: HttpRequest, act: Callable[[], object], told: str = "") -> object:
    """Do it and say so; a refusal is said instead, and nothing was done."""
    try:
        done = act()
    except (HelpingError, JobsError) as error:
        messages.error(request, str(error))
        return None
    messages.success(request, told or _("已办理。"))
    return done


def turned(request: HttpRequest, acts: dict[str, Callable[[], object]]) -> object:
    """What the pressed button says."""
    act = acts.get(request.POST.get("do", ""))
    if act is None:
        messages.error(request, _("请按页面上的按钮办理。"))
        return None
    return acted(request, act)
