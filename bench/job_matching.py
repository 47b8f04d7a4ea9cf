"""What a page of matching costs: ``python -m bench.job_matching --posts 30000``.

Open posts put in, encoded at first use, encoded again after one changed; a person's page of ten with
reasons and filters, one pair in full, a firm's board of a thousand and of two thousand that it may
find, the night's counts: medians of five, with the compiled functions loaded.
"""

from __future__ import annotations

import argparse
from importlib import import_module

from bench.payments import database


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.job_matching", description=__doc__)
    parser.add_argument("--posts", type=int, default=30_000)
    parser.add_argument("--people", type=int, default=2_000)
    asked = parser.parse_args()
    with database():
        for line in import_module("bench.job_matching_run").measured(asked.posts, asked.people):
            print(line, flush=True)


if __name__ == "__main__":
    main()
