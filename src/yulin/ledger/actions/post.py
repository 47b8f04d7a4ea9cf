"""Post a movement: once for its key, within what is there, or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.refusals import constraint_of
from yulin.ledger.enums import FLOWS, Movement
from yulin.ledger.errors import KeyReusedError, LedgerError, NotEnoughError
from yulin.ledger.models import Account, BudgetLine, Entry, Posting

Parts = Mapping[BudgetLine, Decimal]
"""Budget line → yuan moved, above zero."""
About = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class _Wanted:
    movement: Movement
    parts: Parts
    key: str
    reason: str
    about: About

    def is_what(self, done: Posting) -> bool:
        moved = {e.account.line_id: e.amount for e in done.entries.all() if e.amount > 0}
        asked = {line.pk: amount for line, amount in self.parts.items()}
        about = (done.about_type, done.about_id)
        return (done.movement, moved, about) == (self.movement, asked, self.about)


_OVERDRAWN = "ledger_account_not_overdrawn"
_KEY = "ledger_posting_key"


def post(
    *,
    acting_user: User | None,
    movement: Movement,
    parts: Parts,
    key: str,
    reason: str,
    about: About = ("", ""),
) -> Posting:
    """Move money on one or more lines; with a key that was used before, return what it did then.

    Called by the verbs of this room, which have asked the rules.

    Raises:
        NotEnoughError: A line has less than is moved.
        KeyReusedError: The key was used for another movement.
        LedgerError: The movement is not one of money, such as nothing or less than a fen.
    """
    wanted = _Wanted(movement=movement, parts=parts, key=key, reason=reason, about=about)
    _check(wanted)
    if (done := _done(key)) is not None:
        return _same(done, wanted)
    try:
        with transaction.atomic():
            return _write(acting_user, wanted)
    except IntegrityError as error:
        constraint = constraint_of(error)
        if constraint == _OVERDRAWN:
            raise NotEnoughError(_not_enough(wanted)) from None
        if constraint.startswith(_KEY) and (done := _done(key)) is not None:
            return _same(done, wanted)
        raise


def _write(user: User | None, wanted: _Wanted) -> Posting:
    movement, parts = wanted.movement, wanted.parts
    posting = Posting.objects.create(
        movement=movement,
        key=wanted.key,
        reason=wanted.reason,
        about_type=wanted.about[0],
        about_id=wanted.about[1],
        posted_by=user,
    )
    accounts = _accounts(movement, parts)
    source, target = FLOWS[movement]
    entries = [
        Entry(posting=posting, account=accounts[line.pk, kind], amount=sign * amount)
        for line, amount in parts.items()
        for kind, sign in ((source, -1), (target, 1))
    ]
    Entry.objects.bulk_create(entries)
    record(
        acting_user=user,
        action=f"ledger.money.{movement.value}",
        obj=posting,
        region=next(iter(parts)).fund.region,
        data={
            "sums": {str(line.pk): amount for line, amount in parts.items()},
            "reason": wanted.reason,
        },
    )
    return posting


def _accounts(movement: Movement, parts: Parts) -> dict[tuple[int, str], Account]:
    wanted = Account.objects.filter(line__in=list(parts), kind__in=FLOWS[movement])
    return {(account.line_id, account.kind): account for account in wanted}


def _check(wanted: _Wanted) -> None:
    sums = wanted.parts.values()
    if not sums or any(amount <= 0 or amount != round(amount, 2) for amount in sums):
        raise LedgerError(_("金额须大于零，精确到分。"))
    if not wanted.reason.strip():
        raise LedgerError(_("请写明事由。"))
    if not 0 < len(wanted.key) <= 255:
        raise LedgerError(_("幂等键须有 1 到 255 个字符。"))


def _done(key: str) -> Posting | None:
    return Posting.objects.prefetch_related("entries__account").filter(key=key).first()


def _same(done: Posting, wanted: _Wanted) -> Posting:
    if not wanted.is_what(done):
        raise KeyReusedError(_("这个幂等键已用于另一笔业务，没有再记。"))
    return done


def _not_enough(wanted: _Wanted) -> str:
    source, parts = FLOWS[wanted.movement][0], wanted.parts
    balances = {
        account.line_id: account.balance
        for account in Account.objects.filter(line__in=list(parts), kind=source)
    }
    short = [line for line, amount in parts.items() if balances[line.pk] < amount]
    line = (short or list(parts))[0]
    return _("“%(line)s”的%(account)s余额 %(balance)s 元，不足 %(amount)s 元。") % {
        "line": line,
        "account": source.label,
        "balance": balances[line.pk],
        "amount": parts[line],
    }
