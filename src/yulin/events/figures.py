"""Numbers beside numbers: what may be compared, how it is called, what may not. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

_TENTH = Decimal("0.1")
_HUNDREDTH = Decimal("0.01")
_WAN = Decimal(10_000)


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number with what must never get lost of it."""

    value: Decimal
    unit: str
    nature: str
    begins_on: date
    ends_on: date
    qualifier: str = "="

    @property
    def words(self) -> str:
        """1.3万余人, 近33万个, 651场: the qualifier where it is said in Chinese."""
        plain = short(self.value)
        if self.qualifier in {"近", "约"}:
            return f"{self.qualifier}{plain}{self.unit}"
        return f"{plain}{self.qualifier if self.qualifier != '=' else ''}{self.unit}"


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One number as per cent of another, and of what; or why they are not compared."""

    percent: Decimal | None
    words: str


def short(value: Decimal) -> str:
    """16100 as 1.61万, 1282 as 1282: as such numbers are printed, and never rounded."""
    if value >= _WAN:
        return f"{(value / _WAN).normalize():f}万"
    return f"{value.normalize():f}"


def percent(part: Decimal | int, whole: Decimal | int, places: Decimal = _TENTH) -> Decimal:
    return (Decimal(part) / Decimal(whole) * 100).quantize(places, ROUND_HALF_UP)


def share(part: Decimal | int, whole: Decimal | int) -> Decimal:
    """As shares are printed: 1282 of 49,000 are 2.62 %."""
    return percent(part, whole, _HUNDREDTH)


def is_full_year(begins_on: date, ends_on: date) -> bool:
    return (begins_on.month, begins_on.day, ends_on.month, ends_on.day) == (1, 1, 12, 31) and (
        begins_on.year == ends_on.year
    )


def period_words(begins_on: date, ends_on: date) -> str:
    """2020年, 2021年1–9月, 2022年9月1日至2023年2月28日."""
    if begins_on == ends_on:
        return _("%(y)s年%(m)s月%(d)s日") % {
            "y": begins_on.year, "m": begins_on.month, "d": begins_on.day,
        }  # fmt: skip
    if is_full_year(begins_on, ends_on):
        return _("%(y)s年") % {"y": begins_on.year}
    whole_months = begins_on.day == 1 and (ends_on + timedelta(days=1)).day == 1
    if whole_months and begins_on.year == ends_on.year:
        return _("%(y)s年%(m)s–%(n)s月") % {
            "y": begins_on.year, "m": begins_on.month, "n": ends_on.month,
        }  # fmt: skip
    return f"{begins_on:%Y-%m-%d} – {ends_on:%Y-%m-%d}"


def compare(now: Number, base: Number) -> Comparison:
    """How much of the base the number is, named so that nobody takes it for something else.

    A stock is never measured by a flow, nor people by firms. A running total beside a whole year is
    called that: 146% of last full year is no growth of 46%.
    """
    refused = _incomparable(now, base)
    if refused:
        return Comparison(percent=None, words=refused)
    part = percent(now.value, base.value)
    return Comparison(percent=part, words=of_base_words(now, base, part))


def of_base_words(now: Number, base: Number, part: Decimal) -> str:
    """What a percentage is of, in words that nobody takes for something else."""
    told = {
        "n": f"{part.normalize():f}",
        "base": period_words(base.begins_on, base.ends_on),
    }
    if _is_running(now, base):
        return _("为%(base)s全年的 %(n)s%%（累计数比全年数，不是同比）") % told
    if _same_season(now, base):
        told["n"] = f"{(part - 100).normalize():+f}"
        return _("比上年同期 %(n)s%%") % told
    return _("为%(base)s的 %(n)s%%") % told


def _incomparable(now: Number, base: Number) -> str:
    if now.nature != base.nature:
        return _("不比较：一个是期间新增，一个是期末存量。")
    if now.unit != base.unit:
        return _("不比较：单位不同（%(a)s、%(b)s）。") % {"a": now.unit, "b": base.unit}
    if base.value == 0:
        return _("不比较：基数是 0。")
    return ""


def _is_running(now: Number, base: Number) -> bool:
    """A part of a year beside the whole of an earlier one."""
    return is_full_year(base.begins_on, base.ends_on) and not is_full_year(
        now.begins_on, now.ends_on
    )


def _same_season(now: Number, base: Number) -> bool:
    """The same days a year earlier."""
    years = now.begins_on.year - base.begins_on.year
    pairs = ((now.begins_on, base.begins_on), (now.ends_on, base.ends_on))
    return years == 1 and all(
        (a.year - b.year, a.month) == (1, b.month) and (a.day == b.day or _both_last(a, b))
        for a, b in pairs
    )


def _both_last(one: date, other: date) -> bool:
    """29 and 28 February are both the end of the month."""
    return all((day + timedelta(days=1)).day == 1 for day in (one, other))
