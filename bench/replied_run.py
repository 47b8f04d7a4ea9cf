"""Twelve ways in which a bank answers badly, each to many payments; imported once Django is set up.

The bank is played by a table of what it really did with each reference that it was told of. What the
program holds is compared with that, never with itself: nobody is paid twice, nobody is forgotten.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

from bench.payment_run import CITY, DAY, second
from yulin.access.enums import Duty, Role
from yulin.access.models import DutyGrant, User
from yulin.entitlements.models import Instalment
from yulin.ledger.actions import batches
from yulin.ledger.actions.prove import prove_ledger
from yulin.ledger.actions.replies import take_replies
from yulin.ledger.actions.reserve import reserve
from yulin.ledger.actions.settle import ask_settlement, decide_settlement
from yulin.ledger.bank.incoming import HEADS
from yulin.ledger.bank.outgoing import as_csv
from yulin.ledger.enums import SETTLED, Finding, PaymentState, Verdict
from yulin.ledger.errors import LedgerError
from yulin.ledger.models import Batch, Payment, Reply, ReplyFile

ELSEWHERE = 330100
_HOLDER = "某人"
_F, _S, _V = Finding, PaymentState, Verdict


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One way: what the bank says in its first and second file, and what must follow."""

    name: str
    #: the cells of each line that differ from "paid, as it should be"; none: it says nothing
    first: tuple[dict[str, str], ...] = ()
    second: tuple[dict[str, str], ...] = ()
    #: what each line leads to, in this order
    found: tuple[Finding, ...]
    #: what the payment is after both files
    state: PaymentState
    #: whether the bank really paid
    paid: bool = True
    #: what two people find out, by asking the bank; None where nothing is left to ask
    verdict: Verdict | None = None


PAID: dict[str, str] = {}
FAILED = {"outcome": "失败", "serial": "F1"}
BACK = {"outcome": "退票", "serial": "B1"}

FAULTS = (
    Fault(name="no answer at all", found=(), state=_S.SENT),
    Fault(
        name="twice in one file", first=(PAID, PAID), found=(_F.PAID, _F.REPEATED), state=_S.PAID
    ),
    Fault(
        name="once more in a later file",
        first=(PAID,),
        second=(PAID,),
        found=(_F.PAID, _F.REPEATED),
        state=_S.PAID,
    ),
    Fault(
        name="returned before it was paid",
        first=(BACK, PAID),
        found=(_F.CONTRADICTS, _F.CONTRADICTS),
        state=_S.UNCLEAR,
        paid=False,
        verdict=_V.REFUSED,
    ),
    Fault(
        name="a part of the sum",
        first=({"amount": "900.00"},),
        found=(_F.PARTIAL,),
        state=_S.UNCLEAR,
        verdict=_V.PAID,
    ),
    Fault(
        name="more than the sum",
        first=({"amount": "1500.01"},),
        found=(_F.WRONG_SUM,),
        state=_S.UNCLEAR,
        verdict=_V.PAID,
    ),
    Fault(
        name="to another name",
        first=({"holder": "别人"},),
        found=(_F.WRONG_NAME,),
        state=_S.UNCLEAR,
        paid=False,
        verdict=_V.REFUSED,
    ),
    Fault(
        name="refused, and paid late",
        first=(FAILED,),
        second=(PAID,),
        found=(_F.REFUSED, _F.CONTRADICTS),
        state=_S.REFUSED,
        verdict=_V.PAID,
    ),
    Fault(
        name="paid, and refused later",
        first=(PAID,),
        second=(FAILED,),
        found=(_F.PAID, _F.CONTRADICTS),
        state=_S.PAID,
        paid=False,
        verdict=_V.RETURNED,
    ),
    Fault(
        name="a number that nobody has",
        first=({"reference": "YL0{number}"},),
        found=(_F.UNKNOWN,),
        state=_S.SENT,
    ),
    Fault(
        name="another batch's, not handed over yet",
        first=({"reference": "{waiting}"},),
        found=(_F.NOT_SENT,),
        state=_S.SENT,
    ),
    Fault(
        name="a line that cannot be read",
        first=({"amount": "1,500"},),
        found=(_F.UNREAD,),
        state=_S.SENT,
    ),
)
ORDINARY = (
    Fault(name="(paid)", first=(PAID,), found=(_F.PAID,), state=_S.PAID),
    Fault(name="(refused)", first=(FAILED,), found=(_F.REFUSED,), state=_S.REFUSED, paid=False),
    Fault(
        name="(paid and returned)",
        first=(PAID,),
        second=(BACK,),
        found=(_F.PAID, _F.BOUNCED),
        state=_S.BOUNCED,
        paid=False,
    ),
)
KINDS = (*FAULTS, *ORDINARY)


