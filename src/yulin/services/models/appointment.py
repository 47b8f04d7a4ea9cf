"""Appointments at service points, whichever city they lie in."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.jobs.models import columns
from yulin.services.enums import TAKING, AppointmentState, ServiceKind
from yulin.services.models.place import Place
from yulin.services.models.stay import new_code


class Slot(models.Model):
    """A time at which a point does something for so many."""

    uuid = columns.key()
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="slots", verbose_name=_("服务点")
    )
    division = models.PositiveIntegerField(_("地区"))
    service = models.CharField(_("事项"), max_length=10, choices=ServiceKind.choices)
    begins_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    capacity = models.PositiveSmallIntegerField(_("名额"))
    #: kept by the database
    taken = models.PositiveSmallIntegerField(_("已约"), default=0, editable=False)
    closed = models.BooleanField(_("停约"), default=False)

    class Meta:
        verbose_name = _("预约时段")
        verbose_name_plural = _("预约时段")
        ordering: ClassVar = ["begins_at", "service", "id"]
        indexes: ClassVar = [
            models.Index(fields=["begins_at", "service"], name="services_slot_when"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["place", "service", "begins_at"], name="services_slot_once"
            ),
            models.CheckConstraint(
                name="services_slot_not_oversold",
                condition=Q(taken__lte=F("capacity")),
                violation_error_message=_("这个时段已约满。"),
            ),
            models.CheckConstraint(
                name="services_slot_known",
                condition=Q(service__in=ServiceKind.values, capacity__gte=1)
                & Q(ends_at__gt=F("begins_at")),
                violation_error_message=_("结束时间应晚于开始时间，名额至少一个。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.begins_at:%Y-%m-%d %H:%M}"


class Appointment(models.Model):
    """That a person or a firm comes at that time; once each."""

    uuid = columns.key()
    slot = models.ForeignKey(
        Slot, on_delete=models.PROTECT, related_name="appointments", verbose_name=_("时段")
    )
    division = models.PositiveIntegerField(_("地区"))
    person = models.ForeignKey(
        "registry.Person",
        on_delete=models.PROTECT,
        null=True,
        related_name="appointments",
        verbose_name=_("人员"),
    )
    employer = models.ForeignKey(
        "registry.Employer",
        on_delete=models.PROTECT,
        null=True,
        related_name="appointments",
        verbose_name=_("单位"),
    )
    state = models.CharField(
        _("状态"),
        max_length=9,
        choices=AppointmentState.choices,
        default=AppointmentState.BOOKED,
    )
    code = models.CharField(_("预约码"), max_length=8, unique=True, default=new_code)
    question = models.CharField(_("要问什么"), max_length=300, blank=True)
    booked_by = columns.who(_("预约人"))
    booked_at = models.DateTimeField(_("预约时间"), auto_now_add=True)
    changed_at = models.DateTimeField(_("修改时间"), auto_now=True)

    class Meta:
        verbose_name = _("预约")
        verbose_name_plural = _("预约")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["slot", "person"],
                name="services_appointment_person_once",
                condition=Q(state__in=TAKING),
                violation_error_message=_("您已约过这个时段。"),
            ),
            models.UniqueConstraint(
                fields=["slot", "employer"],
                name="services_appointment_employer_once",
                condition=Q(state__in=TAKING),
                violation_error_message=_("本单位已约过这个时段。"),
            ),
            models.CheckConstraint(
                name="services_appointment_known",
                condition=Q(state__in=AppointmentState.values)
                & (
                    Q(person__isnull=False, employer__isnull=True)
                    | Q(person__isnull=True, employer__isnull=False)
                ),
                violation_error_message=_("预约属于一个人或一个单位。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slot_id} {self.state}"
