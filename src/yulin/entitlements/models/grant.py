"""A grant: a benefit that somebody has been given, through its life."""

import uuid
from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.entitlements.enums import OPEN_GRANT, GrantState, Period
from yulin.entitlements.models.subject import SubjectRow


class Grant(SubjectRow):
    """Opened by a decision and followed by every later one; nobody applied for it.

    The version by which somebody entered stays with the grant: what an entry cohort keeps is said
    by the document, and the engine decides it.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    policy = models.TextField(_("政策"))
    benefit = models.TextField(_("待遇"))
    #: the version by which it was opened
    version = models.TextField(_("入轨版本"))
    region = models.PositiveIntegerField(_("政策地区"))
    #: where the subject belonged when it was opened: whose officers handle it
    district = models.PositiveIntegerField(_("所属地区"), null=True)
    #: 1 for the first grant of this benefit to this subject
    number = models.PositiveIntegerField(_("次序"), default=1)
    opened_by = models.ForeignKey(
        "entitlements.Run",
        on_delete=models.PROTECT,
        db_index=False,
        related_name="+",
        verbose_name=_("依据的计算"),
    )
    #: the first day of the first period
    begins_on = models.DateField(_("起始日"))
    period = models.CharField(_("周期"), max_length=8, choices=Period.choices)
    #: none: as long as it is due
    periods = models.PositiveIntegerField(_("期数"), null=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=GrantState.choices, default=GrantState.ACTIVE
    )
    #: the run after which `state` is so
    decided_by = models.ForeignKey(
        "entitlements.Run",
        on_delete=models.PROTECT,
        db_index=False,
        related_name="+",
        verbose_name=_("最近一次计算"),
    )
    #: class and sum of a period (fen) as last decided: what a later run raises or lowers
    label = models.TextField(_("类别"), blank=True, db_default="")
    amount = models.BigIntegerField(_("每期金额（分）"), null=True)
    #: periods that began before this day have been gone through
    accrued_to = models.DateField(_("已计到"))

    class Meta(SubjectRow.Meta):
        verbose_name = _("享受")
        verbose_name_plural = _("享受")
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["person"], name="entitlements_grant_person"),
            models.Index(fields=["employer"], name="entitlements_grant_employer"),
            models.Index(fields=["state", "district"], name="entitlements_grant_state"),
        ]
        constraints: ClassVar = [
            *SubjectRow.Meta.constraints,
            models.UniqueConstraint(
                name="entitlements_grant_once",
                fields=["person", "employer", "policy", "benefit", "number"],
                nulls_distinct=False,
                violation_error_message=_("这项待遇的这一次享受已经有了。"),
            ),
            models.UniqueConstraint(
                name="entitlements_grant_one_open",
                fields=["person", "employer", "policy", "benefit"],
                condition=Q(state__in=sorted(OPEN_GRANT)),
                nulls_distinct=False,
                violation_error_message=_("同一项待遇正在享受。"),
            ),
            models.CheckConstraint(
                name="entitlements_grant_known",
                condition=Q(state__in=GrantState.values, period__in=Period.values),
                violation_error_message=_("没有这种状态或周期。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy}/{self.benefit} #{self.number}"


class Instalment(SubjectRow):
    """What a grant owes for one period: once, whoever asks and however often."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    grant = models.ForeignKey(
        Grant, on_delete=models.PROTECT, related_name="instalments", verbose_name=_("享受")
    )
    # Repeated from the grant, so that the database can refuse the same time twice.
    policy = models.TextField(_("政策"))
    benefit = models.TextField(_("待遇"))
    #: the organisation that is paid what was decided about a person; none: the subject is
    payee = models.ForeignKey(
        "registry.Employer",
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=_("受款单位"),
    )
    number = models.PositiveIntegerField(_("期次"))
    #: of a sum that is paid in parts, which; of one that comes again, after its period (2·预付)
    part = models.TextField(_("分期"), blank=True, db_default="", default="")
    during = DateRangeField(_("所属期间"))
    amount = models.BigIntegerField(_("金额（分）"))
    #: the run that found it due, and the version that says how much
    decided_by = models.ForeignKey(
        "entitlements.Run",
        on_delete=models.PROTECT,
        db_index=False,
        related_name="+",
        verbose_name=_("依据的计算"),
    )
    version = models.TextField(_("版本"))

    class Meta(SubjectRow.Meta):
        verbose_name = _("应付")
        verbose_name_plural = _("应付")
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["person"], name="entitlements_inst_person"),
            models.Index(fields=["employer"], name="entitlements_inst_employer"),
        ]
        constraints: ClassVar = [
            *SubjectRow.Meta.constraints,
            models.UniqueConstraint(
                name="entitlements_instalment_once",
                fields=["grant", "number"],
                violation_error_message=_("这一期已经计过。"),
            ),
            models.UniqueConstraint(
                name="entitlements_instalment_part_once",
                fields=["grant", "part"],
                condition=~Q(part=""),
                violation_error_message=_("这一部分已经计过。"),
            ),
            ExclusionConstraint(
                name="entitlements_instalment_person_time_once",
                expressions=[
                    (F("person"), RangeOperators.EQUAL),
                    (F("policy"), RangeOperators.EQUAL),
                    (F("benefit"), RangeOperators.EQUAL),
                    (F("part"), RangeOperators.EQUAL),
                    (F("during"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("同一项待遇的同一段时间已经计过。"),
            ),
            ExclusionConstraint(
                name="entitlements_instalment_employer_time_once",
                expressions=[
                    (F("employer"), RangeOperators.EQUAL),
                    (F("policy"), RangeOperators.EQUAL),
                    (F("benefit"), RangeOperators.EQUAL),
                    (F("part"), RangeOperators.EQUAL),
                    (F("during"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("同一项待遇的同一段时间已经计过。"),
            ),
            models.CheckConstraint(
                name="entitlements_instalment_payee_of_person",
                condition=Q(payee__isnull=True) | Q(person__isnull=False),
                violation_error_message=_("只有对人的待遇另有受款单位。"),
            ),
            models.CheckConstraint(
                name="entitlements_instalment_some",
                condition=Q(amount__gt=0),
                violation_error_message=_("应付金额须大于零。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant} {self.number}"

    @property
    def paid_to(self) -> Any:
        """The person or the organisation that gets the money."""
        return self.payee or self.subject
