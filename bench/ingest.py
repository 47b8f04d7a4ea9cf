"""People by the million into the register: ``python -m bench.ingest --people 100000 1000000``.

The register's own load, as a file that somebody hands in goes, beside PostgreSQL's COPY of the same rows
into plain tables of the same columns. Then a hundredth of the people changes and is decided anew.
"""

from __future__ import annotations

import argparse
from importlib import import_module

from bench.measure import load_average, machine
from bench.payments import database


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.ingest", description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[100_000])
    parser.add_argument("--records", type=int, default=10, help="records a person, about")
    parser.add_argument("--at-once", type=int, default=100_000, help="people of one load")
    parser.add_argument("--undecided", action="store_true", help="load only")
    options = parser.parse_args()
    for people in options.people:
        load = load_average()
        with database():
            run = import_module("bench.ingest_run")
            found = run.measure(
                people,
                records=options.records,
                at_once=options.at_once,
                decided=not options.undecided,
            )
        print(f"\n{found.people:,} people, {found.rows:,} rows, peak {found.peak:,.0f} MiB\n")
        heads = ("Step", "s", "of processor", "Rows a second", "Times COPY", "of processor", "MiB")
        print(f"| {' | '.join(heads)} |\n| :-- |{' --: |' * (len(heads) - 1)}")
        for step in found.steps:
            print(f"| {' | '.join(step.cells(found.steps[0]))} |")
        print(f"\n{machine()}, load before {load}")


if __name__ == "__main__":
    main()
