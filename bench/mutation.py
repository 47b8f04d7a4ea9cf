"""Would a test notice? The engine's source is changed in many small ways, and its tests are run.

The changes are drawn from all there are, modules by their lines; each is tried on the tests that
reach the changed function. Everything happens in a copy of the tree (`bench/mutated.py`).
"""

from __future__ import annotations

import argparse
import math
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bench import people
from bench.measure import require
from bench.mutated import EXCEPT, Found, Options, Tree
from bench.report import Table

MODULES = ("src/yulin/policy/*.py",)
TESTS = ("tests/policy", "tests/cli")
_NOTICED, _UNNOTICED = ("noticed", "endless"), ("survived", "no test")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags that ``options_of`` reads."""
    add = parser.add_argument
    add("--mutants", type=int, default=400, help="changes tried in the engine's source")
    add("--mutation-seed", type=int, default=people.SEED)
    add("--mutation-modules", nargs="+", default=MODULES, help="where, e.g. src/yulin/policy/a.py")
    add("--mutation-tests", nargs="+", default=TESTS, help="tests that should notice")
    add("--mutation-seconds", type=float, default=60, help="of tests a change is tried on at most")
    add("--mutation-processes", type=int, default=2)


def options_of(read: argparse.Namespace) -> Options:
    """Return what was asked for on the command line."""
    return Options(
        read.mutants,
        read.mutation_seed,
        tuple(read.mutation_modules),
        tuple(read.mutation_tests),
        read.mutation_seconds,
        read.mutation_processes,
    )


def measure(options: Options) -> Iterator[Table]:
    """Yield the table of scores by module; survivors go into a file beside the copy.

    Raises MutationError where the tests fail without any change.
    """
    require("mutmut")
    tree = Tree.of(options)
    known, sample, changes = tree.drawn(draw)
    reached = tree.reached()
    chosen = choose([n for names in sample.values() for n in names], reached, options.seconds)
    found = tree.try_out(chosen, {test: seconds for test, (seconds, _) in reached.items()})
    tree.control(found)
    survivors = tree.folder / "survivors.txt"
    survivors.write_text("\n".join(_survivors(found, changes)), encoding="utf-8")
    print(f"survivors: {survivors.relative_to(people.ROOT)}", file=sys.stderr)
    yield _table(tree.lines, known, sample, found, options)


# -- which changes ---------------------------------------------------------------------------------


def draw(
    known: Mapping[str, list[str]], lines: Mapping[str, int], options: Options
) -> dict[str, list[str]]:
    """Return file → the mutants to try, drawn without return, as many a file as it has lines."""
    shares = _shares({f: lines[f] for f in known}, {f: len(n) for f, n in known.items()}, options)
    dice = random.Random(options.seed)
    return {file: sorted(dice.sample(known[file], shares[file])) for file in sorted(known)}


def _shares(lines: dict[str, int], most: dict[str, int], options: Options) -> dict[str, int]:
    """Divide the mutants among files by lines; what one cannot take goes to those left furthest behind."""
    shares = dict.fromkeys(lines, 0)
    for _ in range(min(options.mutants, sum(most.values()))):
        open_files = [file for file in lines if shares[file] < most[file]]
        next_ = max(open_files, key=lambda file: (lines[file] / (shares[file] + 0.5), file))
        shares[next_] += 1
    return shares


# -- by which tests --------------------------------------------------------------------------------


def choose(
    mutants: Sequence[str], reached: Mapping[str, tuple[float, list[str]]], most: float
) -> dict[str, list[str]]:
    """Return mutant → tests that reach its function, quick ones first, of ``most`` seconds in all.

    ``reached`` is test → seconds and the functions it reaches; the quickest test is always taken.
    What importing reaches (under no name) is reached by every test.
    """
    reached = dict(reached)
    _, imported = reached.pop("", (0.0, []))
    reached = {test: (seconds, [*own, *imported]) for test, (seconds, own) in reached.items()}
    tests: defaultdict[str, list[tuple[float, str]]] = defaultdict(list)
    for test, (seconds, functions) in reached.items():
        for function in set(functions):
            tests[function].append((seconds, test))
    return {name: list(_quick(tests[name.rpartition("__mutmut_")[0]], most)) for name in mutants}


def _quick(tests: list[tuple[float, str]], most: float) -> Iterator[str]:
    spent = 0.0
    for seconds, test in sorted(tests):
        if spent and spent + seconds > most:
            return
        spent += seconds
        yield test


# -- what became of them ---------------------------------------------------------------------------


def interval(noticed: int, tried: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share."""
    if not tried:
        return 0.0, 1.0
    z, share = 1.959964, noticed / tried
    middle = (share + z * z / (2 * tried)) / (1 + z * z / tried)
    spread = math.sqrt(share * (1 - share) / tried + z * z / (4 * tried * tried))
    half = z / (1 + z * z / tried) * spread
    return middle - half, middle + half


def _table(
    lines: Mapping[str, int],
    known: Mapping[str, list[str]],
    sample: Mapping[str, list[str]],
    found: Mapping[str, Found],
    options: Options,
) -> Table:
    counts = {f: Counter(found[name].status for name in sample[f]) for f in sample}
    rows = [
        (f.removeprefix("src/yulin/"), *_cells(lines[f], len(known[f]), counts[f]))
        for f in sample
        if sample[f]
    ]
    whole: Counter[str] = sum(counts.values(), Counter())
    every = sum(map(len, known.values()))
    rows.append(("**all**", *_cells(sum(lines.values()), every, whole)))
    noticed, tried = _noticed(whole)
    low, high = interval(noticed, tried)
    heads = ("Module", "Lines", "Possible", "Tried", "Noticed", "Survived", "No test", "Score")
    note = (
        f"{noticed} of {tried} small changes were noticed by a test: {noticed / max(1, tried):.1%}, "
        f"with 95 % confidence between {low:.1%} and {high:.1%} of all. Drawn with seed "
        f"{options.seed}, modules by their lines; changed are functions and methods without "
        f"decorators, by mutmut; {Path(EXCEPT).name} is left out, as the tests of the cluster are. A "
        "run that never ends counts as noticed, a change that no test reaches does not. What a shared "
        "fixture reaches is held against the first test that asks for it only, and of the tests that "
        f"reach a function those are taken that end within {options.seconds:.0f} s, quick ones first: "
        "the true share is no smaller. Tests that noticed a change passed again without it."
    )
    unclear = sum(whole.values()) - tried
    if unclear:
        note += f" {unclear} came to no clear end and are not counted."
    return Table("mutation", "Changes of the engine that its tests notice", heads, rows, note)


def _noticed(counts: Counter[str]) -> tuple[int, int]:
    noticed = sum(counts[status] for status in _NOTICED)
    return noticed, noticed + sum(counts[status] for status in _UNNOTICED)


def _cells(lines: int, possible: int, counts: Counter[str]) -> tuple[str, ...]:
    noticed, tried = _noticed(counts)
    score = f"{noticed / tried:.0%}" if tried else ""
    survived, untested = (str(counts[status]) for status in _UNNOTICED)
    return f"{lines:,}", f"{possible:,}", str(tried), str(noticed), survived, untested, score


def _survivors(found: Mapping[str, Found], changes: Mapping[str, str]) -> Iterator[str]:
    for name, result in sorted(found.items()):
        if result.status in _UNNOTICED:
            yield f"# {name}: {result.status}\n{changes[name]}\n"
