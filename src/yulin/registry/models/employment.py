"""Jobs held."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.facts import schema
from yulin.registry.models import columns
from yulin.registry.models.fact import Fact


class EmploymentSpell(Fact):
    """A row of 就业."""

    TABLE = schema.EMPLOYMENT

    person = columns.person(_("证件号"), null=False, related="employment_spells", index=True)
    employer = columns.employer(_("单位代码"), related="employment_spells", index=True)
    user_firm = columns.employer(_("用工单位代码"))
    form = columns.label(_("用工形式"), null=False)
    started_on = columns.date(_("入职日期"), null=False)
    ended_on = columns.until(_("离职日期"))
    contract_years = columns.number(_("合同年限"))
    post = columns.text(_("岗位"))
    front_line = columns.yes(_("一线岗位"))
    trade = columns.text(_("从事工种"))
    trade_since = columns.date(_("从事本工种起始日期"))
    monthly_wage = columns.number(_("月工资"))
    full_time = columns.yes(_("全职"))

    class Meta(Fact.Meta):
        verbose_name = _("就业")
        verbose_name_plural = _("就业")
        constraints: ClassVar = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                name="registry_employmentspell_ends_later",
                condition=Q(ended_on__gte=F("started_on")),
                violation_error_message=_("离职日期不能早于入职日期。"),
            ),
        ]
