"""A pytest plugin of the mutation test: which test reaches which function, and a choice of tests.

``YULIN_REACHING`` names a folder: every process of pytest leaves a file there, of test → seconds
and the changed functions that it reached; under no name stand those that importing it all reached,
whatever test is run. ``YULIN_CHOSEN`` names a file of tests, one a line: the
others are left out.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mutmut.mutation.trampoline as trampolines
import pytest

_hits: set[str] = set()


def _hit(name: str, caller: str | None = None) -> None:
    _hits.add(name)


if "YULIN_REACHING" in os.environ:
    # before anything is imported; the tester's own note-taking reads its settings at every call
    setattr(trampolines, "record_trampoline_hit", _hit)  # noqa: B010 - not its own name


class _Reaching:
    """What each test reaches; setting up counts for the test that asked for it first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.reached: defaultdict[str, set[str]] = defaultdict(set)

    def pytest_collection_finish(self) -> None:
        self.reached[""] = set(_hits)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        _hits.clear()
        found = yield
        self.reached[item.nodeid] |= _hits
        return found

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] += report.duration

    def pytest_sessionfinish(self) -> None:
        if not self.reached.keys() - {""}:
            return  # the process that hands out the tests
        told = {test: [self.seconds[test], sorted(found)] for test, found in self.reached.items()}
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / f"{os.getpid()}.json").write_text(json.dumps(told), encoding="utf-8")


class _Chosen:
    """Only some tests, in the order of their files."""

    def __init__(self, file: Path) -> None:
        self.wanted = set(file.read_text(encoding="utf-8").splitlines())

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[Any]) -> None:
        left_out = [item for item in items if item.nodeid not in self.wanted]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item.nodeid in self.wanted]


def pytest_configure(config: pytest.Config) -> None:
    if folder := os.environ.get("YULIN_REACHING"):
        config.pluginmanager.register(_Reaching(Path(folder)))
    if file := os.environ.get("YULIN_CHOSEN"):
        config.pluginmanager.register(_Chosen(Path(file)))
