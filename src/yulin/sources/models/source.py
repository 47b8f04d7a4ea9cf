"""A department that shares what it holds, and the terms on which it does."""

import uuid
from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yulin.access.divisions import covers
from yulin.access.fields import SealedField
from yulin.facts.schema import BY_NAME, Table
from yulin.sources.enums import ASKED, SourceKind


class Source(models.Model):
    """`place` says where it is and `mapping` how its columns become ours: see `yulin.sources.terms`.

    Its history, on and off included, is what the journal has about it.
    """

    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("名称"), max_length=80)
    department = models.CharField(_("提供部门"), max_length=80)
    kind = models.CharField(_("方式"), max_length=8, choices=SourceKind.choices)
    region = models.PositiveIntegerField(_("地区"))
    #: the record table that it fills; it says everything there is about whom it answers
    table = models.CharField(_("数据表"), max_length=16)
    place = models.JSONField(_("连接"), default=dict, blank=True)
    mapping = models.JSONField(_("对应关系"), default=dict, blank=True)
    #: token, password or key of signatures
    secret = SealedField(_("密钥"), purpose="source.secret", null=True)
    purpose = models.CharField(_("使用目的"), max_length=200)
    legal_basis = models.CharField(_("法律依据"), max_length=200)
    valid_days = models.PositiveSmallIntegerField(_("答复有效天数"), default=30)
    #: nobody found means that there is nothing: the department's register is complete
    empty_is_none = models.BooleanField(_("查无记录即为没有"), default=True)
    timeout_seconds = models.PositiveSmallIntegerField(_("等待秒数"), default=5)
    attempts = models.PositiveSmallIntegerField(_("最多次数"), default=3)
    per_minute = models.PositiveIntegerField(_("每分钟上限"), default=60)
    enabled = models.BooleanField(_("启用"), default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,  # the system itself
        related_name="+",
        verbose_name=_("登记人"),
    )
    created_at = models.DateTimeField(_("登记时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("数据来源")
        verbose_name_plural = _("数据来源")
        ordering: ClassVar = ["region", "name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="sources_source_known_kind",
                condition=Q(kind__in=SourceKind.values),
                violation_error_message=_("没有这种方式。"),
            ),
            models.CheckConstraint(
                name="sources_source_says_why",
                condition=~Q(purpose="") & ~Q(legal_basis=""),
                violation_error_message=_("请写明使用目的和法律依据。"),
            ),
            models.CheckConstraint(
                name="sources_source_limits",
                condition=Q(valid_days__range=(1, 366))
                & Q(timeout_seconds__range=(1, 60))
                & Q(attempts__range=(1, 5))
                & Q(per_minute__range=(1, 6000)),
                violation_error_message=_("有效天数、等待秒数、次数或每分钟上限超出范围。"),
            ),
            models.UniqueConstraint(
                name="sources_source_name_once",
                fields=["region", "name"],
                violation_error_message=_("这个地区已有同名的数据来源。"),
            ),
            models.UniqueConstraint(
                name="sources_source_one_for_a_table",
                fields=["region", "table"],
                # of those that divide a table (`owns`) the action sees to it that they do
                condition=Q(enabled=True) & ~Q(mapping__has_key="owns"),
                violation_error_message=_("这个地区的这张表已由另一个来源提供。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def record_table(self) -> Table:
        return BY_NAME[self.table]

    @property
    def is_asked(self) -> bool:
        return self.kind in ASKED

    @property
    def valid_for(self) -> timedelta:
        return timedelta(days=self.valid_days)

    def speaks_of(self, division: int | None) -> bool:
        """Whether somebody who belongs to a division is this source's business."""
        return division is not None and covers(self.region, division)


class Watch(models.Model):
    """How far a department's changes have been read, and how the last look went."""

    source = models.OneToOneField(
        Source, on_delete=models.CASCADE, primary_key=True, related_name="watch"
    )
    #: by their clock; changes since a while before are looked at again, for those that came late
    read_to = models.DateTimeField(_("已读到"))
    looked_at = models.DateTimeField(_("最近查看"))
    #: blank: it went well
    reason = models.TextField(_("原因"), blank=True)

    def __str__(self) -> str:
        return f"{self.source_id} {self.read_to}"


class Bucket(models.Model):
    """How many calls a source may be made just now; refilled by the clock, see `limits`."""

    source = models.OneToOneField(
        Source, on_delete=models.CASCADE, primary_key=True, related_name="bucket"
    )
    tokens = models.FloatField(_("余额"))
    filled_at = models.DateTimeField(_("时间"))

    def __str__(self) -> str:
        return f"{self.source_id} {self.tokens:.1f}"
