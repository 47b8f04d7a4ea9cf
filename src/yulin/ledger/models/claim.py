"""Money that was paid and has to come back: claims, their parts, terms and steps."""

import uuid
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.entitlements.models.subject import SubjectRow
from yulin.ledger.enums import Cause, ClaimState, Step
from yulin.ledger.models.account import MONEY
from yulin.ledger.models.batch import Payment
from yulin.ledger.models.fund import BudgetLine


def _who(words: str, *, null: bool = True) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=null,
        related_name="+",
        verbose_name=words,
    )


class Claim(SubjectRow):
    """What somebody has to pay back of one grant: found by one, or by a run where the text calls it

    back (存续: 追回额); approved by another, of the latter once it was answered or the time is over.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    grant = models.ForeignKey(
        "entitlements.Grant", on_delete=models.PROTECT, related_name="+", verbose_name=_("享受")
    )
    region = models.PositiveIntegerField(_("地区"))
    cause = models.CharField(_("缘由"), max_length=12, choices=Cause.choices)
    amount = models.DecimalField(_("金额（元）"), **MONEY)
    #: what was found, and the clause that says it is paid back
    reason = models.TextField(_("依据"))
    state = models.CharField(
        _("状态"), max_length=10, choices=ClaimState.choices, default=ClaimState.ASKED
    )
    #: none: the text called it back, and this run found so
    asked_by = _who(_("提出人"))
    run = models.ForeignKey(
        "entitlements.Run",
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=_("依据的计算"),
    )
    asked_at = models.DateTimeField(_("提出时间"), auto_now_add=True)
    #: whom it is about may answer up to this day; none: they were heard before
    answer_by = models.DateField(_("答复期限"), null=True)
    answer = models.TextField(_("本人答复"), blank=True)
    answered_by = _who(_("答复人"))
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    decided_by = _who(_("审批人"))
    decided_at = models.DateTimeField(_("审批时间"), null=True)
    remarks = models.TextField(_("审批意见"), blank=True)

    class Meta(SubjectRow.Meta):
        verbose_name = _("追回")
        verbose_name_plural = _("追回")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["person"], name="ledger_claim_person"),
            models.Index(fields=["region", "state", "-id"], name="ledger_claim_queue"),
        ]
        constraints: ClassVar = [
            *SubjectRow.Meta.constraints,
            models.CheckConstraint(
                name="ledger_claim_two_people",
                condition=Q(state=ClaimState.ASKED, decided_by__isnull=True)
                | (
                    ~Q(state=ClaimState.ASKED)
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(decided_by=F("asked_by"))
                ),
                violation_error_message=_("提出人不能自己审批。"),
            ),
            models.CheckConstraint(
                name="ledger_claim_found_by_one",
                condition=Q(asked_by__isnull=False, run__isnull=True) & ~Q(cause=Cause.CALLED_BACK)
                | Q(
                    asked_by__isnull=True,
                    run__isnull=False,
                    cause=Cause.CALLED_BACK,
                    answer_by__isnull=False,
                ),
                violation_error_message=_("追回由一人提出；由政策文本提出的，须有计算和答复期限。"),
            ),
            models.CheckConstraint(
                name="ledger_claim_answered",
                condition=Q(answer="", answered_at__isnull=True, answered_by__isnull=True)
                | ~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False),
                violation_error_message=_("答复须有答复人和时间。"),
            ),
            models.UniqueConstraint(
                name="ledger_claim_called_back_once",
                fields=["grant"],
                condition=Q(state=ClaimState.ASKED, asked_by__isnull=True),
                violation_error_message=_("这项享受已有待审批的追回。"),
            ),
            models.CheckConstraint(
                name="ledger_claim_known",
                condition=Q(state__in=ClaimState.values, cause__in=Cause.values, amount__gt=0)
                & ~Q(reason=""),
                violation_error_message=_("追回须有金额、缘由和依据。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant} {self.amount}"

    def waits_for_answer(self, today: date) -> bool:
        """Whom it is about has not answered, and still may."""
        return self.answer_by is not None and not self.answer and today <= self.answer_by


class ClaimPart(models.Model):
    """What a claim takes back of one payment, on one of the lines that paid it."""

    id = models.BigAutoField(primary_key=True)
    claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, related_name="parts", verbose_name=_("追回")
    )
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, related_name="claimed", verbose_name=_("付款")
    )
    line = models.ForeignKey(
        BudgetLine, on_delete=models.PROTECT, related_name="+", verbose_name=_("预算项")
    )
    amount = models.DecimalField(_("金额（元）"), **MONEY)

    class Meta:
        verbose_name = _("追回明细")
        verbose_name_plural = _("追回明细")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="ledger_claimpart_once",
                fields=["claim", "payment", "line"],
                violation_error_message=_("同一笔付款在一件追回中只写一次。"),
            ),
            models.CheckConstraint(
                name="ledger_claimpart_some",
                condition=Q(amount__gt=0),
                violation_error_message=_("金额须大于零。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.payment_id} {self.amount}"


class ClaimTerm(models.Model):
    """One instalment in which a claim is to be paid back."""

    id = models.BigAutoField(primary_key=True)
    claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, related_name="terms", verbose_name=_("追回")
    )
    #: 0: as first approved; one more with each new plan, of which the last counts
    plan = models.PositiveSmallIntegerField(_("安排"), default=0, db_default=0)
    #: 0: what had come back when the plan was made
    number = models.PositiveSmallIntegerField(_("期次"))
    due_on = models.DateField(_("应还日"))
    amount = models.DecimalField(_("金额（元）"), **MONEY)

    class Meta:
        verbose_name = _("分期")
        verbose_name_plural = _("分期")
        ordering: ClassVar = ["claim", "plan", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="ledger_claimterm_once",
                fields=["claim", "plan", "number"],
                violation_error_message=_("同一期只写一次。"),
            ),
            models.CheckConstraint(
                name="ledger_claimterm_some",
                condition=Q(amount__gt=0),
                violation_error_message=_("金额须大于零。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.number} {self.amount}"


class ClaimPlan(models.Model):
    """Other terms for what is left of a claim: asked for by one, approved by another."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, related_name="plans", verbose_name=_("追回")
    )
    first_due = models.DateField(_("第一期应还日"))
    terms_count = models.PositiveSmallIntegerField(_("期数"))
    reason = models.TextField(_("理由"))
    asked_by = _who(_("提出人"), null=False)
    asked_at = models.DateTimeField(_("提出时间"), auto_now_add=True)
    agreed = models.BooleanField(_("同意"), null=True)
    decided_by = _who(_("审批人"))
    decided_at = models.DateTimeField(_("审批时间"), null=True)
    remarks = models.TextField(_("审批意见"), blank=True)

    class Meta:
        verbose_name = _("还款安排")
        verbose_name_plural = _("还款安排")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="ledger_claimplan_one_asked",
                fields=["claim"],
                condition=Q(agreed__isnull=True),
                violation_error_message=_("这件追回已有待审批的还款安排。"),
            ),
            models.CheckConstraint(
                name="ledger_claimplan_two_people",
                condition=~Q(reason="")
                & Q(terms_count__gt=0)
                & (
                    Q(agreed__isnull=True, decided_by__isnull=True, decided_at__isnull=True)
                    | (
                        Q(agreed__isnull=False, decided_by__isnull=False, decided_at__isnull=False)
                        & ~Q(decided_by=F("asked_by"))
                    )
                ),
                violation_error_message=_("还款安排须有理由，由另一人批准。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.terms_count}"


class ClaimStep(models.Model):
    """Money that came back, was set off, or is given up; the last only after another approves."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, related_name="steps", verbose_name=_("追回")
    )
    kind = models.CharField(_("方式"), max_length=10, choices=Step.choices)
    amount = models.DecimalField(_("金额（元）"), **MONEY)
    reason = models.TextField(_("依据"))
    #: the bank's serial number of money that came in
    reference = models.CharField(_("银行流水号"), max_length=64, blank=True)
    #: what is paid less because of it
    instalment = models.ForeignKey(
        "entitlements.Instalment",
        on_delete=models.PROTECT,
        null=True,
        related_name="set_offs",
        verbose_name=_("应付"),
    )
    asked_by = _who(_("经办人"), null=False)
    asked_at = models.DateTimeField(_("经办时间"), auto_now_add=True)
    decided_by = _who(_("审批人"))
    #: none while it waits; a refused one never counts
    agreed = models.BooleanField(_("同意"), null=True)
    remarks = models.TextField(_("审批意见"), blank=True)

    class Meta:
        verbose_name = _("追回进展")
        verbose_name_plural = _("追回进展")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="ledger_claimstep_reference_once",
                fields=["reference"],
                condition=~Q(reference=""),
                violation_error_message=_("这笔银行流水已经登记。"),
            ),
            models.CheckConstraint(
                name="ledger_claimstep_fits",
                condition=Q(amount__gt=0)
                & ~Q(reason="")
                & (
                    (Q(kind=Step.RECEIPT, instalment__isnull=True) & ~Q(reference=""))
                    | Q(kind=Step.SET_OFF, instalment__isnull=False, reference="")
                    | Q(kind=Step.WRITE_OFF, instalment__isnull=True, reference="")
                ),
                violation_error_message=_("到账须有流水号，抵扣须有应付，都须有依据。"),
            ),
            models.CheckConstraint(
                name="ledger_claimstep_write_off_two_people",
                condition=~Q(kind=Step.WRITE_OFF)
                | Q(agreed__isnull=True, decided_by__isnull=True)
                | (
                    Q(agreed__isnull=False, decided_by__isnull=False) & ~Q(decided_by=F("asked_by"))
                ),
                violation_error_message=_("核销须由另一个人批准。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.kind} {self.amount}"


class SetOffRule(models.Model):
    """That a policy lets what is owed back be set off against later payments, and by what clause."""

    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    policy = models.TextField(_("政策"))
    clause = models.TextField(_("条款"))
    region = models.PositiveIntegerField(_("地区"))
    asked_by = _who(_("登记人"), null=False)
    approved_by = _who(_("核准人"))

    class Meta:
        verbose_name = _("抵扣依据")
        verbose_name_plural = _("抵扣依据")
        ordering: ClassVar = ["policy"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="ledger_setoffrule_once",
                fields=["policy", "region"],
                violation_error_message=_("这项政策的抵扣依据已经登记。"),
            ),
            models.CheckConstraint(
                name="ledger_setoffrule_two_people",
                condition=~Q(clause="")
                & (Q(approved_by__isnull=True) | ~Q(approved_by=F("asked_by"))),
                violation_error_message=_("抵扣须写明条款，并由另一个人核准。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy} {self.clause}"
