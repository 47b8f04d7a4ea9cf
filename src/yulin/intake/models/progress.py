"""How far long work has come."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Progress(models.Model):
    """One row a piece of work, named by the uuid of what is worked on.

    Written outside the work's own transaction, so that a page sees it before the work is done.
    """

    subject = models.UUIDField(_("对象"), primary_key=True)
    step = models.TextField(_("步骤"), blank=True)
    done = models.BigIntegerField(_("已完成"), default=0)
    total = models.BigIntegerField(_("总数"), default=0)
    message = models.TextField(_("说明"), blank=True)
    finished = models.BooleanField(_("结束"), default=False)
    updated_at = models.DateTimeField(_("更新时间"), auto_now=True)

    class Meta:
        verbose_name = _("进度")
        verbose_name_plural = _("进度")

    def __str__(self) -> str:
        return f"{self.step} {self.done}/{self.total}"

    @property
    def percent(self) -> int:
        if self.finished:
            return 100
        return min(100, 100 * self.done // self.total) if self.total else 0
