"""Texts of policy documents, kept word for word."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PolicyDocument(models.Model):
    """One text of one document; a changed file is another row."""

    code = models.TextField(_("编号"))
    title = models.TextField(_("标题"))
    region = models.PositiveIntegerField(_("地区"))
    path = models.TextField(_("文件"))  # below the library's folder
    sha256 = models.CharField(_("校验值"), max_length=64)
    text = models.TextField(_("原文"))
    loaded_at = models.DateTimeField(_("登记时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("政策文档")
        verbose_name_plural = _("政策文档")
        ordering: ClassVar = ["code", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="programmes_document_text_once",
                fields=["code", "sha256"],
                violation_error_message=_("这份文本已登记。"),
            ),
            models.CheckConstraint(
                name="programmes_document_sha256",
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
                violation_error_message=_("校验值应为 64 位十六进制数。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class LibraryVersion(models.Model):
    """The set of texts that made up the library at some time; what a run was decided by."""

    sha256 = models.CharField(_("校验值"), max_length=64, unique=True)
    documents = models.ManyToManyField(PolicyDocument, related_name="+", verbose_name=_("文档"))
    registered_at = models.DateTimeField(_("登记时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("政策库版本")
        verbose_name_plural = _("政策库版本")
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.sha256[:12]
