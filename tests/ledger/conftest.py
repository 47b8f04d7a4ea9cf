"""A fund of the city with two lines, those who hold its duties, and two people who are owed."""

import datetime as dt
from decimal import Decimal
from functools import partial
from shutil import copytree, rmtree
from types import SimpleNamespace

import pytest

from tests.conftest import make_user
from tests.entitlements.conftest import REGION
from tests.kept import kept_rows
from tests.programmes.documents import write_library
from tests.registry.builders import ANNA, BEN, CARA, load
from yulin.access.enums import Duty, Role
from yulin.access.models import DutyGrant, JournalEntry
from yulin.entitlements.actions.accrue import accrue
from yulin.entitlements.actions.execute import execute_run
from yulin.entitlements.actions.request import request_run
from yulin.ledger.actions import batches
from yulin.ledger.actions.funds import grant_budget, open_fund, open_line
from yulin.ledger.actions.payees import approve_payee, ask_payee
from yulin.ledger.actions.replies import take_replies
from yulin.ledger.actions.reserve import reserve
from yulin.ledger.bank.outgoing import as_csv
from yulin.ledger.enums import Source, Stage
from yulin.ledger.models import Batch, Funding, FundingShare, Payment, Posting, Reply
from yulin.registry.models import Person

TODAY = dt.date(2026, 11, 2)
CITY = 330300


def make_holder(duty, username=None, region=CITY):
    """An officer who holds a duty in the city."""
    user = make_user(Role.OFFICER, username=username or f"{duty}", region=region)
    begins = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    DutyGrant.objects.create(
        holder=user, duty=duty, region=region, during=(begins, None), basis="任命"
    )
    return user


@pytest.fixture
def with_duty(db):
    """Makes an officer who holds a duty in the city."""
    return make_holder


def city_fund(keeper, *, budget):
    """A fund of the city with a line of its own and one of its counties, so much in each."""
    made = open_fund(
        acting_user=keeper, name="人才资金", region=CITY, year=2026, basis="温财〔2026〕1号"
    )
    lines = [
        open_line(acting_user=keeper, fund=made, stage=Stage.SUBSIDISE, source=source)
        for source in (Source.CITY, Source.COUNTY)
    ]
    grant_budget(
        acting_user=keeper,
        parts=dict.fromkeys(lines, Decimal(budget)),
        key="2026-1",
        reason="年初下达",
    )
    return SimpleNamespace(fund=made, officer=keeper, city=lines[0], county=lines[1])


def pays_for(fund, *policies):
    """Six parts of ten from the city, four from the county."""
    during = (dt.date(2026, 1, 1), None)
    for policy in policies:
        funding = Funding.objects.create(policy=policy, region=CITY, during=during)
        FundingShare.objects.create(funding=funding, line=fund.city, weight=6)
        FundingShare.objects.create(funding=funding, line=fund.county, weight=4)


@pytest.fixture
def fund(with_duty):
    return city_fund(with_duty(Duty.FUND_KEEPER), budget="1000.00")


@pytest.fixture
def hands(with_duty):
    """Those through whose hands money goes."""
    return SimpleNamespace(
        maker=with_duty(Duty.MAKER),
        checker=with_duty(Duty.CHECKER),
        approver=with_duty(Duty.APPROVER),
        payer=with_duty(Duty.PAYER),
        control=with_duty(Duty.CONTROL),
    )


def _owe(folder):
    write_library(folder / "policies", amount="100.05")
    (folder / "policies" / "wenzhou" / "T-03.yaml").unlink()  # it pays employers
    return {"YULIN_POLICIES": folder / "policies", "YULIN_VAR": folder / "var"}


def _texts(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _owed():
    degrees = [{"证件号": number, "学历": "博士"} for number in (ANNA, BEN, CARA)]
    load(**REGION | {"学历": degrees})
    run = execute_run(run=request_run(acting_user=None, as_of=TODAY, queue=False))
    return accrue(acting_user=None, run=run)


@pytest.fixture(scope="module")
def owed_by_all(request, django_db_setup, tmp_path_factory):
    """What all tests of a file are owed, where they all are; with the folder of it."""
    folder = tmp_path_factory.mktemp("owed")
    settings = _owe(folder)
    with kept_rows(request, _owed, **settings) as made:
        yield folder, made


@pytest.fixture
def owed(owed_by_all, db, tmp_path, settings):
    """Anna, Ben and Cara: 100.05 yuan each, once."""
    folder, made = owed_by_all
    settings.YULIN_POLICIES = folder / "policies"
    settings.YULIN_VAR = tmp_path / "var"
    if made is not None and (folder / "var").exists():
        copytree(folder / "var", settings.YULIN_VAR)
    before = _texts(folder / "policies")
    yield _owed() if made is None else made
    if _texts(folder / "policies") != before:  # the next test begins with these again
        rmtree(folder / "policies")
        for path, text in before.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)


@pytest.fixture
def funded(fund, owed):
    pays_for(fund, "T-02")
    return fund


def account_of(hands, person, number, *, today=TODAY, holder="某人"):
    asked = ask_payee(
        acting_user=hands.maker,
        subject=person,
        holder=holder,
        bank="温州银行",
        bank_code="313333007331",
        number=number,
    )
    return approve_payee(acting_user=hands.checker, account=asked, today=today)


@pytest.fixture
def accounts(hands, owed):
    """An account each for Anna and Ben; Cara has none."""
    return {
        number: account_of(hands, Person.objects.by_number(number), f"6222 0000 0000 000{n}")
        for n, number in enumerate((ANNA, BEN))
    }


@pytest.fixture
def reserved(funded):
    return reserve(acting_user=funded.officer, region=CITY)


@pytest.fixture
def draft(reserved, accounts, hands):
    return batches.make_batch(acting_user=hands.maker, region=CITY, title="十一月", today=TODAY)


def signed(draft, hands):
    batches.submit_batch(acting_user=hands.maker, batch=draft)
    batches.check_batch(acting_user=hands.checker, batch=draft)
    return batches.approve_batch(acting_user=hands.approver, batch=draft)


render = partial(as_csv, batch="一", day=TODAY)


def sent(draft, hands):
    """Handed in, checked, approved and put into the bank's file by four people."""
    batches.file_batch(acting_user=hands.payer, batch=signed(draft, hands), render=render)
    return Batch.objects.get(pk=draft.pk)


@pytest.fixture
def filed(draft, hands):
    return sent(draft, hands)


def answer(payment, outcome="成功", **cells):
    row = {
        "reference": payment.reference,
        "outcome": outcome,
        "amount": f"{payment.amount:.2f}",
        "holder": "某人",
        "serial": "S1",
        "at": "2026-11-03T09:00:00+08:00",
        "reason": "",
    } | cells
    return ",".join(row.values())


def take(fund, *rows, name="回执.csv"):
    text = "\n".join(["付款编号,结果,金额,户名,银行流水号,时间,原因", *rows])
    return take_replies(acting_user=fund.officer, region=CITY, name=name, data=text.encode())


def balances(line):
    return {a.kind: a.balance for a in line.accounts.all() if a.balance}


def everything():
    return (
        list(Batch.objects.order_by("pk").values()),
        list(Payment.objects.order_by("pk").values()),
        list(Posting.objects.order_by("pk").values("key", "movement")),
        list(Reply.objects.order_by("pk").values()),
        JournalEntry.objects.count(),
    )
