"""When a fact holds in the world, as its own dates say: from which day, and until when.

A table that says neither is of no time of its own: what it says holds until another row replaces it.
"""

from datetime import date
from typing import Final

from yulin.facts.schema import OPEN_END
from yulin.registry.models import Fact

#: table → the columns (by field) that say from when and until when; an empty one: it does not say
_SPANS: Final[dict[str, tuple[str, str]]] = {
    "学历": ("graduated_on", ""),
    "证书": ("issued_on", ""),
    "社保": ("first_month", "last_month"),
    "就业": ("started_on", "ended_on"),
    "单位": ("founded_on", ""),
    "住房": ("acquired_on", "disposed_on"),
    "荣誉": ("granted_on", "expires_on"),
    "已享受": ("received_on", "until"),
    "培训": ("started_on", "ended_on"),
    "见习实习": ("started_on", "ended_on"),
    "租赁": ("started_on", "ended_on"),
    "困难身份": ("recognised_on", "expires_on"),
    "贷款": ("paid_out_on", "due_on"),
    "认定": ("recognised_on", "valid_until"),
    "登记": ("registered_on", "cancelled_on"),
    "成果": ("obtained_on", ""),
    "平台": ("recognised_on", "expires_on"),
    "附加事实": ("holds_from", "holds_until"),
    "单位附加事实": ("holds_from", "holds_until"),
}
_BY_MONTH: Final = "社保"
_BY_YEAR: Final = "收入"


def span_of(fact: Fact) -> tuple[date | None, date | None]:
    """From which day and until which, both included; None: it does not say, or has not ended."""
    if fact.TABLE.name == _BY_YEAR:
        year = fact.year
        return date(year, 1, 1), date(year, 12, 31)
    begin, end = _SPANS.get(fact.TABLE.name, ("", ""))
    since = getattr(fact, begin) if begin else None
    until = getattr(fact, end) if end else None
    return since, None if until == OPEN_END else until


def holds_on(fact: Fact, day: date | None) -> bool:
    """Whether a fact holds on a day, as far as it says; None: on any."""
    if day is None:
        return True
    since, until = span_of(fact)
    if fact.TABLE.name == _BY_MONTH:
        day = day.replace(day=1)  # a month is kept as its first day
    return (since is None or since <= day) and (until is None or day <= until)
