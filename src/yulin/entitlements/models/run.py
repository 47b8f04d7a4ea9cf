"""A run: everybody of a region decided for one date."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yulin.entitlements.enums import OPEN, Engine, Mode, RunState


class Run(models.Model):
    """Same facts, same texts, same date: `known_at`, `library` and `as_of` make it repeatable."""

    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    as_of = models.DateField(_("基准日"))
    region = models.PositiveIntegerField(_("范围"))  # 0: everybody
    engine = models.CharField(
        _("计算方式"), max_length=8, choices=Engine.choices, default=Engine.POLARS
    )
    mode = models.CharField(_("计算范围"), max_length=8, choices=Mode.choices, default=Mode.FULL)
    #: the finished run whose answers hold for all whom this one does not decide
    base = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("上次计算")
    )
    #: the runs whose answers this one is made of, the full one first; its own last
    chain = ArrayField(models.BigIntegerField(), default=list, verbose_name=_("所含计算"))
    library = models.ForeignKey(
        "programmes.LibraryVersion",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("政策库版本"),
    )
    known_at = models.DateTimeField(_("数据截至"), null=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=RunState.choices, default=RunState.QUEUED
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,  # the system itself
        related_name="+",
        verbose_name=_("发起人"),
    )
    requested_at = models.DateTimeField(_("发起时间"), auto_now_add=True)
    started_at = models.DateTimeField(_("开始时间"), null=True)
    finished_at = models.DateTimeField(_("结束时间"), null=True)
    people = models.PositiveIntegerField(_("人数"), default=0)
    employers = models.PositiveIntegerField(_("单位数"), default=0)
    decisions = models.PositiveBigIntegerField(_("结果数"), default=0)
    #: of a run that goes on from another: how many it decides anew, and how many for which cause
    causes = models.JSONField(_("重算原因"), default=dict)
    #: decisions by status, once finished
    counts = models.JSONField(_("各结果数"), default=dict)
    #: how the places of benefits that have fewer than who qualify were given, once finished
    places = models.JSONField(_("名额分配"), default=list)
    #: the batches already stored, by name; a run that was killed goes on after them
    batches = models.JSONField(_("已完成批次"), default=list)
    reason = models.TextField(_("失败原因"), blank=True)
    #: when what it leaves owed was written down
    accrued_at = models.DateTimeField(_("计入应付时间"), null=True)

    class Meta:
        verbose_name = _("计算")
        verbose_name_plural = _("计算")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["state", "-finished_at"], name="entitlements_run_latest"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="entitlements_run_known_state",
                condition=Q(state__in=RunState.values),
                violation_error_message=_("没有这个状态。"),
            ),
            models.UniqueConstraint(
                name="entitlements_run_one_open",
                fields=["region", "as_of", "engine"],
                condition=Q(state__in=sorted(OPEN)),
                violation_error_message=_("同一范围、同一基准日的计算正在进行。"),
            ),
            models.CheckConstraint(
                name="entitlements_run_finished_is_repeatable",
                condition=~Q(state=RunState.FINISHED)
                | Q(library__isnull=False, known_at__isnull=False, finished_at__isnull=False),
                violation_error_message=_("完成的计算应记下政策文本、数据时间和结束时间。"),
            ),
            models.CheckConstraint(
                name="entitlements_run_begun_has_chain",
                condition=Q(known_at__isnull=True) | Q(chain__len__gt=0),
                violation_error_message=_("开始的计算应记下它由哪些计算组成。"),
            ),
            models.CheckConstraint(
                name="entitlements_run_base_only_of_changes",
                condition=Q(base__isnull=True) | Q(mode=Mode.INCREMENTAL),
                violation_error_message=_("全部重算不依据上次计算。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.as_of} {self.region} {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN
