"""That a person agrees to a use that rests on their consent; withdrawn as easily as given."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Consent(models.Model):
    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(
        "registry.Person",
        on_delete=models.PROTECT,
        related_name="consents",
        verbose_name=_("人员"),
    )
    purpose = models.CharField(_("目的"), max_length=40)
    #: of the purpose's words that were agreed to
    version = models.PositiveSmallIntegerField(_("版本"))
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("同意人"),
    )
    given_at = models.DateTimeField(_("同意时间"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True)

    class Meta:
        verbose_name = _("同意")
        verbose_name_plural = _("同意")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="rights_consent_one",
                fields=["person", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                violation_error_message=_("您已经同意过。"),
            ),
            models.CheckConstraint(
                name="rights_consent_withdrawn_later",
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
                violation_error_message=_("撤回时间不能早于同意时间。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"
