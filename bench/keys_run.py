"""The same submission many times in the same moment; imported once Django is set up."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import chain
from threading import Barrier
from typing import Any

import polars as pl
from django.db import connection

from bench import people as region
from bench.crowd import Crowd
from bench.payment_run import CITY, COUNTY, DAY, answers_of, set_up
from yulin.facts.frames import PEOPLE, PERSON_KEY, Facts
from yulin.ledger.actions import batches
from yulin.ledger.actions.funds import cut_budget, grant_budget
from yulin.ledger.actions.prove import prove_ledger
from yulin.ledger.actions.replies import take_replies
from yulin.ledger.actions.reserve import reserve
from yulin.ledger.bank.outgoing import as_csv
from yulin.ledger.errors import KeyReusedError
from yulin.ledger.models import Account, Batch, BudgetLine, Payment, Posting, Reply, ReplyFile
from yulin.registry.actions.batches import open_batch
from yulin.registry.actions.load import load_facts
from yulin.registry.models import Certificate
from yulin.sources.actions.manage import add_source, switch_source
from yulin.sources.actions.message import receive_message, signature
from yulin.sources.errors import OverLimitError
from yulin.sources.models import Call, Source

#: payments of each batch
ROWS = 5
_SECRET = "shared-key"

_CERTIFICATE = {"occupation": "电工", "on": "2023-05-06", "number": "C1"}


@dataclass(frozen=True)
class Kind:
    """One kind of submission: its keys, and how often any of them had an effect."""

    name: str
    key: str
    keys: int
    effects: int


def run(keys: int, at_once: int) -> Iterator[Kind]:
    """Two fifths grants of budget, one fifth each batches handed over, answers and messages."""
    fifth = keys // 5
    hands = set_up(fifth * ROWS)
    for kind in chain(
        _batches(hands, fifth, at_once),
        _messages(fifth, at_once),
        _grants(hands, keys - 3 * fifth, at_once),
    ):
        yield kind
        if kind.keys != kind.effects or not prove_ledger(acting_user=None).holds:
            raise SystemExit(f"not once each, or the books do not add up: {kind}")


def _all(at_once: int, keys: int, act: Callable[[int, int], str]) -> Iterator[Counter[str]]:
    with Crowd(at_once, act).gathered() as crowd:
        for _ in range(keys):
            yield Counter(crowd.round())


def _all_in_threads(
    at_once: int, keys: int, act: Callable[[int, int], str]
) -> Iterator[Counter[str]]:
    """Polars, which reads a message's rows, cannot be forked: connections of one process here."""
    start = Barrier(at_once)

    def one(round_: int, number: int) -> str:
        try:
            connection.ensure_connection()
            start.wait()
            return act(round_, number)
        finally:
            connection.close()

    with ThreadPoolExecutor(at_once) as pool:
        for round_ in range(keys):
            yield Counter(pool.map(partial(one, round_), range(at_once)))


def _grants(hands: dict[str, Any], keys: int, at_once: int) -> Iterator[Kind]:
    """Every one of them gets the same posting; another sum under the same key is refused."""
    line = BudgetLine.objects.order_by("pk")[0]
    lines = dict(Account.objects.filter(line=line).values_list("kind", "balance"))
    before, keeper = Posting.objects.count(), hands["fund_keeper"]

    def send(round_: int, _number: int) -> str:
        sum_ = {line: Decimal("10.00")}
        made = grant_budget(acting_user=keeper, parts=sum_, key=f"k{round_}", reason="下达")
        return str(made.pk)

    for round_, told in enumerate(_all(at_once, keys, send)):
        if len(told) != 1:
            raise SystemExit(f"key {round_}: {told}")
        with suppress(KeyReusedError):
            grant_budget(
                acting_user=keeper, parts={line: Decimal("10.01")}, key=f"k{round_}", reason="下达"
            )
            raise SystemExit("another sum went under a key that was used")
    effects = Posting.objects.count() - before
    grown = Account.objects.get(line=line, kind="available").balance - lines["available"]
    if grown != 10 * keys:
        raise SystemExit(f"{grown} yuan came of {keys} keys")
    cut_budget(acting_user=keeper, parts={line: grown}, key="all back", reason="收回")
    yield Kind("a budget is granted", "the sender's own", keys, effects)


