"""Take in what the bank answers: what is clear moves money, everything else is put to somebody.

Nothing is ever sent again by itself. A payment whose answers do not agree, or not with us, becomes
待查 and stays a living try until somebody has asked the bank.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.refusals import constraint_of
from yulin.ledger.actions.post import post
from yulin.ledger.actions.tell import tell_of_payments
from yulin.ledger.bank.incoming import Answer, AnswerFileError, Outcome, Unread, read_answers
from yulin.ledger.enums import BatchState, Finding, Movement, PaymentState
from yulin.ledger.errors import LedgerError
from yulin.ledger.models import Batch, Payment, Reply, ReplyFile
from yulin.ledger.queries.parts import sums_of
from yulin.ledger.rules import may_take_replies

_MOVES = {
    Finding.PAID: (Movement.SETTLE, PaymentState.PAID),
    Finding.REFUSED: (Movement.REFUSE, PaymentState.REFUSED),
    Finding.BOUNCED: (Movement.BOUNCE, PaymentState.BOUNCED),
}
#: a payment in doubt is nobody's to pay again
_DOUBTFUL = frozenset({Finding.WRONG_SUM, Finding.PARTIAL, Finding.WRONG_NAME, Finding.CONTRADICTS})


def take_replies(*, acting_user: User, region: int, name: str, data: bytes) -> ReplyFile:
    """Take in an answer file, all of it or nothing; the same bytes again change nothing.

    Raises LedgerError where the file is none.
    """
    if not may_take_replies(acting_user, region):
        raise PermissionDenied
    digest = hashlib.sha256(data).hexdigest()
    if (known := _known(region, digest)) is not None:
        return known
    try:
        answers = list(read_answers(data))
    except AnswerFileError as error:
        raise LedgerError(str(error)) from None
    file = ReplyFile(region=region, name=name[:200], sha256=digest, taken_by=acting_user)
    try:
        _take(acting_user=acting_user, file=file, answers=answers)
    except IntegrityError as error:
        # Somebody else has taken the same bytes meanwhile; we waited for them here.
        known = _known(region, digest)
        if constraint_of(error) != _ONCE or known is None:
            raise
        return known
    return file


_ONCE = "ledger_replyfile_once"


def _known(region: int, digest: str) -> ReplyFile | None:
    return ReplyFile.objects.filter(region=region, sha256=digest).first()


def _take(*, acting_user: User, file: ReplyFile, answers: list[Answer | Unread]) -> None:
    region = file.region
    with transaction.atomic():
        file.save()
        taker = _Taker(file, region, answers)
        Reply.objects.bulk_create(taker.replies(), batch_size=5000)
        _rows(taker.doubtful).update(state=PaymentState.UNCLEAR)
        _move_money(acting_user, file, taker.clear)
        close_answered(batches=taker.batches)
        record(
            acting_user=acting_user,
            action="ledger.replies.take",
            obj=file,
            region=region,
            data={"sha256": file.sha256, "counts": taker.counts()},
        )


class _Taker:
    """Goes through the lines in order, against the payments as they stand."""

    def __init__(self, file: ReplyFile, region: int, answers: list[Answer | Unread]) -> None:
        self.file, self.region, self.answers = file, region, answers
        wanted = {a.reference for a in answers if isinstance(a, Answer)}
        held = Payment.objects.select_for_update(of=("self",)).filter(reference__in=wanted)
        rows = held.select_related("batch", "account", "instalment").order_by("pk")
        self.payments = {row.reference: row for row in rows}
        self.told = self._told_before()
        #: finding → payments to which it happened now
        self.clear: dict[Finding, list[Payment]] = defaultdict(list)
        self.doubtful: list[Payment] = []
        self.found: list[Finding] = []
        self.batches = {row.batch_id for row in self.payments.values()}

    def _told_before(self) -> set[tuple[str, str, Decimal, str]]:
        earlier = Reply.objects.filter(payment__in=list(self.payments.values()))
        return set(earlier.values_list("reference", "outcome", "amount", "serial"))

    def replies(self) -> Iterable[Reply]:
        made = [self._reply(answer) for answer in self.answers]
        changed = [p for p in self.payments.values() if p.answered_at is not None]
        Payment.objects.bulk_update(
            changed, ["bank_serial", "refusal", "answered_at"], batch_size=2000
        )
        return made

    def _reply(self, answer: Answer | Unread) -> Reply:
        if isinstance(answer, Unread):
            self.found.append(Finding.UNREAD)
            return Reply(file=self.file, row=answer.row, finding=Finding.UNREAD, why=answer.why)
        payment = self.payments.get(answer.reference)
        finding = self._finding(payment, answer)
        self.found.append(finding)
        if payment is not None and finding not in {Finding.REPEATED, Finding.ELSEWHERE}:
            self._apply(payment, answer, finding)
        return Reply(
            file=self.file,
            row=answer.row,
            payment=None if finding == Finding.ELSEWHERE else payment,
            reference=answer.reference,
            outcome=answer.outcome,
            amount=answer.amount,
            serial=answer.serial,
            finding=finding,
            why=answer.reason,
        )

    def _finding(self, payment: Payment | None, answer: Answer) -> Finding:
        if payment is None:
            return Finding.UNKNOWN
        if payment.batch.region != self.region:
            return Finding.ELSEWHERE
        told = (answer.reference, str(answer.outcome), answer.amount, answer.serial)
        if told in self.told:
            return Finding.REPEATED
        self.told.add(told)
        if payment.state in {PaymentState.PREPARED, PaymentState.CANCELLED}:
            return Finding.NOT_SENT
        if answer.outcome == Outcome.PAID and answer.amount != payment.amount:
            return Finding.PARTIAL if answer.amount < payment.amount else Finding.WRONG_SUM
        if answer.outcome == Outcome.PAID and answer.holder != payment.account.holder:
            return Finding.WRONG_NAME
        return self._step(payment, answer)

    @staticmethod
    def _step(payment: Payment, answer: Answer) -> Finding:
        """What the answer makes of the payment's state; an answer out of turn contradicts."""
        steps = {
            (PaymentState.SENT, Outcome.PAID): Finding.PAID,
            (PaymentState.SENT, Outcome.REFUSED): Finding.REFUSED,
            (PaymentState.PAID, Outcome.BOUNCED): Finding.BOUNCED,
        }
        return steps.get((PaymentState(payment.state), answer.outcome), Finding.CONTRADICTS)

    def _apply(self, payment: Payment, answer: Answer, finding: Finding) -> None:
        if finding in _MOVES:
            payment.state = _MOVES[finding][1]
            payment.bank_serial, payment.refusal = answer.serial[:40], answer.reason
            self.clear[finding].append(payment)
        elif finding in _DOUBTFUL and payment.state == PaymentState.SENT:
            payment.state = PaymentState.UNCLEAR
            self.doubtful.append(payment)
        else:
            return
        payment.answered_at = timezone.now()

    def counts(self) -> dict[str, int]:
        return {finding.value: self.found.count(finding) for finding in set(self.found)}


