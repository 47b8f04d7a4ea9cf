"""Documents compiled for one date: the versions in force, as trees of clauses over the IR."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from yulin.facts.enums import LabelSet
from yulin.policy import ir
from yulin.policy.dates.growth import Growth
from yulin.policy.dates.timing import Outlook
from yulin.policy.document import (
    Benefit,
    Classification,
    Condition,
    Document,
    PlacePeriod,
    Relation,
    Version,
)
from yulin.policy.kinds import MONEY, YES, Label, Number, Type
from yulin.policy.vocabulary import Subject, Term

COUNT = Number()
SHARE = Number("", 6)
#: what becomes of a grant (存续): not being received, goes on, is paused, ends
LIFE = Label(
    LabelSet(
        name="存续",
        labels=("未领", "续发", "暂停", "停发", "已领"),
        en=("Not received", "Goes on", "Suspended", "Ends", "Received"),
    )
)


@dataclass(frozen=True, kw_only=True)
class Definition:
    """A variable: how it is worked out, or None where it must be given.

    What only a document asks for (``told``) is worked out too, of the rows of 附加事实; but it is a
    fact by itself that somebody gives, and rests on nothing else.
    """

    key: str
    name: str
    term: Term
    type: Type
    node: ir.Node | None
    bound: int = 0
    told: bool = False

    @property
    def behind(self) -> ir.Node | None:
        """What the name rests on; None where it is a fact by itself."""
        return None if self.told else self.node


@dataclass(frozen=True, kw_only=True)
class Clause:
    """A compiled condition: a leaf with its node, or a group of clauses."""

    condition: Condition
    #: truth that decides eligibility (a step of handling passes while unknown)
    node: ir.Node
    #: truth as written
    plain: ir.Node
    children: tuple[Clause, ...] = ()
    #: when a leaf, or a group of none, holds by time alone
    outlook: Outlook | None = None
    shortfall: tuple[ir.Node, Number] | None = None

    def leaves(self) -> tuple[Clause, ...]:
        """Return the leaf clauses below, in document order."""
        if self.condition.kind == "leaf":
            return (self,)
        return tuple(leaf for child in self.children for leaf in child.leaves())

    @cached_property
    def has_process(self) -> bool:
        """Whether a step of handling is among the leaves."""
        return any(leaf.condition.process for leaf in self.leaves())


@dataclass(frozen=True, kw_only=True)
class Sum:
    """A compiled sum: per period in fen, and how many periods."""

    node: ir.Node
    periods: ir.Node | None
    #: the readings of the sum per period, and of the total; none where sources agree
    readings: tuple[ir.Reading, ...]
    total_readings: tuple[ir.Reading, ...]
    period: str
    at_most: bool
    total: ir.Node
    first_year: ir.Node
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CompiledPart:
    """A compiled instalment."""

    name: str
    name_en: str
    clause: Clause | None
    amount: ir.Node
    truth: ir.Node
    #: when ``truth`` holds by time alone; None: never
    outlook: Outlook | None = None


@dataclass(frozen=True, kw_only=True)
class CompiledOutput:
    """A compiled figure shown besides the sum."""

    name: str
    name_en: str
    unit: str
    node: ir.Node
    type: Type


@dataclass(frozen=True)
class Extra:
    """A figure kept beside status and sums, in the column ``policy/benefit|name``."""

    name: str
    node: ir.Node
    type: Type


@dataclass(frozen=True, kw_only=True)
class CompiledLife:
    """What becomes of a grant: the clauses, its state and the sum called back."""

    stops: Clause | None
    suspends: Clause | None
    recovers: Clause | None
    #: position in ``LIFE``; unknown where a clause that matters is
    state: ir.Node
    #: fen to be called back, 0 where nothing is
    recovery: ir.Node


@dataclass(frozen=True, kw_only=True)
class CompiledShare:
    """A part of the places that those of a kind fill at least."""

    name: str
    name_en: str
    test: ir.Node
    #: a number of people where ``counted``, else scaled as ``SHARE``: 500000 is one half
    least: ir.Node
    counted: bool = False


@dataclass(frozen=True, kw_only=True)
class CompiledQuota:
    """Places or a fund for fewer than all who qualify; see ``allocate``."""

    places: ir.Node | None
    fund: ir.Node | None
    #: keys in order; True: the smallest first
    ranking: tuple[tuple[ir.Node, bool], ...]
    shares: tuple[CompiledShare, ...]
    #: types of the ranking keys
    kinds: tuple[Type, ...] = ()
    #: the most that is taken of those who qualify, scaled as ``SHARE``
    portion: ir.Node | None = None
    #: how many must qualify for anybody to be taken
    enough: ir.Node | None = None
    #: name of the places or the fund that benefits of the document share
    pool: str = ""
    #: how long a place is used by who has it; None: the text does not say
    period: PlacePeriod | None = None

    def extras(self) -> list[Extra]:
        """Return what is worked out for every applicant."""
        made = [
            Extra(f"rank{n}", node, kind)
            for n, ((node, _), kind) in enumerate(zip(self.ranking, self.kinds, strict=True))
        ]
        made += [Extra(f"share{n}", share.test, YES) for n, share in enumerate(self.shares)]
        made += [
            Extra(f"least{n}", share.least, COUNT if share.counted else SHARE)
            for n, share in enumerate(self.shares)
        ]
        if self.places is not None:
            made.append(Extra("places", self.places, COUNT))
        if self.fund is not None:
            made.append(Extra("fund", self.fund, MONEY))
        if self.portion is not None:
            made.append(Extra("portion", self.portion, SHARE))
        if self.enough is not None:
            made.append(Extra("enough", self.enough, COUNT))
        return made


@dataclass(frozen=True, kw_only=True)
class Item:
    """One benefit, or one classification, ready to be decided."""

    document: Document
    version: Version
    source: Benefit | Classification
    id: str
    kind: Literal["money", "kind", "right", "class"]
    subject: Subject
    clause: Clause
    truth: ir.Node
    #: when ``truth`` holds by time alone; None: never, or nobody is told beforehand
    outlook: Outlook | None = None
    amount: Sum | None = None
    parts: tuple[CompiledPart, ...] = ()
    outputs: tuple[CompiledOutput, ...] = ()
    #: for kind ``class``: position of the class in its label set
    label: ir.Node | None = None
    label_type: Label | None = None
    #: the clause that asks for the working region, if any
    region_clause: Clause | None = None
    life: CompiledLife | None = None
    quota: CompiledQuota | None = None
    #: the joint caps that are kept beside this benefit, the first of those they bind
    ceilings: tuple[Extra, ...] = ()

    @property
    def key(self) -> str:
        """``policy/benefit``."""
        return f"{self.document.id}/{self.id}"

    @property
    def extras(self) -> tuple[Extra, ...]:
        """Figures kept beside status and sums: the grant's life, what ranks it, joint caps."""
        made: list[Extra] = []
        if self.life is not None:
            made.append(Extra("life", self.life.state, LIFE))
            made.append(Extra("recovery", self.life.recovery, MONEY))
        if self.quota is not None:
            made += self.quota.extras()
        return (*made, *self.ceilings)


