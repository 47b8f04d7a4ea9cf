"""What becomes of somebody who stands for a place, and how tables name it."""

from __future__ import annotations

from enum import IntEnum

import polars as pl

from yulin.policy.backends.population import KEY

BENEFIT, COST = "_benefit", "_cost"
#: who stands for what (`_key`, `_benefit`), and what became of it
ROWS = {KEY: pl.String, BENEFIT: pl.String, "place": pl.Int8, "position": pl.Int64}


class Place(IntEnum):
    """What becomes of somebody who qualifies where there are fewer places; tables store the number."""

    TAKEN = 1
    REFUSED = 2
    TIED = 3
    OPEN = 4

    @property
    def label(self) -> str:
        """The Chinese word people read."""
        return {1: "入选", 2: "名额已满", 3: "末位并列", 4: "名次待定"}[self.value]

    @property
    def label_en(self) -> str:
        """The English word people read."""
        return {1: "Has a place", 2: "Places are full", 3: "Tied for the last", 4: "Rank unknown"}[
            self.value
        ]
