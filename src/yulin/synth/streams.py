"""One random stream a column, so that a new column never shifts the draws of another."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]


def _key(name: str) -> int:
    """Turn a stream name into a number that is the same on every run and machine."""
    return int.from_bytes(hashlib.blake2s(name.encode(), digest_size=8).digest(), "big")


@dataclass(frozen=True)
class Streams:
    """Draws arrays; each draw names its stream and starts it afresh."""

    seed: int
    #: which part of a region that is made in parts; each draws its own
    part: int = 0

    def generator(self, name: str) -> np.random.Generator:
        """Return the generator of one stream, at its start."""
        more = [self.part] if self.part else []
        sequence = np.random.SeedSequence([self.seed, _key(name), *more])
        return np.random.Generator(np.random.PCG64(sequence))

    def uniform(self, name: str, size: int) -> Floats:
        """Numbers in [0, 1)."""
        return self.generator(name).random(size)

    def chance(self, name: str, size: int, probability: float | Floats) -> Flags:
        """True with the given probability (one for all, or one each)."""
        flags: Flags = self.uniform(name, size) < probability
        return flags

    def integers(self, name: str, size: int, low: int, high: int) -> Ints:
        """Integers from low to high, both included."""
        return self.generator(name).integers(low, high, size=size, endpoint=True, dtype=np.int64)

    def geometric(self, name: str, size: int, mean: float) -> Ints:
        """Integers from 1 up, short ones most frequent."""
        return self.generator(name).geometric(1 / mean, size=size).astype(np.int64)

    def lognormal(self, name: str, size: int, spread: float) -> Floats:
        """Factors around 1."""
        return np.exp(self.generator(name).standard_normal(size) * spread)

    def poisson(self, name: str, mean: Floats) -> Ints:
        """Counts with one mean each."""
        return self.generator(name).poisson(mean).astype(np.int64)

    def permutation(self, name: str, size: int) -> Ints:
        """The numbers below size in random order."""
        return self.generator(name).permutation(size).astype(np.int64)

    def choose(self, name: str, size: int, weights: Sequence[float] | Floats) -> Ints:
        """Positions in a list, by weight."""
        steps = np.cumsum(np.asarray(weights, dtype=np.float64))
        draws = self.uniform(name, size) * steps[-1]
        found: Ints = np.searchsorted(steps, draws, side="right")
        return np.minimum(found, len(steps) - 1)

    def choose_by_group(self, name: str, groups: Ints, weights: Floats) -> Ints:
        """Positions in a list, by the row of weights of each one's group."""
        steps = np.cumsum(weights, axis=1, dtype=np.float64)
        steps /= steps[:, -1:]
        # rows laid end to end make one sorted list, so a single search serves every group
        ladder = (steps + np.arange(len(steps))[:, None]).ravel()
        draws = self.uniform(name, len(groups)) + groups
        found = np.searchsorted(ladder, draws, side="right") - groups * weights.shape[1]
        places: Ints = np.clip(found, 0, weights.shape[1] - 1)
        return places
