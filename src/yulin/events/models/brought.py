"""Applications that came about at an event."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yulin.events.enums import BroughtBy
from yulin.events.models.booth import Participation
from yulin.events.models.ticket import Ticket
from yulin.jobs.models import columns


class EventApplication(models.Model):
    """Where an application comes from: a firm at an event, and how."""

    application = models.OneToOneField(
        "jobs.Application",
        on_delete=models.PROTECT,
        related_name="event_source",
        verbose_name=_("投递"),
    )
    participation = models.ForeignKey(
        Participation,
        on_delete=models.PROTECT,
        related_name="applications",
        verbose_name=_("参展单位"),
    )
    ticket = models.ForeignKey(
        Ticket, on_delete=models.PROTECT, related_name="applications", verbose_name=_("活动票")
    )
    how = models.CharField(_("方式"), max_length=10, choices=BroughtBy.choices)
    by = columns.who(_("经办人"), null=True)
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("活动投递")
        verbose_name_plural = _("活动投递")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="events_eventapplication_known",
                condition=Q(how__in=BroughtBy.values),
                violation_error_message=_("没有这种投递方式。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participation_id} {self.application_id}"
