"""Totals of a run, within what the user may see; one query each."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import Q, QuerySet, Sum

from yulin.access.models import User
from yulin.access.queries.scope import in_sight
from yulin.entitlements.enums import Answer
from yulin.entitlements.models import Run, RunTotal

By = Literal["policy", "benefit", "district", "class", "status"]

_COLUMNS: dict[By, tuple[str, ...]] = {
    "policy": ("policy",),
    "benefit": ("policy", "benefit"),
    "district": ("district",),
    "class": ("talent_class",),
    "status": ("status",),
}


@dataclass(frozen=True, kw_only=True)
class TotalRow:
    """Counts are of decisions: a subject with two benefits counts twice.

    Sums in fen of what is due and not displaced; `without_sum` of these have no known sum.
    """

    key: tuple[Any, ...]
    counts: dict[Answer, int]
    displaced: int
    due: int
    total: int
    first_year: int
    without_sum: int


def totals(*, user: User, run: Run, by: By, policy: str | None = None) -> list[TotalRow]:
    """Totals by one thing, of one policy where it is named."""
    columns = _COLUMNS[by]
    rows = in_sight(user=user, rows=RunTotal.objects.filter(run=run), field="district")
    if policy is not None:
        rows = rows.filter(policy=policy)
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in _added_up(rows, columns):
        groups[tuple(row[column] for column in columns)].append(row)
    return [_total(key, group) for key, group in groups.items()]


def _added_up(rows: "QuerySet[RunTotal]", columns: tuple[str, ...]) -> QuerySet:
    grouped = rows.order_by(*columns).values(*dict.fromkeys([*columns, "status", "displaced"]))
    counted = Q(status=Answer.YES, displaced=False)
    return grouped.annotate(
        rows=Sum("subjects"),
        sum=Sum("total", filter=counted, default=0),
        sum_first_year=Sum("first_year", filter=counted, default=0),
        unknown=Sum("without_sum", filter=counted, default=0),
    )


def _total(key: tuple[Any, ...], group: list[dict[str, Any]]) -> TotalRow:
    counts = dict.fromkeys(Answer, 0)
    for row in group:
        counts[Answer(row["status"])] += row["rows"]
    displaced = sum(row["rows"] for row in group if row["displaced"])
    return TotalRow(
        key=key,
        counts=counts,
        displaced=displaced,
        due=counts[Answer.YES] - displaced,
        total=sum(row["sum"] for row in group),
        first_year=sum(row["sum_first_year"] for row in group),
        without_sum=sum(row["unknown"] for row in group),
    )
