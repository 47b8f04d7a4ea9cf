"""For how long what is kept, as data: one rule a kind of record, with its ground."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yulin.access.models import Session
from yulin.entitlements.models import Notice
from yulin.ledger.models import Notice as MoneyNotice
from yulin.registry.models import CorrectionRequest
from yulin.rights.models import PageLook


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Rows whose time began before `days` ago are past it."""

    key: str
    title: str | Promise
    days: int
    ground: str | Promise
    #: the rows that are past their time where it began before a moment
    rows: Callable[[dt.datetime], "QuerySet[Any]"]
    #: `rows`: they go; `texts`: what was written in them goes
    what: str = "rows"

    def due(self, moment: dt.datetime) -> "QuerySet[Any]":
        return self.rows(moment - timedelta(days=self.days))


RULES: tuple[Rule, ...] = (
    Rule(
        key="sessions",
        title=_("过期的登录"),
        days=7,
        ground=_("个人信息保护法第十九条：为实现目的所必要的最短时间"),
        rows=lambda before: Session.objects.filter(expire_date__lt=before),
    ),
    Rule(
        key="notices",
        title=_("读过的待遇告知"),
        days=1100,
        ground=_("三年，与操作日志相同"),
        rows=lambda before: Notice.objects.filter(read_at__lt=before, objections__isnull=True),
    ),
    Rule(
        key="money_notices",
        title=_("读过的款项告知"),
        days=1100,
        ground=_("三年，与操作日志相同"),
        rows=lambda before: MoneyNotice.objects.filter(read_at__lt=before),
    ),
    Rule(
        key="looks",
        title=_("谁打开过页面的记录"),
        days=1100,
        ground=_("三年，与操作日志相同"),
        rows=lambda before: PageLook.objects.filter(at__lt=before),
    ),
    Rule(
        key="corrections",
        title=_("答复过的更正申请中写的话"),
        days=1100,
        ground=_("三年，与操作日志相同"),
        rows=lambda before: CorrectionRequest.objects.filter(answered_at__lt=before).exclude(
            text="", claimed=""
        ),
        what="texts",
    ),
)
