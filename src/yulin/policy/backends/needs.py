"""What an expression reads: names, own columns, figures over records, and values of other subjects.

A figure is worked out either once for a subject, or once for a row: a figure over records is a row's
only if its rows must match that row, a link only if it stands where a row is at hand.
"""

from __future__ import annotations

from collections.abc import Iterator

from yulin.policy import ir


def of_subject(node: ir.Node) -> Iterator[ir.Node]:
    """Yield every part of ``node`` that is worked out for the subject, those inside rows included."""
    if isinstance(node, ir.Var | ir.Column):
        yield node
    elif isinstance(node, ir.Linked):
        yield node
        yield from of_subject(node.key)
    elif isinstance(node, ir.Aggregate):
        yield node
        yield from _through_rows(node)
    else:
        for child in ir.children(node):
            yield from of_subject(child)


def _through_rows(node: ir.Aggregate) -> Iterator[ir.Node]:
    for part in about_subject(node):
        yield from of_subject(part)
    for part in about_row(node):
        yield from _of_subject_in_row(part)


def _of_subject_in_row(node: ir.Node) -> Iterator[ir.Node]:
    if isinstance(node, ir.Var):
        yield node
    elif isinstance(node, ir.Aggregate):
        if not node.match:
            yield node
        yield from _through_rows(node)
    else:  # what is worked out for somebody else is no child of a link, its key is
        for child in ir.children(node):
            yield from _of_subject_in_row(child)


def of_row(node: ir.Node) -> Iterator[ir.Node]:
    """Yield the parts of ``node`` that must stand beside a row for it to be worked out there."""
    if isinstance(node, ir.Var | ir.Column | ir.Linked | ir.Aggregate):
        yield node
    else:
        for child in ir.children(node):
            yield from of_row(child)


def about_subject(node: ir.Aggregate) -> tuple[ir.Node, ...]:
    """Return the parts of a figure that are read once, for the subject."""
    return tuple(part for part in (node.until, node.empty) if part is not None)


def about_row(node: ir.Aggregate) -> tuple[ir.Node, ...]:
    """Return the parts of a figure that are read in every row."""
    return tuple(part for part in (node.where, node.value, node.order) if part is not None)
