"""That a firm asked somebody whose résumé it may find to apply."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from yulin.jobs.models import columns


class Invitation(models.Model):
    """Once a person and post, whoever of the firm asks."""

    uuid = columns.key()
    post = models.ForeignKey(
        "jobs.Post", on_delete=models.PROTECT, related_name="invitations", verbose_name=_("岗位")
    )
    employer = columns.firm()
    person = columns.somebody("invitations")
    sent_by = columns.who(_("邀请人"))
    sent_at = models.DateTimeField(_("邀请时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("投递邀请")
        verbose_name_plural = _("投递邀请")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["post", "person"],
                name="jobs_invitation_once",
                violation_error_message=_("已经为这个岗位邀请过此人。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.sent_at:%Y-%m-%d}"
