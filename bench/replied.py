"""Twelve ways in which a bank answers badly: ``python -m bench.replied --rows 1000`` payments each."""

from __future__ import annotations

import argparse
import time
from importlib import import_module

from bench.measure import load_average, machine
from bench.payments import database


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.replied", description=__doc__)
    parser.add_argument("--rows", type=int, default=1000, help="payments of each kind")
    rows, load = parser.parse_args().rows, load_average()
    begun = time.perf_counter()
    with database():
        replied = import_module("bench.replied_run")
        hands = import_module("bench.payment_run").set_up(rows * (len(replied.KINDS) + 1))
        found = replied.run(hands, rows=rows)
    print("| The bank's answer | Payments | As the rule says |")
    print("| :-- | --: | --: |")
    for name, count in found.as_ruled.items():
        print(f"| {name} | {rows:,} | {count:,} |")
    print(
        f"\n{found.intended:,} owed, {found.paid_once:,} paid once, {found.paid_twice} paid twice, "
        f"{found.lost} lost; {found.replies:,} lines read, {found.settled_by_two:,} doubts settled by "
        f"two, {found.proofs} proofs of all books held; {time.perf_counter() - begun:,.0f} s, "
        f"{machine()}, load before {load}"
    )


if __name__ == "__main__":
    main()
