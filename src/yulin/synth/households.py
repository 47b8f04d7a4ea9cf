"""家庭编号: couples share one, some of the young live with a couple, the others live alone."""

from __future__ import annotations

import numpy as np
import polars as pl

from yulin.synth.labels import UNKNOWN
from yulin.synth.streams import Ints, Streams

#: years between a parent and a child
_BETWEEN = 27
_YOUNG_DAYS = 24 * 365


def household_codes(streams: Streams, people: pl.DataFrame, *, today: int, cast: int) -> pl.Series:
    """Return the code of everyone's household; those of the cast stand for themselves alone."""
    spouse = _positions(people)
    alone = np.arange(people.height, dtype=np.int64)
    head = np.where(spouse >= 0, np.minimum(alone, spouse), alone)
    drawn = people.height - cast
    head[:drawn] = _with_parents(streams, people.head(drawn), head[:drawn], today=today)
    missing = streams.chance("人员.家庭编号.缺", people.height, 0.02)
    missing[drawn:] = False
    # a household is known for all of its people or for none
    missing = missing[head]
    numbers = pl.Series(head).cast(pl.String).str.zfill(8)
    codes = f"JT{streams.part:03}" + numbers
    return pl.select(pl.when(pl.Series(~missing)).then(codes)).to_series().alias("家庭编号")


def _positions(people: pl.DataFrame) -> Ints:
    """The position of each one's spouse among the people; negative for none."""
    order = people.select(pl.col("证件号").alias("配偶证件号")).with_row_index("at")
    found = people.select("配偶证件号").join(
        order, on="配偶证件号", how="left", maintain_order="left", nulls_equal=False
    )
    return found["at"].cast(pl.Int64).fill_null(UNKNOWN).to_numpy()


def _with_parents(streams: Streams, people: pl.DataFrame, head: Ints, *, today: int) -> Ints:
    """Half of the young who have no spouse live with a couple of about their parents' age."""
    born = people["出生日期"].cast(pl.Int32).cast(pl.Int64).to_numpy()
    single = people["配偶证件号"].is_null().to_numpy()
    young = single & (today - born < _YOUNG_DAYS)
    children = np.flatnonzero(young & streams.chance("人员.与父母同住", len(head), 0.5))
    couples = np.flatnonzero(~single & (head == np.arange(len(head))))
    if not len(couples):
        return head
    couples = couples[np.argsort(born[couples], kind="stable")]
    wanted = born[children] - _BETWEEN * 365
    # the young are more than couples of one age: some parents are a good deal younger or older
    width = len(couples) // 6
    spread = streams.integers("人员.父母", len(children), -width, width)
    near = np.searchsorted(born[couples], wanted) + spread
    parents = couples[np.clip(near, 0, len(couples) - 1)]
    older = born[parents] < born[children] - 18 * 365
    joined = head.copy()
    joined[children[older]] = parents[older]
    return joined
