"""What is missing in words: of a figure over records, the row and whose fact it is that says nothing.

``missing`` names a figure itself where nothing it rests on can be asked for: the rows are there, but a
cell in them, or a fact of the firm they lead to, is unknown. Who has to hand in what is told here. It
speaks of single rows of one subject, so it is never kept with what is said of a condition.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from yulin.codes import identity
from yulin.policy import ir
from yulin.policy.backends.python import Frame, run
from yulin.policy.decision import Reason
from yulin.policy.missing import missing_in, open_parts, why_name_unknown
from yulin.policy.program import Clause

#: what rows lack is told of so many at most
_TOLD = 3


def lacking(clause: Clause, reason: Reason, frame: Frame) -> dict[int, tuple[str, ...]]:
    """Return, by the identity of a leaf's reason, what is missing in words, where more can be said.

    Args:
        clause: the condition decided.
        reason: what was said of it, of the same shape.
        frame: the subject it was said of.
    """
    if not frame.records:
        return {}
    found = {}
    for below, leaf in zip(clause.leaves(), reason.leaves(), strict=True):
        if leaf.missing:
            said = in_words(leaf.missing, below.plain, frame)
            if said != leaf.missing:
                found[id(leaf)] = said
    return found


def in_words(missing: tuple[str, ...], node: ir.Node, frame: Frame) -> tuple[str, ...]:
    """Return missing names, each with what the rows behind it lack: 首次来威日（缺 单位 … 的 …）."""
    details = _details(node, frame) if frame.records else {}
    return tuple(f"{name}（缺 {details[name]}）" if name in details else name for name in missing)


def _details(node: ir.Node, frame: Frame) -> dict[str, str]:
    """Return, by name, what the rows behind the unknown names of a node lack."""
    found: dict[str, str] = {}
    for part in open_parts(node, frame):
        if not isinstance(part, ir.Var):
            continue
        definition = frame.program.definitions[part.name]
        if definition.behind is None:
            continue
        if why_name_unknown(part.name, frame)[0] != (definition.name,):
            found.update(_details(definition.behind, frame))
            continue
        words = tuple(dict.fromkeys(_in_rows(definition.behind, frame)))
        if words:
            more = " 等" if len(words) > _TOLD else ""
            found[definition.name] = "、".join(words[:_TOLD]) + more
    return found


def _in_rows(node: ir.Node, frame: Frame) -> Iterator[str]:
    """Yield what the rows that figures below a node look at do not say."""
    for part in open_parts(node, frame):
        if isinstance(part, ir.Var):
            behind = frame.program.definitions[part.name].behind
            if behind is not None:
                yield from _in_rows(behind, frame)
        elif isinstance(part, ir.Aggregate):
            yield from _of_figure(part, frame)


def _of_figure(figure: ir.Aggregate, frame: Frame) -> Iterator[str]:
    """Yield what keeps a figure unknown: a row of which something is, or that there is no row."""
    rows, before = frame.records.get((figure.table, figure.key)), frame.row
    if rows is None or (figure.until is not None and run(figure.until, frame) is None):
        return
    is_told = False
    try:
        for row in rows:
            frame.row = row
            read = _unknown_of(figure, frame)
            if read is not None:
                is_told = True
                yield from _of_row(read, figure.table, row, frame)
    finally:
        frame.row = before
    if not is_told:
        yield f"符合的{figure.table}记录"


def _unknown_of(figure: ir.Aggregate, frame: Frame) -> ir.Node | None:
    """Return the part of a figure that is unknown of the row at hand, where the row may count."""
    for read in (figure.where, figure.value, figure.order):
        value = True if read is None else run(read, frame)
        if value is None:
            return read
        if read is figure.where and value is False:
            return None
    return None


def _of_row(node: ir.Node, table: str, row: Mapping[str, object], frame: Frame) -> Iterator[str]:
    """Yield what one row leaves open: a fact of whom it leads to, or a cell."""
    for part in open_parts(node, frame):
        if isinstance(part, ir.Linked):
            key = run(part.key, frame)
            if isinstance(key, str) and frame.others is not None:
                other = frame.others(part.subject, key)
                for name in missing_in(part.node, other):
                    yield f"{_whose(part.subject, key)} 的 {name}"
        elif isinstance(part, ir.Column) and part.via is None:
            yield f"{table} 的 {part.name}"
        elif isinstance(part, ir.Column) and part.via is not None:
            key = row.get(part.via)
            if key:
                yield f"{_whose(part.table, str(key))} 的 {part.name}"


def _whose(kind: str, key: str) -> str:
    """Name another subject: a firm by its code, a person by a number that is mostly hidden."""
    return f"{kind} {identity.mask(key) if kind == '人员' else key}"
