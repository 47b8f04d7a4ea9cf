"""Honours and talent programmes."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.facts import schema
from yulin.registry.models import columns
from yulin.registry.models.fact import Fact


class Honour(Fact):
    """A row of 荣誉."""

    TABLE = schema.HONOUR

    person = columns.person(_("证件号"), null=False, related="honours", index=True)
    name = columns.text(_("荣誉名称"), null=False)
    kind = columns.label(_("荣誉类型"), null=False)
    level = columns.label(_("荣誉级别"))
    division = columns.division(_("授予地区"))
    issuer = columns.text(_("授予单位"))
    granted_on = columns.date(_("授予日期"), null=False)
    expires_on = columns.until(_("失效日期"))
    rank = columns.number(_("排名"))

    class Meta(Fact.Meta):
        verbose_name = _("荣誉")
        verbose_name_plural = _("荣誉")
        constraints: ClassVar = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                name="registry_honour_expires_later",
                condition=Q(expires_on__gte=F("granted_on")),
                violation_error_message=_("失效日期不能早于授予日期。"),
            ),
        ]
