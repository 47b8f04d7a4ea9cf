"""What is decided about a person and paid to their employer: owed, paid and answered for once."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from tests.entitlements.conftest import REGION
from tests.ledger.conftest import CITY, TODAY, account_of, answer, render, signed, take
from tests.programmes.documents import write_library
from tests.registry.builders import ANNA, BEN, CARA, FIRM, OTHER_FIRM, load
from yulin.access.enums import Role
from yulin.entitlements.actions.execute import execute_run
from yulin.entitlements.actions.request import request_run
from yulin.entitlements.models import Grant, Instalment
from yulin.ledger.actions import batches
from yulin.ledger.actions.claims import ask_claim, decide_claim
from yulin.ledger.actions.follow import follow_run
from yulin.ledger.actions.payee_list import Line, ask_payees
from yulin.ledger.actions.prove import prove_ledger
from yulin.ledger.enums import Cause
from yulin.ledger.errors import LedgerError
from yulin.ledger.models import Funding, FundingShare, PayeeAccount, Payment
from yulin.ledger.queries.claims import later_instalments
from yulin.ledger.queries.own import own_sums
from yulin.registry.models import Employer, Person

pytestmark = pytest.mark.django_db
D = Decimal
JOB = {"入职日期": "2020-01-01"}


@pytest.fixture
def library(tmp_path, settings):
    """The settling subsidy, 100.05 yuan a month for three months, paid to the employer."""
    settings.YULIN_POLICIES = write_library(tmp_path / "policies", amount="100.05")
    settings.YULIN_VAR = tmp_path / "var"
    (settings.YULIN_POLICIES / "wenzhou" / "T-03.yaml").unlink()
    file = settings.YULIN_POLICIES / "wenzhou" / "T-02.yaml"
    text = file.read_text().replace("领域: 住房\n", "领域: 住房\n受款: 单位\n")
    file.write_text(text.replace("{式: 100.05元}", "{式: 100.05元, 每: 月, 期数: 3}"))


def jobs(**firms):
    """Anna, Ben and Cara with the firms that each works for."""
    numbers = {"anna": ANNA, "ben": BEN, "cara": CARA}
    return [
        {"证件号": numbers[name], "单位代码": code} | JOB
        for name, codes in firms.items()
        for code in codes
    ]


def known(**firms):
    degrees = [{"证件号": number, "学历": "博士"} for number in (ANNA, BEN, CARA)]
    rows = jobs(**firms) or [
        {"证件号": CARA, "单位代码": OTHER_FIRM, **JOB, "离职日期": "2021-01-01"}
    ]
    load(**REGION | {"学历": degrees, "就业": rows})


def go(day=TODAY):
    follow_run(run=execute_run(run=request_run(acting_user=None, as_of=day, queue=False)))


def person(number):
    return Person.objects.by_number(number)


def firm(code=FIRM):
    return Employer.objects.get(code=code)


def owed():
    rows = Instalment.objects.order_by("person", "number")
    return [(row.person, row.paid_to, row.number, row.amount) for row in rows]


@pytest.fixture
def fund_of(fund):
    funding = Funding.objects.create(policy="T-02", region=CITY, during=(dt.date(2026, 1, 1), None))
    FundingShare.objects.create(funding=funding, line=fund.city, weight=1)
    return fund


def check():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    assert prove_ledger(acting_user=None).holds


def test_it_is_owed_to_the_one_firm_that_somebody_works_for(library):
    known(anna=[FIRM], ben=[FIRM, OTHER_FIRM], cara=[])
    go()
    assert owed() == [(person(ANNA), firm(), 1, 10_005)]
    assert {grant.person for grant in Grant.objects.all()} == {person(ANNA)}


def test_each_period_is_owed_to_the_firm_of_its_first_day(library):
    known(anna=[FIRM])
    go(dt.date(2026, 1, 15))
    load(
        就业=[
            {"证件号": ANNA, "单位代码": FIRM, **JOB, "离职日期": "2026-02-01"},
            {"证件号": ANNA, "单位代码": OTHER_FIRM, "入职日期": "2026-02-02"},
        ]
    )
    go(dt.date(2026, 3, 15))
    assert [(to, number) for _who, to, number, _fen in owed()] == [
        (firm(), 1),
        (firm(OTHER_FIRM), 2),
        (firm(OTHER_FIRM), 3),
    ]


def test_a_period_of_which_nobody_can_say_the_firm_waits_until_it_is_known(library):
    known(anna=[FIRM])
    go(dt.date(2026, 1, 15))
    load(就业=jobs(anna=[FIRM, OTHER_FIRM]))
    go(dt.date(2026, 3, 15))
    assert [number for _who, _to, number, _fen in owed()] == [1]
    load(就业=jobs(anna=[OTHER_FIRM]))
    go(dt.date(2026, 3, 16))
    assert [(to, number) for _who, to, number, _fen in owed()] == [
        (firm(), 1),
        (firm(OTHER_FIRM), 2),
        (firm(OTHER_FIRM), 3),
    ]
    go(dt.date(2026, 3, 17))
    assert len(owed()) == 3


@pytest.fixture
def filed(library, fund_of, hands):
    known(anna=[FIRM], ben=[FIRM])
    go()
    account_of(hands, firm(), "1203 0000 0000 0001", holder="鹿城电气")
    account_of(hands, person(ANNA), "6222 0000 0000 0001")
    batch = batches.make_batch(acting_user=hands.maker, region=CITY, title="一", today=TODAY)
    file = batches.file_batch(acting_user=hands.payer, batch=signed(batch, hands), render=render)
    return batch, file


def test_the_firm_is_paid_once_for_each_and_the_person_is_not(filed, fund_of, hands):
    batch, file = filed
    payments = list(batch.payments.order_by("instalment__person"))
    assert [(p.account.employer, p.account.person, p.amount) for p in payments] == [
        (firm(), None, D("100.05")),
        (firm(), None, D("100.05")),
    ]
    assert b"1203000000000001" in file
    assert b"6222000000000001" not in file
    take(fund_of, *(answer(one, holder="鹿城电气") for one in payments))
    assert set(Payment.objects.values_list("state", flat=True)) == {"paid"}
    check()
    with pytest.raises(LedgerError, match="没有可以拨付的应付"):
        batches.make_batch(acting_user=hands.maker, region=CITY, title="二", today=TODAY)
    go(dt.date(2026, 11, 3))
    assert len(owed()) == 2


def test_without_the_firms_account_nobody_is_paid_in_its_place(library, fund_of, hands):
    known(anna=[FIRM])
    go()
    account_of(hands, person(ANNA), "6222 0000 0000 0001")
    with pytest.raises(LedgerError, match="没有可以拨付的应付"):
        batches.make_batch(acting_user=hands.maker, region=CITY, title="一", today=TODAY)


def test_the_proof_finds_a_payment_to_the_person(filed):
    mine = PayeeAccount.objects.get(person=person(ANNA))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("ALTER TABLE ledger_payment DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE ledger_payment SET account_id = %s WHERE instalment_id ="
            " (SELECT id FROM entitlements_instalment WHERE person_id = %s)",
            [mine.pk, mine.person_id],
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("ALTER TABLE ledger_payment ENABLE TRIGGER USER")
    proof = prove_ledger(acting_user=None)
    assert (proof.holds, proof.broken) == (False, 1)


def test_the_same_time_is_owed_once_whoever_is_paid(library):
    known(anna=[FIRM])
    go()
    row = Instalment.objects.get()
    row.pk, row.uuid, row.number = None, "00000000-0000-0000-0000-000000000009", 9
    row.payee = None
    with pytest.raises(IntegrityError, match="person_time_once"), transaction.atomic():
        row.save()
    row.person, row.employer, row.payee = None, firm(), firm()
    with pytest.raises(IntegrityError, match="payee_of_person"), transaction.atomic():
        row.save()


def test_what_was_paid_too_much_is_claimed_of_the_firm(filed, fund_of, hands, user_of):
    batch, _file = filed
    take(fund_of, *(answer(one, holder="鹿城电气") for one in batch.payments.all()))
    paid = Payment.objects.get(instalment__person=person(ANNA))
    claim = ask_claim(
        acting_user=hands.maker,
        grant=paid.instalment.grant,
        cause=Cause.REDECISION,
        parts={paid: D("50.00")},
        reason="第五条",
        first_due=dt.date(2026, 12, 31),
    )
    assert (claim.person, claim.employer) == (None, firm())
    decide_claim(acting_user=hands.approver, claim=claim, agree=True)
    check()
    go(dt.date(2026, 12, 5))
    later = later_instalments(claim)
    assert {(row.person, row.paid_to) for row in later} == {
        (person(ANNA), firm()),
        (person(BEN), firm()),
    }


def test_the_person_reads_that_their_employer_is_paid(filed, fund_of, client, user_of):
    anna = person(ANNA)
    (line,) = own_sums(person=anna)
    assert (line.state, line.payee, line.account) == ("sent", "鹿城电气", "")
    hers = user_of(Role.PERSON, username="anna", person_key=str(anna.uuid))
    client.force_login(hers)
    page = client.get(reverse("person:payments")).content.decode()
    assert "付给用人单位：鹿城电气" in page
    assert "0001" not in page


def test_accounts_of_organisations_come_in_a_list(library, hands):
    known(anna=[FIRM])
    lines = [
        Line(row=2, number=FIRM, holder="鹿城电气", bank="温州银行", bank_code="313333007331",
             account="1203000000000001"),
        Line(row=3, number=FIRM, holder="别的公司", bank="温州银行", bank_code="313333007331",
             account="1203000000000002"),
        Line(row=4, number=OTHER_FIRM[:-1] + "X", holder="x", bank="x", bank_code="1",
             account="1"),
    ]  # fmt: skip
    taken = ask_payees(acting_user=hands.maker, region=CITY, lines=lines)
    assert (taken.asked, taken.refused) == (
        1,
        [(3, "户名与登记的姓名不同。"), (4, "不是本地区登记的人员或单位。")],
    )
    account = PayeeAccount.objects.get()
    assert (account.employer, account.state, account.number.open()) == (
        firm(),
        "pending",
        "1203000000000001",
    )
