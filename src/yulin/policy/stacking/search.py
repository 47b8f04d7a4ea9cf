"""The search behind ``best``: what sets are lawful, what they bring, and which bring most.

Options joined by rules make a tangle, which is searched by branch and bound: no rule ever makes a set
pay more than its parts would alone, so what the parts could still add bounds every branch.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from yulin.policy.decision import Amount, Decision, Status
from yulin.policy.stacking.rules import (
    Cap,
    ChoiceError,
    Deduct,
    Excludes,
    Few,
    Rule,
    Stop,
    Together,
    Wait,
)

#: members of one tangle that are searched; more are refused with a reason
MOST_MEMBERS = 20
#: partial sets looked at in one tangle before the search gives up and says so
MOST_STEPS = 200_000
#: stands for “however much” where a sum has no known upper end; in fen
_BOUNDLESS = 10**14
_STEPS = {"once": 1, "month": 1, "quarter": 3, "half": 6, "year": 12}


# -- options ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pay:
    """So much every so many months, so many times; in fen."""

    fen: int
    step: int
    times: int

    def payments(self, start: int, horizon: int) -> list[tuple[int, int]]:
        months = range(start, horizon, self.step)
        return [(month, self.fen) for month in months[: self.times]]


@dataclass(frozen=True)
class Option:
    decision: Decision
    start: int
    #: least and most it may pay
    low: Pay
    high: Pay

    @property
    def key(self) -> str:
        return self.decision.key

    @property
    def known(self) -> bool:
        return self.low == self.high


def _option(decision: Decision, as_of: dt.date | None) -> Option:
    start = 0
    if decision.status is Status.NOT_YET and decision.ready_on is not None and as_of is not None:
        start = max(0, _month(decision.ready_on) - _month(as_of))
    low, high = _pay(decision.amount)
    return Option(decision, start, low, high)


def _month(day: dt.date) -> int:
    return day.year * 12 + day.month - 1


def _pay(amount: Amount | None) -> tuple[Pay, Pay]:
    if amount is None:
        return Pay(0, 1, 1), Pay(0, 1, 1)
    step = _STEPS[amount.period]
    low, high = _values(amount)
    least, most = (amount.periods, amount.periods) if amount.periods is not None else (1, 10**6)
    return Pay(low, step, least), Pay(high, step, most)


def _values(amount: Amount) -> tuple[int, int]:
    if amount.value is not None:
        fen = int(amount.value.scaleb(2))
        return fen, fen
    if amount.alternatives:
        found = [int(a.scaleb(2)) for a in amount.alternatives]
        return min(found), max(found)
    return 0, _BOUNDLESS


def _competes(decision: Decision, *, coming: bool) -> bool:
    if decision.kind == "class" or decision.payee != "person":
        return False
    if decision.status is Status.YES:
        return True
    return coming and decision.status is Status.NOT_YET and decision.ready_on is not None


# -- the whole problem -----------------------------------------------------------------------------


def problem_of(
    decisions: Sequence[Decision],
    relations: Sequence[Rule],
    horizon: int,
    *,
    as_of: dt.date | None,
    coming: bool,
) -> Problem:
    rules = tuple(relations)
    barred = {r.excluded for r in rules if isinstance(r, Excludes) and r.received}
    due = [d for d in decisions if _competes(d, coming=coming)]
    options = tuple(_option(d, as_of) for d in due if d.key not in barred)
    ahead = 12 - (as_of.month - 1) if as_of is not None else 12
    problem = Problem(options, rules, horizon, ahead)
    barred_now = tuple(d for d in due if d.key in barred)
    return Problem(options, rules, problem.stretched(), ahead, barred_now)


@dataclass(frozen=True, eq=False)
class Problem:
    """The options with the rules that bind at least two of them (or one that is capped)."""

    options: tuple[Option, ...]
    relations: tuple[Rule, ...]
    horizon: int
    #: months left of the calendar year, this one included
    ahead: int
    barred: tuple[Decision, ...] = ()

    @cached_property
    def number(self) -> dict[str, int]:
        return {o.key: n for n, o in enumerate(self.options)}

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        return tuple(r for r in self.relations if len(self.bound(r)) >= _least_members(r))

    def bound(self, rule: Rule) -> tuple[int, ...]:
        """Return the options a rule speaks of, by number, in the rule's order."""
        return tuple(self.number[k] for k in dict.fromkeys(rule.keys) if k in self.number)

    def stretched(self) -> int:
        rivals = {n for r in self.rules if isinstance(r, Few) for n in self.bound(r)}
        ends = [self.horizon]
        for n in rivals:
            option = self.options[n]
            if option.known:
                ends.append(option.start + (option.low.times - 1) * option.low.step + 1)
        return max(ends)

    def tangles(self) -> Iterator[Tangle]:
        """Yield the options in groups that no rule joins to another, in document order."""
        parent = list(range(len(self.options)))

        def root(n: int) -> int:
            while parent[n] != n:
                n = parent[n]
            return n

        for rule in self.rules:
            first, *rest = self.bound(rule)
            for other in rest:
                parent[max(root(first), root(other))] = min(root(first), root(other))
        members: dict[int, list[int]] = {}
        for n in range(len(self.options)):
            members.setdefault(root(n), []).append(n)
        for found in members.values():
            rules = tuple(r for r in self.rules if self.bound(r)[0] in found)
            yield Tangle(self, tuple(found), rules)


