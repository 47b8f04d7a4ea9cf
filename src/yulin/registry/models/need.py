"""Hardship as a register recognised it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.facts import schema
from yulin.registry.models import columns
from yulin.registry.models.fact import Fact


class Need(Fact):
    """A row of 困难身份."""

    TABLE = schema.NEED

    person = columns.person(_("证件号"), null=False, related="needs", index=True)
    kind = columns.label(_("困难类型"), null=False)
    recognised_on = columns.date(_("认定日期"), null=False)
    expires_on = columns.until(_("失效日期"))

    class Meta(Fact.Meta):
        verbose_name = _("困难身份")
        verbose_name_plural = _("困难身份")
        constraints: ClassVar = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                name="registry_need_ends_later",
                condition=Q(expires_on__gte=F("recognised_on")),
                violation_error_message=_("失效日期不能早于认定日期。"),
            ),
        ]
