"""What matching keeps: a person's switch, what they do not want, what was shown, weights, words, counts."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yulin.jobs.enums import Dislike, MatchSide, WeightsState
from yulin.jobs.models import columns


class MatchSetting(models.Model):
    """Of one person: whether posts may be ranked by what is known of them."""

    person = models.OneToOneField(
        "registry.Person",
        on_delete=models.PROTECT,
        related_name="match_setting",
        verbose_name=_("人员"),
    )
    #: no personal features: by date and words alone
    impersonal = models.BooleanField(_("不使用个人特征"), default=False)
    changed_at = models.DateTimeField(_("更新时间"), auto_now=True)

    class Meta:
        verbose_name = _("匹配设置")
        verbose_name_plural = _("匹配设置")

    def __str__(self) -> str:
        return str(self.impersonal)


class NotForMe(models.Model):
    """A post that somebody does not want to see again, and why."""

    person = columns.somebody("not_for_me")
    post = models.ForeignKey(
        "jobs.Post", on_delete=models.CASCADE, related_name="+", verbose_name=_("岗位")
    )
    reason = models.CharField(_("原因"), max_length=10, choices=Dislike.choices)
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("不合适的岗位")
        verbose_name_plural = _("不合适的岗位")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "post"], name="jobs_notforme_once"),
            models.CheckConstraint(
                name="jobs_notforme_known",
                condition=Q(reason__in=Dislike.values),
                violation_error_message=_("请从给出的原因里选。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.reason}"


class MatchShown(models.Model):
    """That a pair stood in a list that was shown, where, and what spoke for it then; of some lists."""

    person = columns.somebody()
    post = models.ForeignKey(
        "jobs.Post", on_delete=models.CASCADE, related_name="+", verbose_name=_("岗位")
    )
    side = models.CharField(_("给谁看"), max_length=8, choices=MatchSide.choices)
    day = models.DateField(_("日期"))
    position = models.PositiveIntegerField(_("名次"))
    #: 0 to 1000 each, in the order of `matching.features.Feature`
    features = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("特征"))
    #: by the weights of that number; 0 where none were adopted
    weights = models.PositiveIntegerField(_("权重版本"), default=0)
    opened_at = models.DateTimeField(_("打开时间"), null=True)

    class Meta:
        verbose_name = _("匹配展示")
        verbose_name_plural = _("匹配展示")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "post", "side", "day"], name="jobs_matchshown_once_a_day"
            ),
            models.CheckConstraint(
                name="jobs_matchshown_known",
                condition=Q(side__in=MatchSide.values, position__gte=1),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["day"], name="jobs_matchshown_day")]

    def __str__(self) -> str:
        return f"{self.post_id} {self.position}"


class MatchWeights(models.Model):
    """How much each feature counts for both sides, as learned from outcomes; adopted by a person."""

    number = models.PositiveIntegerField(_("版本"), unique=True)
    seeker = models.JSONField(_("求职者一方"))
    employer = models.JSONField(_("单位一方"))
    #: shares of held-back comparisons, the interval of the gain, lists, selection rates
    report = models.JSONField(_("报告"))
    state = models.CharField(
        _("状态"), max_length=10, choices=WeightsState.choices, default=WeightsState.PROPOSED
    )
    learned_at = models.DateTimeField(_("学习时间"), auto_now_add=True)
    learned_by = columns.who(_("发起人"), null=True)
    decided_at = models.DateTimeField(_("决定时间"), null=True)
    decided_by = columns.who(_("决定人"), null=True)
    reason = models.TextField(_("理由"), blank=True)

    class Meta:
        verbose_name = _("匹配权重")
        verbose_name_plural = _("匹配权重")
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="jobs_matchweights_one_in_use",
                fields=["state"],
                condition=Q(state=WeightsState.ADOPTED),
                violation_error_message=_("同时只能采用一个版本。"),
            ),
            models.CheckConstraint(
                name="jobs_matchweights_known",
                condition=Q(state__in=WeightsState.values),
            ),
            models.CheckConstraint(
                name="jobs_matchweights_decided_by_somebody",
                condition=Q(state__in=(WeightsState.PROPOSED, WeightsState.WORSE))
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(reason="")),
                violation_error_message=_("采用、不采用和停用都须由负责人写明理由。"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class MatchVocabulary(models.Model):
    """Words of published posts and what each weighs, learned at night; every process reads the same."""

    number = models.PositiveIntegerField(_("版本"), unique=True)
    posts = models.PositiveIntegerField(_("岗位数"))
    data = models.BinaryField(_("词表"))
    made_at = models.DateTimeField(_("生成时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("匹配词表")
        verbose_name_plural = _("匹配词表")
        ordering: ClassVar = ["-number"]

    def __str__(self) -> str:
        return str(self.number)


class PostFit(models.Model):
    """How many people with a résumé fit an open post, counted at night, up to some few."""

    post = models.OneToOneField(
        "jobs.Post", on_delete=models.CASCADE, related_name="fit", verbose_name=_("岗位")
    )
    fitting = models.PositiveIntegerField(_("符合"))
    uncertain = models.PositiveIntegerField(_("待核实"))
    counted_at = models.DateTimeField(_("统计时间"))

    class Meta:
        verbose_name = _("岗位缺人情况")
        verbose_name_plural = _("岗位缺人情况")

    def __str__(self) -> str:
        return f"{self.post_id} {self.fitting}"


class DistrictFit(models.Model):
    """How many people with a résumé have a fitting post, by where they belong; counted at night."""

    division = models.PositiveIntegerField(_("地区"), unique=True)
    people = models.PositiveIntegerField(_("有简历的人"))
    fitting = models.PositiveIntegerField(_("有符合的岗位"))
    uncertain = models.PositiveIntegerField(_("只有待核实的岗位"))
    counted_at = models.DateTimeField(_("统计时间"))

    class Meta:
        verbose_name = _("地区供需")
        verbose_name_plural = _("地区供需")

    def __str__(self) -> str:
        return f"{self.division} {self.people}"
