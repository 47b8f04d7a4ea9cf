"""Series of events, and one event: a stop of a series or alone."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.events.enums import Channel, EventKind, EventState
from yulin.jobs.models import columns


class Series(models.Model):
    """What comes back under one name: 全国巡回引才专列, 十城百校, 春季人才对接会."""

    uuid = columns.key()
    name = models.CharField(_("名称"), max_length=80)
    #: what visitors know it by, and what lists are narrowed to
    brand = models.CharField(_("品牌"), max_length=40, blank=True)
    #: whose officers run it
    division = models.PositiveIntegerField(_("主办地区"))
    organiser = models.CharField(_("主办单位"), max_length=120, blank=True)
    about = models.TextField(_("介绍"), blank=True)
    year = models.PositiveSmallIntegerField(_("年度"), null=True)
    made_by = columns.who(_("填报人"), null=True)
    made_at = models.DateTimeField(_("填报时间"), auto_now_add=True)
    changed_at = models.DateTimeField(_("修改时间"), auto_now=True)

    class Meta:
        verbose_name = _("系列活动")
        verbose_name_plural = _("系列活动")
        ordering: ClassVar = ["-year", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["division", "-id"], name="events_series_region"),
            models.Index(fields=["brand"], name="events_series_brand"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["division", "name", "year"],
                name="events_series_once",
                nulls_distinct=False,
                violation_error_message=_("这一年已有同名的系列活动。"),
            ),
            models.CheckConstraint(
                name="events_series_named",
                condition=~Q(name=""),
                violation_error_message=_("请填写系列名称。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Event(models.Model):
    """One day or some days at one place, from the call to its outcome."""

    uuid = columns.key()
    series = models.ForeignKey(
        Series,
        on_delete=models.PROTECT,
        null=True,
        related_name="events",
        verbose_name=_("系列活动"),
    )
    #: the number of the stop within the series
    stop = models.PositiveSmallIntegerField(_("站次"), null=True)
    name = models.CharField(_("名称"), max_length=120)
    kind = models.CharField(_("类别"), max_length=10, choices=EventKind.choices)
    channel = models.CharField(
        _("方式"), max_length=10, choices=Channel.choices, default=Channel.ONSITE
    )
    state = models.CharField(
        _("状态"), max_length=10, choices=EventState.choices, default=EventState.DRAFT
    )
    #: whose officers run it, wherever it takes place
    division = models.PositiveIntegerField(_("主办地区"))
    organiser = models.CharField(_("主办单位"), max_length=120, blank=True)
    #: where it takes place: words, for a stop may be anywhere in the world
    province = models.CharField(_("举办省份"), max_length=40, blank=True)
    city = models.CharField(_("举办城市"), max_length=40, blank=True)
    school = models.CharField(_("举办院校"), max_length=80, blank=True)
    #: whose students are met there, the host's not said twice: one stop may be for several schools
    schools = ArrayField(
        models.CharField(max_length=80), default=list, blank=True, verbose_name=_("面向的院校")
    )
    #: hall and address, or the name of the online room
    place = models.CharField(_("地点"), max_length=200, blank=True)
    begins_at = models.DateTimeField(_("开始时间"))
    ends_at = models.DateTimeField(_("结束时间"))
    #: people; none is without a limit
    capacity = models.PositiveIntegerField(_("人数上限"), null=True)
    registration_from = models.DateTimeField(_("报名开始"), null=True)
    registration_until = models.DateTimeField(_("报名截止"), null=True)
    about = models.TextField(_("介绍"), blank=True)
    cancelled_because = models.CharField(_("取消原因"), max_length=200, blank=True)
    published_at = models.DateTimeField(_("发布时间"), null=True)
    made_by = columns.who(_("填报人"), null=True)
    made_at = models.DateTimeField(_("填报时间"), auto_now_add=True)
    changed_at = models.DateTimeField(_("修改时间"), auto_now=True)

    class Meta:
        verbose_name = _("活动")
        verbose_name_plural = _("活动")
        ordering: ClassVar = ["-begins_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["begins_at", "id"], name="events_event_calendar"),
            models.Index(fields=["division", "state", "begins_at"], name="events_event_region"),
            models.Index(fields=["series", "stop"], name="events_event_stop"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["series", "stop"],
                name="events_event_stop_once",
                condition=Q(series__isnull=False, stop__isnull=False),
                violation_error_message=_("这个系列已有这一站。"),
            ),
            models.CheckConstraint(
                name="events_event_known",
                condition=Q(
                    state__in=EventState.values,
                    kind__in=EventKind.values,
                    channel__in=Channel.values,
                )
                & ~Q(name=""),
                violation_error_message=_("请填写活动名称、类别和方式。"),
            ),
            models.CheckConstraint(
                name="events_event_ends_later",
                condition=Q(ends_at__gt=F("begins_at")),
                violation_error_message=_("结束时间应晚于开始时间。"),
            ),
            models.CheckConstraint(
                name="events_event_registration_in_order",
                condition=Q(registration_from__isnull=True)
                | Q(registration_until__isnull=True)
                | Q(registration_until__gt=F("registration_from")),
                violation_error_message=_("报名截止应晚于报名开始。"),
            ),
            models.CheckConstraint(
                name="events_event_has_room",
                condition=Q(capacity__isnull=True) | Q(capacity__gte=1),
                violation_error_message=_("人数上限至少为 1，不限人数请留空。"),
            ),
            models.CheckConstraint(
                name="events_event_cancelled_with_reason",
                condition=(Q(state=EventState.CANCELLED) & ~Q(cancelled_because=""))
                | (~Q(state=EventState.CANCELLED) & Q(cancelled_because="")),
                violation_error_message=_("取消活动须写明原因。"),
            ),
            models.CheckConstraint(
                name="events_event_published_has_day",
                condition=Q(state__in=(EventState.DRAFT, EventState.CANCELLED))
                | Q(published_at__isnull=False),
                violation_error_message=_("发布的活动须有发布时间。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name
