"""Count a run's decisions once, by everything that pages show them by."""

from django.db import connection
from django.db.models import Sum

from yulin.entitlements.models import Run, RunTotal


def count_totals(run: Run) -> dict[str, int]:
    """Store the totals; return decisions by status."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE entitlements_decision")
        cursor.execute(_COUNT, {"run": run.pk})
    by_status = RunTotal.objects.filter(run=run).order_by().values_list("status")
    return {str(status): rows for status, rows in by_status.annotate(rows=Sum("subjects"))}


# A sum belongs to what is due and not displaced; elsewhere it would only be what might have been.
_COUNT = """
    INSERT INTO entitlements_runtotal (
        run_id, policy, benefit, subject_kind, district, talent_class, status, displaced,
        subjects, total, first_year, without_sum
    )
    SELECT run_id, policy, benefit, CASE WHEN person_id IS NULL THEN 'employer' ELSE 'person' END,
        district, talent_class, status, displaced_by <> '',
        count(*), coalesce(sum(total), 0), coalesce(sum(first_year), 0),
        count(*) FILTER (WHERE total IS NULL)
    FROM entitlements_decision
    WHERE run_id = %(run)s
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
"""
