"""What a test took, phase by phase and fixture by fixture, in the file of `--junitxml`.

`tools/dearest.py` reads it. Seconds of the clock, and beside them those of this process's own work: the
rest is waiting for the database, a browser or another process.
"""

import time
from collections.abc import Generator
from typing import Any

import pytest

PHASE = "phase:"
WORK = "work:"
FIXTURE = "fixture:"


class Timing:
    """A plugin that notes on each test how long its phases and its fixtures were."""

    def __init__(self) -> None:
        self._inner: list[float] = []
        self._fixtures: list[tuple[str, str]] = []

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        item.user_properties.append((PHASE + call.when, f"{call.duration:.4f}"))
        item.user_properties.extend(self._fixtures)
        self._fixtures.clear()
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        self._began = time.process_time()
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None, object, object]:
        try:
            return (yield)
        finally:
            item.user_properties.append((WORK, f"{time.process_time() - self._began:.4f}"))

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[Any]
    ) -> Generator[None, object, object]:
        """Its own seconds: those of a fixture that it asked for in its turn are that one's."""
        began = time.perf_counter()
        self._inner.append(0.0)
        try:
            return (yield)
        finally:
            whole = time.perf_counter() - began
            own = whole - self._inner.pop()
            if self._inner:
                self._inner[-1] += whole
            if own >= 0.001:
                self._fixtures.append((FIXTURE + fixturedef.argname, f"{own:.4f}"))
