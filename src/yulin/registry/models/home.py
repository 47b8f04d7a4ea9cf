"""Homes owned or rented."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.facts import schema
from yulin.registry.models import columns
from yulin.registry.models.fact import Fact


class Home(Fact):
    """A row of 住房."""

    TABLE = schema.HOME

    person = columns.person(_("证件号"), null=False, related="homes", index=True)
    division = columns.division(_("坐落地"), null=False)
    kind = columns.label(_("房屋类型"), null=False)
    tenure = columns.label(_("持有方式"), null=False)
    area = columns.number(_("面积"), null=False)
    acquired_on = columns.date(_("取得日期"), null=False)
    disposed_on = columns.until(_("处置日期"))
    price = columns.number(_("购买价格"))
    rent_per_square_metre = columns.number(_("评估月租金单价"))

    class Meta(Fact.Meta):
        verbose_name = _("住房")
        verbose_name_plural = _("住房")
        constraints: ClassVar = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                name="registry_home_disposed_later",
                condition=Q(disposed_on__gte=F("acquired_on")),
                violation_error_message=_("处置日期不能早于取得日期。"),
            ),
            models.CheckConstraint(
                name="registry_home_has_area",
                condition=Q(area__gt=0),
                violation_error_message=_("面积应大于零。"),
            ),
        ]
