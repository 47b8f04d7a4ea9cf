"""What deciding a population took is let go with it, without anybody looking for cycles."""

import datetime as dt
import gc
import weakref

import pytest

from tests.policy.couples import ABOUT_FIRMS, ABOUT_PEOPLE, couples, rules
from yulin.policy.backends.beside import Beside
from yulin.policy.backends.polars import Context
from yulin.policy.backends.population import Population
from yulin.policy.backends.sheet import Sheet
from yulin.policy.decide import decide_population

TODAY = dt.date(2026, 9, 1)
KINDS = (Population, Beside, Context, Sheet)


@pytest.fixture
def made(monkeypatch):
    """Weak references to every object of some kinds that comes to be, by kind."""
    found = {kind: [] for kind in KINDS}

    def noting(kind, init):
        def noted(self, *words, **named):
            found[kind].append(weakref.ref(self))
            init(self, *words, **named)

        return noted

    for kind in KINDS:
        monkeypatch.setattr(kind, "__init__", noting(kind, kind.__init__))
    return found


@pytest.fixture
def nobody_looks():
    """Without the search for cycles, only what nothing refers to goes."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def alive(made):
    return {kind.__name__: sum(one() is not None for one in refs) for kind, refs in made.items()}


@pytest.mark.usefixtures("nobody_looks")
@pytest.mark.parametrize("subject", ["人员", "单位"])
def test_a_population_goes_with_its_frames(made, subject):
    program = rules(ABOUT_PEOPLE, ABOUT_FIRMS).program(TODAY)
    population = Population(program, couples(), TODAY, subject)
    wide = decide_population(population, program.of(subject))
    assert all(count > 1 for count in alive(made).values())  # others are looked at, rows as well
    del population
    assert alive(made) == {kind.__name__: 0 for kind in KINDS}
    assert wide.frame.height > 0


@pytest.mark.usefixtures("nobody_looks")
def test_nothing_is_left_of_all_policies(made, policies, region):
    """Forecasts, matching rows, spells: whatever the policies make use of."""
    program = policies.program(TODAY)
    few = region.select(region.people.gather_every(100))
    for subject in ("人员", "单位"):
        decide_population(Population(program, few, TODAY, subject), program.of(subject))
    assert {kind: len(refs) > 0 for kind, refs in made.items()} == dict.fromkeys(KINDS, True)
    assert alive(made) == {kind.__name__: 0 for kind in KINDS}
