"""Money for the demo: a fund, who is paid where, and one batch that went all the way."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from yulin.access.divisions import above, bounds
from yulin.access.models import User
from yulin.entitlements.demo import folder
from yulin.entitlements.enums import Answer
from yulin.entitlements.models import Decision, Run
from yulin.entitlements.newcomer import read_newcomer
from yulin.entitlements.queries.runs import latest_run
from yulin.ledger.actions import batches
from yulin.ledger.actions.arrange import arrange_funding
from yulin.ledger.actions.follow import follow_run
from yulin.ledger.actions.funds import grant_budget, open_fund, open_line
from yulin.ledger.actions.payee_list import Line, approve_first_payees, ask_payees
from yulin.ledger.actions.replies import take_replies
from yulin.ledger.bank.incoming import HEADS
from yulin.ledger.bank.outgoing import as_csv
from yulin.ledger.enums import Source, Stage
from yulin.ledger.models import Batch, Fund
from yulin.ledger.queries.tiers import needs_second
from yulin.programmes.queries.library import library_now
from yulin.registry.models import Person, PersonFact

REGION = 330300
NAME = "演示：人才专项资金"
#: yuan of each line
_BUDGET = Decimal("60000000.00")
#: payments of the batch that is paid, and of the one that waits to be checked
_PAID, _WAITING = 120, 200
#: every so many of the bank's answers is a refusal, or tells of another sum
_REFUSED, _WRONG = 17, 60


@dataclass(frozen=True)
class Hands:
    """Who does what in a city; nobody has two of the four hands of a batch."""

    city: int
    maker: User
    checker: User
    approver: User
    payer: User


@transaction.atomic
def set_up_money() -> dict[str, int]:
    """Set it up once; return how many there are of what, nothing where it is there already.

    Raises PermissionDenied where the demo is off, RuntimeError before anybody was decided.
    """
    if not settings.YULIN_DEMO:
        raise PermissionDenied
    if Fund.objects.filter(region=REGION, name=NAME).exists():
        return {}
    run = latest_run(region=REGION)
    if run is None:
        message = "decide first: manage.py demo"
        raise RuntimeError(message)
    day = localdate()
    cities = list(_cities())
    policies = sum(_fund(hands, run, day) for hands in cities)
    accounts = sum(_accounts(hands, day) for hands in cities)
    reserved = follow_run(run=run)
    paid = _pay(cities[0], day) if reserved[REGION].reserved else None
    return {
        "政策": policies,
        "账户": accounts,
        "已落实资金": sum(one.reserved for one in reserved.values()),
        "已付": paid.payments.filter(state="paid").count() if paid else 0,
    }


_USERS = ("officer", "checker", "approver", "payer")


def _cities() -> Iterable[Hands]:
    """Wenzhou, and where the graduate works whose insurance is still to arrive."""
    told = read_newcomer(folder())
    yield Hands(REGION, *(User.objects.get(username=f"demo-{name}") for name in _USERS))
    if told is not None and told.city != REGION:
        users = (User.objects.get(username=f"demo-{name}-2") for name in _USERS)
        yield Hands(told.city, *users)


def _fund(hands: Hands, run: Run, day: date) -> int:
    """The city pays six parts of ten, the county four, of every sum that is certain there."""
    keeper = hands.payer
    fund = open_fund(
        acting_user=keeper, name=NAME, region=hands.city, year=day.year, basis="温财〔演示〕1号"
    )
    lines = [
        open_line(acting_user=keeper, fund=fund, stage=Stage.SUBSIDISE, source=source)
        for source in (Source.CITY, Source.COUNTY)
    ]
    grant_budget(
        acting_user=keeper,
        parts=dict.fromkeys(lines, _BUDGET),
        key=f"demo-{day.year}-{hands.city}",
        reason="年初下达（演示）",
    )
    due = Decision.objects.of_run(run).filter(
        status=Answer.YES,
        amount__gt=0,
        region__in=above(hands.city),
        person__isnull=False,
    )
    policies = set(due.order_by().values_list("policy", flat=True).distinct())
    policies |= set(_own_policies(hands.city))
    for policy in sorted(policies):
        arrange_funding(
            acting_user=keeper,
            policy=policy,
            benefit="",
            region=hands.city,
            begins_on=date(day.year, 1, 1),
            shares=dict(zip(lines, (6, 4), strict=True)),
        )
    return len(policies)


def _own_policies(city: int) -> Iterable[str]:
    """Those of the city that name a sum, whoever is due it by now."""
    for document in library_now().documents:
        sums = any(b.amount is not None for v in document.versions for b in v.benefits)
        if document.region == city and sums:
            yield document.id


def _accounts(hands: Hands, day: date) -> int:
    """An account each; of the last five the change is still to be approved."""
    people = list(Person.objects.filter(division__range=bounds(hands.city)).order_by("pk"))
    names = dict(
        PersonFact.objects.current().filter(person__in=people).values_list("person", "name")
    )
    named = [person for person in people if names.get(person.pk)]
    ask = partial(ask_payees, acting_user=hands.maker, region=hands.city)
    ask(lines=[_line(at, person, names[person.pk]) for at, person in enumerate(named, 2)])
    approved = approve_first_payees(acting_user=hands.checker, region=hands.city, today=day)
    ask(
        lines=[
            _line(at, person, names[person.pk], bank="6217")
            for at, person in enumerate(named[-5:], 2)
        ]
    )
    return approved


def _line(row: int, person: Person, name: str, bank: str = "6223") -> Line:
    return Line(
        row=row,
        number=person.number.open(),
        holder=name,
        bank="温州银行（演示）",
        bank_code="313333007331",
        account=f"{bank}{person.pk:012d}",
    )


def _pay(hands: Hands, day: date) -> Batch:
    """One batch that went all the way, with answers of every kind; another that waits."""
    make = partial(batches.make_batch, acting_user=hands.maker, region=REGION, today=day)
    batch = make(title="演示：第一批", most=_PAID)
    batches.submit_batch(acting_user=hands.maker, batch=batch)
    batches.check_batch(acting_user=hands.checker, batch=batch)
    approved = batches.approve_batch(
        acting_user=hands.approver, batch=batch, minute="〔演示〕会议纪要 1 号"
    )
    if needs_second(approved, localdate()):
        head = User.objects.get(username="demo-head")
        batches.second_batch(acting_user=head, batch=batch)
    render = partial(as_csv, batch=str(batch.uuid), day=day)
    batches.file_batch(acting_user=hands.payer, batch=batch, render=render)
    take_replies(
        acting_user=hands.payer, region=REGION, name="演示回执.csv", data=_answers(batch, day)
    )
    if batches.payable(REGION, day).exists():
        batches.submit_batch(
            acting_user=hands.maker, batch=make(title="演示：第二批", most=_WAITING)
        )
    return Batch.objects.get(pk=batch.pk)


def _answers(batch: Batch, day: date) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADS)
    writer.writerows(_answer_rows(batch, day))
    return out.getvalue().encode()


def _answer_rows(batch: Batch, day: date) -> Iterable[tuple[str, ...]]:
    rows = batch.payments.select_related("account").order_by("pk")
    for at, payment in enumerate(rows, start=1):
        refused, wrong = at % _REFUSED == 0, at % _WRONG == 0
        amount = payment.amount + 1 if wrong else payment.amount
        yield (
            payment.reference,
            "失败" if refused else "成功",
            f"{amount:.2f}",
            payment.account.holder,
            f"S{at:08d}",
            f"{day.isoformat()}T15:00:00+08:00",
            "账户已注销" if refused else "",
        )
