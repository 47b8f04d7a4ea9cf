"""The payment run that ``bench.payments`` measures; imported once Django is set up."""

from __future__ import annotations

import datetime as dt
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import connection
from django.utils.timezone import localdate

from yulin.access.enums import Duty, Role
from yulin.access.models import DutyGrant, User
from yulin.entitlements.models import Grant, Instalment, Run
from yulin.ledger.actions import batches
from yulin.ledger.actions.funds import grant_budget, open_fund, open_line
from yulin.ledger.actions.prove import prove_ledger
from yulin.ledger.actions.replies import take_replies
from yulin.ledger.actions.reserve import reserve
from yulin.ledger.bank.outgoing import as_csv
from yulin.ledger.enums import Source, Stage
from yulin.ledger.models import Batch, Funding, FundingShare, PayeeAccount
from yulin.ledger.queries.tiers import needs_second
from yulin.registry.models import Person

DAY = dt.date(2026, 11, 2)
CITY, COUNTY = 330300, 330302
_YUAN = 150_000  # fen of an instalment


@dataclass(frozen=True)
class Step:
    """How long one step took, with how many queries."""

    name: str
    seconds: float
    cpu: float
    queries: int


class Clock:
    """Times steps and counts their queries."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        count = 0

        def counted(execute: Callable[..., Any], *args: Any) -> Any:
            nonlocal count
            count += 1
            return execute(*args)

        begun, cpu = time.perf_counter(), time.process_time()
        with connection.execute_wrapper(counted):
            yield
        spent, used = time.perf_counter() - begun, time.process_time() - cpu
        self.steps.append(Step(name, spent, used, count))


def pay(rows: int) -> list[Step]:
    """Pay so many instalments through all hands; the time and queries of each step."""
    hands = set_up(rows)
    clock = Clock()
    with clock.step("reserve"):
        reserve(acting_user=hands["fund_keeper"], region=CITY)
    with clock.step("make"):
        batch = batches.make_batch(
            acting_user=hands["maker"], region=CITY, title="一批", today=DAY, most=rows
        )
    with clock.step("submit, check"):
        batches.submit_batch(acting_user=hands["maker"], batch=batch)
        batches.check_batch(acting_user=hands["checker"], batch=batch)
    with clock.step("approve"):
        batch = batches.approve_batch(
            acting_user=hands["approver"], batch=batch, minute="〔2026〕1号"
        )
        second(hands, batch)
    with clock.step("file"):
        render = partial(as_csv, batch=str(batch.uuid), day=DAY)
        batches.file_batch(acting_user=hands["payer"], batch=batch, render=render)
    answers = answers_of(batch)
    with clock.step("reply, reconcile"):
        take_replies(acting_user=hands["fund_keeper"], region=CITY, name="r.csv", data=answers)
    with clock.step("prove"):
        proof = prove_ledger(acting_user=None)
    batch.refresh_from_db()
    paid = batch.payments.filter(state="paid").count()
    if (batch.state, paid, proof.holds) != ("settled", rows, True):
        raise SystemExit(f"not reconciled: {batch.state}, {paid} of {rows} paid, {proof.broken}")
    return clock.steps


def set_up(rows: int) -> dict[str, Any]:
    """So many people who are owed one instalment each, with accounts and money; who does what."""
    hands = _hands()
    _fund(hands["fund_keeper"], rows)
    _owed(hands, rows)
    return hands


def second(hands: dict[str, Any], batch: Batch) -> None:
    """The head signs, too, where the total is over what one may approve."""
    if batch.second_by_id is None and needs_second(batch, localdate()):
        batches.second_batch(acting_user=hands["head"], batch=batch)


def _hands() -> dict[str, Any]:
    made = {}
    for duty in (
        Duty.MAKER,
        Duty.CHECKER,
        Duty.APPROVER,
        Duty.HEAD,
        Duty.PAYER,
        Duty.FUND_KEEPER,
    ):
        user = User.objects.create(
            username=duty.value, role=Role.OFFICER, region=CITY, display_name=duty.value
        )
        during = (dt.datetime(2026, 1, 1, tzinfo=dt.UTC), None)
        DutyGrant.objects.create(holder=user, duty=duty, region=CITY, during=during, basis="bench")
        made[duty.value] = user
    return made


def _fund(keeper: Any, rows: int) -> None:

    fund = open_fund(acting_user=keeper, name="资金", region=CITY, year=2026, basis="bench")
    funding = Funding.objects.create(policy="B", region=CITY, during=(dt.date(2026, 1, 1), None))
    for source, weight in ((Source.CITY, 6), (Source.COUNTY, 4)):
        line = open_line(acting_user=keeper, fund=fund, stage=Stage.SUBSIDISE, source=source)
        FundingShare.objects.create(funding=funding, line=line, weight=weight)
        sum_ = Decimal(rows * _YUAN) / 100
        grant_budget(acting_user=keeper, parts={line: sum_}, key=source.value, reason="bench")


def _owed(hands: dict[str, Any], rows: int) -> None:
    """People with an account each, and one instalment each that is owed."""

    run = Run.objects.create(as_of=DAY, region=0)
    people = [Person(division=COUNTY) for _ in range(rows)]
    for number, person in enumerate(people):
        person.number = f"33030219{number:010d}"
    people = Person.objects.bulk_create(people, batch_size=5000)
    whose = {"policy": "B", "benefit": "补贴", "version": "1"}
    grants = Grant.objects.bulk_create(
        [
            Grant(
                person=person,
                **whose,
                region=CITY,
                district=COUNTY,
                opened_by=run,
                decided_by=run,
                begins_on=DAY,
                period="once",
                accrued_to=DAY,
                state="ended",
            )
            for person in people
        ],
        batch_size=5000,
    )
    during = (DAY, DAY + dt.timedelta(days=1))
    Instalment.objects.bulk_create(
        [
            Instalment(
                grant=grant,
                person_id=grant.person_id,
                **whose,
                number=1,
                during=during,
                amount=_YUAN,
                decided_by=run,
            )
            for grant in grants
        ],
        batch_size=5000,
    )
    accounts = [
        PayeeAccount(
            uuid=uuid.uuid4(),
            person=person,
            holder="某人",
            bank="银行",
            bank_code="313333007331",
            state="active",
            asked_by=hands["maker"],
            approved_by=hands["checker"],
            usable_from=DAY,
        )
        for person in people
    ]
    for number, account in enumerate(accounts):
        account.number = f"6222{number:012d}"
    PayeeAccount.objects.bulk_create(accounts, batch_size=5000)


def answers_of(batch: Batch) -> bytes:
    """An answer file in which all of a batch is paid."""
    rows = batch.payments.values_list("reference", "amount")
    lines = [
        f"{name},成功,{sum_:.2f},某人,S{name},2026-11-03T09:00:00+08:00," for name, sum_ in rows
    ]
    return "\n".join(["付款编号,结果,金额,户名,银行流水号,时间,原因", *lines]).encode()
