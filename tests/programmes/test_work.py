"""The worker has read the policies before a job asks for them."""

import logging

import pytest

from yulin.programmes.management.commands.work import read_ahead
from yulin.programmes.queries import library as kept

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_was_read_ahead_is_not_read_again(monkeypatch):
    monkeypatch.setattr(kept, "_current", None)
    read_ahead()

    def read(*_):
        raise AssertionError("read again")

    monkeypatch.setattr(kept, "_read", read)
    assert kept.library().documents


def test_a_broken_library_does_not_stop_the_worker(settings, tmp_path, caplog, monkeypatch):
    monkeypatch.setattr(kept, "_current", None)
    settings.YULIN_POLICIES = tmp_path
    (tmp_path / "x.yaml").write_text("[", encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        read_ahead()
    assert "the library cannot be read" in caplog.text
    assert kept._current is None
