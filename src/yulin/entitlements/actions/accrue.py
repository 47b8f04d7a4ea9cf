"""From decisions to what is owed: open grants, go through their periods, end what is complete.

Everything is done in whole statements, however many people there are. All of it may be repeated:
a grant is opened once, a period is gone through once, and the database refuses a second time.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg import sql

from yulin.access.actions.journal import record
from yulin.access.locks import Lock, hold
from yulin.access.models import User
from yulin.entitlements.actions.answers import plain_benefits, tell_answers
from yulin.entitlements.actions.holders import BLIND
from yulin.entitlements.actions.life import live_on
from yulin.entitlements.actions.parts import Parts, end_complete, owe_parts
from yulin.entitlements.actions.resuming import resume_ruled
from yulin.entitlements.actions.tell import FOLLOW, LOOK_BEFORE, TELL, in_time
from yulin.entitlements.enums import (
    MONTHS,
    Answer,
    Effect,
    GrantState,
    Period,
    RulingState,
    RunState,
)
from yulin.entitlements.errors import RunError
from yulin.entitlements.models import Decision, Run
from yulin.entitlements.models.decision import DecisionQuerySet
from yulin.entitlements.rules import may_request_run
from yulin.policy.document import Benefit, Condition
from yulin.policy.library import Library
from yulin.programmes.queries.library import library_of
from yulin.registry.bulk import text_of


@dataclass(frozen=True, kw_only=True)
class Accrued:
    """How many grants a run opened, suspended, resumed, ended and stopped, and what fell due."""

    opened: int
    suspended: int
    resumed: int
    instalments: int
    ended: int
    #: by a clause of the document; rulings and officers stop and resume by themselves
    stopped: int = 0


@transaction.atomic
def accrue(*, acting_user: User | None, run: Run) -> Accrued:
    """Let a finished run open grants and add what fell due up to its date, part by part where so paid.

    Only sums that are certain are owed: a run by the slow engine, a bound (≤) or an unknown sum opens
    nothing. A grant held by hand stays as it is. Periods of a grant that cannot be told wait until
    it can; periods in which it was not due pass. Runs are gone through in the order of their dates;
    of a day that an earlier run of the chain went through only who was decided anew since.
    What people ruled stands in place of what the run says. Everybody whose grant changed is told.

    Raises:
        RunError: The run is not finished, or a later date was gone through already.
    """
    if acting_user is not None and not may_request_run(acting_user, run.region):
        raise PermissionDenied
    # One at a time: two runs of one region would go through the same periods.
    held = Run.objects.select_for_update().get(pk=run.pk)
    if held.state != RunState.FINISHED:
        raise RunError(_("计算还没有完成，不能据此发放。"))
    hold(Lock.ACCRUING)
    with connection.cursor() as cursor:
        if (decisions := _not_gone_through(held)) is None:
            return Accrued(opened=0, suspended=0, resumed=0, instalments=0, ended=0)
        words = _words(held, decisions)
        _gather(cursor, words)
        cursor.execute(LOOK_BEFORE.format(**words))
        done = _go_through(cursor, held, words)
        cursor.execute(TELL.format(**words))
        cursor.execute(FOLLOW.format(**words))
        tell_answers(cursor, words)
        cursor.execute(_FORGET)
    held.accrued_at = timezone.now()
    held.save(update_fields=["accrued_at"])
    record(
        acting_user=acting_user,
        action="entitlements.run.accrue",
        obj=held,
        region=held.region or None,
        data={"as_of": held.as_of, **vars(done)},
    )
    return done


def _gather(cursor: CursorWrapper, words: dict[str, sql.Composable]) -> None:
    """What is said of whom, in a table of its own; raises RunError where a later day is done."""
    for statement in (_ANSWERED, _ANALYSE, _OVERRULE, _HAD, BLIND, _LATER):
        cursor.execute(statement.format(**words))
    if cursor.fetchone()[0]:
        raise RunError(_("更晚的基准日已经计过，不能再据较早的计算发放。"))


def _go_through(cursor: CursorWrapper, run: Run, words: dict[str, sql.Composable]) -> Accrued:
    stopped = live_on(cursor, run, words) if words["living"] != _NONE else 0
    opened = _count(cursor, _OPEN, words)
    suspended = _count(cursor, _SUSPEND, words)
    resumed = _count(cursor, _RESUME, words) + resume_ruled(cursor, words)
    periods = _count(cursor, _ADD, words)
    parts = owe_parts(cursor, run, words) if words["in_parts"] != _NONE else Parts()
    cursor.execute(_GO_ON.format(**words))
    return Accrued(
        opened=opened,
        suspended=suspended,
        resumed=resumed,
        instalments=periods + parts.owed,
        ended=_count(cursor, _END, words) + end_complete(cursor, parts, words),
        stopped=stopped,
    )


def _count(cursor: CursorWrapper, statement: sql.SQL, words: dict[str, sql.Composable]) -> int:
    cursor.execute(statement.format(**words))
    return int(cursor.rowcount)


def _words(run: Run, decisions: DecisionQuerySet) -> dict[str, sql.Composable]:
    steps = sql.SQL(", ").join(
        sql.SQL("({}, {})").format(sql.Literal(period.value), sql.Literal(months))
        for period, months in MONTHS.items()
    )
    library = library_of(run.library)
    benefits = list(_benefits(library))
    again = sorted({key for key, benefit in benefits if _may_come_again(benefit.condition)})
    known_at = sql.Literal(run.known_at)
    in_parts = set(_in_parts(library, benefits, run))
    to_firm = sorted({key for key, benefit in benefits if _pays_other(benefit)})
    yes = sql.Literal(Answer.YES.value)
    as_of = sql.SQL("{}::date").format(sql.Literal(run.as_of))
    return {
        "run": sql.Literal(run.pk),
        "as_of": as_of,
        "known_at": known_at,
        "decisions": text_of(decisions.order_by()),
        "steps": steps,
        "again": sql.Literal(again),
        "in_parts": sql.Literal(sorted(in_parts)),
        "plain": sql.Literal(plain_benefits(library)),
        "living": sql.Literal(sorted({key for key, benefit in benefits if benefit.life})),
        "stopped": sql.Literal(GrantState.STOPPED.value),
        "limited": sql.Literal(sorted({key for key, benefit in benefits if benefit.quota})),
        "to_firm": sql.Literal(to_firm),
        "unpayable": sql.Literal(sorted(in_parts.intersection(to_firm))),
        "opened_for": _firm_of("decided.person_id", "{as_of}").format(
            as_of=as_of, known_at=known_at
        ),
        "begun_for": _firm_of("period.person_id", "period.begins").format(known_at=known_at),
        "went_for": _firm_of("held.person_id", "begun.day").format(known_at=known_at),
        "yes": yes,
        "same": _SAME,
        "gone": sql.SQL(_MONTHS).format(sql.SQL("least(held.accrued_to, {})").format(as_of)),
        "wanted": sql.SQL(_MONTHS).format(as_of),
        "due": _DUE.format(yes=yes),
        "free": _FREE,
        "until": sql.Literal(in_time()),
        "no": sql.Literal(Answer.NO.value),
        "in_force": sql.Literal(RulingState.IN_FORCE.value),
        "must": sql.Literal(Effect.DUE.value),
        "untold": sql.Literal(Answer.UNDETERMINED.value),
        "active": sql.Literal(GrantState.ACTIVE.value),
        "suspended": sql.Literal(GrantState.SUSPENDED.value),
        "ended": sql.Literal(GrantState.ENDED.value),
        "once": sql.Literal(Period.ONCE.value),
    }


def _not_gone_through(run: Run) -> DecisionQuerySet | None:
    """What the run says; where one of its chain did this for the same day, what was said since."""
    decisions = Decision.objects.of_run(run)
    earlier = Run.objects.filter(pk__in=run.chain, as_of=run.as_of, accrued_at__isnull=False)
    done = set(earlier.values_list("pk", flat=True))
    last = max((at for at, pk in enumerate(run.chain) if pk in done), default=None)
    if last is None:
        return decisions
    since = run.chain[last + 1 :]
    return decisions.filter(run__in=since) if since else None


def _benefits(library: Library) -> Iterator[tuple[str, Benefit]]:
    """`policy/benefit` with every version of the benefit."""
    for document in library.documents:
        for version in document.versions:
            for benefit in version.benefits:
                yield f"{document.id}/{benefit.id}", benefit


def _in_parts(library: Library, benefits: list[tuple[str, Benefit]], run: Run) -> Iterator[str]:
    """What is paid in parts by the texts of the day."""
    if any(benefit.parts for _key, benefit in benefits):
        yield from (item.key for item in library.program(run.as_of).items if item.parts)


def _pays_other(benefit: Benefit) -> bool:
    """Decided about a person and paid to an employer: the one they work for on the day."""
    return benefit.subject == "人员" and benefit.payee == "employer"


def _firm_of(person: str, day: str) -> sql.SQL:
    """The organisation that somebody works for on a day, as the run knows it; null for none or several."""
    return sql.SQL(f"""(
        SELECT CASE WHEN count(DISTINCT job.employer_id) = 1 THEN min(job.employer_id) END
        FROM registry_person AS one
        JOIN registry_employmentspell AS job ON job.person_id = one.id
        WHERE (one.id = {person} OR one.merged_into_id = {person})
            AND job.employer_id IS NOT NULL AND {day} BETWEEN job.started_on AND job.ended_on
            AND job.recorded_at <= {{known_at}}
            AND (job.superseded_at IS NULL OR job.superseded_at > {{known_at}})
    )""")  # noqa: S608 - put together from names of this module


def _may_come_again(condition: Condition) -> bool:
    """Some clause says how often, or how long after the last time."""
    return any(c.derived and c.id.startswith(("限次", "间隔")) for c in condition.leaves())


#: the decision about a grant's benefit, for the same subject: by one number, which PostgreSQL can
#: hash, as it cannot "is not distinct from"; with that, 20,000 people took hours
_SAME = sql.SQL("""
    decided.policy = held.policy AND decided.benefit = held.benefit
    AND decided.subject = coalesce(held.person_id, -held.employer_id)
