"""Applications, and every step they took."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yulin.jobs.enums import ApplicationState, RefusalReason
from yulin.jobs.models import columns


class Application(models.Model):
    """Somebody's for a post, once. The firm sees what was sent, not what the register holds."""

    uuid = columns.key()
    post = models.ForeignKey(
        "jobs.Post", on_delete=models.PROTECT, related_name="applications", verbose_name=_("岗位")
    )
    #: of the post, so that its clerks' and officers' rows are found without it
    employer = columns.firm()
    division = models.PositiveIntegerField(_("工作地区"))
    person = columns.somebody("applications")
    state = models.CharField(
        _("状态"), max_length=12, choices=ApplicationState.choices, default=ApplicationState.SENT
    )
    #: what the firm is shown: name, verified facts, own words, as they were when it was sent
    resume = models.JSONField(_("投递的简历"))
    reason = models.CharField(
        _("未录用原因"), max_length=12, choices=RefusalReason.choices, blank=True
    )
    note = models.TextField(_("补充说明"), blank=True)
    sent_at = models.DateTimeField(_("投递时间"), auto_now_add=True)
    changed_at = models.DateTimeField(_("更新时间"), auto_now=True)

    class Meta:
        verbose_name = _("投递")
        verbose_name_plural = _("投递")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["post", "state", "id"], name="jobs_application_board"),
            models.Index(fields=["employer", "state", "-id"], name="jobs_application_firm"),
            models.Index(fields=["division", "state"], name="jobs_application_region"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "post"],
                name="jobs_application_once",
                violation_error_message=_("您已经投递过这个岗位。"),
            ),
            models.CheckConstraint(
                name="jobs_application_known",
                condition=Q(state__in=ApplicationState.values),
                violation_error_message=_("没有这种状态。"),
            ),
            models.CheckConstraint(
                name="jobs_application_refused_with_reason",
                condition=(Q(state=ApplicationState.REFUSED) & Q(reason__in=RefusalReason.values))
                | (~Q(state=ApplicationState.REFUSED) & Q(reason="")),
                violation_error_message=_("不录用须选明原因。"),
            ),
            models.CheckConstraint(
                name="jobs_application_other_is_said",
                condition=~Q(reason=RefusalReason.OTHER) | ~Q(note=""),
                violation_error_message=_("选了“其他原因”，请写明是什么。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.state}"


class ApplicationStep(models.Model):
    """From which state to which, by whom; added only."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="steps", verbose_name=_("投递")
    )
    came_from = models.CharField(_("原状态"), max_length=12, blank=True)
    went_to = models.CharField(_("新状态"), max_length=12, choices=ApplicationState.choices)
    by = columns.who(_("操作人"), null=True)
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("投递经过")
        verbose_name_plural = _("投递经过")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.application_id} {self.went_to}"
