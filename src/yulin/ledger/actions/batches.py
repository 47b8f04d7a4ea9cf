"""A batch through four hands: 经办 → 复核 → 审批 → 拨付, each somebody else's."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yulin.access.actions.journal import record
from yulin.access.divisions import bounds
from yulin.access.models import User
from yulin.access.refusals import in_words
from yulin.entitlements.enums import GrantState
from yulin.entitlements.models import Instalment
from yulin.entitlements.queries.holds import held_by_hand
from yulin.ledger.actions.post import post
from yulin.ledger.actions.prove import refuse_while_stopped
from yulin.ledger.actions.release import release_stopped
from yulin.ledger.bank.content import Line, digest
from yulin.ledger.enums import LIVE, BatchState, Movement, PayeeState, PaymentState
from yulin.ledger.errors import LedgerError
from yulin.ledger.models import Allocation, Batch, PayeeAccount, Payment
from yulin.ledger.queries.doubts import in_doubt
from yulin.ledger.queries.parts import PAID_TO, rest_of_instalment, sums_of
from yulin.ledger.queries.proof import prove
from yulin.ledger.queries.tiers import limit_on, needs_second
from yulin.ledger.rules import (
    may_approve_batch,
    may_check_batch,
    may_make_batch,
    may_pay_batch,
    may_second_batch,
)


def make_batch(
    *, acting_user: User, region: int, title: str, today: date, most: int = 5000
) -> Batch:
    """Put everything that can be paid now into a draft, oldest first.

    What has no money, no usable account, a hold, a living payment or an answer of the bank that is
    in doubt stays out. Raises LedgerError where nothing is left.
    """
    if not may_make_batch(acting_user, region):
        raise PermissionDenied
    with transaction.atomic():
        batch = Batch.objects.create(region=region, title=title.strip(), made_by=acting_user)
        # Locked, so that two who make batches at once do not both take an instalment.
        rows = list(payable(region, today).select_for_update(of=("self",), skip_locked=True)[:most])
        if not rows:
            raise LedgerError(_("现在没有可以拨付的应付：或未落实资金，或没有可用账户。"))
        number = f"{batch.pk:08d}"
        payments = [
            Payment(
                batch=batch,
                instalment=row,
                account_id=row.account_id,
                reference=f"YL{number}{place:06d}{secrets.token_hex(2)}",
                amount=row.rest,
            )
            for place, row in enumerate(rows, start=1)
        ]
        Payment.objects.bulk_create(payments, batch_size=5000)
        _count(batch)
        _journal(acting_user, "make", batch)
    return batch


def payable(region: int, today: date) -> QuerySet[Instalment]:
    """What can be paid now, oldest first: owed, with money and an account, not held, paid or in doubt."""
    accounts = PayeeAccount.objects.filter(
        Q(person=OuterRef("to_person")) | Q(employer=OuterRef("to_employer")),
        state=PayeeState.ACTIVE,
        usable_from__lte=today,
    )
    living = Payment.objects.filter(state__in=LIVE, instalment=OuterRef("pk"))
    money = Allocation.objects.filter(instalment=OuterRef("pk"))
    return (
        Instalment.objects.annotate(**PAID_TO)
        .annotate(account_id=Subquery(accounts.values("pk")[:1]), rest=rest_of_instalment())
        .filter(
            Exists(money),
            ~Exists(living),
            ~in_doubt(OuterRef("pk")),
            ~held_by_hand(),
            rest__gt=0,
            account_id__isnull=False,
            grant__district__range=bounds(region),
        )
        .exclude(grant__state=GrantState.STOPPED)
        .order_by("during__startswith", "pk")
    )


@dataclass(frozen=True)
class _Step:
    name: str
    before: BatchState
    after: BatchState
    may: Callable[[User, int], bool]


_SUBMIT = _Step("submit", BatchState.DRAFT, BatchState.SUBMITTED, may_make_batch)
_CHECK = _Step("check", BatchState.SUBMITTED, BatchState.CHECKED, may_check_batch)
_APPROVE = _Step("approve", BatchState.CHECKED, BatchState.APPROVED, may_approve_batch)
_PAY = _Step("file", BatchState.APPROVED, BatchState.FILED, may_pay_batch)


def submit_batch(*, acting_user: User, batch: Batch) -> Batch:
    """Hand the draft to whoever checks it."""
    return _move(acting_user, batch, _SUBMIT)


def drop_payment(*, acting_user: User, payment: Payment) -> None:
    """Take one payment out of a draft; what it would have paid can go into another."""
    with transaction.atomic():
        batch = Batch.objects.select_for_update().get(pk=payment.batch_id)
        if not may_make_batch(acting_user, batch.region):
            raise PermissionDenied
        if batch.state != BatchState.DRAFT:
            raise LedgerError(_("只有编制中的批次可以改动。"))
        held = Payment.objects.select_for_update().get(pk=payment.pk)
        held.state = PaymentState.CANCELLED
        held.save(update_fields=["state"])
        _count(batch)
        _journal(acting_user, "drop", batch, payment=payment.reference)
        release_stopped(acting_user=acting_user)


def check_batch(*, acting_user: User, batch: Batch) -> Batch:
    """The second hand."""
    return _move(acting_user, batch, _CHECK, checked_by=acting_user, checked_at=timezone.now())


def approve_batch(*, acting_user: User, batch: Batch, minute: str = "") -> Batch:
    """The third hand; signs what is to be paid. Above the tier, the minute of the meeting is named.

    Raises StoppedError while a proof of the books does not hold.
    """
    with transaction.atomic():
        held = _held(acting_user, batch, _APPROVE)
        refuse_while_stopped()
        _refuse_closed_accounts(held)
        _refuse_stopped_grants(held)
        _refuse_doubts(held)
        limit: Decimal = settings.YULIN_MINUTE_ABOVE
        if held.total > limit and not minute.strip():
            raise LedgerError(
                _("总额超过 %(limit)s 元，须写明集体研究的纪要编号。") % {"limit": limit}
            )
        return _move(
            acting_user,
            held,
            _APPROVE,
            approved_by=acting_user,
            approved_at=timezone.now(),
            minute=minute.strip(),
            content_hash=digest(lines_of(held)),
        )


def second_batch(*, acting_user: User, batch: Batch) -> Batch:
    """Approve a second time, from above: without it a batch over the figure is not handed over.

    Raises:
        PermissionDenied: The user is not the head there, nor approves in a region above.
        LedgerError: Not approved yet, not needed, given already, or changed since it was signed.
        StoppedError: A proof of the books does not hold.
    """
    with transaction.atomic():
        held = Batch.objects.select_for_update().get(pk=batch.pk)
        if not may_second_batch(acting_user, held):
            raise PermissionDenied
        if held.state != BatchState.APPROVED or held.second_by_id is not None:
            raise LedgerError(_("批次不在等待二级审批。"))
        if not needs_second(held, timezone.localdate()):
            raise LedgerError(_("总额没有超过限额，不需要二级审批。"))
        refuse_while_stopped()
        if digest(lines_of(held)) != held.content_hash:
            raise LedgerError(_("批次内容与审批时不一致，已停止拨付。"))
        held.second_by, held.second_at = acting_user, timezone.now()
        _save(held)
        _journal(acting_user, "second", held)
        return held


def _refuse_unseconded(batch: Batch) -> None:
    limit = limit_on(batch.region, timezone.localdate())
    if batch.total > limit and batch.second_by_id is None:
        raise LedgerError(
            _("总额超过 %(limit)s 元，还须负责人或上级审批人批准后才能送出。") % {"limit": limit}
        )


def return_batch(*, acting_user: User, batch: Batch, remarks: str) -> Batch:
    """Give it back to whoever made it; all hands begin anew."""
    with transaction.atomic():
        held = Batch.objects.select_for_update().get(pk=batch.pk)
        may = {
            BatchState.SUBMITTED: may_check_batch,
            BatchState.CHECKED: may_approve_batch,
            BatchState.APPROVED: may_pay_batch,
        }.get(BatchState(held.state))
        if may is None:
            raise LedgerError(_("现在不能退回。"))
        seconds = held.state == BatchState.APPROVED and may_second_batch(acting_user, held)
        if not may(acting_user, held.region) and not seconds:
            raise PermissionDenied
        if not remarks.strip():
            raise LedgerError(_("请写明退回的理由。"))
        held.state, held.remarks, held.content_hash = BatchState.DRAFT, remarks.strip(), ""
        held.checked_by = held.approved_by = held.second_by = None
        held.checked_at = held.approved_at = held.second_at = None
        _save(held)
        _journal(acting_user, "return", held, remarks=held.remarks)
        return held


def file_batch(*, acting_user: User, batch: Batch, render: Callable[[list[Line]], bytes]) -> bytes:
    """The fourth hand: send what was approved, and nothing else. Return the file.

    Refused while a proof of the books, the nightly one or that of this moment, does not hold, or
    where any payment differs from what was signed.
    """
    with transaction.atomic():
        held = _held(acting_user, batch, _PAY)
        refuse_while_stopped()
        _refuse_closed_accounts(held)
        _refuse_stopped_grants(held)
        _refuse_doubts(held)
        _refuse_unseconded(held)
        if not prove().holds:
            raise LedgerError(_("账目核对未通过，已停止一切拨付。"))
        lines = lines_of(held)
        if digest(lines) != held.content_hash:
            raise LedgerError(_("批次内容与审批时不一致，已停止拨付。"))
        file = render(lines)
        post(
            acting_user=acting_user,
            movement=Movement.SEND,
            parts=sums_of(held.payments.filter(state=PaymentState.PREPARED)),
            key=f"send:{held.uuid}",
            reason=_("拨付批次 %(title)s") % {"title": held.title},
            about=("ledger.batch", str(held.pk)),
        )
        held.payments.filter(state=PaymentState.PREPARED).update(state=PaymentState.SENT)
        _move(
            acting_user,
            held,
            _PAY,
            paid_by=acting_user,
            filed_at=timezone.now(),
            file_hash=hashlib.sha256(file).hexdigest(),
        )
    return file


def _refuse_closed_accounts(batch: Batch) -> None:
    """An account that was changed since the draft is not paid to, nor is the new one unseen."""
    rows = batch.payments.exclude(state=PaymentState.CANCELLED)
    if closed := rows.exclude(account__state=PayeeState.ACTIVE).count():
        raise LedgerError(
            ngettext(
                "有 %(count)s 笔的收款账户在编制以后停用，请退回批次，移出后再送。",
                "有 %(count)s 笔的收款账户在编制以后停用，请退回批次，移出后再送。",
                closed,
            )
            % {"count": closed}
        )


def _refuse_stopped_grants(batch: Batch) -> None:
    """What was stopped since the draft is not paid."""
    rows = batch.payments.exclude(state=PaymentState.CANCELLED)
    if stopped := rows.filter(instalment__grant__state=GrantState.STOPPED).count():
        raise LedgerError(
            ngettext(
                "有 %(count)s 笔的享受在编制以后停发，请退回批次，移出后再送。",
                "有 %(count)s 笔的享受在编制以后停发，请退回批次，移出后再送。",
                stopped,
            )
            % {"count": stopped}
        )


def _refuse_doubts(batch: Batch) -> None:
    """The bank may have paid an earlier try after all: until that is known, nobody pays again."""
    rows = batch.payments.exclude(state=PaymentState.CANCELLED)
    if count := rows.filter(in_doubt(OuterRef("instalment"))).count():
        raise LedgerError(
            ngettext(
                "有 %(count)s 笔应付另有存疑的银行回执，可能已经付过；请先处理回执，或退回批次，移出后再送。",
                "有 %(count)s 笔应付另有存疑的银行回执，可能已经付过；请先处理回执，或退回批次，移出后再送。",
                count,
            )
            % {"count": count}
        )


def lines_of(batch: Batch) -> list[Line]:
    """The payments of a batch with the accounts opened; for the bank's file and the digest only."""
    rows = batch.payments.exclude(state=PaymentState.CANCELLED).select_related("account")
    return [
        Line(
            reference=row.reference,
            holder=row.account.holder,
            bank_code=row.account.bank_code,
            number=row.account.number.open(),
            amount=row.amount,
        )
        for row in rows.order_by("reference")
    ]


