"""Proofs of the books as they were run, the cases that broke them, and what they stopped."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from yulin.ledger.enums import Law
from yulin.ledger.models.account import MONEY


class ProofRecord(models.Model):
    """One proof of everything; written once and never changed (migration 0007)."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    proved_at = models.DateTimeField(_("核对时间"), db_default=Now())
    proved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,  # the nightly job
        related_name="+",
        verbose_name=_("核对人"),
    )
    postings = models.PositiveBigIntegerField(_("凭证数"))
    payments = models.PositiveBigIntegerField(_("付款数"))
    total = models.DecimalField(_("余额合计（元）"), **MONEY)
    #: of all laws together; none where the books hold
    broken = models.PositiveBigIntegerField(_("不符处"))

    class Meta:
        verbose_name = _("账目核对")
        verbose_name_plural = _("账目核对")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="ledger_proof_holds_at_zero",
                condition=Q(total=0) | Q(broken__gt=0),
                violation_error_message=_("余额合计不为零时，核对不能通过。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return self.broken == 0


class ProofCase(models.Model):
    """One row that broke a law: what it should be, and what it is."""

    id = models.BigAutoField(primary_key=True)
    proof = models.ForeignKey(
        ProofRecord, on_delete=models.PROTECT, related_name="cases", verbose_name=_("账目核对")
    )
    law = models.CharField(_("规则"), max_length=12, choices=Law.choices)
    #: the row, such as ("ledger.batch", 17)
    about_type = models.CharField(_("关联类型"), max_length=64)
    about_id = models.BigIntegerField(_("关联编号"))
    #: whose officers it concerns; none where it is of no region
    region = models.PositiveIntegerField(_("地区"), null=True)
    expected = models.DecimalField(_("应为"), max_digits=20, decimal_places=2)
    found = models.DecimalField(_("实为"), max_digits=20, decimal_places=2)

    class Meta:
        verbose_name = _("不符处")
        verbose_name_plural = _("不符处")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.law} {self.about_type} {self.about_id}"


class PaymentStop(models.Model):
    """While one is open, nothing is approved and nothing is handed over; there is one at most."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    #: the proof that did not hold
    proof = models.ForeignKey(
        ProofRecord, on_delete=models.PROTECT, related_name="stops", verbose_name=_("账目核对")
    )
    stopped_at = models.DateTimeField(_("停止时间"), db_default=Now())
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("解除人"),
    )
    released_at = models.DateTimeField(_("解除时间"), null=True)
    #: the later proof that holds
    released_after = models.ForeignKey(
        ProofRecord,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("通过的核对"),
    )
    reason = models.TextField(_("解除理由"), blank=True)

    class Meta:
        verbose_name = _("停止拨付")
        verbose_name_plural = _("停止拨付")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                Q(released_at__isnull=True),
                name="ledger_stop_one_open",
                condition=Q(released_at__isnull=True),
                violation_error_message=_("拨付已经停止。"),
            ),
            models.CheckConstraint(
                name="ledger_stop_released_by_somebody",
                condition=Q(
                    released_at__isnull=True,
                    released_by__isnull=True,
                    released_after__isnull=True,
                    reason="",
                )
                | (
                    Q(released_by__isnull=False, released_at__isnull=False)
                    & Q(released_after__gt=F("proof"))
                    & ~Q(reason="")
                ),
                violation_error_message=_("解除停止须有稽核人员、理由和其后通过的核对。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proof}"
