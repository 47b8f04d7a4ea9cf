"""How benefits that do not simply add up bear on one another, as the search for the best set reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

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


def relations_of(program: Program) -> tuple[Rule, ...]:
    """Return what a program says of benefits that do not simply add up."""
    return tuple(_of_group(group) for group in program.groups)


def _of_group(group: Group) -> Rule:
    said = group.relation
    return Few(
        members=group.members,
        name=said.name,
        text=said.text,
        text_en=said.text_en,
        citation=said.citation,
    )
