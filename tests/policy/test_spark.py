"""The same engine on every bucket of a cluster: nothing differs from deciding at once.

One session on this machine serves the file; it takes longer to start than all the tests take.
"""

import datetime as dt

import pytest

from tests.policy.couples import ABOUT_FIRMS, ABOUT_PEOPLE, assert_telling, couples, rules
from tests.policy.documents import benefit, document, library
from tests.policy.examples import NIGHTLY
from tests.policy.test_region import some
from yulin.facts.frames import Facts
from yulin.facts.write import write_folder
from yulin.policy.backends import spark as back_end
from yulin.policy.backends.population import KEY
from yulin.policy.backends.spark import decide_spark, local_session
from yulin.policy.decide import decide
from yulin.policy.engines import EngineError, engine
from yulin.policy.library import Library

TODAY = dt.date(2026, 9, 1)
pytestmark = pytest.mark.spark
#: few rows need no compiler at its best, and no plan made over while it runs
QUICK_TO_START = {
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.default.parallelism": "2",
}


@pytest.fixture(scope="module")
def spark():
    session = local_session(2, **QUICK_TO_START)
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def assert_same(one, other, *, in_order=True):
    assert [p.subject for p in one.parts] == [p.subject for p in other.parts]
    for a, b in zip(one.parts, other.parts, strict=True):
        assert a.frame.equals(b.frame if in_order else b.frame.sort(KEY)), a.subject


def test_every_policy_for_everybody(spark, policies, region):
    """As the registry of engines calls it: on facts in memory, in the session that is there."""
    people = some(region, 600 if NIGHTLY else 200)
    whole = decide(policies, people, as_of=TODAY)
    assert_same(engine("spark")(policies, people, as_of=TODAY), whole)


@pytest.mark.parametrize("small", [True, False] if NIGHTLY else [False])
def test_records_of_others_lie_in_other_buckets(spark, tmp_path, monkeypatch, small):
    """Read from a folder, where linked tables are sent to every bucket or joined with its keys."""
    monkeypatch.setattr(back_end, "SMALL", 1000 if small else 0)
    write_folder(couples(), tmp_path)
    made = rules(ABOUT_PEOPLE, ABOUT_FIRMS)
    whole = decide(made, couples(), as_of=TODAY)
    assert_telling(whole)
    done = decide_spark(made, tmp_path, as_of=TODAY, spark=spark, buckets=3)
    assert_same(done, whole, in_order=False)


def test_frames_of_spark_itself(spark, policies, region):
    made = Library((policies.get("JX-02"),))
    some = Facts(region.select(region.people.head(50)).tables)
    frames = {
        table: spark.createDataFrame(frame.to_arrow()) for table, frame in some.tables.items()
    }
    done = decide_spark(made, frames, as_of=TODAY, spark=spark, buckets=2)
    assert_same(done, decide(made, some, as_of=TODAY), in_order=False)


def test_a_kind_of_which_there_is_nobody(spark, policies, region):
    made = Library((policies.get("JX-02"),))
    some = region.select(region.people.head(5))
    nobody = Facts({**some.tables, "单位": some["单位"].clear()})
    done = decide_spark(made, nobody, as_of=TODAY, spark=spark, buckets=2)
    assert_same(done, decide(made, nobody, as_of=TODAY))


def test_nothing_in_force(spark, region):
    made = library(document(benefit(), starts="2030-01-01"))
    assert decide_spark(made, region, as_of=TODAY, spark=spark).parts == ()


def test_a_machine_without_java_is_told_what_to_install(monkeypatch):
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(EngineError, match="openjdk-17-jre-headless"):
        local_session()


@pytest.mark.parametrize(("machine", "heap"), [(2, 1024), (4, 1024), (24, 6144), (256, 8192)])
def test_java_may_take_a_quarter_of_the_machine(monkeypatch, machine, heap):
    pages = {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": machine * 2**30 // 4096}
    monkeypatch.setattr(back_end.os, "sysconf", pages.__getitem__)
    assert back_end._heap() == heap
