"""Doubtful patterns in what is known and paid, and what became of each."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yulin.control.enums import UNDECIDED, Event, SignalState
from yulin.control.models.columns import who
from yulin.entitlements.models.subject import SubjectRow


class Signal(SubjectRow):
    """A pattern that was found: a 疑点, with the rows that show it; one row however often found."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    #: a name of `kinds.KINDS`
    kind = models.CharField(_("类别"), max_length=24)
    #: whom and what it is about: what makes it the same one tomorrow
    key = models.CharField(_("标识"), max_length=80)
    region = models.PositiveIntegerField(_("地区"), null=True)
    #: `rows`: type and identifier of each; `figures`: what was counted
    evidence = models.JSONField(_("依据"), default=dict)
    state = models.CharField(
        _("状态"), max_length=10, choices=SignalState.choices, default=SignalState.OPEN
    )
    found_at = models.DateTimeField(_("发现时间"))
    assigned_to = who(_("核查人"))
    decided_by = who(_("处理人"))
    decided_at = models.DateTimeField(_("处理时间"), null=True)
    reason = models.TextField(_("理由"), blank=True)

    class Meta(SubjectRow.Meta):
        verbose_name = _("疑点")
        verbose_name_plural = _("疑点")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["state", "region", "-id"], name="control_signal_queue"),
            models.Index(fields=["person"], name="control_signal_person"),
            models.Index(fields=["employer"], name="control_signal_employer"),
        ]
        constraints: ClassVar = [
            *SubjectRow.Meta.constraints,
            models.UniqueConstraint(
                name="control_signal_once",
                fields=["kind", "key"],
                violation_error_message=_("这个疑点已经有了。"),
            ),
            models.CheckConstraint(
                name="control_signal_decided_by_somebody",
                condition=Q(state__in=[SignalState.OPEN, SignalState.CLOSED])
                | (
                    Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(reason="")
                    & Q(state__in=SignalState.values)
                ),
                violation_error_message=_("处理疑点须有处理人和理由。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def is_undecided(self) -> bool:
        return self.state in UNDECIDED


class SignalStep(models.Model):
    """What happened to a signal; added to and read, never changed (migration 0002)."""

    id = models.BigAutoField(primary_key=True)
    signal = models.ForeignKey(
        Signal, on_delete=models.PROTECT, related_name="steps", verbose_name=_("疑点")
    )
    event = models.CharField(_("经过"), max_length=10, choices=Event.choices)
    at = models.DateTimeField(_("时间"))
    by = who(_("办理人"))
    text = models.TextField(_("说明"), blank=True)
    #: as it was then
    evidence = models.JSONField(_("依据"), null=True)

    class Meta:
        verbose_name = _("疑点经过")
        verbose_name_plural = _("疑点经过")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.signal_id} {self.event}"


class Threshold(models.Model):
    """From what number on a pattern counts, as somebody set it; the latest row holds."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(_("类别"), max_length=24)
    name = models.CharField(_("名称"), max_length=24)
    value = models.PositiveIntegerField(_("数值"))
    reason = models.TextField(_("理由"))
    set_by = who(_("设定人"), null=False)
    set_at = models.DateTimeField(_("设定时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("疑点界限")
        verbose_name_plural = _("疑点界限")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["kind", "name", "-id"], name="control_threshold_latest"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="control_threshold_reasoned",
                condition=~Q(reason=""),
                violation_error_message=_("请写明理由。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}.{self.name} {self.value}"
