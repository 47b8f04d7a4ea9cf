"""Agencies with a licence, what firms order from them, and whom they propose."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.helping.enums import (
    AgencyState,
    CandidateState,
    ComplaintGround,
    ComplaintState,
    OrderState,
    Service,
)
from yulin.helping.models import columns


class Agency(models.Model):
    """An organisation of the register that holds a licence (人力资源服务许可证)."""

    uuid = columns.key()
    employer = models.OneToOneField(
        "registry.Employer",
        on_delete=models.PROTECT,
        related_name="agency",
        verbose_name=_("单位"),
    )
    division = columns.place()
    licence = models.CharField(_("许可证编号"), max_length=40, unique=True)
    licence_until = models.DateField(_("许可证有效期至"))
    services = ArrayField(models.CharField(max_length=12), verbose_name=_("服务"))
    fields = ArrayField(models.CharField(max_length=20), default=list, verbose_name=_("擅长领域"))
    story = models.TextField(_("简介"), blank=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=AgencyState.choices, default=AgencyState.ASKED
    )
    #: why an officer let it be listed, or did not
    reason = models.TextField(_("核验意见"), blank=True)
    checked_by = columns.who(_("核验人"), null=True)
    checked_at = models.DateTimeField(_("核验时间"), null=True)
    made_at = models.DateTimeField(_("申请时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("人力资源服务机构")
        verbose_name_plural = _("人力资源服务机构")
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["state", "licence_until"], name="helping_agency_listed"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="helping_agency_known",
                condition=Q(state__in=AgencyState.values)
                & Q(services__contained_by=Service.values, services__len__gte=1)
                & ~Q(licence=""),
                violation_error_message=_("请填写许可证编号，至少选一项服务。"),
            ),
            models.CheckConstraint(
                name="helping_agency_checked",
                condition=Q(state=AgencyState.ASKED)
                | (Q(checked_by__isnull=False, checked_at__isnull=False) & ~Q(reason="")),
                violation_error_message=_("请写明核验意见。"),
            ),
        ]

    def __str__(self) -> str:
        return self.licence


class Order(models.Model):
    """A firm's for so many people for a post of its own. Job seekers are never charged."""

    uuid = columns.key()
    employer = columns.firm("agency_orders")
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="orders", verbose_name=_("机构")
    )
    #: of the firm's post
    division = columns.place()
    post = columns.post(related="agency_orders")
    people = models.PositiveIntegerField(_("人数"))
    #: accepted or at work: a trigger counts the candidates
    filled = models.PositiveIntegerField(_("已到位"), default=0)
    days = models.PositiveSmallIntegerField(_("期限（天）"))
    #: agreed between firm and agency and paid between them
    fee = columns.fen(_("每人服务费（分）"))
    terms = models.TextField(_("付费约定"), blank=True)
    no_charge = models.BooleanField(_("不向求职者收费"))
    state = models.CharField(
        _("状态"), max_length=10, choices=OrderState.choices, default=OrderState.PLACED
    )
    reason = models.TextField(_("说明"), blank=True)
    placed_by = columns.who(_("下单人"))
    placed_at = models.DateTimeField(_("下单时间"), auto_now_add=True)
    taken_at = models.DateTimeField(_("接单时间"), null=True)
    filled_at = models.DateTimeField(_("招满时间"), null=True)
    closed_at = models.DateTimeField(_("完成时间"), null=True)
    stars = models.PositiveSmallIntegerField(_("评分"), null=True)
    opinion = models.TextField(_("评价"), blank=True)

    class Meta:
        verbose_name = _("招聘订单")
        verbose_name_plural = _("招聘订单")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["agency", "state", "-id"], name="helping_order_agency"),
            models.Index(fields=["employer", "state", "-id"], name="helping_order_firm"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["post", "agency"],
                name="helping_order_one_standing",
                condition=Q(state__in=(OrderState.PLACED, OrderState.TAKEN)),
                violation_error_message=_("这个岗位已经委托了这家机构。"),
            ),
            models.CheckConstraint(
                name="helping_order_never_overfilled",
                condition=Q(filled__lte=F("people")),
                violation_error_message=_("到位人数不能超过订单人数。"),
            ),
            models.CheckConstraint(
                name="helping_order_sound",
                condition=Q(people__range=(1, 1000), days__range=(1, 365))
                & Q(no_charge=True, state__in=OrderState.values),
                violation_error_message=_("人数 1–1000，期限 1–365 天；不得向求职者收费。"),
            ),
            models.CheckConstraint(
                name="helping_order_rated_once_closed",
                condition=Q(stars__isnull=True, opinion="")
                | Q(state=OrderState.CLOSED, stars__range=(1, 5)),
                violation_error_message=_("订单完成后才能评价，1 到 5 分。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.people}"


class ShareCode(models.Model):
    """What somebody tells one agency so that it may propose them; its hash, for one use."""

    person = columns.somebody("share_codes")
    digest = models.CharField(_("推荐码摘要"), max_length=64, unique=True)
    valid_until = models.DateTimeField(_("有效期至"))
    used_at = models.DateTimeField(_("使用时间"), null=True)
    made_at = models.DateTimeField(_("生成时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("推荐码")
        verbose_name_plural = _("推荐码")
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.person_id}"


class Candidate(models.Model):
    """Somebody whom an agency proposed for an order, because they gave it their code."""

    uuid = columns.key()
    order = models.ForeignKey(
        Order, on_delete=models.PROTECT, related_name="candidates", verbose_name=_("订单")
    )
    #: of the order, so that both sides' rows are found without it
    employer = columns.firm()
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("机构")
    )
    division = columns.place()
    person = columns.somebody("agency_candidacies")
    code = models.OneToOneField(
        ShareCode, on_delete=models.PROTECT, related_name="candidate", verbose_name=_("推荐码")
    )
    #: what both are shown: verified facts and own words, as they were then
    resume = models.JSONField(_("简历"))
    state = models.CharField(
        _("状态"), max_length=10, choices=CandidateState.choices, default=CandidateState.PROPOSED
    )
    reason = models.TextField(_("说明"), blank=True)
    proposed_at = models.DateTimeField(_("推荐时间"), auto_now_add=True)
    changed_at = models.DateTimeField(_("更新时间"), auto_now=True)

    class Meta:
        verbose_name = _("订单人选")
        verbose_name_plural = _("订单人选")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["order", "person"],
                name="helping_candidate_once",
                violation_error_message=_("这个人已经推荐过。"),
            ),
            columns.known("helping_candidate_known", state=CandidateState),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.state}"


