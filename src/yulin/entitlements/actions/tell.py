"""Tell people what became of their benefits: with the change itself, each event once.

Runs tell everybody in one statement; verbs about one person call `tell`. Nothing leaves the site:
what is told lies on the person's own page.
"""

from datetime import date
from typing import Any

from django.conf import settings
from django.utils.timezone import localdate
from psycopg import sql

from yulin.codes.calendar import WorkCalendar
from yulin.entitlements.enums import CONTESTABLE, NoticeKind
from yulin.entitlements.models import Grant, Notice, Run
from yulin.registry.models import Employer, Person

Subject = Person | Employer


def in_time() -> date:
    """The last day on which an objection to what is told today is taken."""
    days = settings.YULIN_OBJECTION_DAYS
    return WorkCalendar.shipped().add_working_days(localdate(), days).date


def tell(
    *,
    subject: Subject,
    kind: NoticeKind,
    event: str,
    policy: str,
    benefit: str,
    grant: Grant | None = None,
    run: Run | None = None,
    **data: Any,
) -> Notice:
    """Keep what is told; it comes with the change that it tells of, or not at all."""
    owner = "person" if isinstance(subject, Person) else "employer"
    return Notice.objects.create(
        **{owner: subject},
        kind=kind,
        event=event,
        policy=policy,
        benefit=benefit,
        grant=grant,
        run=run,
        data=data,
        until=in_time() if kind in CONTESTABLE else None,
    )


#: the grants of those whom a run answers about, as they were before it
LOOK_BEFORE = sql.SQL("""
    CREATE TEMP TABLE before ON COMMIT DROP AS
    SELECT held.id, held.state, held.amount, held.label
    FROM entitlements_grant AS held JOIN answered AS decided ON {same}
""")
TELL = sql.SQL("""
    INSERT INTO entitlements_notice (
        uuid, person_id, employer_id, event, kind, policy, benefit, grant_id, run_id, data, until,
        told_at
    )
    SELECT gen_random_uuid(), held.person_id, held.employer_id,
        concat('grant:', held.id, ':', kind, ':run:', {run}::text), kind, held.policy, held.benefit,
        held.id, {run},
        jsonb_strip_nulls(jsonb_build_object(
            'amount', decided.amount, 'before', before.amount, 'label', nullif(decided.label, ''),
            'label_before', nullif(before.label, ''), 'period', decided.period,
            'instead', nullif(decided.displaced_by, ''), 'version', decided.version,
            'trace', decided.trace, 'ruling', ruling.uuid,
            'parts', CASE WHEN held.policy || '/' || held.benefit = ANY ({in_parts}) THEN true END
        )),
        {until}, now()
    FROM entitlements_grant AS held
    JOIN answered AS decided ON {same}
    LEFT JOIN before ON before.id = held.id
    LEFT JOIN entitlements_ruling AS ruling
        ON coalesce(ruling.person_id, -ruling.employer_id) = decided.subject
        AND ruling.policy = decided.policy
        AND ruling.benefit = decided.benefit AND ruling.state = {in_force}
        AND {as_of} BETWEEN ruling.from_on AND coalesce(ruling.until_on, 'infinity')
    CROSS JOIN LATERAL (SELECT CASE
        WHEN before.id IS NULL THEN 'opened'
        WHEN before.state <> held.state AND held.state = {suspended} THEN
            CASE WHEN decided.status = {untold} THEN 'unclear' ELSE 'suspended' END
        WHEN before.state <> held.state AND held.state = {active} THEN 'resumed'
        WHEN before.state <> held.state AND held.state = {ended} THEN 'ended'
        WHEN held.state = {active} AND {due} AND decided.amount > before.amount THEN 'raised'
        WHEN held.state = {active} AND {due} AND decided.amount < before.amount THEN 'lowered'
    END AS kind) AS told
    WHERE kind IS NOT NULL
    ON CONFLICT (event) DO NOTHING
""")
#: what the next run is compared with
FOLLOW = sql.SQL("""
    UPDATE entitlements_grant AS held SET amount = decided.amount, label = decided.label
    FROM answered AS decided
    WHERE {same} AND {due} AND held.decided_by_id = {run}
        AND held.state IN ({active}, {ended}) AND decided.amount IS NOT NULL
        AND (held.amount, held.label) IS DISTINCT FROM (decided.amount, decided.label)
""")
