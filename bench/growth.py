"""How time and memory grow with people and with policies, up to ten million people."""

from __future__ import annotations

import datetime as dt
import json
import math
import shutil
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import many_policies, people, streaming
from bench.measure import in_fresh_process, peak_mebibytes, require, timed
from bench.picture import save, two_axes
from bench.report import Table
from yulin.facts.parts import write_text
from yulin.policy.decide import decide
from yulin.policy.library import Library, load_library
from yulin.policy.streaming import batch_for, decide_streaming

AS_OF = dt.date(2026, 9, 1)
IMAGE = people.ROOT / "docs" / "images" / "growth.svg"
#: points of a run that was broken off
KEPT = people.CACHE / "growth"
#: more answers than this are not held in memory at once (with every clause, about 100 bytes each)
IN_MEMORY = 120_000_000
#: ``batch_for`` leaves room for so many benefits (250,000 people on 319 took 2 GB); with more, fewer
#: people are decided at a time
_BENEFITS = 400
#: short runs are repeated
_ROUNDS, _SHORT = 3, 20_000_000


@dataclass(frozen=True)
class Point:
    """One run: so many people on so many policies."""

    people: int
    policies: int
    found: dict[str, Any]

    @property
    def seconds(self) -> float:
        return float(self.found["seconds"])

    @property
    def each(self) -> float:
        """Nanoseconds per subject and benefit; of processors, which a busy machine hardly changes."""
        return float(self.found["processor"]) * 1e9 / int(self.found["answers"])


def measure(
    sizes: Sequence[int],
    policies: Sequence[int],
    image: Path | None,
    in_memory: int = IN_MEMORY,
    most: float = math.inf,
) -> Iterator[Table]:
    """Yield the tables of all runs; draw them into ``image`` where one is wanted.

    Runs of more than ``most`` people times policies are left out.
    """
    if image is not None:
        require("matplotlib")
    points = [
        _point(size, count, in_memory)
        for count in sorted(policies)
        for size in sorted(sizes)
        if size * count <= most
    ]
    if image is not None:
        draw(points, image)
    yield _runs(points, drawn=image is not None)
    yield _growth(points)
    shutil.rmtree(KEPT)  # everything is told, so that the next run measures anew


def _point(size: int, policies: int, in_memory: int) -> Point:
    """Measure a point, or take it from a run that was broken off."""
    rules = many_policies.prepare(policies, AS_OF)
    kept = KEPT / f"{size}-{rules.name}-{in_memory}.json"
    if not kept.exists():
        found = in_fresh_process("bench.growth", [str(rules), str(size), str(in_memory)])
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_text(kept, json.dumps(found | {"engine": people.engine()}))
    return Point(size, policies, json.loads(kept.read_text(encoding="utf-8")))


def _runs(points: list[Point], *, drawn: bool) -> Table:
    rows = [
        (
            f"{p.people:,}",
            str(p.policies),
            str(p.found["benefits"]),
            f"{p.found['clauses']:,}",
            p.found["way"],
            f"{p.seconds:,.2f}",
            f"{p.found['processor']:,.2f}",
            f"{p.each:,.0f}",
            f"{p.found['peak']:,.0f}",
        )
        for p in points
    ]
    heads = (
        "People",
        "Policies",
        "Benefits",
        "Different clauses",
        "Facts",
        "s",
        "processor, s",
        "processor ns per subject × benefit",
        "Peak memory, MB",
    )
    note = (
        "Everybody and every employer, every clause kept. *memory*: facts and answers are held at once "
        f"(medians of {_ROUNDS} runs up to {_SHORT:,} answers). *parts*: from Parquet to Parquet within "
        f"{streaming.MEMORY / 2**30:.0f} GB; reading and writing are in the time, cutting once is not. The first "
        "policies are the published ones in force; what is wanted beyond them is copies with other "
        "numbers."
    )
    engines = {p.found["engine"] for p in points}
    if len(engines) > 1:
        note += f" The run was broken off: the engine was in {len(engines)} states meanwhile."
    if drawn:
        note += "\n\n![Time and time per answer by people and policies](images/growth.svg)"
    return Table("growth", "Growth with people and policies", heads, rows, note)


