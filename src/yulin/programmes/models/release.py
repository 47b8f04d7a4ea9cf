"""Texts that two people put into use."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.programmes.models.document import PolicyDocument
from yulin.programmes.models.draft import Draft


class Release(models.Model):
    """The text decided with from its moment on, until the document's next release.

    The database refuses to change or remove a release, and one whose approver wrote any of the
    text (see migration 0003).
    """

    code = models.TextField(_("文件编号"))
    number = models.PositiveIntegerField(_("次序"))  # of this document: 1, 2, 3 …
    region = models.PositiveIntegerField(_("地区"))
    document = models.ForeignKey(
        PolicyDocument, on_delete=models.PROTECT, related_name="releases", verbose_name=_("文本")
    )
    #: the text that was in use before; none for a new document
    previous = models.ForeignKey(
        PolicyDocument,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("前一文本"),
    )
    draft = models.OneToOneField(
        Draft, on_delete=models.PROTECT, related_name="release", verbose_name=_("草稿")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("起草人"),
    )
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("批准人"),
    )
    released_at = models.DateTimeField(_("发布时间"), auto_now_add=True)
    #: what it changed, in sentences: [{"zh": …, "en": …, "kind": …}]
    changes = models.JSONField(_("改动"), default=list)
    remarks = models.TextField(_("意见"), blank=True)

    class Meta:
        verbose_name = _("政策发布")
        verbose_name_plural = _("政策发布")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="programmes_release_in_order",
                fields=["code", "number"],
                violation_error_message=_("这一次发布已经有了。"),
            ),
            models.CheckConstraint(
                name="programmes_release_two_people",
                condition=~Q(author=F("approver")),
                violation_error_message=_("起草人不能自己批准。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} #{self.number}"
