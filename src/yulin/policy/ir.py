"""The intermediate form: what a policy means, independent of any engine.

Every node is immutable and hashable, so equal parts are shared. ``None`` stands for unknown
everywhere, and each node says below how it treats unknown. Numbers are integers scaled by
``Number.scale``; the checker has already aligned scales, so back ends never see a fraction:

- ``And``/``Or``/``Not`` follow Kleene: unknown only where the known parts do not settle it.
- Comparison, arithmetic and date functions of an unknown are unknown.
- ``Least``/``Greatest`` of anything unknown are unknown (never "the other one").
- ``Divide`` and ``Round`` round half away from zero at the stated scale; dividing by zero is unknown.
- ``Choose`` with an unknown test is unknown unless a test before it held.
- Months between dates are *complete* months: the largest n with AddMonths(a, n) <= b, where adding
  months clamps to the end of the month.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, cast, get_args

from yulin.policy.identity import once_each
from yulin.policy.kinds import Type

CompareOp = Literal["==", "!=", "<", "<=", ">", ">="]
RoundMode = Literal["half", "up", "down"]
AggregateKind = Literal[
    "any",
    "count",
    "distinct",
    "sum",
    "max",
    "min",
    "top",
    "latest",
    "first",
    "months",
    "streak",
    "longest",
]


#: marks a column of the subject's own row
OWN = "@"


@dataclass(frozen=True)
class Const:
    """A literal in stored form (scaled integer, label position, date, text, division, bool)."""

    value: bool | int | str | dt.date | None
    type: Type


@dataclass(frozen=True)
class Unknown:
    """A figure nobody has published; always unknown, with the reason people read."""

    type: Type
    reason: str


@dataclass(frozen=True)
class Disputed:
    """Sources or readings that disagree: known only where all alternatives agree."""

    args: tuple[Node, ...]
    reason: str
    type: Type


@dataclass(frozen=True)
class AsOf:
    """The date of the decision."""


@dataclass(frozen=True)
class Var:
    """A named fact about the subject, e.g. ``年龄`` or ``本地社保连续月数@330302``."""

    name: str
    type: Type


@dataclass(frozen=True)
class Column:
    """A column of the record row at hand, inside an ``Aggregate``; ``via`` follows one link."""

    table: str
    name: str
    type: Type
    #: link column in the row's table that leads to ``table``; None: the row at hand holds it;
    #: ``OWN``: the subject's own row does
    via: str | None = None


@dataclass(frozen=True)
class Not:
    arg: Node


@dataclass(frozen=True)
class And:
    args: tuple[Node, ...]


@dataclass(frozen=True)
class Or:
    args: tuple[Node, ...]


@dataclass(frozen=True)
class Compare:
    op: CompareOp
    left: Node
    right: Node


@dataclass(frozen=True)
class IsIn:
    """Membership in literal values of the argument's type."""

    arg: Node
    values: tuple[int | str | dt.date, ...]


@dataclass(frozen=True)
class Within:
    """The division lies in ``scope`` (0: anywhere; xx0000: a province; xxxx00: a city)."""

    arg: Node
    scope: int


@dataclass(frozen=True)
class Contains:
    """The text contains a literal."""

    arg: Node
    part: str


@dataclass(frozen=True)
class Known:
    """Whether the argument is known; itself never unknown."""

    arg: Node


@dataclass(frozen=True)
class Add:
    args: tuple[Node, ...]
    type: Type


@dataclass(frozen=True)
class Negate:
    arg: Node
    type: Type


@dataclass(frozen=True)
class Multiply:
    """Product of scaled integers; its scale is the sum of the factors' scales."""

    left: Node
    right: Node
    type: Type


@dataclass(frozen=True)
class Shift:
    """Raise the scale by ``digits`` (exact)."""

    arg: Node
    digits: int
    type: Type


@dataclass(frozen=True)
class Round:
    """Lower the scale by ``digits``: half up (away from zero), up or down."""

    arg: Node
    digits: int
    mode: RoundMode
    type: Type


