"""Doubtful answers: one finds out, another agrees, then money moves; unknown stays unknown."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, transaction

from tests.ledger.conftest import (
    CITY,
    TODAY,
    account_of,
    answer,
    balances,
    everything,
    render,
    signed,
    take,
)
from tests.registry.builders import ANNA
from yulin.ledger.actions import batches
from yulin.ledger.actions.prove import prove_ledger
from yulin.ledger.actions.replies import take_replies
from yulin.ledger.actions.settle import ask_settlement, decide_settlement
from yulin.ledger.enums import Verdict
from yulin.ledger.errors import LedgerError
from yulin.ledger.models import Notice, Reply, Settlement
from yulin.registry.models import Person

pytestmark = pytest.mark.django_db
D = Decimal

#: what the bank says of the first payment
DOUBTS = {
    "partial": {"amount": "50.00"},
    "wrong_sum": {"amount": "100.06"},
    "wrong_name": {"holder": "别人"},
    "contradicts": {"outcome": "退票"},
}


@pytest.fixture
def first(filed):
    return filed.payments.order_by("pk").first()


def doubted(first, funded, **cells):
    take(funded, answer(first, **cells))
    return Reply.objects.get()


def settle(funded, hands, reply, verdict, *, agree=True):
    asked = ask_settlement(
        acting_user=funded.officer, reply=reply, verdict=verdict, reason="银行 11 月 5 日书面答复"
    )
    return decide_settlement(
        acting_user=hands.checker, settlement=asked, agree=agree, remarks="已核对原件"
    )


def state(payment):
    payment.refresh_from_db()
    return payment.state


@pytest.mark.parametrize("finding", DOUBTS)
@pytest.mark.parametrize(
    ("verdict", "after", "account"), [("paid", "paid", "paid"), ("refused", "refused", "reserved")]
)
def test_what_was_found_out_moves_the_money(first, funded, hands, finding, verdict, after, account):
    reply = doubted(first, funded, **DOUBTS[finding])
    before = balances(funded.city).get(account, D(0))
    settle(funded, hands, reply, Verdict(verdict))
    reply.refresh_from_db()
    assert (reply.finding, state(first)) == (finding, after)
    assert reply.settled_at is not None
    assert balances(funded.city)[account] - before == D("60.03")
    assert prove_ledger(acting_user=None).holds


def test_asking_alone_moves_nothing(first, funded, hands):
    reply = doubted(first, funded, amount="50.00")
    held = balances(funded.city)
    ask_settlement(acting_user=funded.officer, reply=reply, verdict=Verdict.PAID, reason="答复")
    assert (state(first), balances(funded.city)) == ("unclear", held)
    assert prove_ledger(acting_user=None).holds


def test_what_is_refused_stays_unknown_and_can_be_asked_again(first, funded, hands):
    reply = doubted(first, funded, amount="50.00")
    settle(funded, hands, reply, Verdict.PAID, agree=False)
    assert state(first) == "unclear"
    with pytest.raises(LedgerError):  # and is nobody's to pay again
        batches.make_batch(acting_user=hands.maker, region=CITY, title="再", today=TODAY)
    settle(funded, hands, reply, Verdict.REFUSED)
    assert state(first) == "refused"


def test_unknown_stays_unknown(first, funded):
    reply = doubted(first, funded, amount="50.00")
    before = everything()
    with pytest.raises(LedgerError, match="须先向银行查实已付还是未付"):
        ask_settlement(
            acting_user=funded.officer, reply=reply, verdict=Verdict.NOTHING, reason="算了"
        )
    assert everything() == before


def test_an_unknown_reference_is_put_away_with_a_reason(first, funded, hands):
    reply = doubted(first, funded, reference="YL1")
    with pytest.raises(LedgerError, match="没有对应的付款，只能不作处理"):
        settle(funded, hands, reply, Verdict.PAID)
    settle(funded, hands, reply, Verdict.NOTHING)
    reply.refresh_from_db()
    assert (reply.settled_by, state(first)) == (hands.checker, "sent")


def test_money_that_came_back_is_in_the_line_and_can_be_paid_again(first, funded, hands):
    """Paid, then the bank says it failed: an answer out of turn, until somebody has asked."""
    take(funded, answer(first), answer(first, outcome="失败", serial="S2"))
    reply = Reply.objects.get(finding="contradicts")
    settle(funded, hands, reply, Verdict.RETURNED)
    assert state(first) == "bounced"
    assert balances(funded.city)["reserved"] == D("120.06")
    assert list(Notice.objects.values_list("kind", "data")) == [
        ("money_returned", {"benefit": "T-02/安家", "amount": "100.05"}),
        ("money_paid", {"benefit": "T-02/安家", "amount": "100.05"}),
    ]
    assert prove_ledger(acting_user=None).holds
    again = batches.make_batch(acting_user=hands.maker, region=CITY, title="再", today=TODAY)
    assert [p.instalment_id for p in again.payments.all()] == [first.instalment_id]


def test_a_late_payment_after_a_refusal(first, funded, hands):
    take(funded, answer(first, outcome="失败"), answer(first, serial="S2"))
    settle(funded, hands, Reply.objects.get(finding="contradicts"), Verdict.PAID)
    assert (state(first), balances(funded.city)["paid"]) == ("paid", D("60.03"))
    assert prove_ledger(acting_user=None).holds


def test_a_late_payment_of_what_is_being_paid_again_is_the_banks(first, funded, hands):
    take(funded, answer(first, outcome="失败"))
    batches.make_batch(acting_user=hands.maker, region=CITY, title="再", today=TODAY)
    take(funded, answer(first, serial="S2"))
    reply = Reply.objects.get(finding="contradicts")
    before = everything()
    with pytest.raises(LedgerError, match="同一笔应付已另有付款或抵扣"):
        settle(funded, hands, reply, Verdict.PAID)
    assert everything() == before
    settle(funded, hands, reply, Verdict.NOTHING)
    assert state(first) == "refused"


def test_two_pairs_of_eyes(first, funded, hands):
    reply = doubted(first, funded, amount="50.00")
    for user in (hands.maker, hands.checker, hands.payer, hands.control):
        with pytest.raises(PermissionDenied):
            ask_settlement(acting_user=user, reply=reply, verdict=Verdict.PAID, reason="x")
    asked = ask_settlement(
        acting_user=funded.officer, reply=reply, verdict=Verdict.PAID, reason="答复"
    )
    before = everything()
    for user in (funded.officer, hands.maker, hands.payer):
        with pytest.raises(PermissionDenied):
            decide_settlement(acting_user=user, settlement=asked, agree=True)
    with pytest.raises(LedgerError, match="这条回执已有处理"):
        ask_settlement(acting_user=funded.officer, reply=reply, verdict=Verdict.PAID, reason="x")
    with pytest.raises(Error, match="ledger_settlement_two_people"), transaction.atomic():
        Settlement.objects.update(
            agreed=True, decided_by=funded.officer, decided_at=first.batch.made_at
        )
    assert everything() == before
    decide_settlement(acting_user=hands.control, settlement=asked, agree=True)
    with pytest.raises(LedgerError):
        decide_settlement(acting_user=hands.checker, settlement=asked, agree=True)


def test_a_clear_answer_needs_nobody(first, funded):
    reply = doubted(first, funded)
    with pytest.raises(LedgerError, match="没有疑问"):
        ask_settlement(acting_user=funded.officer, reply=reply, verdict=Verdict.PAID, reason="x")


# -- accounts --------------------------------------------------------------------------------------


def test_a_change_of_account_is_told_twice(reserved, accounts, hands):
    changed = account_of(hands, Person.objects.by_number(ANNA), "6222999999999999")
    rows = Notice.objects.order_by("pk").values_list("kind", "data")
    assert list(rows) == [
        ("account_asked", {"number": "**** 9999"}),
        ("account_changed", {"number": "**** 9999", "day": changed.usable_from.isoformat()}),
    ]


def test_a_first_account_is_no_change(accounts):
    assert not Notice.objects.exists()


def test_a_batch_with_an_account_that_was_changed_is_not_sent(draft, accounts, hands):
    approved = signed(draft, hands)
    account_of(hands, Person.objects.by_number(ANNA), "6222999999999999")
    before = everything()
    with pytest.raises(LedgerError, match="有 1 笔的收款账户在编制以后停用"):
        batches.file_batch(acting_user=hands.payer, batch=approved, render=render)
    assert everything() == before


def test_what_was_refused_and_may_be_paid_late_is_nobodys_to_pay_again(first, funded, hands):
    """The bank says no, and then yes: until two have found out which, no other try begins."""
    take(funded, answer(first, outcome="失败", serial="F1"))
    again = batches.make_batch(acting_user=hands.maker, region=CITY, title="再", today=TODAY)
    assert [row.instalment_id for row in again.payments.all()] == [first.instalment_id]
    batches.submit_batch(acting_user=hands.maker, batch=again)
    batches.check_batch(acting_user=hands.checker, batch=again)
    take(funded, answer(first, serial="S9"))  # late: while the second try waits for its approval
    before = everything()
    with pytest.raises(LedgerError, match="有 1 笔应付另有存疑的银行回执，可能已经付过"):
        batches.approve_batch(acting_user=hands.approver, batch=again)
    assert everything() == before
    batches.return_batch(acting_user=hands.approver, batch=again, remarks="待查")
    batches.drop_payment(acting_user=hands.maker, payment=again.payments.get())
    with pytest.raises(LedgerError, match="现在没有可以拨付的应付"):
        batches.make_batch(acting_user=hands.maker, region=CITY, title="三", today=TODAY)
    settle(funded, hands, Reply.objects.get(finding="contradicts"), Verdict.PAID)
    assert state(first) == "paid"
    assert prove_ledger(acting_user=None).holds


def test_doubt_that_comes_after_the_approval_stops_the_file(first, funded, hands):
    take(funded, answer(first, outcome="失败", serial="F1"))
    again = batches.make_batch(acting_user=hands.maker, region=CITY, title="再", today=TODAY)
    signed(again, hands)
    take(funded, answer(first, serial="S9"))
    before = everything()
    with pytest.raises(LedgerError, match="有 1 笔应付另有存疑的银行回执，可能已经付过"):
        batches.file_batch(acting_user=hands.payer, batch=again, render=render)
    assert everything() == before


def test_a_file_in_another_regions_hands_does_not_keep_the_right_one_from_it(
    first, funded, with_duty
):
    row = answer(first)
    elsewhere = with_duty("fund_keeper", "elsewhere", region=330100)
    data = f"付款编号,结果,金额,户名,银行流水号,时间,原因\n{row}".encode()
    wrong = take_replies(acting_user=elsewhere, region=330100, name="r.csv", data=data)
    assert (state(first), wrong.replies.get().finding) == ("sent", "elsewhere")
    right = take(funded, row)
    assert (state(first), right.replies.get().finding) == ("paid", "paid")
    assert take(funded, row) == right
