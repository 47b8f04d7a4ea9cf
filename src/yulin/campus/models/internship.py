"""Internships: a round, the places that firms offer in it, who wishes what, and who got which."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.campus.enums import SEATED, Answer, InternshipState, RoundKind, RoundState
from yulin.jobs.models import columns


class Round(models.Model):
    """One season, such as 高校学子温州行 2026 暑期."""

    uuid = columns.key()
    title = models.CharField(_("名称"), max_length=120)
    kind = models.CharField(_("类型"), max_length=12, choices=RoundKind.choices)
    region = models.PositiveIntegerField(_("地区"))
    state = models.CharField(
        _("状态"), max_length=10, choices=RoundState.choices, default=RoundState.DRAFT
    )
    wishes_until = models.DateField(_("报名截止"))
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"))
    made_by = columns.who(_("建立人"), null=True)
    assigned_at = models.DateTimeField(_("分配时间"), null=True)

    class Meta:
        verbose_name = _("实习轮次")
        verbose_name_plural = _("实习轮次")
        ordering: ClassVar = ["-starts_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="campus_round_in_order",
                condition=Q(ends_on__gte=F("starts_on"), wishes_until__lte=F("starts_on"))
                & ~Q(title="")
                & Q(kind__in=RoundKind.values, state__in=RoundState.values),
                violation_error_message=_("报名截止不晚于开始，结束不早于开始。"),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Place(models.Model):
    """What a firm offers in a round: so many places. `taken` follows from the internships."""

    uuid = columns.key()
    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="places", verbose_name=_("轮次")
    )
    employer = columns.firm("campus_places")
    region = models.PositiveIntegerField(_("地区"))
    title = models.CharField(_("岗位"), max_length=80)
    division = models.PositiveIntegerField(_("工作地区"))
    industry = columns.rank(_("行业"))
    #: none is unknown, an empty list says that any will do
    majors = columns.words(_("专业要求"))
    duties = models.TextField(_("内容"), blank=True)
    capacity = models.PositiveIntegerField(_("名额"))
    taken = models.PositiveIntegerField(_("已占"), default=0)
    weeks = columns.count(_("周数"))
    monthly_pay = columns.count(_("月补贴（元）"))
    housing = models.BooleanField(_("提供住宿"), null=True)
    #: what whoever did well may apply for afterwards
    post = models.ForeignKey(
        "jobs.Post",
        on_delete=models.PROTECT,
        null=True,
        related_name="campus_places",
        verbose_name=_("可转的岗位"),
    )

    class Meta:
        verbose_name = _("实习岗位")
        verbose_name_plural = _("实习岗位")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["round", "employer"], name="campus_place_round"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="campus_place_never_oversold",
                condition=Q(taken__lte=F("capacity")),
                violation_error_message=_("这个岗位的名额已满。"),
            ),
            models.CheckConstraint(
                name="campus_place_whole",
                condition=~Q(title="") & Q(capacity__range=(1, 100_000)),
                violation_error_message=_("请写明岗位和名额。"),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Entry(models.Model):
    """Somebody takes part in a round."""

    uuid = columns.key()
    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="entries", verbose_name=_("轮次")
    )
    person = columns.somebody("campus_entries")
    student = models.ForeignKey(
        "campus.Student",
        on_delete=models.PROTECT,
        related_name="entries",
        verbose_name=_("在校学生"),
    )
    school = models.ForeignKey(
        "campus.School", on_delete=models.PROTECT, related_name="+", verbose_name=_("院校")
    )
    region = models.PositiveIntegerField(_("地区"))
    #: 0 is seated first
    group = models.PositiveSmallIntegerField(_("优先组"), default=1)
    #: takes any fitting place where no wish can be met
    open_to_others = models.BooleanField(_("服从调剂"), default=False)
    withdrawn = models.BooleanField(_("已退出"), default=False)
    entered_at = models.DateTimeField(_("报名时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("实习报名")
        verbose_name_plural = _("实习报名")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "person"],
                name="campus_entry_once",
                violation_error_message=_("您已经报名这一轮。"),
            ),
            models.CheckConstraint(
                name="campus_entry_group",
                condition=Q(group__lte=9),
                violation_error_message=_("优先组为 0 到 9。"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class Wish(models.Model):
    """A place on somebody's list, and what the firm says to it."""

    uuid = columns.key()
    entry = models.ForeignKey(
        Entry, on_delete=models.CASCADE, related_name="wishes", verbose_name=_("报名")
    )
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="wishes", verbose_name=_("实习岗位")
    )
    rank = models.PositiveSmallIntegerField(_("志愿顺序"))
    answer = models.CharField(
        _("单位意见"), max_length=8, choices=Answer.choices, default=Answer.NONE
    )

    class Meta:
        verbose_name = _("志愿")
        verbose_name_plural = _("志愿")
        ordering: ClassVar = ["entry", "rank"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entry", "place"],
                name="campus_wish_once",
                violation_error_message=_("同一个岗位只能填一次。"),
            ),
            models.UniqueConstraint(
                fields=["entry", "rank"],
                name="campus_wish_ranked",
                violation_error_message=_("志愿顺序不能相同。"),
            ),
            models.CheckConstraint(
                name="campus_wish_known",
                condition=Q(rank__range=(1, 5), answer__in=Answer.values),
                violation_error_message=_("最多填五个志愿。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.rank}"


class Internship(models.Model):
    """A place that somebody got. A trigger counts it in its place's `taken`."""

    uuid = columns.key()
    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="internships", verbose_name=_("轮次")
    )
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="internships", verbose_name=_("实习岗位")
    )
    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, related_name="internships", verbose_name=_("报名")
    )
    person = columns.somebody("internships")
    employer = columns.firm("internships")
    school = models.ForeignKey(
        "campus.School", on_delete=models.PROTECT, related_name="+", verbose_name=_("院校")
    )
    region = models.PositiveIntegerField(_("地区"))
    state = models.CharField(
        _("状态"),
        max_length=10,
        choices=InternshipState.choices,
        default=InternshipState.ASSIGNED,
    )
    #: which of their wishes it is; none: proposed by the engine
    wish = models.PositiveSmallIntegerField(_("第几志愿"), null=True)
    score = models.PositiveSmallIntegerField(_("匹配分"))
    started_on = models.DateField(_("到岗日期"), null=True)
    ended_on = models.DateField(_("结束日期"), null=True)
    assigned_at = models.DateTimeField(_("分配时间"), auto_now_add=True)
    #: where the fact came in
    batch = models.ForeignKey(
        "registry.Batch",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("录入批次"),
    )
    #: what they applied for afterwards
    application = models.OneToOneField(
        "jobs.Application",
        on_delete=models.PROTECT,
        null=True,
        related_name="internship",
        verbose_name=_("转为投递"),
    )

    class Meta:
        verbose_name = _("实习安排")
        verbose_name_plural = _("实习安排")
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["place", "state"], name="campus_internship_place"),
            models.Index(fields=["employer", "state"], name="campus_internship_firm"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "person"],
                name="campus_internship_one_a_round",
                condition=Q(state__in=SEATED),
                violation_error_message=_("一轮只能有一个实习岗位。"),
            ),
            models.CheckConstraint(
                name="campus_internship_done_is_a_fact",
                condition=(
                    Q(state=InternshipState.DONE, batch__isnull=False, ended_on__isnull=False)
                    | (
                        ~Q(state=InternshipState.DONE)
                        & Q(batch__isnull=True, state__in=InternshipState.values)
                    )
                ),
                violation_error_message=_("完成的实习须已入库。"),
            ),
            models.CheckConstraint(
                name="campus_internship_ends_later",
                condition=Q(ended_on__isnull=True)
                | Q(started_on__isnull=False, ended_on__gte=F("started_on")),
                violation_error_message=_("结束日期不能早于到岗日期。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.state}"


class Attendance(models.Model):
    """Whether an intern was there on a day, as the firm says."""

    internship = models.ForeignKey(
        Internship, on_delete=models.CASCADE, related_name="days", verbose_name=_("实习安排")
    )
    day = models.DateField(_("日期"))
    present = models.BooleanField(_("出勤"))
    by = columns.who(_("记录人"))

    class Meta:
        verbose_name = _("出勤")
        verbose_name_plural = _("出勤")
        ordering: ClassVar = ["day"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["internship", "day"],
                name="campus_attendance_once_a_day",
                violation_error_message=_("这一天已经记过出勤。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.internship_id} {self.day}"
