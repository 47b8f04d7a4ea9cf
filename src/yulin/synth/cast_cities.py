"""Boundary cases."""

from __future__ import annotations

from yulin.synth.script import Case, Clock


def cases(clock: Clock) -> list[Case]:
    """Return none yet."""
    return [clock.case("")][:0]
