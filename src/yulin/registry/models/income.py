"""Yearly wages as employers declare them for tax."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from yulin.facts import schema
from yulin.registry.models import columns
from yulin.registry.models.fact import Fact


class Income(Fact):
    """A row of 收入."""

    TABLE = schema.INCOME

    person = columns.person(_("证件号"), null=False, related="incomes", index=True)
    year = columns.number(_("年度"), null=False)
    employer = columns.employer(_("单位代码"))
    wages = columns.number(_("工资薪金"), null=False)
    tax_division = columns.division(_("纳税地"))

    class Meta(Fact.Meta):
        verbose_name = _("收入")
        verbose_name_plural = _("收入")
        constraints: ClassVar = [*Fact.Meta.constraints]
