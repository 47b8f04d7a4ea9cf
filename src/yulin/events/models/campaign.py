"""Plans and their sub-projects: what is aimed at, what was printed, which policies belong to it."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.events.campaign_enums import (
    CalendarKind,
    CampaignState,
    Measure,
    Nature,
    Qualifier,
    Stage,
)
from yulin.jobs.models import columns


class Campaign(models.Model):
    """A plan, or a project below one: 瓯江风起潮涌计划 → 瓯江大学生逐鹿工程."""

    uuid = columns.key()
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="children",
        verbose_name=_("上级计划"),
    )
    name = models.CharField(_("名称"), max_length=80)
    #: what the public knows it by, and what events are narrowed to
    brand = models.CharField(_("品牌"), max_length=40, blank=True)
    #: whose officers run it
    division = models.PositiveIntegerField(_("主办地区"))
    #: for whom: counties that are counted and shown one by one; none is the whole of `division`
    places = ArrayField(models.PositiveIntegerField(), default=list, verbose_name=_("面向的地区"))
    owner = models.CharField(_("牵头单位"), max_length=120, blank=True)
    begins_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"))
    about = models.TextField(_("介绍"), blank=True)
    audience_words = models.CharField(_("面向人群"), max_length=200, blank=True)
    #: of new graduates: at most so many years after they left school; none is without a limit
    graduated_within = models.PositiveSmallIntegerField(_("毕业不超过（年）"), null=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=CampaignState.choices, default=CampaignState.DRAFT
    )
    published_at = models.DateTimeField(_("公布时间"), null=True)
    made_by = columns.who(_("填报人"), null=True)
    made_at = models.DateTimeField(_("填报时间"), auto_now_add=True)
    changed_at = models.DateTimeField(_("修改时间"), auto_now=True)

    class Meta:
        verbose_name = _("引才计划")
        verbose_name_plural = _("引才计划")
        ordering: ClassVar = ["-begins_on", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["division", "-begins_on", "-id"], name="events_campaign_region"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["division", "name", "begins_on"],
                name="events_campaign_once",
                violation_error_message=_("这个时间已有同名的计划。"),
            ),
            models.CheckConstraint(
                name="events_campaign_named",
                condition=~Q(name="") & Q(state__in=CampaignState.values),
                violation_error_message=_("请填写计划名称。"),
            ),
            models.CheckConstraint(
                name="events_campaign_ends_later",
                condition=Q(ends_on__gte=F("begins_on")),
                violation_error_message=_("结束日期不能早于开始日期。"),
            ),
            models.CheckConstraint(
                name="events_campaign_not_its_own",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                violation_error_message=_("计划不能是自己的上级。"),
            ),
            models.CheckConstraint(
                name="events_campaign_published_has_day",
                condition=Q(state=CampaignState.DRAFT) | Q(published_at__isnull=False),
                violation_error_message=_("公布的计划须有公布时间。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Target(models.Model):
    """A number to reach, or a base that is to be multiplied; as it was set, with its source."""

    uuid = columns.key()
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="targets", verbose_name=_("计划")
    )
    measure = models.CharField(_("指标"), max_length=16, choices=Measure.choices)
    name = models.CharField(_("指标名称"), max_length=80, blank=True)
    nature = models.CharField(_("性质"), max_length=5, choices=Nature.choices, default=Nature.FLOW)
    unit = models.CharField(_("单位"), max_length=16)
    #: none where the target is a multiple of its base
    number = models.DecimalField(_("目标"), max_digits=16, decimal_places=2, null=True)
    qualifier = models.CharField(
        _("限定"), max_length=1, choices=Qualifier.choices, default=Qualifier.EXACT
    )
    factor = models.DecimalField(_("是基数的几倍"), max_digits=6, decimal_places=3, null=True)
    base_number = models.DecimalField(_("基数"), max_digits=16, decimal_places=2, null=True)
    base_qualifier = models.CharField(
        _("基数限定"), max_length=1, choices=Qualifier.choices, default=Qualifier.EXACT
    )
    base_from = models.DateField(_("基期开始"), null=True)
    base_until = models.DateField(_("基期结束"), null=True)
    source = models.CharField(_("来源"), max_length=200)
    #: nobody set it: it is read out of a name (百名博士后新增计划)
    is_inferred = models.BooleanField(_("推定"), default=False)
    made_by = columns.who(_("填报人"), null=True)
    made_at = models.DateTimeField(_("填报时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("目标")
        verbose_name_plural = _("目标")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "measure", "name"],
                name="events_target_once",
                violation_error_message=_("这个指标已有目标。"),
            ),
            models.CheckConstraint(
                name="events_target_known",
                condition=Q(
                    measure__in=Measure.values,
                    nature__in=Nature.values,
                    qualifier__in=Qualifier.values,
                    base_qualifier__in=Qualifier.values,
                )
                & ~Q(unit="")
                & ~Q(source=""),
                violation_error_message=_("目标须写明单位和来源。"),
            ),
            models.CheckConstraint(
                name="events_target_number_or_multiple",
                condition=Q(number__gt=0, factor__isnull=True)
                | Q(number__isnull=True, factor__gt=0, base_number__gt=0),
                violation_error_message=_("请写目标数，或写基数和倍数。"),
            ),
            models.CheckConstraint(
                name="events_target_base_has_period",
                condition=Q(base_number__isnull=True, base_from__isnull=True)
                | Q(base_number__gt=0, base_from__isnull=False, base_until__gte=F("base_from")),
                violation_error_message=_("基数须写明是哪一段时间的。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.measure}"


class Figure(models.Model):
    """A number as somebody printed it; added only, and never mixed with what is counted."""

    uuid = columns.key()
    #: whose number it is
    division = models.PositiveIntegerField(_("地区"))
    campaign = models.ForeignKey(
        Campaign,
        on_delete=models.PROTECT,
        null=True,
        related_name="figures",
        verbose_name=_("计划"),
    )
    measure = models.CharField(_("指标"), max_length=16, choices=Measure.choices)
    name = models.CharField(_("指标名称"), max_length=80, blank=True)
    nature = models.CharField(_("性质"), max_length=5, choices=Nature.choices, default=Nature.FLOW)
    number = models.DecimalField(_("数值"), max_digits=16, decimal_places=2)
    unit = models.CharField(_("单位"), max_length=16)
    qualifier = models.CharField(
        _("限定"), max_length=1, choices=Qualifier.choices, default=Qualifier.EXACT
    )
    #: of a stock the day itself, twice
    period_from = models.DateField(_("期间开始"))
    period_until = models.DateField(_("期间结束"))
    #: what this is a part of: masters and doctors among the graduates
    part_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="parts", verbose_name=_("其中")
    )
    #: what it was said to be per cent of, and of which period
    percent = models.DecimalField(_("占基期（%）"), max_digits=8, decimal_places=2, null=True)
    base_from = models.DateField(_("基期开始"), null=True)
    base_until = models.DateField(_("基期结束"), null=True)
    #: the very words
    printed = models.CharField(_("原文"), max_length=200, blank=True)
    source = models.CharField(_("来源"), max_length=200)
    made_by = columns.who(_("填报人"), null=True)
    made_at = models.DateTimeField(_("填报时间"), auto_now_add=True)
    #: a slip of whoever typed it: the row stays, and no longer counts
    withdrawn_because = models.CharField(_("撤回原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("公布的数字")
        verbose_name_plural = _("公布的数字")
        ordering: ClassVar = ["-period_until", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["division", "measure", "-period_until"], name="events_figure_of"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="events_figure_known",
                condition=Q(
                    measure__in=Measure.values,
                    nature__in=Nature.values,
                    qualifier__in=Qualifier.values,
                    number__gte=0,
                )
                & ~Q(unit="")
                & ~Q(source=""),
                violation_error_message=_("数字须写明单位和来源。"),
            ),
            models.CheckConstraint(
                name="events_figure_period_in_order",
                condition=Q(nature=Nature.FLOW, period_until__gte=F("period_from"))
                | Q(nature=Nature.STOCK, period_until=F("period_from")),
                violation_error_message=_("新增数写一段时间，存量写一个日子。"),
            ),
            models.CheckConstraint(
                name="events_figure_percent_has_base",
                condition=Q(percent__isnull=True, base_from__isnull=True, base_until__isnull=True)
                | Q(percent__gt=0, base_from__isnull=False, base_until__gte=F("base_from")),
                violation_error_message=_("百分比须写明与哪一段时间相比。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.division} {self.measure} {self.number}"


class CampaignPolicy(models.Model):
    """A policy of the library that belongs to a campaign, and at which stage of life it helps."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="policies", verbose_name=_("计划")
    )
    policy = models.CharField(_("政策编号"), max_length=40)
    stage = models.CharField(_("阶段"), max_length=12, choices=Stage.choices)

    class Meta:
        verbose_name = _("计划的政策")
        verbose_name_plural = _("计划的政策")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign", "policy", "stage"],
                name="events_campaignpolicy_once",
                violation_error_message=_("这项政策已在这个阶段。"),
            ),
            models.CheckConstraint(
                name="events_campaignpolicy_known",
                condition=Q(stage__in=Stage.values) & ~Q(policy=""),
                violation_error_message=_("请选择政策和阶段。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.policy}"


class Listing(models.Model):
    """To which campaign an event belongs, and as what it stands in the city's calendar."""

    event = models.OneToOneField(
        "events.Event", on_delete=models.CASCADE, related_name="listing", verbose_name=_("活动")
    )
    campaign = models.ForeignKey(
        Campaign,
        on_delete=models.PROTECT,
        null=True,
        related_name="listings",
        verbose_name=_("计划"),
    )
    kind = models.CharField(_("日历类别"), max_length=12, choices=CalendarKind.choices)
    brand = models.CharField(_("品牌"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("活动归属")
        verbose_name_plural = _("活动归属")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="events_listing_known",
                condition=Q(kind__in=CalendarKind.values),
                violation_error_message=_("请选择日历类别。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.kind}"
