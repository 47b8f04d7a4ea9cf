"""Recruitment of public bodies by a written plan: targets, posts, stages with coded results."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yulin.jobs.enums import Stage, StageOutcome
from yulin.jobs.models import columns

#: those that somebody writes a result of: sending is the first, an offer and a contract the last
HEARD = (
    Stage.REVIEW, Stage.WRITTEN, Stage.INTERVIEW, Stage.MEDICAL, Stage.INSPECTION, Stage.PUBLICITY,
)  # fmt: skip


class HiringPlan(models.Model):
    """What a public body was allowed to hire, by the number of the paper that says so."""

    uuid = columns.key()
    employer = columns.firm("plans")
    number = models.CharField(_("计划文号"), max_length=64)
    title = models.CharField(_("计划名称"), max_length=80)
    year = models.PositiveSmallIntegerField(_("年度"))
    division = models.PositiveIntegerField(_("地区"))
    #: whether a “双一流” school is asked for, and which; no list: the register's own mark decides
    double_first = models.BooleanField(_("要求“双一流”高校"), default=False)
    schools = columns.words(_("院校名单"))
    stages = ArrayField(models.CharField(max_length=12), verbose_name=_("招录环节"))
    made_by = columns.who(_("填报人"))
    made_at = models.DateTimeField(_("填报时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("招录计划")
        verbose_name_plural = _("招录计划")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["employer", "number"],
                name="jobs_plan_once",
                violation_error_message=_("这个文号的计划已经登记过。"),
            ),
            models.CheckConstraint(
                name="jobs_plan_known",
                condition=~Q(number="")
                & ~Q(title="")
                & Q(year__gte=2000, year__lte=2100)
                & Q(stages__contained_by=[one.value for one in HEARD]),
                violation_error_message=_("请写明文号、名称和年度，环节从给出的里选。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class HiringTarget(models.Model):
    """How many of a level of education the plan asks for."""

    plan = models.ForeignKey(
        HiringPlan, on_delete=models.PROTECT, related_name="targets", verbose_name=_("计划")
    )
    education = models.PositiveSmallIntegerField(_("学历"))
    target = models.PositiveIntegerField(_("目标人数"))

    class Meta:
        verbose_name = _("招录目标")
        verbose_name_plural = _("招录目标")
        ordering: ClassVar = ["-education"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "education"],
                name="jobs_target_once",
                violation_error_message=_("一个学历只有一个目标。"),
            ),
            models.CheckConstraint(
                name="jobs_target_some",
                condition=Q(target__gte=1),
                violation_error_message=_("目标人数至少为 1。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.education} {self.target}"


class PlannedPost(models.Model):
    """A post that belongs to a plan; its headcount is a part of the plan's places."""

    plan = models.ForeignKey(
        HiringPlan, on_delete=models.PROTECT, related_name="planned", verbose_name=_("计划")
    )
    post = models.OneToOneField(
        "jobs.Post", on_delete=models.PROTECT, related_name="planned", verbose_name=_("岗位")
    )
    education = models.PositiveSmallIntegerField(_("计入的学历"))

    class Meta:
        verbose_name = _("计划内岗位")
        verbose_name_plural = _("计划内岗位")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.post_id}"


class StageResult(models.Model):
    """How somebody did at a stage; added only, and only after all earlier ones were passed."""

    application = models.ForeignKey(
        "jobs.Application",
        on_delete=models.PROTECT,
        related_name="stages",
        verbose_name=_("投递"),
    )
    stage = models.CharField(_("环节"), max_length=12, choices=Stage.choices)
    outcome = models.CharField(_("结果"), max_length=8, choices=StageOutcome.choices)
    #: in hundredths; none where the stage gives no marks
    marks = models.PositiveIntegerField(_("成绩"), null=True)
    by = columns.who(_("登记人"))
    at = models.DateTimeField(_("登记时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("招录环节结果")
        verbose_name_plural = _("招录环节结果")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "stage"],
                name="jobs_stage_once",
                violation_error_message=_("这个环节的结果已经登记过。"),
            ),
            models.CheckConstraint(
                name="jobs_stage_known",
                condition=Q(
                    stage__in=[one.value for one in HEARD], outcome__in=StageOutcome.values
                ),
                violation_error_message=_("没有这样的环节或结果。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.stage} {self.outcome}"
