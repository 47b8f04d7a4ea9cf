"""公示: who is to be taken, for everybody to read with names masked, and what is said against it."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from yulin.jobs.enums import ObjectionState
from yulin.jobs.models import columns
from yulin.jobs.models.plan import PlannedPost

#: 事业单位公开招聘人员暂行规定: seven to fifteen days
LEAST_DAYS, MOST_DAYS = 7, 15


class Publicity(models.Model):
    """The list of a post in a period, both days included; it stays as it was published."""

    uuid = columns.key()
    planned = models.ForeignKey(
        PlannedPost, on_delete=models.PROTECT, related_name="publicities", verbose_name=_("岗位")
    )
    begins_on = models.DateField(_("公示开始"))
    ends_on = models.DateField(_("公示截止"))
    made_by = columns.who(_("发布人"))
    made_at = models.DateTimeField(_("发布时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("公示")
        verbose_name_plural = _("公示")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="jobs_publicity_long_enough",
                condition=Q(
                    ends_on__gte=F("begins_on") + Value(timedelta(days=LEAST_DAYS - 1)),
                    ends_on__lte=F("begins_on") + Value(timedelta(days=MOST_DAYS - 1)),
                ),
                violation_error_message=_("公示期为 7 至 15 日。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.planned_id} {self.begins_on}"


class ListedPerson(models.Model):
    """Somebody on the list, once in all lists."""

    publicity = models.ForeignKey(
        Publicity, on_delete=models.PROTECT, related_name="listed", verbose_name=_("公示")
    )
    application = models.OneToOneField(
        "jobs.Application",
        on_delete=models.PROTECT,
        related_name="listed",
        verbose_name=_("投递"),
    )

    class Meta:
        verbose_name = _("公示人员")
        verbose_name_plural = _("公示人员")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.publicity_id} {self.application_id}"


class PublicityObjection(models.Model):
    """What somebody who signed in says against one on the list; an officer of the place answers."""

    uuid = columns.key()
    listed = models.ForeignKey(
        ListedPerson,
        on_delete=models.PROTECT,
        related_name="objections",
        verbose_name=_("公示人员"),
    )
    text = models.TextField(_("异议"))
    by = columns.who(_("提出人"))
    at = models.DateTimeField(_("提出时间"), auto_now_add=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=ObjectionState.choices, default=ObjectionState.OPEN
    )
    answer = models.TextField(_("答复"), blank=True)
    answered_by = columns.who(_("答复人"), null=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True)

    class Meta:
        verbose_name = _("公示异议")
        verbose_name_plural = _("公示异议")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["listed", "by"],
                name="jobs_publicityobjection_once",
                violation_error_message=_("您已经提出过异议，请等答复。"),
            ),
            models.CheckConstraint(
                name="jobs_publicityobjection_answered",
                condition=Q(
                    state=ObjectionState.OPEN, answered_by__isnull=True, answered_at__isnull=True
                )
                | Q(
                    state__in=(ObjectionState.UPHELD, ObjectionState.DISMISSED),
                    answered_by__isnull=False,
                    answered_at__isnull=False,
                )
                & ~Q(answer=""),
                violation_error_message=_("请写明答复。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.listed_id} {self.state}"
