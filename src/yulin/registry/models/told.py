"""Facts that only policy documents declare, as an authority has told them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.facts import schema
from yulin.registry.models import columns
from yulin.registry.models.fact import Fact


class ToldFact(Fact):
    """A row of 附加事实."""

    TABLE = schema.TOLD

    person = columns.person(_("证件号"), null=False, related="told_facts", index=True)
    name = columns.text(_("名称"), null=False)
    yes = columns.yes(_("是否"))
    figure = columns.number(_("数值"))
    day = columns.date(_("日期"))
    division = columns.division(_("地区"))
    text = columns.text(_("文字"))
    grounds = columns.text(_("认定依据"))
    holds_from = columns.date(_("起始日期"), null=False)
    holds_until = columns.until(_("截止日期"))

    class Meta(Fact.Meta):
        verbose_name = _("附加事实")
        verbose_name_plural = _("附加事实")
        constraints: ClassVar = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                name="registry_toldfact_ends_later",
                condition=Q(holds_until__gte=F("holds_from")),
                violation_error_message=_("截止日期不能早于起始日期。"),
            ),
        ]


class EmployerToldFact(Fact):
    """A row of 单位附加事实."""

    TABLE = schema.EMPLOYER_TOLD

    employer = columns.employer(_("单位代码"), null=False, related="told_facts", index=True)
    name = columns.text(_("名称"), null=False)
    yes = columns.yes(_("是否"))
    figure = columns.number(_("数值"))
    day = columns.date(_("日期"))
    division = columns.division(_("地区"))
    text = columns.text(_("文字"))
    grounds = columns.text(_("认定依据"))
    holds_from = columns.date(_("起始日期"), null=False)
    holds_until = columns.until(_("截止日期"))
    reporter = columns.person(_("填报人证件号"), related="told_for_employers", index=True)

    class Meta(Fact.Meta):
        verbose_name = _("单位附加事实")
        verbose_name_plural = _("单位附加事实")
        constraints: ClassVar = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                name="registry_employertoldfact_ends_later",
                condition=Q(holds_until__gte=F("holds_from")),
                violation_error_message=_("截止日期不能早于起始日期。"),
            ),
        ]
