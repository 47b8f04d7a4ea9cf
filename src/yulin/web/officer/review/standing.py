"""Stops as pages show them, with what the reader may do about each."""

from dataclasses import dataclass

from django.http import HttpRequest

from yulin.entitlements.models import Stop
from yulin.entitlements.rules import may_decide_stop


@dataclass(frozen=True)
class StopLine:
    stop: Stop
    may_decide: bool


def stop_lines(request: HttpRequest, rows: list[Stop]) -> list[StopLine]:
    """Who holds no duty for any is asked about once a region and asker."""
    known: dict[tuple[int | None, int | None], bool] = {}
    found = []
    for row in rows:
        own = (row.region, row.asked_by_id)
        if row.waits and own not in known:
            known[own] = may_decide_stop(request.user, row)
        found.append(StopLine(row, row.waits and known[own]))
    return found
