"""Figures over records for a whole population: one pass per table, one column per figure.

Rows carry ``_s``, the position of their subject, so results are scattered back without joins on
eighteen-character keys. All figures of one table are worked out in one grouping; conditions, values
and orders that several figures share are evaluated once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import polars as pl

from yulin.policy import ir
from yulin.policy.backends import days, needs
from yulin.policy.backends.polars import Context, dtype
from yulin.policy.backends.python import month_index

SUBJECT = "_s"
#: keeps the months of different subjects apart on one axis
_STRIDE = 10_000 * 12 * 2
_CHOOSING = ("latest", "first")
_OVER_VALUES = ("distinct", "sum", "max", "min", "top")
_COVERING = ("months", "streak", "longest")


@dataclass
class Rows:
    """The rows of one table about the subjects, with everything that figures read beside them."""

    frame: pl.DataFrame
    context: Context
    count: int
    as_of: dt.date
    #: gives what a node is for each subject, whatever row is at hand
    once: Callable[[ir.Node], pl.Series]

    def figures(self, nodes: Iterable[ir.Aggregate]) -> dict[ir.Aggregate, pl.Series]:
        """Return one column per figure, one value per subject, unknown as null."""
        plain = [n for n in nodes if n.kind not in _COVERING]
        covering = [n for n in nodes if n.kind in _COVERING]
        found = _Grouped(self, plain).figures() if plain else {}
        if covering:
            found.update(_Covered(self, covering).figures())
        return found

    def scatter(self, grouped: pl.DataFrame) -> pl.DataFrame:
        """Return grouped columns with one row for every subject, null where there was no row."""
        rows = pl.int_range(0, grouped.height, dtype=pl.UInt32, eager=True)
        nothing = pl.Series([None], dtype=pl.UInt32).new_from_index(0, self.count)
        place = nothing.scatter(grouped[SUBJECT], rows)
        return pl.DataFrame([c.gather(place) for c in grouped.iter_columns() if c.name != SUBJECT])


@dataclass
class _Grouped:
    """Figures that one grouping by subject gives."""

    rows: Rows
    nodes: list[ir.Aggregate]
    #: condition, value or order → its column
    names: dict[ir.Node | None, str] = field(default_factory=dict)
    #: order → rows in that order (ties as they came)
    in_order: dict[ir.Node, pl.Series] = field(default_factory=dict)
    part: pl.DataFrame = field(init=False)

    def figures(self) -> dict[ir.Aggregate, pl.Series]:
        self.part = self._evaluated()
        self._rank()
        doubts = self._doubts()
        wanted = [self._grouping(n).alias(f"g{i}") for i, n in enumerate(self.nodes)]
        wanted += [d.any().alias(f"d{i}") for i, d in doubts.items()]
        grouped = self.part.lazy().group_by(SUBJECT).agg(wanted).collect()
        spread = self.rows.scatter(grouped)
        chosen = {n: i for i, n in enumerate(self.nodes) if n.kind in _CHOOSING}
        plain = {n: i for i, n in enumerate(self.nodes) if n.kind not in _CHOOSING}
        made = spread.select(
            self._finished(i, n, spread).cast(dtype(n.type)).alias(f"v{i}")
            for n, i in plain.items()
        )
        found = {n: made[f"v{i}"] for n, i in plain.items()}
        return found | {n: self._chosen(i, n, spread) for n, i in chosen.items()}

    def _evaluated(self) -> pl.DataFrame:
        """Evaluate every condition, value and order once, beside the subject."""
        expressions = [pl.col(SUBJECT)]
        for node in self.nodes:
            for part in (node.where, node.value, node.order):
                if part is not None and part not in self.names:
                    self.names[part] = f"x{len(self.names)}"
                    expressions.append(self.rows.context.expr(part).alias(self.names[part]))
        self.names[None] = "_all"
        expressions.append(pl.lit(value=True).alias("_all"))
        return self._fitting(self.rows.frame.lazy().select(expressions)).collect()

    def _fitting(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        """Leave out rows that no figure takes: a missing row and an unfit one mean the same."""
        if any(node.where is None for node in self.nodes):
            return rows
        masks = dict.fromkeys(self.names[node.where] for node in self.nodes)
        return rows.filter(pl.any_horizontal([pl.col(m).fill_null(value=True) for m in masks]))

    def _rank(self) -> None:
        ranks = []
        for node in self.nodes:
            if (
                node.kind in _CHOOSING
                and node.order is not None
                and node.order not in self.in_order
            ):
                order = self.part[self.names[node.order]]
                self.in_order[node.order] = pl.select(order.arg_sort(nulls_last=True)).to_series()
                name = f"{self.names[node.order]}#"
                ranks.append(order.rank("ordinal").cast(pl.UInt32).alias(name))
        self.part = self.part.with_columns(ranks)

    def _mask(self, node: ir.Aggregate) -> pl.Expr:
        return pl.col(self.names[node.where])

    def _doubts(self) -> dict[int, pl.Expr]:
        """Return the figures for which some row is doubtful, with the test for such a row."""
        tests = {i: self._doubt(n) for i, n in enumerate(self.nodes)}
        if not tests:
            return {}
        flags = self.part.lazy().select(t.any().alias(str(i)) for i, t in tests.items()).collect()
        return {i: t for i, t in tests.items() if flags[str(i)][0]}

    def _doubt(self, node: ir.Aggregate) -> pl.Expr:
        mask = self._mask(node)
        doubt = mask.is_null()
        if node.kind in _OVER_VALUES and node.value is not None:
            doubt = doubt | (mask & pl.col(self.names[node.value]).is_null())
        if node.kind in _CHOOSING and node.order is not None:
            doubt = doubt | (mask & pl.col(self.names[node.order]).is_null())
        return doubt.fill_null(value=True)

    def _grouping(self, node: ir.Aggregate) -> pl.Expr:
        mask = self._mask(node)
        if node.kind in ("any", "count"):
            return mask.sum().cast(pl.Int64)
        if node.kind in _CHOOSING:
            assert node.order is not None
            rank = pl.when(mask).then(pl.col(f"{self.names[node.order]}#"))
            return rank.max() if node.kind == "latest" else rank.min()
        assert node.value is not None
        column = pl.col(self.names[node.value])
        if node.kind == "distinct":
            count = column.filter(mask).drop_nulls().n_unique().cast(pl.Int64)
            return pl.when(mask.any()).then(count)
        value = pl.when(mask).then(column.cast(dtype(node.type)))
        if node.kind == "max":
            return value.max()
        if node.kind == "min":
            return value.min()
        if node.kind == "top":
            return pl.when(mask.any()).then(value.drop_nulls().top_k(node.limit or 0).sum())
        return pl.when(mask.any()).then(value.sum())

    def _finished(self, index: int, node: ir.Aggregate, spread: pl.DataFrame) -> pl.Expr:
        column = pl.col(f"g{index}")
        if node.kind == "any":
            made = column.fill_null(0) > 0
        else:
            none = pl.lit(0) if node.kind == "count" else self._when_none(node)
            made = column.fill_null(none)
        if f"d{index}" not in spread.columns:
            return made
        sure = ~pl.col(f"d{index}").fill_null(value=False)
        return pl.when(sure | made if node.kind == "any" else sure).then(made)

    def _when_none(self, node: ir.Aggregate) -> pl.Expr:
        if node.empty is None:
            zero = 0 if node.kind in ("sum", "top", "distinct") else None
            return pl.lit(zero, dtype=dtype(node.type))
        if next(needs.of_subject(node.empty), None) is None:  # the same for everybody
            return self.rows.context.expr(node.empty)
        return pl.lit(self.rows.once(node.empty).cast(dtype(node.type)))

    def _chosen(self, index: int, node: ir.Aggregate, spread: pl.DataFrame) -> pl.Series:
        assert node.order is not None
        assert node.value is not None
        rank = spread[f"g{index}"].cast(pl.Int64) - 1
        row = self.in_order[node.order].gather(rank)
        value = self.part[self.names[node.value]].cast(dtype(node.type)).gather(row)
        made: pl.Expr = pl.lit(value)
        if node.empty is not None:
            made = pl.when(pl.lit(rank).is_null()).then(self._when_none(node)).otherwise(made)
        if f"d{index}" in spread.columns:
            made = pl.when(~pl.col(f"d{index}").fill_null(value=False)).then(made)
        return spread.select(made.cast(dtype(node.type)).alias("v")).to_series()


@dataclass
class _Covered:
    """Months covered by spells; spells are sorted once for all figures."""

    rows: Rows
    nodes: list[ir.Aggregate]

    def figures(self) -> dict[ir.Aggregate, pl.Series]:
        by_spell: dict[tuple[ir.Node | None, ...], list[ir.Aggregate]] = {}
        for node in self.nodes:
            by_spell.setdefault((node.value, node.order, node.until), []).append(node)
        found: dict[ir.Aggregate, pl.Series] = {}
        for same in by_spell.values():
            found.update(self._figures(same))
        return found

    def _figures(self, nodes: list[ir.Aggregate]) -> dict[ir.Aggregate, pl.Series]:
        spells = self._sorted(nodes)
        lengths = [
            _LENGTHS[n.kind](_fitting(spells, f"m{i}")).rename({"v": f"g{i}"})
            for i, n in enumerate(nodes)
        ]
        doubts = spells.group_by(SUBJECT).agg(
            (pl.col(f"m{i}").is_null() | (pl.col(f"m{i}") & pl.col("open"))).any().alias(f"d{i}")
            for i in range(len(nodes))
        )
        found = [self.rows.scatter(frame) for frame in pl.collect_all([*lengths, doubts])]
        made = pl.concat(found, how="horizontal").select(
            pl.when(~pl.col(f"d{i}").fill_null(value=False))
            .then(pl.col(f"g{i}").fill_null(0))
            .cast(pl.Int64)
            for i in range(len(nodes))
        )
        return dict(zip(nodes, made.iter_columns(), strict=True))

    def _now(self, until: ir.Node | None) -> pl.Expr:
        """Return the month of the last day that counts, null where that is unknown."""
        if until is None:
            return pl.lit(month_index(self.rows.as_of), dtype=pl.Int64)
        last = self.rows.once(until).cast(pl.Date).to_frame("last")
        months = last.select(_month_axis(pl.col("last"))).to_series()
        return pl.lit(months).gather(pl.col(SUBJECT))

    def _sorted(self, nodes: list[ir.Aggregate]) -> pl.LazyFrame:
        """Return spells on one month axis, in order, with every figure's condition beside them."""
        first, last, until = nodes[0].value, nodes[0].order, nodes[0].until
        assert first is not None
        assert last is not None
        context, now = self.rows.context, self._now(until)
        start, end = context.expr(first), context.expr(last)
        masks = [
            (pl.lit(value=True) if n.where is None else context.expr(n.where)).alias(f"m{i}")
            for i, n in enumerate(nodes)
        ]
        offset = pl.col(SUBJECT).cast(pl.Int64) * _STRIDE
        wanted = [pl.col(m).fill_null(value=True) for m in (f"m{i}" for i in range(len(nodes)))]
        return (
            self.rows.frame.lazy()
            .select(SUBJECT, start.alias("a"), end.alias("b"), *masks)
            .filter(pl.any_horizontal(wanted))
            .with_columns(open=pl.col("a").is_null() | pl.col("b").is_null(), now=now)
            .with_columns(
                a=_month_axis(pl.col("a")) + offset,
                b=pl.min_horizontal(_month_axis(pl.col("b")), "now") + offset,
                open=pl.col("open") if until is None else pl.col("open") | pl.col("now").is_null(),
                now=pl.col("now") + offset,
            )
            .sort("a")
            .collect()
            .lazy()
        )


