"""Live streams: what was shown when, what our own links counted, what the platform reported."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.events.campaign_enums import FigureSource, Step
from yulin.jobs.models import columns


class Stream(models.Model):
    """One session of an event on a platform."""

    uuid = columns.key()
    event = models.ForeignKey(
        "events.Event", on_delete=models.PROTECT, related_name="streams", verbose_name=_("活动")
    )
    #: of the event, so that its officers' rows are found without it
    division = models.PositiveIntegerField(_("地区"))
    title = models.CharField(_("场次名称"), max_length=80)
    platform = models.CharField(_("平台"), max_length=40)
    host = models.CharField(_("主播"), max_length=40, blank=True)
    begins_at = models.DateTimeField(_("开播时间"))
    ends_at = models.DateTimeField(_("结束时间"))
    made_by = columns.who(_("填报人"), null=True)
    made_at = models.DateTimeField(_("填报时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("直播场次")
        verbose_name_plural = _("直播场次")
        ordering: ClassVar = ["-begins_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["division", "-begins_at", "-id"], name="events_stream_region"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event", "title", "begins_at"],
                name="events_stream_once",
                violation_error_message=_("这一场已经登记过。"),
            ),
            models.CheckConstraint(
                name="events_stream_named",
                condition=~Q(title="") & ~Q(platform="") & Q(ends_at__gt=F("begins_at")),
                violation_error_message=_("请写场次名称和平台，结束时间应晚于开播。"),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Shown(models.Model):
    """A post shown in a session, and the address that viewers are given for it."""

    stream = models.ForeignKey(
        Stream, on_delete=models.PROTECT, related_name="shown", verbose_name=_("直播场次")
    )
    post = models.ForeignKey(
        "jobs.Post", on_delete=models.PROTECT, related_name="+", verbose_name=_("岗位")
    )
    minute = models.PositiveSmallIntegerField(_("第几分钟"))
    #: of the public address
    code = models.CharField(_("短码"), max_length=12, unique=True)

    class Meta:
        verbose_name = _("展示的岗位")
        verbose_name_plural = _("展示的岗位")
        ordering: ClassVar = ["minute", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["stream", "post"],
                name="events_shown_once",
                violation_error_message=_("这个岗位已在这一场里。"),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Clicks(models.Model):
    """How often an address was opened on a day; by whom is not kept."""

    shown = models.ForeignKey(
        Shown, on_delete=models.CASCADE, related_name="clicks", verbose_name=_("展示的岗位")
    )
    day = models.DateField(_("日期"))
    count = models.PositiveIntegerField(_("次数"))

    class Meta:
        verbose_name = _("点击")
        verbose_name_plural = _("点击")
        ordering: ClassVar = ["day"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["shown", "day"],
                name="events_clicks_once",
                violation_error_message=_("每天一行。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shown_id} {self.day} {self.count}"


class StreamFigure(models.Model):
    """What a platform reported of a session; the last word counts, the earlier ones stay."""

    stream = models.ForeignKey(
        Stream, on_delete=models.PROTECT, related_name="figures", verbose_name=_("直播场次")
    )
    step = models.CharField(_("环节"), max_length=8, choices=Step.choices)
    number = models.PositiveIntegerField(_("数值"))
    #: 5000余次 is not 5000
    qualifier = models.CharField(_("限定"), max_length=1, default="=")
    source = models.CharField(_("来源"), max_length=120)
    way = models.CharField(_("填报方式"), max_length=4, choices=FigureSource.choices)
    #: when the platform says it was so
    taken_at = models.DateTimeField(_("取数时间"))
    made_by = columns.who(_("填报人"), null=True)
    made_at = models.DateTimeField(_("填报时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("平台数字")
        verbose_name_plural = _("平台数字")
        ordering: ClassVar = ["-taken_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["stream", "step", "source", "taken_at"],
                name="events_streamfigure_once",
                violation_error_message=_("这个时间的数字已经填报过。"),
            ),
            models.CheckConstraint(
                name="events_streamfigure_known",
                condition=Q(step__in=Step.values, way__in=FigureSource.values) & ~Q(source=""),
                violation_error_message=_("数字须写明来源。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream_id} {self.step} {self.number}"
