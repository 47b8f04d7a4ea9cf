"""What officers type about money, as values; what cannot be read is said in words."""

import datetime as dt
from decimal import Decimal, InvalidOperation

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from yulin.ledger.errors import LedgerError


def day_of(text: str) -> dt.date:
    """A day as 2026-12-31. Raises LedgerError."""
    try:
        day = parse_date(text.strip())
    except ValueError:
        day = None
    if day is None:
        raise LedgerError(_("日期应写作 2026-12-31。"))
    return day


def sum_of(text: str) -> Decimal:
    """Yuan as 1234.50. Raises LedgerError."""
    try:
        found = Decimal(text.strip())
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise LedgerError(_("金额应写作 1234.50。"))
    return found


def count_of(text: str) -> int:
    """A number of terms. Raises LedgerError."""
    if not (text.strip().isascii() and text.strip().isdigit()):
        raise LedgerError(_("期数应写作整数。"))
    return int(text.strip()[:6])