def _month_axis(day: pl.Expr) -> pl.Expr:
    return days.month_index(days.packed(day)).cast(pl.Int64)


def _fitting(spells: pl.LazyFrame, mask: str) -> pl.LazyFrame:
    """Return the spells that fit, each with how far the ones up to it reach."""
    return (
        spells.filter(pl.col(mask) & (pl.col("b") >= pl.col("a")))
        .select(SUBJECT, "a", "b", "now", pl.col("b").cum_max().alias("reach"))
        .with_columns(pl.col("reach").shift(1).fill_null(-2).alias("before"))
    )


def _months(fitting: pl.LazyFrame) -> pl.LazyFrame:
    fresh = pl.max_horizontal("a", pl.col("before") + 1)
    return fitting.group_by(SUBJECT).agg((pl.col("b") - fresh + 1).clip(0).sum().alias("v"))


def _in_runs(fitting: pl.LazyFrame) -> pl.LazyFrame:
    """Return the spells with the first month of the unbroken run each is part of."""
    starts_run = pl.col("a") > pl.col("before") + 1
    return fitting.with_columns(pl.when(starts_run).then(pl.col("a")).forward_fill().alias("run"))


def _streaks(fitting: pl.LazyFrame) -> pl.LazyFrame:
    """Return the length of each subject's run that reaches the last month or the one before."""
    return (
        _in_runs(fitting)
        .filter(pl.col("reach") >= pl.col("now") - 1)
        .group_by(SUBJECT)
        .agg((pl.col("reach").max() - pl.col("run").max() + 1).alias("v"))
    )


def _longest(fitting: pl.LazyFrame) -> pl.LazyFrame:
    return (
        _in_runs(fitting)
        .group_by(SUBJECT)
        .agg((pl.col("reach") - pl.col("run") + 1).max().alias("v"))
    )


_LENGTHS = {"months": _months, "streak": _streaks, "longest": _longest}
