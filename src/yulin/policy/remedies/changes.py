"""Which changes of facts would make a failed condition hold, sought through the intermediate form.

The search climbs down from a condition to the names it reads and asks of each comparison what value
would fulfil it. What it gives are proposals: each must be decided again before anybody hears of it,
since one fact stands in many clauses.
"""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import reduce
from itertools import product
from typing import Any, Literal

from yulin.policy import ir
from yulin.policy.backends.python import Frame, Value, run
from yulin.policy.dates import calendar_math as cm
from yulin.policy.dates.crossings import NEGATED
from yulin.policy.dates.foresee import foresee
from yulin.policy.dates.timing import Outlook, outlook
from yulin.policy.decision import Status
from yulin.policy.kinds import DAY, DIVISION, YES, Division, Label, Number, Text, Type, Yes
from yulin.policy.program import Definition
from yulin.policy.remedies import new_rows
from yulin.policy.remedies.names import BY_TABLE, EFFORT, Names, names_of
from yulin.policy.vocabulary import Changeable

Relation = Literal["at_least", "at_most", "exactly", "unlike"]
#: proposals kept for one part of a condition
MOST = 12
#: an unknown fact may already be as it should be
_CONFIRMING = 0.5
#: records that stay once they are made: nothing that counts them ever falls
_LASTING = frozenset({"学历", "证书", "荣誉", "已享受", "收入", "培训", "成果", "认定"})
#: the day on which the present spell of work began
_HIRED = "入职日期"
#: nobody is advised to give these up
_KEPT = frozenset({"在职", "全职", "本地现在参保", "现缴职工医疗", "在读"})
#: what is advised only where another fact, if known, stands so
_ONLY_WHERE: dict[str, tuple[str, Value]] = {"登记失业": ("在职", False)}
_HOLDS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_TURNED: dict[str, ir.CompareOp] = {
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
    "==": "==",
    "!=": "!=",
}
_RELATIONS: dict[str, Relation] = {
    ">=": "at_least",
    ">": "at_least",
    "<=": "at_most",
    "<": "at_most",
    "==": "exactly",
    "!=": "unlike",
}


@dataclass(frozen=True)
class Step:
    """One fact changed: a name given another value, a row added, or time let pass."""

    #: the variable, e.g. ``本地社保连续月数@330302``
    key: str
    by: Changeable
    relation: Relation
    wanted: Value
    #: None where nobody has supplied it
    current: Value
    distance: float = 0.0
    #: for a step of time: the day it is done
    until: dt.date | None = None
    #: the row to be added
    row: new_rows.Made | None = None
    #: the bound: what is to be reached, or with ``unlike`` what it must not be
    bound: Value = None
    #: the records say that there is no such thing, which is no lack of facts
    absent: bool = False

    @property
    def is_time(self) -> bool:
        """Whether nothing need be done but wait."""
        return self.until is not None

    @property
    def confirms(self) -> bool:
        """Whether the fact is not known and may already be so."""
        return self.current is None and not (self.is_time or self.row or self.absent)

    @property
    def effort(self) -> float:
        """How hard it is, for ranking."""
        return _CONFIRMING if self.confirms else EFFORT[self.by]


Way = tuple[Step, ...]
_NOTHING: list[Way] = [()]
_GROUPS = (ir.And, ir.Or)


def cost(way: Way) -> tuple[int, float, float]:
    """Return the order of preference: fewest facts, least effort, shortest distance."""
    return len(way), sum(s.effort for s in way), sum(s.distance for s in way)


def supposing(frame: Frame, way: Iterable[Step]) -> Frame:
    """Return the subject as it would be after some steps; waiting changes no fact."""
    given, records = dict(frame.given), dict(frame.records)
    for step in way:
        if step.is_time:
            continue
        if step.row is not None:
            source = (step.row.table, step.row.key)
            records[source] = [*records.get(source, []), dict(step.row.cells)]
        else:
            given[step.key] = step.wanted
            given.update(_wider(step, frame))
            if _changes_employer(step, frame):
                given.update(_anew(frame))
    return frame.supposing(given, records)


def _wider(step: Step, frame: Frame) -> Iterator[tuple[str, Value]]:
    """Yield what follows for the regions around: months insured in a district count in its city."""
    name, _, place = step.key.partition("@")
    if not place or step.relation != "at_least":
        return
    for key, around in names_of(frame.program).elsewhere.get(name, ()):
        if key == step.key or not _covers(around, int(place)):
            continue
        value = frame.value(key)
        if value is None or value < step.wanted:
            yield key, step.wanted


