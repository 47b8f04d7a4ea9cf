"""How many random examples are tried: the same few at every run, or many new ones at night."""

import os

from hypothesis import HealthCheck, Phase, settings

NIGHTLY = os.environ.get("YULIN_HYPOTHESIS") == "nightly"


def examples(count):
    """A third of ``count``, the same at every run; at night 50 times as many, new ones."""
    return settings(
        max_examples=count * 50 if NIGHTLY else count // 3,
        derandomize=not NIGHTLY,
        deadline=None,
        # a smaller example is sought at night only: it takes minutes, and the seed is the same
        phases=tuple(Phase) if NIGHTLY else (Phase.explicit, Phase.generate),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
