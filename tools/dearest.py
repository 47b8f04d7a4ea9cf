"""Where a run of the tests spent its time: `python -m tools.dearest FILE [--lines N]`.

FILE is what `make test TESTS="--junitxml=FILE"` writes. Prints the dearest files, tests, phases and
fixtures; `tests/timing.py` puts the phases and fixtures there.
"""

import argparse
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.timing import FIXTURE, PHASE, WORK


@dataclass
class Costs:
    """Seconds of the clock, and how often what they are of came up."""

    files: Counter[str] = field(default_factory=Counter)
    tests: Counter[str] = field(default_factory=Counter)
    phases: Counter[str] = field(default_factory=Counter)
    fixtures: Counter[str] = field(default_factory=Counter)
    waits: Counter[str] = field(default_factory=Counter)
    times: Counter[str] = field(default_factory=Counter)

    def add(self, case: ET.Element) -> None:
        file, seconds = case.get("classname", ""), float(case.get("time", "0"))
        self.files[file] += seconds
        self.tests[f"{file}::{case.get('name')}"] += seconds
        self.times[file] += 1
        for note in case.iter("property"):
            self._add_note(file, seconds, note.get("name", ""), float(note.get("value", "0")))

    def _add_note(self, file: str, seconds: float, name: str, value: float) -> None:
        self.times[name] += 1
        if name.startswith(PHASE):
            self.phases[name.removeprefix(PHASE)] += value
        elif name.startswith(FIXTURE):
            self.fixtures[name] += value
        elif name == WORK:
            self.waits[file] += max(0.0, seconds - value)


def read(path: Path) -> Costs:
    """Adds up a file of `--junitxml`.

    Args:
        path: the file.

    Returns:
        What everything in it cost.
    """
    costs = Costs()
    for case in ET.parse(path).iter("testcase"):
        costs.add(case)
    return costs


def report(costs: Costs, lines: int) -> Iterable[str]:
    """The dearest of each sort, dearest first."""
    yield f"{costs.files.total():.0f} s in {len(costs.tests)} tests"
    for title, counted in (
        ("phases", costs.phases),
        ("files", costs.files),
        ("files that wait for others", costs.waits),
        ("fixtures", costs.fixtures),
        ("tests", costs.tests),
    ):
        yield f"\n{title}:"
        for name, seconds in counted.most_common(lines):
            times = costs.times.get(name)
            yield f"{seconds:9.2f} s {f'{times}×' if times else '':>7} {name.removeprefix(FIXTURE)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--lines", type=int, default=25)
    given = parser.parse_args()
    print("\n".join(report(read(given.file), given.lines)))


if __name__ == "__main__":
    main()
