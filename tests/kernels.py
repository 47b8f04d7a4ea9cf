"""The matching engine's compiled functions: made once, and kept beside their sources.

Compiling them takes a minute of one core, in each process that comes to them before another has done it.
`python -m tests.kernels` makes them beforehand, while the checks run.
"""

import numpy as np

from tests.matching import markets
from yulin.matching.parts import parts
from yulin.matching.rank import rank_people, rank_posts
from yulin.matching.refresh import refresh_posts


def make() -> None:
    """Rank a small market both ways, bring its lists up to date, and take a pair apart."""
    market = markets.invented(6, 12)
    deep = rank_posts(market.market(), keep=4)
    rank_people(market, keep=2)
    refresh_posts(deep, market, np.arange(2), keep=2)
    parts(market, np.zeros(1, np.int64), np.zeros(1, np.int64))


if __name__ == "__main__":
    make()
