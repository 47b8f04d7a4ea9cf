"""The engines that run SQL: DuckDB in this process, PostgreSQL on the server of the tests."""

import os

import psycopg
import pytest

from tests.policy import engines
from tests.policy.sql.engines import Duck, Postgres, looked_at
from yulin.devserver.address import is_own
from yulin.devserver.paths import VAR
from yulin.devserver.testing import start_for_tests


@pytest.fixture(scope="session")
def database():
    """A connection; nothing that is done on it is kept."""
    address = start_for_tests(var=VAR).url if is_own(os.environ) else os.environ["DATABASE_URL"]
    with psycopg.connect(address) as connection:
        yield connection
        connection.rollback()


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def engine(request):
    made = Duck() if request.param == "duckdb" else Postgres(request.getfixturevalue("database"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def also(engine):
    """Whatever expression a test works out is worked out in SQL too."""
    look = looked_at(engine)
    engines.ALSO.append(look)
    yield
    engines.ALSO.remove(look)
