"""Which lines come out differently, when first, why, and by how much."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from enum import StrEnum

import polars as pl

from yulin.policy.program import Item
from yulin.policy.rehearsal.dates import Stretch
from yulin.policy.rehearsal.reasons import Cause, causes
from yulin.policy.rehearsal.sides import LINE, Side


class Outcome(StrEnum):
    """How somebody fares under the draft."""

    GAINS = "gains"
    LOSES = "loses"
    UNCHANGED = "unchanged"
    #: nobody can tell: an answer is undetermined on one side, or a sum that counts is not known
    UNCERTAIN = "uncertain"


_TOLD = ("status", "version", "trace", "displaced_by", "label", "amount", "periods", "net", "place")
_STATE = ("yes", "open", "ready_on", "label", "amount", "periods", "total", "net")
#: what identifies one explanation
_CASE = ["policy", "benefit", *(f"{n}_{s}" for s in ("before", "after") for n in _TOLD)]
_SIDES = ("before", "after")
_MONEY = ("sum", "unknown", "due", "open")
CHANGES: dict[str, pl.DataType] = {
    **dict.fromkeys(LINE, pl.String()),
    "kind": pl.String(),
    "differs_on": pl.Date(),
    **{f"{n}_{s}": pl.Int64() for s in _SIDES for n in _MONEY},
    **{f"status_{s}": pl.Int8() for s in _SIDES},
    **{f"label_{s}": pl.String() for s in _SIDES},
    "causes": pl.List(pl.String()),
    "outcome": pl.String(),
    "newly_undetermined": pl.Boolean(),
    #: after less before in fen; null where either is not known
    "difference": pl.Int64(),
}


class Differences:
    """Collects, date by date, the lines of which both sides do not say the same."""

    def __init__(self) -> None:
        self._found: list[pl.DataFrame] = []
        self._seen = pl.DataFrame(schema=dict.fromkeys(LINE, pl.String()))
        #: cause id → cause, by policy and benefit
        self.causes: dict[tuple[str, str, str], Cause] = {}

    def look(self, stretch: Stretch, before: Side, after: Side, until: dt.date) -> None:
        """Compare the two sides on the date of a decision that stands ``until`` a day."""
        old, new = (_state(side, until) for side in (before, after))
        joined = old.join(new, on=LINE, how="full", coalesce=True, suffix="_after")
        differs = pl.any_horizontal(pl.col(c).ne_missing(pl.col(f"{c}_after")) for c in _STATE)
        lines = joined.filter(differs).select(LINE).join(self._seen, on=LINE, how="anti").sort(LINE)
        if not lines.height:
            return
        self._seen = pl.concat([self._seen, lines])
        told = _told(_told(lines, before, "before"), after, "after")
        told = told.with_columns(
            pl.coalesce("kind_before", "kind_after").alias("kind"),
            pl.lit(stretch.day).alias("differs_on"),
            *(_rank(told, side, name) for side, name in ((before, "before"), (after, "after"))),
        )
        self._found.append(self._explained(told, before.items, after.items))

    def _explained(
        self, told: pl.DataFrame, old: Mapping[str, Item], new: Mapping[str, Item]
    ) -> pl.DataFrame:
        """Add the ids of the causes; lines that agree in everything are explained once."""
        cases = told.select(_CASE).unique(maintain_order=True)
        found = []
        for row in cases.iter_rows(named=True):
            key = f"{row['policy']}/{row['benefit']}"
            why = causes(row, old.get(key), new.get(key))
            self.causes.update({(row["policy"], row["benefit"], c.id): c for c in why})
            found.append([c.id for c in why])
        explained = cases.with_columns(pl.Series("causes", found, dtype=pl.List(pl.String())))
        return told.join(explained, on=_CASE, how="left", nulls_equal=True, maintain_order="left")

    def changes(self, ledgers: tuple[pl.DataFrame, pl.DataFrame]) -> pl.DataFrame:
        """Return the lines that differ with what becomes of them (see ``CHANGES``)."""
        if not self._found:
            return pl.DataFrame(schema=CHANGES)
        lines = pl.concat(self._found)
        for name, ledger in zip(_SIDES, ledgers, strict=True):
            sums = ledger.group_by(LINE).agg(
                pl.col("fen").sum().alias(f"sum_{name}"),
                *(pl.col(c).sum().alias(f"{c}_{name}") for c in ("unknown", "due", "open")),
            )
            lines = lines.join(sums, on=LINE, how="left", maintain_order="left")
        figures = [f"{n}_{s}" for s in _SIDES for n in _MONEY]
        judged = judge(lines.with_columns(pl.col(figures).fill_null(0)))
        return judged.select(list(CHANGES)).cast(CHANGES).sort(LINE)  # type: ignore[arg-type]


def _state(side: Side, until: dt.date) -> pl.DataFrame:
    """The rows that may matter, with all that makes them the same or not."""
    soon = (pl.col("status") == 1) & (pl.col("ready_on") <= until)
    kept = side.rows.filter(pl.col("due") | pl.col("open") | soon)
    counts = pl.col("due") | soon

    def where(name: str) -> pl.Expr:
        return pl.when(counts).then(pl.col(name)).alias(name)

    return kept.select(
        *LINE,
        pl.col("due").alias("yes"),
        "open",
        pl.when(soon).then("ready_on").alias("ready_on"),
        *(where(name) for name in ("label", "amount", "periods", "total", "net")),
    )


def _told(lines: pl.DataFrame, side: Side, name: str) -> pl.DataFrame:
    rows = side.rows.select(*LINE, "kind", *_TOLD)
    return lines.join(
        rows.rename({c: f"{c}_{name}" for c in ("kind", *_TOLD)}),
        on=LINE,
        how="left",
        maintain_order="left",
    )


def _rank(told: pl.DataFrame, side: Side, name: str) -> pl.Expr:
    """The place of a class among the classes, from the lowest; null where it cannot be told."""
    kinds = {i.label_type for i in side.items.values() if i.label_type is not None}
    places = {label: at for kind in kinds for at, label in enumerate(kind.labels.labels)}
    labels = told[f"label_{name}"].drop_nulls().unique()
    known = {label: places[label] for label in sorted(labels) if label in places}
    ranks = pl.col(f"label_{name}").replace_strict(
        list(known), list(known.values()), default=None, return_dtype=pl.Int64
    )
    return ranks.alias(f"rank_{name}")


def judge(lines: pl.DataFrame) -> pl.DataFrame:
    """Add outcome, difference and whether the draft leaves open what was settled.

    A line that is due in some month is not open. Where nobody knows a sum, becoming due is still a
    gain and ceasing to be due a loss; between two sums of which one is unknown nothing can be said.
    """
    due = {s: pl.col(f"due_{s}") > 0 for s in _SIDES}
    open_ = {s: (pl.col(f"open_{s}") > 0) & ~due[s] for s in _SIDES}
    unknown = {s: pl.col(f"unknown_{s}") > 0 for s in _SIDES}
    is_class, has_sum = pl.col("kind") == "class", _has_sum()
    more = (
        pl.when(has_sum)
        .then(pl.col("sum_after") - pl.col("sum_before"))
        .otherwise(pl.col("due_after") - pl.col("due_before"))
    )
    cannot_tell = (
        open_["before"]
        | open_["after"]
        | (unknown["before"] | unknown["after"]) & (due["before"] & due["after"])
    )
    outcome = (
        pl.when(is_class)
        .then(_by_class())
        .when(cannot_tell)
        .then(pl.lit(Outcome.UNCERTAIN.value))
        .when((unknown["before"] | unknown["after"]) & due["after"])
        .then(pl.lit(Outcome.GAINS.value))
        .when(unknown["before"] | unknown["after"])
        .then(pl.lit(Outcome.LOSES.value))
        .otherwise(_sign(more))
    )
    difference = pl.col("sum_after") - pl.col("sum_before")
    known = ~(cannot_tell | unknown["before"] | unknown["after"])
    newly = (
        pl.when(is_class)
        .then((pl.col("status_after") == 2) & (pl.col("status_before") != 2))
        .otherwise(open_["after"] & ~open_["before"])
    )
    return lines.with_columns(
        outcome.alias("outcome"),
        newly.fill_null(value=False).alias("newly_undetermined"),
        pl.when(known).then(difference).alias("difference"),
    )


def _has_sum() -> pl.Expr:
    any_sum = pl.any_horizontal(pl.col(f"{n}_{s}") > 0 for s in _SIDES for n in ("sum", "unknown"))
    return (pl.col("kind") == "money") | any_sum


def _by_class() -> pl.Expr:
    """A higher class is a gain; one that cannot be told leaves it open."""
    open_ = (pl.col("status_before") == 2) | (pl.col("status_after") == 2)
    rank = {s: pl.col(f"rank_{s}").fill_null(0) for s in _SIDES}
    return (
        pl.when(open_.fill_null(value=False))
        .then(pl.lit(Outcome.UNCERTAIN.value))
        .otherwise(_sign(rank["after"] - rank["before"]))
    )


def _sign(more: pl.Expr) -> pl.Expr:
    return (
        pl.when(more > 0)
        .then(pl.lit(Outcome.GAINS.value))
        .when(more < 0)
        .then(pl.lit(Outcome.LOSES.value))
        .otherwise(pl.lit(Outcome.UNCHANGED.value))
    )


def by_subject(changes: pl.DataFrame, keys: Sequence[str] = ()) -> pl.DataFrame:
    """Return how each subject fares over all benefits, within each cell of ``keys``.

    Money counts first, then how many things gained and lost that are no money. What cannot be
    weighed against each other is uncertain.
    """
    gains = pl.col("outcome") == Outcome.GAINS.value
    loses = pl.col("outcome") == Outcome.LOSES.value
    blank = pl.col("difference").is_null()
    plain = (pl.col("difference") == 0) & (pl.col("kind") != "money")
    added = changes.group_by("subject", *keys).agg(
        (pl.col("outcome") == Outcome.UNCERTAIN.value).any().alias("uncertain"),
        pl.col("newly_undetermined").any(),
        pl.col("difference").sum().alias("net"),
        (gains & blank).any().alias("gains_unknown"),
        (loses & blank).any().alias("loses_unknown"),
        (gains & plain).sum().cast(pl.Int64).alias("rights_gained"),
        (loses & plain).sum().cast(pl.Int64).alias("rights_lost"),
    )
    judged = added.with_columns(_weighed().alias("outcome"))
    return judged.select("subject", *keys, "outcome", "newly_undetermined", "net").sort(
        "subject", *keys
    )


def _weighed() -> pl.Expr:
    up = pl.col("gains_unknown") | (pl.col("net") > 0)
    down = pl.col("loses_unknown") | (pl.col("net") < 0)
    unknown = pl.col("gains_unknown") | pl.col("loses_unknown")
    rights = pl.col("rights_gained") - pl.col("rights_lost")
    torn = (rights == 0) & (pl.col("rights_gained") > 0)
    return (
        pl.when(pl.col("uncertain") | (unknown & up & down))
        .then(pl.lit(Outcome.UNCERTAIN.value))
        .when(up)
        .then(pl.lit(Outcome.GAINS.value))
        .when(down)
        .then(pl.lit(Outcome.LOSES.value))
        .when(torn)
        .then(pl.lit(Outcome.UNCERTAIN.value))
        .otherwise(_sign(rights))
    )
