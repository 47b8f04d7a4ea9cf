"""Geometry of the charts: figures in, numbers for SVG out. No drawing library, no inline style."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

RADIUS = 44
ROUND = 2 * math.pi * RADIUS


@dataclass(frozen=True)
class Segment:
    """A named figure; `fill` is the end of a class `fill-…` of charts.css."""

    label: str
    value: float | Decimal
    fill: str = "1"
    #: what is printed instead of the bare number
    text: str = ""

    @property
    def shown(self) -> str:
        return self.text or f"{self.value:,}"


@dataclass(frozen=True)
class Drawn:
    """A segment with its place."""

    segment: Segment
    start: float
    length: float

    @property
    def end(self) -> float:
        return self.start + self.length


def bars(segments: Sequence[Segment], *, width: float) -> list[Drawn]:
    """One bar each from zero, the longest `width` long."""
    most = max((float(s.value) for s in segments), default=0)
    return [Drawn(s, 0, round(float(s.value) / most * width, 1) if most else 0) for s in segments]


def stack(segments: Sequence[Segment], *, width: float) -> list[Drawn]:
    """Parts of one bar, end to end; parts of nothing are left out."""
    whole = sum(float(s.value) for s in segments)
    drawn, at = [], 0.0
    for segment in segments:
        if float(segment.value) > 0:
            length = float(segment.value) / whole * width
            drawn.append(Drawn(segment, round(at, 1), round(length, 1)))
            at += length
    return drawn


def ring(segments: Sequence[Segment]) -> list[Drawn]:
    """Parts of a ring as dash lengths and offsets along its circumference."""
    return stack(segments, width=ROUND)


def polyline(values: Sequence[float], *, width: float, height: float) -> list[tuple[float, float]]:
    """Points of a line from left to right; the least value lies at the foot."""
    if not values:
        return []
    low, high = min(values), max(values)
    step = width / max(len(values) - 1, 1)
    reach = (high - low) or 1
    return [
        (round(at * step, 1), round(height - (value - low) / reach * height, 1))
        for at, value in enumerate(values)
    ]
