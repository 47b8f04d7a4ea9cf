"""Posts, what they said before, and what was decided about their words."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.jobs.enums import LIVE, PostSource, PostState, Shift, Verdict, WorkForm
from yulin.jobs.models import columns

_WITHOUT_DATE = (PostState.DRAFT, PostState.WAITING, PostState.REFUSED, PostState.WITHDRAWN)


class Post(models.Model):
    """Work that a firm offers. Of every demand none is unknown, and 无 or an empty list is 不限."""

    uuid = columns.key()
    employer = columns.firm("posts")
    state = models.CharField(
        _("状态"), max_length=10, choices=PostState.choices, default=PostState.DRAFT
    )
    source = models.CharField(_("来源"), max_length=10, choices=PostSource.choices)
    #: the firm's own number for it, of workbooks and the interface
    external_key = models.CharField(_("单位自编号"), max_length=64, blank=True)
    title = models.CharField(_("岗位名称"), max_length=80)
    #: the title without what is said around it (`likeness.title_key`)
    title_key = models.CharField(_("名称（去修饰）"), max_length=80)
    occupation = models.CharField(_("职业"), max_length=12, blank=True)
    industry = columns.rank(_("行业"))
    division = models.PositiveIntegerField(_("工作地区"))
    least_education = columns.rank(_("最低学历"))
    least_skill_level = columns.rank(_("最低技能等级"))
    certificates = columns.words(_("证书要求"))
    licences = columns.words(_("执照要求"))
    majors = columns.words(_("专业要求"))
    least_years = columns.count(_("最低工作年限"))
    pay_from = columns.count(_("月薪下限"))
    pay_to = columns.count(_("月薪上限"))
    forms = ArrayField(models.CharField(max_length=4), verbose_name=_("工作形式"))
    shifts = columns.words(_("班次"))
    duties = models.TextField(_("职责"))
    skills = columns.words(_("技能"))
    benefits = columns.words(_("福利"))
    headcount = models.PositiveIntegerField(_("招聘人数"))
    filled = models.PositiveIntegerField(_("已录用"), default=0)
    gives_work_permit = models.BooleanField(_("可办工作许可"), null=True)
    #: of one firm, over title, place and duties (`likeness.duplicate_hash`)
    duplicate_hash = models.CharField(_("重复校验值"), max_length=64)
    #: what the wording rules found in it, as they said it then
    findings = models.JSONField(_("用语提示"), default=list)
    #: numbers of posts that read nearly the same, with the likeness in per cent
    alike = models.JSONField(_("相近岗位"), default=list)
    valid_until = models.DateField(_("有效期至"), null=True)
    published_at = models.DateTimeField(_("发布时间"), null=True)
    made_by = columns.who(_("填报人"), null=True)
    made_at = models.DateTimeField(_("填报时间"), auto_now_add=True)
    changed_at = models.DateTimeField(_("修改时间"), auto_now=True)
    search = SearchVectorField(_("检索"), null=True)

    class Meta:
        verbose_name = _("岗位")
        verbose_name_plural = _("岗位")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            GinIndex(fields=["search"], name="jobs_post_search"),
            models.Index(
                fields=["-published_at", "-id"],
                name="jobs_post_latest",
                condition=Q(state=PostState.OPEN),
            ),
            models.Index(
                fields=["division", "-published_at", "-id"],
                name="jobs_post_place",
                condition=Q(state=PostState.OPEN),
            ),
            models.Index(fields=["employer", "state", "-id"], name="jobs_post_firm"),
            models.Index(fields=["state", "division", "id"], name="jobs_post_queue"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="jobs_post_not_twice",
                fields=["employer", "duplicate_hash"],
                condition=Q(state__in=LIVE),
                violation_error_message=_("本单位已有一个同样的岗位在招聘。"),
            ),
            models.UniqueConstraint(
                name="jobs_post_external_key",
                fields=["employer", "external_key"],
                condition=~Q(external_key=""),
                violation_error_message=_("这个自编号已经用过。"),
            ),
            models.CheckConstraint(
                name="jobs_post_never_overfilled",
                condition=Q(filled__lte=F("headcount"), headcount__gte=1),
                violation_error_message=_("录用人数不能超过招聘人数。"),
            ),
            models.CheckConstraint(
                name="jobs_post_filled_is_full",
                condition=~Q(state=PostState.FILLED) | Q(filled=F("headcount")),
                violation_error_message=_("没有招满的岗位不能记为招满。"),
            ),
            models.CheckConstraint(
                name="jobs_post_pay_in_order",
                condition=Q(pay_from__isnull=True, pay_to__isnull=True)
                | Q(pay_from__gte=1, pay_to__gte=F("pay_from")),
                violation_error_message=_("月薪上限不能低于下限，两者要一起填。"),
            ),
            models.CheckConstraint(
                name="jobs_post_known_words",
                condition=Q(state__in=PostState.values, source__in=PostSource.values)
                & Q(forms__contained_by=WorkForm.values, forms__len__gte=1)
                & (Q(shifts__isnull=True) | Q(shifts__contained_by=Shift.values))
                & ~Q(title="")
                & ~Q(duties=""),
                violation_error_message=_("请填写岗位名称、职责和工作形式。"),
            ),
            models.CheckConstraint(
                name="jobs_post_open_has_dates",
                condition=Q(state__in=_WITHOUT_DATE)
                | Q(valid_until__isnull=False, published_at__isnull=False),
                violation_error_message=_("发布的岗位须有发布时间和有效期。"),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def seats_left(self) -> int:
        return self.headcount - self.filled


class PostVersion(models.Model):
    """What a post said from a moment on; added only."""

    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="versions", verbose_name=_("岗位")
    )
    number = models.PositiveIntegerField(_("版本"))
    content = models.JSONField(_("内容"))
    made_by = columns.who(_("填报人"), null=True)
    made_at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("岗位版本")
        verbose_name_plural = _("岗位版本")
        ordering: ClassVar = ["post", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "number"], name="jobs_postversion_once"),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.number}"


class PostReview(models.Model):
    """That an officer let a version be published or not, and why; added only."""

    version = models.ForeignKey(
        PostVersion, on_delete=models.PROTECT, related_name="reviews", verbose_name=_("版本")
    )
    verdict = models.CharField(_("意见"), max_length=10, choices=Verdict.choices)
    reason = models.TextField(_("理由"))
    #: what the wording rules had found then
    findings = models.JSONField(_("用语提示"), default=list)
    decided_by = columns.who(_("审核人"))
    decided_at = models.DateTimeField(_("审核时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("岗位审核")
        verbose_name_plural = _("岗位审核")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version"], name="jobs_postreview_once"),
            models.CheckConstraint(
                name="jobs_postreview_has_reason",
                condition=Q(verdict__in=Verdict.values) & ~Q(reason=""),
                violation_error_message=_("请写明理由。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.verdict}"


class PostViews(models.Model):
    """How often a post was opened on a day; by whom is not kept."""

    post = models.ForeignKey(
        Post, on_delete=models.CASCADE, related_name="views", verbose_name=_("岗位")
    )
    day = models.DateField(_("日期"))
    count = models.PositiveIntegerField(_("次数"), default=1)

    class Meta:
        verbose_name = _("岗位浏览")
        verbose_name_plural = _("岗位浏览")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "day"], name="jobs_postviews_once"),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.day}"
