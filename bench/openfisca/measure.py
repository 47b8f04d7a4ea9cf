"""The three beside each other: held to the same answers for everybody, then timed in turn."""

from __future__ import annotations

import importlib.util
import statistics
from collections.abc import Callable, Iterator
from typing import Any

from bench.measure import in_fresh_process
from bench.report import Table

GROUP = "tools/setup bench"


class NotInstalledError(Exception):
    """What a measurement needs is not there."""


def measure(size: int, rounds: int) -> Iterator[Table]:
    """Yield the table of seconds and ratios.

    Raises NotInstalledError without OpenFisca-core.
    """
    if importlib.util.find_spec("openfisca_core") is None:
        raise NotInstalledError(f"OpenFisca-core is not installed: {GROUP}")
    found = in_fresh_process("bench.openfisca", [str(size), str(rounds)])
    seconds, ours = found["seconds"], found["seconds"]["ours"]
    rows = [
        _row(name, what, seconds[name], ours)
        for name, what in (
            ("ours", "every condition's answer"),
            ("ours, with dates", "every condition's answer, the day on which time brings it"),
            ("OpenFisca-core", "none"),
            ("by hand, conditions kept", "every condition's answer"),
            ("by hand", "none"),
        )
    ]
    note = (
        f"{found['benefits']} benefits with {found['conditions']} conditions, medians of {rounds} rounds "
        f"in turn in one process; the same {found['facts']} facts of everybody, in memory and none "
        f"unknown. Before that {found['compared']:,} answers and sums were compared one by one: "
        f"{found['different']} differ. {found['due']:,} dues are worth {found['yuan']:,.2f} yuan in each. "
        f"OpenFisca-core {found['version']}; ratios are medians of the rounds' ratios."
    )
    heads = (
        "",
        "Reasons given",
        "s",
        "Ours takes so many times as long",
        "ns per person × benefit",
    )
    cells = found["people"] * found["benefits"]
    rows = [(*row, f"{statistics.median(seconds[row[0]]) * 1e9 / cells:,.1f}") for row in rows]
    title = f"Ten benefits, {found['people']:,} people: beside OpenFisca and beside Polars by hand"
    yield Table("openfisca", title, heads, rows, note)


def _row(name: str, reasons: str, theirs: list[float], ours: list[float]) -> tuple[str, ...]:
    ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
    return name, reasons, f"{statistics.median(theirs):.4f}", f"{ratio:.2f}"


Way = Callable[[], Any]
