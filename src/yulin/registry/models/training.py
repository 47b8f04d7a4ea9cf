"""Courses and apprenticeships."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.facts import schema
from yulin.registry.models import columns
from yulin.registry.models.fact import Fact


class Training(Fact):
    """A row of 培训."""

    TABLE = schema.TRAINING

    person = columns.person(_("证件号"), null=False, related="trainings", index=True)
    kind = columns.label(_("培训类型"), null=False)
    trade = columns.text(_("工种"))
    skill_level = columns.label(_("技能等级"), null=False)
    started_on = columns.date(_("开班日期"), null=False)
    ended_on = columns.until(_("结业日期"))
    school = columns.employer(_("培训机构代码"))
    employer = columns.employer(_("单位代码"))
    division = columns.division(_("培训地"))
    fee = columns.number(_("学费"))
    online = columns.yes(_("线上"))
    result = columns.label(_("培训结果"))

    class Meta(Fact.Meta):
        verbose_name = _("培训")
        verbose_name_plural = _("培训")
        constraints: ClassVar = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                name="registry_training_ends_later",
                condition=Q(ended_on__gte=F("started_on")),
                violation_error_message=_("结业日期不能早于开班日期。"),
            ),
        ]
