"""Totals of a rehearsal: by policy, benefit, district, city, class and year, and the causes.

Every subject lies in one batch, so that the tables of batches add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from yulin.policy.rehearsal.changes import Outcome, by_subject
from yulin.policy.rehearsal.reasons import Cause
from yulin.policy.rehearsal.sides import LINE

#: the class of what is no person
EMPLOYERS_CLASS = "单位"
SIDES = ("before", "after")
_OF_SIDE = ("due", "paid", "sum", "unknown", "undetermined", "at_most")
_OF_CHANGE = ("gains", "loses", "uncertain", "newly_undetermined", "gain_sum", "loss_sum")
FIGURES: tuple[str, ...] = (
    "subjects",
    *(f"{name}_{side}" for side in SIDES for name in _OF_SIDE),
    *_OF_CHANGE,
)
KEYS: Mapping[str, Mapping[str, pl.DataType]] = {
    "total": {"subject_kind": pl.String()},
    "policy": {"policy": pl.String()},
    "benefit": {"policy": pl.String(), "benefit": pl.String()},
    "city": {"city": pl.Int32()},
    "district": {"district": pl.Int32()},
    "class": {"talent_class": pl.String()},
    "year": {"year": pl.Int32()},
    "policy_year": {"policy": pl.String(), "year": pl.Int32()},
    "district_year": {"district": pl.Int32(), "year": pl.Int32()},
}
CAUSES: dict[str, pl.DataType] = {
    "policy": pl.String(),
    "benefit": pl.String(),
    "outcome": pl.String(),
    "cause": pl.String(),
    "text": pl.String(),
    "text_en": pl.String(),
    "subjects": pl.Int64(),
}


def schema_of(name: str) -> dict[str, pl.DataType]:
    """Return the columns of a table of totals."""
    return {**KEYS[name], **dict.fromkeys(FIGURES, pl.Int64())}


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What one batch gives: who they are, both ledgers, what differs."""

    subject_kind: str
    #: ``subject``, ``district``, ``talent_class``: everybody
    people: pl.DataFrame
    ledgers: tuple[pl.DataFrame, pl.DataFrame]
    changes: pl.DataFrame

    def tables(self) -> dict[str, pl.DataFrame]:
        """Return every table of totals."""
        people = self.people.with_columns(
            pl.lit(self.subject_kind).alias("subject_kind"),
            (pl.col("district") // 100 * 100).cast(pl.Int32).alias("city"),
        )
        ledgers = [ledger.join(people, on="subject", how="left") for ledger in self.ledgers]
        changes = self.changes.join(people, on="subject", how="left")
        return {name: _table(tuple(keys), people, ledgers, changes) for name, keys in KEYS.items()}


def _table(
    keys: tuple[str, ...],
    people: pl.DataFrame,
    ledgers: Sequence[pl.DataFrame],
    changes: pl.DataFrame,
) -> pl.DataFrame:
    concerned = pl.concat([_concerned(keys, frame) for frame in ledgers])
    parts = [_by_side(keys, ledger, side) for ledger, side in zip(ledgers, SIDES, strict=True)]
    if "year" not in keys:  # how somebody fares is said of all years together
        concerned = pl.concat([concerned, _concerned(keys, changes)])
        parts.append(_by_change(keys, changes))
    everybody = people if set(keys) <= set(people.columns) else concerned
    counted = (
        everybody.unique(["subject", *keys])
        .group_by(keys)
        .agg(pl.len().cast(pl.Int64).alias("subjects"))
    )
    for part in parts:
        counted = counted.join(part, on=keys, how="full", coalesce=True, nulls_equal=True)
    missing = [pl.lit(0).alias(name) for name in FIGURES if name not in counted.columns]
    made = counted.with_columns(missing).select(*keys, pl.col(FIGURES).fill_null(0).cast(pl.Int64))
    return made.sort(keys)


def _concerned(keys: tuple[str, ...], frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(list(dict.fromkeys(["subject", *keys]))).unique()


def _by_side(keys: tuple[str, ...], ledger: pl.DataFrame, side: str) -> pl.DataFrame:
    """People are counted once in a cell, whatever they are due there."""
    lines = ledger.group_by(list(dict.fromkeys([*LINE, *keys]))).agg(
        pl.col("due", "open", "payments", "fen", "unknown", "at_most").sum()
    )
    who = pl.col("subject")
    return lines.group_by(keys).agg(
        who.filter(pl.col("due") > 0).n_unique().alias(f"due_{side}"),
        who.filter(pl.col("payments") > 0).n_unique().alias(f"paid_{side}"),
        pl.col("fen").sum().alias(f"sum_{side}"),
        who.filter(pl.col("unknown") > 0).n_unique().alias(f"unknown_{side}"),
        who.filter((pl.col("open") > 0) & (pl.col("due") == 0))
        .n_unique()
        .alias(f"undetermined_{side}"),
        who.filter(pl.col("at_most") > 0).n_unique().alias(f"at_most_{side}"),
    )


def _by_change(keys: tuple[str, ...], changes: pl.DataFrame) -> pl.DataFrame:
    people = by_subject(changes, keys)
    counts = people.group_by(keys).agg(
        *(
            (pl.col("outcome") == outcome.value).sum().alias(name)
            for name, outcome in (
                ("gains", Outcome.GAINS),
                ("loses", Outcome.LOSES),
                ("uncertain", Outcome.UNCERTAIN),
            )
        ),
        pl.col("newly_undetermined").sum(),
    )
    sums = changes.group_by(keys).agg(
        pl.col("difference").clip(lower_bound=0).sum().alias("gain_sum"),
        pl.col("difference").clip(upper_bound=0).sum().alias("loss_sum"),
    )
    return counts.join(sums, on=keys, how="full", coalesce=True, nulls_equal=True)


def added_up(name: str, tables: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return the tables of several batches as one."""
    keys = list(KEYS[name])
    whole = pl.concat([pl.DataFrame(schema=schema_of(name)), *tables])
    return whole.group_by(keys).agg(pl.col(FIGURES).sum()).sort(keys)


def causes_of(changes: pl.DataFrame, causes: Mapping[tuple[str, str, str], Cause]) -> pl.DataFrame:
    """Return how many gain, lose or become uncertain by each cause; one may have several."""
    told = changes.filter(pl.col("outcome") != Outcome.UNCHANGED.value).explode("causes")
    counted = told.group_by("policy", "benefit", "outcome", pl.col("causes").alias("cause")).agg(
        pl.col("subject").n_unique().cast(pl.Int64).alias("subjects")
    )
    rows = [
        {**row, "text": cause.text, "text_en": cause.text_en}
        for row in counted.iter_rows(named=True)
        for cause in [causes[row["policy"], row["benefit"], row["cause"]]]
    ]
    return _ordered(pl.DataFrame(rows, schema=CAUSES))


def causes_added_up(tables: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return the causes of several batches as one table, the most frequent first."""
    whole = pl.concat([pl.DataFrame(schema=CAUSES), *tables])
    keys = ["policy", "benefit", "outcome", "cause"]
    added = whole.group_by(keys).agg(pl.col("text", "text_en").first(), pl.col("subjects").sum())
    return _ordered(added.select(list(CAUSES)))


def _ordered(causes: pl.DataFrame) -> pl.DataFrame:
    keys = ["subjects", "policy", "benefit", "outcome", "cause"]
    return causes.sort(keys, descending=[True, False, False, False, False])
