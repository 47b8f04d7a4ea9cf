"""Benefits received before."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.facts import schema
from yulin.registry.models import columns
from yulin.registry.models.fact import Fact


class BenefitReceived(Fact):
    """A row of 已享受."""

    TABLE = schema.BENEFIT

    person = columns.person(_("证件号"), null=False, related="benefits_received", index=True)
    policy = columns.text(_("政策编号"), null=False)
    benefit = columns.text(_("待遇"), null=False)
    division = columns.division(_("发放地区"))
    amount = columns.number(_("金额"), null=False)
    received_on = columns.date(_("享受日期"), null=False)
    until = columns.until(_("截止日期"))
    state = columns.label(_("享受状态"), null=False)
    trade = columns.text(_("工种"))
    skill_level = columns.label(_("技能等级"), null=False)
    payee = columns.employer(_("受款单位代码"))

    class Meta(Fact.Meta):
        verbose_name = _("已享受待遇")
        verbose_name_plural = _("已享受待遇")
        constraints: ClassVar = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                name="registry_benefitreceived_ends_later",
                condition=Q(until__gte=F("received_on")),
                violation_error_message=_("截止日期不能早于享受日期。"),
            ),
            models.CheckConstraint(
                name="registry_benefitreceived_not_negative",
                condition=Q(amount__gte=0),
                violation_error_message=_("金额不能为负。"),
            ),
        ]
