"""The limits that hold now: what somebody set last, else what the pattern brings along."""

from yulin.control.kinds import KINDS, SWITCH
from yulin.control.models import Threshold


def limits_now() -> dict[str, dict[str, int]]:
    """Kind → name → number, with the switch; one query."""
    latest = Threshold.objects.order_by("kind", "name", "-id").distinct("kind", "name")
    found = {
        kind.name: {SWITCH: 1} | {name: limit.value for name, limit in kind.limits.items()}
        for kind in KINDS.values()
    }
    for kind, name, value in latest.values_list("kind", "name", "value"):
        if name in found.get(kind, {}):
            found[kind][name] = value
    return found