class Complaint(models.Model):
    """About an agency, by a firm or a person; an officer of its place answers."""

    uuid = columns.key()
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="complaints", verbose_name=_("机构")
    )
    division = columns.place()
    #: one of the two
    employer = models.ForeignKey(
        "registry.Employer",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("投诉单位"),
    )
    person = models.ForeignKey(
        "registry.Person",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("投诉人"),
    )
    ground = models.CharField(_("事由"), max_length=10, choices=ComplaintGround.choices)
    text = models.TextField(_("经过"))
    state = models.CharField(
        _("状态"), max_length=12, choices=ComplaintState.choices, default=ComplaintState.OPEN
    )
    answer = models.TextField(_("处理结果"), blank=True)
    answered_by = columns.who(_("处理人"), null=True)
    made_at = models.DateTimeField(_("投诉时间"), auto_now_add=True)
    answered_at = models.DateTimeField(_("处理时间"), null=True)

    class Meta:
        verbose_name = _("机构投诉")
        verbose_name_plural = _("机构投诉")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            columns.known("helping_complaint_known", ground=ComplaintGround, state=ComplaintState),
            models.CheckConstraint(
                name="helping_complaint_by_one",
                condition=(
                    Q(employer__isnull=False, person__isnull=True)
                    | Q(employer__isnull=True, person__isnull=False)
                )
                & ~Q(text=""),
                violation_error_message=_("请写明经过。"),
            ),
            models.CheckConstraint(
                name="helping_complaint_answered",
                condition=Q(state=ComplaintState.OPEN, answer="")
                | (Q(state__in=(ComplaintState.UPHELD, ComplaintState.NOT_UPHELD)) & ~Q(answer="")),
                violation_error_message=_("请写明处理结果。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.state}"
