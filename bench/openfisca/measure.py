"""The three beside each other: held to the same answers for everybody, then timed in turn."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from bench.measure import in_fresh_process, require
from bench.report import Table


def measure(size: int, rounds: int) -> Iterator[Table]:
    """Yield the table of seconds and ratios.

    Raises NotInstalledError without OpenFisca-core.
    """
    require("openfisca_core")
    found = in_fresh_process("bench.openfisca", [str(size), str(rounds)])
    seconds, ours = found["seconds"], found["seconds"]["ours"]
    rows = [
        (name, what, *_times(seconds[name], ours, found["people"] * found["benefits"]))
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
        "Ours ÷ this",
        "ns per person × benefit",
    )
    title = f"Ten benefits, {found['people']:,} people: beside OpenFisca and beside Polars by hand"
    yield Table("openfisca", title, heads, rows, note)


def _times(theirs: list[float], ours: list[float], cells: int) -> tuple[str, ...]:
    ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
    median = statistics.median(theirs)
    return f"{median:.3f}", f"{ratio:.2f}", f"{median * 1e9 / cells:,.1f}"
