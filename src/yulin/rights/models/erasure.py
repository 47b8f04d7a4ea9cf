"""A person asks that what is held of them be deleted."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.rights.enums import ErasureState

_UNDECIDED = (ErasureState.OPEN, ErasureState.WITHDRAWN)


class Erasure(models.Model):
    """Asked for by the person, decided by an officer, done by a job; what is kept is named."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        "registry.Person",
        on_delete=models.PROTECT,
        related_name="erasures",
        verbose_name=_("人员"),
    )
    region = models.PositiveIntegerField(_("地区"), null=True)
    text = models.TextField(_("说明"), blank=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=ErasureState.choices, default=ErasureState.OPEN
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("提出人"),
    )
    asked_at = models.DateTimeField(_("提出时间"), auto_now_add=True)
    due_on = models.DateField(_("答复期限"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("处理人"),
    )
    decided_at = models.DateTimeField(_("处理时间"), null=True)
    answer = models.TextField(_("答复"), blank=True)
    done_at = models.DateTimeField(_("删除时间"), null=True)
    #: how many rows of what were deleted and what is kept, until when
    outcome = models.JSONField(_("结果"), default=dict)

    class Meta:
        verbose_name = _("删除申请")
        verbose_name_plural = _("删除申请")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["region", "state", "due_on"], name="rights_erasure_queue"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="rights_erasure_one_open",
                fields=["person"],
                condition=Q(state__in=(ErasureState.OPEN, ErasureState.AGREED)),
                violation_error_message=_("您已有一件删除申请在处理。"),
            ),
            models.CheckConstraint(
                name="rights_erasure_decided",
                condition=Q(state__in=_UNDECIDED, decided_by__isnull=True, decided_at__isnull=True)
                | (
                    Q(state__in=sorted(set(ErasureState) - set(_UNDECIDED)))
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(answer="")
                    & ~Q(decided_by=F("asked_by"))
                ),
                violation_error_message=_("处理须有处理人、时间和理由，本人不能自己处理。"),
            ),
            models.CheckConstraint(
                name="rights_erasure_done",
                condition=Q(state=ErasureState.DONE, done_at__isnull=False)
                | (~Q(state=ErasureState.DONE) & Q(done_at__isnull=True)),
                violation_error_message=_("删除后须记下时间。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.state}"
