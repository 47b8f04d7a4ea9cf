"""Searches that somebody keeps, to be told of new posts."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yulin.jobs.models import columns


class SavedSearch(models.Model):
    uuid = columns.key()
    person = columns.somebody("saved_searches")
    name = models.CharField(_("名称"), max_length=80)
    #: as in the address of the search page
    query = models.JSONField(_("条件"))
    #: posts published after it are news
    seen_until = models.DateTimeField(_("已看到"))
    #: posts published up to it were told of
    told_until = models.DateTimeField(_("已告知到"), null=True)
    made_at = models.DateTimeField(_("保存时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("保存的搜索")
        verbose_name_plural = _("保存的搜索")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "query"],
                name="jobs_savedsearch_once",
                violation_error_message=_("这个搜索已经保存过。"),
            ),
            models.CheckConstraint(
                name="jobs_savedsearch_named",
                condition=~Q(name=""),
                violation_error_message=_("请给搜索起个名字。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name
