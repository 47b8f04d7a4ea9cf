"""A contest of projects at a summit: who enters, how each judge marks it, which prize it got."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yulin.helping.enums import Prize
from yulin.helping.models import columns

#: marks are hundredths of points from 0 to 100
MOST_MARKS = 10_000


class Entry(models.Model):
    """A project at an event; the prize is given once, by whoever runs the event."""

    uuid = columns.key()
    event = models.ForeignKey(
        "events.Event", on_delete=models.PROTECT, related_name="entries", verbose_name=_("活动")
    )
    project = models.ForeignKey(
        "helping.Project",
        on_delete=models.PROTECT,
        related_name="entries",
        verbose_name=_("项目"),
    )
    track = models.CharField(_("赛道"), max_length=40, blank=True)
    prize = models.CharField(_("奖项"), max_length=6, choices=Prize.choices, blank=True)
    by = columns.who(_("报名人"))
    at = models.DateTimeField(_("报名时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("参赛项目")
        verbose_name_plural = _("参赛项目")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event", "project"],
                name="helping_entry_once",
                violation_error_message=_("这个项目已经报名。"),
            ),
            models.CheckConstraint(
                name="helping_entry_known",
                condition=Q(prize="") | Q(prize__in=Prize.values),
                violation_error_message=_("请从给出的选项里选。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.project_id}"


class Mark(models.Model):
    """What one judge gives an entry; added only, once."""

    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, related_name="marks", verbose_name=_("参赛项目")
    )
    judge = columns.who(_("评委"))
    marks = models.PositiveIntegerField(_("评分"))
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("评分")
        verbose_name_plural = _("评分")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entry", "judge"],
                name="helping_mark_once",
                violation_error_message=_("您已经评过分。"),
            ),
            models.CheckConstraint(
                name="helping_mark_within",
                condition=Q(marks__lte=MOST_MARKS),
                violation_error_message=_("评分为 0 到 100。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.marks}"
