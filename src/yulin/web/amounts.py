"""Sums in words: never more exact than what is known."""

from decimal import Decimal
from typing import Protocol

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from yulin.policy.decision import Amount
from yulin.web.language import mark

EACH = {
    "month": gettext_lazy("每月"),
    "quarter": gettext_lazy("每季"),
    "half": gettext_lazy("每半年"),
    "year": gettext_lazy("每年"),
}


def yuan(value: Decimal | float) -> SafeString:
    """¥1,200.00, the fen set smaller."""
    whole, fen = f"{Decimal(value):,.2f}".split(".")
    return format_html(
        '<span class="money">¥{}<span class="money-fen">.{}</span></span>', whole, fen
    )


def words(amount: Amount | None) -> SafeString | str:
    """The sum with its qualifier, period and number of periods."""
    if amount is None:
        return ""
    parts = [part for part in (_sum(amount), _each(amount), _times(amount)) if part]
    return format_html_join(" ", "{}", ((part,) for part in parts))


def _sum(amount: Amount) -> SafeString | str:
    if amount.value is not None:
        exact = yuan(amount.value)
        return format_html(_("不超过 {}"), exact) if amount.qualifier == "≤" else exact
    if amount.alternatives:
        return format_html_join(f" {_('或')} ", "{}", ((yuan(a),) for a in amount.alternatives))
    return _("金额待定") if amount.missing else _("金额未公布")


def _each(amount: Amount) -> str:
    return str(EACH.get(amount.period, ""))


def _times(amount: Amount) -> str:
    if amount.period == "once":
        return ""
    if amount.periods is None:
        return _("（期数未公布）")
    return ngettext("× %(count)s 期", "× %(count)s 期", amount.periods) % {"count": amount.periods}


def net_words(amount: Amount | None) -> SafeString | str:
    """What deductions and joint caps leave of a total that is due, where it is not the whole."""
    if amount is None or not amount.settled or amount.net == amount.total:
        return ""
    if amount.net is None:
        return _("还要扣除或合计封顶，实得金额未知")
    return format_html(_("其中扣除/封顶后实得 {}"), yuan(amount.net))


class Sum(Protocol):
    """A sum of several benefits (`yulin.web.results.Total`)."""

    known: Decimal
    at_most: bool
    unknown: int


def total(added: Sum) -> SafeString | str:
    """¥9,000.00 · 不超过 … · 至少 …，另有 2 项金额未公布."""
    if not added.known:
        return _missing(added.unknown) if added.unknown else "—"
    exact = yuan(added.known)
    if added.at_most:
        exact = format_html(_("不超过 {}"), exact)
    elif added.unknown:
        exact = format_html(_("至少 {}"), exact)
    if not added.unknown:
        return exact
    return format_html('{}<br><small class="muted">{}</small>', exact, _more(added.unknown))


def _missing(count: int) -> str:
    words = ngettext("%(count)s 项金额未公布", "%(count)s 项金额未公布", count)
    return words % {"count": count}


def _more(count: int) -> str:
    words = ngettext("另有 %(count)s 项金额未公布", "另有 %(count)s 项金额未公布", count)
    return words % {"count": count}


def ruling_words(effect: str, amount: int | None) -> str:
    """应享受，500.00 元 / 不享受."""
    if effect != "due" or amount is None:
        return _("不享受")
    sum_ = f"{Decimal(amount).scaleb(-2):,.2f}"
    return _("应享受") + mark("，") + _("每期 %(amount)s 元") % {"amount": sum_}
