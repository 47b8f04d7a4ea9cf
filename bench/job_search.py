"""Searching posts by words: ``python -m bench.job_search --posts 100000``.

Pairs of characters in a tsvector, as the site does, beside `pg_trgm` where PostgreSQL has it: the
index's size and time, and for a few words the time of the count, of the first page by date and of
the first page by fit, each the median of five.
"""

from __future__ import annotations

import argparse
from importlib import import_module

from bench.payments import database


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.job_search", description=__doc__)
    parser.add_argument("--posts", type=int, default=100_000)
    asked = parser.parse_args()
    with database():
        for line in import_module("bench.job_search_run").measured(asked.posts):
            print(line, flush=True)


if __name__ == "__main__":
    main()
