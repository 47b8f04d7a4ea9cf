"""What subjects of the same values are told alike, worked out once for all of them.

Most subjects differ from others in few of the facts that one condition reads, and most facts that no
record tells are unknown of everybody. So what is said of nodes that rest on the values of names alone
is kept by these values; where something is unknown, also by what keeps those names unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Generic, TypeVar

from yulin.policy import ir
from yulin.policy.backends.python import Frame
from yulin.policy.kinds import DIVISION, YES, Label, Type
from yulin.policy.missing import why_name_unknown
from yulin.policy.program import Definition

Made = TypeVar("Made")
#: answers that are kept of one thing at most; then all are dropped, and those still asked for return
KEPT = 256
#: parts that read more of a subject than the values of names
_BEYOND_NAMES = (ir.Column, ir.Aggregate, ir.Linked, ir.Disputed)


class Kept(dict[object, Made], Generic[Made]):
    """Answers by what they rest on, a bounded number of them."""

    def keep(self, key: object, made: Made) -> Made:
        """Keep an answer and return it."""
        if len(self) >= KEPT:
            self.clear()
        self[key] = made
        return made


def by_values(
    nodes: Iterable[ir.Node],
    definitions: Mapping[str, Definition],
    say: Callable[[Frame], Made],
    is_open: Callable[[Made], bool],
) -> Callable[[Frame], Made] | None:
    """Return ``say`` with its answers kept for all subjects; None where they rest on more than names.

    Args:
        nodes: all that ``say`` reads.
        definitions: of the names in them.
        say: tells something of a subject that follows from the values of these names, and, where it
            is open, from what keeps them unknown.
        is_open: whether an answer speaks of what keeps names unknown.
    """
    nodes = tuple(nodes)
    parts = [part for node in nodes for part in ir.walk(node)]
    if any(isinstance(part, _BEYOND_NAMES) for part in parts):
        return None
    names = tuple(dict.fromkeys(name for node in nodes for name in ir.variables(node)))
    many = tuple(n for n, name in enumerate(names) if not _has_few_values(definitions[name].type))
    dated = any(isinstance(part, ir.AsOf) for part in parts)
    #: a name that rests on nothing is missing itself, always
    resting = tuple(name for name in names if definitions[name].node is not None)
    plain: Kept[Made] = Kept()
    unknown: Kept[Made] = Kept()

    def recall(frame: Frame) -> Made:
        known, value = frame.worked_out, frame.value
        values = [known[name] if name in known else value(name) for name in names]
        for n in many:
            if values[n] is not None:  # few subjects would share it
                return say(frame)
        if dated:
            values.append(frame.as_of)
        key = tuple(values)
        said = plain.get(key)
        if said is not None:
            return said
        whys = tuple([why_name_unknown(name, frame) for name in resting if known[name] is None])
        said = unknown.get((key, whys)) if whys else None
        if said is not None:
            return said
        said = say(frame)
        return unknown.keep((key, whys), said) if whys and is_open(said) else plain.keep(key, said)

    return recall


def _has_few_values(kind: Type) -> bool:
    return kind in (YES, DIVISION) or isinstance(kind, Label)
