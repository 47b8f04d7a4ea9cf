"""Why a line comes out differently: clauses that turn away or let in, from the traces of both sides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from yulin.policy.decision import Reason, Status
from yulin.policy.program import Clause, Item
from yulin.policy.stacking.place import Place

_MARKS: dict[str, bool | None] = {"T": True, "F": False, "?": None}
Way = Literal["in", "out", "open"]


@dataclass(frozen=True, order=True)
class Cause:
    """A clause by its id, or a cause that is no clause (its id is in brackets)."""

    id: str
    text: str
    text_en: str


NEW = Cause("（新增）", "新增的待遇", "A new benefit")
GONE = Cause("（取消）", "待遇取消或到期", "The benefit is dropped or has ended")
DISPLACED = Cause(
    "（互斥）", "改领同组的另一项", "Another benefit of the same group is taken instead"
)
NOT_DISPLACED = Cause(
    "（不再互斥）", "不再让位于同组的另一项", "No longer gives way to another benefit"
)
PLACE = Cause("（名额）", "名额已满，没有入选", "Places are full")
OPEN_PLACE = Cause("（名额待定）", "名次或名额无法判定", "Whether there is a place cannot be told")
SUM = Cause("（金额）", "金额标准不同", "The sum is different")
PERIODS = Cause("（期数）", "发放期数不同", "The number of payments is different")
NET = Cause(
    "（实得）", "扣除或合计封顶后的实得不同", "What deductions and joint caps leave is different"
)
OTHER = Cause("（其他）", "其他原因", "Something else")


def causes(row: Mapping[str, Any], old: Item | None, new: Item | None) -> tuple[Cause, ...]:
    """Return why a line differs on the first date on which it does.

    Args:
        row: status, trace, displacement, sum, periods, net and label with the endings ``_before`` and
            ``_after``; a status of None means that the line was not decided there at all.
        old: the benefit in the library in force, None where it has none.
        new: the benefit in the draft's library.
    """
    if old is None or new is None:
        return (NEW if old is None else GONE,)
    if old.kind == "class" or new.kind == "class":
        return (_class(row),)
    found = tuple(dict.fromkeys(_found(row, old, new)))
    return found or (OTHER,)


def _class(row: Mapping[str, Any]) -> Cause:
    change = " → ".join(row[f"label_{side}"] or "?" for side in ("before", "after"))
    return Cause(f"（{change}）", f"人才类别 {change}", f"Talent class {change}")


def _found(row: Mapping[str, Any], old: Item, new: Item) -> Iterator[Cause]:
    yes_before, yes_after = (_is_due(row, side) for side in ("before", "after"))
    if yes_before and yes_after:
        if row["amount_before"] != row["amount_after"]:
            yield SUM
        elif row["periods_before"] != row["periods_after"]:
            yield PERIODS
        elif row["net_before"] != row["net_after"]:
            yield NET
        return
    if row["displaced_by_after"]:
        yield DISPLACED
    elif row["displaced_by_before"]:
        yield NOT_DISPLACED
    for side in ("before", "after"):
        if (place := row[f"place_{side}"]) is not None and place != Place.TAKEN:
            yield PLACE if place == Place.REFUSED else OPEN_PLACE
    against_before = standing(old, row["status_before"], row["trace_before"])
    against_after = standing(new, row["status_after"], row["trace_after"])
    yield from against_before if yes_after else against_after or against_before


def _is_due(row: Mapping[str, Any], side: str) -> bool:
    return row[f"status_{side}"] == int(Status.YES) and not row[f"displaced_by_{side}"]


def standing(item: Item, status: int | None, trace: str | None) -> tuple[Cause, ...]:
    """Return the clauses that keep a benefit from being due."""
    if status is None or trace is None:
        region = item.region_clause
        return (_cause(region.condition),) if region else ()
    marks = iter(trace)
    reason = _reason(item.clause, marks)
    return tuple(_cause(leaf) for leaf in reason.standing_against())


def _cause(clause: Any) -> Cause:
    return Cause(clause.id, clause.text or clause.id, clause.text_en or clause.text or clause.id)


def _reason(clause: Clause, marks: Iterator[str]) -> Reason:
    condition = clause.condition
    if condition.kind == "leaf":
        truth = _MARKS[next(marks)]
        children: tuple[Reason, ...] = ()
    else:
        children = tuple(_reason(child, marks) for child in clause.children)
        truth = _joined(condition.kind, [True if c.pending else c.truth for c in children])
    return Reason(
        kind=condition.kind,
        id=condition.id,
        text=condition.text,
        text_en=condition.text_en,
        truth=truth,
        pending=condition.kind == "leaf" and condition.process and truth is None,
        children=children,
    )


def _joined(kind: str, truths: list[bool | None]) -> bool | None:
    """And, or, and not over what may be unknown."""
    settles = kind != "all"
    result: bool | None = settles if settles in truths else None if None in truths else not settles
    return result if kind != "not" or result is None else not result
