"""Homes rented."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.facts import schema
from yulin.registry.models import columns
from yulin.registry.models.fact import Fact


class Tenancy(Fact):
    """A row of 租赁."""

    TABLE = schema.TENANCY

    person = columns.person(_("证件号"), null=False, related="tenancies", index=True)
    division = columns.division(_("坐落地"), null=False)
    kind = columns.label(_("租赁类型"), null=False)
    started_on = columns.date(_("起租日期"), null=False)
    ended_on = columns.until(_("到期日期"))
    monthly_rent = columns.number(_("月租金"))
    area = columns.number(_("面积"))
    filed = columns.yes(_("备案"))

    class Meta(Fact.Meta):
        verbose_name = _("租赁")
        verbose_name_plural = _("租赁")
        constraints: ClassVar = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                name="registry_tenancy_ends_later",
                condition=Q(ended_on__gte=F("started_on")),
                violation_error_message=_("到期日期不能早于起租日期。"),
            ),
        ]
