"""What is typed into forms of control, read; a refusal says which field and what to write."""

from datetime import date
from decimal import Decimal, InvalidOperation

from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from yulin.control.actions.findings import Conclusion
from yulin.control.enums import Result
from yulin.control.errors import ControlError
from yulin.control.population import Population

LONGEST = 2000
CAMPAIGN = (
    "title",
    "region",
    "paid_from",
    "paid_to",
    "least",
    "most",
    "stratify",
    "bands",
    "size",
    "percent",
)
CONCLUSION = ("result", "text", "amount", "cause", "clause")


def typed(given: QueryDict, names: tuple[str, ...]) -> dict[str, str]:
    """What was typed, to be typed on."""
    return {name: given.get(name, "") for name in names}


def words(given: QueryDict, name: str) -> str:
    return given.get(name, "").strip()[:LONGEST]


def day(given: QueryDict, name: str, label: str) -> date:
    try:
        found = parse_date(words(given, name))
    except ValueError:
        found = None
    if found is None:
        raise ControlError(_("“%(name)s”应写作 2026-11-30。") % {"name": label})
    return found


def yuan(given: QueryDict, name: str, label: str) -> Decimal | None:
    """A sum; none where nothing is typed."""
    text = words(given, name)
    if not text:
        return None
    return _decimal(text, label)


def _decimal(text: str, label: str) -> Decimal:
    try:
        found = Decimal(text)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found) > 10**12:
        raise ControlError(_("“%(name)s”应写作 1234.50。") % {"name": label})
    return found


def whole(given: QueryDict, name: str, label: str) -> int | None:
    """A number; none where nothing is typed."""
    text = words(given, name)
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 7):
        raise ControlError(_("“%(name)s”应是一个整数。") % {"name": label})
    return int(text)


def number(given: QueryDict, name: str, label: str) -> int:
    """A number that must be there."""
    found = whole(given, name, label)
    if found is None:
        raise ControlError(_("请写“%(name)s”。") % {"name": label})
    return found


def population(given: QueryDict) -> Population:
    """The range of a sample as typed."""
    bands = words(given, "bands").replace("，", " ").replace(",", " ").split()
    return Population(
        paid_from=day(given, "paid_from", _("付款日期从")),
        paid_to=day(given, "paid_to", _("到")),
        benefits=tuple(given.getlist("benefits")[:200]),
        least=yuan(given, "least", _("金额不少于（元）")),
        most=yuan(given, "most", _("金额不多于（元）")),
        bands=tuple(_decimal(band, _("分界金额（元）")) for band in bands),
    )


def conclusion(given: QueryDict) -> Conclusion:
    """What somebody found, as typed; what does not go with the result is left out."""
    result = words(given, "result")
    if result not in Result.values:
        raise ControlError(_("请选择结论。"))
    if result != Result.WRONG:
        return Conclusion(result=Result(result), text=words(given, "text"))
    return Conclusion(
        result=Result.WRONG,
        text=words(given, "text"),
        amount=yuan(given, "amount", _("多付金额（元）")) or Decimal(0),
        cause=words(given, "cause"),
        clause=words(given, "clause"),
    )
