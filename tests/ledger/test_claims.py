"""What was paid too much comes back: approved by another, in terms, to the fen, told exactly."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.conftest import CITY, TODAY, answer, balances, everything, render, signed, take
from tests.registry.builders import ANNA
from yulin.access.enums import Duty
from yulin.entitlements.actions.stops import ask_stop, decide_stop
from yulin.entitlements.models import Grant, Instalment
from yulin.ledger.actions import batches, recover
from yulin.ledger.actions.claims import ask_claim, decide_claim, drop_claim, pro_rata
from yulin.ledger.actions.prove import prove_ledger
from yulin.ledger.actions.reserve import reserve
from yulin.ledger.enums import Cause
from yulin.ledger.errors import LedgerError
from yulin.ledger.models import Claim, ClaimPart, ClaimStep, Notice, Payment
from yulin.ledger.queries.claims import Balance, balance_of, rests_of
from yulin.ledger.shares import owed_back, split

D = Decimal
DUE = dt.date(2026, 12, 31)
FEN = st.integers(0, 10**9).map(lambda fen: D(fen) / 100)


# -- the algebra -----------------------------------------------------------------------------------


@given(paid=FEN, months=st.integers(1, 120), data=st.data())
def test_what_is_kept_and_what_goes_back_are_what_was_paid(paid, months, data):
    served = data.draw(st.integers(0, months))
    back = owed_back(paid, months=months, served=served)
    exact = paid * (months - served) / months
    assert 0 <= back <= paid
    assert abs(back - exact) < D("0.01")
    assert back == round(back, 2)


@given(rests=st.lists(FEN, min_size=1, max_size=6), steps=st.lists(st.integers(1, 100), max_size=8))
def test_steps_never_take_more_than_is_left_and_end_at_zero(rests, steps):
    """However a claim comes back, each line gets what it paid: whole in the end, to the fen."""
    left = list(rests)
    for percent in [*steps, 100]:
        amount = (sum(left) * percent / 100).quantize(D("0.01"), rounding="ROUND_DOWN")
        parts = split(amount, left)
        assert sum(parts) == amount
        assert all(0 <= part <= rest for part, rest in zip(parts, left, strict=True))
        left = [rest - part for part, rest in zip(parts, left, strict=True)]
    assert left == [0] * len(rests)


def test_what_is_wrong_is_refused():
    with pytest.raises(ValueError, match="more than is left"):
        split(D("1.00"), [D("0.99")])
    for months, served in ((0, 0), (12, 13), (12, -1)):
        with pytest.raises(ValueError, match="months"):
            owed_back(D("1.00"), months=months, served=served)


@pytest.mark.parametrize(
    ("served", "back"), [(0, "60000.00"), (17, "43000.00"), (59, "1000.00"), (60, "0.00")]
)
def test_a_service_period_of_five_years(served, back):
    """奉化: paid − total ÷ 60 × months served."""
    assert owed_back(D("60000.00"), months=60, served=served) == D(back)


# -- a claim ---------------------------------------------------------------------------------------


@pytest.fixture
def paid(filed, funded):
    take(funded, *map(answer, filed.payments.all()))
    return Payment.objects.get(account__person__number_index__isnull=False, account=_annas())


def _annas():
    from yulin.ledger.models import PayeeAccount
    from yulin.registry.models import Person

    return PayeeAccount.objects.get(person=Person.objects.by_number(ANNA))


def asked(hands, paid, amount="60.01", terms=3):
    return ask_claim(
        acting_user=hands.maker,
        grant=paid.instalment.grant,
        cause=Cause.LEFT_EARLY,
        parts={paid: D(amount)},
        reason="离职证明；温人社〔2026〕1号第五条",
        first_due=DUE,
        terms=terms,
    )


@pytest.fixture
def claim(paid, hands):
    return decide_claim(acting_user=hands.approver, claim=asked(hands, paid), agree=True)


def told(claim, today=TODAY):
    return balance_of(claim, today=today)


def receipt(funded, claim, amount, reference="R1"):
    return recover.take_receipt(
        acting_user=funded.officer,
        claim=claim,
        amount=D(amount),
        reference=reference,
        reason="银行收款通知",
    )


def check():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    assert prove_ledger(acting_user=None).holds


@pytest.mark.django_db
def test_a_claim_is_spread_over_lines_and_months(claim, funded):
    assert dict(ClaimPart.objects.values_list("line", "amount")) == {
        funded.city.pk: D("36.01"),
        funded.county.pk: D("24.00"),
    }
    assert list(claim.terms.values_list("due_on", "amount")) == [
        (dt.date(2026, 12, 31), D("20.01")),
        (dt.date(2027, 1, 31), D("20.00")),
        (dt.date(2027, 2, 28), D("20.00")),
    ]
    assert balances(funded.city)["to_recover"] == D("36.01")
    told = {"amount": "60.01", "terms": "3", "day": "2026-12-31"}
    assert Notice.objects.get(kind="claim_opened").data == told
    check()


@pytest.mark.django_db
def test_what_remains_is_told_exactly(claim, funded):
    receipt(funded, claim, "10.00")
    assert told(claim) == Balance(
        amount=D("60.01"),
        received=D("10.00"),
        set_off=D(0),
        written_off=D(0),
        remains=D("50.01"),
        overdue=D(0),
    )
    assert told(claim, dt.date(2027, 2, 1)).overdue == D("30.01")
    check()


@pytest.mark.django_db
def test_when_all_is_back_it_ends_and_the_lines_are_whole(claim, funded):
    free = balances(funded.city)["available"]
    for number, amount in enumerate(("20.01", "20.00", "20.00")):
        receipt(funded, claim, amount, f"R{number}")
    claim.refresh_from_db()
    assert (claim.state, told(claim).remains) == ("ended", 0)
    assert balances(funded.city)["available"] - free == D("36.01")
    assert "to_recover" not in balances(funded.city)
    assert Notice.objects.first().kind == "claim_ended"
    check()


@pytest.mark.django_db
def test_asking_moves_nothing_and_another_approves(paid, hands, funded):
    before = balances(funded.city)
    made = asked(hands, paid)
    assert balances(funded.city) == before
    for user in (hands.maker, hands.checker, hands.payer, hands.control):
        with pytest.raises(PermissionDenied):
            decide_claim(acting_user=user, claim=made, agree=True)
    with pytest.raises(Error, match="ledger_claim_two_people"), transaction.atomic():
        Claim.objects.update(state="open", decided_by=hands.maker, decided_at=made.asked_at)
    with pytest.raises(LedgerError, match="请写明不批准的理由"):
        decide_claim(acting_user=hands.approver, claim=made, agree=False)
    decide_claim(acting_user=hands.approver, claim=made, agree=False, remarks="证据不足")
    assert (balances(funded.city), Notice.objects.exclude(kind="money_paid").count()) == (before, 0)
    check()


@pytest.mark.django_db
def test_no_more_is_asked_back_than_was_paid(claim, paid, hands):
    before = everything(), ClaimPart.objects.count()
    with pytest.raises(LedgerError, match="没有付出，或可追回的不足"):
        asked(hands, paid, "40.05")
    assert (everything(), ClaimPart.objects.count()) == before
    second = asked(hands, paid, "40.04")
    decide_claim(acting_user=hands.approver, claim=second, agree=True)
    assert sum(sum(rests_of(c).values()) for c in (claim, second)) == D("100.05")
    check()


@pytest.mark.django_db
def test_pro_rata_of_two_payments():
    payments = [Payment(pk=1, amount=D("100.00")), Payment(pk=2, amount=D("0.01"))]
    parts = pro_rata(payments=payments, months=3, served=1)
    assert sum(parts.values()) == D("66.67")
    assert parts[payments[0]] == D("66.66")


@pytest.mark.django_db
def test_more_than_remains_is_refused(claim, funded):
    for amount in ("60.02", "0.00", "-1.00", "0.001"):
        with pytest.raises(LedgerError, match=r"不超过尚欠的 60\.01 元"):
            receipt(funded, claim, amount)
    receipt(funded, claim, "1.00")
    with pytest.raises(LedgerError, match="这笔银行流水已经登记"):
        receipt(funded, claim, "1.00")
    assert ClaimStep.objects.count() == 1


@pytest.mark.django_db
def test_a_claim_is_dropped_only_before_anything_came_in(claim, hands, funded):
    paid_out = balances(funded.city)["paid"]
    drop_claim(acting_user=hands.approver, claim=claim, remarks="异议成立")
    assert balances(funded.city)["paid"] - paid_out == D("36.01")
    check()


@pytest.mark.django_db
def test_after_a_receipt_it_is_not_dropped(claim, hands, funded):
    receipt(funded, claim, "1.00")
    with pytest.raises(LedgerError, match="只有还没有进展的追回可以撤销"):
        drop_claim(acting_user=hands.approver, claim=claim, remarks="异议成立")


# -- written off -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_nothing_is_written_off_by_one(claim, hands, funded):
    step = recover.ask_write_off(
        acting_user=funded.officer, claim=claim, amount=D("60.01"), reason="无可执行财产"
    )
    assert told(claim).remains == D("60.01")
    for user in (funded.officer, hands.maker, hands.control):
        with pytest.raises(PermissionDenied):
            recover.decide_write_off(acting_user=user, step=step, agree=True)
    with pytest.raises(Error, match="write_off_two_people"), transaction.atomic():
        ClaimStep.objects.update(agreed=True, decided_by=funded.officer)
    recover.decide_write_off(acting_user=hands.approver, step=step, agree=True)
    claim.refresh_from_db()
    assert (claim.state, told(claim).written_off) == ("ended", D("60.01"))
    assert balances(funded.city)["written_off"] == D("36.01")
    check()


@pytest.mark.django_db
def test_a_write_off_that_came_too_late_is_refused(claim, hands, funded):
    step = recover.ask_write_off(
        acting_user=funded.officer, claim=claim, amount=D("60.01"), reason="无可执行财产"
    )
    receipt(funded, claim, "0.01")
    with pytest.raises(LedgerError, match=r"不超过尚欠的 60\.00 元"):
        recover.decide_write_off(acting_user=hands.approver, step=step, agree=True)
    recover.decide_write_off(acting_user=hands.approver, step=step, agree=False, remarks="已还")
    check()


# -- set off ---------------------------------------------------------------------------------------


@pytest.fixture
def later(claim, funded):
    """A second grant of Anna's: 50.00 yuan, with its money."""
    grant = Grant.objects.get(pk=claim.grant_id)
    grant.pk, grant.uuid, grant.number = None, "00000000-0000-0000-0000-000000000002", 2
    grant.state = "ended"
    grant.save()
    first = Instalment.objects.filter(grant=claim.grant_id).get()
    first.pk, first.uuid, first.grant = None, "00000000-0000-0000-0000-000000000003", grant
    first.amount, first.during = 5000, (dt.date(2026, 11, 5), dt.date(2026, 11, 6))
    first.save()
    reserve(acting_user=funded.officer, region=CITY)
    return Instalment.objects.get(grant=grant)


