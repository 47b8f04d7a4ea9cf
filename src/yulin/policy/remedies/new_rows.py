"""A record that somebody could come to have: the row that a figure over records would count.

What has happened cannot be changed, so a new row begins today: a condition that asks for an earlier
date has no such row.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from yulin.facts import schema
from yulin.policy import ir
from yulin.policy.backends.python import Frame, Row, Value, run
from yulin.policy.dates.crossings import NEGATED
from yulin.policy.identity import once_each
from yulin.policy.kinds import YES


@dataclass(frozen=True)
class Made:
    """A row to be added: where, its cells, and which of them the figure asks for."""

    table: str
    #: the column that names the subject
    key: str
    cells: tuple[tuple[str, Value], ...]
    asked: tuple[str, ...]


_TURNED: dict[str, ir.CompareOp] = {
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
    "==": "==",
    "!=": "!=",
}


class _Answer(Enum):
    IMPOSSIBLE = "impossible"


#: no row of today or later would be counted
IMPOSSIBLE: Literal[_Answer.IMPOSSIBLE] = _Answer.IMPOSSIBLE
#: None: whether there is such a row cannot be seen from here
Found = Made | Literal[_Answer.IMPOSSIBLE] | None


def fitting(node: ir.Aggregate, value: Value, frame: Frame) -> Found:
    """Return a new row that a figure counts, with ``value`` in the column it takes."""
    table = schema.BY_NAME[node.table]
    if node.match:
        return None
    wanted: dict[str, Value] = {}
    if value is not None and node.value is not None:
        if not isinstance(node.value, ir.Column) or node.value.via is not None:
            return None
        wanted[node.value.name] = value
    demands = _demanded(node)
    cells, unread = _blank(table, frame), None in demands
    for column, op, bound in (d for d in demands if d is not None):
        limit = bound if isinstance(bound, tuple) else run(bound, frame)
        if limit is None:
            unread = True
            continue
        cell = _cell(table.column(column), op, limit, cells[column], frame.as_of)
        if cell is None or (column in wanted and not _agrees(op, wanted[column], limit)):
            return IMPOSSIBLE
        cells[column] = cell
    cells.update(wanted)
    asked = dict.fromkeys([*wanted, *(d[0] for d in demands if d is not None)])
    return None if unread else _checked(node, cells, tuple(asked), frame)


def _checked(
    node: ir.Aggregate, cells: dict[str, Value], asked: tuple[str, ...], frame: Frame
) -> Found:
    """Return the row, if the condition holds of it as it stands."""
    before, frame.row = frame.row, cells
    try:
        holds = True if node.where is None else run(node.where, frame)
    finally:
        frame.row = before
    if holds is None:
        return None
    return Made(node.table, node.key, tuple(cells.items()), asked) if holds else IMPOSSIBLE


def _agrees(op: str, value: Value, limit: Value) -> bool:
    if op == "in":
        return bool(value in limit)
    return {"==": bool(value == limit), "!=": bool(value != limit)}.get(op, True)


def _demanded_by(node: ir.Aggregate) -> list[Demand | None]:
    return list(_demands(node.where, want=True)) if node.where is not None else []


#: returns what the condition of a figure asks of single columns
_demanded = once_each(_demanded_by)


#: column, comparison, and what it is held against: a node, or the values of a list
Demand = tuple[str, str, ir.Node | tuple[Value, ...]]


def _demands(node: ir.Node, *, want: bool) -> Iterator[Demand | None]:
    """Yield what a condition asks of single columns; None for what cannot be read so."""
    if isinstance(node, ir.And if want else ir.Or):
        for arg in node.args:
            yield from _demands(arg, want=want)
    elif isinstance(node, ir.Or if want else ir.And):
        # one of several ways is enough; the first that can be read is tried
        readings = [list(_demands(arg, want=want)) for arg in node.args]
        yield from next((r for r in readings if None not in r), [None])
    elif isinstance(node, ir.Not):
        yield from _demands(node.arg, want=not want)
    else:
        yield _demand(node, want)


def _demand(node: ir.Node, want: bool) -> Demand | None:
    if isinstance(node, ir.Column):
        return None if node.via else (node.name, "==" if want else "!=", ir.Const(True, YES))
    if isinstance(node, ir.Compare):
        op = node.op if want else NEGATED[node.op]
        if _is_cell(node.left) and not _reads_rows(node.right):
            return node.left.name, op, node.right  # type: ignore[union-attr]
        if _is_cell(node.right) and not _reads_rows(node.left):
            return node.right.name, _TURNED[op], node.left  # type: ignore[union-attr]
        return _shifted(node, op)
    if not want or isinstance(node, ir.Var):
        return None
    if isinstance(node, ir.IsIn) and _is_cell(node.arg):
        return node.arg.name, "in", node.values  # type: ignore[union-attr]
    if isinstance(node, ir.Within) and _is_cell(node.arg):
        return node.arg.name, "==", ir.Const(node.scope, node.arg.type)  # type: ignore[union-attr]
    if isinstance(node, ir.Contains) and _is_cell(node.arg):
        return node.arg.name, "==", ir.Const(node.part, node.arg.type)  # type: ignore[union-attr]
    return None


def _shifted(node: ir.Compare, op: ir.CompareOp) -> Demand | None:
    """Return the demand of ``加月(截止年月, 1) > 基准日`` on its column: an end left open fulfils it."""
    left = node.left
    if isinstance(left, ir.AddMonths | ir.AddDays) and _is_cell(left.date) and op in (">", ">="):
        return left.date.name, op, node.right  # type: ignore[union-attr]
    return None


def _is_cell(node: ir.Node) -> bool:
    return isinstance(node, ir.Column) and node.via is None


def _reads_rows(node: ir.Node) -> bool:
    return any(isinstance(n, ir.Column) for n in ir.walk(node))


def _blank(table: schema.Table, frame: Frame) -> dict[str, Value]:
    """Return a row as it would be made today: of the same trade and place as the latest one."""
    last = _last(table, frame)
    return {c.name: _usual(c, last, frame.as_of) for c in table.columns}


def _last(table: schema.Table, frame: Frame) -> Row:
    keys = [table.key, *table.links]
    rows = next((r for k in keys if (r := frame.records.get((table.name, k)))), [])
    return rows[-1] if rows else {}


def _usual(column: schema.Column, last: Row, today: dt.date) -> Value:
    if column.kind in ("date", "month"):
        if column.blank == "open":
            return schema.OPEN_END
        return today.replace(day=1) if column.kind == "month" else today
    if column.name in last:
        return last[column.name]
    return {"no": False, "none": 0, "zero": 0}.get(
        column.blank, False if column.kind == "yes" else None
    )


def _cell(column: schema.Column, op: str, limit: Value, usual: Value, today: dt.date) -> Value:
    """Return a cell that fulfils a demand, None where no new row can."""
    if isinstance(limit, dt.date):
        return _day(op, limit, usual, today)
    if op == "in":
        return usual if usual in limit else limit[0]
    if op == "==":
        return limit
    if op == "!=":
        return _other(column, limit, usual)
    if isinstance(limit, bool) or not isinstance(limit, int):
        return None
    nearest = limit + {">": 1, "<": -1}.get(op, 0)
    if isinstance(usual, int) and _meets(op, usual, limit):
        return usual
    return nearest


def _other(column: schema.Column, limit: Value, usual: Value) -> Value:
    if isinstance(limit, bool):
        return not limit
    if usual is not None and usual != limit:
        return usual
    if column.labels is not None:
        return next(c for c in range(len(column.labels.labels)) if c != limit)
    return None


def _day(op: str, limit: dt.date, usual: dt.date, today: dt.date) -> dt.date | None:
    day = (
        limit + dt.timedelta(days={">": 1, "<": -1}.get(op, 0))
        if limit < schema.OPEN_END
        else limit
    )
    if _meets(op, usual, limit):
        return usual
    return day if day >= today.replace(day=1) else None


def _meets(op: str, value: Value, limit: Value) -> bool:
    return bool(
        {
            "==": value == limit,
            "!=": value != limit,
            "<": value < limit,
            "<=": value <= limit,
            ">": value > limit,
            ">=": value >= limit,
        }[op]
    )
