"""Rows beside other rows of the same subject that match them, or may for all we know."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from yulin.policy import ir
from yulin.policy.backends.arrays.vectors import Truth, Value, as_value, spread
from yulin.policy.backends.beside import INNER, MATCHES, OWNER, pairs_of
from yulin.policy.backends.records import SUBJECT

if TYPE_CHECKING:
    from yulin.policy.backends.arrays.subjects import Rows


def matching(outer: Rows, inner: Rows, node: ir.Aggregate) -> Rows:
    """Return for each row the rows of its subject that match it, or may for all we know."""
    names = [f"m{n}" for n in range(len(node.match))]
    here = [as_value(outer.value(column)) for _, column in node.match]
    there = [
        as_value(inner.value(ir.Column(node.table, name, column.type)))
        for name, column in node.match
    ]
    found = pairs_of(
        pl.DataFrame([_series(OWNER, outer.owner), *_columns(names, here, len(outer))]),
        pl.DataFrame([_series(OWNER, inner.owner), *_columns(names, there, len(inner))]),
        names,
    )
    about = found[SUBJECT].cast(pl.Int64).to_numpy()
    rows = found[INNER].cast(pl.Int64).to_numpy()
    sure = found[MATCHES].fill_null(value=False).to_numpy()
    return type(outer)(
        outer.run,
        outer.subjects,
        inner.table.rows(rows),
        about,
        len(outer),
        outer.owner[about],
        outer.owner,
        Truth(sure, np.zeros(len(rows), dtype=np.bool_)),
    )


def _columns(names: list[str], values: list[Value], count: int) -> list[pl.Series]:
    return [
        _series(name, spread(value.numbers, count)).set(
            pl.Series(~spread(value.known, count)), None
        )
        for name, value in zip(names, values, strict=True)
    ]


def _series(name: str, values: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> pl.Series:
    return pl.Series(name, values)
