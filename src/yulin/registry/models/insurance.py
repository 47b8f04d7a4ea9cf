"""Social insurance."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.facts import schema
from yulin.registry.models import columns
from yulin.registry.models.fact import Fact


class InsuranceSpell(Fact):
    """A row of 社保: unbroken months of one kind of payment, first and last month included."""

    TABLE = schema.INSURANCE

    person = columns.person(_("证件号"), null=False, related="insurance_spells", index=True)
    scheme = columns.label(_("险种"), null=False)
    division = columns.division(_("参保地"), null=False)
    employer = columns.employer(_("单位代码"))
    first_month = columns.date(_("起始年月"), null=False)
    last_month = columns.until(_("截止年月"))
    payment_kind = columns.label(_("缴费类型"), null=False)

    class Meta(Fact.Meta):
        verbose_name = _("社保")
        verbose_name_plural = _("社保")
        constraints: ClassVar = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                name="registry_insurancespell_ends_later",
                condition=Q(last_month__gte=F("first_month")),
                violation_error_message=_("截止年月不能早于起始年月。"),
            ),
        ]
