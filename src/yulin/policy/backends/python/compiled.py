"""Nodes as functions of a frame, each made once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from yulin.policy import ir
from yulin.policy.identity import once_each

if TYPE_CHECKING:
    from yulin.policy.backends.python.frame import Frame

#: a stored value; None is unknown
Value = Any
Eval = Callable[["Frame"], Value]
#: what makes a function of a node, by the kind of node; the modules beside this one fill it
MAKERS: dict[type, Callable[[Any], Eval]] = {}


def _made(node: ir.Node) -> Eval:
    return MAKERS[type(node)](node)


#: returns the node as a function of a frame
compiled: Callable[[ir.Node], Eval] = once_each(_made)


def run(node: ir.Node, frame: Frame) -> Value:
    """Return the stored value of a node, None where unknown."""
    return compiled(node)(frame)