def _move(user: User, batch: Batch, step: _Step, **changes: object) -> Batch:
    with transaction.atomic():
        held = _held(user, batch, step)
        held.state = step.after
        for field, value in changes.items():
            setattr(held, field, value)
        _save(held)
        _journal(user, step.name, held)
        return held


def _held(user: User, batch: Batch, step: _Step) -> Batch:
    held = Batch.objects.select_for_update().get(pk=batch.pk)
    if not step.may(user, held.region):
        raise PermissionDenied
    if held.state != step.before:
        raise LedgerError(
            _("批次现在是“%(state)s”，不能这样处理。") % {"state": held.get_state_display()}
        )
    return held


def _save(batch: Batch) -> None:
    try:
        with transaction.atomic():
            batch.save()
    except IntegrityError as error:
        if (words := in_words(error)) is None:
            raise
        raise LedgerError(words) from None


def _count(batch: Batch) -> None:
    live = batch.payments.exclude(state=PaymentState.CANCELLED)
    batch.payments_count = live.count()
    batch.total = live.aggregate(total=Sum("amount"))["total"] or Decimal(0)
    batch.save(update_fields=["payments_count", "total"])


def _journal(user: User, name: str, batch: Batch, **more: object) -> None:
    record(
        acting_user=user,
        action=f"ledger.batch.{name}",
        obj=batch,
        region=batch.region,
        data={
            "payments": batch.payments_count,
            "total": batch.total,
            "content": batch.content_hash,
            **more,
        },
    )
