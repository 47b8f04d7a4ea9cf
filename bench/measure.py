"""Clocks and memory."""

from __future__ import annotations

import gc
import importlib.util
import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_STATUS = Path("/proc/self/status")


class NotInstalledError(Exception):
    """What a measurement needs is not installed; the message says how to get it."""


def require(*modules: str) -> None:
    """Raise NotInstalledError where a module of the bench group is missing."""
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    if missing:
        raise NotInstalledError(f"not measured, {', '.join(missing)} missing: tools/setup bench")


@dataclass
class Clock:
    """Wall time by stage, in seconds."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time of a block to a stage."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.add(name, time.perf_counter() - start)

    def add(self, name: str, seconds: float) -> None:
        self.seconds[name] = self.seconds.get(name, 0.0) + seconds


def timed(work: Callable[[], object]) -> float:
    """Return the seconds a piece of work takes, with no rubbish of others to clear meanwhile."""
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def peak_mebibytes() -> float:
    """Return the largest resident memory of this process since it started, or was last reset."""
    if _STATUS.exists():
        lines = _STATUS.read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
    kibibytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kibibytes / (1024 * 1024 if sys.platform == "darwin" else 1024)


def in_fresh_process(module: str, arguments: Sequence[str]) -> Any:
    """Run a module of ours in a new process and return what it prints, read as JSON."""
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    return json.loads(done.stdout)


def percentile(values: Sequence[float], part: float) -> float:
    """Return the smallest value that at least such a part of all values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-int(part * 100) * len(ordered) // 100) - 1)]


def machine() -> str:
    """Describe the machine in one line."""
    names = [line for line in _lines(Path("/proc/cpuinfo")) if line.startswith("model name")]
    model = names[0].split(":", 1)[1].strip() if names else platform.machine()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{cores} cores ({model}), {memory:.0f} GB, Python {platform.python_version()}"


def load_average() -> str:
    """Say how busy the machine is, so that noisy figures can be told from good ones."""
    return f"{os.getloadavg()[0]:.1f}"


def _lines(file: Path) -> list[str]:
    return file.read_text().splitlines() if file.exists() else []
