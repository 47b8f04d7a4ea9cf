"""Start the provider beside something else, and stop it."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from yulin.devserver.errors import DevServerError

_PATIENCE = 60  # seconds


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@contextmanager
def running(*, folder: Path, sites: Sequence[str], port: int | None = None) -> Iterator[str]:
    """The provider's address while it runs.

    Raises:
        DevServerError: It did not answer in time.
    """
    port = port or free_port()
    command = [sys.executable, "-m", "yulin.devserver.openid", "--port", str(port)]
    command += ["--folder", str(folder), *(f"--site={site}" for site in sites)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - our own words, no shell
    try:
        _wait(process, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise DevServerError("the OpenID provider did not start")