@pytest.fixture
def clause(funded, hands):
    rule = recover.ask_set_off_rule(
        acting_user=funded.officer, policy="T-02", region=CITY, clause="第五条第二款"
    )
    return recover.approve_set_off_rule(acting_user=hands.control, rule=rule)


@pytest.mark.django_db
def test_without_a_clause_nothing_is_set_off(later, claim, hands, funded):
    before = everything()
    words = {"acting_user": hands.maker, "claim": claim, "instalment": later}
    with pytest.raises(LedgerError, match="没有经核准的抵扣条款"):
        recover.set_off(**words, amount=D("1.00"))
    assert everything() == before
    rule = recover.ask_set_off_rule(
        acting_user=funded.officer, policy="T-02", region=CITY, clause="第五条第二款"
    )
    with pytest.raises(PermissionDenied):
        recover.approve_set_off_rule(acting_user=funded.officer, rule=rule)
    with pytest.raises(LedgerError, match="没有经核准的抵扣条款"):
        recover.set_off(**words, amount=D("1.00"))


@pytest.mark.django_db
def test_what_is_set_off_is_paid_less(later, claim, clause, hands, funded):
    recover.set_off(acting_user=hands.maker, claim=claim, instalment=later, amount=D("30.01"))
    assert (told(claim).set_off, told(claim).remains) == (D("30.01"), D("30.00"))
    check()
    batch = batches.make_batch(acting_user=hands.maker, region=CITY, title="十二月", today=TODAY)
    payment = batch.payments.get()
    assert (payment.instalment, payment.amount) == (later, D("19.99"))
    batches.file_batch(acting_user=hands.payer, batch=signed(batch, hands), render=render)
    check()
    take(funded, answer(payment, serial="S9"), name="二.csv")
    check()
    assert Notice.objects.filter(kind="claim_set_off").get().data == {"amount": "30.01"}


