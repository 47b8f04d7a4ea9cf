"""Which expression stands for a node, and what it is made of."""

from __future__ import annotations

from yulin.policy.backends.polars import choices, dates, sums, truths

MAKERS = truths.MAKERS | sums.MAKERS | choices.MAKERS | dates.MAKERS
PARTS = truths.PARTS | sums.PARTS | choices.PARTS | dates.PARTS
