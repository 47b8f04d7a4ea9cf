"""Prizes, patents, papers and other results of work."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from yulin.facts import schema
from yulin.registry.models import columns
from yulin.registry.models.fact import Fact


class Achievement(Fact):
    """A row of 成果."""

    TABLE = schema.ACHIEVEMENT

    person = columns.person(_("证件号"), null=False, related="achievements", index=True)
    kind = columns.label(_("成果类型"), null=False)
    name = columns.text(_("名称"), null=False)
    level = columns.label(_("级别"))
    rank = columns.number(_("名次"))
    obtained_on = columns.date(_("取得日期"), null=False)
    yearly_gain = columns.number(_("年效益"))
    main_author = columns.yes(_("主要完成人"))

    class Meta(Fact.Meta):
        verbose_name = _("成果")
        verbose_name_plural = _("成果")
        constraints: ClassVar = [*Fact.Meta.constraints]
