"""The last tickets of a fair and its door: ``python -m bench.event_races --people 200 --rounds 50``.

Each round is an event with some seats and as many processes as people, who all ask for a ticket in the
same moment, and one ticket that all of them let in at once: exactly the seats are given, and one comes
in. Then the same with a program that only looks first and without the guards, the negative control.
"""

from __future__ import annotations

import argparse
import time
from importlib import import_module

from bench.payments import database


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.event_races", description=__doc__)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seats", type=int, default=7)
    asked = parser.parse_args()
    with database():
        run = import_module("bench.event_races_run").race
        for what, right in (("tickets", asked.seats), ("entries", 1)):
            began = time.perf_counter()
            won = run(what, asked.people, asked.seats, asked.rounds)
            took = time.perf_counter() - began
            exact = sum(one == right for one in won)
            print(f"{what}: {asked.rounds} rounds of {asked.people} processes: {took:.1f} s")
            print(f"  exactly {right} in {exact} of {asked.rounds}; most {max(won)}")
            naive = run(what, asked.people, asked.seats, 3, guarded=False)
            print(f"  negative control: {naive}")


if __name__ == "__main__":
    main()
