"""Duties: who holds which post, where, from when to when, and how they came to it."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from yulin.access.enums import ADMINISTRATION, APPOINTED, FAMILY, Duty, Family

_BY_FAMILY = {
    family: sorted(duty for duty, of in FAMILY.items() if of == family) for family in Family
}


class DutyState(models.TextChoices):
    REQUESTED = "requested", _("已申请")
    CHECKED = "checked", _("已核")
    APPROVED = "approved", _("已批准")
    REFUSED = "refused", _("未同意")


def _who(words: str, **options: bool) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=words,
        **options,
    )


def _neither(who: str, *others: str) -> Q:
    found = Q()
    for other in others:
        found &= ~Q(**{who: F(other)})
    return found


class DutyRequest(models.Model):
    """A duty on its way: asked for by business, checked by control, approved by the head."""

    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    holder = _who(_("任岗人"))
    duty = models.CharField(_("岗位"), max_length=16, choices=Duty.choices)
    region = models.PositiveIntegerField(_("行政区划"), null=True, blank=True)
    #: the last day of the duty, if it has one
    until = models.DateField(_("至（含当日）"), null=True, blank=True)
    reason = models.TextField(_("事由或任免文号"))
    state = models.CharField(
        _("状态"), max_length=10, choices=DutyState.choices, default=DutyState.REQUESTED
    )
    requested_by = _who(_("申请人"))
    requested_at = models.DateTimeField(_("申请时间"), auto_now_add=True)
    checked_by = _who(_("核对人"), null=True, blank=True)
    checked_at = models.DateTimeField(_("核对时间"), null=True, blank=True)
    approved_by = _who(_("批准人"), null=True, blank=True)
    approved_at = models.DateTimeField(_("批准时间"), null=True, blank=True)
    refused_by = _who(_("退回人"), null=True, blank=True)
    refusal = models.TextField(_("退回理由"), blank=True)

    class Meta:
        verbose_name = _("岗位申请")
        verbose_name_plural = _("岗位申请")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="access_duty_request_known",
                condition=Q(duty__in=Duty.values, state__in=DutyState.values) & ~Q(reason=""),
                violation_error_message=_("请写明岗位和事由。"),
            ),
            # Nobody takes two steps, and nobody takes a step for themselves.
            models.CheckConstraint(
                name="access_duty_request_four_people",
                condition=~Q(requested_by=F("holder"))
                & (Q(checked_by=None) | _neither("checked_by", "holder", "requested_by"))
                & (Q(approved_by=None) | _neither("approved_by", "holder", "requested_by"))
                & (
                    Q(approved_by=None) | Q(checked_by=None) | _neither("approved_by", "checked_by")
                ),
                violation_error_message=_("申请、核对、批准须由不同的人办理，本人不得经办。"),
            ),
            models.CheckConstraint(
                name="access_duty_request_in_order",
                condition=Q(state=DutyState.REQUESTED, checked_by=None, approved_by=None)
                | Q(state=DutyState.CHECKED, checked_by__isnull=False, approved_by=None)
                | Q(state=DutyState.APPROVED, approved_by__isnull=False)
                & (Q(checked_by__isnull=False) | Q(duty__in=sorted(APPOINTED)))
                | Q(state=DutyState.REFUSED, refused_by__isnull=False, approved_by=None)
                & ~Q(refusal=""),
                violation_error_message=_("先核对，再批准；退回须写明理由。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_duty_display()} {self.region or ''}".strip()


class DutyGrant(models.Model):
    """A duty held. The database lets nobody hold duties of two families at one time."""

    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="duties",
        verbose_name=_("任岗人"),
    )
    duty = models.CharField(_("岗位"), max_length=16, choices=Duty.choices)
    family = models.GeneratedField(
        expression=Case(
            *[When(duty__in=duties, then=Value(f.value)) for f, duties in _BY_FAMILY.items()]
        ),
        output_field=models.CharField(max_length=16),
        db_persist=True,
        verbose_name=_("岗位类别"),
    )
    region = models.PositiveIntegerField(_("行政区划"), null=True, blank=True)
    during = DateTimeRangeField(_("任期"))
    request = models.OneToOneField(
        DutyRequest, on_delete=models.PROTECT, null=True, related_name="grant"
    )
    #: for a duty without a request: the first administrators, and the demo
    basis = models.TextField(_("依据"), blank=True)
    ended_by = _who(_("免岗人"), null=True, blank=True)

    class Meta:
        verbose_name = _("岗位")
        verbose_name_plural = _("岗位")
        ordering: ClassVar = ["holder", "duty", "id"]
        constraints: ClassVar = [
            ExclusionConstraint(
                name="access_duty_one_family",
                expressions=[
                    (F("holder"), RangeOperators.EQUAL),
                    (F("family"), RangeOperators.NOT_EQUAL),
                    (F("during"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_(
                    "业务、财务、数据、稽核内控和各类管理员互不相容，同一人不得兼任。"
                ),
            ),
            ExclusionConstraint(
                name="access_duty_once",
                expressions=[
                    (F("holder"), RangeOperators.EQUAL),
                    (F("duty"), RangeOperators.EQUAL),
                    (models.functions.Coalesce("region", 0), RangeOperators.EQUAL),
                    (F("during"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("此人在这个地区已任此岗。"),
            ),
            models.CheckConstraint(
                name="access_duty_known",
                condition=Q(duty__in=Duty.values) & (Q(request__isnull=False) | ~Q(basis="")),
                violation_error_message=_("任岗须有依据。"),
            ),
            models.CheckConstraint(
                name="access_duty_region",
                condition=Q(duty__in=sorted(ADMINISTRATION), region=None)
                | Q(
                    duty__in=sorted(set(Duty.values) - ADMINISTRATION),
                    region__isnull=False,  # a check that is unknown would pass
                    region__range=(110000, 829999),
                ),
                violation_error_message=_("岗位须属于一个行政区划；管理员不属于任何一个。"),
            ),
            models.CheckConstraint(
                name="access_duty_during",
                condition=Q(during__isempty=False, during__lower_inf=False),
                violation_error_message=_("任期须有起始时间。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_duty_display()} {self.region or ''}".strip()
