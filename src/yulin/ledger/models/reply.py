"""Answer files of the bank, and what each line led to."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from yulin.ledger.enums import Finding
from yulin.ledger.models.account import MONEY
from yulin.ledger.models.batch import Payment


class ReplyFile(models.Model):
    """A file as it came; the same bytes are taken in once in a region."""

    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    region = models.PositiveIntegerField(_("地区"))
    name = models.TextField(_("文件名"))
    sha256 = models.CharField(_("摘要"), max_length=64)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("导入人"),
    )
    taken_at = models.DateTimeField(_("导入时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("银行回执")
        verbose_name_plural = _("银行回执")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="ledger_replyfile_once",
                fields=["region", "sha256"],
                violation_error_message=_("这份回执已经导入过。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Reply(models.Model):
    """One line of a file, kept whatever it said; never changed but to say who settled it."""

    id = models.BigAutoField(primary_key=True)
    file = models.ForeignKey(
        ReplyFile, on_delete=models.PROTECT, related_name="replies", verbose_name=_("回执")
    )
    row = models.PositiveIntegerField(_("行"))
    payment = models.ForeignKey(
        Payment,
        on_delete=models.PROTECT,
        null=True,
        related_name="replies",
        verbose_name=_("付款"),
    )
    reference = models.TextField(_("付款编号"), blank=True)
    outcome = models.CharField(_("结果"), max_length=4, blank=True)
    amount = models.DecimalField(_("金额（元）"), **MONEY, null=True)
    serial = models.TextField(_("银行流水号"), blank=True)
    finding = models.CharField(_("处理"), max_length=12, choices=Finding.choices)
    why = models.TextField(_("说明"), blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("处理人"),
    )
    settled_at = models.DateTimeField(_("处理时间"), null=True)
    settlement = models.TextField(_("处理结论"), blank=True)

    class Meta:
        verbose_name = _("回执明细")
        verbose_name_plural = _("回执明细")
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["finding", "settled_at"], name="ledger_reply_open"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="ledger_reply_row_once",
                fields=["file", "row"],
                violation_error_message=_("回执的一行只记一次。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file} {self.row}"
