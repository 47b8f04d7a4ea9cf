"""The real policies and one invented region, read once for all tests of this room."""

import os
from pathlib import Path

import psycopg
import pytest

from tests.policy.told import told
from yulin.devserver.address import is_own
from yulin.devserver.paths import VAR
from yulin.devserver.testing import start_for_tests
from yulin.facts.frames import Facts
from yulin.policy.library import Library, load_library
from yulin.synth import synthesize

POLICIES = Path(__file__).parents[2] / "policies"


@pytest.fixture(scope="session")
def policies() -> Library:
    return load_library(POLICIES)


@pytest.fixture(scope="session")
def region(policies: Library) -> Facts:
    """An invented region, of whom half are told what only documents ask for."""
    return told(synthesize(people=2000, seed=11), policies)


@pytest.fixture(scope="session")
def address():
    """Of the server of the tests, started."""
    return start_for_tests(var=VAR).url if is_own(os.environ) else os.environ["DATABASE_URL"]


@pytest.fixture(scope="session")
def database(address):
    """A connection; nothing that is done on it is kept."""
    with psycopg.connect(address) as connection:
        yield connection
        connection.rollback()
