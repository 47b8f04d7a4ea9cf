"""The last yuan, and keys that come many times: ``python -m bench.races --processes 200 --rounds 50``.

Real processes, each with a connection of its own, begin in the same moment. The same once more without
the constraint, where more must be promised than there is: else the race was none.
"""

from __future__ import annotations

import argparse
import time
from importlib import import_module

from bench.measure import load_average, machine
from bench.payments import database


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.races", description=__doc__)
    parser.add_argument("--processes", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--control", type=int, default=20, help="rounds without the constraint")
    parser.add_argument("--keys", type=int, default=500)
    parser.add_argument("--at-once", type=int, default=50, help="processes that send one key")
    parser.add_argument("--only", choices=("yuan", "keys"))
    options, load = parser.parse_args(), load_average()
    if options.only != "keys":
        with database():
            _last_yuan(options.processes, options.rounds, options.control)
    if options.only != "yuan":
        with database():
            _keys(options.keys, options.at_once)
    print(f"\n{machine()}, load before {load}")


def _last_yuan(processes: int, rounds: int, control: int) -> None:
    races = import_module("bench.races_run")
    found = races.last_yuan(processes, rounds)
    if not found.as_it_should:
        raise SystemExit(f"promised more than there is: {found}")
    print(f"with the constraint: {found}", flush=True)
    with races.without_the_constraint():
        broken = races.last_yuan(processes, min(rounds, control))
        if set(broken.winners) == {1}:
            raise SystemExit("without the constraint nothing was promised twice: no race")
    print("\n| | Processes | Rounds | Got it, each round | Refused | Least left, yuan | s |")
    print("| :-- | --: | --: | --: | --: | --: | --: |")
    for name, one in (("with the constraint", found), ("without it", broken)):
        got = sorted(one.winners)
        span = f"{got[0]}" if len(got) == 1 else f"{got[0]}–{got[-1]}"
        cells = (f"{one.processes}", f"{one.rounds}", span, f"{one.refused:,}", f"{one.lowest}")
        print(f"| {name} | {' | '.join(cells)} | {one.seconds:,.0f} |")


def _keys(keys: int, at_once: int) -> None:
    begun = time.perf_counter()
    print("\n| What is sent | Its key | Keys | At once | Sent | Effects |")
    print("| :-- | :-- | --: | --: | --: | --: |")
    for kind in import_module("bench.keys_run").run(keys, at_once):
        cells = (f"{kind.keys}", f"{at_once}", f"{kind.keys * at_once:,}", f"{kind.effects}")
        print(f"| {kind.name} | {kind.key} | {' | '.join(cells)} |", flush=True)
    print(f"\n{time.perf_counter() - begun:,.0f} s")


if __name__ == "__main__":
    main()
