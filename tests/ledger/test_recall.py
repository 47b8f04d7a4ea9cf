"""What the text itself calls back: proposed once, told, answered, approved by somebody, to the fen."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, connection, transaction
from django.utils.timezone import localdate

from tests.ledger.conftest import answer, balances, take
from tests.registry.builders import ANNA, BEN, load
from yulin.access.actions.journal import record
from yulin.access.enums import Role
from yulin.access.models import JournalEntry
from yulin.entitlements.actions.execute import execute_run
from yulin.entitlements.actions.request import request_run
from yulin.ledger.actions.claims import decide_claim, drop_claim
from yulin.ledger.actions.follow import follow_run
from yulin.ledger.actions.plans import ask_plan, decide_plan
from yulin.ledger.actions.prove import prove_ledger
from yulin.ledger.actions.recall import answer_claim, recall
from yulin.ledger.actions.recover import take_receipt
from yulin.ledger.errors import LedgerError
from yulin.ledger.models import Claim, ClaimPart, ClaimTerm, Notice
from yulin.ledger.queries.claims import balance_of, current_terms
from yulin.registry.models import Person

pytestmark = pytest.mark.django_db
D = Decimal
LATER = dt.date(2026, 12, 1)
CALLS_BACK = """
        存续:
          追回: [{编号: 离开, 说: 已离开本市, en: Left, 须: 最高学历 < '博士'}]
          追回额: 本待遇.已领金额 * 3 / 4
