"""How people read that somebody does not go on under an ended version (老人老办法).

As it is decided it is a group of which nothing may hold, whose only clause says whom it leaves out. Read
aloud that is two turns in opposite directions; told as one line it is: 按老办法执行的除外：不是.
"""

from __future__ import annotations

from dataclasses import replace

from yulin.policy.decision import FactUse, Reason

#: the clause by which the newest version leaves out those who go on under an older one
NEW_RULE = "新办法"
NEW_RULE_TEXT = "不属于按老办法执行的人员"
_SAID: dict[bool | None, tuple[str, str]] = {
    True: ("不是", "not one of them"),
    False: ("是", "one of them"),
    None: ("不知道是不是", "not known"),
}


def plainly(reason: Reason) -> Reason:
    """Return the one line that stands for such a group; any other reason as it is."""
    if (reason.id, reason.kind, reason.text) != (NEW_RULE, "not", NEW_RULE_TEXT):
        return reason
    said, said_en = _SAID[reason.truth]
    leaves = reason.leaves()
    facts: dict[FactUse, None] = {fact: None for leaf in leaves for fact in leaf.facts}
    open_ones = [leaf for leaf in leaves if leaf.truth is None]
    return replace(
        reason,
        kind="leaf",
        text=f"按老办法执行的除外：{said}",
        text_en=f"Except those who stay under the old rule: {said_en}",
        facts=tuple(facts),
        missing=tuple(dict.fromkeys(name for leaf in open_ones for name in leaf.missing)),
        notes=tuple(dict.fromkeys(note for leaf in open_ones for note in leaf.notes)),
        children=(),
    )