""")
_NONE = sql.Literal([])
_MONTHS = """
    (12 * (extract(year FROM {0}) - extract(year FROM held.begins_on))
        + extract(month FROM {0}) - extract(month FROM held.begins_on))::int
"""
_DUE = sql.SQL("(decided.status = {yes} AND decided.displaced_by = '')")
_FREE = sql.SQL("""NOT EXISTS (
    SELECT FROM entitlements_hold AS hold
    WHERE hold.lifted_at IS NULL AND hold.policy = held.policy AND hold.benefit = held.benefit
        AND hold.person_id IS NOT DISTINCT FROM held.person_id
        AND hold.employer_id IS NOT DISTINCT FROM held.employer_id
        AND (hold.grant_id IS NULL OR hold.grant_id = held.id)
)""")

_ANSWERED = sql.SQL("""
    CREATE TEMP TABLE answered ON COMMIT DROP AS
    SELECT *, coalesce(person_id, -employer_id) AS subject, false AS ruled FROM ({decisions}) AS decision
    WHERE status = {yes} OR (policy, benefit, coalesce(person_id, -employer_id)) IN (
        SELECT policy, benefit, coalesce(person_id, -employer_id) FROM entitlements_grant
    ) OR (policy, benefit, coalesce(person_id, -employer_id)) IN (
        SELECT policy, benefit, coalesce(person_id, -employer_id) FROM entitlements_ruling
        WHERE state = {in_force}
    )
