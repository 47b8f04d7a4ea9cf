"""Let a stopped grant go on: only where two people ruled that it is due."""

from django.db.backends.utils import CursorWrapper
from psycopg import sql

from yulin.access.actions.journal import record
from yulin.entitlements.models import Grant


def resume_ruled(cursor: CursorWrapper, words: dict[str, sql.Composable]) -> int:
    """Let the grants go on of which a ruling in force says so; return how many.

    What was owed and not paid is paid again; the periods between are not made up for, unless a new
    ruling says so.
    """
    cursor.execute(_LIFT.format(**words))
    found = [grant for (grant,) in cursor.fetchall()]
    if not found:
        return 0
    cursor.execute(_RESUME.format(**words), [found])
    for grant in Grant.objects.filter(pk__in=found).order_by("pk"):
        record(
            acting_user=None,
            action="entitlements.grant.resume",
            obj=grant,
            region=grant.district or grant.region,
            data={"policy": grant.policy, "benefit": grant.benefit},
        )
    return len(found)


_LIFT = sql.SQL("""
    UPDATE entitlements_stop AS stop SET lifted_at = now(), ruling_id = ruling.id
    FROM entitlements_grant AS held
    JOIN answered AS decided ON {same}
    JOIN entitlements_ruling AS ruling
        ON coalesce(ruling.person_id, -ruling.employer_id) = decided.subject
        AND ruling.policy = held.policy
        AND ruling.benefit = held.benefit AND ruling.state = {in_force}
    WHERE stop.grant_id = held.id AND stop.agreed AND stop.lifted_at IS NULL
        AND held.state = {stopped} AND decided.ruled AND {due}
    RETURNING held.id
""")
_RESUME = sql.SQL("""
    UPDATE entitlements_grant
    SET state = {active}, decided_by_id = {run}, accrued_to = greatest(accrued_to, {as_of})
    WHERE id = ANY (%s)
""")
