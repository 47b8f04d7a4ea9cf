"""What relations make of the dues of one subject: which is taken, and what is really paid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from yulin.policy.decision import Decision, Status
from yulin.policy.program import Group


def resolve(decisions: Sequence[Decision], groups: Sequence[Group]) -> tuple[Decision, ...]:
    """Return the decisions with displaced ones marked; a sum nobody knows leaves the choice open."""
    by_key = {d.key: d for d in decisions}
    for group in groups:
        due = [by_key[m] for m in group.members if m in by_key and _competes(by_key[m])]
        if len(due) > 1:
            by_key.update(_settle(group, due))
    return tuple(by_key[d.key] for d in decisions)


def _settle(group: Group, due: list[Decision]) -> dict[str, Decision]:
    totals = [_total(d) for d in due]
    if group.relation.rule == "choice" or any(t is None for t in totals):
        keys = [d.key for d in due]
        return {d.key: replace(d, choose_between=tuple(k for k in keys if k != d.key)) for d in due}
    best = max(range(len(due)), key=lambda i: (totals[i] or Decimal(0), -i))
    return {
        d.key: d if n == best else replace(d, displaced_by=due[best].key) for n, d in enumerate(due)
    }


def _competes(decision: Decision) -> bool:
    return decision.status is Status.YES and decision.displaced_by is None


def _choosing(decision: Decision, keys: list[str]) -> Decision:
    """Add a group's other members to those the benefit is already chosen against."""
    others = [*decision.choose_between, *(k for k in keys if k != decision.key)]
    return replace(decision, choose_between=tuple(dict.fromkeys(others)))


def _total(decision: Decision) -> Decimal | None:
    return decision.amount.total if decision.amount is not None else None


def displaced(keys: Sequence[str], row: Mapping[str, Any]) -> dict[str, str]:
    """Return member → winner for one row of a wide frame, for a group that takes the highest."""
    yes = [k for k in keys if row[f"{k}|status"] == int(Status.YES)]
    due = [k for k in yes if row.get(f"{k}|displaced_by") is None]  # what gave way rivals nobody
    totals = [row.get(f"{k}|total") for k in due]
    if len(due) < 2 or any(t is None for t in totals):
        return {}
    best = due[max(range(len(due)), key=lambda i: (totals[i], -i))]
    return {k: best for k in due if k != best}


# -- what is really paid ---------------------------------------------------------------------------


@dataclass
class Payments:
    """What several dues of one subject really bring, in fen: None where it is not known."""

    #: the sums of what is due and not displaced
    sums: dict[str, int | None]
    #: benefit → those that take from it
    lessened: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sums = {m: None if s is None else max(0, s) for m, s in self.sums.items()}

    def settle(self, groups: Sequence[Group], ceilings: Mapping[str, int | None]) -> None:
        """Take deductions off, then cut at joint caps (given by ``Group.ceiling_column``)."""
        for group in groups:
            if group.relation.rule == "deduct":
                self._deduct(group)
        for group in groups:
            if group.relation.rule == "cap" and group.ceiling_column in ceilings:
                self._cap(group, ceilings[group.ceiling_column])

    def _deduct(self, group: Group) -> None:
        taken = [m for m in group.first if self.sums.get(m, 0) != 0]
        offs = [self.sums[m] for m in taken]
        for member in group.others:
            if not taken or self.sums.get(member, 0) == 0:
                continue
            own = self.sums[member]
            known = [off for off in offs if off is not None]
            lacks = own is None or len(known) < len(offs)
            self.sums[member] = None if own is None or lacks else max(0, own - sum(known))
            self._note(member, taken)

    def _cap(self, group: Group, ceiling: int | None) -> None:
        left = None if ceiling is None else max(0, ceiling)
        before: list[str] = []
        for member in group.members:
            own = self.sums.get(member, 0)
            if own == 0:
                continue
            if left == 0:
                paid: int | None = 0
            elif own is None or left is None:
                paid = left = None
            else:
                paid = min(own, left)
                left -= paid
            self.sums[member] = paid
            if paid is None or paid != own:
                self._note(member, before)
            before.append(member)

    def _note(self, member: str, others: Sequence[str]) -> None:
        self.lessened.setdefault(member, []).extend(others)


def with_payments(
    decisions: Sequence[Decision],
    groups: Sequence[Group],
    ceilings: Mapping[str, int | None],
) -> tuple[Decision, ...]:
    """Return the decisions with what is really paid of every sum that is due.

    A relation of which not every member is among the decisions says nothing here.
    """
    paying = {d.key: _fen(d) for d in decisions if d.amount is not None and _competes(d)}
    keys = {d.key for d in decisions}
    whole = [g for g in groups if g.lessens and keys.issuperset(g.members)]
    torn = {m for g in groups if g.lessens and not keys.issuperset(g.members) for m in g.members}
    payments = Payments(dict(paying))
    payments.settle(whole, ceilings)
    bound = {m for g in whole for m in g.members} - torn
    return tuple(
        _paid(d, payments, settled=d.key in bound) if d.key in paying.keys() - torn else d
        for d in decisions
    )


def _paid(decision: Decision, payments: Payments, *, settled: bool) -> Decision:
    assert decision.amount is not None
    fen = payments.sums[decision.key]
    amount = replace(
        decision.amount,
        net=None if fen is None else Decimal(fen).scaleb(-2),
        settled=settled,
        lessened_by=tuple(dict.fromkeys(payments.lessened.get(decision.key, ()))),
    )
    return replace(decision, amount=amount)


def _fen(decision: Decision) -> int | None:
    total = _total(decision)
    return None if total is None else int(total.scaleb(2))


def nets(groups: Sequence[Group], row: Mapping[str, Any]) -> dict[str, int | None]:
    """Return member → what is really paid, for one row of a wide frame; None: unknown or not due."""
    lessening = [g for g in groups if g.lessens and any(f"{m}|total" in row for m in g.members)]
    members = dict.fromkeys(m for g in lessening for m in g.members if f"{m}|total" in row)
    due = {
        m: row[f"{m}|total"]
        for m in members
        if row[f"{m}|status"] == int(Status.YES) and row.get(f"{m}|displaced_by") is None
    }
    payments = Payments(due)
    columns = [g.ceiling_column for g in lessening if g.ceiling_column in row]
    payments.settle(lessening, {c: row[c] for c in columns})
    return {m: payments.sums.get(m) for m in members}
