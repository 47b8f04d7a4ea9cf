"""Deciding over relations that stand in a database already, inside the caller's transaction."""

import datetime as dt

import polars as pl
import psycopg
import pytest

from tests.policy.documents import benefit, document, facts, library
from tests.policy.examples import NIGHTLY
from tests.policy.test_region import some as some_of
from yulin.facts import schema
from yulin.facts.frames import Facts
from yulin.policy.backends.sql import postgres
from yulin.policy.backends.sql.postgres import decide_in_database
from yulin.policy.backends.sql.sheets import Source
from yulin.policy.decide import decide

AS_OF = dt.date(2026, 6, 30)


@pytest.fixture
def held(database):
    """Puts record tables into the database, as views that are taken away again."""

    def hold(given):
        found = {}
        for name, source in postgres._loaded(database, given).items():
            view = f"v_{schema.BY_NAME[name].field}"
            database.execute(
                f'CREATE TEMP VIEW {view} AS SELECT *, _n AS id FROM "{source.name[0]}"'
            )
            found[name] = Source(("pg_temp", view), ("id",))
        return found

    yield hold
    database.rollback()


def some(region, count):
    """Some people as if there were no others: a database holds all rows that there are."""
    return Facts(some_of(region, count).tables)


def about(table, *keys):
    rows = table.long(local_only=False)
    return rows.filter(pl.col("subject").is_in(keys)).sort("subject", "policy", "benefit")


def test_one_person(policies, region, database, held):
    people = some(region, 100)
    relations, wanted = held(people), decide(policies, people, as_of=AS_OF)
    for key in people.people.gather_every(20 if NIGHTLY else 60):
        found = decide_in_database(
            database, policies, as_of=AS_OF, relations=relations, chosen={"人员": [key]}
        )
        assert about(found, key).equals(about(wanted, key))
        assert found.long(local_only=False).height == about(found, key).height


def test_people_and_employers_in_one_statement(policies, region, database, held):
    people = some(region, 100)
    relations, wanted = held(people), decide(policies, people, as_of=AS_OF)
    chosen = {"人员": people.people.head(3).to_list(), "单位": people["单位"]["单位代码"].head(2).to_list()}  # fmt: skip
    found = decide_in_database(database, policies, as_of=AS_OF, relations=relations, chosen=chosen)
    keys = [key for some_keys in chosen.values() for key in some_keys]
    assert about(found, *keys).equals(about(wanted, *keys))


def test_a_district(policies, region, database, held):
    people = some(region, 100)
    relations, wanted = held(people), decide(policies, people, as_of=AS_OF)
    keys = people.people.tail(30).to_list()
    database.execute('CREATE TEMP TABLE district ("证件号" text) ON COMMIT DROP')
    database.cursor().executemany("INSERT INTO district VALUES (%s)", [(key,) for key in keys])
    chosen = {"人员": Source(("district",), ())}
    found = decide_in_database(database, policies, as_of=AS_OF, relations=relations, chosen=chosen)
    assert about(found, *keys).equals(about(wanted, *keys))
    assert found.long(local_only=False)["subject"].n_unique() == 30


def test_everybody(policies, region, database, held):
    people = some(region, 100)
    wanted = decide(policies, people, as_of=AS_OF).long(local_only=False)
    found = decide_in_database(database, policies, as_of=AS_OF, relations=held(people))
    assert found.long(local_only=False).equals(wanted)


MADE = document(
    benefit("存在(荣誉 若 荣誉名称 包含 '100%' 或 荣誉名称 包含 'O%s')", code="甲"),
    benefit("最近(荣誉: 荣誉名称 按 授予日期) == '后'", code="乙"),
)


def honours(*names):
    rows = [{"证件号": "O'P%s", "荣誉名称": n, "授予日期": "2026-01-01"} for n in names]
    return facts(人员=[{"证件号": "O'P%s"}], 荣誉=rows)


def statuses(database, held, given, *keys):
    found = decide_in_database(
        database, library(MADE), as_of=AS_OF, relations=held(given), chosen={"人员": keys}
    )
    return found.long(local_only=False)["status"].to_list()


def test_what_people_write_is_never_read_as_sql(database, held):
    assert statuses(database, held, honours("100%"), "O'P%s") == [3, 0]


def test_of_two_on_one_day_the_last_by_the_order_given_counts(database, held):
    assert statuses(database, held, honours("先", "后"), "O'P%s") == [0, 3]


def test_nobody_of_that_name(database, held):
    assert statuses(database, held, honours(), "P404") == []


def test_nothing_is_left_behind_and_for_one_person_nothing_is_written(
    policies, region, database, held
):
    people = some(region, 20)
    relations = held(people)
    database.execute("SET LOCAL jit = on")
    before = database.execute("SELECT count(*) FROM pg_class").fetchone()
    decide_in_database(database, policies, as_of=AS_OF, relations=relations)
    database.execute("SET TRANSACTION READ ONLY")
    chosen = {"人员": people.people.head(1).to_list()}
    decide_in_database(database, policies, as_of=AS_OF, relations=relations, chosen=chosen)
    assert database.execute("SELECT count(*) FROM pg_class").fetchone() == before
    assert database.execute("SHOW jit").fetchone() == ("on",)


def test_a_relation_that_does_not_exist(policies, database):
    relations = {"人员": Source(("nowhere",), ("id",))}
    with pytest.raises(psycopg.errors.UndefinedTable):
        decide_in_database(database, policies, as_of=AS_OF, relations=relations)
    database.rollback()


def test_a_table_that_does_not_exist(policies, database):
    with pytest.raises(KeyError, match="没有"):
        decide_in_database(
            database, policies, as_of=AS_OF, relations={"没有": Source(("nowhere",), ())}
        )
