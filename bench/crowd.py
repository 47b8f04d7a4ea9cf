"""Many processes that do the same thing in the same moment, each on a connection of its own.

They are forked: what they do must not use Polars, whose threads do not survive that.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from threading import BrokenBarrierError

from django.db import connection, connections

#: seconds that all may take for one round
PATIENCE = 300
Act = Callable[[int, int], str]
"""Told the round and its own number; says what it got."""


class Crowd:
    """So many processes, forked from this one, that wait for the next round."""

    def __init__(self, size: int, act: Act) -> None:
        self.size, self._act = size, act
        self._context = multiprocessing.get_context("fork")
        self._start: Barrier = self._context.Barrier(size + 1)
        self._told: SimpleQueue[str] = self._context.SimpleQueue()
        self._processes: list[multiprocessing.context.ForkProcess] = []

    @contextmanager
    def gathered(self) -> Iterator[Crowd]:
        """They are there until the block ends."""
        connections.close_all()  # a line is nobody's after a fork
        gc.collect()
        gc.freeze()  # what is shared stays shared
        for number in range(self.size):
            process = self._context.Process(target=self._live, args=(number,), daemon=True)
            process.start()
            self._processes.append(process)
        try:
            yield self
        finally:
            self._start.abort()
            for process in self._processes:
                process.join(PATIENCE)
            gc.unfreeze()

    def round(self) -> list[str]:
        """Let all act at once; what each got, in no order."""
        self._start.wait(PATIENCE)
        return [self._told.get() for _ in range(self.size)]

    def _live(self, number: int) -> None:
        code = 1
        with suppress(BrokenBarrierError):
            for round_ in range(10**9):
                connection.ensure_connection()
                self._start.wait(PATIENCE)
                self._told.put(self._one(round_, number))
            code = 0
        os._exit(code)

    def _one(self, round_: int, number: int) -> str:
        try:
            return self._act(round_, number)
        except Exception as error:  # noqa: BLE001 - who counts says which are right
            name = type(error).__name__
            if name in _EXPECTED:
                return name
            return f"{name}: {traceback.format_exc()}"


#: refusals of ours, counted by name
_EXPECTED = frozenset({"NotEnoughError", "KeyReusedError", "LedgerError", "PermissionDenied"})
