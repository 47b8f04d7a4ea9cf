"""What was worked out beforehand about others, handed to those who ask for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import polars as pl

from yulin.policy import ir
from yulin.policy.backends.polars import dtype
from yulin.policy.backends.population import KEY, positions
from yulin.policy.kinds import Type


@dataclass
class Asked:
    """What is asked about one kind of others, and the folder with the answers."""

    kind: str
    nodes: Mapping[ir.Node, Type]
    folder: Path

    def column(self, node: ir.Node) -> str:
        """Return the column that holds a node; raise KeyError where nobody asked for it."""
        return self._columns[node]

    @cached_property
    def _columns(self) -> dict[ir.Node, str]:
        return {node: f"v{number}" for number, node in enumerate(self.nodes)}


@dataclass
class Answers:
    """What the subjects of one part are told about others."""

    #: what was asked, with the files that hold the answers for this part
    each: list[tuple[Asked, list[Path]]]
    _read: dict[int, pl.DataFrame] = field(default_factory=dict)

    def of(self, keys: pl.Series, nodes: list[ir.Linked]) -> Iterator[tuple[ir.Linked, pl.Series]]:
        """Yield links of one kind with the value each has for the other subject in ``keys``.

        Raises KeyError where something was not asked about somebody.
        """
        kind = nodes[0].subject
        which = {
            n: p for n in range(len(self.each)) if (p := self._places(n, kind, keys)) is not None
        }
        for link in nodes:
            known, found = keys.is_null(), _nothing(link, len(keys))
            for number, places in which.items():
                asked = self.each[number][0]
                if link.node in asked.nodes:
                    values = self._frame(number)[asked.column(link.node)].gather(places)
                    found = found.zip_with(known, values)
                    known = known | places.is_not_null()
            if not known.all():
                raise KeyError(link)
            yield link, found

    def _places(self, number: int, kind: str, keys: pl.Series) -> pl.Series | None:
        asked, files = self.each[number]
        return positions(keys, self._frame(number)[KEY]) if asked.kind == kind and files else None

    def _frame(self, number: int) -> pl.DataFrame:
        if number not in self._read:
            self._read[number] = pl.read_parquet(self.each[number][1], glob=False)
        return self._read[number]


def _nothing(link: ir.Linked, count: int) -> pl.Series:
    return pl.Series([None], dtype=dtype(link.type)).new_from_index(0, count)
