"""The column types of Polars that hold values."""

from __future__ import annotations

import polars as pl

from yulin.policy import ir
from yulin.policy.dates.arithmetic import kind_of
from yulin.policy.kinds import DAY, DIVISION, TEXT, YES, Label, Type


def dtype(kind: Type) -> pl.DataType:
    """Return the column type that holds values of a type."""
    if kind == YES:
        return pl.Boolean()
    if kind == DAY:
        return pl.Date()
    if kind == TEXT:
        return pl.String()
    if kind == DIVISION:
        return pl.Int32()
    return pl.Int8() if isinstance(kind, Label) else pl.Int64()


def natural(node: ir.Node) -> pl.DataType:
    """Return the column type that holds what a node is."""
    kind = kind_of(node)
    return pl.Boolean() if kind is None else dtype(kind)