def _least_members(rule: Rule) -> int:
    return 1 if isinstance(rule, Cap) else 2


Valuation = Callable[[int], Pay]


@dataclass(frozen=True)
class Worth:
    """What a set brings: payments per option, in fen."""

    payments: Mapping[int, list[tuple[int, int]]]

    @cached_property
    def total(self) -> int:
        return sum(fen for paid in self.payments.values() for _, fen in paid)

    @cached_property
    def lateness(self) -> int:
        return sum(month * fen for paid in self.payments.values() for month, fen in paid)


@dataclass(frozen=True, eq=False)
class Tangle:
    """Options joined by rules, searched as a whole; every part of a lawful set is lawful."""

    problem: Problem
    members: tuple[int, ...]
    rules: tuple[Rule, ...]
    _worths: dict[frozenset[int], Worth] = field(default_factory=dict)

    # -- what is lawful

    @cached_property
    def _stacked(self) -> frozenset[frozenset[int]]:
        found = set()
        for rule in self.rules:
            if isinstance(rule, Together):
                bound = self.problem.bound(rule)
                found |= {frozenset((a, b)) for a in bound for b in bound if a != b}
        return frozenset(found)

    @cached_property
    def _forbidding(self) -> tuple[tuple[Rule, frozenset[int], int], ...]:
        """The rules that forbid, with their options and how many of these may be had."""
        return tuple(
            (rule, frozenset(self.problem.bound(rule)), rule.most if isinstance(rule, Few) else 1)
            for rule in self.rules
            if isinstance(rule, Few | Excludes)
        )

    def broken(self, members: frozenset[int]) -> tuple[Rule, ...]:
        """Return the rules that forbid having all of these."""
        return tuple(
            rule
            for rule, bound, most in self._forbidding
            if len(members & bound) > most and self._apart(members & bound) > most
        )

    def _apart(self, members: frozenset[int]) -> int:
        """Return how many count against a limit: those that may be stacked count once."""
        if not self._stacked:
            return len(members)
        first, *rest = sorted(members)
        without = self._apart(frozenset(rest)) if rest else 0
        apart = frozenset(n for n in rest if frozenset((first, n)) not in self._stacked)
        return max(without, 1 + (self._apart(apart) if apart else 0))

    def check(self, forced: frozenset[int]) -> None:
        rules = self.broken(forced)
        if rules:
            raise ChoiceError(rules)

    # -- what it brings

    @cached_property
    def adjusting(self) -> tuple[Rule, ...]:
        kinds = (Wait, Stop, Deduct, Cap)
        return tuple(r for kind in kinds for r in self.rules if isinstance(r, kind))

    def worth(self, members: frozenset[int]) -> Worth:
        """Return what a set brings, of unknown sums the least."""
        found = self._worths.get(members)
        if found is None:
            found = self._worths[members] = self.valued(members, self.low)
        return found

    def low(self, n: int) -> Pay:
        return self.problem.options[n].low

    def high(self, n: int) -> Pay:
        return self.problem.options[n].high

    def valued(
        self, members: frozenset[int], value: Valuation, rules: Sequence[Rule] | None = None
    ) -> Worth:
        """Return what a set brings under a valuation of the unknown sums."""
        rules = self.adjusting if rules is None else rules
        at_work = [r for r in rules if bites(r, members, self.problem)]
        starts = self._starts(members, [r for r in at_work if isinstance(r, Wait)])
        horizon = self.problem.horizon
        paid = {n: value(n).payments(starts[n], horizon) for n in sorted(members)}
        for rule in at_work:
            self._adjust(rule, paid, starts)
        return Worth(paid)

    def _starts(self, members: frozenset[int], waits: Sequence[Wait]) -> dict[int, int]:
        starts = {n: self.problem.options[n].start for n in members}
        for _ in range(len(waits)):  # a chain of waits settles in so many rounds
            for rule in waits:
                first, later = self.problem.bound(rule)
                starts[later] = max(starts[later], starts[first] + rule.months)
        return starts

    def _adjust(
        self, rule: Rule, paid: dict[int, list[tuple[int, int]]], starts: Mapping[int, int]
    ) -> None:
        number = self.problem.number
        if isinstance(rule, Stop):
            stopped, last = number[rule.stopped], starts[number[rule.taken]]
            paid[stopped] = [p for p in paid[stopped] if p[0] <= last]
        elif isinstance(rule, Deduct):
            off = sum(fen for k in rule.by for _, fen in paid.get(number.get(k, -1), ()))
            reduced = number[rule.reduced]
            paid[reduced] = _less(paid[reduced], off)
        elif isinstance(rule, Cap):
            _cut(rule, self.problem.bound(rule), paid, self.problem.ahead)

    # -- the search

    def ranked(self, forced: frozenset[int], limit: int) -> list[frozenset[int]] | None:
        """Return the lawful sets nothing can be added to for free, best first; None if too many."""
        if len(self.members) == 1 and not self.rules:
            return [frozenset(self.members)]
        if len(self.members) > MOST_MEMBERS:
            return None
        return _Search(self, forced, limit).run()

    def rank(self, members: frozenset[int]) -> tuple[int, int, int, tuple[int, ...]]:
        """Return the order of preference: most money, what 就高 settles, earliest, document order."""
        worth = self.worth(members)
        marked = sum(self.problem.options[n].decision.displaced_by is not None for n in members)
        return (-worth.total, marked, worth.lateness, tuple(sorted(members)))

    def is_full(self, members: frozenset[int]) -> bool:
        """Return whether every further option is forbidden, or costs more than it brings."""
        for n in self.members:
            if n in members or self.broken(members | {n}):
                continue
            more = members | {n}
            if self.worth(more).total >= self.worth(members).total and (
                self.valued(more, self.high).total >= self.valued(members, self.high).total
            ):
                return False
        return True

    def _extremes(self, members: frozenset[int]) -> tuple[Valuation, Valuation]:
        """Return the values of the unknown sums that speak most against a set.

        What others have counts as much as it may. What the set itself has is tried both ways: it
        counts for its rivals too where they share it, and only a cap or a deduction tells them apart.
        """
        return (
            lambda n: self.low(n) if n in members else self.high(n),
            self.high,
        )

    def beaten(self, members: frozenset[int], forced: frozenset[int]) -> frozenset[int] | None:
        """Return a set that some value of the unknown sums makes better than this one."""
        for value in self._extremes(members):
            best = self.valued(members, value).total
            rival = _Search(self, forced, 1, value=value).run()
            if rival and self.valued(rival[0], value).total > best:
                return rival[0]
        return None

    def may_beat(self, rival: frozenset[int], members: frozenset[int]) -> bool:
        """Return whether some value of the unknown sums makes one set better than another."""
        for value in self._extremes(members):
            if self.valued(rival, value).total > self.valued(members, value).total:
                return True
        return False

    def unknown(self, members: Iterable[int]) -> list[Option]:
        """Return the options of a set whose sum is not known."""
        found = (self.problem.options[n] for n in sorted(members))
        return [o for o in found if not o.known]


