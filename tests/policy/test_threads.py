"""Polars answers the same on four threads as on the one that a process of tests has."""

import datetime as dt
import os
import subprocess
import sys

import polars as pl

from tests.policy.conftest import POLICIES
from yulin.facts.read import read_facts
from yulin.facts.write import write_folder
from yulin.policy.decide import decide

TODAY = dt.date(2026, 9, 1)
ELSEWHERE = """
import sys
from pathlib import Path
import polars as pl
from tests.policy.test_threads import answered
from yulin.policy.library import load_library

assert pl.thread_pool_size() == 4
policies, records, out = map(Path, sys.argv[1:])
for name, frame in answered(load_library(policies), records).items():
    frame.write_parquet(out / name)
"""


def answered(library, records):
    """All that was decided, in whatever order it came."""
    table = decide(library, read_facts(records).facts, as_of=TODAY)
    wide = {f"{part.subject}.parquet": part.frame for part in table.parts}
    return wide | {"long.parquet": table.long(local_only=False)}


def test_the_number_of_threads_changes_nothing(policies, region, tmp_path):
    records, out = tmp_path / "records", tmp_path / "out"
    out.mkdir()
    write_folder(region.select(region.people.head(300)), records)
    paths = map(str, (POLICIES, records, out))
    subprocess.run(
        [sys.executable, "-c", ELSEWHERE, *paths],
        env=os.environ
        | {"POLARS_MAX_THREADS": "4", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        check=True,
    )
    here = answered(policies, records)
    assert sorted(path.name for path in out.iterdir()) == sorted(here)
    for name, frame in here.items():
        assert pl.read_parquet(out / name).equals(frame), name
    assert here["long.parquet"].height > 300
