"""Why a sum is not known, in words: what is missing, and what the sources leave open."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property

import polars as pl

from yulin.facts.frames import Facts
from yulin.policy import ir
from yulin.policy.decide import DecisionTable
from yulin.policy.decision import Amount, Status
from yulin.policy.explain import amount_of
from yulin.policy.program import Item, Program
from yulin.policy.subjects import Register

#: statuses whose sums people read: what is due, or will be
PAID = (int(Status.YES), int(Status.NOT_YET))
#: sums looked into one by one, and records indexed for that, at most; beyond, what may be missing
MOST_SUMS = 20_000
MOST_RECORDS = 500_000


def in_words(amount: Amount) -> str:
    """Return why a total is not known, e.g. ``金额未知：缺 最低工资类别``; empty where it is."""
    if amount.total is not None:
        return ""
    what = "金额未知" if amount.value is None else "合计未知"
    # while a fact is missing, what readings give is not all that it may be
    candidates = () if amount.missing else amount.alternatives
    parts = [_candidates(candidates), _lacking(amount.missing), *amount.notes]
    return _said(what, parts)


def _candidates(sums: tuple[Decimal, ...]) -> str:
    return f"可能是 {' 或 '.join(f'{s:,.2f} 元' for s in sums)}" if sums else ""


def _lacking(names: Iterable[str]) -> str:
    listed = "、".join(names)
    return f"缺 {listed}" if listed else ""


def _said(what: str, parts: list[str]) -> str:
    told = "；".join(part for part in parts if part)
    return f"{what}：{told}" if told else what


class OpenSums:
    """Says of rows of decisions why their sums are not known.

    Args:
        table: the decisions.
        facts: what they were made of; without them only what may be missing is said.
    """

    def __init__(self, table: DecisionTable, facts: Facts | None) -> None:
        """Count the records once."""
        self._program, self._as_of = table.program, table.as_of
        few = facts is not None and sum(facts.counts().values()) <= MOST_RECORDS
        self._facts = facts if few else None
        self._left = MOST_SUMS

    def words(self, item: Item, frame: pl.DataFrame) -> pl.Series:
        """Return for long rows of one benefit why the sum is not known; "" where nothing is to say."""
        if item.amount is None:
            return pl.Series("open", [""] * frame.height, dtype=pl.String)
        asked = pl.col("status").is_in(PAID) & pl.col("total").is_null()
        is_open = frame.select(asked.fill_null(value=False)).to_series()
        rows = frame.filter(is_open)
        if self._facts is None or rows.height > self._left:
            told = _in_general(item, self._program, rows)
        else:
            self._left -= rows.height
            told = [in_words(self._amount(item, subject)) for subject in rows["subject"]]
        blank = pl.Series("open", [""], dtype=pl.String).new_from_index(0, frame.height)
        return blank.scatter(is_open.arg_true(), told) if told else blank

    def _amount(self, item: Item, subject: str) -> Amount:
        assert item.amount is not None
        return amount_of(item.amount, self._register.frame(item.subject, subject))

    @cached_property
    def _register(self) -> Register:
        assert self._facts is not None
        return Register(self._program, self._as_of, self._facts)


def _in_general(item: Item, program: Program, rows: pl.DataFrame) -> list[str]:
    """Say what may be missing, the same of everybody: looking at each would take too long."""
    assert item.amount is not None
    total = item.amount.total
    names = [program.definitions[n].name for n in ir.variables(total) if not n.startswith("@")]
    may = f"可能缺 {'、'.join(names)}" if names else ""
    notes = dict.fromkeys(_openings(total, program))
    words = {
        what: _said(what, [may, *(f"可能是 {note}" if may else note for note in notes)])
        for what in ("金额未知", "合计未知")
    }
    unknown = rows["amount"].is_null()
    return [words["金额未知" if each else "合计未知"] for each in unknown]


def _openings(node: ir.Node, program: Program) -> list[str]:
    """Return what the sources leave open of a node and of the names it rests on."""
    seen, waiting, found = set[str](), [node], list[str]()
    while waiting:
        part = waiting.pop()
        found += ir.outline(part).openings
        for name in ir.variables(part):
            definition = program.definitions.get(name)
            if name not in seen and definition is not None and definition.node is not None:
                seen.add(name)
                waiting.append(definition.node)
    return found
