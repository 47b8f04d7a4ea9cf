"""What officers type: words without hidden characters and personal numbers, sums, days."""

import re
from datetime import date
from decimal import Decimal

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from yulin.access.redaction import holds_personal_number
from yulin.codes.divisions import find
from yulin.events.errors import EventsError

_NUMBER = re.compile(r"[0-9]{1,13}(\.[0-9]{1,2})?")


def words(text: str, most: int, *, asked: str = "") -> str:
    """Trimmed; `asked` is what to say where nothing was typed.

    Raises:
        EventsError: Nothing where something must be, too long, hidden characters, a person's number.
    """
    plain = text.strip()
    if "\0" in plain:
        raise EventsError(_("文字里有看不见的字符，请重新输入。"))
    if asked and not plain:
        raise EventsError(asked)
    if len(plain) > most:
        raise EventsError(_("这一栏最多 %(n)s 个字。") % {"n": most})
    if holds_personal_number(plain):
        raise EventsError(_("请不要写证件号、手机号。"))
    return plain


def amount(text: str, *, asked: str) -> Decimal:
    """A plain number above nought, with at most two places.

    Raises:
        EventsError: It is none.
    """
    plain = text.strip().replace(",", "").replace("，", "")
    if not _NUMBER.fullmatch(plain) or not Decimal(plain):
        raise EventsError(asked)
    return Decimal(plain)


def fen(text: str) -> int:
    """Yuan as typed, in fen."""
    return int(amount(text, asked=_("请写金额，以元为单位，最多两位小数。")) * 100)


def day(text: str, *, asked: str) -> date:
    try:
        found = parse_date(text.strip())
    except ValueError:
        found = None
    if found is None or not 1949 <= found.year <= 2100:
        raise EventsError(asked)
    return found


def division(code: int) -> int:
    """Raises EventsError where there is no such division."""
    if find(code) is None:
        raise EventsError(_("请选择地区。"))
    return code