""")
_ANALYSE = sql.SQL("ANALYZE answered")
#: what somebody has had under another of their numbers they have had
_HAD = sql.SQL("""
    DELETE FROM answered AS decided
    USING registry_person AS other
    JOIN entitlements_grant AS had ON had.person_id = other.id
    WHERE other.merged_into_id = decided.person_id
        AND had.policy = decided.policy AND had.benefit = decided.benefit
        AND NOT EXISTS (
            SELECT FROM entitlements_grant AS held
            WHERE {same} AND held.state IN ({active}, {suspended})
        )
        AND NOT (
            decided.policy || '/' || decided.benefit = ANY ({again})
            AND EXISTS (
                SELECT FROM registry_benefitreceived AS fact
                WHERE fact.person_id IN (other.id, decided.person_id)
                    AND fact.policy = decided.policy AND fact.benefit = decided.benefit
                    AND fact.received_on >= had.begins_on AND fact.recorded_at <= {known_at}
            )
        )
""")
#: what two people ruled, for as long as it is in force, in place of what the engine found
_OVERRULE = sql.SQL("""
    UPDATE answered AS decided SET
        status = CASE WHEN ruling.effect = {must} THEN {yes} ELSE {no} END,
        displaced_by = '', qualifier = '=', net = NULL, total = NULL,
        amount = coalesce(ruling.amount, decided.amount), ruled = true
    FROM entitlements_ruling AS ruling
    WHERE coalesce(ruling.person_id, -ruling.employer_id) = decided.subject
        AND ruling.policy = decided.policy
        AND ruling.benefit = decided.benefit AND ruling.state = {in_force}
        AND {as_of} BETWEEN ruling.from_on AND coalesce(ruling.until_on, 'infinity')
