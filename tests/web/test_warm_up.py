"""A process that serves readers compiles the policies before the first of them asks."""

import logging

from django.utils import timezone

from yulin.web import regions
from yulin.web.apps import _serves
from yulin.web.public import engine
from yulin.web.warm_up import warm_up


def test_every_program_is_compiled():
    warm_up()
    kept = len(engine.library()._programs)
    assert kept > 0
    for region in regions.OFFERED:
        engine.library().program(timezone.localdate(), region)
    assert len(engine.library()._programs) == kept


def test_a_broken_library_does_not_stop_the_process(settings, tmp_path, caplog):
    settings.YULIN_POLICIES = tmp_path / "nowhere"
    with caplog.at_level(logging.WARNING):
        warm_up()
    assert "policy library cannot be read" in caplog.text


def test_commands_and_tests_do_not_warm_up():
    assert not _serves()
