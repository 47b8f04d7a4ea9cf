"""Funds, their budget lines, and which lines pay for which benefit."""

import uuid
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.ledger.enums import Source, Stage


class Fund(models.Model):
    """Money of one region and year under one fund rule."""

    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    name = models.TextField(_("名称"))
    region = models.PositiveIntegerField(_("地区"))
    year = models.PositiveSmallIntegerField(_("年度"))
    #: the fund rule and the notice by which the money was granted
    basis = models.TextField(_("依据"))
    created_at = models.DateTimeField(_("建立时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("资金")
        verbose_name_plural = _("资金")
        ordering: ClassVar = ["-year", "region", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="ledger_fund_once",
                fields=["region", "year", "name"],
                violation_error_message=_("这个地区这一年度已有同名资金。"),
            ),
            models.CheckConstraint(
                name="ledger_fund_named",
                condition=~Q(name="") & ~Q(basis=""),
                violation_error_message=_("资金须有名称和依据。"),
            ),
            models.CheckConstraint(
                name="ledger_fund_year",
                condition=Q(year__range=(2000, 2100)),
                violation_error_message=_("年度应在 2000 到 2100 之间。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.name}"


class BudgetLine(models.Model):
    """A part of a fund, by what it is for and whose money it is."""

    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    fund = models.ForeignKey(
        Fund, on_delete=models.PROTECT, related_name="lines", verbose_name=_("资金")
    )
    stage = models.CharField(_("环节"), max_length=10, choices=Stage.choices)
    source = models.CharField(_("资金来源"), max_length=10, choices=Source.choices)

    class Meta:
        verbose_name = _("预算项")
        verbose_name_plural = _("预算项")
        ordering: ClassVar = ["fund", "stage", "source"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="ledger_line_once",
                fields=["fund", "stage", "source"],
                violation_error_message=_("这项资金已有同一环节、同一来源的预算项。"),
            ),
            models.CheckConstraint(
                name="ledger_line_known",
                condition=Q(stage__in=Stage.values, source__in=Source.values),
                violation_error_message=_("没有这个环节或来源。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fund} {self.get_stage_display()} {self.get_source_display()}"


class Funding(models.Model):
    """From when to when a benefit is paid from which lines."""

    policy = models.TextField(_("政策"))
    #: blank: every benefit of the policy
    benefit = models.TextField(_("待遇"), blank=True)
    #: the county or city whose people it is for
    region = models.PositiveIntegerField(_("地区"))
    during = DateRangeField(_("期间"))

    class Meta:
        verbose_name = _("出资安排")
        verbose_name_plural = _("出资安排")
        ordering: ClassVar = ["policy", "benefit", "region", "during"]
        constraints: ClassVar = [
            ExclusionConstraint(
                name="ledger_funding_one_at_a_time",
                expressions=[
                    (F("policy"), RangeOperators.EQUAL),
                    (F("benefit"), RangeOperators.EQUAL),
                    (F("region"), RangeOperators.EQUAL),
                    (F("during"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("同一待遇在同一时间只能有一种出资安排。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy}/{self.benefit} {self.region}"


class FundingShare(models.Model):
    """One line's part; the parts of an arrangement are taken in proportion to their weights."""

    funding = models.ForeignKey(
        Funding, on_delete=models.CASCADE, related_name="shares", verbose_name=_("出资安排")
    )
    line = models.ForeignKey(
        BudgetLine, on_delete=models.PROTECT, related_name="+", verbose_name=_("预算项")
    )
    weight = models.PositiveIntegerField(_("份额"))

    class Meta:
        verbose_name = _("出资份额")
        verbose_name_plural = _("出资份额")
        ordering: ClassVar = ["funding", "line"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="ledger_share_line_once",
                fields=["funding", "line"],
                violation_error_message=_("一个预算项在同一安排中只写一次。"),
            ),
            models.CheckConstraint(
                name="ledger_share_some",
                condition=Q(weight__gt=0),
                violation_error_message=_("份额须大于零。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.weight}"
