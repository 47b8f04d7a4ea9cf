"""A copy of the tree under ``var/bench`` whose engine can be changed, and its tests.

Every result is kept at once: a run goes on where it was broken off.
"""

from __future__ import annotations

import fnmatch
import hashlib
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bench import people
from yulin.facts.parts import write_text

#: needs a cluster's tests, which are left out for the time they take
EXCEPT = "src/yulin/policy/backends/spark.py"
#: what the copy is made of
_PARTS = ("src", "tests", "policies", "tools", "docs", "bench")
_PYTEST = ("-m", "pytest", "-q", "-m", "not spark and not e2e", "-p", "no:cacheprovider")
_FOUND_NOTHING = 5  # pytest's word for no tests
#: what makes a changed function say that it was reached, see mutmut's trampoline
_ASKING = {"MUTANT_UNDER_TEST": "stats"}
#: seconds of processor time to start, to import and to collect, at most
_START = 60
_FAILED = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - |$)", re.MULTILINE)


class MutationError(Exception):
    """The tester could not run."""


@dataclass(frozen=True)
class Options:
    """How many changes, where, and by which tests they should be noticed."""

    mutants: int
    seed: int
    modules: tuple[str, ...]
    tests: tuple[str, ...]
    #: of tests that a change is tried on, at most
    seconds: float
    processes: int


@dataclass(frozen=True)
class Found:
    """What became of a change: noticed, endless, survived, no test, unclear; and what noticed it."""

    status: str
    by: str = ""


_Names = Mapping[str, list[str]]
Draw = Callable[[_Names, Mapping[str, int], Options], dict[str, list[str]]]


