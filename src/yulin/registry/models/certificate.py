"""Skill certificates and professional titles."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from yulin.facts import schema
from yulin.registry.models import columns
from yulin.registry.models.fact import Fact


class Certificate(Fact):
    """A row of 证书."""

    TABLE = schema.CERTIFICATE

    person = columns.person(_("证件号"), null=False, related="certificates", index=True)
    kind = columns.label(_("证书类别"), null=False)
    trade = columns.text(_("工种"))
    skill_level = columns.label(_("技能等级"), null=False)
    title_level = columns.label(_("职称级别"), null=False)
    issued_on = columns.date(_("发证日期"), null=False)
    number = columns.text(_("证书编号"))
    issuer = columns.text(_("发证机构"))
    shortage_trade = columns.yes(_("紧缺工种"))
    in_national_register = columns.yes(_("全国联网可查"))

    class Meta(Fact.Meta):
        verbose_name = _("证书")
        verbose_name_plural = _("证书")
        constraints: ClassVar = [*Fact.Meta.constraints]
