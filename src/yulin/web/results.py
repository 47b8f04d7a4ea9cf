"""What somebody would be due in each place, and honest sums of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from yulin.policy.decision import Decision, Status
from yulin.web import regions

#: the order in which a reader wants to see them
ORDER = (Status.YES, Status.NOT_YET, Status.UNDETERMINED, Status.NO)


@dataclass(frozen=True)
class Total:
    """A sum of what is known, and how many sums are not."""

    known: Decimal = Decimal(0)
    #: some of it is “not more than”
    at_most: bool = False
    #: benefits that are due but whose sum nobody has published
    unknown: int = 0

    @property
    def is_empty(self) -> bool:
        return not self.known and not self.unknown


@dataclass(frozen=True)
class Place:
    """One region's answers."""

    code: int
    groups: tuple[tuple[Status, tuple[Decision, ...]], ...]
    first_year: Total
    whole: Total

    @property
    def name(self) -> str:
        return regions.full_name(self.code)

    def count(self, status: Status) -> int:
        return len(dict(self.groups).get(status, ()))

    @property
    def counts(self) -> tuple[tuple[Status, int], ...]:
        return tuple((status, self.count(status)) for status in ORDER)


def of_decisions(region: int, decisions: Iterable[Decision]) -> Place:
    decisions = tuple(decisions)
    counted = _counted(decisions)
    return Place(
        code=region,
        groups=tuple((status, _of(decisions, status)) for status in ORDER),
        first_year=_total(counted, "paid_in_first_year"),
        whole=_total(counted, "paid"),
    )


def _of(decisions: Iterable[Decision], status: Status) -> tuple[Decision, ...]:
    """Of one status; the largest sums first, the classes before all."""
    found = [d for d in decisions if d.status == status]
    return tuple(sorted(found, key=lambda d: (d.kind != "class", -_size(d))))


def _size(decision: Decision) -> Decimal:
    amount = decision.amount
    return (amount.paid or amount.value or Decimal(0)) if amount else Decimal(0)


def _counted(decisions: Iterable[Decision]) -> list[Decision]:
    """Money that this person would really get: nothing displaced, one of each group to choose."""
    due = [d for d in decisions if _is_money_due(d)]
    best: dict[frozenset[str], Decision] = {}
    for decision in due:
        group = frozenset({decision.key, *decision.choose_between})
        if group not in best or _size(decision) > _size(best[group]):
            best[group] = decision
    return list(best.values())


def _is_money_due(decision: Decision) -> bool:
    return (
        decision.status == Status.YES
        and decision.kind == "money"
        and decision.payee == "person"
        and decision.displaced_by is None
    )


def _total(decisions: Iterable[Decision], name: str) -> Total:
    sums = [(d.amount, getattr(d.amount, name, None)) for d in decisions]
    return Total(
        known=sum((s for _a, s in sums if s is not None), Decimal(0)),
        at_most=any(a.qualifier == "≤" for a, s in sums if a and s is not None),
        unknown=sum(s is None for _a, s in sums),
    )
