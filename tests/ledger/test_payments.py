"""From what is owed to what is paid: through four hands, into a file, back with an answer."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, connection, transaction

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
from tests.registry.builders import ANNA, BEN, CARA
from yulin.access.models import JournalEntry
from yulin.entitlements.actions.holds import place_hold
from yulin.entitlements.models import Instalment
from yulin.ledger.actions import batches
from yulin.ledger.actions.replies import take_replies
from yulin.ledger.actions.reserve import Reserved, reserve
from yulin.ledger.errors import LedgerError
from yulin.ledger.models import Allocation, Batch, Payment, Reply
from yulin.ledger.queries.proof import prove
from yulin.registry.models import Person

pytestmark = pytest.mark.django_db
D = Decimal


# -- money before promises -------------------------------------------------------------------------


def test_each_line_reserves_its_part(reserved, funded):
    assert reserved == Reserved(reserved=3, amount=D("300.15"), without_money=0, without_funding=0)
    assert balances(funded.city) == {
        "granted": D("-1000.00"),
        "available": D("819.91"),
        "reserved": D("180.09"),
    }
    assert balances(funded.county)["reserved"] == D("120.06")
    parts = Allocation.objects.values_list("line", "amount")
    assert sorted(parts) == sorted(
        [(funded.city.pk, D("60.03")), (funded.county.pk, D("40.02"))] * 3
    )
    assert prove().holds


def test_reserving_again_finds_nothing_to_do(reserved, funded):
    before = everything()
    again = reserve(acting_user=funded.officer, region=CITY)
    assert again == Reserved(reserved=0, amount=D(0), without_money=0, without_funding=0)
    assert everything() == before


def test_without_an_arrangement_nothing_is_promised(fund, owed):
    done = reserve(acting_user=fund.officer, region=CITY)
    assert (done.reserved, done.without_funding) == (0, 3)
    assert balances(fund.city) == {"granted": D("-1000.00"), "available": D("1000.00")}


def test_where_money_runs_out_the_rest_waits_whole(funded):
    batches.post(
        acting_user=None,
        movement=batches.Movement.CUT,
        parts={funded.county: D("919.96")},
        key="cut",
        reason="收回",
    )
    done = reserve(acting_user=funded.officer, region=CITY)
    assert done == Reserved(reserved=2, amount=D("200.10"), without_money=1, without_funding=0)
    assert balances(funded.county)["reserved"] == D("80.04")
    assert prove().holds


def test_others_do_not_reserve(funded, hands):
    before = everything()
    for user in vars(hands).values():
        with pytest.raises(PermissionDenied):
            reserve(acting_user=user, region=CITY)
    assert everything() == before


# -- the four hands --------------------------------------------------------------------------------


def test_a_batch_holds_those_who_can_be_paid(draft):
    rows = Payment.objects.select_related("account__person").order_by("reference")
    assert {(p.account.person.number.open(), p.amount) for p in rows} == {
        (ANNA, D("100.05")),
        (BEN, D("100.05")),
    }
    assert (draft.payments_count, draft.total) == (2, D("200.10"))


def test_what_is_in_a_batch_is_in_no_other(draft, hands):
    before = everything()
    with pytest.raises(LedgerError, match="现在没有可以拨付的应付"):
        batches.make_batch(acting_user=hands.maker, region=CITY, title="再", today=TODAY)
    assert everything() == before


def test_what_is_held_stays_out(reserved, accounts, hands):
    for row in Instalment.objects.filter(person__in=[a.person_id for a in accounts.values()]):
        place_hold(
            acting_user=hands.control,
            subject=row.person,
            policy=row.policy,
            benefit=row.benefit,
            grant=row.grant,
            reason="核查",
        )
    with pytest.raises(LedgerError):
        batches.make_batch(acting_user=hands.maker, region=CITY, title="x", today=TODAY)


def test_each_step_is_somebody_elses(draft, hands):
    steps = [
        (hands.maker, batches.submit_batch),
        (hands.checker, batches.check_batch),
        (hands.approver, batches.approve_batch),
    ]
    for hand, step in steps:
        before = everything()
        for other in set(vars(hands).values()) - {hand}:
            with pytest.raises(PermissionDenied):
                step(acting_user=other, batch=draft)
        assert everything() == before
        step(acting_user=hand, batch=draft)
    for other in set(vars(hands).values()) - {hands.payer}:
        with pytest.raises(PermissionDenied):
            batches.file_batch(acting_user=other, batch=draft, render=render)


def test_a_step_out_of_turn_is_refused(draft, hands):
    before = everything()
    with pytest.raises(LedgerError, match="批次现在是“编制中”，不能这样处理。"):
        batches.approve_batch(acting_user=hands.approver, batch=draft)
    assert everything() == before


def test_the_same_hand_twice_is_refused_by_the_database(draft, hands):
    for column in ("checked_by_id", "approved_by_id", "paid_by_id"):
        with pytest.raises(Error, match="ledger_batch_made_by_not_"), transaction.atomic():
            Batch.objects.filter(pk=draft.pk).update(**{column: hands.maker.pk})


def test_above_the_tier_the_meeting_is_named(draft, hands, settings):
    settings.YULIN_MINUTE_ABOVE = D("200.09")
    batches.submit_batch(acting_user=hands.maker, batch=draft)
    batches.check_batch(acting_user=hands.checker, batch=draft)
    before = everything()
    with pytest.raises(LedgerError, match="须写明集体研究的纪要编号"):
        batches.approve_batch(acting_user=hands.approver, batch=draft)
    assert everything() == before
    made = batches.approve_batch(acting_user=hands.approver, batch=draft, minute="〔2026〕9号")
    assert made.minute == "〔2026〕9号"


def test_given_back_it_begins_anew(draft, hands):
    signed(draft, hands)
    back = batches.return_batch(acting_user=hands.payer, batch=draft, remarks="账户有误")
    assert (back.state, back.checked_by, back.approved_by, back.content_hash) == (
        "draft",
        None,
        None,
        "",
    )


def test_a_payment_taken_out_of_a_draft_can_go_into_another(draft, hands):
    batches.drop_payment(acting_user=hands.maker, payment=draft.payments.first())
    draft.refresh_from_db()
    assert (draft.payments_count, draft.total) == (1, D("100.05"))
    other = batches.make_batch(acting_user=hands.maker, region=CITY, title="另", today=TODAY)
    assert other.payments_count == 1


# -- the file --------------------------------------------------------------------------------------


def test_what_was_approved_is_sent(draft, hands, funded):
    approved = signed(draft, hands)
    file = batches.file_batch(acting_user=hands.payer, batch=approved, render=render)
    rows = file.decode("utf-8-sig").split("\r\n")
    references = sorted(draft.payments.values_list("reference", flat=True))
    assert rows[:2] == ["YLPAY1,一,2026-11-02", "付款编号,户名,联行号,账号,金额"]
    assert [r.split(",")[0] for r in rows[2:4]] == references
    assert rows[4:] == ["合计,2,,,200.10", ""]
    assert {r.split(",", 1)[1] for r in rows[2:4]} == {
        "某人,313333007331,6222000000000000,100.05",
        "某人,313333007331,6222000000000001,100.05",
    }
    assert balances(funded.city) == {
        "granted": D("-1000.00"),
        "available": D("819.91"),
        "reserved": D("60.03"),
        "sent": D("120.06"),
    }
    assert set(draft.payments.values_list("state", flat=True)) == {"sent"}
    assert prove().holds


def test_what_was_changed_after_approval_is_not_sent(draft, hands, accounts):
    approved = signed(draft, hands)
    accounts[ANNA].holder = "别人"
    accounts[ANNA].save()
    before = everything()
    with pytest.raises(LedgerError, match="批次内容与审批时不一致"):
        batches.file_batch(acting_user=hands.payer, batch=approved, render=render)
    assert everything() == before


def test_books_that_do_not_add_up_stop_every_payment(draft, hands, funded):
    approved = signed(draft, hands)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE ledger_account DISABLE TRIGGER ledger_account_balance")
        cursor.execute(
            "UPDATE ledger_account SET balance = balance + 0.01 WHERE kind = 'available'"
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE ledger_account ENABLE TRIGGER ledger_account_balance")
    before = everything()
    with pytest.raises(LedgerError, match="账目核对未通过"):
        batches.file_batch(acting_user=hands.payer, batch=approved, render=render)
    assert everything() == before


def test_a_payment_is_frozen(draft):
    for changes in ({"amount": D("1.00")}, {"reference": "x"}, {"state": "paid"}):
        with (
            pytest.raises(Error, match=r"a payment does not go|whom a payment"),
            transaction.atomic(),
        ):
            draft.payments.update(**changes)
    with pytest.raises(Error, match="never removed"), transaction.atomic():
        draft.payments.all()._raw_delete("default")


# -- accounts --------------------------------------------------------------------------------------


def test_an_account_is_one_persons(accounts, hands):
    cara = Person.objects.by_number(CARA)
    with pytest.raises(LedgerError, match="这个账号已是别人的收款账户"):
        account_of(hands, cara, "6222000000000000")


def test_a_changed_account_is_used_after_the_hold(reserved, accounts, hands):
    anna = Person.objects.by_number(ANNA)
    friday = dt.date(2026, 11, 6)
    changed = account_of(hands, anna, "6222999999999999", today=friday)
    assert changed.usable_from == dt.date(2026, 11, 11)
    made = batches.make_batch(acting_user=hands.maker, region=CITY, title="a", today=friday)
    assert [p.account.person.number.open() for p in made.payments.all()] == [BEN]


def test_whoever_asks_does_not_approve(hands, owed):
    with pytest.raises(PermissionDenied):
        asked = batches.PayeeAccount(person=Person.objects.by_number(ANNA), asked_by=hands.checker)
        from yulin.ledger.actions.payees import approve_payee

        approve_payee(acting_user=hands.checker, account=asked, today=TODAY)


# -- answers ---------------------------------------------------------------------------------------


def findings():
    return list(Reply.objects.order_by("pk").values_list("finding", flat=True))


def states(batch):
    return list(batch.payments.order_by("pk").values_list("state", flat=True))


def test_all_paid(filed, funded):
    take(funded, *map(answer, filed.payments.all()))
    filed.refresh_from_db()
    assert (filed.state, states(filed)) == ("settled", ["paid", "paid"])
    assert balances(funded.city)["paid"] == D("120.06")
    assert "sent" not in balances(funded.city)
    assert prove().holds


#: what the bank says about the first payment → finding, state, what its line says of 100.05
FAULTS = {
    "paid": ({}, "paid", "paid"),
    "refused": ({"outcome": "失败", "reason": "账号不存在"}, "refused", "refused"),
    "partial": ({"amount": "50.00"}, "partial", "unclear"),
    "too much": ({"amount": "100.06"}, "wrong_sum", "unclear"),
    "another name": ({"holder": "别人"}, "wrong_name", "unclear"),
    "bounced before paid": ({"outcome": "退票"}, "contradicts", "unclear"),
    "unknown reference": ({"reference": "YL1"}, "unknown", "sent"),
    "no outcome": ({"outcome": "也许"}, "unread", "sent"),
    "no sum": ({"amount": "1e3"}, "unread", "sent"),
    "no time": ({"at": "昨天"}, "unread", "sent"),
    "too many cells": ({"reason": "a,b"}, "unread", "sent"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_faults(filed, funded, hands, fault):
    cells, finding, state = FAULTS[fault]
    first = filed.payments.order_by("pk").first()
    take(funded, answer(first, **cells))
    assert (findings(), states(filed)) == ([finding], [state, "sent"])
    filed.refresh_from_db()
    assert filed.state == "filed"
    assert prove().holds
    sent = {"unclear": D("120.06"), "sent": D("120.06")}.get(state, D("60.03"))
    assert balances(funded.city)["sent"] == sent
    if state != "refused":
        before = everything()
        with pytest.raises(LedgerError):  # nothing in doubt is sent again
            batches.make_batch(acting_user=hands.maker, region=CITY, title="再", today=TODAY)
        assert everything() == before
    else:
        again = batches.make_batch(acting_user=hands.maker, region=CITY, title="再", today=TODAY)
        assert [p.instalment_id for p in again.payments.all()] == [first.instalment_id]


def test_a_repeated_answer_changes_nothing(filed, funded):
    rows = [answer(filed.payments.first())]
    take(funded, *rows)
    held = balances(funded.city)
    take(funded, *rows, "", name="又来.csv")
    assert findings() == ["paid", "repeated"]
    assert balances(funded.city) == held


def test_the_same_file_again_is_the_same_file(filed, funded):
    rows = [answer(filed.payments.first())]
    first = take(funded, *rows)
    before = everything()
    assert take(funded, *rows) == first
    assert everything() == before


def test_answers_that_contradict_each_other(filed, funded):
    payment = filed.payments.order_by("pk").first()
    take(funded, answer(payment), answer(payment, outcome="失败", serial="S2"))
    assert (findings(), states(filed)) == (["paid", "contradicts"], ["paid", "sent"])


def test_paid_and_returned_in_one_file(filed, funded, hands):
    payment = filed.payments.order_by("pk").first()
    take(funded, answer(payment), answer(payment, outcome="退票", serial="S2"))
    assert (findings(), states(filed)) == (["paid", "bounced"], ["bounced", "sent"])
    assert balances(funded.city)["reserved"] == D("120.06")
    again = batches.make_batch(acting_user=hands.maker, region=CITY, title="再", today=TODAY)
    assert [p.instalment_id for p in again.payments.all()] == [payment.instalment_id]


def test_an_answer_to_what_was_never_sent(draft, funded):
    take(funded, answer(draft.payments.first()))
    assert (findings(), states(draft)) == (["not_sent"], ["prepared", "prepared"])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xff\xfe\xff", "回执文件不是文本"),
        (b"a,b", "回执文件第一行应为：付款编号、结果、金额、户名、银行流水号、时间、原因"),
        (b"", "回执文件第一行应为：付款编号、结果、金额、户名、银行流水号、时间、原因"),
    ],
)
def test_what_is_no_answer_file(filed, funded, data, message):
    before = everything()
    with pytest.raises(LedgerError) as refused:
        take_replies(acting_user=funded.officer, region=CITY, name="x", data=data)
    assert str(refused.value) == message
    assert everything() == before


def test_no_account_number_in_the_journal(filed, funded):
    take(funded, *map(answer, filed.payments.all()))
    text = str(list(JournalEntry.objects.values()))
    assert "6222" not in text
    assert ANNA not in text
