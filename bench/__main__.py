"""Measures the engine and writes docs/performance.md: ``python -m bench``, or ``make bench``."""

from __future__ import annotations

import argparse
import datetime as dt
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import agreement, baseline, incremental, people, population, single, streaming
from bench.measure import load_average, machine
from bench.report import Table, section, write

NAMES = ("population", "baseline", "single", "agreement", "streaming", "incremental")
DOCUMENT = people.ROOT / "docs" / "performance.md"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    add = parser.add_argument
    add("--people", type=int, default=1_000_000, help="people of the population and the baseline")
    add("--agreement", type=int, default=200_000, help="people both back ends decide")
    add("--single", type=int, default=500, help="people decided one by one")
    add("--rounds", type=int, default=5, help="rounds of the baseline")
    add("--streamed", type=int, nargs="+", default=[100_000, 1_000_000], help="people in parts")
    add("--changed", type=int, default=200_000, help="people of whom a few changed")
    add("--only", choices=NAMES, action="append")
    add("--out", type=Path, default=DOCUMENT, help="document whose measured block is rewritten")
    add("--print", action="store_true", help="print the tables, and write nothing")
    return parser.parse_args()


def _benches(options: argparse.Namespace) -> dict[str, Callable[[], Iterator[Table]]]:
    return {
        "population": lambda: population.measure(options.people),
        "baseline": lambda: baseline.measure(options.people, options.rounds),
        "single": lambda: single.measure(options.single),
        "agreement": lambda: agreement.measure(options.agreement),
        "streaming": lambda: streaming.measure(options.streamed),
        "incremental": lambda: incremental.measure(options.changed),
    }


def main() -> None:
    """Run what was asked for, print it, and put it into the document."""
    options = _arguments()
    print(machine())
    for name, bench in _benches(options).items():
        if options.only and name not in options.only:
            continue
        start, load = time.perf_counter(), load_average()
        tables = list(bench())
        took, today = time.perf_counter() - start, dt.datetime.now(tz=dt.UTC).date()
        made = f"{today}, {machine()}, load before {load}, took {took:.0f} s"
        text = section(name, tables, made)
        print(f"\n{text}")
        if not options.print:
            write(options.out, name, text)


if __name__ == "__main__":
    main()
