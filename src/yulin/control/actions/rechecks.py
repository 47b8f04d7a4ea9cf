"""Checks after payment: planned for every paid instalment, run when due, once each."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.control.enums import Outcome, RecheckState
from yulin.control.models import Recheck
from yulin.control.models.recheck import MONTHS
from yulin.control.redeciding import Again, called_back, decided_again
from yulin.entitlements.models import Decision, Instalment, Run
from yulin.ledger.enums import PaymentState
from yulin.ledger.models import Payment
from yulin.registry.locks import settled_moment

#: how many are decided in one transaction
BATCH = 2000


@dataclass(frozen=True, kw_only=True)
class Rechecked:
    """How many were done, and how many of each outcome."""

    done: int
    outcomes: dict[str, int]


@transaction.atomic
def plan_rechecks() -> int:
    """Plan the checks of every instalment that is paid; return how many are new.

    One statement, which may be repeated: an instalment has each check once.
    """
    with connection.cursor() as cursor:
        months = sql.SQL(", ").join(sql.SQL("({})").format(sql.Literal(m)) for m in MONTHS)
        cursor.execute(_PLAN.format(months=months, zone=sql.Literal(settings.TIME_ZONE)))
        made = int(cursor.rowcount)
    if made:
        record(acting_user=None, action="control.rechecks.plan", data={"rows": made})
    return made


_PLAN = sql.SQL("""
    INSERT INTO control_recheck (
        uuid, person_id, employer_id, instalment_id, months, region, due_on, state, outcome, paid,
        over, traces
    )
    SELECT gen_random_uuid(), owed.person_id, owed.employer_id, owed.id, later.months,
        held.district,
        ((payment.answered_at AT TIME ZONE {zone})::date
            + make_interval(months => later.months))::date,
        'planned', '', payment.amount, 0, '{{}}'
    FROM ledger_payment AS payment
    JOIN entitlements_instalment AS owed ON owed.id = payment.instalment_id
    JOIN entitlements_grant AS held ON held.id = owed.grant_id
    CROSS JOIN (VALUES {months}) AS later (months)
    WHERE payment.state = 'paid' AND payment.answered_at IS NOT NULL
    ON CONFLICT (instalment_id, months) DO NOTHING
""")


def run_rechecks(*, acting_user: User | None, today: date, most: int = 100_000) -> Rechecked:
    """Decide again what is due by today, some thousands a transaction, each check once.

    Two may run at once: neither waits for nor repeats what the other holds.
    """
    outcomes: dict[str, int] = defaultdict(int)
    done = 0
    while done < most and (some := _run(acting_user, today, min(BATCH, most - done))):
        done += len(some)
        for row in some:
            outcomes[row.outcome] += 1
    return Rechecked(done=done, outcomes=dict(outcomes))


@transaction.atomic
def _run(user: User | None, today: date, most: int) -> list[Recheck]:
    due = Recheck.objects.filter(state=RecheckState.PLANNED, due_on__lte=today)
    rows = list(
        due.select_for_update(skip_locked=True, of=("self",)).order_by("due_on", "id")[:most]
    )
    if not rows:
        return []
    moment = settled_moment()
    instalments = Instalment.objects.in_bulk({row.instalment_id for row in rows})
    paid = set(
        Payment.objects.filter(instalment__in=instalments, state=PaymentState.PAID).values_list(
            "instalment", flat=True
        )
    )
    again = _again([instalments[key] for key in sorted(paid)], moment)
    back = called_back([instalments[key] for key in paid], today=today, known_at=moment)
    before = _traces(instalments[key] for key in paid)
    for row in rows:
        _fill(row, instalments[row.instalment_id], again.get(row.instalment_id), back, before)
        row.done_at = moment
    fields = ["state", "outcome", "now_due", "over", "traces", "done_at"]
    Recheck.objects.bulk_update(rows, fields, batch_size=BATCH)
    record(
        acting_user=user,
        action="control.rechecks.run",
        data={"as_of": today, "rows": len(rows), "counts": _counts(rows)},
    )
    return rows


def _again(rows: list[Instalment], moment: datetime) -> dict[int, Again]:
    """The same texts and days, run by run."""
    of_run: dict[int, list[Instalment]] = defaultdict(list)
    for row in rows:
        of_run[row.decided_by_id].append(row)
    runs = Run.objects.select_related("library").in_bulk(of_run)
    found: dict[int, Again] = {}
    for key, some in sorted(of_run.items()):
        found |= decided_again(runs[key], some, known_at=moment)
    return found


def _fill(
    row: Recheck,
    owed: Instalment,
    again: Again | None,
    back: dict[tuple[int, str], int],
    before: dict[int, str],
) -> None:
    row.state = RecheckState.DONE
    if again is None:
        row.outcome = Outcome.VOID
        return
    row.outcome, row.over = again.outcome, Decimal(again.over) / 100
    row.now_due = None if again.now_due is None else Decimal(again.now_due) / 100
    row.traces = {"then": before.get(owed.pk, ""), "now": again.trace}
    called = back.get((owed.person_id or owed.employer_id, f"{owed.policy}/{owed.benefit}"), 0)
    if called and again.outcome in {Outcome.SAME, Outcome.MORE, Outcome.UNTOLD}:
        # of all that was received of the benefit; of this payment no more than itself
        row.outcome = Outcome.CALLED_BACK
        row.over = min(row.paid, Decimal(called) / 100)


def _traces(rows: Iterable[Instalment]) -> dict[int, str]:
    """Instalment → the clauses as its run decided them; blank where the run was pruned."""
    owed = list(rows)
    decisions = Decision.objects.filter(
        run__in={row.decided_by_id for row in owed},
        policy__in={row.policy for row in owed},
    )
    people = {row.person_id for row in owed if row.person_id}
    firms = {row.employer_id for row in owed if row.employer_id}
    held: dict[tuple[object, ...], str] = {}
    for some in (decisions.filter(person__in=people), decisions.filter(employer__in=firms)):
        columns = ("run", "person", "employer", "policy", "benefit", "trace")
        for *key, trace in some.order_by().values_list(*columns):
            held[tuple(key)] = trace
    return {
        row.pk: held.get(
            (row.decided_by_id, row.person_id, row.employer_id, row.policy, row.benefit), ""
        )
        for row in owed
    }


def _counts(rows: list[Recheck]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        counts[row.outcome] += 1
    return dict(sorted(counts.items()))