@dataclass
class Outcome:
    """What became of all of it."""

    #: kind → payments whose state, findings and lines were exactly those of the rule
    as_ruled: dict[str, int] = field(default_factory=dict)
    #: how often the books were proved, and held
    proofs: int = 0
    intended: int = 0
    #: at the end, by the bank's own table
    paid_once: int = 0
    paid_twice: int = 0
    lost: int = 0
    settled_by_two: int = 0
    replies: int = 0


class Bank:
    """What it did, by reference; and the lines that it writes."""

    def __init__(self) -> None:
        self.paid: dict[str, bool] = {}

    def does(self, reference: str, paid: bool) -> None:
        if reference in self.paid:
            raise RuntimeError("told twice of one reference")
        self.paid[reference] = paid

    @staticmethod
    def file(lines: Iterable[dict[str, str]]) -> bytes:
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(HEADS)
        names = ("reference", "outcome", "amount", "holder", "serial", "at", "reason")
        writer.writerows([line[name] for name in names] for line in lines)
        return out.getvalue().encode()


def run(hands: dict[str, Any], *, rows: int) -> Outcome:
    """Answer so many payments in each way, find out what is in doubt, pay what was not paid."""
    drill = _Drill(hands, rows)
    drill.hand_over()
    drill.answer()
    drill.expect_as_ruled()
    drill.expect_nothing_in_doubt_to_be_payable()
    drill.ask_the_bank()
    drill.answer_late()
    drill.pay_the_rest()
    return drill.outcome()


