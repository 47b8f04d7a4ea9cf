"""Engines are found by name, imported only when asked for, and say what they lack."""

import datetime as dt
import subprocess
import sys

import pytest

from tests.policy.documents import assert_same, benefit, document, facts, library
from yulin.policy import engines
from yulin.policy.backends.sql.sheets import portions
from yulin.policy.decide import decide
from yulin.policy.engines import EngineError

AS_OF = dt.date(2026, 6, 30)
MADE = document(benefit("年龄 >= 18", amount="1500元"))


@pytest.mark.parametrize("name", ["python", "duckdb", "postgres"])
def test_every_engine_answers(name, database):
    """The server that ``postgres`` finds by itself is running: ``database`` has started it."""
    made, given = library(MADE), facts(人员=[{"出生日期": "2000-01-01"}])
    wanted = decide(made, given, as_of=AS_OF)
    assert wanted.long()["total"].to_list() == [150_000]
    assert_same(wanted, decide(made, given, as_of=AS_OF, engine=name))


def test_an_engine_that_does_not_exist():
    with pytest.raises(EngineError, match="没有 abacus 引擎"):
        engines.engine("abacus")


def test_an_engine_that_is_not_installed(monkeypatch):
    def missing(name):
        raise ModuleNotFoundError(name="duckdb")

    monkeypatch.setattr(engines, "import_module", missing)
    with pytest.raises(EngineError, match=r"缺少 duckdb：请运行 pip install 'yulin\[sql\]'"):
        engines.engine("duckdb")


def test_a_server_that_cannot_be_reached(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody:secret@127.0.0.1:1/nowhere")
    with pytest.raises(EngineError, match="连不上 PostgreSQL") as caught:
        decide(library(MADE), facts(), as_of=AS_OF, engine="postgres")
    assert "secret" not in str(caught.value)


def test_nothing_heavy_is_imported_before_it_is_needed():
    code = "import sys, yulin.policy.decide, yulin.cli.main; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"sqlglot", "duckdb", "psycopg", "pyspark"} & set(done.stdout.split())


def test_parts_of_a_sequence_hold_each_of_it_once():
    assert list(portions([1, 2, 3, 4, 5], 2)) == [[1, 2], [3, 4], [5]]
    assert list(portions([], 2)) == []
