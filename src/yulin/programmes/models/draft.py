"""Texts that are being written, every state in which they were saved, and who did what with them."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.programmes.enums import OPEN, WRITABLE, DraftState
from yulin.programmes.models.document import PolicyDocument


class Draft(models.Model):
    """One text under way. Of a document there is one at a time, which its region's officers share."""

    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    code = models.TextField(_("文件编号"))
    title = models.TextField(_("标题"))
    region = models.PositiveIntegerField(_("地区"))
    text = models.TextField(_("文本"))
    #: goes up by one with every save; whoever saves says which one they had before them
    revision = models.PositiveIntegerField(_("修订号"), default=1)
    #: the text it started from where the document is already in use
    base = models.ForeignKey(
        PolicyDocument,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("底本"),
    )
    state = models.CharField(
        _("状态"), max_length=10, choices=DraftState.choices, default=DraftState.DRAFT
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("起草人"),
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("提请人"),
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("审核人"),
    )
    created_at = models.DateTimeField(_("起草时间"), auto_now_add=True)
    changed_at = models.DateTimeField(_("改动时间"), auto_now=True)

    class Meta:
        verbose_name = _("政策草稿")
        verbose_name_plural = _("政策草稿")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["region", "state"], name="programmes_draft_open")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="programmes_draft_known_state",
                condition=Q(state__in=DraftState.values),
                violation_error_message=_("没有这个状态。"),
            ),
            models.CheckConstraint(
                name="programmes_draft_second_person",
                condition=Q(decided_by__isnull=True)
                | (~Q(decided_by=F("author")) & ~Q(decided_by=F("submitted_by"))),
                violation_error_message=_("起草或提请的人不能自己审核。"),
            ),
            models.UniqueConstraint(
                name="programmes_draft_one_at_a_time",
                fields=["code"],
                condition=Q(state__in=sorted(OPEN)),
                violation_error_message=_("这份文件已有一份草稿。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def is_writable(self) -> bool:
        return self.state in WRITABLE

    @property
    def file(self) -> str:
        """The file's name in messages."""
        return f"{self.code}.yaml"


class DraftSave(models.Model):
    """A state of a draft's text; all are kept, so that any of them can be gone back to."""

    draft = models.ForeignKey(
        Draft, on_delete=models.PROTECT, related_name="saves", verbose_name=_("草稿")
    )
    revision = models.PositiveIntegerField(_("修订号"))
    text = models.TextField(_("文本"))
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("保存人"),
    )
    saved_at = models.DateTimeField(_("保存时间"), auto_now_add=True)
    note = models.TextField(_("说明"), blank=True)

    class Meta:
        verbose_name = _("草稿存档")
        verbose_name_plural = _("草稿存档")
        ordering: ClassVar = ["draft", "-revision"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="programmes_draftsave_once",
                fields=["draft", "revision"],
                violation_error_message=_("这个修订号已经有存档。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id}/{self.revision}"


class DraftStep(models.Model):
    """A draft changed hands: who, into which state, with what remarks."""

    draft = models.ForeignKey(
        Draft, on_delete=models.PROTECT, related_name="steps", verbose_name=_("草稿")
    )
    state = models.CharField(_("状态"), max_length=10, choices=DraftState.choices)
    revision = models.PositiveIntegerField(_("修订号"))
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("经手人"),
    )
    done_at = models.DateTimeField(_("时间"), auto_now_add=True)
    remarks = models.TextField(_("意见"), blank=True)

    class Meta:
        verbose_name = _("草稿流转")
        verbose_name_plural = _("草稿流转")
        ordering: ClassVar = ["draft", "id"]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.state}"
