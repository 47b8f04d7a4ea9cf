"""What a letter tells somebody of their own dues, in words of the reader's language."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from yulin.web.amounts import EACH
from yulin.web.templatetags.yulin import benefit_title


def due_words(dues: Iterable[dict[str, Any]]) -> list[str]:
    """Each as one line: 求职补贴：3,000.00 元."""
    return [_line(due) for due in dues]


def _line(due: dict[str, Any]) -> str:
    what = benefit_title(f"{due['policy']}/{due['benefit']}")
    told = [word for word in (due.get("label"), _sum(due)) if word]
    return _("%(what)s：%(told)s") % {"what": what, "told": "，".join(told)} if told else what


def _sum(due: dict[str, Any]) -> str:
    fen = due.get("amount")
    if fen is None:
        return ""
    each = str(EACH.get(due.get("period", ""), ""))
    amount = _("%(amount)s 元") % {"amount": f"{Decimal(fen).scaleb(-2):,.2f}"}
    most = _("不超过") if due.get("qualifier") == "≤" else ""
    return " ".join(part for part in (each, most, amount) if part)
