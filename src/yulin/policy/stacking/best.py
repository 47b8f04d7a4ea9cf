"""The best lawful set: where benefits rule one another out, which of them to take together.

Some dues cannot be had together: one of a set, one that rules out another, a joint cap, a deduction,
an end or a wait. The search here is exact: it finds the lawful set that brings the subject most money
within a horizon, lists the others with what they would bring, and says which rule stands between.
A sum nobody knows leaves the answer open exactly where it could turn it.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from yulin.policy.decision import Decision
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
    relations_of,
)
from yulin.policy.stacking.search import Problem, Settled, Tangle, bites, problem_of, settle


@dataclass(frozen=True, kw_only=True)
class Share:
    """What one benefit of a set brings within the horizon, after the rules have cut it."""

    decision: Decision
    #: months from now until the first payment
    starts_in: int
    #: yuan; what is known of it where ``known`` is False
    total: Decimal
    first_year: Decimal
    known: bool
    #: False for what is not paid in money
    in_money: bool
    #: yuan it would bring by itself, and the rules that take from that
    alone: Decimal
    lessened_by: tuple[Rule, ...] = ()

    @property
    def key(self) -> str:
        """``policy/benefit``."""
        return self.decision.key


@dataclass(frozen=True, kw_only=True)
class Alternative:
    """Another lawful set, what it brings, and why it is not the best."""

    shares: tuple[Share, ...]
    total: Decimal
    first_year: Decimal
    #: benefits in it whose sum nobody knows
    unknown: int
    #: what it brings less than the best; None where unknown sums leave that open
    difference: Decimal | None
    #: taken here and not in the best, and the other way round
    instead: tuple[Decision, ...]
    gives_up: tuple[Decision, ...]
    #: the rules that forbid having what it gives up as well
    rules: tuple[Rule, ...]
    why: str
    why_en: str

    @property
    def keys(self) -> tuple[str, ...]:
        """The benefits of the set, in the order of the documents."""
        return tuple(s.key for s in self.shares)


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A tangle too large to search; nothing of it is in the set."""

    keys: tuple[str, ...]
    reason: str
    reason_en: str


