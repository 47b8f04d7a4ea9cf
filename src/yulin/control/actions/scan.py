"""Look for every pattern in everything that is known and paid; the same doubt is one row.

Whole statements, however many people there are: seven a pattern.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone
from psycopg import sql

from yulin.access.actions.journal import record
from yulin.access.locks import Lock, hold
from yulin.access.models import User
from yulin.control.kinds import KINDS, SWITCH
from yulin.control.patterns import PATTERNS, WORDS
from yulin.control.thresholds import limits_now


@dataclass(frozen=True, kw_only=True)
class Scanned:
    """Of one pattern: how many are new, changed, there again, and gone."""

    found: int
    changed: int
    again: int
    vanished: int


@transaction.atomic
def scan(*, acting_user: User | None, today: date) -> dict[str, Scanned]:
    """Find the patterns anew. What was explained comes back only where its evidence has changed.

    A doubt that the facts no longer show closes itself, unless somebody is at it already.
    """
    now = timezone.now()
    done: dict[str, Scanned] = {}
    # One at a time: two would find the same new ones.
    hold(Lock.SCANNING)
    with connection.cursor() as cursor:
        limits = limits_now()
        for name in KINDS:
            if limits[name][SWITCH]:
                done[name] = _scan(cursor, name, limits[name], today=today, now=now)
    record(
        acting_user=acting_user,
        action="control.signals.scan",
        data={
            "as_of": today,
            "counts": {name: vars(one) for name, one in done.items() if any(vars(one).values())},
        },
    )
    return done


def _scan(
    cursor: CursorWrapper, kind: str, limits: dict[str, int], *, today: date, now: datetime
) -> Scanned:
    words = {name: sql.Literal(value) for name, value in limits.items() if name != SWITCH}
    pattern = PATTERNS[kind].format(
        today=sql.Literal(today), zone=sql.Literal(settings.TIME_ZONE), **WORDS, **words
    )
    named = {"kind": sql.Literal(kind), "now": sql.Literal(now)}
    cursor.execute(_GATHER.format(pattern=pattern))
    cursor.execute(_MOVE_REGION.format(**named))
    done = Scanned(
        changed=_count(cursor, _CHANGE, named),
        again=_count(cursor, _AGAIN, named),
        vanished=_count(cursor, _VANISH, named),
        # last, so that what is new is not also changed
        found=_count(cursor, _ADD, named),
    )
    cursor.execute("DROP TABLE control_found")
    return done


def _count(cursor: CursorWrapper, statement: sql.SQL, named: dict[str, sql.Literal]) -> int:
    cursor.execute(statement.format(**named))
    return int(cursor.rowcount)


_GATHER = sql.SQL("""
    CREATE TEMP TABLE control_found ON COMMIT DROP AS
    SELECT pattern.person_id, pattern.employer_id,
        coalesce('P' || pattern.person_id, 'E' || pattern.employer_id) || ':' || pattern.mark AS key,
        coalesce(person.division, employer.division) AS region,
        jsonb_build_object('rows', pattern.rows, 'figures', pattern.figures) AS evidence
    FROM ({pattern}) AS pattern
    LEFT JOIN registry_person AS person ON person.id = pattern.person_id
    LEFT JOIN registry_employer AS employer ON employer.id = pattern.employer_id
""")
_MOVE_REGION = sql.SQL("""
    UPDATE control_signal AS signal SET region = found.region FROM control_found AS found
    WHERE signal.kind = {kind} AND signal.key = found.key
        AND signal.region IS DISTINCT FROM found.region
""")
_ADD = sql.SQL("""
    WITH added AS (
        INSERT INTO control_signal
            (uuid, person_id, employer_id, kind, key, region, evidence, state, found_at, reason)
        SELECT gen_random_uuid(), person_id, employer_id, {kind}, key, region, evidence, 'open',
            {now}, ''
        FROM control_found ON CONFLICT (kind, key) DO NOTHING
        RETURNING id, evidence
    )
    INSERT INTO control_signalstep (signal_id, event, at, text, evidence)
    SELECT id, 'found', {now}, '', evidence FROM added
""")
#: what was explained or found is open again; who is at it goes on
_CHANGE = sql.SQL("""
    WITH changed AS (
        UPDATE control_signal AS signal
        SET evidence = found.evidence,
            state = CASE signal.state WHEN 'checking' THEN 'checking' ELSE 'open' END
        FROM control_found AS found
        WHERE signal.kind = {kind} AND signal.key = found.key AND signal.state <> 'closed'
            AND signal.evidence <> found.evidence
        RETURNING signal.id, signal.evidence
    )
    INSERT INTO control_signalstep (signal_id, event, at, text, evidence)
    SELECT id, 'changed', {now}, '', evidence FROM changed
""")
_AGAIN = sql.SQL("""
    WITH again AS (
        UPDATE control_signal AS signal SET evidence = found.evidence, state = 'open'
        FROM control_found AS found
        WHERE signal.kind = {kind} AND signal.key = found.key AND signal.state = 'closed'
        RETURNING signal.id, signal.evidence
    )
    INSERT INTO control_signalstep (signal_id, event, at, text, evidence)
    SELECT id, 'again', {now}, '', evidence FROM again
""")
_VANISH = sql.SQL("""
    WITH gone AS (
        UPDATE control_signal AS signal SET state = 'closed'
        WHERE signal.kind = {kind} AND signal.state = 'open'
            AND NOT EXISTS (SELECT FROM control_found AS found WHERE found.key = signal.key)
        RETURNING signal.id
    )
    INSERT INTO control_signalstep (signal_id, event, at, text)
    SELECT id, 'vanished', {now}, '' FROM gone
""")
