"""Workbooks of posts that a firm handed in, and what became of each row."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from yulin.jobs.models import columns


class PostWorkbook(models.Model):
    """The file itself is not kept: what it said stands in the posts, and what was wrong here."""

    uuid = columns.key()
    employer = columns.firm()
    name = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(_("校验值"), max_length=64)
    submitted = models.BooleanField(_("直接提交"))
    #: row number, title, outcome, words, the post that was made or that it repeats
    rows = models.JSONField(_("各行结果"), default=list)
    made_by = columns.who(_("上传人"))
    made_at = models.DateTimeField(_("上传时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("岗位表格")
        verbose_name_plural = _("岗位表格")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["employer", "-id"], name="jobs_workbook_firm")]

    def __str__(self) -> str:
        return self.name
