"""A payment batch whose program is killed again and again; imported once Django is set up.

The program's own process is killed with SIGKILL before a statement that writes or after a commit, at the next
such point in each try, and started anew from what the database and the bank's folder hold. The last
try ends whole. What the bank was told, what it answered and what stands in the books is then compared
with what was to be paid.
"""

from __future__ import annotations

import csv
import io
import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connection, connections

from bench.payment_run import CITY, DAY, second
from yulin.entitlements.models import Instalment
from yulin.ledger.actions import batches
from yulin.ledger.actions.replies import take_replies
from yulin.ledger.actions.reserve import reserve
from yulin.ledger.bank.incoming import HEADS
from yulin.ledger.bank.outgoing import as_csv
from yulin.ledger.enums import BatchState
from yulin.ledger.models import Batch, Payment
from yulin.ledger.queries.proof import prove


@dataclass(frozen=True)
class Outcome:
    """How often it was killed, and what was paid of what was to be paid."""

    kills: int
    #: of these just after a commit
    after_commits: int
    intended: int
    paid: int
    #: instalments for which the bank was told more than once
    doubled: int
    lost: int
    holds: bool


class Killer:
    """Kills its own process at a point: before a statement that writes, or after a commit of some."""

    def __init__(self, at: int) -> None:
        self.left = at
        self.wrote = False

    def __call__(self, execute: Callable[..., Any], statement: str, *args: Any) -> Any:
        if not str(statement).lstrip().startswith(("SELECT", "SAVEPOINT", "RELEASE")):
            self.point(b"s")
            self.wrote = True
        return execute(statement, *args)

    def point(self, why: bytes) -> None:
        if self.left == 0:
            os.write(_REPORT, why)
            os.kill(os.getpid(), signal.SIGKILL)
        self.left -= 1

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Each statement of Django's, and each commit that has been made."""
        end = connection._commit

        def committed() -> None:
            end()
            if self.wrote:
                self.point(b"c")
            self.wrote = False

        connection._commit = committed
        with connection.execute_wrapper(self):
            yield
        connection._commit = end


#: where a process that is about to die says at which kind of point; set by `run`
_REPORT = -1


def run(hands: dict[str, Any], folder: Path, *, files: int) -> Outcome:
    """Pay a batch with answers in so many files, killed at every point that there is.

    What is written between two commits is begun anew until each of its points was one of death; after
    a commit there is something new to do, whose points are counted from its beginning.
    """
    global _REPORT
    kills = Counter[str]()
    at = 0
    while True:
        connections.close_all()  # a line is nobody's after a fork
        reader, _REPORT = os.pipe()
        child = os.fork()
        if child == 0:
            _one_try(hands, folder, files, at)
        os.close(_REPORT)
        with os.fdopen(reader, "rb") as told:
            why = told.read()
        _pid, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            if os.WEXITSTATUS(status):
                message = f"a try failed by itself after {kills.total()} kills"
                raise RuntimeError(message)
            break
        kills[why.decode()] += 1
        at = 0 if why == b"c" else at + 1
    return outcome(folder, kills=kills)


def _one_try(hands: dict[str, Any], folder: Path, files: int, at: int) -> None:
    """In a process of its own, which does not come back."""
    code = 1
    try:
        killer = Killer(at)
        with killer.watching():
            go_on(hands, folder, files=files)
        code = 0
    finally:
        os._exit(code)


def go_on(hands: dict[str, Any], folder: Path, *, files: int) -> None:
    """All that is still to be done, from whatever state the database and the bank are in."""
    reserve(acting_user=hands["fund_keeper"], region=CITY)
    batch = Batch.objects.first() or batches.make_batch(
        acting_user=hands["maker"], region=CITY, title="一批", today=DAY, most=1_000_000
    )
    if batch.state == BatchState.DRAFT:
        batch = batches.submit_batch(acting_user=hands["maker"], batch=batch)
    if batch.state == BatchState.SUBMITTED:
        batch = batches.check_batch(acting_user=hands["checker"], batch=batch)
    if batch.state == BatchState.CHECKED:
        batch = batches.approve_batch(
            acting_user=hands["approver"], batch=batch, minute="〔2026〕1号"
        )
    render = partial(as_csv, batch=str(batch.uuid), day=DAY)
    if batch.state == BatchState.APPROVED:
        second(hands, batch)
        sent = batches.file_batch(acting_user=hands["payer"], batch=batch, render=render)
    else:
        sent = render(batches.lines_of(batch))
    _hand_over(folder, sent)
    for answers in _answers(folder, files):
        take_replies(acting_user=hands["fund_keeper"], region=CITY, name="r.csv", data=answers)


def _hand_over(folder: Path, sent: bytes) -> None:
    """The bank takes a file once; another one for the same batch it would pay too."""
    taken = sorted(folder.glob("*.csv"))
    if any(path.read_bytes() == sent for path in taken):
        return
    path = folder / f"{len(taken):04d}.csv"
    path.with_suffix(".part").write_bytes(sent)
    path.with_suffix(".part").rename(path)


def told(folder: Path) -> list[tuple[str, str, str]]:
    """Reference, holder and sum of every payment that the bank was told of."""
    rows = []
    for path in sorted(folder.glob("*.csv")):
        lines = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))[2:-1]
        rows += [(line[0], line[1], line[4]) for line in lines]
    return rows


def _answers(folder: Path, files: int) -> Iterator[bytes]:
    """All paid, in so many files, the same ones whenever they are asked for."""
    rows = told(folder)
    share = -(-len(rows) // files)
    for begin in range(0, len(rows), share):
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(HEADS)
        writer.writerows(
            (reference, "成功", sum_, holder, f"S{reference}", "2026-11-03T09:00:00+08:00", "")
            for reference, holder, sum_ in rows[begin : begin + share]
        )
        yield out.getvalue().encode()


def outcome(folder: Path, *, kills: Mapping[str, int]) -> Outcome:
    """What the bank was told is counted from its own files, not from our books."""
    owner = dict(Payment.objects.values_list("reference", "instalment"))
    times = Counter(owner[reference] for reference, _holder, _sum in told(folder))
    intended = dict(Instalment.objects.values_list("pk", "amount"))
    paid: Counter[int] = Counter()
    for instalment, amount in Payment.objects.filter(state="paid").values_list(
        "instalment", "amount"
    ):
        paid[instalment] += int(Decimal(amount) * 100)
    return Outcome(
        kills=sum(kills.values()),
        after_commits=kills.get("c", 0),
        intended=len(intended),
        paid=sum(paid[pk] == fen for pk, fen in intended.items()),
        doubled=sum(count > 1 for count in times.values()),
        lost=sum(times[pk] == 0 for pk in intended),
        holds=prove().holds,
    )
