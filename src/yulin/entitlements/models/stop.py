"""A stop: a grant ends before its time; what is not paid yet is not paid any more."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.entitlements.enums import StopCause
from yulin.entitlements.models.grant import Grant
from yulin.entitlements.models.subject import SubjectRow


def _who(words: str) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=words,
    )


class Stop(SubjectRow):
    """By a clause of the document, or asked by one person and agreed to by another."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    grant = models.ForeignKey(
        Grant, on_delete=models.PROTECT, related_name="stops", verbose_name=_("享受")
    )
    #: whose officers handle it
    region = models.PositiveIntegerField(_("地区"), null=True)
    cause = models.CharField(_("由来"), max_length=10, choices=StopCause.choices)
    clause = models.TextField(_("条款"))
    #: for the person, in plain words
    reason = models.TextField(_("理由"))
    #: the run that found the document's clause to hold
    run = models.ForeignKey(
        "entitlements.Run",
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=_("依据的计算"),
    )
    asked_by = _who(_("提出人"))
    asked_at = models.DateTimeField(_("提出时间"), auto_now_add=True)
    #: none while it waits
    agreed = models.BooleanField(_("同意"), null=True)
    decided_by = _who(_("核准人"))
    decided_at = models.DateTimeField(_("核准时间"), null=True)
    remarks = models.TextField(_("核准意见"), blank=True)
    #: the ruling that let the grant go on
    ruling = models.ForeignKey(
        "entitlements.Ruling",
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=_("恢复依据"),
    )
    lifted_at = models.DateTimeField(_("恢复时间"), null=True)

    class Meta(SubjectRow.Meta):
        verbose_name = _("停发")
        verbose_name_plural = _("停发")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["person"], name="entitlements_stop_person"),
            models.Index(fields=["region", "-id"], name="entitlements_stop_region"),
        ]
        constraints: ClassVar = [
            *SubjectRow.Meta.constraints,
            models.UniqueConstraint(
                name="entitlements_stop_one",
                fields=["grant"],
                condition=Q(lifted_at__isnull=True) & (Q(agreed__isnull=True) | Q(agreed=True)),
                violation_error_message=_("这项享受已停发，或停发正等待核准。"),
            ),
            models.CheckConstraint(
                name="entitlements_stop_reasoned",
                condition=Q(cause__in=StopCause.values)
                & ~Q(clause="")
                & ~Q(reason="")
                & (
                    Q(lifted_at__isnull=True, ruling__isnull=True)
                    | Q(lifted_at__isnull=False, ruling__isnull=False, agreed=True)
                ),
                violation_error_message=_("停发须写明条款和理由，只能由人工决定恢复。"),
            ),
            models.CheckConstraint(
                name="entitlements_stop_two_people",
                condition=Q(
                    cause=StopCause.DOCUMENT,
                    run__isnull=False,
                    asked_by__isnull=True,
                    decided_by__isnull=True,
                    agreed=True,
                )
                | (
                    Q(cause=StopCause.OFFICER, asked_by__isnull=False)
                    & (
                        Q(agreed__isnull=True, decided_by__isnull=True, decided_at__isnull=True)
                        | (
                            Q(
                                agreed__isnull=False,
                                decided_by__isnull=False,
                                decided_at__isnull=False,
                            )
                            & ~Q(decided_by=F("asked_by"))
                        )
                    )
                ),
                violation_error_message=_("停发由一人提出，另一人核准。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant} {self.cause}"

    @property
    def waits(self) -> bool:
        return self.agreed is None

    @property
    def stands(self) -> bool:
        return self.agreed is True and self.lifted_at is None
