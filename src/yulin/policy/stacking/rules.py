"""The rules between benefits that do not simply add up, as the search for the best set reads them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Literal, TypedDict

from yulin.policy.backends.python import Frame, run
from yulin.policy.program import Group, Program


class ChoiceError(ValueError):
    """What a person chose cannot be had together; ``rules`` say why."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        super().__init__("；".join(r.text or r.name for r in rules) or "不能同时享受")
        self.rules = tuple(rules)


@dataclass(frozen=True, kw_only=True)
class _Worded:
    """What every rule carries for its readers."""

    name: str = ""
    text: str = ""
    text_en: str = ""
    citation: str = ""


@dataclass(frozen=True, kw_only=True)
class Few(_Worded):
    """At most so many of a set: 就高 or 自选."""

    members: tuple[str, ...]
    most: int = 1

    @property
    def keys(self) -> tuple[str, ...]:
        """Every benefit the rule speaks of."""
        return self.members


@dataclass(frozen=True, kw_only=True)
class Excludes(_Worded):
    """Who takes ``taken`` cannot have ``excluded``."""

    taken: str
    excluded: str
    #: ``taken`` was drawn already: a fact, not a choice
    received: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """Every benefit the rule speaks of."""
        return (self.excluded,) if self.received else (self.taken, self.excluded)


@dataclass(frozen=True, kw_only=True)
class Cap(_Worded):
    """What a set pays together is cut at ``most`` yuan, over all time or in each calendar year."""

    members: tuple[str, ...]
    most: Decimal
    per: Literal["total", "year"] = "total"
    #: yuan drawn already that count towards the cap (of this year, where it is yearly)
    used: Decimal = Decimal(0)

    @property
    def keys(self) -> tuple[str, ...]:
        """Every benefit the rule speaks of."""
        return self.members


@dataclass(frozen=True, kw_only=True)
class Deduct(_Worded):
    """``reduced`` pays only what it gives beyond the sum of ``by``."""

    reduced: str
    by: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """Every benefit the rule speaks of."""
        return (*self.by, self.reduced)


@dataclass(frozen=True, kw_only=True)
class Stop(_Worded):
    """Taking ``taken`` ends ``stopped`` from the month after."""

    taken: str
    stopped: str

    @property
    def keys(self) -> tuple[str, ...]:
        """Every benefit the rule speaks of."""
        return (self.taken, self.stopped)


@dataclass(frozen=True, kw_only=True)
class Wait(_Worded):
    """``later`` begins no sooner than ``months`` after ``first`` did."""

    first: str
    later: str
    months: int

    @property
    def keys(self) -> tuple[str, ...]:
        """Every benefit the rule speaks of."""
        return (self.first, self.later)


@dataclass(frozen=True, kw_only=True)
class Together(_Worded):
    """These may be had together, whatever a wider rule says."""

    members: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """Every benefit the rule speaks of."""
        return self.members


Rule = Few | Excludes | Cap | Deduct | Stop | Wait | Together


def relations_of(program: Program, frame: Frame | None = None) -> tuple[Rule, ...]:
    """Return what a program says of benefits that do not simply add up.

    Args:
        program: the texts in force.
        frame: the subject; needed where a joint cap depends on their facts. A cap that cannot be
            worked out binds nothing.
    """
    return tuple(rule for group in program.relations for rule in _rules(group, program, frame))


def ceiling_of(group: Group, frame: Frame) -> int | None:
    """Return a joint cap for a subject in fen; None where it is unknown, or binds other subjects."""
    if group.ceiling is None or frame.program.by_key[group.members[0]].subject != frame.kind:
        return None
    fen: int | None = run(group.ceiling, frame)
    return fen


def _rules(group: Group, program: Program, frame: Frame | None) -> Iterator[Rule]:
    said, members = group.relation, group.members
    words = _Words(name=said.name, text=said.text, text_en=said.text_en, citation=said.citation)
    if said.rule in ("highest", "choice"):
        yield Few(members=members, **words)
    elif said.rule == "together":
        yield Together(members=members, **words)
    elif said.rule == "cap":
        fen = ceiling_of(group, frame or _nobody(program))
        if fen is not None:
            yield Cap(members=members, most=Decimal(fen).scaleb(-2), **words)
    elif said.rule == "difference":
        # together they bring no more than the dearest of them
        yield from (Deduct(reduced=m, by=members[:n], **words) for n, m in enumerate(members) if n)
    elif said.rule == "deduct":
        yield from (Deduct(reduced=m, by=group.first, **words) for m in group.others)
    elif said.rule == "stop":
        pairs = product(group.first, group.others)
        yield from (Stop(taken=one, stopped=m, **words) for one, m in pairs)
    elif said.rule == "wait":
        months = _months(said.span)
        pairs = product(group.first, group.others)
        yield from (Wait(first=one, later=m, months=months, **words) for one, m in pairs)


class _Words(TypedDict):
    name: str
    text: str
    text_en: str
    citation: str


def _months(span: tuple[int, str] | None) -> int:
    count, unit = span or (12, "月")
    return count * (12 if unit == "年" else 1)


def _nobody(program: Program) -> Frame:
    return Frame(program=program, as_of=dt.date.min)
