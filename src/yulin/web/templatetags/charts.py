"""Charts as inline SVG, each with a text alternative that carries the same figures."""

from collections.abc import Sequence
from typing import Any

from django import template

from yulin.web import charts
from yulin.web.charts import Segment

register = template.Library()


def _spoken(title: str, segments: Sequence[Segment]) -> str:
    return title + "：" + "，".join(f"{s.label} {s.shown}" for s in segments)


@register.inclusion_tag("yulin/charts/bar.html")
def bar_chart(title: str, segments: Sequence[Segment]) -> dict[str, Any]:
    """Horizontal bars with their names to the left and figures to the right."""
    return {
        "title": _spoken(title, segments),
        "bars": charts.bars(segments, width=100),
    }


@register.inclusion_tag("yulin/charts/stack.html")
def stacked_bar(title: str, segments: Sequence[Segment]) -> dict[str, Any]:
    """One bar in parts, with a legend."""
    return {
        "title": _spoken(title, segments),
        "parts": charts.stack(segments, width=600),
        "segments": segments,
    }


@register.inclusion_tag("yulin/charts/donut.html")
def donut(title: str, segments: Sequence[Segment], centre: str = "") -> dict[str, Any]:
    """A ring in parts, a word or figure in the middle, with a legend."""
    return {
        "title": _spoken(title, segments),
        "parts": charts.ring(segments),
        "segments": segments,
        "centre": centre,
        "round": charts.ROUND,
        "radius": charts.RADIUS,
    }


@register.inclusion_tag("yulin/charts/sparkline.html")
def sparkline(title: str, values: Sequence[float]) -> dict[str, Any]:
    """A small line within text."""
    points = charts.polyline(values, width=90, height=18)
    return {
        "title": title + "：" + "，".join(f"{value:,}" for value in values),
        "points": points,
        "last": points[-1] if points else None,
    }
