"""Talent classes that a catalogue's office has recognised."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.facts import schema
from yulin.registry.models import columns
from yulin.registry.models.fact import Fact


class Recognition(Fact):
    """A row of 认定."""

    TABLE = schema.RECOGNITION

    person = columns.person(_("证件号"), null=False, related="recognitions", index=True)
    catalogue = columns.text(_("目录"), null=False)
    edition = columns.text(_("版本"))
    class_name = columns.text(_("类别"), null=False)
    division = columns.division(_("认定地区"))
    recognised_on = columns.date(_("认定日期"), null=False)
    valid_until = columns.until(_("有效期至"))

    class Meta(Fact.Meta):
        verbose_name = _("认定")
        verbose_name_plural = _("认定")
        constraints: ClassVar = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                name="registry_recognition_ends_later",
                condition=Q(valid_until__gte=F("recognised_on")),
                violation_error_message=_("有效期不能早于认定日期。"),
            ),
        ]
