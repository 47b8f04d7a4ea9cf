"""Exclusive groups: which of several dues is taken, or between which the subject chooses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from yulin.policy.decision import Decision, Status
from yulin.policy.program import Group


def resolve(decisions: Sequence[Decision], groups: Sequence[Group]) -> tuple[Decision, ...]:
    """Return the decisions with displaced ones marked; a sum nobody knows leaves the choice open."""
    by_key = {d.key: d for d in decisions}
    for group in groups:
        due = [by_key[m] for m in group.members if m in by_key and _competes(by_key[m])]
        if len(due) > 1:
            by_key.update(_settle(group, due))
    return tuple(by_key[d.key] for d in decisions)


def _settle(group: Group, due: list[Decision]) -> dict[str, Decision]:
    totals = [_total(d) for d in due]
    if group.relation.rule == "choice" or any(t is None for t in totals):
        keys = [d.key for d in due]
        return {d.key: replace(d, choose_between=tuple(k for k in keys if k != d.key)) for d in due}
    best = max(range(len(due)), key=lambda i: (totals[i] or Decimal(0), -i))
    return {
        d.key: d if n == best else replace(d, displaced_by=due[best].key) for n, d in enumerate(due)
    }


def _competes(decision: Decision) -> bool:
    return decision.status is Status.YES and decision.displaced_by is None


def _choosing(decision: Decision, keys: list[str]) -> Decision:
    """Add a group's other members to those the benefit is already chosen against."""
    others = [*decision.choose_between, *(k for k in keys if k != decision.key)]
    return replace(decision, choose_between=tuple(dict.fromkeys(others)))


def _total(decision: Decision) -> Decimal | None:
    return decision.amount.total if decision.amount is not None else None


def displaced(keys: Sequence[str], row: Mapping[str, Any]) -> dict[str, str]:
    """Return member → winner for one row of a wide frame, for a group that takes the highest."""
    due = [k for k in keys if row[f"{k}|status"] == int(Status.YES)]
    totals = [row.get(f"{k}|total") for k in due]
    if len(due) < 2 or any(t is None for t in totals):
        return {}
    best = due[max(range(len(due)), key=lambda i: (totals[i], -i))]
    return {k: best for k in due if k != best}
