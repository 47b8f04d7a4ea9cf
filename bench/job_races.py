"""The last seats of posts: ``python -m bench.job_races --people 200 --rounds 50``.

Each round is a post with some seats and many who take one in the same moment over forty
connections: exactly the seats are won. Then the same with a program that only looks first and
without the constraint, the negative control, which oversells.
"""

from __future__ import annotations

import argparse
import time
from importlib import import_module

from bench.payments import database


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.job_races", description=__doc__)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seats", type=int, default=7)
    asked = parser.parse_args()
    with database():
        run = import_module("bench.job_races_run").one_round
        began = time.perf_counter()
        won = [run(asked.people, asked.seats) for _ in range(asked.rounds)]
        took = time.perf_counter() - began
        naive = [run(asked.people, asked.seats, guarded=False) for _ in range(3)]
    exact = sum(one == asked.seats for one in won)
    print(f"{asked.rounds} rounds of {asked.people} for {asked.seats} seats: {took:.1f} s")
    print(f"exactly {asked.seats} won in {exact} of {asked.rounds}; most {max(won)}")
    print(f"negative control won: {naive}")


if __name__ == "__main__":
    main()
