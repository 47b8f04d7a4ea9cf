"""Somebody is called otherwise: asked for by one officer with a paper, approved by another."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.registry.enums import ChangeState


class NameChange(models.Model):
    """Approved, it amends the name of 人员; the old name stays findable and says until when it was."""

    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        "registry.Person",
        on_delete=models.PROTECT,
        related_name="name_changes",
        verbose_name=_("人员"),
    )
    old_name = models.TextField(_("原姓名"))
    new_name = models.TextField(_("新姓名"))
    valid_from = models.DateField(_("生效日期"))
    reason = models.TextField(_("理由"))
    evidence = models.TextField(_("凭据"))
    state = models.CharField(
        _("状态"), max_length=8, choices=ChangeState.choices, default=ChangeState.PROPOSED
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("提出人"),
    )
    asked_at = models.DateTimeField(_("提出时间"))
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("复核人"),
    )
    answered_at = models.DateTimeField(_("复核时间"), null=True)
    answer = models.TextField(_("复核意见"), blank=True)
    #: name and number changed within a year of one another: control looks at these
    is_double = models.BooleanField(_("双改"), default=False)

    class Meta:
        verbose_name = _("姓名变更")
        verbose_name_plural = _("姓名变更")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["state", "-id"], name="registry_name_state"),
            models.Index(fields=["old_name"], name="registry_name_old"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="registry_name_two_people",
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("asked_by")),
                violation_error_message=_("提出人不能自己复核。"),
            ),
            models.CheckConstraint(
                name="registry_name_steps",
                condition=Q(
                    state=ChangeState.PROPOSED, answered_by__isnull=True, answered_at__isnull=True
                )
                | Q(
                    state__in=[ChangeState.APPROVED, ChangeState.REFUSED],
                    answered_by__isnull=False,
                    answered_at__isnull=False,
                ),
                violation_error_message=_("状态与办理记录不符。"),
            ),
            models.CheckConstraint(
                name="registry_name_complete",
                condition=~Q(new_name="")
                & ~Q(new_name=F("old_name"))
                & ~Q(reason="")
                & ~Q(evidence=""),
                violation_error_message=_("请写明新姓名、理由和凭据编号；新姓名应与原来的不同。"),
            ),
            models.UniqueConstraint(
                name="registry_name_one_open",
                fields=["person"],
                condition=Q(state=ChangeState.PROPOSED),
                violation_error_message=_("这个人已有待复核的姓名变更。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.uuid}"
