"""What a check came to: proposed by one, told, answered, confirmed by another, claimed back once."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.refusals import in_words
from yulin.codes.calendar import WorkCalendar
from yulin.control.actions.signals import held as held_signal
from yulin.control.actions.signals import note
from yulin.control.enums import Event, FindingState, Result, SignalState
from yulin.control.errors import ControlError
from yulin.control.models import CampaignEntry, Finding, Signal
from yulin.control.rules import may_answer, may_handle, may_run_campaign
from yulin.control.words import said
from yulin.entitlements.models.subject import whose
from yulin.ledger.actions.claims import ask_claim
from yulin.ledger.enums import Cause, PaymentState
from yulin.ledger.errors import LedgerError
from yulin.ledger.models import Payment
from yulin.ledger.queries.claims import claimable


@dataclass(frozen=True, kw_only=True)
class Conclusion:
    """What somebody found: the result, with sum, cause and clause where too much was paid."""

    result: Result
    text: str
    amount: Decimal = Decimal(0)
    cause: str = ""
    clause: str = ""


@transaction.atomic
def conclude_signal(
    *, acting_user: User, signal: Signal, conclusion: Conclusion, payment: Payment | None = None
) -> Finding:
    """Propose what a doubt came to, about one payment of theirs or about none.

    Raises:
        PermissionDenied: The user is not control there, or is whom it is about.
        ControlError: Decided already, the payment is another's, or the conclusion is not whole.
    """
    one = held_signal(acting_user, signal)
    if payment is not None and one.subject not in {
        payment.instalment.subject,
        payment.instalment.paid_to,
    }:
        raise ControlError(_("这笔付款不是疑点所涉的人或单位的。"))
    if one.region is None:
        raise ControlError(_("所属地区未知，先补上地区再作结论。"))
    made = _proposed(
        acting_user,
        Finding(
            signal=one,
            payment=payment,
            person=one.person,
            employer=one.employer,
            region=one.region,
        ),
        conclusion,
    )
    one.state, one.reason = SignalState.FOUND, made.text
    one.decided_by, one.decided_at = acting_user, timezone.now()
    one.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    note(acting_user, one, Event.PROPOSED, "")
    return made


@transaction.atomic
def conclude_entry(*, acting_user: User, entry: CampaignEntry, conclusion: Conclusion) -> Finding:
    """Propose what checking a drawn payment came to.

    Raises:
        PermissionDenied: The user is not control there, or is whom it is about.
        ControlError: Not drawn, concluded already, or the conclusion is not whole.
    """
    campaign = entry.campaign
    if not may_run_campaign(acting_user, campaign):
        raise PermissionDenied
    if entry.place is None:
        raise ControlError(_("这笔付款没有抽中。"))
    owed = entry.payment.instalment
    made = Finding(
        entry=entry,
        payment=entry.payment,
        **whose(owed.paid_to),  # who got the money answers for it
        region=campaign.region,
    )
    return _proposed(acting_user, made, conclusion)


def _proposed(user: User, made: Finding, conclusion: Conclusion) -> Finding:
    if not may_handle(user, made):
        raise PermissionDenied
    wrong = conclusion.result == Result.WRONG
    made.result, made.text = conclusion.result, said(conclusion.text, _("请写明查明的事实。"))
    if made.payment is not None:
        made.checked = made.payment.amount
    if wrong:
        made.amount, made.cause = _wrong(made.payment, conclusion), conclusion.cause
        made.clause = said(conclusion.clause, _("多付须写明依据的条款。"))
    made.proposed_by = user
    if made.result != Result.IN_ORDER:
        calendar = WorkCalendar.shipped()
        days: int = settings.YULIN_ANSWER_DAYS
        made.answer_by = calendar.add_working_days(timezone.localdate(), days).date
    _save(made)
    _journal(user, "propose", made, result=made.result, amount=made.amount)
    return made


def _wrong(payment: Payment | None, conclusion: Conclusion) -> Decimal:
    if payment is None:
        raise ControlError(_("多付须指明是哪一笔付款。"))
    if conclusion.cause not in Cause.values:
        raise ControlError(_("请选择多付的缘由。"))
    amount = conclusion.amount
    if payment.state != PaymentState.PAID or not 0 < amount <= claimable(payment):
        raise ControlError(
            _("多付金额须大于零，不超过这笔付款可追回的 %(most)s 元。")
            % {"most": claimable(payment)}
        )
    if amount != round(amount, 2):
        raise ControlError(_("金额须精确到分。"))
    return amount


@transaction.atomic
def answer_finding(*, acting_user: User, finding: Finding, text: str) -> Finding:
    """Say what somebody has to say about what was found of them; kept as it is, once.

    Raises:
        PermissionDenied: The user is not whom it is about.
        ControlError: There is nothing to answer, it was answered, or it is decided.
    """
    one = _held(finding)
    if not may_answer(acting_user, one):
        raise PermissionDenied
    return _answered(acting_user, one, text)


@transaction.atomic
def note_answer(*, acting_user: User, finding: Finding, text: str) -> Finding:
    """Write down an answer that came on paper or at the counter."""
    one = _held(finding)
    if not may_handle(acting_user, one):
        raise PermissionDenied
    return _answered(acting_user, one, text)


def _answered(user: User, one: Finding, text: str) -> Finding:
    if one.state != FindingState.PROPOSED or one.answer_by is None:
        raise ControlError(_("这件结论已经办结，不再需要答复；如有异议请另行提出。"))
    if one.answer:
        raise ControlError(_("已经答复过；补充材料请交经办窗口。"))
    one.answer = said(text, _("请写下您的答复。"))
    one.answered_by, one.answered_at = user, timezone.now()
    _save(one)
    # The words stay with the finding: the journal is read by many and kept for long.
    _journal(user, "answer", one)
    return one


@transaction.atomic
def confirm_finding(
    *,
    acting_user: User,
    finding: Finding,
    remarks: str,
    today: date,
    first_due: date | None = None,
    terms: int = 1,
) -> Finding:
    """Agree with what another found, once it was answered or the time for that is over.

    Of an overpayment a claim is asked for in the ledger, which an approver there still decides on.

    Raises:
        PermissionDenied: The user is not control there, proposed it, or is whom it is about.
        ControlError: Decided already, still to be answered, or less is left to ask back.
    """
    one = _decidable(acting_user, finding)
    if one.answer_by is not None and not one.answer and today <= one.answer_by:
        raise ControlError(
            _("本人还可以在 %(day)s（含）以前答复；答复以后或过了这一天才能确认。")
            % {"day": one.answer_by.isoformat()}
        )
    one.remarks = said(remarks, _("请写明复核意见。"))
    one.state = FindingState.CONFIRMED
    one.decided_by, one.decided_at = acting_user, timezone.now()
    if one.result == Result.WRONG:
        if first_due is None or first_due <= today:
            raise ControlError(_("请写第一期应还日，须在今天以后。"))
        assert one.payment is not None
        try:
            one.claim = ask_claim(
                acting_user=acting_user,
                grant=one.payment.instalment.grant,
                cause=Cause(one.cause),
                parts={one.payment: one.amount},
                reason=f"{one.text}\n{one.clause}",
                first_due=first_due,
                terms=terms,
            )
        except LedgerError as error:
            raise ControlError(str(error)) from None
    _save(one)
    _journal(acting_user, "confirm", one, claim=str(one.claim.uuid) if one.claim else "")
    return one


@transaction.atomic
def refuse_finding(*, acting_user: User, finding: Finding, remarks: str) -> Finding:
    """Do not agree: nothing follows, and a doubt it came of is to be looked at again."""
    one = _decidable(acting_user, finding)
    one.remarks = said(remarks, _("请写明不同意的理由。"))
    one.state = FindingState.REFUSED
    one.decided_by, one.decided_at = acting_user, timezone.now()
    _save(one)
    if one.signal_id is not None:
        signal = Signal.objects.select_for_update(of=("self",)).get(pk=one.signal_id)
        signal.state = SignalState.CHECKING
        signal.save(update_fields=["state"])
        note(acting_user, signal, Event.CHECKING, one.remarks)
    _journal(acting_user, "refuse", one, reason=one.remarks)
    return one


def _decidable(user: User, finding: Finding) -> Finding:
    one = _held(finding)
    if not may_handle(user, one) or one.proposed_by_id == user.pk:
        raise PermissionDenied
    if one.state != FindingState.PROPOSED:
        raise ControlError(_("这件结论已经复核过。"))
    return one


def _held(finding: Finding) -> Finding:
    return Finding.objects.select_for_update(of=("self",)).get(pk=finding.pk)


def _save(one: Finding) -> None:
    try:
        with transaction.atomic():
            one.save()
    except IntegrityError as error:
        if (words := in_words(error)) is None:
            raise
        raise ControlError(words) from None


def _journal(user: User, name: str, finding: Finding, **more: object) -> None:
    record(
        acting_user=user,
        action=f"control.finding.{name}",
        obj=finding,
        region=finding.region,
        data={"result": finding.result, **more},
    )
