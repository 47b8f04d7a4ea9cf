"""Study visits: some twenty people, a few days, an itinerary of stops."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.campus.enums import StopKind, VisitState
from yulin.jobs.models import columns


class Visit(models.Model):
    """A cohort's stay; both bounds are days of it."""

    uuid = columns.key()
    title = models.CharField(_("名称"), max_length=120)
    region = models.PositiveIntegerField(_("地区"))
    school = models.ForeignKey(
        "campus.School", on_delete=models.PROTECT, related_name="visits", verbose_name=_("院校")
    )
    state = models.CharField(
        _("状态"), max_length=6, choices=VisitState.choices, default=VisitState.DRAFT
    )
    starts_on = models.DateField(_("第一天"))
    ends_on = models.DateField(_("最后一天"))
    places = models.PositiveSmallIntegerField(_("名额"))
    #: follows from the guests, by a trigger
    taken = models.PositiveSmallIntegerField(_("已报"), default=0)
    made_by = columns.who(_("建立人"), null=True)

    class Meta:
        verbose_name = _("研学参访")
        verbose_name_plural = _("研学参访")
        ordering: ClassVar = ["-starts_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="campus_visit_never_oversold",
                condition=Q(taken__lte=F("places")),
                violation_error_message=_("这次参访的名额已满。"),
            ),
            models.CheckConstraint(
                name="campus_visit_whole",
                condition=Q(ends_on__gte=F("starts_on"), state__in=VisitState.values)
                & Q(places__range=(1, 1000))
                & ~Q(title=""),
                violation_error_message=_("请写明名称、名额，最后一天不早于第一天。"),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days + 1


class Stop(models.Model):
    """Where they are from when to when; no two at the same time."""

    uuid = columns.key()
    visit = models.ForeignKey(
        Visit, on_delete=models.CASCADE, related_name="stops", verbose_name=_("参访")
    )
    begins_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    kind = models.CharField(_("类型"), max_length=8, choices=StopKind.choices)
    words = models.TextField(_("内容"))
    where = models.TextField(_("地点"))
    employer = models.ForeignKey(
        "registry.Employer",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("接待单位"),
    )

    class Meta:
        verbose_name = _("行程")
        verbose_name_plural = _("行程")
        ordering: ClassVar = ["begins_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="campus_stop_whole",
                condition=Q(ends_at__gt=F("begins_at"), kind__in=StopKind.values)
                & ~Q(words="")
                & ~Q(where=""),
                violation_error_message=_("请写明内容和地点，结束晚于开始。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.begins_at:%Y-%m-%d %H:%M} {self.words[:20]}"


class Guest(models.Model):
    """Somebody who takes part, and what they say of it afterwards."""

    uuid = columns.key()
    visit = models.ForeignKey(
        Visit, on_delete=models.PROTECT, related_name="guests", verbose_name=_("参访")
    )
    student = models.ForeignKey(
        "campus.Student", on_delete=models.PROTECT, related_name="visits", verbose_name=_("学生")
    )
    person = columns.somebody("campus_visits")
    school = models.ForeignKey(
        "campus.School", on_delete=models.PROTECT, related_name="+", verbose_name=_("院校")
    )
    region = models.PositiveIntegerField(_("地区"))
    rating = models.PositiveSmallIntegerField(_("评价（1–5）"), null=True)
    words = models.TextField(_("反馈"), blank=True)

    class Meta:
        verbose_name = _("参访人员")
        verbose_name_plural = _("参访人员")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["visit", "person"],
                name="campus_guest_once",
                violation_error_message=_("此人已在名单里。"),
            ),
            models.CheckConstraint(
                name="campus_guest_rating",
                condition=Q(rating__isnull=True) | Q(rating__range=(1, 5)),
                violation_error_message=_("评价为 1 到 5。"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class GuestDay(models.Model):
    """A day on which somebody was there."""

    guest = models.ForeignKey(
        Guest, on_delete=models.CASCADE, related_name="days", verbose_name=_("参访人员")
    )
    day = models.DateField(_("日期"))

    class Meta:
        verbose_name = _("参访签到")
        verbose_name_plural = _("参访签到")
        ordering: ClassVar = ["day"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["guest", "day"],
                name="campus_guestday_once",
                violation_error_message=_("这一天已经签到。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guest_id} {self.day}"
