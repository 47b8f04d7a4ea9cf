"""A process that serves readers compiles the policies before the first of them asks."""

import gc
import logging

import pytest
from django.utils import timezone

from yulin.web import regions
from yulin.web.apps import _serves
from yulin.web.public import engine
from yulin.web.warm_up import NEW_OBJECTS, warm_up


@pytest.fixture(autouse=True)
def _nothing_stays_set_aside():
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


def test_every_program_is_compiled():
    warm_up()
    kept = len(engine.library()._programs)
    assert kept > 0
    for region in regions.OFFERED:
        engine.library().program(timezone.localdate(), region)
    assert len(engine.library()._programs) == kept


def test_the_library_is_left_out_of_the_search_for_cycles():
    assert gc.get_freeze_count() == 0
    warm_up()
    assert gc.get_freeze_count() > 100_000
    assert gc.get_threshold()[0] == NEW_OBJECTS


def test_a_broken_library_does_not_stop_the_process(settings, tmp_path, caplog):
    settings.YULIN_POLICIES = tmp_path / "nowhere"
    with caplog.at_level(logging.WARNING):
        warm_up()
    assert "policy library cannot be read" in caplog.text
    assert gc.get_freeze_count() == 0


def test_commands_and_tests_do_not_warm_up():
    assert not _serves()
