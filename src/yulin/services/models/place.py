"""Places that serve people, the terms on which nights are free, and beds."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.jobs.models import columns
from yulin.services.enums import Guests, Openness, PlaceKind


class Scheme(models.Model):
    """Free nights (免费住三天) of a region: how many, for whom, how many people; data, not code."""

    uuid = columns.key()
    division = models.PositiveIntegerField(_("地区"))
    name = models.CharField(_("名称"), max_length=60)
    state = models.CharField(
        _("状态"), max_length=6, choices=Openness.choices, default=Openness.DRAFT
    )
    first_day = models.DateField(_("起始日期"))
    #: the last day on which somebody may arrive; none is open
    last_day = models.DateField(_("截止日期"), null=True)
    nights = models.PositiveSmallIntegerField(_("每人免费晚数"))
    #: so many a calendar year of arrival, or else once and for all
    yearly = models.BooleanField(_("每年计算一次"), default=False)
    people_cap = models.PositiveIntegerField(_("人数上限"), null=True)
    #: who has nights now; kept by the database
    people = models.PositiveIntegerField(_("已用人数"), default=0, editable=False)
    #: the benefit that decides, where a policy document has one
    policy = models.CharField(_("政策编号"), max_length=40, blank=True)
    benefit = models.CharField(_("待遇编号"), max_length=40, blank=True)
    #: without a document: graduated at most so many years ago; none is no matter
    graduated_within = models.PositiveSmallIntegerField(_("毕业几年内"), null=True)
    #: an application or an interview in the region is looked for
    needs_activity = models.BooleanField(_("须来本地求职"), default=True)
    guidance = models.TextField(_("求职指引"), blank=True)
    made_by = columns.who(_("填报人"), null=True)
    made_at = models.DateTimeField(_("填报时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("住宿计划")
        verbose_name_plural = _("住宿计划")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["division", "name"],
                name="services_scheme_once",
                violation_error_message=_("本地区已有同名的住宿计划。"),
            ),
            models.CheckConstraint(
                name="services_scheme_people",
                condition=Q(people_cap__isnull=True) | Q(people__lte=F("people_cap")),
                violation_error_message=_("这一批的人数已满。"),
            ),
            models.CheckConstraint(
                name="services_scheme_known",
                condition=Q(state__in=Openness.values, nights__gte=1, nights__lte=366)
                & ~Q(name="")
                & (Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")))
                & (Q(policy="", benefit="") | (~Q(policy="") & ~Q(benefit=""))),
                violation_error_message=_("请填写名称、起始日期和每人免费晚数。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Place(models.Model):
    """Where something is done for people. `city` is said where it lies outside the division."""

    uuid = columns.key()
    kind = models.CharField(_("类别"), max_length=9, choices=PlaceKind.choices)
    state = models.CharField(
        _("状态"), max_length=6, choices=Openness.choices, default=Openness.DRAFT
    )
    name = models.CharField(_("名称"), max_length=60)
    name_en = models.CharField(_("英文名称"), max_length=120, blank=True)
    #: whose it is, and where it lies unless a city is said
    division = models.PositiveIntegerField(_("所属地区"))
    city = models.CharField(_("所在城市（不在本地区的）"), max_length=40, blank=True)
    address = models.CharField(_("地址"), max_length=200)
    hours = models.CharField(_("开放时间"), max_length=200, blank=True)
    facilities = ArrayField(
        models.CharField(max_length=30), default=list, verbose_name=_("设施和服务")
    )
    operator = models.ForeignKey(
        "registry.Employer",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("运营单位"),
    )
    contact = models.CharField(_("联系电话"), max_length=100, blank=True)
    access_notes = models.CharField(_("无障碍说明"), max_length=300, blank=True)
    about = models.TextField(_("介绍"), blank=True)
    scheme = models.ForeignKey(
        Scheme,
        on_delete=models.PROTECT,
        null=True,
        related_name="places",
        verbose_name=_("住宿计划"),
    )
    made_by = columns.who(_("填报人"), null=True)
    made_at = models.DateTimeField(_("填报时间"), auto_now_add=True)
    changed_at = models.DateTimeField(_("修改时间"), auto_now=True)

    class Meta:
        verbose_name = _("服务点")
        verbose_name_plural = _("服务点")
        ordering: ClassVar = ["kind", "name", "id"]
        indexes: ClassVar = [
            models.Index(fields=["state", "kind", "division"], name="services_place_list"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["division", "kind", "name"],
                name="services_place_once",
                violation_error_message=_("本地区已有同名的服务点。"),
            ),
            models.CheckConstraint(
                name="services_place_known",
                condition=Q(kind__in=PlaceKind.values, state__in=Openness.values)
                & ~Q(name="")
                & ~Q(address=""),
                violation_error_message=_("请填写类别、名称和地址。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Bed(models.Model):
    """A bed of a room; what is closed takes no more guests."""

    uuid = columns.key()
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="beds", verbose_name=_("服务点")
    )
    room = models.CharField(_("房间"), max_length=20)
    name = models.CharField(_("床位"), max_length=20)
    guests = models.CharField(
        _("入住对象"), max_length=5, choices=Guests.choices, default=Guests.ANY
    )
    closed = models.BooleanField(_("停用"), default=False)

    class Meta:
        verbose_name = _("床位")
        verbose_name_plural = _("床位")
        ordering: ClassVar = ["room", "name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["place", "room", "name"],
                name="services_bed_once",
                violation_error_message=_("这个房间已有同名的床位。"),
            ),
            models.CheckConstraint(
                name="services_bed_known",
                condition=Q(guests__in=Guests.values) & ~Q(room="") & ~Q(name=""),
                violation_error_message=_("请写房间和床位。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room}-{self.name}"
