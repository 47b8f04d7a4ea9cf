"""Postings and their entries: written once, summing to zero, never changed."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Func, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from yulin.ledger.enums import Movement
from yulin.ledger.models.account import MONEY, Account


class Posting(models.Model):
    """One movement, done once: its key is what makes a second try the same movement."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    movement = models.CharField(_("业务"), max_length=12, choices=Movement.choices)
    key = models.CharField(_("幂等键"), max_length=255, unique=True)
    #: what it is about, such as ("ledger.payment", "17"); blank for whole budgets
    about_type = models.CharField(_("关联类型"), max_length=64, blank=True)
    about_id = models.CharField(_("关联编号"), max_length=64, blank=True)
    reason = models.TextField(_("事由"))
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,  # the system itself
        related_name="+",
        verbose_name=_("记账人"),
    )
    posted_at = models.DateTimeField(_("记账时间"), db_default=Now())
    #: the database's own number of the transaction; entries come in the same one or not at all
    made_in = models.BigIntegerField(
        _("事务"), db_default=Func(function="txid_current", output_field=models.BigIntegerField())
    )

    class Meta:
        verbose_name = _("分录凭证")
        verbose_name_plural = _("分录凭证")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["about_type", "about_id"], name="ledger_posting_about"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="ledger_posting_known",
                condition=Q(movement__in=Movement.values),
                violation_error_message=_("没有这种业务。"),
            ),
            models.CheckConstraint(
                name="ledger_posting_reasoned",
                condition=~Q(reason="") & ~Q(key=""),
                violation_error_message=_("记账须有事由和幂等键。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.movement} {self.key}"


class Entry(models.Model):
    """An amount into an account (positive) or out of it (negative)."""

    id = models.BigAutoField(primary_key=True)
    posting = models.ForeignKey(
        Posting, on_delete=models.PROTECT, related_name="entries", verbose_name=_("凭证")
    )
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="entries", verbose_name=_("科目")
    )
    amount = models.DecimalField(_("金额（元）"), **MONEY)

    class Meta:
        verbose_name = _("分录")
        verbose_name_plural = _("分录")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="ledger_entry_account_once",
                fields=["posting", "account"],
                violation_error_message=_("同一凭证中一个科目只记一次。"),
            ),
            models.CheckConstraint(
                name="ledger_entry_some",
                condition=~Q(amount=0),
                violation_error_message=_("金额不能为零。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.amount}"
