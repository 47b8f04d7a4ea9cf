"""What a check came to: proposed by one, answered by whom it is about, confirmed by another."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from yulin.control.enums import STANDING, FindingState, Result
from yulin.control.models.campaign import CampaignEntry
from yulin.control.models.columns import who
from yulin.control.models.signal import Signal
from yulin.entitlements.models.subject import SubjectRow
from yulin.ledger.enums import Cause
from yulin.ledger.models import Claim, Payment
from yulin.ledger.models.account import MONEY


class Finding(SubjectRow):
    """Of a signal or of a drawn payment. A confirmed overpayment has its claim, and only one."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    signal = models.ForeignKey(
        Signal, on_delete=models.PROTECT, null=True, related_name="findings", verbose_name=_("疑点")
    )
    entry = models.ForeignKey(
        CampaignEntry,
        on_delete=models.PROTECT,
        null=True,
        related_name="findings",
        verbose_name=_("抽查名单"),
    )
    #: what was checked; a signal may be about none
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("付款")
    )
    region = models.PositiveIntegerField(_("地区"))
    result = models.CharField(_("结论"), max_length=8, choices=Result.choices)
    #: yuan of the payment
    checked = models.DecimalField(_("核查金额（元）"), **MONEY, default=0)
    #: yuan of it that were paid too much
    amount = models.DecimalField(_("多付金额（元）"), **MONEY, default=0)
    cause = models.CharField(_("缘由"), max_length=12, choices=Cause.choices, blank=True)
    clause = models.TextField(_("条款"), blank=True)
    text = models.TextField(_("查明的事实"))
    state = models.CharField(
        _("状态"), max_length=10, choices=FindingState.choices, default=FindingState.PROPOSED
    )
    proposed_by = who(_("提出人"), null=False)
    proposed_at = models.DateTimeField(_("提出时间"), auto_now_add=True)
    #: whom it is about may answer up to this day; none: there is nothing to answer
    answer_by = models.DateField(_("答复期限"), null=True)
    answer = models.TextField(_("本人答复"), blank=True)
    answered_by = who(_("答复登记人"))
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    decided_by = who(_("复核人"))
    decided_at = models.DateTimeField(_("复核时间"), null=True)
    remarks = models.TextField(_("复核意见"), blank=True)
    claim = models.OneToOneField(
        Claim, on_delete=models.PROTECT, null=True, related_name="finding", verbose_name=_("追回")
    )

    class Meta(SubjectRow.Meta):
        verbose_name = _("核查结论")
        verbose_name_plural = _("核查结论")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["region", "state", "-id"], name="control_finding_queue"),
            models.Index(fields=["person"], name="control_finding_person"),
            models.Index(fields=["employer"], name="control_finding_employer"),
        ]
        constraints: ClassVar = [
            *SubjectRow.Meta.constraints,
            models.CheckConstraint(
                name="control_finding_of_one_case",
                condition=Q(signal__isnull=False, entry__isnull=True)
                | Q(signal__isnull=True, entry__isnull=False, payment__isnull=False),
                violation_error_message=_("结论只属于一个疑点或一笔抽中的付款。"),
            ),
            models.UniqueConstraint(
                name="control_finding_entry_once",
                fields=["entry"],
                condition=Q(entry__isnull=False, state__in=sorted(STANDING)),
                violation_error_message=_("这笔付款在这次抽查中已有结论。"),
            ),
            models.UniqueConstraint(
                name="control_finding_signal_once",
                fields=["signal", "payment"],
                condition=Q(signal__isnull=False, state__in=sorted(STANDING)),
                nulls_distinct=False,
                violation_error_message=_("这个疑点的这笔付款已有结论。"),
            ),
            models.CheckConstraint(
                name="control_finding_wrong_has_sum",
                condition=Q(
                    result=Result.WRONG,
                    payment__isnull=False,
                    amount__gt=0,
                    amount__lte=F("checked"),
                    cause__in=Cause.values,
                )
                & ~Q(clause="")
                | (~Q(result=Result.WRONG) & Q(result__in=Result.values, amount=0, cause="")),
                violation_error_message=_("多付须有付款、金额、缘由和条款；其余结论没有金额。"),
            ),
            models.CheckConstraint(
                name="control_finding_may_be_answered",
                condition=Q(result=Result.IN_ORDER, answer_by__isnull=True)
                | (~Q(result=Result.IN_ORDER) & Q(answer_by__isnull=False)),
                violation_error_message=_("对本人不利的结论须给出答复期限。"),
            ),
            models.CheckConstraint(
                name="control_finding_two_people",
                condition=Q(
                    state=FindingState.PROPOSED, decided_by__isnull=True, decided_at__isnull=True
                )
                | (
                    Q(state__in=[FindingState.CONFIRMED, FindingState.REFUSED])
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(decided_by=F("proposed_by"))
                ),
                violation_error_message=_("提出人不能自己复核。"),
            ),
            models.CheckConstraint(
                name="control_finding_claimed_when_wrong",
                condition=Q(result=Result.WRONG, state=FindingState.CONFIRMED, claim__isnull=False)
                | (~Q(result=Result.WRONG, state=FindingState.CONFIRMED) & Q(claim__isnull=True)),
                violation_error_message=_("确认多付的，恰有一件追回。"),
            ),
            models.CheckConstraint(
                name="control_finding_says_what",
                condition=~Q(text="")
                & (
                    Q(answer="", answered_at__isnull=True)
                    | ~Q(answer="") & Q(answered_at__isnull=False)
                ),
                violation_error_message=_("请写明查明的事实。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.result} {self.amount}"
