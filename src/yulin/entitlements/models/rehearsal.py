"""A rehearsal: a draft against what is in force, for everybody of a region; and whom it changes."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yulin.entitlements.enums import OPEN, RunState
from yulin.entitlements.models.subject import SubjectRow, of_one_subject


class Rehearsal(models.Model):
    """Same facts, same texts, same months: `known_at`, `library`, `text` and `as_of` fix them."""

    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    region = models.PositiveIntegerField(_("范围"))
    code = models.TextField(_("文件编号"))
    title = models.TextField(_("标题"))
    #: the draft as it was rehearsed, word for word
    text = models.TextField(_("草案文本"))
    sha256 = models.CharField(_("校验值"), max_length=64)
    #: the draft of the studio that it was taken from, if any
    draft = models.UUIDField(_("草稿"), null=True)
    note = models.TextField(_("备注"), blank=True)
    as_of = models.DateField(_("起算日"))
    years = models.PositiveSmallIntegerField(
        _("年数"), validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    every = models.CharField(_("判定间隔"), max_length=8, default="month")
    library = models.ForeignKey(
        "programmes.LibraryVersion",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("现行政策库"),
    )
    known_at = models.DateTimeField(_("数据截至"), null=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=RunState.choices, default=RunState.QUEUED
    )
    reason = models.TextField(_("失败原因"), blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("发起人"),
    )
    requested_at = models.DateTimeField(_("发起时间"), auto_now_add=True)
    started_at = models.DateTimeField(_("开始时间"), null=True)
    finished_at = models.DateTimeField(_("结束时间"), null=True)
    #: `yulin.policy.rehearsal.rehearse.Rehearsal.as_dict`, once finished
    result = models.JSONField(_("结果"), null=True)

    class Meta:
        verbose_name = _("草案演练")
        verbose_name_plural = _("草案演练")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["region", "-id"], name="entitlements_rehearsal_region")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="entitlements_rehearsal_state",
                condition=Q(state__in=RunState.values),
                violation_error_message=_("没有这个状态。"),
            ),
            models.CheckConstraint(
                name="entitlements_rehearsal_years",
                condition=Q(years__range=(1, 10)),
                violation_error_message=_("年数应在 1 到 10 之间。"),
            ),
            models.UniqueConstraint(
                name="entitlements_rehearsal_one_open",
                fields=["region", "sha256", "as_of", "years", "every"],
                condition=Q(state__in=sorted(OPEN)),
                violation_error_message=_("同样的演练正在进行。"),
            ),
            models.CheckConstraint(
                name="entitlements_rehearsal_repeatable",
                condition=~Q(state=RunState.FINISHED)
                | Q(library__isnull=False, known_at__isnull=False, result__isnull=False),
                violation_error_message=_("完成的演练应记下政策文本、数据时间和结果。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.as_of} {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class RehearsalChange(SubjectRow):
    """One subject and one benefit that the draft changes; sums in fen, null where not known."""

    id = models.BigAutoField(primary_key=True)
    rehearsal = models.ForeignKey(
        Rehearsal,
        on_delete=models.CASCADE,
        db_index=False,
        related_name="changes",
        verbose_name=_("演练"),
    )
    district = models.PositiveIntegerField(_("所属地区"))  # 0: not known
    talent_class = models.TextField(_("人才类别"), blank=True)
    policy = models.TextField(_("政策"))
    benefit = models.TextField(_("待遇"))
    kind = models.CharField(_("种类"), max_length=8)
    outcome = models.CharField(_("结果"), max_length=10)
    status_before = models.PositiveSmallIntegerField(_("现行结果"), null=True)
    status_after = models.PositiveSmallIntegerField(_("草案结果"), null=True)
    label_before = models.TextField(_("现行类别"), blank=True)
    label_after = models.TextField(_("草案类别"), blank=True)
    before = models.BigIntegerField(_("现行金额（分）"), null=True)
    after = models.BigIntegerField(_("草案金额（分）"), null=True)
    difference = models.BigIntegerField(_("差额（分）"), null=True)
    differs_on = models.DateField(_("从何时起不同"))
    #: ids of causes, one a line
    causes = models.TextField(_("原因"), blank=True)

    class Meta:
        verbose_name = _("演练中的变化")
        verbose_name_plural = _("演练中的变化")
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(
                fields=["rehearsal", "outcome", "district"], name="entitlements_rehearsal_list"
            )
        ]
        constraints: ClassVar = [
            of_one_subject("entitlements_rehearsal_one_who", _("一个变化只属于一个人或一个单位。")),
            models.UniqueConstraint(
                name="entitlements_rehearsal_line_once",
                fields=["rehearsal", "person", "employer", "policy", "benefit"],
                nulls_distinct=False,
                violation_error_message=_("同一次演练中, 一项变化只有一行。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy}/{self.benefit} {self.outcome}"
