"""Count a run's decisions once, by everything that pages show them by."""

from django.db import connection
from django.db.models import Sum

from yulin.entitlements.enums import Answer
from yulin.entitlements.models import Run, RunTotal


def count_totals(run: Run) -> dict[str, int]:
    """Store the totals; return decisions by status."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE entitlements_decision")
        values = {"run": run.pk, "base": run.base_id, "chain": run.chain, "yes": Answer.YES.value}
        cursor.execute(_COUNT if run.base_id is None else _RECOUNT, values)
    by_status = RunTotal.objects.filter(run=run).order_by().values_list("status")
    return {str(status): rows for status, rows in by_status.annotate(rows=Sum("subjects"))}


# A sum belongs to what is due and not displaced; elsewhere it would only be what might have been.
# What is due counts with what is really paid: deductions and joint caps leave that much of it, and
# no more of it can fall into the first year.
_GROUPED = """
    SELECT policy, benefit, CASE WHEN person_id IS NULL THEN 'employer' ELSE 'person' END
            AS subject_kind,
        district, talent_class, status, displaced_by <> '' AS displaced,
        count(*) AS subjects, coalesce(sum(paid), 0) AS total,
        coalesce(sum(CASE
            WHEN paid < first_year THEN paid
            WHEN paid IS NOT NULL OR total IS NULL THEN first_year
        END), 0) AS first_year,
        count(*) FILTER (WHERE paid IS NULL) AS without_sum
    FROM (
        SELECT *, CASE WHEN status = %(yes)s AND displaced_by = '' THEN net ELSE total END AS paid
        FROM entitlements_decision
        WHERE {which}
    ) AS decided
    GROUP BY 1, 2, 3, 4, 5, 6, 7
"""
_INSERT = """
    INSERT INTO entitlements_runtotal (
        run_id, policy, benefit, subject_kind, district, talent_class, status, displaced,
        subjects, total, first_year, without_sum
    )
"""
_OWN = _GROUPED.format(which="run_id = %(run)s")
_GONE = _GROUPED.format(which="replaced_by_id = %(run)s AND run_id = ANY(%(chain)s)")
_COUNT = f"{_INSERT} SELECT %(run)s, own.* FROM ({_OWN}) AS own"  # noqa: S608 - no values
# What an earlier run counted, without the answers that hold no longer, and with the new ones.
_RECOUNT = f"""
    {_INSERT}
    SELECT %(run)s, policy, benefit, subject_kind, district, talent_class, status, displaced,
        sum(sign * subjects), sum(sign * total), sum(sign * first_year), sum(sign * without_sum)
    FROM (
        SELECT 1 AS sign, policy, benefit, subject_kind, district, talent_class, status, displaced,
            subjects, total, first_year, without_sum
        FROM entitlements_runtotal WHERE run_id = %(base)s
        UNION ALL
        SELECT -1, gone.* FROM ({_GONE}) AS gone
        UNION ALL
        SELECT 1, own.* FROM ({_OWN}) AS own
    ) AS parts
    GROUP BY 2, 3, 4, 5, 6, 7, 8
    HAVING sum(sign * subjects) > 0
"""  # noqa: S608 - no values
