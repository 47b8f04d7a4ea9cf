"""The columns of a population so far: what it and all who read it hold in common."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

import polars as pl

from yulin.policy.backends.polars import Figure


@dataclass
class Sheet:
    """One row per subject, a column per variable, own column and figure that was worked out."""

    frame: pl.DataFrame
    #: figure → its column
    figures: dict[Figure, str] = field(default_factory=dict)

    def figure(self, node: Figure) -> str:
        """Return the column of a figure; raise KeyError where it was not worked out."""
        return self.figures[node]

    def values(self, column: str) -> pl.Series | None:
        """Return a column by name, None where there is none yet."""
        return cast("pl.Series | None", self.frame.get_column(column, default=None))
