"""A payment run from what is owed to what is reconciled: ``python -m bench.payments --rows 100000``.

Made in a database of its own on the test server: people, accounts and instalments are put there
first, then each step is timed and its queries are counted. Bulk writes go out in portions of a fixed
size, so that queries per row, not queries, are what must not grow.
"""

from __future__ import annotations

import argparse
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

import django
from django.db import connection

from yulin.devserver.address import is_own
from yulin.devserver.paths import VAR
from yulin.devserver.testing import start_for_tests
from yulin.vault.keys import ensure_ring


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.payments", description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000])
    for rows in parser.parse_args().rows:
        with database():
            steps = import_module("bench.payment_run").pay(rows)
        print(f"\n{rows:,} instalments (peak {_peak():,.0f} MiB)\n")
        print("| step | seconds | CPU of the program | queries | queries a row |")
        print("|---|---:|---:|---:|---:|")
        for step in steps:
            cells = (f"{step.seconds:.1f}", f"{step.cpu:.1f}", f"{step.queries:,}")
            print(f"| {step.name} | {' | '.join(cells)} | {step.queries / rows:.5f} |")


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@contextmanager
def database() -> Iterator[None]:
    """A database of its own on the test server, gone afterwards."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yulin.settings")
    if is_own(os.environ):
        os.environ["DATABASE_URL"] = start_for_tests(var=VAR).url  # read when Django is set up
        ensure_ring(VAR / "keys.json")  # a checkout's first
    django.setup()
    connection.settings_dict["TEST"]["NAME"] = f"test_yulin_{os.getpid()}"
    own = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(own, verbosity=0)


if __name__ == "__main__":
    main()
