"""Figures over records for a whole population: one pass per table, one column per figure.

Rows carry ``_s``, the position of their subject, so results are scattered back without joins on
eighteen-character keys. Figures that share a condition share its mask; figures that take the latest
row share the search for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

import polars as pl

from yulin.policy import ir
from yulin.policy.backends.polars import Context, dtype
from yulin.policy.backends.python import month_index

SUBJECT = "_s"
#: keeps the months of different subjects apart on one axis
_STRIDE = 10_000 * 12 * 2


@dataclass
class Rows:
    """The rows of one table about the subjects, with masks worked out once."""

    frame: pl.DataFrame
    context: Context
    count: int
    as_of: dt.date
    masks: dict[ir.Node | None, str] = field(default_factory=dict)
    #: (mask, order) → for each subject the row that comes last, or null
    last_rows: dict[tuple[str, ir.Node], pl.Series] = field(default_factory=dict)

    def figure(self, node: ir.Aggregate) -> pl.Series:
        """Return one figure for every subject, null where unknown and where no row fits ``max`` …"""
        mask = self.mask(node.where)
        if node.kind in ("any", "count"):
            return self._counted(node, mask)
        if node.kind in ("sum", "max", "min", "top"):
            return self._valued(node, mask)
        if node.kind == "latest":
            return self._latest(node, mask)
        return self._covered(node, mask)

    def mask(self, where: ir.Node | None) -> str:
        """Return the column that says which rows fit, adding it on first use."""
        if where not in self.masks:
            name = f"_w{len(self.masks)}"
            test = pl.lit(value=True) if where is None else self.context.expr(where)
            self.frame = self.frame.with_columns(test.alias(name))
            self.masks[where] = name
        return self.masks[where]

    # -- kinds ---------------------------------------------------------------------------------

    def _counted(self, node: ir.Aggregate, mask: str) -> pl.Series:
        column = self.frame[mask]
        fitting = self._per_subject(pl.col(mask).fill_null(value=False).sum().cast(pl.Int64), 0)
        doubtful = self._doubtful(column.is_null())
        if node.kind == "count":
            return _blank(fitting, doubtful)
        found = fitting > 0
        return found if doubtful is None else _blank(found, doubtful & ~found)

    def _valued(self, node: ir.Aggregate, mask: str) -> pl.Series:
        assert node.value is not None
        part = self.frame.select(
            SUBJECT, mask, self.context.expr(node.value).cast(dtype(node.type)).alias("v")
        )
        doubt = part[mask].is_null() | (part[mask] & part["v"].is_null())
        fitting = part.filter(pl.col(mask))
        combine = {
            "sum": pl.col("v").sum(),
            "max": pl.col("v").max(),
            "min": pl.col("v").min(),
            "top": pl.col("v").top_k(node.limit or 0).sum(),
        }[node.kind]
        default = 0 if node.kind in ("sum", "top") and node.empty is None else None
        result = _scatter(fitting.group_by(SUBJECT).agg(combine), self.count, "v", default)
        result = self._fill_empty(node, result, fitting[SUBJECT])
        return _blank(result, self._doubtful(doubt))

    def _latest(self, node: ir.Aggregate, mask: str) -> pl.Series:
        assert node.value is not None
        assert node.order is not None
        last = self._last_row(mask, node.order)
        values = self.frame.select(self.context.expr(node.value).cast(dtype(node.type))).to_series()
        result = values.gather(last)
        if node.empty is not None:
            empty = self._empty_column(node)
            result = _pick(last.is_null(), empty, result)
        order = self.frame.select(self.context.expr(node.order)).to_series()
        doubt = self.frame[mask].is_null() | (self.frame[mask] & order.is_null())
        return _blank(result, self._doubtful(doubt))

    def _last_row(self, mask: str, order: ir.Node) -> pl.Series:
        key = (mask, order)
        if key not in self.last_rows:
            ranked = (
                self.frame.select(SUBJECT, mask, self.context.expr(order).alias("o"))
                .with_row_index("_r")
                .filter(pl.col(mask))
                .sort("o", maintain_order=True)
                .with_row_index("_n")
            )
            tops = ranked.group_by(SUBJECT).agg(pl.col("_n").max())
            rows = tops.with_columns(ranked["_r"].gather(tops["_n"]).alias("_r"))
            self.last_rows[key] = _scatter(rows.select(SUBJECT, "_r"), self.count, "_r", None)
        return self.last_rows[key]

    def _covered(self, node: ir.Aggregate, mask: str) -> pl.Series:
        assert node.value is not None
        assert node.order is not None
        part = self.frame.select(
            SUBJECT,
            mask,
            self.context.expr(node.value).alias("a"),
            self.context.expr(node.order).alias("b"),
        )
        ends_unknown = part["a"].is_null() | part["b"].is_null()
        doubt = part[mask].is_null() | (part[mask] & ends_unknown)
        spells = _merged(part.filter(pl.col(mask)), month_index(self.as_of))
        if node.kind == "months":
            lengths = spells.group_by(SUBJECT).agg(pl.col("new").sum().alias("v"))
        else:
            lengths = _streaks(spells, month_index(self.as_of))
        return _blank(_scatter(lengths, self.count, "v", 0), self._doubtful(doubt))

    # -- helpers -------------------------------------------------------------------------------

    def _per_subject(self, expression: pl.Expr, default: int) -> pl.Series:
        grouped = self.frame.group_by(SUBJECT).agg(expression.alias("v"))
        return _scatter(grouped, self.count, "v", default)

    def _doubtful(self, doubt: pl.Series) -> pl.Series | None:
        """Return which subjects have a doubtful row, or None where nobody has."""
        doubt = doubt.fill_null(value=False)
        if not doubt.any():
            return None
        who = self.frame[SUBJECT].filter(doubt).unique()
        flags = pl.DataFrame(
            {SUBJECT: who, "v": [True] * len(who)}, schema_overrides={SUBJECT: pl.UInt32}
        )
        return _scatter(flags, self.count, "v", None).fill_null(value=False)

    def _fill_empty(self, node: ir.Aggregate, result: pl.Series, present: pl.Series) -> pl.Series:
        if node.empty is None:
            return result
        has = pl.Series([False]).new_from_index(0, self.count)
        has = has.scatter(present.unique(), True) if len(present) else has
        return _pick(~has, self._empty_column(node), result)

    def _empty_column(self, node: ir.Aggregate) -> pl.Series:
        assert node.empty is not None
        if not isinstance(node.empty, ir.Const):
            raise TypeError("否则 must be a literal")
        return pl.Series([node.empty.value], dtype=dtype(node.type)).new_from_index(0, self.count)


def _scatter(found: pl.DataFrame, count: int, name: str, default: object) -> pl.Series:
    """Return a column for all subjects from rows (subject, value)."""
    base = pl.DataFrame({SUBJECT: pl.int_range(0, count, dtype=pl.UInt32, eager=True)})
    column = base.join(found, on=SUBJECT, how="left", maintain_order="left")[name]
    return column if default is None else column.fill_null(default)


def _blank(values: pl.Series, doubtful: pl.Series | None) -> pl.Series:
    if doubtful is None:
        return values
    return _pick(
        doubtful, pl.Series([None], dtype=values.dtype).new_from_index(0, len(values)), values
    )


def _pick(mask: pl.Series, yes: pl.Series, no: pl.Series) -> pl.Series:
    return yes.zip_with(mask, no)


def _month_axis(day: str) -> pl.Expr:
    return pl.col(day).dt.year().cast(pl.Int64) * 12 + pl.col(day).dt.month().cast(pl.Int64) - 1


def _merged(spells: pl.DataFrame, now: int) -> pl.DataFrame:
    """Return spells in order, each with the months it adds and whether it starts a new run."""
    offset = pl.col(SUBJECT).cast(pl.Int64) * _STRIDE
    placed = (
        spells.with_columns(
            (_month_axis("a") + offset).alias("a"),
            (pl.min_horizontal(_month_axis("b"), pl.lit(now, dtype=pl.Int64)) + offset).alias("b"),
        )
        .filter(pl.col("b") >= pl.col("a"))
        .sort("a", "b")
        .with_columns(pl.col("b").cum_max().alias("reach"))
        .with_columns(pl.col("reach").shift(1).fill_null(-2).alias("before"))
    )
    fresh = pl.max_horizontal("a", pl.col("before") + 1)
    return placed.with_columns(
        (pl.col("b") - fresh + 1).clip(0).alias("new"),
        (pl.col("a") > pl.col("before") + 1).cum_sum().alias("run"),
    )


def _streaks(spells: pl.DataFrame, now: int) -> pl.DataFrame:
    """Return the length of each subject's run that reaches this month or the last."""
    runs = spells.group_by("run").agg(
        pl.col(SUBJECT).first(), pl.col("a").min(), pl.col("reach").max()
    )
    reach = pl.col("reach") - pl.col(SUBJECT).cast(pl.Int64) * _STRIDE
    return (
        runs.filter(reach >= now - 1)
        .with_columns((pl.col("reach") - pl.col("a") + 1).alias("v"))
        .select(SUBJECT, "v")
    )


def used_columns(nodes: Iterable[ir.Aggregate]) -> tuple[ir.Column, ...]:
    """Return the record columns that figures read, each once."""
    found: dict[ir.Column, None] = {}
    for node in nodes:
        for part in ir.walk(node):
            if isinstance(part, ir.Column):
                found[part] = None
    return tuple(found)
