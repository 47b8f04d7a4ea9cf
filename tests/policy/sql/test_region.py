"""The real policies on an invented region: the SQL of both engines answers as Polars does."""

import datetime as dt

import pytest

from tests.policy.documents import assert_same
from tests.policy.examples import NIGHTLY
from tests.policy.test_region import DAYS, TODAY, some
from yulin.facts.frames import Facts
from yulin.policy.backends.sql.duckdb import decide_duckdb, decide_parquet
from yulin.policy.backends.sql.postgres import decide_postgres
from yulin.policy.decide import decide


@pytest.fixture(params=["duckdb", "postgres"])
def decided(request, policies):
    """Decides in one of the engines."""
    if request.param == "duckdb":
        return lambda facts, as_of: decide_duckdb(policies, facts, as_of=as_of)
    database = request.getfixturevalue("database")
    return lambda facts, as_of: decide_postgres(policies, facts, as_of=as_of, connection=database)


@pytest.mark.parametrize(("as_of", "count"), DAYS if NIGHTLY else DAYS[1:2])
def test_both_engines_agree(policies, region, decided, as_of, count):
    people = some(region, count)
    assert_same(decide(policies, people, as_of=as_of), decided(people, as_of))


@pytest.mark.parametrize("name", ["社保", "单位"] if NIGHTLY else ["单位"])
def test_absent_tables_are_unknown(policies, region, decided, name):
    fewer = Facts({k: v for k, v in some(region, 60).tables.items() if k != name})
    assert_same(decide(policies, fewer, as_of=TODAY), decided(fewer, TODAY))


def test_nobody_at_all(policies, region, decided):
    nobody = Facts({name: frame.clear() for name, frame in region.tables.items()})
    assert_same(decide(policies, nobody, as_of=TODAY), decided(nobody, TODAY))


def test_parquet_files(policies, region, tmp_path):
    people = Facts(some(region, 200).tables)
    files = {name: tmp_path / f"{name}.parquet" for name in people.tables}
    for name, frame in people.tables.items():
        frame.write_parquet(files[name], row_group_size=50)
    as_of = dt.date(2026, 6, 30)
    assert_same(decide(policies, people, as_of=as_of), decide_parquet(policies, files, as_of=as_of))