def _move_money(user: User, file: ReplyFile, clear: dict[Finding, list[Payment]]) -> None:
    for finding in _MOVES:  # in this order: what is paid and comes back does so in one file
        payments = _rows(clear.get(finding, []))
        if clear.get(finding):
            payments.update(state=_MOVES[finding][1])
            post(
                acting_user=user,
                movement=_MOVES[finding][0],
                parts=sums_of(payments),
                key=f"reply:{file.uuid}:{finding.value}",
                reason=_("银行回执 %(name)s") % {"name": file.name},
                about=("ledger.replyfile", str(file.pk)),
            )
            tell_of_payments(payments=clear[finding], now=_MOVES[finding][1])


def _rows(payments: list[Payment]) -> QuerySet[Payment]:
    """The rows, step by step: a payment that is paid and comes back in one file goes both ways."""
    return Payment.objects.filter(pk__in=[payment.pk for payment in payments])


def close_answered(*, batches: set[int]) -> None:
    """A batch to which every payment has a clear answer is settled."""
    open_ = Payment.objects.filter(state__in=[PaymentState.SENT, PaymentState.UNCLEAR])
    filed = Batch.objects.filter(pk__in=batches, state=BatchState.FILED)
    filed.exclude(pk__in=open_.values("batch")).update(state=BatchState.SETTLED)
