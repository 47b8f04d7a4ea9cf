"""The engines that run SQL: DuckDB in this process, PostgreSQL on the server of the tests."""

import psycopg
import pytest

from tests.policy import engines
from tests.policy.sql.engines import Duck, Postgres, looked_at


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def engine(request):
    made = (
        Duck()
        if request.param == "duckdb"
        else Postgres(psycopg.connect(request.getfixturevalue("address")))
    )
    yield made
    made.close()


@pytest.fixture(scope="module")
def also(engine):
    """Whatever expression a test works out is worked out in SQL too."""
    look = looked_at(engine)
    engines.ALSO.append(look)
    yield
    engines.ALSO.remove(look)
