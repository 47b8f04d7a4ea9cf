"""A measurement that takes hours goes on where it was broken off."""

from pathlib import Path

import pytest

from bench import growth


@pytest.fixture
def points(tmp_path, monkeypatch):
    """Points that cost nothing: how often each is measured."""
    asked = []

    def measured(_module, words):
        rules, size, _ = words
        count = int(Path(rules).name.split("-")[1])
        if (count, size) in asked[:-1] or len(asked) == 3:
            asked.append(None)
            raise KeyboardInterrupt
        asked.append((count, size))
        answers = int(size) * count  # a thousandth of a second each
        return {
            "seconds": answers / 1e3,
            "processor": answers / 1e3,
            "answers": answers,
            "benefits": count,
            "clauses": count,
            "way": "memory",
            "peak": 1.0,
        }

    monkeypatch.setattr(growth, "KEPT", tmp_path / "growth")
    monkeypatch.setattr(growth, "in_fresh_process", measured)
    monkeypatch.setattr(
        growth.many_policies, "prepare", lambda count, _: tmp_path / f"policies-{count}-x"
    )
    return asked


def test_a_run_that_was_broken_off_goes_on(points, monkeypatch):
    with pytest.raises(KeyboardInterrupt):
        list(growth.measure([100, 10], [2, 1], None))
    monkeypatch.setattr(growth.people, "engine", lambda: "another")
    runs, linear = growth.measure([100, 10], [2, 1], None)
    assert points == [(1, "10"), (1, "100"), (2, "10"), None, (2, "100")]
    assert [row[:2] for row in runs.rows] == [
        ("10", "1"),
        ("100", "1"),
        ("10", "2"),
        ("100", "2"),
    ]
    assert "the engine was in 2 states" in runs.note
    assert [row[1:] for row in linear.rows] == [("1.00", "1.00")] * 2


def test_a_finished_run_is_measured_anew(points):
    list(growth.measure([10], [1], None))
    list(growth.measure([10], [2], None))
    assert points == [(1, "10"), (2, "10")]
    assert not growth.KEPT.exists()


def test_runs_too_large_are_left_out(points):
    runs, linear = growth.measure([10, 100], [1, 2], None, most=100)
    assert points == [(1, "10"), (1, "100"), (2, "10")]
    assert [row[:2] for row in runs.rows] == [("10", "1"), ("100", "1"), ("10", "2")]
    assert [row[1:] for row in linear.rows] == [("1.00", "1.00"), ("1.00", "")]
