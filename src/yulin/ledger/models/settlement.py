"""What somebody found out about a doubtful answer of the bank, and who agreed."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.ledger.enums import Verdict
from yulin.ledger.models.reply import Reply


class Settlement(models.Model):
    """Asked for by one, agreed or refused by another; nothing moves before."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    reply = models.ForeignKey(
        Reply, on_delete=models.PROTECT, related_name="settlements", verbose_name=_("回执明细")
    )
    verdict = models.CharField(_("结论"), max_length=10, choices=Verdict.choices)
    #: what the bank said when asked, and the paper that shows it
    reason = models.TextField(_("依据"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("提出人"),
    )
    asked_at = models.DateTimeField(_("提出时间"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("复核人"),
    )
    decided_at = models.DateTimeField(_("复核时间"), null=True)
    agreed = models.BooleanField(_("同意"), null=True)
    remarks = models.TextField(_("复核意见"), blank=True)

    class Meta:
        verbose_name = _("存疑回执处理")
        verbose_name_plural = _("存疑回执处理")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="ledger_settlement_one",
                fields=["reply"],
                condition=Q(agreed__isnull=True) | Q(agreed=True),
                violation_error_message=_("这条回执已有处理。"),
            ),
            models.CheckConstraint(
                name="ledger_settlement_two_people",
                condition=Q(agreed__isnull=True, decided_by__isnull=True, decided_at__isnull=True)
                | (
                    Q(agreed__isnull=False, decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(decided_by=F("asked_by"))
                ),
                violation_error_message=_("提出人不能自己复核。"),
            ),
            models.CheckConstraint(
                name="ledger_settlement_reasoned",
                condition=Q(verdict__in=Verdict.values) & ~Q(reason=""),
                violation_error_message=_("请写明依据。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reply} {self.verdict}"