def bites(rule: Rule, members: frozenset[int], problem: Problem) -> bool:
    bound = members.intersection(problem.bound(rule))
    if isinstance(rule, Deduct):
        return problem.number.get(rule.reduced, -1) in bound and len(bound) > 1
    return len(bound) >= (1 if isinstance(rule, Cap) else 2)


def _less(payments: list[tuple[int, int]], off: int) -> list[tuple[int, int]]:
    """Return payments after a deduction, which takes the earliest first."""
    kept = []
    for month, fen in payments:
        taken = min(off, fen)
        off -= taken
        kept.append((month, fen - taken))
    return kept


def _cut(
    rule: Cap, bound: Sequence[int], paid: dict[int, list[tuple[int, int]]], ahead: int
) -> None:
    """Cut payments at a joint cap: what comes first, then what the rule names first, is kept."""
    most = int(rule.most.scaleb(2))
    left: dict[int, int] = {}
    rows = [
        (month, o, i) for o, n in enumerate(bound) for i, (month, _) in enumerate(paid.get(n, []))
    ]
    for month, o, i in sorted(rows):
        year = 0 if rule.per == "total" or month < ahead else 1 + (month - ahead) // 12
        room = left.setdefault(year, max(0, most - (int(rule.used.scaleb(2)) if not year else 0)))
        fen = min(paid[bound[o]][i][1], room)
        left[year] = room - fen
        paid[bound[o]][i] = (month, fen)


