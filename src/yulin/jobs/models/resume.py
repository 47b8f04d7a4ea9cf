"""Résumés: a person's wishes and own words. What registers say of them is read, never copied."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yulin.jobs.enums import AudienceKind, Shift, Visibility, WorkForm
from yulin.jobs.models import columns


class Resume(models.Model):
    """Of one person. Nothing of sex, age, marriage, ethnicity or household has a column here."""

    uuid = columns.key()
    person = models.OneToOneField(
        "registry.Person",
        on_delete=models.PROTECT,
        related_name="resume",
        verbose_name=_("人员"),
    )
    titles = columns.words(_("期望岗位"))
    occupations = columns.words(_("期望职业"))
    #: six-digit divisions; an empty list is anywhere
    divisions = ArrayField(models.PositiveIntegerField(), null=True, verbose_name=_("期望地区"))
    licences = columns.words(_("执照"))
    skills = columns.words(_("技能"))
    story = models.TextField(_("经历"), blank=True)
    years = columns.count(_("工作年限"))
    least_pay = columns.count(_("期望月薪"))
    forms = columns.words(_("工作形式"))
    shifts = columns.words(_("班次"))
    needs_work_permit = models.BooleanField(_("需工作许可"), null=True)
    industries = ArrayField(
        models.PositiveSmallIntegerField(), null=True, verbose_name=_("期望行业")
    )
    visibility = models.CharField(
        _("谁能看到"), max_length=8, choices=Visibility.choices, default=Visibility.NOBODY
    )
    #: the firm that somebody works for today does not find them, unless they say so
    hidden_from_own_firm = models.BooleanField(_("不让现单位看到"), default=True)
    made_at = models.DateTimeField(_("建立时间"), auto_now_add=True)
    changed_at = models.DateTimeField(_("修改时间"), auto_now=True)

    class Meta:
        verbose_name = _("简历")
        verbose_name_plural = _("简历")
        ordering: ClassVar = ["-changed_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="jobs_resume_known_words",
                condition=Q(visibility__in=Visibility.values)
                & (Q(forms__isnull=True) | Q(forms__contained_by=WorkForm.values))
                & (Q(shifts__isnull=True) | Q(shifts__contained_by=Shift.values)),
                violation_error_message=_("请从给出的选项里选。"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class ResumeAudience(models.Model):
    """A firm that somebody chose, or does not want to be found by."""

    resume = models.ForeignKey(
        Resume, on_delete=models.CASCADE, related_name="audience", verbose_name=_("简历")
    )
    employer = columns.firm()
    kind = models.CharField(_("方式"), max_length=8, choices=AudienceKind.choices)

    class Meta:
        verbose_name = _("简历可见单位")
        verbose_name_plural = _("简历可见单位")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["resume", "employer"],
                name="jobs_resumeaudience_once",
                violation_error_message=_("同一单位只能选定或屏蔽一次。"),
            ),
            models.CheckConstraint(
                name="jobs_resumeaudience_known",
                condition=Q(kind__in=AudienceKind.values),
                violation_error_message=_("请从给出的选项里选。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resume_id} {self.kind}"


class ResumeLook(models.Model):
    """That a firm opened somebody's résumé or application; once a day, at the first time."""

    person = columns.somebody()
    employer = columns.firm()
    day = models.DateField(_("日期"))
    at = models.DateTimeField(_("首次时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("简历查看记录")
        verbose_name_plural = _("简历查看记录")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "employer", "day"], name="jobs_resumelook_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.day}"
