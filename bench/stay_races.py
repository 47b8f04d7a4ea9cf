"""The last beds of a night: ``python -m bench.stay_races --people 200 --rounds 50``.

Each round is a station with some beds and many who book the same nights in the same moment over
forty connections: every bed has exactly one guest. Then the same with a program that only looks
first and without the constraint, the negative control, which gives a bed away many times.
"""

from __future__ import annotations

import argparse
import time
from importlib import import_module

from bench.payments import database


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.stay_races", description=__doc__)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--beds", type=int, default=7)
    asked = parser.parse_args()
    with database():
        run = import_module("bench.stay_races_run").one_round
        began = time.perf_counter()
        won = [run(asked.people, asked.beds) for _ in range(asked.rounds)]
        took = time.perf_counter() - began
        naive = [run(asked.people, asked.beds, guarded=False) for _ in range(3)]
    exact = sum(one == (asked.beds, asked.beds) for one in won)
    print(f"{asked.rounds} rounds of {asked.people} for {asked.beds} beds: {took:.1f} s")
    print(f"exactly {asked.beds} guests in as many beds in {exact} of {asked.rounds}")
    print(f"negative control, guests and beds: {naive}")


if __name__ == "__main__":
    main()
