"""What changed in the conditions of a benefit or a class."""

from __future__ import annotations

from collections.abc import Iterator

from yulin.policy.document import (
    Condition,
)
from yulin.policy.studio.difference import (
    GROUP_WORDS,
    TOLD,
    Difference,
    added,
    altered,
    in_order,
    other_fields,
    place_at,
    removed,
)
from yulin.policy.studio.difference_words import (
    Find,
    Pair,
    changes_between,
    comparisons,
    is_named,
    quoted,
    tree_of,
)


def clauses(old: Condition, new: Condition, where: Pair, find: Find) -> Iterator[Difference]:
    before = {c.id: (above, c) for above, c in _walk(old)}
    after = {c.id: (above, c) for above, c in _walk(new)}
    for own_id in in_order(before, after):
        if own_id not in before:
            above, clause = after[own_id]
            if above not in after or above in before:  # a new group tells its own clauses
                yield added(where, _clause_words(clause))
        elif own_id not in after:
            above, clause = before[own_id]
            if above not in before or above in after:
                yield removed(where, _clause_words(clause))
        else:
            (old_above, one), (new_above, other) = before[own_id], after[own_id]
            if old_above != new_above:
                yield _moved(other, new_above, where)
            yield from _condition(one, other, where, find)


def _walk(root: Condition) -> Iterator[tuple[str, Condition]]:
    """Yield every condition below with the id of the one it stands in."""
    for child in root.children:
        yield root.id, child
        yield from _walk(child)


def _clause_words(clause: Condition) -> Pair:
    kind = Pair("条件", "condition") if clause.kind == "leaf" else Pair("一组条件", "group")
    zh = f"{kind.zh}“{clause.text or clause.id}”"
    rule = f"（{clause.formula.text}）" if clause.formula else ""
    rule_en = f" ({clause.formula.text})" if clause.formula else ""
    return Pair(zh + rule, f"{kind.en} “{clause.text_en or clause.text or clause.id}”{rule_en}")


def _moved(clause: Condition, above: str, where: Pair) -> Difference:
    said = Pair(
        f"条件“{clause.id}”移到“{above}”之下", f"condition “{clause.id}” moved below “{above}”"
    )
    return Difference("changed", where, said)


def _condition(old: Condition, new: Condition, where: Pair, find: Find) -> Iterator[Difference]:
    label = _label(new, find)
    if old.kind != new.kind:
        yield from altered(where, label, GROUP_WORDS[old.kind], GROUP_WORDS[new.kind])
    told = False
    if old.formula is not None and new.formula is not None:
        said = (quoted(old.text, old.text_en), quoted(new.text, new.text_en))
        for change in changes_between(
            old.formula.text, new.formula.text, find, label, said=said if old.text else None
        ):
            told = True
            yield Difference("changed", _where_of(change, label, where), change)
    if old.process != new.process:
        handled = {True: Pair("办理环节", "a step of handling"), False: Pair("条件", "a condition")}
        yield from altered(where, label, handled[old.process], handled[new.process])
    if old.text != new.text and not told:
        yield from altered(
            place_at(where, label.zh, label.en),
            Pair("说法", "wording"),
            quoted(old.text, old.text_en),
            quoted(new.text, new.text_en),
        )
        told = True
    skipped = TOLD["condition"] | ({"text_en"} if told else set())
    yield from other_fields(old, new, place_at(where, label.zh, label.en), skipped)


def _label(clause: Condition, find: Find) -> Pair:
    """Return what a condition is called: the id its author gave, else its words."""
    name = clause.id if is_named(clause.id) else clause.text or clause.id
    return Pair(name, _english_name(clause, find) or clause.text_en or name)


def _english_name(clause: Condition, find: Find) -> str:
    """Return the English name of the only thing that a clause compares."""
    tree = tree_of(clause.formula.text) if clause.formula else None
    found = comparisons(tree) if tree is not None else []
    if len(found) != 1:
        return ""
    term = find(getattr(found[0].left, "text", ""))
    return term.en if term else ""


def _where_of(change: Pair, label: Pair, where: Pair) -> Pair:
    """Return the place of a change; the clause's label is added where the sentence lacks it."""
    return where if change.zh.startswith(label.zh) else place_at(where, label.zh, label.en)
