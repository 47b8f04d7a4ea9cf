"""Loans taken out."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.facts import schema
from yulin.registry.models import columns
from yulin.registry.models.fact import Fact


class Loan(Fact):
    """A row of 贷款."""

    TABLE = schema.LOAN

    person = columns.person(_("证件号"), null=False, related="loans", index=True)
    employer = columns.employer(_("单位代码"))
    kind = columns.label(_("贷款类型"), null=False)
    amount = columns.number(_("金额"), null=False)
    yearly_rate = columns.number(_("年利率"))
    paid_out_on = columns.date(_("放款日期"), null=False)
    due_on = columns.until(_("到期日期"))
    interest_paid = columns.number(_("已付利息"))

    class Meta(Fact.Meta):
        verbose_name = _("贷款")
        verbose_name_plural = _("贷款")
        constraints: ClassVar = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                name="registry_loan_ends_later",
                condition=Q(due_on__gte=F("paid_out_on")),
                violation_error_message=_("到期日期不能早于放款日期。"),
            ),
        ]