@dataclass(frozen=True)
class Divide:
    """left × 10**digits ÷ right, rounded half away from zero; unknown where right is zero."""

    left: Node
    right: Node
    digits: int
    type: Type


@dataclass(frozen=True)
class Least:
    args: tuple[Node, ...]
    type: Type


@dataclass(frozen=True)
class Earliest:
    """The earliest known date; unknown only where every argument is."""

    args: tuple[Node, ...]


@dataclass(frozen=True)
class Greatest:
    args: tuple[Node, ...]
    type: Type


@dataclass(frozen=True)
class Choose:
    """The value of the first test that holds, else ``otherwise``."""

    cases: tuple[tuple[Node, Node], ...]
    otherwise: Node
    type: Type


@dataclass(frozen=True)
class MonthsBetween:
    """Complete months from ``start`` to ``end`` (negative when end lies before start)."""

    start: Node
    end: Node


@dataclass(frozen=True)
class YearsBetween:
    """Complete years: complete months // 12."""

    start: Node
    end: Node


@dataclass(frozen=True)
class DaysBetween:
    start: Node
    end: Node


@dataclass(frozen=True)
class AddMonths:
    """Date plus ``months`` (a number node), clamped to the end of the month."""

    date: Node
    months: Node


@dataclass(frozen=True)
class AddDays:
    date: Node
    days: Node


@dataclass(frozen=True)
class MonthEnd:
    date: Node


@dataclass(frozen=True)
class YearOf:
    date: Node


@dataclass(frozen=True)
class MonthOf:
    """The month of a date, 1 to 12."""

    date: Node


@dataclass(frozen=True)
class WorkdaysBetween:
    """Working days after ``start`` up to and including ``end``; 0 where end is not after start.

    Working days are those of ``yulin.codes.calendar``; a date outside 2000–2099 gives unknown.
    """

    start: Node
    end: Node


@dataclass(frozen=True)
class AddWorkdays:
    """The n-th working day after a date (n > 0); the date itself for 0; unknown for n < 0.

    A date, or a result, outside 2000–2099 gives unknown.
    """

    date: Node
    days: Node


@dataclass(frozen=True)
class Linked:
    """A node worked out for another subject, whom ``key`` names (a spouse, an employer, a parent).

    ``key`` is evaluated where the node stands (it may read the row at hand); ``node`` is evaluated
    on the other subject's own row, records and definitions, never on the row at hand. An unknown
    key gives unknown; a key that the facts do not hold is a subject without known own columns,
    whose records are known to be none in every table that was supplied.
    """

    key: Node
    #: the kind of the other subject: 人员, 单位 or 家庭
    subject: str
    node: Node
    type: Type


@dataclass(frozen=True)
class Aggregate:
    """A figure over the subject's records in one table.

    ``any`` holds if a row fits; ``count`` counts; ``distinct`` counts different values; ``sum``,
    ``max``, ``min`` take ``value``; ``top`` sums the ``limit`` largest values; ``latest``/``first``
    take ``value`` of the row with the greatest/least ``order`` (of equal orders the last row wins
    for ``latest``, the first row for ``first``); ``months`` counts distinct months covered by
    [value, order]; ``streak`` counts the unbroken months of such cover that reach the month of
    ``until`` or the one before; ``longest`` counts the longest unbroken run of such cover. Months
    after ``until`` (the date of the decision where it is None) do not count.
    A row whose ``where`` is unknown makes every kind but ``any`` unknown, and ``any`` unknown unless
    another row fits; so does an unknown ``value`` or ``order`` of a row that fits, except for
    ``latest``/``first``, where only the chosen row's value matters (every order does). No row at all
    gives False, 0, or ``empty``. A table that was not supplied makes every aggregate over it unknown.
    """

    kind: AggregateKind
    table: str
    #: column of ``table`` that names the subject
    key: str
    where: Node | None
    value: Node | None
    order: Node | None
    limit: int | None
    #: for the subject, not the row, like ``until``
    empty: Node | None
    type: Type
    #: last day that counts for ``months``, ``streak`` and ``longest``; None: the date of the decision.
    #: Unknown makes the figure unknown, unless no row fits
    until: Node | None = None
    #: inside a row: (column of this table, column of the outer row) pairs that must be equal
    #: (unknown on either side: no match is known, so the row is doubtful)
    match: tuple[tuple[str, Column], ...] = ()


