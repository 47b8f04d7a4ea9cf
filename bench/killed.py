"""Kill −9 at every point of a batch: ``python -m bench.killed --rows 5000 --files 30``.

A point is every statement that the program sends and every commit that it has made. The program dies
there and is started anew, until it ends whole: what was to be paid is paid, nothing twice, nothing lost.
"""

from __future__ import annotations

import argparse
import time
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.payments import database


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.killed", description=__doc__)
    parser.add_argument("--rows", type=int, default=5000)
    parser.add_argument("--files", type=int, default=30, help="files in which the bank answers")
    options = parser.parse_args()
    begun = time.perf_counter()
    with database(), TemporaryDirectory() as folder:
        hands = import_module("bench.payment_run").set_up(options.rows)
        killed = import_module("bench.killed_run")
        found = killed.run(hands, Path(folder), files=options.files)
    print("| Payments | Killed | of it after a commit | Paid | Twice | Lost | Proof | s |")
    print("| --: | --: | --: | --: | --: | --: | :-- | --: |")
    cells = (
        found.intended,
        found.kills,
        found.after_commits,
        found.paid,
        found.doubled,
        found.lost,
    )
    proof = "holds" if found.holds else "broken"
    spent = time.perf_counter() - begun
    print(f"| {' | '.join(f'{cell:,}' for cell in cells)} | {proof} | {spent:,.0f} |")


if __name__ == "__main__":
    main()