@dataclass(frozen=True, kw_only=True)
class BestSet:
    """The best lawful set, or the best that holds what a person chose."""

    horizon_months: int
    shares: tuple[Share, ...]
    #: yuan within the horizon, of what is known
    total: Decimal
    first_year: Decimal
    #: benefits of the set whose sum nobody knows
    unknown: int
    #: some sum is “not more than”
    at_most: bool
    #: unknown sums could make another set the better one
    is_open: bool
    #: facts nobody has supplied that would settle it, and what the sources leave open
    settled_by: tuple[str, ...]
    notes: tuple[str, ...]
    #: due, and not in the set
    left_out: tuple[Decision, ...]
    alternatives: tuple[Alternative, ...]
    #: what the person chose, and the yuan it costs against the best; None where that is open
    chosen: frozenset[str] = frozenset()
    price: Decimal | None = Decimal(0)
    refused: tuple[Refusal, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The benefits of the set, in the order of the documents."""
        return tuple(s.key for s in self.shares)

    @property
    def has_choice(self) -> bool:
        """Whether there was anything to weigh."""
        return bool(self.alternatives or self.left_out or self.refused)


def best_set(
    decisions: Sequence[Decision],
    relations: Sequence[Rule],
    horizon_months: int = 60,
    chosen: frozenset[str] = frozenset(),
    *,
    as_of: dt.date | None = None,
    coming: bool = False,
    limit: int = 12,
) -> BestSet:
    """Return the lawful set that brings most money, with the other lawful sets.

    Payments after the horizon do not count; where rules compete, the horizon is stretched to the
    last payment of a competing benefit, so that this agrees with 就高, which looks at whole sums.

    Args:
        decisions: one subject's decisions; those that are due compete.
        relations: the rules between benefits, see ``relations_of``.
        horizon_months: months from now whose payments count.
        chosen: keys the person insists on; the result holds them and states their price.
        as_of: today; needed for dates to come and for yearly caps, which follow calendar years.
        coming: also count what will be due on a known day.
        limit: alternatives returned at most.

    Raises:
        ChoiceError: where what was chosen cannot be had together.
    """
    problem = problem_of(decisions, relations, horizon_months, as_of=as_of, coming=coming)
    free = _solve(problem, frozenset(), limit)
    wanted = frozenset(o.key for o in problem.options) & chosen
    if not wanted:
        return free.answer(limit)
    forced = _solve(problem, frozenset(problem.number[k] for k in wanted), limit)
    return forced.answer(limit, chosen=wanted, against=free)


def _solve(problem: Problem, forced: frozenset[int], limit: int) -> _Solution:
    found, refused = [], []
    for tangle in problem.tangles():
        here = forced & frozenset(tangle.members)
        tangle.check(here)
        sets = tangle.ranked(here, limit + 1)
        if sets is None:
            refused.append(_refusal(tangle))
            # what was chosen stays, although nothing else of the tangle can be weighed
            sets = [here] if here else None
        if sets is not None:
            found.append(settle(tangle, sets, here))
    return _Solution(problem, found, tuple(refused))


def _refusal(tangle: Tangle) -> Refusal:
    count = len(tangle.members)
    return Refusal(
        keys=tuple(tangle.problem.options[n].key for n in tangle.members),
        reason=f"{count} 项待遇互相牵连，组合太多，没有逐一比较，请人工选择",
        reason_en=f"{count} benefits hang together in too many ways to compare; choose by hand",
    )


@dataclass(frozen=True)
class _Solution:
    problem: Problem
    tangles: Sequence[Settled]
    refused: tuple[Refusal, ...]

    @cached_property
    def total(self) -> int:
        return sum(t.tangle.worth(t.sets[0]).total for t in self.tangles)

    @cached_property
    def unknown(self) -> bool:
        return any(t.tangle.unknown(t.sets[0]) for t in self.tangles)

    def answer(
        self,
        limit: int,
        *,
        chosen: frozenset[str] = frozenset(),
        against: _Solution | None = None,
    ) -> BestSet:
        shares = self.shares([0] * len(self.tangles))
        taken = {s.key for s in shares}
        refused = {k for r in self.refused for k in r.keys}
        doubts = [o for t in self.tangles for o in t.doubts]
        amounts = [o.decision.amount for o in doubts if o.decision.amount is not None]
        return BestSet(
            horizon_months=self.problem.horizon,
            shares=shares,
            total=_yuan(self.total),
            first_year=sum((s.first_year for s in shares), Decimal(0)),
            unknown=sum(not s.known for s in shares),
            at_most=any(_is_at_most(s.decision) for s in shares),
            is_open=any(t.is_open for t in self.tangles),
            settled_by=_once(name for a in amounts for name in a.missing),
            notes=_once(note for a in amounts for note in a.notes),
            left_out=self._left_out(taken | refused),
            alternatives=tuple(self._alternatives(limit)),
            chosen=chosen,
            price=Decimal(0) if against is None else _price(against, self),
            refused=self.refused,
        )

    def _left_out(self, settled: set[str]) -> tuple[Decision, ...]:
        passed = tuple(o.decision for o in self.problem.options if o.key not in settled)
        return (*passed, *self.problem.barred)

    def shares(self, picks: Sequence[int]) -> tuple[Share, ...]:
        """Return what each benefit brings where of every tangle one set is picked."""
        found: dict[int, Share] = {}
        for settled, pick in zip(self.tangles, picks, strict=True):
            found.update(_shares(settled.tangle, settled.sets[pick]))
        return tuple(found[n] for n in sorted(found))

    def _alternatives(self, limit: int) -> Iterator[Alternative]:
        """Yield the other sets of the whole, best first: each tangle's sets in every combination."""
        first = (0,) * len(self.tangles)
        queue, seen = [(0, first)], {first}
        found = 0
        while queue and found < limit:
            loss, picks = heapq.heappop(queue)
            if picks != first:
                found += 1
                yield self._alternative(loss, picks)
            for i in range(len(picks)):
                further = (*picks[:i], picks[i] + 1, *picks[i + 1 :])
                if further[i] < len(self.tangles[i].sets) and further not in seen:
                    seen.add(further)
                    heapq.heappush(queue, (self._loss(further), further))

    def _loss(self, picks: Sequence[int]) -> int:
        return self.total - sum(
            t.tangle.worth(t.sets[p]).total for t, p in zip(self.tangles, picks, strict=True)
        )

    def _alternative(self, loss: int, picks: Sequence[int]) -> Alternative:
        changed = [(t, t.sets[p]) for t, p in zip(self.tangles, picks, strict=True) if p]
        shares = self.shares(picks)
        instead = [n for t, m in changed for n in sorted(m - t.sets[0])]
        gives_up = [n for t, m in changed for n in sorted(t.sets[0] - m)]
        apart = {n for t, m in changed for o in t.tangle.unknown(m ^ t.sets[0]) for n in (o.key,)}
        difference = None if apart else _yuan(loss)
        rules = _between(changed)
        options = self.problem.options
        said = _Said(
            instead=tuple(options[n].decision for n in instead),
            gives_up=tuple(options[n].decision for n in gives_up),
            rules=rules,
            total=_yuan(self.total - loss),
            unknown=sum(not s.known for s in shares),
            difference=difference,
            years=self.problem.horizon,
        )
        return Alternative(
            shares=shares,
            total=said.total,
            first_year=sum((s.first_year for s in shares), Decimal(0)),
            unknown=said.unknown,
            difference=difference,
            instead=said.instead,
            gives_up=said.gives_up,
            rules=rules,
            why=said.chinese(),
            why_en=said.english(),
        )


def _between(changed: Sequence[tuple[Settled, frozenset[int]]]) -> tuple[Rule, ...]:
    """Return the rules that stand between a set and what it gives up, or that cost it something."""
    found: list[Rule] = []
    for settled, members in changed:
        tangle, best = settled.tangle, settled.sets[0]
        for n in sorted(best - members):
            found.extend(tangle.broken(members | {n}))
        both = members | best
        for rule in tangle.rules:
            bound = frozenset(tangle.problem.bound(rule))
            if (
                isinstance(rule, Wait | Stop | Deduct | Cap)
                and bound <= both
                and bound & (members ^ best)
            ):
                found.append(rule)
    return tuple(dict.fromkeys(found))


def _shares(tangle: Tangle, members: frozenset[int]) -> Iterator[tuple[int, Share]]:
    worth = tangle.worth(members)
    for n in sorted(members):
        option = tangle.problem.options[n]
        paid = worth.payments[n]
        alone = tangle.valued(frozenset({n}), tangle.low, ()).total
        fen = sum(f for _, f in paid)
        yield (
            n,
            Share(
                decision=option.decision,
                starts_in=min((m for m, f in paid if f), default=option.start),
                total=_yuan(fen),
                first_year=_yuan(sum(f for month, f in paid if month < 12)),
                known=option.known,
                in_money=option.decision.amount is not None,
                alone=_yuan(alone),
                lessened_by=_lessening(tangle, members, n),
            ),
        )


def _lessening(tangle: Tangle, members: frozenset[int], n: int) -> tuple[Rule, ...]:
    """Return the rules that take from, or put off, what an option brings in a set."""
    key = tangle.problem.options[n].key
    touching = []
    for rule in tangle.rules:
        if not isinstance(rule, Wait | Stop | Deduct | Cap) or key not in rule.keys:
            continue
        if not bites(rule, members, tangle.problem):
            continue
        others = [r for r in tangle.adjusting if r is not rule]
        if (
            tangle.valued(members, tangle.low, others).payments[n]
            != tangle.worth(members).payments[n]
        ):
            touching.append(rule)
    return tuple(touching)


def _price(best: _Solution, forced: _Solution) -> Decimal | None:
    if best.total == forced.total and _taken(best) == _taken(forced):
        return Decimal(0)
    apart = _taken(best) ^ _taken(forced)
    options = best.problem.options
    if any(not options[n].known for n in apart) or best.refused:
        return None
    return _yuan(best.total - forced.total)


def _taken(solution: _Solution) -> frozenset[int]:
    return frozenset(n for t in solution.tangles for n in t.sets[0])


def _is_at_most(decision: Decision) -> bool:
    return decision.amount is not None and decision.amount.qualifier == "≤"


def _yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


# -- words -----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class _Said:
    """Why an alternative is not the best, in both languages."""

    instead: tuple[Decision, ...]
    gives_up: tuple[Decision, ...]
    rules: tuple[Rule, ...]
    total: Decimal
    unknown: int
    difference: Decimal | None
    years: int

    def chinese(self) -> str:
        parts = [self._swap_chinese()]
        if self.rules:
            parts.append("因为" + "；".join(r.text or r.name for r in self.rules))
        least = "至少 " if self.unknown else ""
        parts.append(f"{_span(self.years)}合计 {least}{self.total:,.2f} 元")
        if self.difference is None:
            parts.append("有的金额未知，比不出高低")
        elif self.difference:
            parts.append(f"比最好的少 {self.difference:,.2f} 元")
        else:
            parts.append("金额与最好的一样，发得晚或排在后面")
        return "，".join(parts)

    def _swap_chinese(self) -> str:
        new = "、".join(d.title for d in self.instead)
        old = "、".join(d.title for d in self.gives_up)
        if new and old:
            return f"选{new}，就不能要{old}"
        return f"再加上{new}" if new else f"不要{old}"

    def english(self) -> str:
        parts = [self._swap_english()]
        if self.rules:
            parts.append("because: " + "; ".join(r.text_en or r.text or r.name for r in self.rules))
        least = "at least " if self.unknown else ""
        parts.append(f"{least}¥{self.total:,.2f} in {_span_english(self.years)}")
        if self.difference is None:
            parts.append("some sums are unknown, so it cannot be ranked")
        elif self.difference:
            parts.append(f"¥{self.difference:,.2f} less than the best")
        else:
            parts.append("as much as the best, but paid later or listed after it")
        return "; ".join(parts)

    def _swap_english(self) -> str:
        new = ", ".join(d.title_en or d.title for d in self.instead)
        old = ", ".join(d.title_en or d.title for d in self.gives_up)
        if new and old:
            return f"With {new} there is no {old}"
        return f"With {new} as well" if new else f"Without {old}"


def _span(months: int) -> str:
    return f"{months // 12} 年" if months % 12 == 0 else f"{months} 个月"


def _span_english(months: int) -> str:
    return f"{months // 12} years" if months % 12 == 0 else f"{months} months"


__all__ = [
    "Alternative",
    "BestSet",
    "Cap",
    "ChoiceError",
    "Deduct",
    "Excludes",
    "Few",
    "Refusal",
    "Rule",
    "Share",
    "Stop",
    "Together",
    "Wait",
    "best_set",
    "relations_of",
]
