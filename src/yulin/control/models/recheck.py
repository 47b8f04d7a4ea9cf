"""Checks after payment: three, six and twelve months on the paid period is decided again."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yulin.control.enums import Outcome, RecheckState
from yulin.entitlements.models import Instalment
from yulin.entitlements.models.subject import SubjectRow
from yulin.ledger.models.account import MONEY

MONTHS = (3, 6, 12)


class Recheck(SubjectRow):
    """One instalment so many months after it was paid: once, however often it is planned."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    instalment = models.ForeignKey(
        Instalment, on_delete=models.PROTECT, related_name="rechecks", verbose_name=_("应付")
    )
    months = models.PositiveSmallIntegerField(_("付款后月数"))
    region = models.PositiveIntegerField(_("地区"), null=True)
    due_on = models.DateField(_("应复核日"))
    state = models.CharField(
        _("状态"), max_length=8, choices=RecheckState.choices, default=RecheckState.PLANNED
    )
    outcome = models.CharField(_("结果"), max_length=12, choices=Outcome.choices, blank=True)
    paid = models.DecimalField(_("已付（元）"), **MONEY)
    #: what the same text gives for the same day on what is known now; none: cannot be told
    now_due = models.DecimalField(_("现在算得（元）"), **MONEY, null=True)
    #: paid less what is due, or what the document calls back
    over = models.DecimalField(_("可能多付（元）"), **MONEY, default=0)
    #: one sign a clause, as it was decided then and now
    traces = models.JSONField(_("逐条结果"), default=dict)
    #: the facts are those known at this moment
    done_at = models.DateTimeField(_("复核时间"), null=True)

    class Meta(SubjectRow.Meta):
        verbose_name = _("付款后复核")
        verbose_name_plural = _("付款后复核")
        ordering: ClassVar = ["due_on", "id"]
        indexes: ClassVar = [
            models.Index(
                fields=["due_on"],
                name="control_recheck_due",
                condition=Q(state=RecheckState.PLANNED),
            ),
            models.Index(fields=["outcome", "region", "-id"], name="control_recheck_outcome"),
        ]
        constraints: ClassVar = [
            *SubjectRow.Meta.constraints,
            models.UniqueConstraint(
                name="control_recheck_once",
                fields=["instalment", "months"],
                violation_error_message=_("这笔应付的这次复核已经有了。"),
            ),
            models.CheckConstraint(
                name="control_recheck_known",
                condition=Q(months__in=MONTHS, over__gte=0)
                & (
                    Q(state=RecheckState.PLANNED, outcome="", done_at__isnull=True)
                    | Q(
                        state=RecheckState.DONE,
                        outcome__in=Outcome.values,
                        done_at__isnull=False,
                    )
                ),
                violation_error_message=_("复核过的须有结果和时间。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instalment_id} +{self.months}"