def _batches(hands: dict[str, Any], keys: int, at_once: int) -> Iterator[Kind]:
    reserve(acting_user=hands["fund_keeper"], region=CITY)
    approved = [_approved(hands) for _ in range(keys)]

    def hand_over(round_: int, _number: int) -> str:
        batch = approved[round_]
        render = partial(as_csv, batch=str(batch.uuid), day=DAY)
        batches.file_batch(acting_user=hands["payer"], batch=batch, render=render)
        return "sent"

    sent = sum(told["sent"] for told in _expected(_all(at_once, keys, hand_over)))
    yield Kind("a batch is handed over", "the batch", keys, sent)
    files = [answers_of(Batch.objects.get(pk=batch.pk)) for batch in approved]

    def answer(round_: int, _number: int) -> str:
        file = take_replies(
            acting_user=hands["fund_keeper"], region=CITY, name="r.csv", data=files[round_]
        )
        return str(file.pk)

    same = sum(len(told) == 1 for told in _all(at_once, keys, answer))
    lines, paid = Reply.objects.count(), Payment.objects.filter(state="paid").count()
    if (same, lines, paid) != (keys, keys * ROWS, keys * ROWS):
        raise SystemExit(f"{same} of {keys} files, {lines} lines, {paid} paid")
    yield Kind("an answer file is taken in", "its digest", keys, ReplyFile.objects.count())


def _expected(found: Iterator[Counter[str]]) -> Iterator[Counter[str]]:
    """One of them hands it over, and the others are told that it is with the bank."""
    for told in found:
        if set(told) - {"sent", "LedgerError"}:
            raise SystemExit(f"an unexpected end: {told}")
        yield told


def _approved(hands: dict[str, Any]) -> Batch:
    batch = batches.make_batch(
        acting_user=hands["maker"], region=CITY, title="一批", today=DAY, most=ROWS
    )
    batches.submit_batch(acting_user=hands["maker"], batch=batch)
    batches.check_batch(acting_user=hands["checker"], batch=batch)
    return batches.approve_batch(acting_user=hands["approver"], batch=batch)


def _messages(keys: int, at_once: int) -> Iterator[Kind]:
    """A department sends a certificate of somebody else with each number."""
    people = region.in_one_city(20_000)[PEOPLE]
    facts = Facts({PEOPLE: people.filter(pl.col("户籍地") == COUNTY).head(keys)})
    load_facts(facts=facts, batch=open_batch(title="一批", acting_user=None), acting_user=None)
    source = _source()
    whom = facts[PEOPLE][PERSON_KEY].to_list()
    before = Certificate.objects.count()

    def send(round_: int, _number: int) -> str:
        body = json.dumps(
            {"id": whom[round_], "rows": [_CERTIFICATE | {"id": whom[round_]}]}
        ).encode()
        moment, number = str(int(time.time())), f"M-{round_}"
        headers = {
            "X-Yulin-Time": moment,
            "X-Yulin-Message": number,
            "X-Yulin-Signature": signature(_SECRET, moment=moment, number=number, body=body),
        }
        while True:
            try:
                call = receive_message(uuid=source.uuid, headers=headers, body=body)
            except OverLimitError:  # of what was agreed; whoever sends tries again
                time.sleep(0.1)
            else:
                return "already" if call is None else f"{call.outcome} {call.reason}"

    for told in _all_in_threads(at_once, keys, send):
        if told != {"already": at_once - 1, "answered ": 1}:
            raise SystemExit(f"not once: {told}")
    facts_made = Certificate.objects.count() - before
    if facts_made != keys:
        raise SystemExit(f"{facts_made} facts of {keys} messages")
    yield Kind("a department sends a message", "its number", keys, Call.objects.count())


def _source() -> Source:
    source = add_source(
        acting_user=None,
        name="证书推送",
        kind="message",
        table="证书",
        department="某部门",
        region=CITY,
        purpose="核定人才待遇",
        legal_basis="国办发〔2024〕3号",
        timeout_seconds=1,
        attempts=1,
        per_minute=6000,
        secret=_SECRET,
        mapping={
            "person": "id",
            "rows": "rows",
            "echo": "id",
            "columns": {
                "证书类别": {"always": "职业技能等级"},
                "工种": {"from": "occupation"},
                "技能等级": {"always": "技师"},
                "职称级别": {"always": "无"},
                "发证日期": {"from": "on"},
                "证书编号": {"from": "number"},
            },
        },
    )
    return switch_source(acting_user=None, source=source, on=True, reason="bench")
