"""More people than memory holds: cut once, decided part by part, every condition's result on disk."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import people
from bench.measure import Clock, in_fresh_process, peak_mebibytes
from bench.report import Table
from yulin.facts.parts import bytes_of, parquet_tables, write_parts
from yulin.policy.library import load_library
from yulin.policy.streaming import batch_for, decide_streaming
from yulin.synth import synthesize_parts

AS_OF = dt.date(2026, 9, 1)
#: what the runs may use
MEMORY = 4 * 2**30
_PART = 200_000
#: raise it when the synthetic people change, so that nobody measures on old ones
_EDITION = 1
#: how ``decide_streaming`` begins what it says → stage
_STAGES = {"切分": "cut", "归集": "decide", "判定": "decide"}


@dataclass
class _Watch:
    """Reads the stages off the progress that is reported."""

    clock: Clock = field(default_factory=Clock)
    _stage: str | None = None
    _since: float = 0.0

    def __call__(self, what: str, _done: int, _total: int) -> None:
        now = time.perf_counter()
        if self._stage is not None:
            self.clock.add(self._stage, now - self._since)
        self._stage, self._since = _STAGES[what[:2]], now


def prepare(size: int) -> Path:
    """Return the folder that holds so many people in parts, made now if it is not there yet."""
    parts = -(-size // _PART)
    folder = people.CACHE / f"parts-{size}-{parts}-{people.SEED}-{_EDITION}"
    if not folder.exists():
        unfinished = folder.with_suffix(".part")
        shutil.rmtree(unfinished, ignore_errors=True)
        made = synthesize_parts(people=size, parts=parts, seed=people.SEED, as_of=AS_OF)
        write_parts(made, unfinished, of=parts)
        unfinished.rename(folder)
    return folder


def measure(sizes: Sequence[int]) -> Iterator[Table]:
    """Yield the table of regions of so many people each."""
    rows = []
    for size in sizes:
        out = people.CACHE / f"decided-{size}.out"
        shutil.rmtree(out, ignore_errors=True)
        run_ = in_fresh_process("bench.streaming", [str(prepare(size)), str(out)])
        rows.append(_row(size, run_))
        shutil.rmtree(out)
    heads = (
        "People",
        "Employers",
        "Records",
        "At a time",
        "Cut, s",
        "Decide and write, s",
        "ns per person × benefit",
        "Facts, MB",
        "Results, MB",
        "Peak memory, MB",
    )
    note = (
        "From Parquet to Parquet in one process: all policies, every clause kept for everybody. "
        "People of one part work and are married in all parts. Cutting is done once for facts that "
        "stay the same; deciding includes reading the parts and writing the results."
    )
    yield Table("streaming", "Part by part, within 4 GB", heads, rows, note)


def _row(size: int, run_: dict[str, Any]) -> tuple[str, ...]:
    return (
        f"{size:,}",
        f"{run_['employers']:,}",
        f"{run_['records']:,}",
        f"{run_['batch']:,}",
        f"{run_['cut']:.1f}",
        f"{run_['decide']:.1f}",
        f"{run_['decide'] * 1e9 / run_['answers']:,.0f}",
        f"{run_['facts']:,.0f}",
        f"{run_['results']:,.0f}",
        f"{run_['peak']:,.0f}",
    )


def run(folder: Path, out: Path, batch: int) -> dict[str, Any]:
    """Decide the people in a folder; return all figures."""
    library = load_library(people.POLICIES)
    program, watch = library.program(AS_OF), _Watch()
    done = decide_streaming(library, folder, as_of=AS_OF, out=out, batch=batch, progress=watch)
    tables = parquet_tables(folder)
    return {
        "employers": done.rows.get("单位", 0),
        "records": sum(done.told["records"].values()),
        "answers": sum(rows * len(program.of(kind)) for kind, rows in done.rows.items()),
        "batch": batch,
        "facts": sum(map(bytes_of, tables.values())) / 2**20,
        "results": sum(bytes_of(done.files(kind)) for kind in done.rows) / 2**20,
        **watch.clock.seconds,
        "peak": peak_mebibytes(),
    }


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1]), Path(sys.argv[2]), batch_for(MEMORY))))
