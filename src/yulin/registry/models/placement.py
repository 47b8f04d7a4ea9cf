"""Traineeships and internships."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.facts import schema
from yulin.registry.models import columns
from yulin.registry.models.fact import Fact


class Placement(Fact):
    """A row of 见习实习."""

    TABLE = schema.PLACEMENT

    person = columns.person(_("证件号"), null=False, related="placements", index=True)
    kind = columns.label(_("类型"), null=False)
    employer = columns.employer(_("单位代码"))
    started_on = columns.date(_("开始日期"), null=False)
    ended_on = columns.until(_("结束日期"))
    days = columns.number(_("出勤天数"))
    monthly_pay = columns.number(_("月补贴"))
    monthly_premium = columns.number(_("月保险费"))
    by_government = columns.yes(_("政府组织"))
    kept_on = columns.yes(_("留用"))
    base_level = columns.label(_("基地级别"))

    class Meta(Fact.Meta):
        verbose_name = _("见习实习")
        verbose_name_plural = _("见习实习")
        constraints: ClassVar = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                name="registry_placement_ends_later",
                condition=Q(ended_on__gte=F("started_on")),
                violation_error_message=_("结束日期不能早于开始日期。"),
            ),
        ]