""")
_FORGET = sql.SQL("DROP TABLE answered, before")
_LATER = sql.SQL("""
    SELECT EXISTS (
        SELECT FROM entitlements_grant AS held JOIN answered AS decided ON {same}
        WHERE held.accrued_to > {as_of} + 1 AND held.decided_by_id <> {run}
    )
""")
_OPEN = sql.SQL("""
    INSERT INTO entitlements_grant (
        uuid, person_id, employer_id, policy, benefit, version, region, district, number,
        opened_by_id, begins_on, period, periods, state, decided_by_id, accrued_to
    )
    SELECT gen_random_uuid(), person_id, employer_id, policy, benefit, version, region, district,
        coalesce(earlier, 0) + 1, {run}, {as_of}, period, periods, {active}, {run}, {as_of}
    FROM answered AS decided
    LEFT JOIN (
        SELECT policy, benefit, coalesce(person_id, -employer_id) AS subject,
            max(number) AS earlier,
            bool_or(state IN ({active}, {suspended})) AS under_way,
            bool_or(state = {stopped}) AS stopped,
            max(begins_on) AS since
        FROM entitlements_grant GROUP BY 1, 2, 3
    ) AS before USING (policy, benefit, subject)
    WHERE {due} AND amount > 0 AND qualifier = '='
        AND (net IS NULL OR net > 0)
        AND policy || '/' || benefit <> ALL ({unpayable})
        AND (policy || '/' || benefit <> ALL ({to_firm}) OR {opened_for} IS NOT NULL)
        AND NOT coalesce(under_way, false) AND NOT coalesce(stopped, false)
        AND (
            earlier IS NULL
            -- again only where the document limits how often, and after the register has learnt of
            -- the earlier one: before that the decision could not know of it
            OR policy || '/' || benefit = ANY ({again})
            AND EXISTS (
                SELECT FROM registry_benefitreceived AS fact
                WHERE fact.person_id = decided.person_id AND fact.policy = decided.policy
                    AND fact.benefit = decided.benefit AND fact.received_on >= since
                    AND fact.recorded_at <= {known_at}
            )
        )
""")
_SUSPEND = sql.SQL("""
    UPDATE entitlements_grant AS held SET state = {suspended}, decided_by_id = {run}
    FROM answered AS decided
    WHERE {same} AND NOT {due} AND held.state = {active}
""")
_RESUME = sql.SQL("""
    UPDATE entitlements_grant AS held SET state = {active}, decided_by_id = {run}
    FROM answered AS decided
    WHERE {same} AND {due} AND held.state = {suspended}
