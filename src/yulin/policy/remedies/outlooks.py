"""What time does to conditions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from yulin.policy import ir
from yulin.policy.dates.timing import Outlook, outlook


@dataclass
class Outlooks:
    """What time does to conditions, kept for a program since it costs more than to decide."""

    growth: Any
    _kept: dict[tuple[int, bool], tuple[ir.Node, Outlook | None]] = field(default_factory=dict)

    def of(self, node: ir.Node, want: bool) -> Outlook | None:
        """Return when a condition comes to hold, or to fail where that is wanted."""
        kept = self._kept.get((id(node), want))
        if kept is None or kept[0] is not node:
            when = f"@change:{len(self._kept)}"
            truth = node if want else ir.Not(node)
            kept = self._kept[id(node), want] = node, outlook(truth, when, self.growth)
        return kept[1]
