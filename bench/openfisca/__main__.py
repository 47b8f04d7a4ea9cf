"""One run of the comparison in a process of its own: ``python -m bench.openfisca 1000000 7``."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from bench.measure import timed
from bench.openfisca import by_hand, people, rules
from yulin.facts.frames import Facts
from yulin.policy.backends.population import Population
from yulin.policy.decide import decide_population
from yulin.policy.decision import Status
from yulin.policy.library import Library, load_library
from yulin.policy.long_form import Wide


class DifferentAnswersError(Exception):
    """Two of the three do not say the same."""


@dataclass(frozen=True)
class Town:
    """Everybody's facts, in the form in which each of the three takes them."""

    frame: pl.DataFrame
    facts: Facts
    given: dict[str, pl.Series]
    arrays: dict[str, np.ndarray]

    @classmethod
    def of(cls, size: int, library: Library) -> Town:
        whole = people.town(size)
        frame = people.flat(whole, library)
        only = Facts({"人员": whole["人员"]})  # says who there is; every fact is given
        return cls(frame, only, people.as_given(frame), people.as_arrays(frame))


def ours(library: Library, town: Town) -> Wide:
    """Decide with the engine: every condition is kept."""
    program = library.program(people.AS_OF)
    population = Population(program, town.facts, people.AS_OF, "人员", given=town.given)
    return decide_population(population, program.of("人员"))


def with_dates() -> Library:
    """Return the ten documents with "not yet" and its day, which the comparison leaves out."""
    with tempfile.TemporaryDirectory() as folder:
        for file in people.POLICIES.glob("*.yaml"):
            text = file.read_text(encoding="utf-8").replace("未到: 否", "未到: 是")
            (Path(folder) / file.name).write_text(text, encoding="utf-8")
        return load_library(Path(folder))


def require_same(library: Library, town: Town) -> dict[str, Any]:
    """Compare everybody's answers and sums in all ways; return what was compared.

    Raises DifferentAnswersError naming what differs.
    """
    wide = ours(library, town)
    every = [
        {f"{key}|{figure}": column for key, figure, column in found}
        for found in (_of_ours(wide), _of_openfisca(town))
    ]
    every += [by_hand.decide(town.frame, clauses=kept).to_dict() for kept in (False, True)]
    first, *others = every
    faults = [
        f"{name}: {different} people"
        for other in others
        for name, column in first.items()
        if (different := int((column != other[name].cast(column.dtype)).sum()))
    ]
    faults += _other_clauses(wide, every[-1])
    if faults:
        raise DifferentAnswersError("; ".join(faults))
    totals = [int(c.sum()) for name, c in first.items() if name.endswith("total")]
    return {
        "compared": len(first) * town.frame.height * len(others),
        "different": len(faults),
        "due": sum(int(c.sum()) for name, c in first.items() if name.endswith("due")),
        "yuan": sum(totals) / 100,
        "conditions": sum(len(item.clause.leaves()) for item in wide.items),
        "benefits": len(wide.items),
    }


def _of_ours(wide: Wide) -> Iterator[tuple[str, str, pl.Series]]:
    for item in wide.items:
        due = wide.frame[f"{item.key}|status"] == int(Status.YES)
        yield item.key, "due", due
        for figure in ("amount", "total"):
            paid = wide.frame[f"{item.key}|{figure}"]
            yield item.key, figure, paid.zip_with(due, pl.Series([0], dtype=paid.dtype))


def _of_openfisca(town: Town) -> Iterator[tuple[str, str, pl.Series]]:
    found = rules.decide(rules.system(), town.arrays)
    for key in rules.RULES:
        for figure in rules.FIGURES:
            yield key, figure, pl.Series(found[rules.variable(key, figure)])


def _other_clauses(wide: Wide, kept: dict[str, pl.Series]) -> Iterator[str]:
    """Yield the conditions that the engine and the hand answer differently."""
    for item in wide.items:
        for leaf in item.clause.leaves():
            name = leaf.condition.id
            other = kept[name if name == by_hand.LOCAL else f"{item.key}/{name}"]
            if different := int(wide.frame[wide.clauses[leaf.plain]].ne_missing(other).sum()):
                yield f"{item.key}/{name}: {different} people"


def run(size: int, rounds: int) -> dict[str, Any]:
    """Compare, then time in turn; return all figures."""
    library, dated = load_library(people.POLICIES), with_dates()
    town, system = Town.of(size, library), rules.system()
    found = require_same(library, town)
    ways: dict[str, Callable[[], object]] = {
        "ours": lambda: ours(library, town),
        "ours, with dates": lambda: ours(dated, town),
        "OpenFisca-core": lambda: rules.decide(system, town.arrays),
        "by hand, conditions kept": lambda: by_hand.decide(town.frame, clauses=True),
        "by hand": lambda: by_hand.decide(town.frame, clauses=False),
    }
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        way()  # documents are compiled once
    for _ in range(rounds):
        for name, way in ways.items():
            seconds[name].append(timed(way))
    return {
        **found,
        "seconds": seconds,
        "people": town.frame.height,
        "facts": len(people.NAMES),
        "version": version("openfisca-core"),
    }


if __name__ == "__main__":
    print(json.dumps(run(int(sys.argv[1]), int(sys.argv[2]))))