class _Drill:
    def __init__(self, hands: dict[str, Any], rows: int) -> None:
        self.hands, self.rows, self.bank, self.found = hands, rows, Bank(), Outcome()
        self.kinds: dict[str, list[Payment]] = {}

    # -- the bank's first two files ------------------------------------------------------------

    def hand_over(self) -> None:
        """One batch is with the bank; another one waits, of as many payments as one kind has."""
        reserve(acting_user=self.hands["fund_keeper"], region=CITY)
        self._file(self._signed(self.rows * len(KINDS)))
        self.waiting = self._make(self.rows)
        payments = list(Payment.objects.filter(state=_S.SENT).order_by("pk"))
        for number, kind in enumerate(KINDS):
            some = payments[number * self.rows : (number + 1) * self.rows]
            self.kinds[kind.name] = some
            for payment in some:
                self.bank.does(payment.reference, kind.paid)
        self._prove()

    def answer(self) -> None:
        """Both files, each of them twice: the same bytes once more change nothing.

        Before that another city takes in the first by mistake: nothing of it is theirs.
        """
        self._take_elsewhere(self.bank.file(self._lines("first")))
        for part in ("first", "second"):
            data = self.bank.file(self._lines(part))
            file = self._take(data)
            before = Reply.objects.count()
            if self._take(data) != file or Reply.objects.count() != before:
                raise SystemExit("a file that came twice was taken twice")
            self._prove()
        self._refuse_broken_files()

    def _take_elsewhere(self, data: bytes) -> None:
        keeper = User.objects.create(
            username="elsewhere", role=Role.OFFICER, region=ELSEWHERE, display_name="别处"
        )
        during = (dt.datetime(2026, 1, 1, tzinfo=dt.UTC), None)
        DutyGrant.objects.create(
            holder=keeper, duty=Duty.FUND_KEEPER, region=ELSEWHERE, during=during, basis="bench"
        )
        before = _states()
        file = take_replies(acting_user=keeper, region=ELSEWHERE, name="r.csv", data=data)
        strange = {_F.ELSEWHERE, _F.UNKNOWN, _F.UNREAD}
        if _states() != before or set(file.replies.values_list("finding", flat=True)) != strange:
            raise SystemExit("a file of another city changed something")
        self._prove()

    def _refuse_broken_files(self) -> None:
        """Cut short within a line's quotes, or without its head: nothing of it is taken."""
        whole = self.bank.file(self._lines("first"))
        for data in (whole + b'"', whole.split(b"\r\n", 1)[1], b"\xff\xff" + whole):
            before = Reply.objects.count(), ReplyFile.objects.count()
            try:
                self._take(data)
            except LedgerError:
                if before == (Reply.objects.count(), ReplyFile.objects.count()):
                    continue
            raise SystemExit("a broken file was taken")

    def _lines(self, part: str) -> Iterator[dict[str, str]]:
        others = list(self.waiting.payments.order_by("pk"))
        for kind in KINDS:
            for number, payment in enumerate(self.kinds[kind.name]):
                for cells in getattr(kind, part):
                    named = {"number": number, "waiting": others[number].reference}
                    yield _line(payment) | {k: v.format(**named) for k, v in cells.items()}

    def expect_as_ruled(self) -> None:
        """Each payment is what the rule says, and each line led to what it says."""
        replies: dict[str, list[str]] = {}
        own = Reply.objects.filter(file__region=CITY)
        for reference, finding in own.order_by("pk").values_list("reference", "finding"):
            replies.setdefault(reference, []).append(finding)
        states = dict(Payment.objects.values_list("reference", "state"))
        for kind in KINDS:
            told = [
                (states[p.reference], tuple(replies.get(p.reference, ())))
                for p in self.kinds[kind.name]
            ]
            direct = kind.found if kind.found and kind.found[0] not in _ELSEWHERE else ()
            self.found.as_ruled[kind.name] = told.count((kind.state, direct))
        self.found.replies = own.count()
        counts = Counter(own.values_list("finding", flat=True))
        wanted = Counter(str(f) for kind in KINDS for f in kind.found for _ in range(self.rows))
        if counts != wanted or any(n != self.rows for n in self.found.as_ruled.values()):
            raise SystemExit(f"not as ruled: {counts} / {wanted}, {self.found.as_ruled}")

    # -- nothing in doubt is sent again --------------------------------------------------------

    def expect_nothing_in_doubt_to_be_payable(self) -> None:
        """Only what the bank clearly did not pay can go into another batch."""
        clear = {"(refused)", "(paid and returned)"}
        wanted = {p.instalment_id for name in clear for p in self.kinds[name]}
        payable = set(batches.payable(CITY, DAY).values_list("pk", flat=True))
        if payable != wanted:
            raise SystemExit(f"payable: {len(payable - wanted)} too many")

    def ask_the_bank(self) -> None:
        """Of every doubt one finds out what happened, and another agrees."""
        verdicts = {payment.pk: kind.verdict for kind in KINDS for payment in self.kinds[kind.name]}
        own = Reply.objects.filter(file__region=CITY)
        doubts = own.exclude(finding__in=SETTLED).order_by("pk")
        done: set[int] = set()
        for reply in doubts.iterator():
            verdict = verdicts.get(reply.payment_id or 0)
            if verdict is None or reply.payment_id in done:
                verdict = _V.NOTHING
            done.add(reply.payment_id or 0)
            self._settle(reply, verdict)
        self._prove()

    def _settle(self, reply: Reply, verdict: Verdict) -> None:
        asked = ask_settlement(
            acting_user=self.hands["fund_keeper"], reply=reply, verdict=verdict, reason="银行答复"
        )
        decide_settlement(acting_user=self.hands["checker"], settlement=asked, agree=True)
        self.found.settled_by_two += 1

    def answer_late(self) -> None:
        """What the bank had said nothing of, or nothing that could be read, it says now."""
        silent = Payment.objects.filter(state=_S.SENT).order_by("pk")
        self._take(self.bank.file(_line(payment) for payment in silent))
        self._prove()

    def pay_the_rest(self) -> None:
        """The batch that waited, and what the bank did not pay: now it does."""
        self._file(self._sign(self.waiting))
        left = len(batches.payable(CITY, DAY))
        self._file(self._signed(left))
        sent = list(Payment.objects.filter(state=_S.SENT).order_by("pk"))
        for payment in sent:
            self.bank.does(payment.reference, paid=True)
        self._take(self.bank.file(map(_line, sent)))
        self._prove()

    def outcome(self) -> Outcome:
        """By the bank's own table: how often each instalment was really paid."""
        owner = dict(Payment.objects.values_list("reference", "instalment"))
        times = Counter(owner[reference] for reference, paid in self.bank.paid.items() if paid)
        intended = list(Instalment.objects.values_list("pk", flat=True))
        booked = set(Payment.objects.filter(state=_S.PAID).values_list("instalment", flat=True))
        found = self.found
        found.intended = len(intended)
        found.paid_once = sum(times[pk] == 1 and pk in booked for pk in intended)
        found.paid_twice = sum(times[pk] > 1 for pk in intended)
        found.lost = sum(times[pk] == 0 for pk in intended)
        open_ = Batch.objects.exclude(state="settled").count()
        if open_:
            raise SystemExit(f"{open_} batches are not settled")
        return found

    # -- hands ---------------------------------------------------------------------------------

    def _make(self, most: int) -> Batch:
        return batches.make_batch(
            acting_user=self.hands["maker"], region=CITY, title="一批", today=DAY, most=most
        )

    def _signed(self, most: int) -> Batch:
        return self._sign(self._make(most))

    def _sign(self, batch: Batch) -> Batch:
        batches.submit_batch(acting_user=self.hands["maker"], batch=batch)
        batches.check_batch(acting_user=self.hands["checker"], batch=batch)
        batch = batches.approve_batch(
            acting_user=self.hands["approver"], batch=batch, minute="〔2026〕1号"
        )
        second(self.hands, batch)
        return batch

    def _file(self, batch: Batch) -> None:
        render: Callable[..., bytes] = partial(as_csv, batch=str(batch.uuid), day=DAY)
        batches.file_batch(acting_user=self.hands["payer"], batch=batch, render=render)

    def _take(self, data: bytes) -> ReplyFile:
        return take_replies(
            acting_user=self.hands["fund_keeper"], region=CITY, name="r.csv", data=data
        )

    def _prove(self) -> None:
        proof = prove_ledger(acting_user=None)
        if not proof.holds or proof.total != Decimal(0):
            raise SystemExit(f"the proof does not hold: {proof.broken}")
        self.found.proofs += 1


#: of such a line no payment knows
_ELSEWHERE = frozenset({_F.UNKNOWN, _F.NOT_SENT, _F.UNREAD})


def _states() -> list[tuple[int, str]]:
    return list(Payment.objects.order_by("pk").values_list("pk", "state"))


def _line(payment: Payment) -> dict[str, str]:
    return {
        "reference": payment.reference,
        "outcome": "成功",
        "amount": f"{payment.amount:.2f}",
        "holder": _HOLDER,
        "serial": f"S{payment.reference}",
        "at": "2026-11-03T09:00:00+08:00",
        "reason": "",
    }
