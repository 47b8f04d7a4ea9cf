"""Degrees and studies."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from yulin.facts import schema
from yulin.registry.models import columns
from yulin.registry.models.fact import Fact


class Education(Fact):
    """A row of 学历."""

    TABLE = schema.EDUCATION

    person = columns.person(_("证件号"), null=False, related="educations", index=True)
    level = columns.label(_("学历"), null=False)
    degree = columns.label(_("学位"), null=False)
    mode = columns.label(_("学习形式"), null=False)
    status = columns.label(_("毕业状态"), null=False)
    graduated_on = columns.date(_("毕业日期"))
    school = columns.text(_("毕业院校"))
    school_division = columns.division(_("院校所在地"))
    major = columns.text(_("专业"))
    first_class = columns.yes(_("双一流"))
    world_top_200 = columns.yes(_("世界前200"))
    overseas = columns.yes(_("境外"), null=False)
    overseas_certified = columns.yes(_("留服认证"), null=False)
    technical_track = columns.label(_("技工类别"), null=False)

    class Meta(Fact.Meta):
        verbose_name = _("学历")
        verbose_name_plural = _("学历")
        constraints: ClassVar = [*Fact.Meta.constraints]
