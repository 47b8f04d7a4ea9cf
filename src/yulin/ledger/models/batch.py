"""Payment batches through four hands, and the payments in them."""

import uuid
from itertools import combinations
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.ledger.enums import LIVE, BatchState, PaymentState
from yulin.ledger.models.account import MONEY
from yulin.ledger.models.payee import PayeeAccount

_HANDS = ("made_by", "checked_by", "approved_by", "second_by", "paid_by")


def _who(words: str, *, null: bool = True) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=null,
        related_name="+",
        verbose_name=words,
    )


class Batch(models.Model):
    """Made, checked, approved and paid by four people; what was approved is what is paid."""

    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    region = models.PositiveIntegerField(_("地区"))
    title = models.TextField(_("名称"))
    state = models.CharField(
        _("状态"), max_length=10, choices=BatchState.choices, default=BatchState.DRAFT
    )
    made_by = _who(_("经办人"), null=False)
    made_at = models.DateTimeField(_("经办时间"), auto_now_add=True)
    checked_by = _who(_("复核人"))
    checked_at = models.DateTimeField(_("复核时间"), null=True)
    approved_by = _who(_("审批人"))
    approved_at = models.DateTimeField(_("审批时间"), null=True)
    #: from above, or the head: where the total is over what one may approve
    second_by = _who(_("二级审批人"))
    second_at = models.DateTimeField(_("二级审批时间"), null=True)
    paid_by = _who(_("拨付人"))
    filed_at = models.DateTimeField(_("送出时间"), null=True)
    payments_count = models.PositiveIntegerField(_("笔数"), default=0)
    total = models.DecimalField(_("总额（元）"), **MONEY, default=0)
    #: the minute of the meeting that decided on it, above the highest tier
    minute = models.TextField(_("集体研究纪要"), blank=True)
    #: of all payments with their accounts and sums, as approved
    content_hash = models.CharField(_("内容摘要"), max_length=64, blank=True)
    #: of the file as it was handed over
    file_hash = models.CharField(_("文件摘要"), max_length=64, blank=True)
    remarks = models.TextField(_("意见"), blank=True)

    class Meta:
        verbose_name = _("拨付批次")
        verbose_name_plural = _("拨付批次")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["region", "state", "-id"], name="ledger_batch_queue"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name=f"ledger_batch_{one}_not_{other}",
                condition=Q(**{f"{one}__isnull": True})
                | Q(**{f"{other}__isnull": True})
                | ~Q(**{one: F(other)}),
                violation_error_message=_("经办、复核、各级审批、拨付须由不同的人办理。"),
            )
            for one, other in combinations(_HANDS, 2)
        ] + [
            models.CheckConstraint(
                name="ledger_batch_approved_is_signed",
                condition=~Q(state__in=["approved", "filed", "settled"])
                | (
                    Q(checked_by__isnull=False, approved_by__isnull=False)
                    & Q(content_hash__regex=r"^[0-9a-f]{64}$")
                ),
                violation_error_message=_("批准的批次须有复核人、审批人和内容摘要。"),
            ),
            models.CheckConstraint(
                name="ledger_batch_filed_is_paid",
                condition=~Q(state__in=["filed", "settled"])
                | (Q(paid_by__isnull=False) & Q(file_hash__regex=r"^[0-9a-f]{64}$")),
                violation_error_message=_("送出的批次须有拨付人和文件摘要。"),
            ),
            models.CheckConstraint(
                name="ledger_batch_known",
                condition=Q(state__in=BatchState.values) & ~Q(title=""),
                violation_error_message=_("没有这种状态，或没有名称。"),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Payment(models.Model):
    """One try to pay one instalment. There is one living try at most, whatever happens."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    batch = models.ForeignKey(
        Batch, on_delete=models.PROTECT, related_name="payments", verbose_name=_("批次")
    )
    instalment = models.ForeignKey(
        "entitlements.Instalment",
        on_delete=models.PROTECT,
        related_name="payments",
        verbose_name=_("应付"),
    )
    account = models.ForeignKey(
        PayeeAccount, on_delete=models.PROTECT, related_name="+", verbose_name=_("收款账户")
    )
    #: what the bank gives back with its answer
    reference = models.CharField(_("付款编号"), max_length=20, unique=True)
    amount = models.DecimalField(_("金额（元）"), **MONEY)
    state = models.CharField(
        _("状态"), max_length=10, choices=PaymentState.choices, default=PaymentState.PREPARED
    )
    bank_serial = models.CharField(_("银行流水号"), max_length=40, blank=True)
    refusal = models.TextField(_("退回原因"), blank=True)
    answered_at = models.DateTimeField(_("回执时间"), null=True)

    class Meta:
        verbose_name = _("付款")
        verbose_name_plural = _("付款")
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["batch", "state"], name="ledger_payment_batch"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="ledger_payment_one_living",
                fields=["instalment"],
                condition=Q(state__in=sorted(LIVE)),
                violation_error_message=_("这笔应付正在支付或已经支付。"),
            ),
            models.CheckConstraint(
                name="ledger_payment_known",
                condition=Q(state__in=PaymentState.values, amount__gt=0),
                violation_error_message=_("没有这种状态，或金额不大于零。"),
            ),
        ]

    def __str__(self) -> str:
        return self.reference
