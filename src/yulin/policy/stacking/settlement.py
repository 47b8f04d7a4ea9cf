"""What is really paid: deductions and joint caps over a wide frame, after displaced dues are left out.

Only what is due counts. A deduction takes the first member's sum off each of the others, as it is
after the deductions before; then members use up a joint cap in the order of the relation. A sum
nobody knows leaves open what rests on it, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from yulin.policy.decision import Status
from yulin.policy.program import Group, Item

_NOTHING = pl.lit(0, dtype=pl.Int64)
_LEFT = "|left"


def with_nets(frame: pl.DataFrame, items: Iterable[Item], groups: Sequence[Group]) -> pl.DataFrame:
    """Return a wide frame with ``policy/benefit|net`` for the members of such relations."""
    paying = {item.key for item in items if item.amount is not None}
    lessening = [g for g in groups if g.lessens and paying.intersection(g.members)]
    members = list(dict.fromkeys(m for g in lessening for m in g.members if m in paying))
    if not members:
        return frame
    sums = frame.select(
        pl.when(_due(frame, m)).then(pl.col(f"{m}|total").clip(0)).otherwise(_NOTHING).alias(m)
        for m in members
    )
    for rule in ("deduct", "cap"):
        for group in (g for g in lessening if g.relation.rule == rule):
            sums = _deducted(sums, group) if rule == "deduct" else _capped(sums, group, frame)
    nets = [pl.when(_due(frame, m)).then(sums[m]).alias(f"{m}|net") for m in members]
    return frame.with_columns(nets)


def _due(frame: pl.DataFrame, key: str) -> pl.Expr:
    due = pl.col(f"{key}|status") == int(Status.YES)
    displaced = f"{key}|displaced_by"
    return due & pl.col(displaced).is_null() if displaced in frame.columns else due


def _deducted(sums: pl.DataFrame, group: Group) -> pl.DataFrame:
    """Take the first member's sum off the others; of nothing, nothing is taken."""
    first = [pl.col(m) for m in group.first if m in sums.columns]
    if not first:
        return sums
    off = pl.sum_horizontal(first, ignore_nulls=False)
    return sums.with_columns(
        pl.when(pl.col(m) == 0).then(_NOTHING).otherwise((pl.col(m) - off).clip(0)).alias(m)
        for m in group.others
        if m in sums.columns
    )


def _capped(sums: pl.DataFrame, group: Group, frame: pl.DataFrame) -> pl.DataFrame:
    """Let the members use up the cap one after another."""
    if group.ceiling_column not in frame.columns:
        return sums
    sums = sums.with_columns(frame[group.ceiling_column].cast(pl.Int64).clip(0).alias(_LEFT))
    left = pl.col(_LEFT)
    for member in (m for m in group.members if m in sums.columns):
        own = pl.col(member)
        known = own.is_not_null() & left.is_not_null()
        sums = sums.with_columns(
            pl.when((own == 0) | (left == 0))
            .then(_NOTHING)
            .when(known)
            .then(pl.min_horizontal(own, left))
            .alias(member),
            # a sum of nothing leaves an unknown cap as it was; nothing comes back into an empty one
            pl.when((own == 0) | (left == 0))
            .then(left)
            .otherwise((left - own).clip(0))
            .alias(_LEFT),
        )
    return sums.drop(_LEFT)
