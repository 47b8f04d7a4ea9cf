"""What one side pays, month by month: a ledger with one row per line and calendar year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import polars as pl

from yulin.facts.frames import Facts
from yulin.policy.rehearsal.dates import Horizon, Stretch
from yulin.policy.rehearsal.instalments import Instalments
from yulin.policy.rehearsal.sides import LINE, Side
from yulin.policy.vocabulary import Subject

_KEY = dict.fromkeys(LINE, pl.String())
#: months from one payment to the next; what is paid once never comes again
_APART = {"once": 10**6, "month": 1, "quarter": 3, "half": 6, "year": 12}
_FIGURES = ("due", "open", "payments", "fen", "unknown", "at_most")
LEDGER = {**_KEY, "year": pl.Int32(), **dict.fromkeys(_FIGURES, pl.Int64())}
#: ``most``: how often at most, as said when the line began or its version changed
_STATE = {
    **_KEY,
    "paid": pl.Int64(),
    "last": pl.Int64(),
    "began": pl.Int32(),
    "most": pl.Int64(),
    "under": pl.String(),
}


class Ledger:
    """What is paid to every line of one side, added up by calendar year.

    ``due`` and ``open`` are months; ``payments`` how often was paid; ``fen`` the known sums;
    ``unknown`` payments without a known sum; ``at_most`` payments of which only a ceiling is known.
    """

    def __init__(self, horizon: Horizon, facts: Facts, kind: Subject) -> None:
        self._horizon = horizon
        self._state = pl.DataFrame(schema=_STATE)
        self._instalments = Instalments(facts, kind)
        self._year = 0
        self._entries: list[pl.DataFrame] = []
        self._closed: list[pl.DataFrame] = []

    def add(self, stretch: Stretch, sides: Iterable[Side]) -> None:
        """Book the months for which a decision stands."""
        for one in sides:
            due, still_open = one.due, one.open
            for month in stretch.months:
                day = self._horizon.day(month)
                self._turn_to(day.year)
                ripe = one.ripening(day) if month > stretch.months.start else due.clear()
                self._book(one, pl.concat([due, ripe]), month, day)
                self._entries.append(_entry(still_open, day.year, open=pl.lit(1)))

    def close(self) -> pl.DataFrame:
        """Return the ledger (see ``LEDGER``), lines in the order of their keys."""
        untold = self._instalments.untold().join(
            self._state.select(*LINE, "began"), on=LINE, how="left", maintain_order="left"
        )
        self._entries.append(_entry(untold.rename({"began": "year"}), None, unknown=pl.lit(1)))
        self._turn_to(0)
        return _added_up(self._closed).sort(*LINE, "year")

    def _book(self, one: Side, due: pl.DataFrame, month: int, day: dt.date) -> None:
        joined = due.join(self._state, on=LINE, how="left", maintain_order="left")
        paid = pl.col("paid").fill_null(0)
        apart = pl.col("period").replace_strict(_APART, return_dtype=pl.Int64)
        # What was drawn before may shorten the rest as records grow: the number said at first stands.
        same = pl.col("under") == pl.col("version")
        most = (
            pl.when((pl.col("period") == "once") | pl.col("has_parts"))
            .then(pl.lit(1))
            .when(same)
            .then("most")
            .otherwise("periods")
        )
        again = pl.col("last").is_null() | (month - pl.col("last") >= apart)
        pays = again & (most.is_null() | (paid < most))
        booked = joined.with_columns(
            pays.alias("pays"), _sum_due(paid).alias("sum"), most.cast(pl.Int64).alias("most")
        )
        now = booked.filter("pays")
        self._entries.append(_entry(booked, day.year, due=pl.lit(1)))
        counted = now.filter(pl.col("counts") & ~pl.col("has_parts"))
        self._entries.append(_payments(counted, day.year))
        self._remember(now, month, day.year)
        self._pay_parts(one, now, day)

    def _remember(self, now: pl.DataFrame, month: int, year: int) -> None:
        made = now.select(
            *LINE,
            (pl.col("paid").fill_null(0) + 1).alias("paid"),
            pl.lit(month, dtype=pl.Int64).alias("last"),
            pl.col("began").fill_null(year).cast(pl.Int32).alias("began"),
            "most",
            pl.col("version").alias("under"),
        )
        kept = self._state.join(made, on=LINE, how="anti", maintain_order="left")
        self._state = pl.concat([kept, made])

    def _pay_parts(self, one: Side, now: pl.DataFrame, day: dt.date) -> None:
        self._instalments.begin(one.program, now.filter("has_parts"))
        paid = self._instalments.pay(one.program, day)
        at_most = {key for key, item in one.items.items() if item.amount and item.amount.at_most}
        qualified = (pl.col("policy") + "/" + pl.col("benefit")).is_in(sorted(at_most))
        self._entries.append(
            _entry(
                paid,
                day.year,
                payments=pl.lit(1),
                fen=pl.col("fen"),
                unknown=pl.col("unknown"),
                at_most=qualified,
            )
        )

    def _turn_to(self, year: int) -> None:
        """Add up the entries of a year that is over, so that they take no more room."""
        if year != self._year and self._entries:
            self._closed.append(_added_up(self._entries))
            self._entries = []
        self._year = year


def _sum_due(paid: pl.Expr) -> pl.Expr:
    """What is paid next: where deductions or joint caps bear on it, the share that they leave.

    Shares of a fen are kept until they make one up: all payments together bring the net sum.
    """
    standard = pl.when(pl.col("period") == "once").then("total").otherwise("amount")
    wide = standard.cast(pl.Int128)

    def until(payments: pl.Expr) -> pl.Expr:
        return payments * wide * pl.col("net") // pl.col("total")

    share = (until(paid + 1) - until(paid)).cast(pl.Int64)
    whole = pl.col("net") == pl.col("total")
    lessened = pl.when(pl.col("net") == 0).then(pl.lit(0, dtype=pl.Int64)).when(~whole).then(share)
    return (
        pl.when(~pl.col("settled") | whole.fill_null(value=False))
        .then(standard)
        .otherwise(lessened)
    )


def _payments(now: pl.DataFrame, year: int) -> pl.DataFrame:
    return _entry(
        now,
        year,
        payments=pl.lit(1),
        fen=pl.col("sum").fill_null(0),
        unknown=pl.col("sum").is_null(),
        at_most=pl.col("qualifier") == "≤",
    )


def _entry(lines: pl.DataFrame, year: int | None, **figures: pl.Expr) -> pl.DataFrame:
    """Rows of the ledger; ``year`` None: the lines have one."""
    when = pl.col("year") if year is None else pl.lit(year)
    values = [figures.get(name, pl.lit(0)).cast(pl.Int64).alias(name) for name in _FIGURES]
    return lines.select(*LINE, when.cast(pl.Int32).alias("year"), *values)


def _added_up(entries: list[pl.DataFrame]) -> pl.DataFrame:
    if not entries:
        return pl.DataFrame(schema=LEDGER)
    return pl.concat(entries).group_by(*LINE, "year").agg(pl.col(*_FIGURES).sum())
