"""Settle what the bank's answers left in doubt: one finds out, another agrees, then money moves."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.refusals import in_words
from yulin.entitlements.models import Instalment
from yulin.ledger.actions.post import post
from yulin.ledger.actions.replies import close_answered
from yulin.ledger.actions.tell import tell_of_payments
from yulin.ledger.enums import LIVE, SETTLED, Movement, PaymentState, Verdict
from yulin.ledger.errors import LedgerError
from yulin.ledger.models import Payment, Reply, Settlement
from yulin.ledger.queries.parts import rest_of_instalment, sums_of
from yulin.ledger.rules import may_ask_settlement, may_decide_settlement

_V, _P, _M = Verdict, PaymentState, Movement
#: verdict and state of the payment → movements one after the other, and the state after
STEPS: dict[tuple[Verdict, PaymentState], tuple[tuple[Movement, ...], PaymentState]] = {
    (_V.PAID, _P.UNCLEAR): ((_M.SETTLE,), _P.PAID),
    (_V.REFUSED, _P.UNCLEAR): ((_M.REFUSE,), _P.REFUSED),
    (_V.RETURNED, _P.PAID): ((_M.BOUNCE,), _P.BOUNCED),
    # The bank said no, and paid late: the money that came back into the line goes out again.
    (_V.PAID, _P.REFUSED): ((_M.SEND, _M.SETTLE), _P.PAID),
}


def ask_settlement(*, acting_user: User, reply: Reply, verdict: Verdict, reason: str) -> Settlement:
    """Say what became of a payment in doubt, and by what one knows; nothing moves yet.

    Raises:
        PermissionDenied: The user does not look after funds there.
        LedgerError: The reply is in no doubt, or settled, or the verdict does not fit its payment.
    """
    if not may_ask_settlement(acting_user, reply.file.region):
        raise PermissionDenied
    with transaction.atomic():
        held = _held(reply.pk)
        if not reason.strip():
            raise LedgerError(_("请写明依据，例如银行的书面答复。"))
        _refuse_unfit(held, verdict)
        asked = Settlement(reply=held, verdict=verdict, reason=reason.strip(), asked_by=acting_user)
        _save(asked)
        _journal(acting_user, "ask", asked)
    return asked


def decide_settlement(
    *, acting_user: User, settlement: Settlement, agree: bool, remarks: str = ""
) -> Settlement:
    """Agree with somebody else's verdict, and move the money; or refuse it, and leave all as it was.

    Raises:
        PermissionDenied: The user neither checks nor controls there, or asked for it.
        LedgerError: Decided already, refused without a word, or the payment has changed since.
    """
    with transaction.atomic():
        held = Settlement.objects.select_for_update().get(pk=settlement.pk)
        reply = _held(held.reply_id)
        may = may_decide_settlement(acting_user, reply.file.region)
        if not may or held.asked_by_id == acting_user.pk:
            raise PermissionDenied
        if held.agreed is not None:
            raise LedgerError(_("这件处理已经复核过。"))
        if not agree and not remarks.strip():
            raise LedgerError(_("请写明不同意的理由。"))
        held.agreed, held.remarks = agree, remarks.strip()
        held.decided_by, held.decided_at = acting_user, timezone.now()
        if agree:
            _refuse_unfit(reply, Verdict(held.verdict))
            _carry_out(acting_user, held, reply)
        _save(held)
        _journal(acting_user, "agree" if agree else "refuse", held)
    return held


def _held(key: int) -> Reply:
    rows = Reply.objects.select_for_update(of=("self",)).select_related("file")
    reply = rows.get(pk=key)
    if reply.finding in SETTLED or reply.settled_at is not None:
        raise LedgerError(_("这条回执没有疑问，或已经处理。"))
    if reply.payment_id is not None:
        reply.payment = Payment.objects.select_for_update().get(pk=reply.payment_id)
    return reply


def _refuse_unfit(reply: Reply, verdict: Verdict) -> None:
    payment = reply.payment
    if verdict == Verdict.NOTHING:
        if payment is not None and payment.state == PaymentState.UNCLEAR:
            raise LedgerError(_("这笔付款仍待查：须先向银行查实已付还是未付。"))
        return
    if payment is None:
        raise LedgerError(_("这条回执没有对应的付款，只能不作处理。"))
    if (verdict, PaymentState(payment.state)) not in STEPS:
        raise LedgerError(
            _("付款现在是“%(state)s”，不能这样处理。") % {"state": payment.get_state_display()}
        )
    if payment.state != PaymentState.REFUSED:
        return
    others = Payment.objects.filter(instalment=payment.instalment_id, state__in=LIVE)
    owed = Instalment.objects.annotate(rest=rest_of_instalment()).get(pk=payment.instalment_id)
    if others.exists() or owed.rest != payment.amount:
        raise LedgerError(
            _("同一笔应付已另有付款或抵扣；银行重复付出的，请银行追回，这里不作处理。")
        )


def _carry_out(user: User, settlement: Settlement, reply: Reply) -> None:
    if settlement.verdict != Verdict.NOTHING and reply.payment is not None:
        payment = reply.payment
        movements, after = STEPS[Verdict(settlement.verdict), PaymentState(payment.state)]
        parts = sums_of(Payment.objects.filter(pk=payment.pk))
        for movement in movements:
            post(
                acting_user=user,
                movement=movement,
                parts=parts,
                key=f"settlement:{settlement.uuid}:{movement.value}",
                reason=str(settlement.get_verdict_display()),
                about=("ledger.settlement", str(settlement.pk)),
            )
        payment.state, payment.answered_at = after, timezone.now()
        payment.save(update_fields=["state", "answered_at"])
        tell_of_payments(payments=[payment], now=after)
        close_answered(batches={payment.batch_id})
    reply.settled_by, reply.settled_at = user, timezone.now()
    reply.settlement = settlement.get_verdict_display()
    reply.save(update_fields=["settled_by", "settled_at", "settlement"])


def _save(settlement: Settlement) -> None:
    try:
        with transaction.atomic():
            settlement.save()
    except IntegrityError as error:
        if (words := in_words(error)) is None:
            raise
        raise LedgerError(words) from None


def _journal(user: User, name: str, settlement: Settlement) -> None:
    record(
        acting_user=user,
        action=f"ledger.settlement.{name}",
        obj=settlement,
        region=settlement.reply.file.region,
        data={"verdict": settlement.verdict, "reason": settlement.reason},
    )
