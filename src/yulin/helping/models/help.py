"""Help by name: lists, the people on them, contacts, and what they were offered."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from yulin.helping.enums import (
    CaseSource,
    CaseState,
    Channel,
    DeclineReason,
    ListKind,
    Need,
    OfferKind,
    OfferState,
    Outcome,
    Result,
)
from yulin.helping.models import columns


class HelpList(models.Model):
    """Who is to be helped by name in a region in a year, and where the names come from."""

    uuid = columns.key()
    name = models.CharField(_("名单"), max_length=80)
    kind = models.CharField(_("对象"), max_length=12, choices=ListKind.choices)
    division = columns.place()
    #: of graduates the year of graduation
    year = models.PositiveSmallIntegerField(_("年度"))
    source = models.CharField(_("来源"), max_length=120)
    #: those of whom the register does not know whether they work, when it was last asked
    unknown = models.PositiveIntegerField(_("就业情况不明"), default=0)
    made_by = columns.who(_("建立人"), null=True)
    made_at = models.DateTimeField(_("建立时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("帮扶名单")
        verbose_name_plural = _("帮扶名单")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["division", "kind", "year", "name"],
                name="helping_helplist_once",
                violation_error_message=_("这份名单已经建过。"),
            ),
            columns.known("helping_helplist_known", kind=ListKind),
            models.CheckConstraint(
                name="helping_helplist_named",
                condition=~Q(name="") & ~Q(source="") & Q(year__range=(2000, 2100)),
                violation_error_message=_("请填写名称、年度和来源。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class HelpCase(models.Model):
    """Somebody on a list: their helper, what they need, when they are called, what came of it."""

    uuid = columns.key()
    helplist = models.ForeignKey(
        HelpList, on_delete=models.PROTECT, related_name="cases", verbose_name=_("名单")
    )
    #: of the list, so that its officers' rows are found without it
    division = columns.place()
    person = columns.somebody("help_cases")
    source = models.CharField(_("来源"), max_length=10, choices=CaseSource.choices)
    state = models.CharField(
        _("状态"), max_length=8, choices=CaseState.choices, default=CaseState.OPEN
    )
    helper = columns.who(_("帮扶人"), null=True)
    needs = ArrayField(models.CharField(max_length=12), default=list, verbose_name=_("需求"))
    next_contact_on = models.DateField(_("下次联系"), null=True)
    #: a job that the register was found to hold: the helper confirms it
    found_fact = models.UUIDField(_("登记的就业"), null=True)
    outcome = models.CharField(_("结果"), max_length=12, choices=Outcome.choices, blank=True)
    #: of a job the row of the register; of others what the helper saw
    evidence = models.TextField(_("依据"), blank=True)
    closed_on = models.DateField(_("办结日期"), null=True)
    reopened = models.PositiveSmallIntegerField(_("重新帮扶次数"), default=0)
    made_at = models.DateTimeField(_("列入时间"), auto_now_add=True)
    changed_at = models.DateTimeField(_("更新时间"), auto_now=True)

    class Meta:
        verbose_name = _("帮扶对象")
        verbose_name_plural = _("帮扶对象")
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["helper", "state", "next_contact_on"], name="helping_case_day"),
            models.Index(fields=["division", "state"], name="helping_case_region"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["helplist", "person"],
                name="helping_helpcase_once",
                violation_error_message=_("这个人已在名单上。"),
            ),
            models.CheckConstraint(
                name="helping_helpcase_known",
                condition=Q(state__in=CaseState.values, source__in=CaseSource.values)
                & Q(needs__contained_by=Need.values),
                violation_error_message=_("请从给出的选项里选。"),
            ),
            models.CheckConstraint(
                name="helping_helpcase_closed_with_evidence",
                condition=Q(state=CaseState.OPEN, outcome="", closed_on__isnull=True)
                | (
                    Q(state=CaseState.CLOSED, outcome__in=Outcome.values, closed_on__isnull=False)
                    & ~Q(evidence="")
                ),
                violation_error_message=_("办结须选明结果并写明依据。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.helplist_id} {self.state}"


class Contact(models.Model):
    """That somebody was called or visited, and what came of it; added only."""

    case = models.ForeignKey(
        HelpCase, on_delete=models.PROTECT, related_name="contacts", verbose_name=_("帮扶对象")
    )
    channel = models.CharField(_("方式"), max_length=8, choices=Channel.choices)
    result = models.CharField(_("结果"), max_length=12, choices=Result.choices)
    note = models.TextField(_("记录"), blank=True)
    next_on = models.DateField(_("下次联系"), null=True)
    by = columns.who(_("联系人"))
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("联系记录")
        verbose_name_plural = _("联系记录")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            columns.known("helping_contact_known", channel=Channel, result=Result),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.result}"


class CaseStep(models.Model):
    """That a case was closed or opened again, why, and by whom; added only."""

    case = models.ForeignKey(
        HelpCase, on_delete=models.PROTECT, related_name="steps", verbose_name=_("帮扶对象")
    )
    went_to = models.CharField(_("新状态"), max_length=8, choices=CaseState.choices)
    outcome = models.CharField(_("结果"), max_length=12, choices=Outcome.choices, blank=True)
    reason = models.TextField(_("原因"))
    by = columns.who(_("操作人"), null=True)
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("帮扶经过")
        verbose_name_plural = _("帮扶经过")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.went_to}"


class HelpOffer(models.Model):
    """A post, a training or another service for somebody; what was seated waits for the helper."""

    uuid = columns.key()
    case = models.ForeignKey(
        HelpCase, on_delete=models.PROTECT, related_name="offers", verbose_name=_("帮扶对象")
    )
    kind = models.CharField(_("类别"), max_length=12, choices=OfferKind.choices)
    post = columns.post(null=True, related="help_offers")
    title = models.CharField(_("名称"), max_length=120)
    terms = models.TextField(_("说明"), blank=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=OfferState.choices, default=OfferState.MADE
    )
    #: of what was seated: how well it fits, why, and why not the first choice
    score = models.PositiveSmallIntegerField(_("匹配得分"), null=True)
    why = models.TextField(_("匹配理由"), blank=True)
    why_not = models.JSONField(_("为什么不是首选"), null=True)
    reason = models.CharField(
        _("谢绝原因"), max_length=8, choices=DeclineReason.choices, blank=True
    )
    made_by = columns.who(_("推荐人"), null=True)
    made_at = models.DateTimeField(_("推荐时间"), auto_now_add=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True)

    class Meta:
        verbose_name = _("帮扶推荐")
        verbose_name_plural = _("帮扶推荐")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "post"],
                name="helping_helpoffer_once",
                violation_error_message=_("这个岗位已经推荐过。"),
            ),
            columns.known("helping_helpoffer_known", kind=OfferKind, state=OfferState),
            models.CheckConstraint(
                name="helping_helpoffer_post",
                condition=Q(kind=OfferKind.POST, post__isnull=False)
                | (~Q(kind=OfferKind.POST) & Q(post__isnull=True)),
                violation_error_message=_("推荐岗位须选岗位。"),
            ),
            models.CheckConstraint(
                name="helping_helpoffer_declined_with_reason",
                condition=(Q(state=OfferState.DECLINED) & Q(reason__in=DeclineReason.values))
                | (~Q(state=OfferState.DECLINED) & Q(reason="")),
                violation_error_message=_("请选择谢绝的原因。"),
            ),
        ]

    def __str__(self) -> str:
        return self.title
