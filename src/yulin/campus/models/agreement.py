"""Agreements between a place, schools, parks and firms: who, until when, what was promised."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.campus.enums import AgreementKind, AgreementState, AwardState
from yulin.jobs.models import columns


class Agreement(models.Model):
    """Draft, signed, ended; a database trigger knows no other way."""

    uuid = columns.key()
    title = models.CharField(_("名称"), max_length=120)
    kind = models.CharField(_("类型"), max_length=12, choices=AgreementKind.choices)
    region = models.PositiveIntegerField(_("地区"))
    state = models.CharField(
        _("状态"), max_length=8, choices=AgreementState.choices, default=AgreementState.DRAFT
    )
    starts_on = models.DateField(_("起始日期"))
    ends_on = models.DateField(_("终止日期"))
    #: of a scholarship: what may be awarded in all, in yuan; and what was
    amount = models.PositiveIntegerField(_("总额（元）"), default=0)
    awarded = models.PositiveIntegerField(_("已决定发放（元）"), default=0)
    #: years that whoever is awarded works in the region afterwards
    years = models.PositiveSmallIntegerField(_("约定服务年限"), default=0)
    made_by = columns.who(_("登记人"), null=True)
    signed_on = models.DateField(_("签订日期"), null=True)
    ended_on = models.DateField(_("实际终止日期"), null=True)

    class Meta:
        verbose_name = _("合作协议")
        verbose_name_plural = _("合作协议")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="campus_agreement_ends_later",
                condition=Q(ends_on__gte=F("starts_on")) & ~Q(title=""),
                violation_error_message=_("终止日期不能早于起始日期。"),
            ),
            models.CheckConstraint(
                name="campus_agreement_known",
                condition=Q(kind__in=AgreementKind.values)
                & (
                    Q(state=AgreementState.DRAFT, signed_on=None, ended_on=None)
                    | Q(state=AgreementState.SIGNED, signed_on__isnull=False, ended_on=None)
                    | Q(
                        state=AgreementState.ENDED,
                        signed_on__isnull=False,
                        ended_on__isnull=False,
                    )
                ),
                violation_error_message=_("没有这种状态。"),
            ),
            models.CheckConstraint(
                name="campus_agreement_never_overdrawn",
                condition=Q(awarded__lte=F("amount")),
                violation_error_message=_("超过了协议约定的奖学金总额。"),
            ),
            models.CheckConstraint(
                name="campus_agreement_money_is_a_scholarships",
                condition=Q(kind=AgreementKind.SCHOLARSHIP) | Q(amount=0, years=0),
                violation_error_message=_("只有奖学金协议有总额和服务年限。"),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Party(models.Model):
    """An organisation that the agreement binds."""

    agreement = models.ForeignKey(
        Agreement, on_delete=models.CASCADE, related_name="parties", verbose_name=_("协议")
    )
    employer = columns.firm("campus_parties")

    class Meta:
        verbose_name = _("协议方")
        verbose_name_plural = _("协议方")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agreement", "employer"],
                name="campus_party_once",
                violation_error_message=_("这家单位已是协议方。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.employer_id}"


class Commitment(models.Model):
    """What was promised, by when, and when it was done."""

    uuid = columns.key()
    agreement = models.ForeignKey(
        Agreement, on_delete=models.CASCADE, related_name="commitments", verbose_name=_("协议")
    )
    words = models.TextField(_("约定事项"))
    due_on = models.DateField(_("完成期限"), null=True)
    done_on = models.DateField(_("完成日期"), null=True)

    class Meta:
        verbose_name = _("约定事项")
        verbose_name_plural = _("约定事项")
        ordering: ClassVar = [F("due_on").asc(nulls_last=True), "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="campus_commitment_said",
                condition=~Q(words=""),
                violation_error_message=_("请写明约定的事项。"),
            ),
        ]

    def __str__(self) -> str:
        return self.words[:40]


class Liaison(models.Model):
    """That the parties met or spoke: when and about what; added only."""

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="liaisons", verbose_name=_("协议")
    )
    day = models.DateField(_("日期"))
    words = models.TextField(_("内容"))
    by = columns.who(_("记录人"))
    at = models.DateTimeField(_("记录时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("联络记录")
        verbose_name_plural = _("联络记录")
        ordering: ClassVar = ["-day", "-id"]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.day}"


class Award(models.Model):
    """A scholarship for a student: proposed by the school, decided by an officer of the region."""

    uuid = columns.key()
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="awards", verbose_name=_("协议")
    )
    school = models.ForeignKey(
        "campus.School", on_delete=models.PROTECT, related_name="awards", verbose_name=_("院校")
    )
    person = columns.somebody("scholarships")
    region = models.PositiveIntegerField(_("地区"))
    amount = models.PositiveIntegerField(_("金额（元）"))
    state = models.CharField(
        _("状态"), max_length=8, choices=AwardState.choices, default=AwardState.PROPOSED
    )
    proposed_by = columns.who(_("提出人"))
    proposed_at = models.DateTimeField(_("提出时间"), auto_now_add=True)
    decided_by = columns.who(_("决定人"), null=True)
    decided_on = models.DateField(_("决定日期"), null=True)
    reason = models.TextField(_("不予发放的理由"), blank=True)

    class Meta:
        verbose_name = _("奖学金")
        verbose_name_plural = _("奖学金")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agreement", "person"],
                name="campus_award_once",
                condition=~Q(state=AwardState.REFUSED),
                violation_error_message=_("这名学生在本协议下已有奖学金。"),
            ),
            models.CheckConstraint(
                name="campus_award_decided_by_another",
                condition=Q(amount__gte=1)
                & (
                    Q(state=AwardState.PROPOSED, decided_by=None, decided_on=None)
                    | (
                        Q(state__in=(AwardState.GRANTED, AwardState.REFUSED))
                        & Q(decided_by__isnull=False, decided_on__isnull=False)
                        & ~Q(decided_by=F("proposed_by"))
                    )
                )
                & (~Q(state=AwardState.REFUSED) | ~Q(reason="")),
                violation_error_message=_("奖学金由提出人以外的人决定，不予发放须写明理由。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.amount} {self.state}"