"""


@pytest.fixture
def paid(filed, funded, settings):
    """Anna and Ben have been paid 100.05; then the text says when it calls money back."""
    take(funded, *map(answer, filed.payments.all()))
    file = settings.YULIN_POLICIES / "wenzhou" / "T-02.yaml"
    file.write_text(file.read_text().rstrip() + CALLS_BACK)


@pytest.fixture
def anna(paid):
    return Person.objects.by_number(ANNA)


@pytest.fixture
def hers(anna, user_of):
    return user_of(Role.PERSON, username="anna", person_key=str(anna.uuid))


def left(number=ANNA, to="硕士"):
    load(学历=[{"证件号": number, "学历": to}])


def run(day=LATER):
    return execute_run(run=request_run(acting_user=None, as_of=day, queue=False))


@pytest.fixture
def called(anna):
    left()
    follow_run(run=run())
    return Claim.objects.get()


def answered(claim, hers):
    return answer_claim(acting_user=hers, claim=claim, text="我在外地进修")


def check():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    assert prove_ledger(acting_user=None).holds


def test_what_was_paid_is_called_back_to_the_fen_and_nothing_moves_yet(called, anna, funded):
    assert (called.person, called.amount, called.state) == (anna, D("75.04"), "asked")
    assert (called.cause, called.asked_by, called.reason) == ("called_back", None, "已离开本市")
    assert dict(ClaimPart.objects.values_list("line", "amount")) == {
        funded.city.pk: D("45.02"),
        funded.county.pk: D("30.02"),
    }
    assert "to_recover" not in balances(funded.city)
    notice = Notice.objects.get(kind="claim_asked")
    assert (notice.person, notice.data) == (
        anna,
        {"amount": "75.04", "day": called.answer_by.isoformat()},
    )
    assert called.answer_by > localdate()
    assert current_terms(called).get().due_on == called.answer_by + dt.timedelta(days=30)
    entry = JournalEntry.objects.get(action="ledger.claims.recall")
    assert entry.data == {"rows": 1, "sum": "75.04"}
    check()


def test_it_is_proposed_once_however_often_it_is_found(called, anna):
    assert recall(run=called.run) == []
    follow_run(run=run(dt.date(2026, 12, 2)))
    assert Claim.objects.count() == 1


def test_whoever_still_fulfils_it_owes_nothing(paid):
    follow_run(run=run())
    assert Claim.objects.count() == 0


def test_who_was_never_paid_is_asked_for_nothing(paid):
    from tests.registry.builders import CARA

    left(CARA)
    follow_run(run=run())
    assert Claim.objects.count() == 0


def test_what_cannot_be_told_calls_nothing_back(paid, anna):
    from yulin.registry.models import Coverage

    left()
    row = Coverage.objects.get(person=anna, superseded_at__isnull=True)
    Coverage.objects.filter(pk=row.pk).update(
        tables=[table for table in row.tables if table != "education"]
    )
    follow_run(run=run())
    assert Claim.objects.count() == 0


def test_what_the_register_names_as_received_is_not_counted_twice(paid, anna):
    taken = {"证件号": ANNA, "政策编号": "T-02", "待遇": "安家", "享受日期": "2026-11-03"}
    load(已享受=[taken | {"金额": "100.05", "享受状态": "已发放"}])
    left()
    follow_run(run=run())
    assert Claim.objects.get().amount == D("75.04")


def test_no_more_is_asked_than_was_paid(paid, anna):
    taken = {"证件号": ANNA, "政策编号": "T-02", "待遇": "安家", "享受日期": "2026-11-03"}
    load(已享受=[taken | {"金额": "900.00", "享受状态": "已发放"}])
    left()
    follow_run(run=run())
    assert Claim.objects.get().amount == D("100.05")


def test_before_an_answer_or_the_day_nobody_approves(called, hers, hands, funded, user_of):
    with pytest.raises(LedgerError, match="答复以后或过了这一天才能批准"):
        decide_claim(acting_user=hands.approver, claim=called, agree=True)
    with pytest.raises(Error, match="is heard before"), transaction.atomic():
        Claim.objects.update(state="open", decided_by=hands.approver, decided_at=called.asked_at)
    ben = user_of(Role.PERSON, username="ben", person_key=str(Person.objects.by_number(BEN).uuid))
    for user in (ben, hands.maker, hands.approver):
        with pytest.raises(PermissionDenied):
            answer_claim(acting_user=user, claim=called, text="x")
    with pytest.raises(LedgerError, match="请写下您的说明"):
        answer_claim(acting_user=hers, claim=called, text=" ")
    assert answered(called, hers).answer == "我在外地进修"
    with pytest.raises(LedgerError, match="已经答复过"):
        answered(called, hers)
    for user in (hands.maker, hands.control, hands.payer):
        with pytest.raises(PermissionDenied):
            decide_claim(acting_user=user, claim=called, agree=True)
    decide_claim(acting_user=hands.approver, claim=called, agree=True)
    assert balances(funded.city)["to_recover"] == D("45.02")
    with pytest.raises(Error, match="is heard before"), transaction.atomic():
        Claim.objects.update(answer="别的话")
    check()


def test_after_the_day_it_is_approved_without_an_answer(called, hands):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("ALTER TABLE ledger_claim DISABLE TRIGGER ledger_claim_answer_stays")
        cursor.execute("UPDATE ledger_claim SET answer_by = current_date - 2")
        record(acting_user=None, action="test.day.pass")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("ALTER TABLE ledger_claim ENABLE TRIGGER ledger_claim_answer_stays")
    assert decide_claim(acting_user=hands.approver, claim=called, agree=True).state == "open"
    check()


def test_what_was_refused_is_told_and_not_proposed_again(called, hers, hands):
    decide_claim(acting_user=hands.approver, claim=called, agree=False, remarks="进修不算离开")
    assert Notice.objects.first().kind == "claim_refused"
    follow_run(run=run(dt.date(2026, 12, 2)))
    assert Claim.objects.count() == 1
    check()


def test_what_somebody_claimed_before_is_taken_off(paid, anna, hands):
    from tests.ledger.test_claims import asked
    from yulin.ledger.models import Payment

    mine = Payment.objects.get(instalment__person=anna)
    decide_claim(acting_user=hands.approver, claim=asked(hands, mine), agree=True)
    left()
    follow_run(run=run())
    assert Claim.objects.get(cause="called_back").amount == D("75.04") - D("60.01")
    check()


def test_nobody_but_a_run_finds_what_a_text_calls_back(paid, anna, hands):
    from tests.ledger.test_claims import asked
    from yulin.ledger.models import Payment

    made = asked(hands, Payment.objects.get(instalment__person=anna))
    with pytest.raises(Error, match="ledger_claim_found_by_one"), transaction.atomic():
        Claim.objects.filter(pk=made.pk).update(asked_by=None)
    with pytest.raises(Error, match="ledger_claim_found_by_one"), transaction.atomic():
        Claim.objects.filter(pk=made.pk).update(cause="called_back")


# -- other terms -----------------------------------------------------------------------------------


@pytest.fixture
def owing(called, hers, hands):
    answered(called, hers)
    return decide_claim(acting_user=hands.approver, claim=called, agree=True)


def plan(hands, claim, **words):
    first = localdate() + dt.timedelta(days=40)
    given = {"first_due": first, "terms": 4, "reason": "收入减少"} | words
    return ask_plan(acting_user=hands.maker, claim=claim, **given)


def receipt(fund, claim, amount):
    take_receipt(
        acting_user=fund.officer, claim=claim, amount=D(amount), reference=amount, reason="到账"
    )


def test_what_is_left_gets_other_terms_by_two_people(owing, hands, funded):
    receipt(funded, owing, "5.03")
    before = list(ClaimTerm.objects.values_list("pk", flat=True))
    asked = plan(hands, owing)
    assert list(ClaimTerm.objects.values_list("pk", flat=True)) == before
    for user in (hands.maker, hands.checker, hands.control):
        with pytest.raises(PermissionDenied):
            decide_plan(acting_user=user, plan=asked, agree=True)
    decide_plan(acting_user=hands.approver, plan=asked, agree=True)
    terms = list(current_terms(owing).values_list("number", "amount"))
    assert terms == [
        (0, D("5.03")), (1, D("17.51")), (2, D("17.50")), (3, D("17.50")), (4, D("17.50")),
    ]  # fmt: skip
    first = asked.first_due
    assert balance_of(owing, today=first).overdue == 0
    assert balance_of(owing, today=first + dt.timedelta(days=1)).overdue == D("17.51")
    told = Notice.objects.first()
    assert (told.kind, told.data) == (
        "claim_planned",
        {"amount": "70.01", "terms": "4", "day": first.isoformat()},
    )
    receipt(funded, owing, "70.01")
    owing.refresh_from_db()
    assert (owing.state, owing.terms.count()) == ("ended", 6)
    check()


def test_a_plan_is_refused_with_a_word_and_another_may_be_asked_for(owing, hands):
    asked = plan(hands, owing)
    with pytest.raises(LedgerError, match="已有待审批的还款安排"):
        plan(hands, owing)
    with pytest.raises(LedgerError, match="请写明不批准的理由"):
        decide_plan(acting_user=hands.approver, plan=asked, agree=False)
    decide_plan(acting_user=hands.approver, plan=asked, agree=False, remarks="期数太多")
    with pytest.raises(LedgerError, match="已经审批"):
        decide_plan(acting_user=hands.approver, plan=asked, agree=True)
    assert current_terms(owing).count() == 1
    assert plan(hands, owing, terms=2).terms_count == 2
    check()


def test_what_is_no_plan_is_refused(owing, hands, officer, called):
    for wrong in ({"terms": 0}, {"terms": 61}, {"reason": " "}, {"first_due": localdate()}):
        with pytest.raises(LedgerError, match="还款安排须有理由"):
            plan(hands, owing, **wrong)
    with pytest.raises(PermissionDenied):
        ask_plan(
            acting_user=officer,
            claim=owing,
            first_due=LATER.replace(year=2030),
            terms=2,
            reason="x",
        )
    drop_claim(acting_user=hands.approver, claim=owing, remarks="异议成立")
    with pytest.raises(LedgerError, match="不在追回中"):
        plan(hands, owing)


def test_the_database_wants_plans_whole_and_decided_by_another(owing, hands):
    asked = plan(hands, owing)
    with pytest.raises(Error, match="ledger_claimplan_two_people"), transaction.atomic():
        type(asked).objects.update(agreed=True, decided_by=hands.maker, decided_at=asked.asked_at)
    with pytest.raises(Error, match="do not make it up"), transaction.atomic():
        ClaimTerm.objects.create(claim=owing, plan=1, number=1, due_on=LATER, amount=D("75.04"))
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    decide_plan(acting_user=hands.approver, plan=asked, agree=True)
    with pytest.raises(Error, match="decided once"), transaction.atomic():
        type(asked).objects.update(reason="x")
