"""Studios, stations and bases that organisations run and people lead."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.facts import schema
from yulin.registry.models import columns
from yulin.registry.models.fact import Fact


class Platform(Fact):
    """A row of 平台."""

    TABLE = schema.PLATFORM

    platform_code = columns.text(_("平台编号"), null=False)
    name = columns.text(_("平台名称"), null=False)
    kind = columns.label(_("平台类型"), null=False)
    level = columns.label(_("级别"))
    employer = columns.employer(_("单位代码"), null=False, related="platforms", index=True)
    leader = columns.person(_("领办人证件号"), related="platforms_led", index=True)
    recognised_on = columns.date(_("认定日期"), null=False)
    expires_on = columns.until(_("失效日期"))
    review = columns.label(_("评估结果"))
    reviewed_on = columns.date(_("评估日期"))

    class Meta(Fact.Meta):
        verbose_name = _("平台")
        verbose_name_plural = _("平台")
        constraints: ClassVar = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                name="registry_platform_ends_later",
                condition=Q(expires_on__gte=F("recognised_on")),
                violation_error_message=_("失效日期不能早于认定日期。"),
            ),
        ]
