"""A long comparison goes on where it was broken off, and not on another engine."""

import datetime as dt
from pathlib import Path

import pytest

from bench import agreement, people
from yulin.facts.frames import PEOPLE


@pytest.fixture
def job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> agreement._Job:
    monkeypatch.setattr(agreement, "_KEPT", tmp_path / "kept")
    return agreement._Job("python", tmp_path / "people", dt.date(2026, 9, 1), PEOPLE, 0, 10)


def test_what_was_compared_is_not_compared_again(job, monkeypatch):
    found = agreement._Done(7, {"证件号 a": 2}, 1.5, 0.5, 100.0)
    monkeypatch.setattr(agreement, "_compare_now", lambda asked: found)
    assert agreement._compare(job) == found
    monkeypatch.delattr(agreement, "_compare_now")
    assert agreement._compare(job) == found


def test_another_engine_is_compared_anew(job, monkeypatch):
    monkeypatch.setattr(agreement, "_compare_now", lambda asked: agreement._Done(7, {}, 1, 1, 1))
    agreement._compare(job)
    monkeypatch.setattr(people, "engine", lambda: "another")
    monkeypatch.setattr(agreement, "_compare_now", lambda asked: agreement._Done(8, {}, 1, 1, 1))
    assert agreement._compare(job).cells == 8
    assert len(list(agreement._KEPT.glob("*.json"))) == 2
