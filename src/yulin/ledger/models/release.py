"""Money that was reserved for what is not paid any more, and is free again."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from yulin.ledger.models.account import MONEY
from yulin.ledger.models.fund import BudgetLine
from yulin.ledger.models.posting import Posting


class Release(models.Model):
    """An allocation that was given up: what it was, and the posting that set the money free."""

    id = models.BigAutoField(primary_key=True)
    instalment = models.ForeignKey(
        "entitlements.Instalment",
        on_delete=models.PROTECT,
        related_name="releases",
        verbose_name=_("应付"),
    )
    line = models.ForeignKey(
        BudgetLine, on_delete=models.PROTECT, related_name="+", verbose_name=_("预算项")
    )
    amount = models.DecimalField(_("金额（元）"), **MONEY)
    reserved_by = models.ForeignKey(
        Posting,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="+",
        verbose_name=_("预留凭证"),
    )
    released_by = models.ForeignKey(
        Posting,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="+",
        verbose_name=_("释放凭证"),
    )

    class Meta:
        verbose_name = _("释放的资金安排")
        verbose_name_plural = _("释放的资金安排")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="ledger_release_once",
                fields=["instalment", "line", "reserved_by"],
                violation_error_message=_("这项资金安排已经释放。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instalment_id} {self.line_id} {self.amount}"
