"""Why a node is unknown: the facts nobody has supplied, and what the sources leave open."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from yulin.policy import ir
from yulin.policy.backends.python import Frame, compiled, run
from yulin.policy.identity import once_each
from yulin.policy.program import Definition, Program

#: how a record table that nobody supplied is named among missing facts
TABLE_PREFIX = "记录："
#: how those are named whom a condition speaks of besides the subject
LINKED_WORDS = {"人员": "相关人员", "单位": "相关单位", "家庭": "家庭"}
#: parts that say why they are unknown
_ENDS = frozenset({ir.Var, ir.Aggregate, ir.Unknown, ir.Disputed, ir.Column, ir.Linked})
#: parts whose own parts are not looked at: there are none, or they are about rows
_WHOLE = frozenset({ir.Var, ir.Unknown, ir.Column, ir.Aggregate})


def why_unknown(node: ir.Node, frame: Frame) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what is missing, and what the sources leave open, for a node that is unknown."""
    parts = open_parts(node, frame)
    return _missing(parts, frame), _notes(node, parts, frame)


def why_name_unknown(name: str, frame: Frame) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the same for a name that is unknown; asked for again and again, and found once."""
    found = frame.whys.get(name)
    if found is None:
        definition = frame.program.definitions[name]
        found = frame.whys[name] = (
            _missing_behind(definition, frame),
            _notes_behind(definition, frame),
        )
    return found


def missing_in(node: ir.Node, frame: Frame) -> tuple[str, ...]:
    """Return the names nobody supplied that keep a node unknown, askable ones by their own name."""
    return _missing(open_parts(node, frame), frame)


def _missing(parts: list[ir.Node], frame: Frame) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for part in parts:
        if isinstance(part, ir.Var):
            found.update(dict.fromkeys(why_name_unknown(part.name, frame)[0]))
        elif isinstance(part, ir.Aggregate):
            found.update(dict.fromkeys(_missing_records(part, frame)))
        elif isinstance(part, ir.Linked):
            found.update(dict.fromkeys(_missing_elsewhere(part, frame)))
    return tuple(found)


def _missing_elsewhere(part: ir.Linked, frame: Frame) -> tuple[str, ...]:
    """Return what is not known of the other subject a part speaks of, named as theirs."""
    key = run(part.key, frame)
    if key is None or frame.others is None:
        return () if key is None else (LINKED_WORDS[part.subject],)
    lacking = missing_in(part.node, frame.others(part.subject, key))
    return tuple(f"{LINKED_WORDS[part.subject]}：{name}" for name in lacking)


def _missing_behind(definition: Definition, frame: Frame) -> tuple[str, ...]:
    passed_over = definition.name in frame.skipped
    behind = definition.behind
    if behind is None or (definition.term.ask and not passed_over):
        return (definition.name,)
    return missing_in(behind, frame) or (definition.name,)


def _missing_records(node: ir.Aggregate, frame: Frame) -> tuple[str, ...]:
    if (node.table, node.key) not in frame.records:
        return (TABLE_PREFIX + node.table,)
    return ()


def _notes(node: ir.Node, parts: list[ir.Node], frame: Frame) -> tuple[str, ...]:
    """Return why the sources leave a node open: unpublished figures and disagreements in play."""
    if not _may_be_noted(node, frame):
        return ()
    found: dict[str, None] = {}
    for part in parts:
        found.update(dict.fromkeys(_contradictions(part, frame)))
        if isinstance(part, ir.Unknown | ir.Disputed):
            found[part.reason] = None
        elif isinstance(part, ir.Var):
            found.update(dict.fromkeys(why_name_unknown(part.name, frame)[1]))
        elif isinstance(part, ir.Aggregate) and (part.table, part.key) in frame.records:
            found.update(dict.fromkeys(ir.outline(part).openings))
    return tuple(found)


def _may_be_noted(node: ir.Node, frame: Frame) -> bool:
    return bool(frame.contradicted) or _openings(frame.program).of(node).can_be_open


def _contradictions(part: ir.Node, frame: Frame) -> Iterator[str]:
    """Yield what sources say where they contradict each other about what a part reads."""
    if not frame.contradicted:
        return
    for column in ir.walk(part):
        if isinstance(column, ir.Column):
            words = frame.contradicted.get((column.table, column.name))
            if words is not None:
                yield words


def _notes_behind(definition: Definition, frame: Frame) -> tuple[str, ...]:
    node = definition.behind
    if node is None or not _may_be_noted(node, frame):
        return ()
    return _notes(node, open_parts(node, frame), frame)


def open_parts(node: ir.Node, frame: Frame) -> list[ir.Node]:
    """Return the unknown parts on which an unknown node hangs, leaving out branches not taken."""
    found: list[ir.Node] = []
    _openings(frame.program).of(node).gather(frame, found)
    return found


# -- looked up once a program ----------------------------------------------------------------------

#: adds the unknown parts of a node
_Gather = Callable[[Frame, list[ir.Node]], None]


@dataclass(frozen=True, slots=True)
class _Opening:
    """How to find out why one node is unknown."""

    node: ir.Node
    gather: _Gather
    #: whether it rests on anything the sources leave open at all; most do not
    can_be_open: bool


@dataclass
class _Openings:
    """How to find out why nodes of one program are unknown."""

    definitions: Mapping[str, Definition]
    _known: dict[int, _Opening] = field(default_factory=dict)
    _names: dict[str, bool] = field(default_factory=dict)

    def of(self, node: ir.Node) -> _Opening:
        """Return what is known of a node, by identity."""
        found = self._known.get(id(node))
        if found is None:
            found = _Opening(node, _gatherer(node), self._can_be_open(node))
            self._known[id(node)] = found
        return found

    def _can_be_open(self, node: ir.Node) -> bool:
        outline = ir.outline(node)
        return bool(outline.openings) or any(map(self._is_name_open, outline.variables))

    def _is_name_open(self, name: str) -> bool:
        if name not in self._names:
            definition = self.definitions.get(name)  # the day of an outlook has none
            behind = None if definition is None else definition.node
            self._names[name] = behind is not None and self._can_be_open(behind)
        return self._names[name]


def _of_program(program: Program) -> _Openings:
    return _Openings(program.definitions)


_openings = once_each(_of_program)


def _gatherer(node: ir.Node) -> _Gather:
    """Return what adds the unknown parts of a node."""
    if isinstance(node, ir.Choose):
        return _gatherer_of_choice(node)
    kind, value_of = type(node), compiled(node)
    is_end = kind in _ENDS
    below = [] if kind in _WHOLE else [_gatherer(c) for c in ir.children(node) if _may_be_open(c)]

    def gather(frame: Frame, found: list[ir.Node]) -> None:
        if value_of(frame) is None:
            if is_end:
                found.append(node)
            for part in below:
                part(frame, found)

    return gather


def _gatherer_of_choice(node: ir.Choose) -> _Gather:
    """Return the same for a choice: a test makes it unknown, or the value that was chosen."""
    cases = [(compiled(test), _gatherer(test), _gatherer(value)) for test, value in node.cases]
    otherwise = _gatherer(node.otherwise)

    def gather(frame: Frame, found: list[ir.Node]) -> None:
        for test, of_test, of_value in cases:
            holds = test(frame)
            if holds is None:
                return of_test(frame, found)
            if holds:
                return of_value(frame, found)
        return otherwise(frame, found)

    return gather


def _may_be_open(node: ir.Node) -> bool:
    """Say whether a part can be unknown for a reason; a literal of nothing has none."""
    return not isinstance(node, ir.AsOf | ir.Const)
