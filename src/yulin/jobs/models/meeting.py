"""Interviews, offers and contracts: where a firm and a person come together."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.jobs.enums import ContractState, InterviewState, OfferState
from yulin.jobs.models import columns
from yulin.jobs.models.application import Application


class Interview(models.Model):
    """An appointment; a new time is a new one."""

    uuid = columns.key()
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="interviews", verbose_name=_("投递")
    )
    begins_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    place = models.TextField(_("地点或线上会议"))
    note = models.TextField(_("要带什么"), blank=True)
    state = models.CharField(
        _("状态"),
        max_length=10,
        choices=InterviewState.choices,
        default=InterviewState.INVITED,
    )
    invited_by = columns.who(_("邀请人"))
    invited_at = models.DateTimeField(_("邀请时间"), auto_now_add=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True)

    class Meta:
        verbose_name = _("面试")
        verbose_name_plural = _("面试")
        ordering: ClassVar = ["begins_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application"],
                name="jobs_interview_one_standing",
                condition=Q(state__in=(InterviewState.INVITED, InterviewState.CONFIRMED)),
                violation_error_message=_("已有一次面试约定，请先取消再改约。"),
            ),
            models.CheckConstraint(
                name="jobs_interview_ends_later",
                condition=Q(ends_at__gt=F("begins_at")),
                violation_error_message=_("面试结束时间应晚于开始时间。"),
            ),
            models.CheckConstraint(
                name="jobs_interview_known",
                condition=Q(state__in=InterviewState.values) & ~Q(place=""),
                violation_error_message=_("请写明面试地点。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.begins_at:%Y-%m-%d %H:%M}"


class Offer(models.Model):
    """Terms on which a firm would take somebody."""

    uuid = columns.key()
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="offers", verbose_name=_("投递")
    )
    monthly_pay = models.PositiveIntegerField(_("月薪"))
    starts_on = models.DateField(_("报到日期"))
    contract_years = models.PositiveSmallIntegerField(_("合同年限"))
    trial_months = models.PositiveSmallIntegerField(_("试用期（月）"), default=0)
    terms = models.TextField(_("其他约定"), blank=True)
    answer_until = models.DateField(_("答复期限"))
    state = models.CharField(
        _("状态"), max_length=10, choices=OfferState.choices, default=OfferState.MADE
    )
    made_by = columns.who(_("发出人"))
    made_at = models.DateTimeField(_("发出时间"), auto_now_add=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True)

    class Meta:
        verbose_name = _("录用意向")
        verbose_name_plural = _("录用意向")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application"],
                name="jobs_offer_one_standing",
                condition=Q(state__in=(OfferState.MADE, OfferState.ACCEPTED)),
                violation_error_message=_("已有一份录用意向在等答复。"),
            ),
            models.CheckConstraint(
                name="jobs_offer_known",
                condition=Q(state__in=OfferState.values, monthly_pay__gte=1)
                & Q(contract_years__gte=1, contract_years__lte=30),
                violation_error_message=_("请写明月薪，合同年限为 1 到 30 年。"),
            ),
            # 劳动合同法第十九条: a month below a year, two below three, else six
            models.CheckConstraint(
                name="jobs_offer_lawful_trial",
                condition=Q(contract_years__lt=3, trial_months__lte=2)
                | Q(contract_years__gte=3, trial_months__lte=6),
                violation_error_message=_(
                    "试用期太长：合同不满三年的不超过两个月，三年以上的不超过六个月（劳动合同法第十九条）。"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.state}"


class Contract(models.Model):
    """Signed, registered by the firm, confirmed by the person; then it is a fact of the register."""

    uuid = columns.key()
    offer = models.OneToOneField(
        Offer, on_delete=models.PROTECT, related_name="contract", verbose_name=_("录用意向")
    )
    number = models.CharField(_("合同编号"), max_length=64, blank=True)
    signed_on = models.DateField(_("签订日期"))
    starts_on = models.DateField(_("起始日期"))
    ends_on = models.DateField(_("终止日期"), null=True)
    monthly_pay = models.PositiveIntegerField(_("月薪"))
    state = models.CharField(
        _("状态"),
        max_length=10,
        choices=ContractState.choices,
        default=ContractState.REGISTERED,
    )
    registered_by = columns.who(_("登记人"))
    registered_at = models.DateTimeField(_("登记时间"), auto_now_add=True)
    answered_at = models.DateTimeField(_("确认时间"), null=True)
    #: why the person does not accept it
    objection = models.TextField(_("不认可的理由"), blank=True)
    #: where the fact came in
    batch = models.ForeignKey(
        "registry.Batch",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("录入批次"),
    )

    class Meta:
        verbose_name = _("劳动合同登记")
        verbose_name_plural = _("劳动合同登记")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="jobs_contract_ends_later",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("终止日期不能早于起始日期。"),
            ),
            models.CheckConstraint(
                name="jobs_contract_confirmed_is_a_fact",
                condition=Q(
                    state=ContractState.REGISTERED, answered_at__isnull=True, batch__isnull=True
                )
                | Q(state=ContractState.CONFIRMED, answered_at__isnull=False, batch__isnull=False)
                | (
                    Q(
                        state=ContractState.DISPUTED,
                        answered_at__isnull=False,
                        batch__isnull=True,
                    )
                    & ~Q(objection="")
                ),
                violation_error_message=_("不认可须写明理由。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offer_id} {self.state}"
