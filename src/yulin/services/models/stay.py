"""Nights of somebody in a bed, how many of them they have had, and what happened to each booking."""

import secrets
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.jobs.models import columns
from yulin.services.enums import HOLDING, STANDING, StayState
from yulin.services.models.place import Bed, Place, Scheme

#: without what is read for another: 0 and O, 1 and I
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_code() -> str:
    """What a guest shows at the desk; nobody guesses one of 10^12."""
    return "".join(secrets.choice(_LETTERS) for _letter in range(8))


class Allowance(models.Model):
    """The free nights of somebody in a scheme (of a year): kept by the database, never above the cap."""

    scheme = models.ForeignKey(
        Scheme, on_delete=models.PROTECT, related_name="allowances", verbose_name=_("住宿计划")
    )
    person = columns.somebody("stay_allowances")
    #: 0 where the scheme counts once and for all
    year = models.PositiveSmallIntegerField(_("年度"))
    cap = models.PositiveSmallIntegerField(_("免费晚数"))
    nights = models.PositiveSmallIntegerField(_("已用晚数"), default=0)

    class Meta:
        verbose_name = _("免费晚数")
        verbose_name_plural = _("免费晚数")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["scheme", "person", "year"], name="services_allowance_once"
            ),
            models.CheckConstraint(
                name="services_allowance_cap",
                condition=Q(nights__lte=F("cap")),
                violation_error_message=_("免费晚数已用完。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme_id} {self.person_id} {self.year}"


class Stay(models.Model):
    """A booking of nights: from the day of arrival to the day of leaving, which is no night."""

    uuid = columns.key()
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="stays", verbose_name=_("服务点")
    )
    division = models.PositiveIntegerField(_("地区"))
    bed = models.ForeignKey(
        Bed, on_delete=models.PROTECT, null=True, related_name="stays", verbose_name=_("床位")
    )
    allowance = models.ForeignKey(
        Allowance, on_delete=models.PROTECT, related_name="stays", verbose_name=_("免费晚数")
    )
    person = columns.somebody("stays")
    during = DateRangeField(_("住宿日期"))
    state = models.CharField(_("状态"), max_length=9, choices=StayState.choices)
    code = models.CharField(_("入住码"), max_length=8, unique=True, default=new_code)
    #: what was found of each condition when it was booked: text, truth, where from
    grounds = models.JSONField(_("核实情况"), default=list)
    purpose = models.CharField(_("来做什么"), max_length=300, blank=True)
    #: why the desk confirmed or refused
    note = models.CharField(_("核实理由"), max_length=300, blank=True)
    #: 同乡信息: told only to others who tell theirs; the province that the register names
    shares = models.BooleanField(_("愿意认识同乡"), default=False)
    called = models.CharField(_("同乡怎么称呼"), max_length=20, blank=True)
    contact = models.CharField(_("给同乡的联系方式"), max_length=60, blank=True)
    home = models.PositiveSmallIntegerField(_("家乡省份"), null=True)
    booked_at = models.DateTimeField(_("预订时间"), auto_now_add=True)
    changed_at = models.DateTimeField(_("修改时间"), auto_now=True)

    class Meta:
        verbose_name = _("住宿")
        verbose_name_plural = _("住宿")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["place", "state", "id"], name="services_stay_desk"),
        ]
        constraints: ClassVar = [
            # one bed, one night, one guest
            ExclusionConstraint(
                name="services_stay_bed_once",
                expressions=[
                    (F("bed"), RangeOperators.EQUAL),
                    (F("during"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=HOLDING),
                violation_error_message=_("这张床位那几晚已有人预订。"),
            ),
            # one guest, one night, one bed
            ExclusionConstraint(
                name="services_stay_guest_once",
                expressions=[
                    (F("person"), RangeOperators.EQUAL),
                    (F("during"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=STANDING),
                violation_error_message=_("您那几晚已有住宿预订。"),
            ),
            models.CheckConstraint(
                name="services_stay_known",
                condition=Q(state__in=StayState.values)
                & Q(during__isempty=False, during__lower_inf=False, during__upper_inf=False)
                & (~Q(state__in=HOLDING) | Q(bed__isnull=False))
                & (Q(shares=False) | (~Q(called="") & ~Q(contact="") & Q(home__isnull=False))),
                violation_error_message=_("请填写入住和离店日期。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.during}"

    @property
    def arrives(self):  # type: ignore[no-untyped-def] # noqa: ANN201 - what the range holds
        return self.during.lower

    @property
    def leaves(self):  # type: ignore[no-untyped-def] # noqa: ANN201 - what the range holds
        return self.during.upper

    @property
    def nights(self) -> int:
        return int((self.during.upper - self.during.lower).days)


class StayStep(models.Model):
    """That a booking went from one state to another; added only."""

    stay = models.ForeignKey(
        Stay, on_delete=models.PROTECT, related_name="steps", verbose_name=_("住宿")
    )
    came_from = models.CharField(_("原状态"), max_length=9, blank=True)
    went_to = models.CharField(_("新状态"), max_length=9, choices=StayState.choices)
    #: the nights that it had from then on
    during = DateRangeField(_("住宿日期"))
    by = columns.who(_("办理人"), null=True)
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("住宿经过")
        verbose_name_plural = _("住宿经过")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.stay_id} {self.went_to}"
