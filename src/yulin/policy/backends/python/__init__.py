"""The reference back end: one subject, plain Python, every node exactly as ``ir`` defines it."""

from yulin.policy.backends.python import nodes, rows
from yulin.policy.backends.python.compiled import MAKERS, Eval, Value, compiled, run
from yulin.policy.backends.python.frame import Frame, Opener, Row, check_subject
from yulin.policy.backends.python.nodes import division_step
from yulin.policy.backends.python.rows import month_index

MAKERS.update(nodes.MAKERS)
MAKERS.update(rows.MAKERS)

__all__ = [
    "Eval",
    "Frame",
    "Opener",
    "Row",
    "Value",
    "check_subject",
    "compiled",
    "division_step",
    "month_index",
    "run",
]