@dataclass
class _Search:
    """Branch and bound over one tangle: the best few lawful sets that hold what is forced."""

    tangle: Tangle
    forced: frozenset[int]
    limit: int
    #: values of the unknown sums, where only the single best set is wanted
    value: Valuation | None = None
    steps: int = 0
    _kept: list[frozenset[int]] = field(default_factory=list)

    def run(self) -> list[frozenset[int]] | None:
        """Return the sets found, best first; None where there are too many to look at."""
        tangle = self.tangle
        alone = {n: self._total(frozenset({n})) for n in tangle.members}
        order = sorted((n for n in tangle.members if n not in self.forced), key=lambda n: -alone[n])
        rest = [0] * (len(order) + 1)
        for i in reversed(range(len(order))):
            rest[i] = rest[i + 1] + alone[order[i]]
        at_hand = sum(alone[n] for n in self.forced)
        try:
            self._grow(self.forced, 0, at_hand, order, rest)
        except _TooManyError:
            return None
        return sorted(self._kept, key=self._rank)

    def _total(self, members: frozenset[int]) -> int:
        if self.value is None:
            return self.tangle.worth(members).total
        return self.tangle.valued(members, self.value).total

    def _rank(self, members: frozenset[int]) -> tuple[int, int, int, tuple[int, ...]]:
        if self.value is None:
            return self.tangle.rank(members)
        return (-self._total(members), 0, 0, tuple(sorted(members)))

    def _grow(
        self,
        members: frozenset[int],
        place: int,
        at_hand: int,
        order: Sequence[int],
        rest: Sequence[int],
    ) -> None:
        """Add or leave out each further option; no rule ever makes a set pay more than its parts."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise _TooManyError
        if len(self._kept) >= self.limit and at_hand + rest[place] < self._worst():
            return
        if place == len(order):
            self._keep(members)
            return
        n = order[place]
        if not self.tangle.broken(members | {n}):
            added = at_hand + rest[place] - rest[place + 1]
            self._grow(members | {n}, place + 1, added, order, rest)
        self._grow(members, place + 1, at_hand, order, rest)

    def _worst(self) -> int:
        return min(self._total(m) for m in self._kept)

    def _keep(self, members: frozenset[int]) -> None:
        if self.value is None and not self.tangle.is_full(members):
            return
        self._kept.append(members)
        if len(self._kept) > self.limit:
            self._kept.remove(max(self._kept, key=self._rank))


class _TooManyError(Exception):
    """More partial sets than anyone waits for."""


# -- which of a tangle's sets is taken --------------------------------------------------------------


@dataclass(frozen=True)
class Settled:
    """A tangle with its sets, the one that is taken first."""

    tangle: Tangle
    sets: tuple[frozenset[int], ...]
    is_open: bool
    #: options whose sum would settle it
    doubts: tuple[Option, ...] = ()


def settle(tangle: Tangle, sets: list[frozenset[int]], forced: frozenset[int]) -> Settled:
    """Return the sets with the taken one first, whether unknown sums leave it open, and which."""
    if not tangle.unknown(tangle.members) or len(tangle.members) == 1:
        return Settled(tangle, tuple(sets), is_open=False)
    top = tangle.worth(sets[0]).total
    for members in (m for m in sets if tangle.worth(m).total == top):
        if tangle.beaten(members, forced) is None:
            others = (m for m in sets if m != members)
            return Settled(tangle, (members, *others), is_open=False)
    rival = tangle.beaten(sets[0], forced)
    rivals = [m for m in sets if tangle.may_beat(m, sets[0])]
    apart = {n for m in (*rivals, *([rival] if rival else [])) for n in m ^ sets[0]}
    return Settled(tangle, tuple(sets), is_open=True, doubts=tuple(tangle.unknown(apart)))
