"""When a "no" becomes a "yes" by time alone, as IR over IR, so that every back end agrees.

``outlook`` gives the days on which something a condition rests on turns in its favour, and the
condition restated for such a day. The first of these days on which it holds is the answer: it cannot
begin to hold on any other, for nothing else changes. That is to say, whoever is insured stays insured,
and contracts, homes and every other figure over records stay as they are.

Days too many do no harm, days that are missing do. So every comparison gives each day on which it may
turn, whatever stands beside it, and which of them decides is seen by looking at the truth on that day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from yulin.policy import ir
from yulin.policy.dates.arithmetic import Sign, first_of_month, kind_of, plus, step
from yulin.policy.dates.crossings import NEGATED, Crossings
from yulin.policy.dates.growth import Growth
from yulin.policy.kinds import DAY, YES, Number

_MONTHS = Number("月")
_ONE = ir.Const(1, Number())


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """When a truth that fails today may hold by time alone.

    It comes to hold on the first of ``dates`` after the date of the decision, and before the end of
    the calendar, on which ``later`` is true; a day on which ``later`` is unknown is passed over. If
    none is true and one is unknown, it cannot be told.
    """

    #: the variable through which ``later`` reads the day
    when: str
    #: the days on which something turns in its favour, by name
    dates: tuple[tuple[str, ir.Node], ...]
    #: the truth on the day in ``when``
    later: ir.Node
    #: by the name of a day, the names whose definitions it was found in: it is the day on which these
    #: turn, and nobody's who was told one of them beside its definition (see ``foresee``)
    through: tuple[tuple[str, tuple[str, ...]], ...] = ()
    #: the names that ``later`` restates by their definitions
    restated: tuple[str, ...] = ()

    def nodes(self) -> tuple[ir.Node, ...]:
        """Return everything that must be worked out."""
        return (*(node for _, node in self.dates), self.later)


def outlook(truth: ir.Node, when: str, growth: Growth) -> Outlook | None:
    """Return when ``truth`` may come to hold, or None where time is no cure."""
    turns = Turns(growth)
    turns.truth(truth, wanted=True)
    dates = turns.days()
    if not dates:
        return None
    named = tuple((f"{when}#{number}", node) for number, node in enumerate(dates, 1))
    return Outlook(
        when=when,
        dates=named,
        later=project(truth, ir.Var(when, DAY), growth),
        through=tuple((name, tuple(turns.through.get(node, ()))) for name, node in named),
        restated=moving_names(truth, growth),
    )


def false(node: ir.Node) -> ir.Node:
    """Return a node that is true where ``node`` is definitely false, and never unknown."""
    return ir.And((ir.Known(node), ir.Not(node)))


# -- the days --------------------------------------------------------------------------------------


def moving_names(node: ir.Node, growth: Growth) -> tuple[str, ...]:
    """Return the names below a node whose definitions move, and that are no counters."""
    found: dict[str, None] = {}
    waiting = [node]
    while waiting:
        for name in ir.variables(waiting.pop()):
            definition = growth.definitions.get(name)
            known = name in found or name in growth.counting
            if definition is not None and not known and growth.moves(definition):
                found[name] = None
                waiting.append(definition)
    return tuple(found)


@dataclass
class Turns:
    """Collects the days on which truths turn, each in the direction in which it counts."""

    growth: Growth
    found: dict[ir.Node, None] = field(default_factory=dict)
    #: day → the names in whose definitions it was found
    through: dict[ir.Node, dict[str, None]] = field(default_factory=dict)
    crossings: Crossings = field(init=False)
    #: the names whose definitions are being looked into
    _inside: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.crossings = Crossings(self.growth)

    def days(self) -> tuple[ir.Node, ...]:
        """Return all days; what turns every year does so after today and after any other day."""
        never = ir.Const(None, DAY)
        days = [day for day in self.found if day != never]
        again: dict[ir.Node, None] = {}
        for date, month in self.crossings.yearly:
            names = moving_names(date, self.growth)
            for day in (ir.AsOf(), *days):
                for target in self._next(date, month, day):
                    again[target] = None
                    self._note(target, (*names, *self.through.get(day, ())))
        return tuple(dict.fromkeys([*days, *again]))

    def _note(self, day: ir.Node, names: Iterable[str]) -> None:
        self.through.setdefault(day, {}).update(dict.fromkeys(names))

    def _add(self, days: Iterable[ir.Node], node: ir.Node) -> None:
        """Keep the days on which a node turns, with the names it and they rest on."""
        names = (*self._inside, *moving_names(node, self.growth))
        for day in days:
            self.found[day] = None
            self._note(day, names)

    @contextmanager
    def _expanded(self, node: ir.Node) -> Iterator[ir.Node]:
        """Give the definition behind names that move, noting whose it is while it is looked into."""
        names: list[str] = []
        inner = self.growth.expand(node, names)
        self._inside += names
        yield inner
        del self._inside[len(self._inside) - len(names) :]

    def _next(self, date: ir.Node, month: int, day: ir.Node) -> Iterator[ir.Node]:
        """Yield the day from ``day`` on when a date that moves next enters a month."""
        then = project(date, day, self.growth)
        first = next_month(ir.AddDays(then, _ONE), month)
        yield from self.crossings.reach(date, first, 1)

    def truth(self, node: ir.Node, *, wanted: bool) -> None:
        """Collect the days on which a truth may become true, or false where that is wanted."""
        with self._expanded(node) as inner:
            if self.growth.moves(inner):
                self._truth(inner, wanted=wanted)

    def _truth(self, node: ir.Node, *, wanted: bool) -> None:
        if isinstance(node, ir.And | ir.Or | ir.Disputed):
            for arg in node.args:
                self.truth(arg, wanted=wanted)
        elif isinstance(node, ir.Not):
            self.truth(node.arg, wanted=not wanted)
        elif isinstance(node, ir.Choose):
            for test, value in node.cases:
                self.either(test)
                self.truth(value, wanted=wanted)
            self.truth(node.otherwise, wanted=wanted)
        elif isinstance(node, ir.Compare):
            self._comparison(node, wanted=wanted)
        elif isinstance(node, ir.IsIn):
            self._membership(node, wanted=wanted)
        elif isinstance(node, ir.Known | ir.Within | ir.Contains):
            self.value(node.arg)
        else:
            self._below(node)

    def either(self, node: ir.Node) -> None:
        """Collect the days on which a truth may turn at all."""
        self.truth(node, wanted=True)
        self.truth(node, wanted=False)

    def value(self, node: ir.Node) -> None:
        """Collect the days on which a value may next be another one."""
        with self._expanded(node) as inner:
            if self.growth.moves(inner):
                self._value(inner)

    def _value(self, node: ir.Node) -> None:
        if _is_truth(node):
            self.either(node)
        elif isinstance(node, _STAIRS):
            lost = self.crossings.lost
            for steps, sign in _NEXT:
                bound = step(node, steps)
                assert bound is not None
                self._add(self.crossings.reach(node, bound, sign), node)
            if self.crossings.lost > lost:
                self._values_below(node)
        else:
            self._values_below(node)

    def _values_below(self, node: ir.Node) -> None:
        if isinstance(node, ir.Aggregate):
            return
        for child in ir.children(node):
            self.value(child)

    def _below(self, node: ir.Node) -> None:
        """Collect the days of the truths that a value rests on."""
        if isinstance(node, ir.Disputed) and not _is_truth(node):
            first, *others = node.args
            for other in others:  # known from the day on which they agree
                self.either(ir.Compare("==", first, other))
        for child in ir.children(node):
            with self._expanded(child) as part:
                if not self.growth.moves(part) or isinstance(part, ir.Aggregate):
                    continue  # what rows rest on is asked row by row
                if _is_truth(part):
                    self.either(part)
                else:
                    self._below(part)

    def _comparison(self, node: ir.Compare, *, wanted: bool) -> None:
        self._below(node)
        turned = node if wanted else ir.Compare(NEGATED[node.op], node.left, node.right)
        lost = self.crossings.lost
        self._add(self.crossings.of(turned), turned)
        if self.growth.records and self.crossings.lost > lost:
            self._values_below(node)

    def _membership(self, node: ir.IsIn, *, wanted: bool) -> None:
        self._below(node)
        kind = kind_of(self.growth.expand(node.arg))
        if kind != DAY and not isinstance(kind, Number):
            return
        for value in node.values:
            test = ir.Compare("==" if wanted else "!=", node.arg, ir.Const(value, kind))
            self._add(self.crossings.of(test), test)


#: values that change step by step, of themselves
_STAIRS = (
    ir.AsOf,
    ir.Var,
    ir.Aggregate,
    ir.AddMonths,
    ir.AddDays,
    ir.AddWorkdays,
    ir.MonthEnd,
    ir.MonthsBetween,
    ir.YearsBetween,
    ir.DaysBetween,
    ir.WorkdaysBetween,
    ir.YearOf,
    ir.MonthOf,
)
_NEXT: tuple[tuple[int, Sign], ...] = ((1, 1), (-1, -1))
_TRUTHS = (ir.And, ir.Or, ir.Not, ir.Compare, ir.IsIn, ir.Within, ir.Contains, ir.Known)


def _is_truth(node: ir.Node) -> bool:
    return isinstance(node, _TRUTHS) or getattr(node, "type", None) == YES


def next_month(day: ir.Node, month: int) -> ir.Node:
    """Return the first of a month of the year, on or after a day."""
    same = first_of_month(day)
    this_month = ir.Compare("==", same, day)
    ahead = ir.Add((ir.Const(month, _MONTHS), ir.Negate(ir.MonthOf(day), _MONTHS)), _MONTHS)
    zero = ir.Const(0, _MONTHS)
    waits = ir.Choose(
        (
            (ir.And((ir.Compare("==", ahead, zero), this_month)), zero),
            (ir.Compare(">", ahead, zero), ahead),
        ),
        plus(ahead, 12),
        _MONTHS,
    )
    return ir.AddMonths(same, waits)


# -- the truth on another day ----------------------------------------------------------------------


def project(node: ir.Node, when: ir.Node, growth: Growth) -> ir.Node:
    """Return ``node`` as it will stand on the date ``when`` if nothing else changes."""
    return ir.replace(node, _projector(when, growth))


def _projector(when: ir.Node, growth: Growth) -> Callable[[ir.Node], ir.Node | None]:
    restated: dict[str, ir.Node] = {}

    def swap(node: ir.Node) -> ir.Node | None:
        if isinstance(node, ir.AsOf):
            return when
        if isinstance(node, ir.Aggregate | ir.Linked):
            return node
        if not isinstance(node, ir.Var):
            return None
        if node.name not in restated:
            restated[node.name] = _restated(node)
        return restated[node.name]

    def _restated(node: ir.Var) -> ir.Node:
        if node.name in growth.counting:
            return _counted_on(node, ir.MonthsBetween(growth.counted_from(node), when))
        definition = growth.definitions.get(node.name)
        if definition is None or not growth.moves(definition):
            return node
        return ir.replace(definition, swap)

    return swap


def _counted_on(counter: ir.Var, passed: ir.Node) -> ir.Node:
    """Return a counter some months later; one that stands at zero does not run."""
    runs = ir.Compare(">", counter, ir.Const(0, Number()))
    later = ir.Add((counter, passed), counter.type)
    return ir.Choose(((runs, later),), counter, counter.type)


# -- how much is missing ---------------------------------------------------------------------------

_ORDERED = ("<", "<=", ">", ">=")


def shortfall(node: ir.Node) -> tuple[ir.Node, Number] | None:
    """Return how much a failed comparison of numbers lacks, with its unit; None for others."""
    if not isinstance(node, ir.Compare) or node.op not in _ORDERED:
        return None
    kind = _number(node.left) or _number(node.right)
    if kind is None:
        return None
    low, high = (node.left, node.right) if node.op in (">", ">=") else (node.right, node.left)
    parts: tuple[ir.Node, ...] = (high, ir.Negate(low, kind))
    if node.op in ("<", ">"):  # the bound itself is not enough
        parts = (*parts, ir.Const(1, kind))
    return ir.Add(parts, kind), kind


def _number(node: ir.Node) -> Number | None:
    if isinstance(node, ir.YearsBetween):
        return Number("年")
    if isinstance(node, ir.MonthsBetween):
        return Number("月")
    if isinstance(node, ir.DaysBetween):
        return Number("日")
    kind = getattr(node, "type", None)
    return kind if isinstance(kind, Number) and kind.unit else None
