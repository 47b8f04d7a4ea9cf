"""Entries in the registers of job offices and hostels."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.facts import schema
from yulin.registry.models import columns
from yulin.registry.models.fact import Fact


class Registration(Fact):
    """A row of 登记."""

    TABLE = schema.REGISTRATION

    person = columns.person(_("证件号"), null=False, related="registrations", index=True)
    kind = columns.label(_("登记类型"), null=False)
    division = columns.division(_("登记地"))
    registered_on = columns.date(_("登记日期"), null=False)
    cancelled_on = columns.until(_("注销日期"))
    registrar = columns.employer(_("登记单位代码"))

    class Meta(Fact.Meta):
        verbose_name = _("登记")
        verbose_name_plural = _("登记")
        constraints: ClassVar = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                name="registry_registration_ends_later",
                condition=Q(cancelled_on__gte=F("registered_on")),
                violation_error_message=_("注销日期不能早于登记日期。"),
            ),
        ]
