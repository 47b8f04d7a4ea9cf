"""One region for all tests of this room: it takes a third of a second to draw."""

import pytest

from yulin.facts.frames import Facts
from yulin.synth import synthesize


@pytest.fixture(scope="session")
def region() -> Facts:
    return synthesize(people=20_000, seed=7)