@dataclass(frozen=True)
class Tree:
    """The copy, and what it tells."""

    folder: Path
    #: file that may be changed → its lines
    lines: dict[str, int]
    options: Options

    @classmethod
    def of(cls, options: Options) -> Tree:
        """Copy the tree, or take the copy of a run that was broken off."""
        files = _tracked()
        folder = people.CACHE / f"mutation-{_digest(files, options)}"
        if not folder.exists():
            unfinished = folder.with_suffix(".part")
            shutil.rmtree(unfinished, ignore_errors=True)
            for file in files:
                (unfinished / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(people.ROOT / file, unfinished / file)
            unfinished.rename(folder)
        lines = {f: _code_lines(people.ROOT / f) for f in files if _may_change(f, options)}
        return cls(folder, {f: n for f, n in lines.items() if n}, options)

    def drawn(self, draw: Draw) -> tuple[_Names, _Names, dict[str, str]]:
        """Return all mutants and those to try by file, and each one's change; write them once."""
        kept = self.folder / "drawn.json"
        if not kept.exists():
            known = self._ask("names", sorted(self.lines))
            sample = draw(known, self.lines, self.options)
            wanted = [name for names in sample.values() for name in names]
            changes = self._ask("write", [*sorted(self.lines), *wanted])
            write_text(kept, json.dumps([known, sample, changes]))
        known, sample, changes = json.loads(kept.read_text(encoding="utf-8"))
        return known, sample, changes

    def reached(self) -> dict[str, tuple[float, list[str]]]:
        """Run all tests once; return test → its seconds and the changed functions it reached.

        Raises MutationError where a test fails without any change.
        """
        kept, notes = self.folder / "reached.json", self.folder / "reached"
        if not kept.exists():
            shutil.rmtree(notes, ignore_errors=True)
            extra = ("-n", str(self.options.processes), *self.options.tests)
            self._must_pass(extra, _ASKING | {"YULIN_REACHING": str(notes)}, "reached.log")
            told: dict[str, Any] = {}
            for file in notes.glob("*.json"):
                told |= json.loads(file.read_text(encoding="utf-8"))
            write_text(kept, json.dumps(told))
        found: dict[str, tuple[float, list[str]]] = json.loads(kept.read_text(encoding="utf-8"))
        return found

    def try_out(
        self, chosen: Mapping[str, list[str]], seconds: Mapping[str, float]
    ) -> dict[str, Found]:
        """Run the chosen tests on each change; ``seconds`` is what a test takes without it."""
        kept = self.folder / "results"
        kept.mkdir(exist_ok=True)
        known = {n: kept / f"{hashlib.sha256(n.encode()).hexdigest()[:16]}.json" for n in chosen}
        # in the order of their digests, so that what was tried of a broken run is a fair sample
        untried = sorted((n for n, f in known.items() if not f.exists()), key=known.__getitem__)
        print(f"{len(untried)} changes to try in {self.folder}", file=sys.stderr)
        with ThreadPoolExecutor(self.options.processes) as pool:
            running = {pool.submit(self._try, n, chosen[n], seconds): n for n in untried}
            for number, done in enumerate(as_completed(running), 1):
                name, found = running[done], done.result()
                write_text(known[name], json.dumps(asdict(found)))
                print(f"{number}/{len(untried)} {name}: {found.status}", file=sys.stderr)
        return {n: Found(**json.loads(f.read_text(encoding="utf-8"))) for n, f in known.items()}

    def control(self, found: Mapping[str, Found]) -> None:
        """Let the tests that noticed a change run again without it.

        Raises MutationError where one of them fails then, too.
        """
        tests = sorted({f.by for f in found.values() if "::" in f.by})
        if tests:
            self._must_pass(self._files(tests), self._choosing("control", tests), "control.log")

    def _try(self, name: str, tests: list[str], seconds: Mapping[str, float]) -> Found:
        if not tests:
            return Found("no test")
        environment = self._choosing(name, tests) | {"MUTANT_UNDER_TEST": name}
        # by the processor's time: on a busy machine nothing else tells an endless loop
        most = int(3 * sum(seconds[test] for test in tests)) + _START
        done = self._pytest(("-x", *self._files(tests)), environment, most)
        if done.returncode == 0:
            return Found("survived")
        if done.returncode == -signal.SIGXCPU:
            return Found("endless")
        if done.returncode < 0 or done.returncode == _FOUND_NOTHING:
            return Found("unclear", done.stdout[-2000:])
        failed = _FAILED.search(done.stdout)
        return Found("noticed", failed[1] if failed else "collection")

    def _must_pass(self, words: Sequence[str], environment: Mapping[str, str], log: str) -> None:
        done = self._pytest(words, environment)
        if done.returncode:
            (self.folder / log).write_text(done.stdout, encoding="utf-8")
            raise MutationError(f"tests fail without a change, see {self.folder / log}")

    def _choosing(self, name: str, tests: list[str]) -> dict[str, str]:
        file = self.folder / "chosen" / f"{hashlib.sha256(name.encode()).hexdigest()[:16]}.txt"
        file.parent.mkdir(exist_ok=True)
        file.write_text("\n".join(tests), encoding="utf-8")
        return {"YULIN_CHOSEN": str(file)}

    @staticmethod
    def _files(tests: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(test.partition("::")[0] for test in tests))

    def _pytest(
        self, words: Sequence[str], environment: Mapping[str, str], most: int | None = None
    ) -> subprocess.CompletedProcess[str]:
        # polars' own threads would take the processor from the other tests
        paths = {"PYTHONPATH": f"{self.folder / 'src'}:{self.folder}", "POLARS_MAX_THREADS": "1"}
        limits = (most, most + 10) if most else (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        return subprocess.run(
            [sys.executable, *_PYTEST, "-p", "bench.reaching", *words],
            cwd=self.folder,
            env={**os.environ, **paths, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            preexec_fn=partial(resource.setrlimit, resource.RLIMIT_CPU, limits),
        )

    def _ask(self, what: str, words: Sequence[str]) -> Any:
        """Return what ``bench/mutants.py`` says of this tree."""
        script = str(Path(__file__).parent / "mutants.py")
        command = [sys.executable, script, what, *words]
        done = subprocess.run(
            command, cwd=self.folder, stdout=subprocess.PIPE, check=True, text=True
        )
        return json.loads(done.stdout)


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
    digest = hashlib.sha256(f"{options}".encode())
    for name in files:
        if name.startswith(("src/", "tests/", "policies/")):
            digest.update(name.encode())
            digest.update((people.ROOT / name).read_bytes())
    return digest.hexdigest()[:8]


def _may_change(name: str, options: Options) -> bool:
    # * also stands for folders
    return name != EXCEPT and any(fnmatch.fnmatch(name, wanted) for wanted in options.modules)


def _code_lines(file: Path) -> int:
    lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
    return sum(bool(line) and not line.startswith("#") for line in lines)