def _growth(points: list[Point]) -> Table:
    """Return the time per answer of every run beside that of the fewest people."""
    sizes = sorted({p.people for p in points})
    rows = []
    for count in sorted({p.policies for p in points}):
        line = {p.people: p.each for p in points if p.policies == count}
        rows.append(
            (
                f"{count} policies",
                *(f"{line[s] / line[sizes[0]]:.2f}" if s in line else "" for s in sizes),
            )
        )
    note = (
        "Processor time per subject × benefit, as a multiple of that with the fewest people: 1 is linear, below 1 "
        "is better."
    )
    heads = ("", *(f"{size:,} people" for size in sizes))
    return Table("linear", "How near to linear", heads, rows, note)


# -- the picture -----------------------------------------------------------------------------------


def draw(points: list[Point], image: Path) -> None:
    """Draw seconds, and nanoseconds per answer, over people; a line per number of policies."""
    figure, left, right = two_axes()
    for count in sorted({p.policies for p in points}):
        line = [p for p in points if p.policies == count]
        x = [p.people for p in line]
        left.plot(x, [p.seconds for p in line], marker="o", label=f"{count} policies")
        right.plot(x, [p.each for p in line], marker="o", label=f"{count} policies")
    left.set(xscale="log", yscale="log", xlabel="people", ylabel="seconds")
    right.set(xscale="log", xlabel="people", ylabel="processor ns per subject × benefit")
    right.set_ylim(0, 1.15 * max(p.each for p in points))
    left.yaxis.set_major_formatter("{x:g}")
    left.yaxis.set_minor_formatter("")
    left.legend(frameon=False)
    right.legend(frameon=False)
    save(figure, image, over=(p.people for p in points))


# -- in a process of its own -----------------------------------------------------------------------


def run(rules: Path, size: int, in_memory: int) -> dict[str, Any]:
    """Decide so many people; return all figures."""
    library = load_library(rules)
    program = library.program(AS_OF)
    leaves = {leaf.plain for item in program.items for leaf in item.clause.leaves()}
    fits = size * len(program.items) <= in_memory
    made = _in_memory(library, size) if fits else _in_parts(library, size)
    return {
        **made,
        "way": "memory" if fits else "parts",
        "answers": sum(rows * len(program.of(kind)) for kind, rows in made["rows"].items()),
        "benefits": len(program.items),
        "clauses": len(leaves),
        "peak": peak_mebibytes(),
    }


def _in_memory(library: Library, size: int) -> dict[str, Any]:
    facts = people.in_one_city(size)
    rows = {part.subject: part.frame.height for part in decide(library, facts, as_of=AS_OF).parts}
    answers = sum(rows.values()) * len(library.program(AS_OF).items)
    rounds = _ROUNDS if answers <= _SHORT else 1
    began = time.process_time()
    seconds = [timed(lambda: decide(library, facts, as_of=AS_OF)) for _ in range(rounds)]
    processor = (time.process_time() - began) / rounds
    return {"rows": rows, "seconds": statistics.median(seconds), "processor": processor}


def _in_parts(library: Library, size: int) -> dict[str, Any]:
    benefits = len(library.program(AS_OF).items)
    batch = max(10_000, batch_for(streaming.MEMORY) * _BENEFITS // max(_BENEFITS, benefits))
    out = people.CACHE / f"growth-{size}-{benefits}.out"
    shutil.rmtree(out, ignore_errors=True)
    began: list[tuple[float, float]] = []

    def note(what: str, _done: int, _total: int) -> None:
        if not what.startswith("切分") and not began:
            began.append((time.perf_counter(), time.process_time()))

    try:
        folder = streaming.prepare(size)
        done = decide_streaming(library, folder, as_of=AS_OF, out=out, batch=batch, progress=note)
        since, processor = began[0]
        return {
            "rows": done.rows,
            "seconds": time.perf_counter() - since,
            "processor": time.process_time() - processor,
        }
    finally:
        shutil.rmtree(out, ignore_errors=True)


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