@pytest.mark.django_db
def test_what_is_set_off_wholly_is_in_no_batch(later, claim, clause, hands):
    recover.set_off(acting_user=hands.maker, claim=claim, instalment=later, amount=D("50.00"))
    with pytest.raises(LedgerError, match="现在没有可以拨付的应付"):
        batches.make_batch(acting_user=hands.maker, region=CITY, title="x", today=TODAY)
    with pytest.raises(LedgerError, match="余下的不足抵扣"):
        recover.set_off(acting_user=hands.maker, claim=claim, instalment=later, amount=D("0.01"))
    check()


@pytest.fixture
def stopped(hands, with_duty):
    """Stops the grant of an instalment."""

    def stop(instalment):
        asked = ask_stop(
            acting_user=hands.control, grant=instalment.grant, clause="第八条", reason="已离开"
        )
        decide_stop(acting_user=with_duty(Duty.HEAD), stop=asked, agree=True)
        check()

    return stop


def goes_on(instalment):
    """As a ruling would let it."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("ALTER TABLE entitlements_grant DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE entitlements_grant SET state = 'ended' WHERE id = %s", [instalment.grant_id]
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("ALTER TABLE entitlements_grant ENABLE TRIGGER USER")


def free(fund):
    return [balances(line)["available"] for line in (fund.city, fund.county)]


@pytest.mark.django_db
def test_of_what_was_set_off_in_part_the_rest_is_free_when_it_stops(
    later, claim, clause, hands, funded, stopped
):
    recover.set_off(acting_user=hands.maker, claim=claim, instalment=later, amount=D("30.01"))
    before = free(funded)
    stopped(later)
    assert not later.allocations.exists()
    gained = [now - was for now, was in zip(free(funded), before, strict=True)]
    assert gained == [D("11.99"), D("8.00")]
    assert told(claim).set_off == D("30.01")
    goes_on(later)
    assert reserve(acting_user=funded.officer, region=CITY).amount == D("19.99")
    assert free(funded) == before
    check()
    batch = batches.make_batch(acting_user=hands.maker, region=CITY, title="又", today=TODAY)
    assert batch.payments.get().amount == D("19.99")
    check()


@pytest.mark.django_db
def test_what_was_set_off_whole_has_nothing_to_free(later, claim, clause, hands, funded, stopped):
    recover.set_off(acting_user=hands.maker, claim=claim, instalment=later, amount=D("50.00"))
    before = free(funded)
    stopped(later)
    assert free(funded) == before


@pytest.mark.django_db
def test_what_goes_on_is_reserved_for_anew_each_time(later, claim, hands, funded, stopped):
    """The same single sum, reserved, set free and reserved again: each time the money moves."""
    before = free(funded)
    stopped(later)
    assert sum(free(funded)) - sum(before) == D("50.00")
    goes_on(later)
    assert reserve(acting_user=funded.officer, region=CITY).amount == D("50.00")
    assert free(funded) == before
    check()


@pytest.mark.django_db
def test_what_is_being_paid_or_anothers_is_not_set_off(later, claim, clause, hands, paid):
    others = Payment.objects.exclude(pk=paid.pk).first().instalment
    for instalment, words in (
        (others, "只能从本人的后续款项中抵扣"),
        (paid.instalment, "正在支付或已经支付"),
    ):
        with pytest.raises(LedgerError, match=words):
            recover.set_off(
                acting_user=hands.maker, claim=claim, instalment=instalment, amount=D("1.00")
            )


@pytest.mark.django_db
def test_parts_and_terms_stay_and_make_up_the_whole(claim):
    for rows in (claim.parts, claim.terms):
        with pytest.raises(Error, match="append-only"), transaction.atomic():
            rows.update(amount=D("1.00"))
    with pytest.raises(Error, match="do not make it up"), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(amount=D("61.00"))
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
