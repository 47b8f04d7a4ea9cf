"""Which changes of facts would make a failed condition hold, sought through the intermediate form.

The search climbs down from a condition to the names it reads and asks of each comparison what value
would fulfil it. What it gives are proposals: each must be decided again before anybody hears of it,
since one fact stands in many clauses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import reduce

from yulin.policy import ir
from yulin.policy.backends.python import Frame, Value, run
from yulin.policy.dates import calendar_math as cm
from yulin.policy.dates.crossings import NEGATED, TURNED
from yulin.policy.dates.foresee import foresee
from yulin.policy.decision import Status
from yulin.policy.kinds import Label
from yulin.policy.program import Definition
from yulin.policy.remedies import new_rows
from yulin.policy.remedies.fitting import distance, fitting, holds
from yulin.policy.remedies.inverses import INVERSES
from yulin.policy.remedies.names import BY_TABLE, Names, names_of
from yulin.policy.remedies.outlooks import Outlooks
from yulin.policy.remedies.possible import LASTING, Possible
from yulin.policy.remedies.steps import NOTHING, Relation, Step, Way, both, cheapest, supposing

_RELATIONS: dict[str, Relation] = {
    ">=": "at_least",
    ">": "at_least",
    "<=": "at_most",
    "<": "at_most",
    "==": "exactly",
    "!=": "unlike",
}
_GROUPS = (ir.And, ir.Or)


@dataclass
class Search:
    """Looks for the changes that would make conditions hold, for one subject."""

    frame: Frame
    outlooks: Outlooks
    names: Names = field(init=False)
    possible: Possible = field(init=False)
    _known: dict[tuple[int, bool], tuple[ir.Node, list[Way]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.names = names_of(self.frame.program)
        self.possible = Possible(self.frame, self.names)

    def ways(self, node: ir.Node, *, want: bool = True) -> list[Way]:
        """Return the cheapest proposals that give a condition the wanted truth."""
        kept = self._known.get((id(node), want))
        if kept is None or kept[0] is not node:
            kept = self._known[id(node), want] = node, self._ways(node, want)
        return kept[1]

    def _ways(self, node: ir.Node, want: bool) -> list[Way]:
        if run(node, self.frame) is want:
            return NOTHING
        kind = type(node)
        if kind in _GROUPS:
            parts = (self.ways(arg, want=want) for arg in ir.children(node))
            return self._all(parts) if (kind is ir.And) is want else cheapest(parts)
        if isinstance(node, ir.Not):
            return self.ways(node.arg, want=not want)
        if isinstance(node, ir.Disputed):
            return self._all(self.ways(arg, want=want) for arg in node.args)
        if isinstance(node, ir.Choose):
            return self.choice(node, lambda value: self.ways(value, want=want))
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
            if part != NOTHING:
                asked.append(part)
        return reduce(both, sorted(asked, key=len), NOTHING)

    def choice(self, node: ir.Choose, towards: Callable[[ir.Node], list[Way]]) -> list[Way]:
        """Return the ways to one of the values that a choice takes, and to its test."""
        found, before = [], NOTHING
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
        current, wanted = self._counted(node, key, want=want)
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

    def _counted(self, node: ir.Node, key: str, *, want: bool) -> tuple[Value, Value]:
        """Return where a counter stands and where it must come to; nothing for other waits."""
        if key not in self.frame.program.growth.counting or not isinstance(node, ir.Compare):
            return None, None
        op = node.op if want else NEGATED[node.op]
        sides = run(node.left, self.frame), run(node.right, self.frame)
        current = self.frame.value(key)
        if current is None or None in sides:
            return None, None
        if _is(node.left, key) or _is(node.right, key):
            bound = sides[1] if _is(node.left, key) else sides[0]
            return current, bound + (op in ("<", ">"))
        # one part of a sum: it must make up what the whole lacks
        wanted = current + abs(sides[0] - sides[1]) + (op in ("<", ">"))
        return (current, wanted) if self._comes_true(node, key, wanted, want) else (None, None)

    def _comes_true(self, node: ir.Compare, key: str, count: int, want: bool) -> bool:
        """Say whether a comparison turns at a count, and not before."""
        turned = (
            run(node, self.frame.supposing({**self.frame.given, key: n}, dict(self.frame.records)))
            for n in (count, count - 1)
        )
        return tuple(turned) == (want, not want)

    # -- names

    def _truth(self, node: ir.Var, want: bool) -> list[Way]:
        definition = self.frame.program.definitions[node.name]
        if self._is_plain(definition):
            assert definition.node is not None
            return self.ways(definition.node, want=want)
        behind = definition.behind
        counts = isinstance(behind, ir.Aggregate) and behind.kind == "any"
        if isinstance(behind, ir.Aggregate) and counts and not self.possible.is_given(definition):
            return self._another_row(behind, definition, want)
        return self._set_truth(definition, want)

    def _set_truth(self, definition: Definition, want: bool) -> list[Way]:
        if not want and not self.possible.may_fail(definition):
            return []
        return self._step(definition, "==", want)

    def _is_plain(self, definition: Definition) -> bool:
        """Return whether a name only stands for others, so that those are what can change."""
        if definition.behind is None or self.possible.is_given(definition):
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
            found.append(self.reach(node.right, TURNED[op], left))
        return cheapest(found)

    # -- values

    def reach(self, node: ir.Node, op: ir.CompareOp, bound: Value) -> list[Way]:
        """Return the ways to bring a value into a relation with a bound."""
        value = run(node, self.frame)
        if value is not None and holds(node, op, value, bound):
            return NOTHING
        if isinstance(node, ir.Var):
            return self._named(node, op, bound)
        rule = INVERSES.get(type(node))
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
        absent = current is None and self.possible.is_absent(definition)
        wanted = self.possible.reachable(
            definition, fitting(kind, op, bound, current), absent=absent
        )
        known = current is not None or absent
        if wanted is None or (known and not self.possible.may(definition, by, current, wanted)):
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
            distance=distance(kind, current, wanted),
            row=row,
            bound=bound,
            absent=absent,
        )
        return [(step,)]

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
            lasting = node.table in LASTING or definition is None
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
        behind = definition.behind
        if behind is None or self.possible.is_given(definition):
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


def _is(node: ir.Node, key: str) -> bool:
    return isinstance(node, ir.Var) and node.name == key
