"""Would a test notice? The engine's source is changed in many small ways, and its tests are run.

The changes are drawn from all there are, modules by their lines; each is tried on the tests that
reach the changed function. Everything happens in a copy of the tree under ``var/bench`` and goes on
where it was broken off.
"""

from __future__ import annotations

import argparse
import fnmatch
import hashlib
import json
import math
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import people
from bench.measure import require
from bench.report import Table

MODULES = ("src/yulin/policy/*.py",)
#: needs a cluster's tests, which are left out for the time they take
EXCEPT = "src/yulin/policy/backends/spark.py"
TESTS = ("tests/policy", "tests/cli")
#: what the copy is made of
_PARTS = ("src", "tests", "policies", "tools", "docs", "bench")
_NOTICED, _UNNOTICED = ("killed", "timeout"), ("survived", "no tests")


class MutationError(Exception):
    """The tester could not run."""


@dataclass(frozen=True)
class Options:
    """How many changes, where, and by which tests they should be noticed."""

    mutants: int
    seed: int
    modules: tuple[str, ...]
    tests: tuple[str, ...]
    processes: int


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags that ``options_of`` reads."""
    add = parser.add_argument
    add("--mutants", type=int, default=400, help="changes tried in the engine's source")
    add("--mutation-seed", type=int, default=people.SEED)
    add("--mutation-modules", nargs="+", default=MODULES, help="where, e.g. src/yulin/policy/a.py")
    add("--mutation-tests", nargs="+", default=TESTS, help="tests that should notice")
    add("--mutation-processes", type=int, default=2)


def options_of(read: argparse.Namespace) -> Options:
    """Return what was asked for on the command line."""
    return Options(
        read.mutants,
        read.mutation_seed,
        tuple(read.mutation_modules),
        tuple(read.mutation_tests),
        read.mutation_processes,
    )


def measure(options: Options) -> Iterator[Table]:
    """Yield the table of scores by module; survivors go into a file beside the copy."""
    require("mutmut")
    tree = _Tree.of(options)
    known, sample = tree.drawn(options)
    every = [name for names in sample.values() for name in names]
    tree.try_out([n for n, found in tree.ask("results", every).items() if found["status"] is None])
    found = tree.ask("results", every)
    if untried := [name for name, result in found.items() if result["status"] is None]:
        raise MutationError(f"not tried: {', '.join(untried)}")
    survivors = tree.folder / "survivors.txt"
    survivors.write_text("\n".join(_survivors(found)), encoding="utf-8")
    print(f"survivors: {survivors.relative_to(people.ROOT)}", file=sys.stderr)
    yield _table(tree, known, sample, found, options)


# -- which changes ---------------------------------------------------------------------------------


def draw(
    known: dict[str, list[str]], lines: dict[str, int], options: Options
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


# -- the copy --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Tree:
    """A copy of the tree with the tester's settings, and what it tells."""

    folder: Path
    #: file that may be changed → its lines
    lines: dict[str, int]
    processes: int

    @classmethod
    def of(cls, options: Options) -> _Tree:
        files = _tracked()
        folder = people.CACHE / f"mutation-{_digest(files, options)}"
        if not folder.exists():
            unfinished = folder.with_suffix(".part")
            shutil.rmtree(unfinished, ignore_errors=True)
            for file in files:
                (unfinished / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(people.ROOT / file, unfinished / file)
            with (unfinished / "pyproject.toml").open("a", encoding="utf-8") as settings:
                settings.write(_settings(options))
            unfinished.rename(folder)
        lines = {f: _code_lines(folder / f) for f in files if _may_change(f, options)}
        return cls(folder, {f: n for f, n in lines.items() if n}, options.processes)

    def ask(self, what: str, words: Sequence[str]) -> dict[str, Any]:
        """Return what ``bench/mutants.py`` says of this tree."""
        script = str(Path(__file__).parent / "mutants.py")
        command = [sys.executable, script, what, *words]
        done = subprocess.run(
            command, cwd=self.folder, stdout=subprocess.PIPE, check=True, text=True
        )
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def drawn(self, options: Options) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        """Return all mutants and those to try by file, drawn once; the others are left out."""
        kept = self.folder / "drawn.json"
        if not kept.exists():
            known = self.ask("names", sorted(self.lines))
            sample = draw(known, self.lines, options)
            # making mutants of everything takes longer than trying these
            wanted = [name for names in sample.values() for name in names]
            self.ask("only", [*sorted(self.lines), *wanted])
            kept.write_text(json.dumps([known, sample]), encoding="utf-8")
        known, sample = json.loads(kept.read_text(encoding="utf-8"))
        return known, sample

    def try_out(self, names: Sequence[str]) -> None:
        """Run the tests on some changes; every result is kept at once.

        Raises MutationError where the tests fail without any change.
        """
        if not names:
            return
        log = self.folder / "mutmut.log"
        print(f"{len(names)} changes to try, see {log.relative_to(people.ROOT)}", file=sys.stderr)
        tester = Path(sys.executable).with_name("mutmut")
        command = [str(tester), "run", "--max-children", str(self.processes), *names]
        # polars' own threads would take the processor from the other tests
        environment = {**os.environ, "POLARS_MAX_THREADS": "1"}
        with log.open("w", encoding="utf-8") as out:
            done = subprocess.run(
                command, cwd=self.folder, env=environment, stdout=out, stderr=out, check=False
            )
        if done.returncode:
            raise MutationError(f"the tester stopped, see {log.relative_to(people.ROOT)}")


def _tracked() -> list[str]:
    command = ["git", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=people.ROOT, capture_output=True, check=True, text=True)
    found = [name for name in listed.stdout.split("\0") if name]
    return [n for n in found if (people.ROOT / n).is_file() and _belongs(n)]


def _belongs(name: str) -> bool:
    top, _, below = name.partition("/")
    return not below or top in _PARTS


def _digest(files: Sequence[str], options: Options) -> str:
    """Return what tells apart trees whose results differ: sources, tests, policies, settings."""
    digest = hashlib.sha256(f"{options.mutants} {options.seed} {_settings(options)}".encode())
    for name in files:
        if name.startswith(("src/", "tests/", "policies/")):
            digest.update(name.encode())
            digest.update((people.ROOT / name).read_bytes())
    return digest.hexdigest()[:8]


def _settings(options: Options) -> str:
    """Return the tester's settings as a table of pyproject.toml."""
    beside = [*(part for part in _PARTS if part != "src"), "manage.py", "README.md", "LICENSE"]
    values = {
        "source_paths": ["src/"],
        "only_mutate": list(options.modules),
        "do_not_mutate": [EXCEPT],
        "also_copy": beside,
        "pytest_add_cli_args_test_selection": list(options.tests),
        "pytest_add_cli_args": ["-m", "not spark and not e2e", "-p", "no:cacheprovider"],
        # Polars must not have started its threads in the process that is forked
        "process_isolation": "forkserver",
        "use_git_change_detection": False,
        "track_dependencies": False,
        "timeout_multiplier": 4.0,
        "timeout_constant": 10.0,
    }
    lines = (f"{name} = {json.dumps(value)}" for name, value in values.items())
    return "\n".join(["", "[tool.mutmut]", *lines, ""])


def _may_change(name: str, options: Options) -> bool:
    # as in the settings of the tester, where * also stands for folders

    return name != EXCEPT and any(fnmatch.fnmatch(name, wanted) for wanted in options.modules)


def _code_lines(file: Path) -> int:
    lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
    return sum(bool(line) and not line.startswith("#") for line in lines)


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
    tree: _Tree,
    known: dict[str, list[str]],
    sample: dict[str, list[str]],
    found: dict[str, dict[str, Any]],
    options: Options,
) -> Table:
    counts = {f: Counter(found[name]["status"] for name in sample[f]) for f in sample}
    rows = [
        (f.removeprefix("src/yulin/"), *_cells(tree.lines[f], len(known[f]), counts[f]))
        for f in sample
        if sample[f]
    ]
    whole: Counter[str] = sum(counts.values(), Counter())
    every = sum(map(len, known.values()))
    rows.append(("**all**", *_cells(sum(tree.lines.values()), every, whole)))
    noticed, tried = _noticed(whole)
    low, high = interval(noticed, tried)
    heads = ("Module", "Lines", "Possible", "Tried", "Noticed", "Survived", "No test", "Score")
    note = (
        f"{noticed} of {tried} small changes were noticed by a test: {noticed / max(1, tried):.1%}, "
        f"with 95 % confidence between {low:.1%} and {high:.1%} of all. Drawn with seed "
        f"{options.seed}, modules by their lines; changed are functions and methods without "
        f"decorators, by mutmut; {Path(EXCEPT).name} is left out, as the tests of the cluster are. A "
        "run that never ends counts as noticed, a change that no test reaches does not. What a shared "
        "fixture reaches is held against the first test that asks for it only, so the true share is no "
        "smaller."
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


def _survivors(found: dict[str, dict[str, Any]]) -> Iterator[str]:
    for name, result in sorted(found.items()):
        if result["status"] in _UNNOTICED:
            yield f"# {name}: {result['status']}\n{result['diff']}"
