"""Finds whether few enough people fill what several shares lack: exact, whatever the numbers.

People who count for the same shares are alike, so only their numbers matter: how many to take of
each kind is a linear problem in whole numbers, with a row for each share and a column for each kind.
It is solved by bounds from the same problem in fractions (dual simplex, exact), split where a
fraction is left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import lcm

_IN_ORDER_AFTER = 200
#: which shares somebody counts for
Mark = tuple[bool, ...]


class Reserve:
    """The places that must be kept for people still to come, so that every share can be filled.

    It holds one plan: how many of each kind will be taken. Most people need no new one: they are in
    the plan, or there are places beside it, or they can stand in for somebody in it.
    """

    def __init__(self, counts: Mapping[Mark, int], places: int, needs: Sequence[int]) -> None:
        """Start before anybody is taken.

        Args:
            counts: how many of each kind there are.
            places: how many are taken at most.
            needs: how many of each share must be among them.
        """
        self._counts = dict(counts)
        self._needs = list(needs)
        self._places = places
        self._hopeless: set[Mark] = set()
        self._plan: dict[Mark, int] | None = None
        #: by share: how many more the plan holds than it must
        self._surplus: list[int] = []
        self._keep(covering(self._counts, places, self._needs))

    @property
    def failed(self) -> bool:
        """Whether some share can no longer be filled."""
        return self._plan is None

    def passes(self, mark: Mark) -> None:
        """Go on without somebody who cannot be taken for another reason."""
        self._counts[mark] -= 1
        if self._plan is not None and self._plan.get(mark, 0) > self._counts[mark]:
            self._keep(covering(self._counts, self._places, self._needs))

    def takes(self, mark: Mark) -> bool:
        """Take the next one if every share can still be filled afterwards; say whether."""
        self._counts[mark] -= 1
        if self._plan is None or mark in self._hopeless:
            return False
        if not (self._planned(mark) or self._beside(mark) or self._instead(mark)):
            return self._anew(mark)
        self._places -= 1
        self._needs = _without(self._needs, mark)
        return True

    def _planned(self, mark: Mark) -> bool:
        assert self._plan is not None
        if not self._plan.get(mark):
            return False
        self._plan[mark] -= 1
        self._held -= 1
        return True

    def _beside(self, mark: Mark) -> bool:
        if self._held == self._places:
            return False
        self._surplus = [have + counts for have, counts in zip(self._surplus, mark, strict=True)]
        return True

    def _instead(self, mark: Mark) -> bool:
        """Let somebody stand in for one in the plan whom the shares do not need beside them."""
        assert self._plan is not None
        for other, count in self._plan.items():
            trio = zip(self._surplus, mark, other, strict=True)
            if count and all(have + new >= old for have, new, old in trio):
                trio = zip(self._surplus, mark, other, strict=True)
                self._surplus = [have + new - old for have, new, old in trio]
                self._plan[other] -= 1
                self._held -= 1
                return True
        return False

    def _anew(self, mark: Mark) -> bool:
        """Look for another plan that has room for somebody.

        Where there is none, there is none for anybody later of the same kind: whoever is taken
        meanwhile could have been in the plan. So each kind is refused once.
        """
        needs = _without(self._needs, mark)
        plan = covering(self._counts, self._places - 1, needs)
        if plan is None:
            self._hopeless.add(mark)
            return False
        plan = self._with_more(mark, needs) or plan
        self._places -= 1
        self._needs = needs
        self._keep(plan)
        return True

    def _with_more(self, mark: Mark, needs: Sequence[int]) -> dict[Mark, int] | None:
        """Look for a plan with many of one kind that keeps half of every other.

        It need not be there; where it is, it serves for long, while two plans at the ends of what
        is possible would take turns with every second person.
        """
        assert self._plan is not None
        least = {other: count // 2 for other, count in self._plan.items()}
        many = min(self._counts[mark], self._held // 4)
        while many > 0:
            plan = covering(self._counts, self._places - 1, needs, least | {mark: many})
            if plan is not None:
                return plan
            many //= 4
        return None

    def _keep(self, plan: dict[Mark, int] | None) -> None:
        self._plan = plan
        self._held = sum(plan.values()) if plan else 0
        covered = (
            sum(count for mark, count in (plan or {}).items() if mark[n])
            for n in range(len(self._needs))
        )
        self._surplus = [have - need for have, need in zip(covered, self._needs, strict=True)]


def _without(needs: Sequence[int], mark: Mark) -> list[int]:
    return [need - counts for need, counts in zip(needs, mark, strict=True)]


def covering(
    counts: Mapping[Mark, int],
    places: int,
    needs: Sequence[int],
    least: Mapping[Mark, int] | None = None,
) -> dict[Mark, int] | None:
    """Return how many of each kind fill what every share needs, on no more places; None: impossible.

    Args:
        counts: how many of each kind there are.
        places: how many may be taken in all.
        needs: how many each share needs; none where it is 0 or less.
        least: how many of a kind must be among them.
    """
    rows = [n for n, need in enumerate(needs) if need > 0]
    if not rows:
        return {}
    marks = [mark for mark, count in counts.items() if count and any(mark[n] for n in rows)]
    columns = [[mark[n] for n in rows] for mark in marks]
    wanted = [needs[n] for n in rows]
    low = [(least or {}).get(mark, 0) for mark in marks]
    waiting = [(low, [min(counts[mark], places) for mark in marks])]
    while waiting:
        low, high = waiting.pop()
        found = _Fractions(columns, wanted, low, high).solved()
        if found is None:
            continue
        values, scale = found
        if -(-sum(values) // scale) > places:
            continue
        whole = [-(-value // scale) for value in values]
        if sum(whole) <= places:
            return dict(zip(marks, whole, strict=True))
        split = next(n for n, value in enumerate(values) if value % scale)
        less, more = [*high], [*low]
        less[split], more[split] = values[split] // scale, whole[split]
        waiting += [(low, less), (more, high)]
    return None


@dataclass
class _Fractions:
    """The fewest people, fractions of people allowed: dual simplex over bounded variables.

    Variables 0 … m-1 say how many of each kind are taken, m … m+k-1 how many more than needed each
    share has. Every variable in ``basis`` is ``constant + row · free``; the others are at a bound.
    All numbers are whole: parts of one ``scale``, the determinant of the basis (after Bareiss), by
    which every exchange divides without a rest.
    """

    columns: list[list[bool]]
    needs: list[int]
    low: list[int]
    high: list[int]
    basis: list[int] = field(init=False)
    free: list[int] = field(init=False)
    rows: list[list[int]] = field(init=False)
    constants: list[int] = field(init=False)
    #: what one more of each free variable adds to the number of people
    costs: list[int] = field(init=False)
    scale: int = field(init=False, default=1)
    at_high: set[int] = field(init=False, default_factory=set)
    exchanges: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        kinds, shares = len(self.columns), len(self.needs)
        self.free = list(range(kinds))
        self.basis = list(range(kinds, kinds + shares))
        self.rows = [[int(column[n]) for column in self.columns] for n in range(shares)]
        self.constants = [-need for need in self.needs]
        self.costs = [1] * kinds

    def solved(self) -> tuple[list[int], int] | None:
        """Return how many of each kind in parts of a scale, and the scale; None: nothing will do."""
        if any(low > high for low, high in zip(self.low, self.high, strict=True)):
            return None
        while (broken := self._broken()) is not None:
            row, too_low = broken
            column = self._entering(row, too_low=too_low)
            if column is None:
                return None
            self._exchange(row, column, too_low=too_low)
        values = {v: self._at(v) * self.scale for v in self.free}
        values |= {v: self._value(row) for row, v in enumerate(self.basis)}
        return [values[n] for n in range(len(self.columns))], self.scale

    def _at(self, variable: int) -> int:
        if variable >= len(self.columns):
            return 0
        return self.high[variable] if variable in self.at_high else self.low[variable]

    def _value(self, row: int) -> int:
        pairs = zip(self.rows[row], self.free, strict=True)
        return self.constants[row] + sum(
            rate * at for rate, v in pairs if rate and (at := self._at(v))
        )

    def _broken(self) -> tuple[int, bool] | None:
        """Return the row of the variable furthest out of its bounds, and whether it is too low.

        After many exchanges the first such variable goes first, so that they come to an end.
        """
        best: tuple[int, int, int] | None = None
        for row, variable in enumerate(self.basis):
            value = self._value(row)
            kind = variable < len(self.columns)
            below = (self.low[variable] * self.scale if kind else 0) - value
            above = value - self.high[variable] * self.scale if kind else below
            if below > 0 or above > 0:
                far = max(below, above) if self.exchanges < _IN_ORDER_AFTER else 0
                found = (-far, variable, row if below > 0 else ~row)
                best = found if best is None else min(best, found)
        if best is None:
            return None
        return (best[2], True) if best[2] >= 0 else (~best[2], False)

    def _entering(self, row: int, *, too_low: bool) -> int | None:
        """Return the free variable that mends a row at the least cost; the first of equals.

        Those that cost less, and do not suffice from one bound to the other, go to the other bound.
        """
        line, mends = self.rows[row], []
        for column, (rate, variable) in enumerate(zip(line, self.free, strict=True)):
            kind = variable < len(self.columns)
            if not rate or (kind and self.low[variable] == self.high[variable]):
                continue
            rises = (rate > 0) != (variable in self.at_high)
            if rises is too_low:
                mends.append(column)
        common = lcm(*(line[column] for column in mends))
        ordered = sorted(
            (abs(self.costs[column] * common // line[column]), self.free[column], column)
            for column in mends
        )
        if self.exchanges >= _IN_ORDER_AFTER:
            return ordered[0][2] if ordered else None
        lacks = self._lacks(row, too_low=too_low)
        for _cost, variable, column in ordered:
            if variable >= len(self.columns):
                return column
            lacks -= abs(line[column]) * (self.high[variable] - self.low[variable])
            if lacks <= 0:
                return column
            self.at_high ^= {variable}
        return None

    def _lacks(self, row: int, *, too_low: bool) -> int:
        """Return how far the variable of a row is out of its bounds."""
        variable, value = self.basis[row], self._value(row)
        if not too_low:
            return value - self.high[variable] * self.scale
        return (self.low[variable] * self.scale if variable < len(self.columns) else 0) - value

    def _exchange(self, row: int, column: int, *, too_low: bool) -> None:
        """Let a free variable take the place of one in the basis, which goes to its broken bound."""
        self.exchanges += 1
        leaving, entering = self.basis[row], self.free[column]
        made, constant, scale = self.rows[row], self.constants[row], self.scale
        sign = 1 if made[column] > 0 else -1
        rate = abs(made[column])
        for n, line in enumerate(self.rows):
            if n != row:
                times = sign * line[column]
                self.constants[n] = (rate * self.constants[n] - times * constant) // scale
                self.rows[n] = _added(line, made, (rate, times, scale), column)
        self.costs = _added(self.costs, made, (rate, sign * self.costs[column], scale), column)
        self.rows[row] = [-sign * value for value in made]
        self.rows[row][column] = sign * scale
        self.constants[row] = -sign * constant
        self.scale = rate
        self.basis[row], self.free[column] = entering, leaving
        self.at_high.discard(entering)
        if not too_low:
            self.at_high.add(leaving)


def _added(line: list[int], made: list[int], parts: tuple[int, int, int], column: int) -> list[int]:
    """Return a line in which the variable of a column is replaced by what it is made of."""
    rate, times, scale = parts
    if not times:
        return line if rate == scale else [rate * old // scale for old in line]
    added = [(rate * old - times * new) // scale for old, new in zip(line, made, strict=True)]
    added[column] = times
    return added
