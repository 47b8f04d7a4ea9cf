"""Made-up requests to the interface for programs, role by role: ``python -m bench.api_fuzz --requests 40000``.

The small run of ``tests/api/test_fuzz.py``, longer: every operation of the published description, with
values that fit it and values that do not, as each role and as nobody. A server error, an answer that the
description does not have, a success without an account, or a mark of somebody whom the role may not see
ends it.
"""

from __future__ import annotations

import argparse
import logging
import os
import time
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test.utils import override_settings

from bench.payments import database


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.api_fuzz", description=__doc__)
    parser.add_argument("--requests", type=int, default=40_000, help="of all roles together")
    parser.add_argument("--seconds", type=float, default=600, help="begin no further round after")
    options = parser.parse_args()
    os.environ.setdefault("YULIN_DEMO", "1")  # no https to go to
    with database(), TemporaryDirectory() as folder:
        logging.disable(logging.CRITICAL)
        _measure(Path(folder), options.requests, options.seconds)


def _measure(folder: Path, requests: int, seconds: float) -> None:
    run = import_module("bench.api_fuzz_run")
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    places = {"YULIN_POLICIES": folder / "policies", "YULIN_VAR": folder / "var"}
    with override_settings(**places, YULIN_API_PER_MINUTE=30_000, ALLOWED_HOSTS=["*"]):
        begun = time.process_time()
        with transaction.atomic():  # the made-up world is never committed
            found = run.run(folder, requests, seconds)
            transaction.set_rollback(True)
        spent = time.process_time() - begun
    print("| Role | Requests | 2xx | 4xx | 5xx | Breaks | Leaks |")
    print("| :-- | --: | --: | --: | --: | --: | --: |")
    for role, one in found.items():
        kinds = [sum(n for s, n in one.statuses.items() if s // 100 == k) for k in (2, 4, 5)]
        cells = (one.requests, *kinds, 0, len(one.leaks))  # a break would have ended the run
        print(f"| {role} | {' | '.join(f'{cell:,}' for cell in cells)} |")
    total = sum(one.requests for one in found.values())
    print(f"\n{total:,} requests, {spent:,.0f} s of the processor.")


if __name__ == "__main__":
    main()
