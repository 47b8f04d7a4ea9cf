"""A whole population: every policy with every reason, by stage, with the memory it takes."""

from __future__ import annotations

import datetime as dt
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from bench import people
from bench.measure import Clock, in_fresh_process, peak_mebibytes
from bench.report import Table
from yulin.policy.decide import DecisionTable, decide
from yulin.policy.library import load_library

DATES = (dt.date(2024, 5, 31), dt.date(2026, 9, 1))
#: what ``decide`` says it does → what the tables call it
_STAGES = {
    "归集事实": "facts",
    "逐条判断": "clauses",
    "汇总结论": "answers",
    "推算日期": "forecast",
    "处理互斥": "exclusive",
}
_COLUMNS = (*_STAGES.values(), "whole")


@dataclass
class _Watch:
    """Reads the stages off the progress that ``decide`` reports."""

    clocks: dict[str, Clock] = field(default_factory=dict)
    _stage: tuple[str, str] | None = None
    _since: float = 0.0

    def __call__(self, what: str, _done: int, _total: int) -> None:
        subject, _, stage = what.partition("：")
        now = time.perf_counter()
        if self._stage is not None:
            clock = self.clocks.setdefault(self._stage[0], Clock())
            clock.add(self._stage[1], now - self._since)
        self._stage = (subject, _STAGES[stage]) if stage in _STAGES else None
        self._since = now


def measure(size: int) -> Iterator[Table]:
    """Yield the tables of a population of so many people."""
    folder = people.prepare(size, (people.WENZHOU,))
    runs = [in_fresh_process("bench.population", [str(folder), str(day)]) for day in DATES]
    yield _stages(size, runs)
    yield _shares(runs)
    yield _after(runs)


def _stages(size: int, runs: list[dict[str, Any]]) -> Table:
    heads = ("Decided for", "Subjects", "Benefits", "Clauses", *(f"{c}, s" for c in _COLUMNS))
    rows = [
        (
            run["as_of"],
            f"{part['subjects']:,} {part['kind']}",
            str(part["benefits"]),
            str(part["clauses"]),
            *(f"{part['seconds'].get(c, 0):.2f}" for c in _COLUMNS),
        )
        for run in runs
        for part in run["parts"]
    ]
    return Table(
        "stages",
        f"{size:,} people, all policies, all reasons",
        heads,
        rows,
        "Facts in memory, policies compiled. Every clause of every benefit is kept for everybody.",
    )


def _shares(runs: list[dict[str, Any]]) -> Table:
    heads = (
        "Decided for",
        "Policies",
        "Benefits",
        "Whole run, s",
        "ns per person × policy",
        "ns per person × benefit",
        "ns per person × clause",
    )
    rows = []
    for run in runs:
        part = run["parts"][0]
        each = part["seconds"]["whole"] * 1e9 / max(1, part["subjects"])
        counts = (part["policies"], part["benefits"], part["clauses"])
        whole = sum(p["seconds"]["whole"] for p in run["parts"])
        shares = (f"{each / count:,.0f}" for count in counts)
        rows.append((run["as_of"], str(counts[0]), str(counts[1]), f"{whole:.2f}", *shares))
    return Table("shares", "The same per person", heads, rows)


def _after(runs: list[dict[str, Any]]) -> Table:
    heads = (
        "Decided for",
        "Facts in memory, MB",
        "Peak deciding, MB",
        "Long rows",
        "Long form, s",
        "Parquet, s",
        "Parquet, MB",
        "Peak of all, MB",
    )
    rows = [
        (
            run["as_of"],
            f"{run['loaded']:,.0f}",
            f"{run['decided']:,.0f}",
            f"{run['rows']:,}",
            f"{run['long']:.2f}",
            f"{run['parquet']:.2f}",
            f"{run['written']:,.0f}",
            f"{run['peak']:,.0f}",
        )
        for run in runs
    ]
    note = (
        "Peak resident memory of a fresh process that reads the facts, decides, and writes one row "
        "per person and benefit of the region where they work."
    )
    return Table("after", "Memory, and taking the answers away", heads, rows, note)


def run(folder: Path, as_of: dt.date) -> dict[str, Any]:
    """Decide the people in a folder for a date; return all figures."""
    facts = people.load(folder)
    library = load_library(people.POLICIES)
    library.program(as_of)
    loaded, watch = peak_mebibytes(), _Watch()
    table = decide(library, facts, as_of=as_of, progress=watch)
    decided, after = peak_mebibytes(), Clock()
    with after.stage("long"):
        long = table.long()
    return {
        "as_of": str(as_of),
        "parts": list(_parts(table, watch)),
        "loaded": loaded,
        "decided": decided,
        "rows": long.height,
        "written": _written(long, after),
        **after.seconds,
        "peak": peak_mebibytes(),
    }


def _parts(table: DecisionTable, watch: _Watch) -> Iterator[dict[str, Any]]:
    for part in table.parts:
        seconds = watch.clocks[part.subject].seconds
        yield {
            "kind": "people" if part.subject == "人员" else "employers",
            "subjects": part.frame.height,
            "policies": len({i.document.id for i in part.items}),
            "benefits": len(part.items),
            "clauses": sum(len(i.clause.leaves()) for i in part.items),
            "seconds": {**seconds, "whole": sum(seconds.values())},
        }


def _written(long: pl.DataFrame, clock: Clock) -> float:
    """Write the long form and return its mebibytes."""
    with tempfile.TemporaryDirectory() as folder, clock.stage("parquet"):
        file = Path(folder) / "decisions.parquet"
        long.write_parquet(file)
        return file.stat().st_size / 2**20


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1]), dt.date.fromisoformat(sys.argv[2]))))
