"""The real policies and one invented region, read once for all tests of this room."""

from pathlib import Path

import pytest

from yulin.facts.frames import Facts
from yulin.policy.library import Library, load_library
from yulin.synth import synthesize

POLICIES = Path(__file__).parents[2] / "policies"


@pytest.fixture(scope="session")
def policies() -> Library:
    return load_library(POLICIES)


@pytest.fixture(scope="session")
def region() -> Facts:
    return synthesize(people=2000, seed=11)