def _covers(scope: int, place: int) -> bool:
    divisor = 10**6 if scope == 0 else next(d for d in (10_000, 100, 1) if scope % d == 0)
    return scope // divisor == place // divisor


def _changes_employer(step: Step, frame: Frame) -> bool:
    """Return whether a step gives the person another employer: one of another kind, line or place."""
    if step.key not in frame.program.definitions or step.by != "本人" or not step.current:
        return False
    return names_of(frame.program)[step.key].is_of_employer


def _anew(frame: Frame) -> Iterator[tuple[str, Value]]:
    """Yield what begins again with another employer."""
    for key in names_of(frame.program).with_employer:
        if frame.value(key):
            yield key, 1
    if _HIRED in frame.program.definitions:
        yield _HIRED, frame.as_of


def begun_anew(way: Way, frame: Frame) -> Way:
    """Return a way without waiting for months that begin again with another employer anyway."""
    if not any(_changes_employer(step, frame) for step in way):
        return way
    counters = names_of(frame.program).with_employer
    return tuple(s for s in way if not (s.is_time and s.key in counters))


@dataclass
class Search:
    """Looks for the changes that would make conditions hold, for one subject."""

    frame: Frame
    outlooks: Outlooks
    names: Names = field(init=False)
    _known: dict[tuple[int, bool], tuple[ir.Node, list[Way]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.names = names_of(self.frame.program)

    def ways(self, node: ir.Node, *, want: bool = True) -> list[Way]:
        """Return the cheapest proposals that give a condition the wanted truth."""
        kept = self._known.get((id(node), want))
        if kept is None or kept[0] is not node:
            kept = self._known[id(node), want] = node, self._ways(node, want)
        return kept[1]

    def _ways(self, node: ir.Node, want: bool) -> list[Way]:
        if run(node, self.frame) is want:
            return _NOTHING
        kind = type(node)
        if kind in _GROUPS:
            parts = (self.ways(arg, want=want) for arg in ir.children(node))
            return self._all(parts) if (kind is ir.And) is want else cheapest(parts)
        if isinstance(node, ir.Not):
            return self.ways(node.arg, want=not want)
        if isinstance(node, ir.Disputed):
            return self._all(self.ways(arg, want=want) for arg in node.args)
        if isinstance(node, ir.Choose):
            return self._choice(node, lambda value: self.ways(value, want=want))
        return cheapest([self._by_time(node, want), self._by_change(node, want)])

    def _by_change(self, node: ir.Node, want: bool) -> list[Way]:
        if isinstance(node, ir.Compare):
            return self._comparison(node, want)
        if isinstance(node, ir.Var):
            return self._truth(node, want)
        if isinstance(node, ir.IsIn):
            return self._membership(node, want)
        if isinstance(node, ir.Within) and want:
            return self.reach(node.arg, "==", node.scope)
        if isinstance(node, ir.Contains) and want:
            return self.reach(node.arg, "==", node.part)
        if isinstance(node, ir.Aggregate):
            return self._another_row(node, None, want)
        return []

    # -- groups

    def _all(self, parts: Iterable[list[Way]]) -> list[Way]:
        """Return ways that do everything asked, combined step by step; none where a part has none."""
        asked = []
        for part in parts:
            if not part:
                return []
            if part != _NOTHING:
                asked.append(part)
        return reduce(_both, sorted(asked, key=len), _NOTHING)

    def _choice(self, node: ir.Choose, towards: Callable[[ir.Node], list[Way]]) -> list[Way]:
        found, before = [], _NOTHING
        for test, value in node.cases:
            found.append(self._all([before, self.ways(test), towards(value)]))
            before = self._all([before, self.ways(test, want=False)])
        found.append(self._all([before, towards(node.otherwise)]))
        return cheapest(found)

    # -- time

    def _by_time(self, node: ir.Node, want: bool) -> list[Way]:
        """Return the wait that cures a condition, named by what it counts."""
        view = self.outlooks.of(node, want)
        status, day = foresee(view, self.frame)
        if status is not Status.NOT_YET or day is None:
            return []
        key = next(iter(self._moving(node)), "")
        current, wanted = self._counted(node, key)
        months = max(0, cm.months_between(self.frame.as_of, day))
        step = Step(
            key=key,
            by="时间",
            relation="at_least",
            wanted=wanted,
            current=current,
            distance=float(months),
            until=day,
        )
        return [(step,)]

    def _moving(self, node: ir.Node) -> Iterator[str]:
        """Yield the names behind what moves, counters first, then what the date is held against."""
        growth, names = self.frame.program.growth, ir.variables(node)
        yield from (n for n in names if n in growth.counting)
        for name in names:
            definition = self.frame.program.definitions[name].node
            if definition is not None and growth.moves(definition):
                yield from ir.variables(definition)
        yield from names

    def _counted(self, node: ir.Node, key: str) -> tuple[Value, Value]:
        """Return where a counter stands and where it must come to; nothing for other waits."""
        if key not in self.frame.program.growth.counting or not isinstance(node, ir.Compare):
            return None, None
        bound = node.right if isinstance(node.left, ir.Var) else node.left
        wanted = run(bound, self.frame)
        if wanted is not None and node.op in ("<", ">"):
            wanted += 1
        return self.frame.value(key), wanted

    # -- names

    def _truth(self, node: ir.Var, want: bool) -> list[Way]:
        definition = self.frame.program.definitions[node.name]
        if self._is_plain(definition):
            assert definition.node is not None
            return self.ways(definition.node, want=want)
        behind = definition.node
        counts = isinstance(behind, ir.Aggregate) and behind.kind == "any"
        if isinstance(behind, ir.Aggregate) and counts and not self._is_given(definition):
            return self._another_row(behind, definition, want)
        return self._set_truth(definition, want)

    def _set_truth(self, definition: Definition, want: bool) -> list[Way]:
        if not want and definition.name in _KEPT:
            return []
        return self._step(definition, "==", want)

    def _is_given(self, definition: Definition) -> bool:
        given = self.frame.given
        return definition.key in given or definition.name in given

    def _is_plain(self, definition: Definition) -> bool:
        """Return whether a name only stands for others, so that those are what can change."""
        if definition.node is None or self._is_given(definition):
            return False
        if definition.key in self.frame.program.growth.counting:
            return False
        return not self.names[definition.key].is_recorded

    def _membership(self, node: ir.IsIn, want: bool) -> list[Way]:
        if want:
            return cheapest([self.reach(node.arg, "==", value) for value in node.values])
        kind = getattr(node.arg, "type", None)
        if not isinstance(kind, Label):
            return []
        others = [c for c in range(len(kind.labels.labels)) if c not in node.values]
        return cheapest([self.reach(node.arg, "==", code) for code in others])

    def _comparison(self, node: ir.Compare, want: bool) -> list[Way]:
        op = node.op if want else NEGATED[node.op]
        left, right = run(node.left, self.frame), run(node.right, self.frame)
        found = []
        if right is not None:
            found.append(self.reach(node.left, op, right))
        if left is not None:
            found.append(self.reach(node.right, _TURNED[op], left))
        return cheapest(found)

    # -- values

    def reach(self, node: ir.Node, op: ir.CompareOp, bound: Value) -> list[Way]:
        """Return the ways to bring a value into a relation with a bound."""
        value = run(node, self.frame)
        if value is not None and _holds(node, op, value, bound):
            return _NOTHING
        if isinstance(node, ir.Var):
            return self._named(node, op, bound)
        rule = _INVERSES.get(type(node))
        return rule(self, node, op, bound) if rule is not None else []

    def _named(self, node: ir.Var, op: ir.CompareOp, bound: Value) -> list[Way]:
        definition = self.frame.program.definitions[node.name]
        if not self._is_plain(definition):
            return self._step(definition, op, bound)
        assert definition.node is not None
        found = self.reach(definition.node, op, bound)
        if definition.term.definition is not None:
            return found
        # a class that a catalogue works out may also be recognised as it stands
        return cheapest([found, self._step(definition, op, bound)])

    def _step(self, definition: Definition, op: ir.CompareOp, bound: Value) -> list[Way]:
        """Return the step that gives a name a fitting value, where anybody can."""
        key, kind = definition.key, definition.type
        current, by = self.frame.value(key), self.names[definition.key].by
        absent = current is None and self._is_absent(definition)
        wanted = self._reachable(definition, _fitting(kind, op, bound, current), absent=absent)
        known = current is not None or absent
        if wanted is None or (known and not self._may(definition, by, current, wanted)):
            return []
        row = self._row_for(definition, wanted)
        if row is new_rows.IMPOSSIBLE:
            return []
        if row is not None and self._after(key, row) != wanted:
            row = None
        step = Step(
            key=key,
            by=by,
            relation=_RELATIONS[op],
            wanted=wanted,
            current=current,
            distance=_distance(kind, current, wanted),
            row=row,
            bound=bound,
            absent=absent,
        )
        return [(step,)]

    def _is_absent(self, definition: Definition) -> bool:
        """Return whether the records were looked at and hold nothing of the kind."""
        if definition.node is None or self._is_given(definition):
            return False
        figures = self.names[definition.key].figures
        return bool(figures) and all((f.table, f.key) in self.frame.records for f in figures)

    def _reachable(self, definition: Definition, wanted: Value, *, absent: bool) -> Value:
        """Return the value from which time leads to a wanted one: what begins, begins today."""
        if absent and definition.type == DAY and wanted is not None:
            return max(wanted, self.frame.as_of)
        counts = definition.key in self.frame.program.growth.counting
        if counts and wanted is not None and self.frame.value(definition.key) == 0:
            return min(wanted, 1)
        return wanted

    def _may(self, definition: Definition, by: Changeable, current: Value, wanted: Value) -> bool:
        """Return whether a known fact can take a value at all."""
        if by == "不可" or current == wanted or not self._apt(definition):
            return False
        kind, figures = definition.type, self.names[definition.key].figures
        if kind == DAY:
            # what has happened stays; only what is still to come can be dated
            earliest = any(f.kind == "min" for f in figures)
            return bool(wanted >= self.frame.as_of and (current is None or not earliest))
        if current is None:
            return True
        if any(f.table in _LASTING for f in figures) and isinstance(kind, Number | Label):
            return bool(wanted > current)
        if definition.key in self.frame.program.growth.counting:
            return bool(current == 0)  # one that runs is a matter of time
        return True

    def _apt(self, definition: Definition) -> bool:
        """Return whether a change makes sense beside what else is known."""
        other, wanted = _ONLY_WHERE.get(definition.name, ("", None))
        if other not in self.frame.program.definitions:
            return True
        return self.frame.value(other) in (None, wanted)

    # -- records

    def _another_row(
        self, node: ir.Aggregate, definition: Definition | None, want: bool
    ) -> list[Way]:
        """Return the step that makes records hold a fitting row; one there is stays there."""
        by = self.names[definition.key].by if definition else BY_TABLE.get(node.table, "本人")
        current = run(node, self.frame)
        if node.kind != "any" or (by == "不可" and current is not None):
            return []
        if not want:
            lasting = node.table in _LASTING or definition is None
            return [] if lasting or definition is None else self._set_truth(definition, want)
        row = new_rows.fitting(node, None, self.frame)
        if row is new_rows.IMPOSSIBLE:
            return []
        if row is None and definition is None:
            return []
        if row is not None and not self._kept(row):
            row = None
        if row is None and definition is not None:
            return self._set_truth(definition, want)
        key = definition.key if definition else f"记录：{node.table}"
        step = Step(key=key, by=by, relation="exactly", wanted=True, current=False, row=row)
        return [(step,)]

    def _row_for(self, definition: Definition, wanted: Value) -> new_rows.Found:
        """Return the row that would give a name its value, or None where it is simply given."""
        behind = definition.node
        if behind is None or self._is_given(definition):
            return None
        figures = self.names[definition.key].figures
        if len(figures) != 1 or figures[0].kind not in ("any", "max", "latest"):
            return None
        row = new_rows.fitting(figures[0], wanted, self.frame)
        return (
            row if row is not None and row is not new_rows.IMPOSSIBLE and self._kept(row) else None
        )

    def _kept(self, row: new_rows.Made) -> bool:
        return (row.table, row.key) in self.frame.records

    def _after(self, key: str, row: new_rows.Made) -> Value:
        step = Step(key=key, by="本人", relation="exactly", wanted=None, current=None, row=row)
        return supposing(self.frame, [step]).value(key)


def joint(one: Way, other: Way) -> Way | None:
    """Return two ways as one; of two demands on a fact the farther, None where they clash."""
    steps = {s.key: s for s in one}
    for step in other:
        known = steps.get(step.key)
        if known is None or known.wanted == step.wanted:
            steps[step.key] = step if known is None else known
            continue
        both = {known.relation, step.relation}
        if "exactly" in both or "unlike" in both or len(both) > 1:
            return None
        steps[step.key] = max(known, step, key=lambda s: s.distance)
    return tuple(steps.values())


def cheapest(parts: Iterable[list[Way]]) -> list[Way]:
    """Return the cheapest of several lists of ways, each set of facts once."""
    ways = [way for part in parts for way in part]
    if len(ways) < 2:
        return ways
    found: dict[frozenset[tuple[str, Any]], Way] = {}
    for way in sorted(ways, key=cost):
        found.setdefault(frozenset([(s.key, s.wanted) for s in way]), way)
    return list(found.values())[:MOST]


def _holds(node: ir.Node, op: str, value: Value, bound: Value) -> bool:
    if getattr(node, "type", None) == DIVISION and op == "==":
        return _covers(bound, value)
    return _HOLDS[op](value, bound)


# -- a fitting value -------------------------------------------------------------------------------


def _fitting(kind: Type, op: ir.CompareOp, bound: Value, current: Value) -> Value:
    """Return the value nearest to a bound that fulfils a comparison, or None."""
    if isinstance(kind, Yes | Division | Text):
        return bound if op == "==" else (not bound if kind == YES else None)
    if isinstance(kind, Label):
        return _fitting_label(kind, op, bound, current)
    if kind == DAY:
        days = {"<": -1, ">": 1}.get(op, 0)
        return None if op == "!=" else cm.add_days(bound, days)
    unit = {"<": -1, ">": 1}.get(op, 0)
    return None if op == "!=" else bound + unit


def _fitting_label(kind: Label, op: ir.CompareOp, bound: int, current: Value) -> int | None:
    codes = [c for c in range(len(kind.labels.labels)) if _HOLDS[op](c, bound)]
    if not codes:
        return None
    near = bound if current is None else current
    return min(codes, key=lambda c: (abs(c - near), c))


def _distance(kind: Type, current: Value, wanted: Value) -> float:
    """Return how far a value is from the wanted one, in rough steps of like size."""
    if current is None or isinstance(current, bool) or kind == DIVISION or isinstance(kind, Text):
        return 1.0
    if kind == DAY:
        return float(abs((wanted - current).days)) / 30
    if isinstance(kind, Label):
        return float(abs(wanted - current)) if kind.labels.ordered else 1.0
    return float(abs(wanted - current) / max(1, abs(wanted)))


# -- working backwards -----------------------------------------------------------------------------

Inverse = Callable[[Search, Any, ir.CompareOp, Value], list[Way]]


def _add(search: Search, node: ir.Add, op: ir.CompareOp, bound: Value) -> list[Way]:
    values = [run(arg, search.frame) for arg in node.args]
    found = []
    for i, arg in enumerate(node.args):
        rest = [v for j, v in enumerate(values) if j != i]
        if not isinstance(arg, ir.Const) and None not in rest:
            found.append(search.reach(arg, op, bound - sum(rest)))
    return cheapest(found)


def _negate(search: Search, node: ir.Negate, op: ir.CompareOp, bound: Value) -> list[Way]:
    return search.reach(node.arg, _TURNED[op], -bound)


def _multiply(search: Search, node: ir.Multiply, op: ir.CompareOp, bound: Value) -> list[Way]:
    found = []
    for part, other in ((node.left, node.right), (node.right, node.left)):
        factor = run(other, search.frame)
        if not isinstance(part, ir.Const) and factor is not None and factor > 0:
            found.append(search.reach(part, op, _quotient(op, bound, factor)))
    return cheapest(found)


def _quotient(op: str, bound: int, factor: int) -> int:
    """Return the bound of a factor: rounded so that what meets it meets the product's."""
    return -(-bound // factor) if op in (">=", "<") else bound // factor


def _shift(search: Search, node: ir.Shift, op: ir.CompareOp, bound: Value) -> list[Way]:
    return search.reach(node.arg, op, _quotient(op, bound, 10**node.digits))


def _round(search: Search, node: ir.Round, op: ir.CompareOp, bound: Value) -> list[Way]:
    return search.reach(node.arg, op, bound * 10**node.digits)


def _least(
    search: Search, node: ir.Least | ir.Greatest, op: ir.CompareOp, bound: Value
) -> list[Way]:
    parts = [search.reach(arg, op, bound) for arg in node.args]
    every = (op in (">", ">=")) is isinstance(node, ir.Least)
    return reduce(_both, parts, _NOTHING) if every else cheapest(parts)


def _both(one: list[Way], other: list[Way]) -> list[Way]:
    if _NOTHING in (one, other):
        return other if one == _NOTHING else one
    joined = (joint(a, b) for a, b in product(one, other))
    return cheapest([[way for way in joined if way is not None]])


def _chosen(search: Search, node: ir.Choose, op: ir.CompareOp, bound: Value) -> list[Way]:
    return search._choice(node, lambda value: search.reach(value, op, bound))


def _const(search: Search, node: ir.Const, op: ir.CompareOp, bound: Value) -> list[Way]:
    return []  # one that holds is met before


def _between(months: int) -> Inverse:
    """Return how months (12: years) between two dates are brought about."""

    def inverse(
        search: Search, node: ir.MonthsBetween, op: ir.CompareOp, bound: Value
    ) -> list[Way]:
        start, end = run(node.start, search.frame), run(node.end, search.frame)
        more = op in (">", ">=", "==")
        count = (bound + (op in (">", "<="))) * months
        found = []
        if end is not None:
            day = cm.add_months(end, -count)
            found.append(search.reach(node.start, "<=" if more else ">", day))
        if start is not None:
            day = cm.add_months(start, count)
            found.append(search.reach(node.end, ">=" if more else "<", day))
        return cheapest(found)

    return inverse


def _days_between(
    search: Search, node: ir.DaysBetween, op: ir.CompareOp, bound: Value
) -> list[Way]:
    start, end = run(node.start, search.frame), run(node.end, search.frame)
    found = []
    if end is not None:
        found.append(search.reach(node.start, _TURNED[op], cm.add_days(end, -bound)))
    if start is not None:
        found.append(search.reach(node.end, op, cm.add_days(start, bound)))
    return cheapest(found)


def _add_months(search: Search, node: ir.AddMonths, op: ir.CompareOp, bound: Value) -> list[Way]:
    months = run(node.months, search.frame)
    return [] if months is None else search.reach(node.date, op, cm.add_months(bound, -months))


def _add_days(search: Search, node: ir.AddDays, op: ir.CompareOp, bound: Value) -> list[Way]:
    days = run(node.days, search.frame)
    return [] if days is None else search.reach(node.date, op, cm.add_days(bound, -days))


def _month_end(search: Search, node: ir.MonthEnd, op: ir.CompareOp, bound: Value) -> list[Way]:
    return search.reach(node.date, op, bound)


def _year_of(search: Search, node: ir.YearOf, op: ir.CompareOp, bound: Value) -> list[Way]:
    if op in (">=", ">", "=="):
        return search.reach(node.date, ">=", dt.date(bound + (op == ">"), 1, 1))
    return search.reach(node.date, "<=", dt.date(bound - (op == "<"), 12, 31))


_INVERSES: dict[type, Inverse] = {
    ir.Const: _const,
    ir.Add: _add,
    ir.Negate: _negate,
    ir.Multiply: _multiply,
    ir.Shift: _shift,
    ir.Round: _round,
    ir.Least: _least,
    ir.Greatest: _least,
    ir.Choose: _chosen,
    ir.MonthsBetween: _between(1),
    ir.YearsBetween: _between(12),
    ir.DaysBetween: _days_between,
    ir.AddMonths: _add_months,
    ir.AddDays: _add_days,
    ir.MonthEnd: _month_end,
    ir.YearOf: _year_of,
}


# -- what time cures -------------------------------------------------------------------------------


@dataclass
class Outlooks:
    """What time does to conditions, kept for a program since it costs more than to decide."""

    growth: Any
    _kept: dict[tuple[int, bool], tuple[ir.Node, Outlook | None]] = field(default_factory=dict)

    def of(self, node: ir.Node, want: bool) -> Outlook | None:
        """Return when a condition comes to hold, or to fail where that is wanted."""
        kept = self._kept.get((id(node), want))
        if kept is None or kept[0] is not node:
            when = f"@change:{len(self._kept)}"
            truth = node if want else ir.Not(node)
            kept = self._kept[id(node), want] = node, outlook(truth, when, self.growth)
        return kept[1]


__all__ = [
    "Outlooks",
    "Search",
    "Step",
    "Way",
    "begun_anew",
    "cheapest",
    "cost",
    "supposing",
]
