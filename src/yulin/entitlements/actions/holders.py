"""Who has a place already: they keep it before others, for as long as the document says.

A run gives the places of a benefit among all who qualify. Who was given one and whose grant is open
for it comes first the next time, as a turn before rank, so that shares and funds are kept with them
and nobody who ranks higher later takes what was promised. The year, for ever, or as long as they
qualify: `期间`; a text that does not say means the calendar year, as in rehearsals.
"""

from collections.abc import Iterator
from typing import Any

import polars as pl
from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, Greatest
from psycopg import sql

from yulin.entitlements.enums import GrantState, Period
from yulin.entitlements.models import Grant, Run
from yulin.policy.backends.population import KEY
from yulin.policy.program import Item
from yulin.policy.stacking.allocate import BEFORE, HOLDS, Terms
from yulin.policy.stacking.place import BENEFIT, COST

#: states in which a place is not held any more, where it is held as long as one qualifies
_GONE = (GrantState.STOPPED, GrantState.RECOVERED)


def terms_of(run: Run, item: Item, among: tuple[Item, ...]) -> Terms:
    """What bears on the places of a benefit: who has one, and who has had all there is to have."""
    assert item.quota is not None
    rows = list(_known(run, among))
    if not rows:
        return Terms()
    period = item.quota.period or "year"
    held = [row for row in rows if _lasts(row, period, run)]
    apart = [row for row in rows if row not in held and row["period"] == Period.ONCE]
    return Terms(
        before=_frame(held, BEFORE),
        used_up=period != "held",
        apart=_frame(apart, {name: BEFORE[name] for name in (KEY, BENEFIT)}),
    )


def changed_since(run: Run, items: tuple[Item, ...]) -> bool:
    """Whether places were promised since the run that this one goes on from, or a new year began."""
    base = run.base
    if base is None or base.as_of.year != run.as_of.year:
        return True
    return _of(items).filter(opened_by__accrued_at__gt=base.known_at).exists()


def _of(items: tuple[Item, ...]) -> "QuerySet[Grant]":
    found = Q(pk__in=[])
    for item in items:
        found |= Q(policy=item.document.id, benefit=item.id)
    return Grant.objects.filter(found).order_by("pk")


def _known(run: Run, among: tuple[Item, ...]) -> Iterator[dict[str, Any]]:
    """The grants that were open when the run's facts were fixed, so that it can be repeated."""
    opened = _of(among).filter(opened_by__accrued_at__lte=run.known_at, begins_on__lte=run.as_of)
    paid = Sum("instalments__amount")
    costs = Greatest(Coalesce(paid, 0), F("amount") * Coalesce(F("periods"), 1))
    names = ("person_id", "employer_id", "policy", "benefit", "period", "begins_on", "state")
    for row in opened.annotate(cost=costs).values(*names, "cost"):
        person = row["person_id"]
        row[KEY] = f"P{person}" if person is not None else f"E{row['employer_id']}"
        row[BENEFIT] = f"{row['policy']}/{row['benefit']}"
        row["turn"], row[COST] = HOLDS, row["cost"]
        yield row


def _lasts(row: dict[str, Any], period: str, run: Run) -> bool:
    if period == "held":
        return row["state"] not in _GONE
    return period == "once" or row["begins_on"].year == run.as_of.year


def _frame(rows: list[dict[str, Any]], schema: Any) -> pl.DataFrame:
    return pl.DataFrame(
        [[row[name] for name in schema] for row in rows], schema=schema, orient="row"
    )


#: places that a run gave without knowing of who had been promised one by then wait: the next run
#: knows, and gives them anew
BLIND = sql.SQL("""
    DELETE FROM answered AS decided
    WHERE decided.policy || '/' || decided.benefit = ANY ({limited}) AND EXISTS (
        SELECT FROM entitlements_grant AS held
        JOIN entitlements_run AS opened ON opened.id = held.opened_by_id
        WHERE held.policy = decided.policy
            AND held.policy || '/' || held.benefit = ANY ({limited})
            AND opened.accrued_at > {known_at} AND opened.id <> {run}
    )
""")
