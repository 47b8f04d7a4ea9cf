"""Measures the engine and writes docs/performance.md: ``python -m bench``, or ``make bench``."""

from __future__ import annotations

import argparse
import datetime as dt
import math
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

from bench import (
    agreement,
    baseline,
    growth,
    incremental,
    mutation,
    people,
    population,
    single,
    streaming,
)
from bench.measure import NotInstalledError, load_average, machine
from bench.openfisca import measure as openfisca
from bench.report import Table, section, write
from yulin.policy.engines import Engine

#: what is measured unless something else is asked for; the rest takes hours
USUAL = ("single", "population", "incremental", "baseline", "openfisca", "agreement", "streaming")
LONG = ("growth", "mutation")
DOCUMENT = people.ROOT / "docs" / "performance.md"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    add = parser.add_argument
    million = 1_000_000
    add("--people", type=int, default=million, help="people of the population and the baselines")
    add(
        "--incremental-people",
        type=int,
        nargs="+",
        default=[50_000, 200_000, million],
        help="regions of which some people changed",
    )
    add("--single", type=int, default=300, help="people decided one by one")
    add("--rounds", type=int, default=5, help="rounds of the baselines")
    add("--streamed", type=int, nargs="+", default=[100_000, million], help="people in parts")
    add(
        "--engines",
        choices=_engines(),
        nargs="+",
        default=_engines(),
        help="engines that must agree",
    )
    add("--agreement", type=int, default=million, help="people DuckDB and PostgreSQL decide")
    add("--agreement-slow", type=int, default=200_000, help="people plain Python and Spark decide")
    grown, counts = [100_000, million, 10 * million], [10, 50, 200]
    add("--growth-people", type=int, nargs="+", default=grown, help="sizes of the growth")
    add("--growth-policies", type=int, nargs="+", default=counts, help="policies of the growth")
    add("--growth-in-memory", type=int, default=growth.IN_MEMORY, help="answers held at once")
    add("--growth-most", type=float, default=math.inf, help="people times policies, at the most")
    mutation.add_arguments(parser)
    add("--only", choices=(*USUAL, *LONG), action="append", help=f"also {', '.join(LONG)}")
    add("--out", type=Path, default=DOCUMENT, help="document whose measured block is rewritten")
    add("--print", action="store_true", help="print the tables, and write nothing")
    return parser.parse_args()


def _engines() -> list[str]:
    return [name for name in get_args(Engine) if name != "polars"]


def _benches(options: argparse.Namespace) -> dict[str, Callable[[], Iterator[Table]]]:
    image = None if options.print else growth.IMAGE
    slow = dict.fromkeys(("python", "spark"), options.agreement_slow)
    agreeing = {name: slow.get(name, options.agreement) for name in options.engines}
    return {
        "population": lambda: population.measure(options.people),
        "baseline": lambda: baseline.measure(options.people, options.rounds),
        "openfisca": lambda: openfisca.measure(options.people, options.rounds),
        "single": lambda: single.measure(options.single),
        "incremental": lambda: incremental.measure(options.incremental_people),
        "agreement": lambda: agreement.measure(agreeing),
        "streaming": lambda: streaming.measure(options.streamed),
        "growth": lambda: growth.measure(
            options.growth_people,
            options.growth_policies,
            image,
            options.growth_in_memory,
            options.growth_most,
        ),
        "mutation": lambda: mutation.measure(mutation.options_of(options)),
    }


def main() -> None:
    """Run what was asked for, print it, and put it into the document."""
    options = _arguments()
    print(machine())
    for name, bench in _benches(options).items():
        if name not in (options.only or USUAL):
            continue
        start, load = time.perf_counter(), load_average()
        try:
            tables = list(bench())
        except NotInstalledError as error:
            print(f"\n{name}: {error}")
            continue
        took, today = time.perf_counter() - start, dt.datetime.now(tz=dt.UTC).date()
        made = f"{today}, {machine()}, load before {load}, took {took:.0f} s"
        text = section(name, tables, made)
        print(f"\n{text}")
        if not options.print:
            write(options.out, name, text)


if __name__ == "__main__":
    main()
