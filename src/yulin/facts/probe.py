"""Whether the fast reader survives a file, tried in a process of its own.

A crafted file can make native code ask for terabytes, which ends the process that asks. It must not
be the process that serves everyone else: so a child reads the file first, under limits.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

from yulin.facts.errors import RefusedError
from yulin.facts.limits import MIB
from yulin.facts.messages import problem

_CHILD: Final = Path(__file__).with_name("probe_child.py")
#: a million rows of sixteen columns take about a gigabyte
_MEMORY: Final = 3 * 1024 * MIB
_SECONDS: Final = 120
_PASSWORD: Final = 3


def check(path: Path) -> None:
    """Raise RefusedError (truncated, encrypted) when reading the workbook would fail or kill."""
    command = [sys.executable, "-P", str(_CHILD), str(path.absolute()), str(_MEMORY), str(_SECONDS)]
    try:
        done = subprocess.run(  # noqa: S603 - our own program and a path, no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=2 * _SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise RefusedError(problem("truncated")) from error
    if done.returncode:
        code = "encrypted" if done.returncode == _PASSWORD else "truncated"
        raise RefusedError(problem(code))
