"""Keys with numbers that last: what names a person or an organisation in all tables of some records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from yulin.policy.backends.arrays.vectors import Numbers


@dataclass(frozen=True, eq=False)
class Names:
    """Keys with a number each: their place in the order in which they come."""

    keys: pl.Series
    sorted: pl.Series
    #: the number of each in its order
    numbers: Numbers
    _asked: dict[str, int] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def of(cls, columns: Iterable[pl.Series]) -> Names:
        """Return the keys that stand in some columns."""
        held = pl.concat([column.alias("key") for column in columns])
        keys = held.drop_nulls().unique(maintain_order=True)
        order = keys.arg_sort()
        return cls(keys, keys.gather(order), order.cast(pl.Int64).to_numpy())

    def __len__(self) -> int:
        return len(self.sorted)

    def find(self, keys: pl.Series) -> Numbers:
        """Return the numbers of some keys, -1 for one that is none of these."""
        if not len(self):
            return np.full(len(keys), -1, dtype=np.int64)
        place = self.sorted.search_sorted(keys).cast(pl.Int64).to_numpy()
        place = np.minimum(place, len(self) - 1)
        same = (self.sorted.gather(place) == keys).fill_null(value=False).to_numpy()
        return np.where(same, self.numbers[place], -1)

    def number(self, text: str) -> int:
        """Return the number of a text, -1 where it is no key; policies ask for the same few ones."""
        if text not in self._asked:
            self._asked[text] = int(self.find(pl.Series([text], dtype=pl.String))[0])
        return self._asked[text]