@dataclass(frozen=True, kw_only=True)
class Group:
    """A compiled exclusive group; members in the order of the document."""

    relation: Relation
    members: tuple[str, ...]
    #: for 合计封顶: the cap in fen
    ceiling: ir.Node | None = None
    #: where wide frames hold the cap: ``policy/benefit|ceiling…``
    ceiling_column: str = ""

    @property
    def exclusive(self) -> bool:
        """Whether only one of the members may be taken."""
        return self.relation.rule in ("highest", "choice")

    @property
    def lessens(self) -> bool:
        """Whether members may be paid less than their sums."""
        return self.relation.rule in ("deduct", "cap")

    @property
    def first(self) -> tuple[str, ...]:
        """The benefit that is named first, under each version of its document that decides."""
        return tuple(m for m in self.members if _unversioned(m) == _unversioned(self.members[0]))

    @property
    def others(self) -> tuple[str, ...]:
        """The members after the first."""
        return self.members[len(self.first) :]


def _unversioned(key: str) -> str:
    return key.partition("@")[0]


@dataclass(frozen=True, kw_only=True)
class Program:
    """Everything that is decided on one date."""

    items: tuple[Item, ...]
    definitions: Mapping[str, Definition]
    #: groups of which only one member may be taken
    groups: tuple[Group, ...]
    growth: Growth
    by_key: Mapping[str, Item] = field(default_factory=dict)
    #: every relation between benefits that are decided, the exclusive groups among them
    relations: tuple[Group, ...] = ()

    def of(self, subject: Subject) -> tuple[Item, ...]:
        """Return the items decided about people or about employers."""
        return tuple(i for i in self.items if i.subject == subject)

    def group_of(self, key: str) -> Group | None:
        """Return the exclusive group a benefit belongs to."""
        return next((g for g in self.groups if key in g.members and g.exclusive), None)
