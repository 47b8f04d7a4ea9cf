"""Pictures of figures, drawn so that the same figures give the same file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any


def two_axes() -> tuple[Any, Any, Any]:
    """Return a figure with two axes side by side."""
    import matplotlib as mpl  # noqa: PLC0415 - only the bench group has it

    mpl.use("svg")
    mpl.rcParams.update({"svg.hashsalt": "yulin", "svg.fonttype": "none", "font.size": 9})
    from matplotlib import pyplot as plt  # noqa: PLC0415 - only the bench group has it

    figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.4), layout="constrained")
    return figure, left, right


def save(figure: Any, image: Path, *, over: Iterable[float]) -> None:
    """Mark the sizes that were measured, and write the file.

    Args:
        figure: From ``two_axes``; both axes have these sizes on a logarithmic scale.
        image: Where to.
        over: The sizes.
    """
    from matplotlib import pyplot as plt  # noqa: PLC0415 - only the bench group has it
    from matplotlib.ticker import NullLocator  # noqa: PLC0415 - only the bench group has it

    sizes = sorted(set(over))
    for axes in figure.axes:
        axes.set_xticks(sizes)
        axes.xaxis.set_major_formatter("{x:,.0f}")
        axes.xaxis.set_minor_locator(NullLocator())
        axes.grid(visible=True, which="major", alpha=0.3)
    image.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(image, metadata={"Date": None})
    plt.close(figure)
