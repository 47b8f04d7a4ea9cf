"""Ranked lists as tables that people read: whom, which post, how well, and why."""

from __future__ import annotations

import numpy as np
import polars as pl

from yulin.matching.encode import encode_people, idf, learn_posts
from yulin.matching.features import DEFAULT, Weights
from yulin.matching.parts import parts, reasons
from yulin.matching.rank import Progress, Ranking, Sides, rank_people, rank_posts
from yulin.matching.sides import Int64

_STATES = {True: "符合", False: "待核实"}


def both_sides(seekers: pl.DataFrame, posts: pl.DataFrame, *, weights: Weights = DEFAULT) -> Lists:
    """Encode two tables for ranking.

    Args:
        seekers: 求职者, as in ``tables.SEEKERS``.
        posts: 岗位, as in ``tables.POSTS``.
        weights: What features weigh.
    """
    book, offered = learn_posts(posts)
    people = encode_people(seekers, book)
    sides = Sides(people, offered, idf(book.vocabulary), len(book.places), weights)
    return Lists(
        sides,
        seekers.select("编号"),
        posts.select("编号", "岗位名称", "单位"),
    )


class Lists:
    """Both sides of a market with the names that people know them by."""

    def __init__(self, sides: Sides, seekers: pl.DataFrame, posts: pl.DataFrame) -> None:
        """Keep both sides and names in the order of their tables.

        Args:
            sides: As arrays.
            seekers: 编号.
            posts: 编号, 岗位名称, 单位.
        """
        self.sides = sides
        self._seekers = seekers
        self._posts = posts

    def for_seekers(self, top: int, *, progress: Progress | None = None) -> pl.DataFrame:
        """Return the best posts of each seeker, a row an entry.

        Args:
            top: Length of a list.
            progress: Told how many seekers are done.
        """
        ranking = rank_posts(self.sides.market(), keep=top, progress=progress)
        rows, places = np.nonzero(ranking.keys >= 0)
        return self._table(ranking, rows, places, rows, ranking.ids[rows, places].astype(np.int64))

    def for_posts(self, top: int) -> pl.DataFrame:
        """Return the best seekers of each post, a row an entry."""
        ranking = rank_people(self.sides, keep=top)
        rows, places = np.nonzero(ranking.keys >= 0)
        return self._table(ranking, rows, places, ranking.ids[rows, places].astype(np.int64), rows)

    def _table(
        self, ranking: Ranking, rows: Int64, places: Int64, seekers: Int64, posts: Int64
    ) -> pl.DataFrame:
        found = parts(self.sides, seekers, posts)
        fits = pl.Series(ranking.fits[rows, places])
        return pl.DataFrame(
            {
                "求职者": self._seekers["编号"].gather(pl.Series(seekers)),
                "岗位": self._posts["编号"].gather(pl.Series(posts)),
                "岗位名称": self._posts["岗位名称"].gather(pl.Series(posts)),
                "单位": self._posts["单位"].gather(pl.Series(posts)),
                "名次": places + 1,
                "状态": fits.replace_strict(_STATES, return_dtype=pl.String),
                "得分": ranking.scores()[rows, places],
                "核实后得分": ranking.potentials()[rows, places],
                "求职者一方": found.seeker,
                "单位一方": found.employer,
                "理由": reasons(found, self.sides),
            }
        )
