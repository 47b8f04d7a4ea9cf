"""A file that a bureau handed in."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yulin.intake.enums import WORKING, UploadState


class Upload(models.Model):
    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    original_name = models.TextField(_("文件名"))
    path = models.TextField(_("存放位置"), unique=True)  # below var/uploads, a random name
    sha256 = models.CharField(_("校验值"), max_length=64)
    size = models.BigIntegerField(_("大小"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,  # the system itself
        related_name="uploads",
        verbose_name=_("上传人"),
    )
    region = models.PositiveIntegerField(_("行政区划"))
    state = models.CharField(
        _("状态"), max_length=10, choices=UploadState.choices, default=UploadState.RECEIVED
    )
    received_at = models.DateTimeField(_("收到时间"), auto_now_add=True)
    checked_at = models.DateTimeField(_("核对时间"), null=True)
    confirmed_at = models.DateTimeField(_("确认时间"), null=True)
    loaded_at = models.DateTimeField(_("入库时间"), null=True)
    #: from when on its content, report and list of problems are no longer kept
    emptied_at = models.DateTimeField(_("文件删除时间"), null=True)
    #: rows by sheet, as read
    counts = models.JSONField(_("行数"), default=dict)
    #: the first problems, as dictionaries; `error_count` and `warning_count` count all
    problems = models.JSONField(_("问题"), default=list)
    error_count = models.PositiveIntegerField(_("错误数"), default=0)
    warning_count = models.PositiveIntegerField(_("提醒数"), default=0)
    report_path = models.TextField(_("报告位置"), blank=True)
    #: why it was refused, for people to read
    reason = models.TextField(_("原因"), blank=True)
    #: rows added, superseded and kept by sheet, once loaded
    changes = models.JSONField(_("变动"), default=dict)
    batch = models.OneToOneField(
        "registry.Batch",
        on_delete=models.PROTECT,
        null=True,
        related_name="upload",
        verbose_name=_("录入批次"),
    )

    class Meta:
        verbose_name = _("上传文件")
        verbose_name_plural = _("上传文件")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["region", "-id"], name="intake_upload_region")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="intake_upload_known_state",
                condition=Q(state__in=UploadState.values),
                violation_error_message=_("没有这个状态。"),
            ),
            models.CheckConstraint(
                name="intake_upload_no_errors_when_confirmed",
                condition=~Q(state__in=[UploadState.CONFIRMED, UploadState.LOADED])
                | Q(error_count=0),
                violation_error_message=_("有错误的文件不能入库。"),
            ),
            models.CheckConstraint(
                name="intake_upload_emptied_when_ended",
                condition=Q(emptied_at__isnull=True)
                | Q(
                    state__in=[UploadState.LOADED, UploadState.REFUSED, UploadState.DISCARDED],
                    report_path="",
                    problems=[],
                ),
                violation_error_message=_("还在办理的文件不能删除。"),
            ),
            models.CheckConstraint(
                name="intake_upload_loaded_has_batch",
                condition=Q(state=UploadState.LOADED, batch__isnull=False)
                | (~Q(state=UploadState.LOADED) & Q(batch__isnull=True)),
                violation_error_message=_("入库的文件应有录入批次。"),
            ),
        ]

    def __str__(self) -> str:
        return self.original_name

    @property
    def is_working(self) -> bool:
        return self.state in WORKING

    @property
    def problem_count(self) -> int:
        return self.error_count + self.warning_count
