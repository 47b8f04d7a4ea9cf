"""Somebody says that a fact about them is wrong."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yulin.registry.enums import CorrectionState


class CorrectionRequest(models.Model):
    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        "registry.Person",
        on_delete=models.PROTECT,
        related_name="corrections",
        verbose_name=_("人员"),
    )
    table = models.TextField(_("表"))
    row = models.UUIDField(_("记录编号"), null=True, blank=True)  # null: a record is missing
    column = models.TextField(_("列"), blank=True)
    claimed = models.TextField(_("应为"), blank=True)
    text = models.TextField(_("说明"), blank=True)
    state = models.CharField(
        _("状态"), max_length=8, choices=CorrectionState.choices, default=CorrectionState.OPEN
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("提出人"),
    )
    asked_at = models.DateTimeField(_("提出时间"), auto_now_add=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("处理人"),
    )
    answered_at = models.DateTimeField(_("处理时间"), null=True)
    answer = models.TextField(_("答复"), blank=True)

    class Meta:
        verbose_name = _("更正申请")
        verbose_name_plural = _("更正申请")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["state", "-id"], name="registry_correction_state"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="registry_correction_known_state",
                condition=Q(state__in=CorrectionState.values),
                violation_error_message=_("没有这个状态。"),
            ),
            models.CheckConstraint(
                name="registry_correction_answered_by_somebody",
                condition=Q(
                    state=CorrectionState.OPEN, answered_by__isnull=True, answered_at__isnull=True
                )
                | (
                    ~Q(state=CorrectionState.OPEN)
                    & Q(answered_by__isnull=False, answered_at__isnull=False)
                ),
                violation_error_message=_("处理过的申请应有处理人和处理时间。"),
            ),
            models.CheckConstraint(
                name="registry_correction_not_answered_by_asker",
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=models.F("asked_by")),
                violation_error_message=_("不能处理自己提出的申请。"),
            ),
            models.UniqueConstraint(
                name="registry_correction_one_open",
                fields=["person", "table", "row", "column"],
                condition=Q(state=CorrectionState.OPEN),
                nulls_distinct=False,
                violation_error_message=_("这一项已有待处理的更正申请。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.column} {self.state}"
