"""That somebody who works here opened a page about a person."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yulin.rights.enums import PageKind


class PageLook(models.Model):
    """Once a day for each viewer, person and kind of page, at the first time of that day.

    Not in the journal: an officer opens hundreds of pages a day, and the chain is for what changes
    something. Added and read; only retention removes (migration 0003).
    """

    id = models.BigAutoField(primary_key=True)
    viewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("查看人"),
    )
    person = models.ForeignKey(
        "registry.Person",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("人员"),
    )
    page = models.CharField(_("页面"), max_length=12, choices=PageKind.choices)
    day = models.DateField(_("日期"))
    at = models.DateTimeField(_("首次时间"))

    class Meta:
        verbose_name = _("查看记录")
        verbose_name_plural = _("查看记录")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["person", "-id"], name="rights_look_person"),
            models.Index(fields=["at"], name="rights_look_at"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="rights_look_once_a_day",
                fields=["viewer", "person", "page", "day"],
                violation_error_message=_("一天只记一次。"),
            ),
            models.CheckConstraint(
                name="rights_look_known_page",
                condition=Q(page__in=PageKind.values),
                violation_error_message=_("没有这种页面。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.page} {self.day}"
