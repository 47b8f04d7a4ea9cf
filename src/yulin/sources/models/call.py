"""Every call that was made, and what is known of each person from the last."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yulin.sources.enums import Outcome, Why


class Call(models.Model):
    """Added to and read, never changed: the database refuses.

    Whom it was about is a row of the register, which alone holds the number, sealed.
    """

    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    source = models.ForeignKey(
        "sources.Source", on_delete=models.PROTECT, related_name="calls", verbose_name=_("来源")
    )
    person = models.ForeignKey(
        "registry.Person",
        on_delete=models.PROTECT,
        null=True,  # a file or a message about many
        related_name="+",
        verbose_name=_("人员"),
    )
    why = models.CharField(_("事由"), max_length=8, choices=Why.choices)
    #: as they stood when it was made
    purpose = models.CharField(_("使用目的"), max_length=200)
    legal_basis = models.CharField(_("法律依据"), max_length=200)
    outcome = models.CharField(_("结果"), max_length=12, choices=Outcome.choices)
    reason = models.TextField(_("原因"), blank=True)
    rows = models.PositiveIntegerField(_("行数"), default=0)
    #: how often it was tried
    attempts = models.PositiveSmallIntegerField(_("次数"), default=1)
    #: their number for the answer, else ours for the call
    evidence = models.CharField(_("凭据"), max_length=120, blank=True)
    #: the name of a message or a file, by which a second one like it is known
    token = models.CharField(_("去重标识"), max_length=120, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,  # the system itself
        related_name="+",
        verbose_name=_("发起人"),
    )
    began_at = models.DateTimeField(_("时间"))
    milliseconds = models.PositiveIntegerField(_("毫秒"))
    batch = models.ForeignKey(
        "registry.Batch",
        on_delete=models.PROTECT,
        null=True,  # nothing was loaded
        related_name="+",
        verbose_name=_("录入批次"),
    )

    class Meta:
        verbose_name = _("调用")
        verbose_name_plural = _("调用")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["source", "-id"], name="sources_call_of_source"),
            models.Index(fields=["person", "-id"], name="sources_call_of_person"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="sources_call_known_outcome",
                condition=Q(outcome__in=Outcome.values) & Q(why__in=Why.values),
                violation_error_message=_("没有这种结果。"),
            ),
            models.UniqueConstraint(
                name="sources_call_once",
                fields=["source", "token"],
                condition=~Q(token=""),
                violation_error_message=_("这条消息已经收到过。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.outcome}"


class Answer(models.Model):
    """What a source last said of a person, and how the last attempt went.

    Without `said_in` nothing is known: nobody ever answered.
    """

    source = models.ForeignKey(
        "sources.Source", on_delete=models.PROTECT, related_name="answers", verbose_name=_("来源")
    )
    person = models.ForeignKey(
        "registry.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("人员")
    )
    said_in = models.ForeignKey(
        Call, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("答复")
    )
    said_at = models.DateTimeField(_("答复时间"), null=True)
    valid_until = models.DateTimeField(_("有效期至"), null=True)
    tried_in = models.ForeignKey(
        Call, on_delete=models.PROTECT, related_name="+", verbose_name=_("最近一次")
    )
    tried_at = models.DateTimeField(_("最近时间"))
    #: the newest change of theirs, by their clock, that was asked after
    change_at = models.DateTimeField(_("对方变更时间"), null=True)

    class Meta:
        verbose_name = _("答复")
        verbose_name_plural = _("答复")
        constraints: ClassVar = [
            models.UniqueConstraint(name="sources_answer_one", fields=["source", "person"]),
            models.CheckConstraint(
                name="sources_answer_said_until",
                condition=Q(said_in__isnull=True, said_at__isnull=True, valid_until__isnull=True)
                | Q(said_in__isnull=False, said_at__isnull=False, valid_until__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["source", "valid_until"], name="sources_answer_lapse"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.person_id}"
