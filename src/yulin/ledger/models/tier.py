"""Above which total a batch takes a second approver: figures of a region, from a day on, kept."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.ledger.models.account import MONEY


def _who(words: str, *, null: bool = True) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=null,
        related_name="+",
        verbose_name=words,
    )


class Tier(models.Model):
    """Asked for by one, agreed to by another.

    Of a region and those around it the lowest figure in force counts: nobody below raises what
    those above have set. Where nobody has set any, 100,000 yuan count.
    """

    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    region = models.PositiveIntegerField(_("地区"))
    #: up to this, included, one approver is enough
    limit = models.DecimalField(_("一人审批的上限（元）"), **MONEY)
    from_on = models.DateField(_("起"))
    reason = models.TextField(_("依据"))
    asked_by = _who(_("提出人"), null=False)
    asked_at = models.DateTimeField(_("提出时间"), auto_now_add=True)
    #: none while it waits
    agreed = models.BooleanField(_("同意"), null=True)
    decided_by = _who(_("核准人"))
    decided_at = models.DateTimeField(_("核准时间"), null=True)
    remarks = models.TextField(_("核准意见"), blank=True)

    class Meta:
        verbose_name = _("审批限额")
        verbose_name_plural = _("审批限额")
        ordering: ClassVar = ["-from_on", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="ledger_tier_once",
                fields=["region", "from_on"],
                condition=Q(agreed__isnull=True) | Q(agreed=True),
                violation_error_message=_("这个地区从这一天起的限额已经有了，或正等待核准。"),
            ),
            models.CheckConstraint(
                name="ledger_tier_whole",
                condition=Q(limit__gt=0) & ~Q(reason=""),
                violation_error_message=_("限额须大于零，并写明依据。"),
            ),
            models.CheckConstraint(
                name="ledger_tier_two_people",
                condition=Q(agreed__isnull=True, decided_by__isnull=True)
                | (
                    Q(
                        agreed__isnull=False,
                        decided_by__isnull=False,
                        decided_at__isnull=False,
                    )
                    & ~Q(decided_by=F("asked_by"))
                ),
                violation_error_message=_("限额由一人提出，另一人核准。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.limit} {self.from_on}"
