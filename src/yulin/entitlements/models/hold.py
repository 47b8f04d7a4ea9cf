"""A hold: somebody stops a benefit by hand."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.entitlements.models.grant import Grant
from yulin.entitlements.models.subject import SubjectRow


class Hold(SubjectRow):
    """Of one grant, or of a benefit whoever grants it; no run lifts it, and another person does."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    policy = models.TextField(_("政策"))
    benefit = models.TextField(_("待遇"))
    #: none: every grant of the benefit, those to come included
    grant = models.ForeignKey(
        Grant, on_delete=models.PROTECT, null=True, related_name="holds", verbose_name=_("享受")
    )
    #: whose officers handle it
    region = models.PositiveIntegerField(_("地区"), null=True)
    reason = models.TextField(_("原因"))
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("暂停人"),
    )
    placed_at = models.DateTimeField(_("暂停时间"), auto_now_add=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("解除人"),
    )
    lifted_at = models.DateTimeField(_("解除时间"), null=True)
    lift_reason = models.TextField(_("解除原因"), blank=True)

    class Meta(SubjectRow.Meta):
        verbose_name = _("人工暂停")
        verbose_name_plural = _("人工暂停")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["person", "policy", "benefit"], name="entitlements_hold_person"),
            models.Index(fields=["region", "-id"], name="entitlements_hold_region"),
        ]
        constraints: ClassVar = [
            *SubjectRow.Meta.constraints,
            models.UniqueConstraint(
                name="entitlements_hold_one",
                fields=["grant"],
                condition=Q(lifted_at__isnull=True, grant__isnull=False),
                violation_error_message=_("这项享受已被人工暂停。"),
            ),
            models.UniqueConstraint(
                name="entitlements_hold_benefit_one",
                fields=["person", "employer", "policy", "benefit"],
                condition=Q(lifted_at__isnull=True, grant__isnull=True),
                nulls_distinct=False,
                violation_error_message=_("这项待遇已被人工暂停。"),
            ),
            models.CheckConstraint(
                name="entitlements_hold_reasoned",
                condition=~Q(reason="")
                & (
                    Q(lifted_at__isnull=True, lifted_by__isnull=True, lift_reason="")
                    | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lift_reason=""))
                ),
                violation_error_message=_("暂停和解除都要写明原因。"),
            ),
            models.CheckConstraint(
                name="entitlements_hold_two_people",
                condition=Q(lifted_by__isnull=True) | ~Q(lifted_by=F("placed_by")),
                violation_error_message=_("暂停的人不能自己解除。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy}/{self.benefit} {self.reason}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A hold of a grant repeats whose it is, and of what."""
        if self.grant is not None:
            for name in ("person_id", "employer_id", "policy", "benefit"):
                setattr(self, name, getattr(self.grant, name))
            self.region = self.grant.district or self.grant.region
        super().save(*args, **kwargs)

    @property
    def stands(self) -> bool:
        return self.lifted_at is None