""")
#: the sum of a period is what all up to it make less all before it, so that the whole is exact
_ADD = sql.SQL("""
    INSERT INTO entitlements_instalment (
        uuid, grant_id, person_id, employer_id, policy, benefit, payee_id, number, during, amount,
        decided_by_id, version
    )
    SELECT gen_random_uuid(), id, person_id, employer_id, policy, benefit, firm.payee, number,
        daterange(begins, ends), fen, {run}, version
    FROM (
        SELECT held.id, held.person_id, held.employer_id, held.policy, held.benefit, turn AS number,
            decided.version,
            (held.begins_on + make_interval(months => (turn - 1) * step.months))::date AS begins,
            (held.begins_on + make_interval(
                months => turn * step.months,
                days => CASE WHEN step.months = 0 THEN 1 ELSE 0 END
            ))::date AS ends,
            CASE
                WHEN held.period = {once} THEN coalesce(decided.net, decided.total, decided.amount)
                WHEN decided.net IS NULL OR decided.net = decided.total THEN decided.amount
                ELSE div(turn * decided.amount::numeric * decided.net, decided.total)
                    - div((turn - 1) * decided.amount::numeric * decided.net, decided.total)
            END AS fen
        FROM entitlements_grant AS held
        JOIN answered AS decided ON {same}
        JOIN (VALUES {steps}) AS step (period, months) ON step.period = held.period
        -- the turns that can begin on the days not gone through yet, and a few about them
        CROSS JOIN LATERAL (
            SELECT {gone} AS gone, {wanted} AS wanted
        ) AS month
        CROSS JOIN LATERAL generate_series(
            CASE WHEN step.months = 0 THEN 1 ELSE greatest(1, (month.gone - 1) / step.months) END,
            CASE
                WHEN step.months = 0 THEN 1
                ELSE least(coalesce(decided.periods, 1200), (month.wanted + 1) / step.months + 2)
            END
        ) AS turn
        WHERE held.state = {active} AND {due} AND {free} AND decided.qualifier = '='
            AND held.policy || '/' || held.benefit <> ALL ({in_parts})
    ) AS period
    CROSS JOIN LATERAL (SELECT policy || '/' || benefit = ANY ({to_firm}) AS pays) AS other
    CROSS JOIN LATERAL (SELECT CASE WHEN other.pays THEN {begun_for} END AS payee) AS firm
    WHERE begins <= {as_of} AND fen > 0 AND (NOT other.pays OR firm.payee IS NOT NULL)
        -- what began on the very day is looked at again by that day's later runs
        AND begins >= (
            SELECT least(accrued_to, {as_of}) FROM entitlements_grant WHERE id = period.id
        )
    ON CONFLICT (grant_id, number) DO NOTHING
""")
#: what could not be told, or is held by hand, waits; everything else has been gone through
_GO_ON = sql.SQL("""
    UPDATE entitlements_grant AS held
    SET accrued_to = {as_of} + 1, decided_by_id = {run}, periods = decided.periods
    FROM answered AS decided
    WHERE {same} AND held.state IN ({active}, {suspended})
        AND decided.status <> {untold} AND {free}
        AND NOT ({due} AND (decided.amount IS NULL OR decided.qualifier <> '='))
        -- a period of which nobody can say whom it is paid to waits for whoever knows
        AND NOT ({due} AND held.policy || '/' || held.benefit = ANY ({to_firm}) AND EXISTS (
            SELECT FROM (VALUES {steps}) AS step (period, months)
            CROSS JOIN LATERAL generate_series(
                0, CASE WHEN step.months = 0 THEN 0 ELSE {wanted} / step.months + 1 END
            ) AS turn
            CROSS JOIN LATERAL (
                SELECT (held.begins_on + make_interval(months => turn * step.months))::date AS day
            ) AS begun
            WHERE step.period = held.period AND begun.day BETWEEN held.accrued_to AND {as_of}
                AND turn < coalesce(decided.periods, turn + 1) AND {went_for} IS NULL
        ))
""")
_END = sql.SQL("""
    UPDATE entitlements_grant AS held SET state = {ended}
    WHERE held.state = {active} AND held.decided_by_id = {run}
        AND held.policy || '/' || held.benefit <> ALL ({in_parts}) AND EXISTS (
        SELECT FROM entitlements_instalment AS last
        WHERE last.grant_id = held.id
            AND last.number >= CASE WHEN held.period = {once} THEN 1 ELSE held.periods END
    )
""")