Node = (
    Const
    | Unknown
    | Disputed
    | AsOf
    | Var
    | Column
    | Not
    | And
    | Or
    | Compare
    | IsIn
    | Within
    | Contains
    | Known
    | Add
    | Negate
    | Multiply
    | Shift
    | Round
    | Divide
    | Least
    | Greatest
    | Earliest
    | Choose
    | MonthsBetween
    | YearsBetween
    | DaysBetween
    | AddMonths
    | AddDays
    | MonthEnd
    | YearOf
    | MonthOf
    | WorkdaysBetween
    | AddWorkdays
    | Linked
    | Aggregate
)


def _below(node: Node) -> tuple[Node, ...]:
    found: list[Node] = []
    # what is worked out for another subject is no part of what this one's facts must give
    names = ("key",) if isinstance(node, Linked) else node.__dataclass_fields__
    for name in names:
        found.extend(_nodes(getattr(node, name)))
    return tuple(found)


#: returns the nodes directly below a node
children: Callable[[Node], tuple[Node, ...]] = once_each(_below)


#: asking for the exact type costs a tenth of asking for one of so many
_KINDS = frozenset(get_args(Node))


def _nodes(value: object) -> list[Node]:
    if isinstance(value, tuple):
        return [node for part in value for node in _nodes(part)]
    return [cast(Node, value)] if type(value) in _KINDS else []


def walk(node: Node) -> list[Node]:
    """Return ``node`` and every node below it, parents first."""
    found, waiting = [], [node]
    while waiting:
        part = waiting.pop()
        found.append(part)
        waiting.extend(reversed(children(part)))
    return found


#: which alternative is taken of the disagreements for each reason
Reading = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Outline:
    """What reasons ask of a node, found once."""

    variables: tuple[str, ...]
    #: the record tables of its figures
    tables: frozenset[str]
    #: the disagreements by their reason, with how many alternatives the widest of each has
    readings: tuple[tuple[str, int], ...]
    #: why the sources leave parts of it open
    openings: tuple[str, ...]


def _outlined(node: Node) -> Outline:
    parts = walk(node)
    return Outline(
        variables=tuple(dict.fromkeys(n.name for n in parts if isinstance(n, Var))),
        tables=frozenset(n.table for n in parts if isinstance(n, Aggregate)),
        readings=_questions(n for n in parts if isinstance(n, Disputed)),
        openings=tuple(n.reason for n in parts if isinstance(n, Unknown | Disputed)),
    )


def _questions(disputes: Iterable[Disputed]) -> tuple[tuple[str, int], ...]:
    widest: dict[str, int] = {}
    for found in disputes:
        widest[found.reason] = max(widest.get(found.reason, 0), len(found.args))
    return tuple(widest.items())


#: returns the outline of a node
outline: Callable[[Node], Outline] = once_each(_outlined)


def variables(node: Node) -> tuple[str, ...]:
    """Return the names ``node`` reads, each once, in order of appearance."""
    return outline(node).variables


def replace(node: Node, swap: Callable[[Node], Node | None]) -> Node:
    """Return ``node`` with every part for which ``swap`` gives a node exchanged.

    Parts in which nothing is exchanged stay the same objects, so that what is known of them is kept.
    """
    swapped = swap(node)
    if swapped is not None:
        return swapped
    changed = {}
    for name in node.__dataclass_fields__:
        before = getattr(node, name)
        after = _replaced(before, swap)
        if after is not before:
            changed[name] = after
    return dataclasses.replace(node, **changed) if changed else node  # type: ignore[arg-type]


def _replaced(value: object, swap: Callable[[Node], Node | None]) -> object:
    if isinstance(value, tuple):
        parts = tuple(_replaced(part, swap) for part in value)
        same = all(after is before for after, before in zip(parts, value, strict=True))
        return value if same else parts
    return replace(cast(Node, value), swap) if type(value) in _KINDS else value
