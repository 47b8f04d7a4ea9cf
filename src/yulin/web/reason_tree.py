"""How a tree of reasons is laid out: what matters lies open, what is settled is folded."""

from dataclasses import replace

from django.utils.translation import gettext as _

from yulin.policy.decision import Reason
from yulin.policy.document import Condition
from yulin.policy.old_rule import plainly

#: a group of so few clauses is read faster than it is opened
FEW = 3
#: words by which a group's own text says how its clauses hang together
_SAID = {"any": ("之一", "一项", "任一"), "all": ("同时",), "not": ("均不",)}


def merged(reason: Reason) -> Reason:
    """The group below in place of one that holds nothing else: the same words twice say no more."""
    reason = plainly(reason)
    while reason.kind in {"any", "all"} and len(reason.children) == 1:
        below = reason.children[0]
        if below.kind == "leaf":
            break
        text, text_en = below.text or reason.text, below.text_en or reason.text_en
        reason = replace(below, text=text, text_en=text_en)
    return reason


def joint(reason: Reason | Condition) -> str:
    """How a group's clauses hang together; nothing where its own text says so."""
    if any(word in reason.text for word in _SAID[reason.kind]):
        return ""
    words = {
        "any": _("以下有一项成立即可"),
        "not": _("以下各项都不能成立"),
        "all": _("以下各项都要成立"),
    }
    return words[reason.kind]


def is_open(reason: Reason, above: Reason | None) -> bool:
    """Whether a group lies open: small ones, the whole, and the branch that decides."""
    if above is None:
        return True
    if above.kind == "any" and above.truth is True:
        return reason.id == _deciding(above).id
    if len(reason.leaves()) <= FEW:
        return True
    return reason.id == _deciding(above).id if above.kind == "any" else reason.truth is not True


def _deciding(above: Reason) -> Reason:
    """The first branch that holds, else the one with the least against it."""
    held = next((branch for branch in above.children if branch.truth is True), None)
    nearest = min(above.children, key=lambda branch: len(branch.standing_against()))
    return merged(held or nearest)  # as it is shown
