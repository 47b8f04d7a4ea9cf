"""Which lines pay an instalment: reserved before anybody is promised anything."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yulin.ledger.models.account import MONEY
from yulin.ledger.models.fund import BudgetLine
from yulin.ledger.models.posting import Posting


class Allocation(models.Model):
    """One line's part of one instalment; the parts make up the whole (migration 0004)."""

    id = models.BigAutoField(primary_key=True)
    instalment = models.ForeignKey(
        "entitlements.Instalment",
        on_delete=models.PROTECT,
        related_name="allocations",
        verbose_name=_("应付"),
    )
    line = models.ForeignKey(
        BudgetLine, on_delete=models.PROTECT, related_name="+", verbose_name=_("预算项")
    )
    amount = models.DecimalField(_("金额（元）"), **MONEY)
    #: the posting that reserved it
    reserved_by = models.ForeignKey(
        Posting,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="+",
        verbose_name=_("预留凭证"),
    )

    class Meta:
        verbose_name = _("资金安排")
        verbose_name_plural = _("资金安排")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="ledger_allocation_once",
                fields=["instalment", "line"],
                violation_error_message=_("这笔应付已由这一预算项安排。"),
            ),
            models.CheckConstraint(
                name="ledger_allocation_some",
                condition=Q(amount__gt=0),
                violation_error_message=_("金额须大于零。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instalment_id} {self.line_id} {self.amount}"
