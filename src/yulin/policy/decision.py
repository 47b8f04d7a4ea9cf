"""What the engine answers: a status, a sum, a schedule and the reasons, for one subject and benefit."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum
from typing import Literal

# Hundreds of these are made for one person at a screen, and a frozen dataclass costs three times as
# much to make: those made again for each benefit are not frozen. Treat all of them as read-only.


class Status(IntEnum):
    """The four answers; the number is what tables store."""

    NO = 0
    NOT_YET = 1
    UNDETERMINED = 2
    YES = 3

    @property
    def label(self) -> str:
        """The Chinese word people read."""
        return {0: "不符合", 1: "还差一点", 2: "无法判定", 3: "符合"}[self.value]

    @property
    def label_en(self) -> str:
        """The English word people read."""
        return {0: "Not due", 1: "Not yet", 2: "Undetermined", 3: "Due"}[self.value]


@dataclass(frozen=True, kw_only=True)
class FactUse:
    """A fact that a condition looked at: its name, its value as text, and where it came from."""

    name: str
    name_en: str
    #: None where the fact is missing
    value: str | None
    unit: str
    register: str


@dataclass(kw_only=True, slots=True)
class Gap:
    """How far a failed condition is from holding, e.g. 2 月."""

    amount: Decimal
    unit: str
    #: the date on which it holds if nothing else changes; None where time alone never cures it
    ready_on: dt.date | None

    def text(self) -> str:
        """Return the gap in words, e.g. ``还差 2 个月``."""
        unit = {"月": "个月"}.get(self.unit, self.unit)
        return f"还差 {self.amount.normalize():f} {unit}".rstrip()


@dataclass(kw_only=True, slots=True)
class Reason:
    """One clause's result, or a group of them; treat it as read-only."""

    kind: Literal["leaf", "all", "any", "not"]
    #: clause id within the policy version, e.g. ``房票.社保``; groups have one too
    id: str
    text: str
    text_en: str
    #: True holds, False does not, None cannot be told
    truth: bool | None
    citation: str = ""
    #: the condition as written in the document
    expression: str = ""
    #: a step of handling (publicity …) still to do, which does not decide eligibility
    pending: bool = False
    gap: Gap | None = None
    facts: tuple[FactUse, ...] = ()
    #: names of facts nobody has supplied that keep the truth unknown
    missing: tuple[str, ...] = ()
    #: why the sources themselves leave it open (disputed or unpublished)
    notes: tuple[str, ...] = ()
    children: tuple[Reason, ...] = ()

    def leaves(self) -> tuple[Reason, ...]:
        """Return the clauses below this node, in document order."""
        if self.kind == "leaf":
            return (self,)
        return tuple(leaf for child in self.children for leaf in child.leaves())

    def standing_against(self) -> tuple[Reason, ...]:
        """Return the clauses that keep this node from holding, skipping groups that do hold.

        In a group that holds by another branch a failed clause matters to nobody; under 皆非 it is
        the clause that does hold that stands against.
        """
        if self.truth is True or self.pending:
            return ()
        if self.kind == "leaf":
            return (self,)
        if self.kind == "not":
            return tuple(leaf for leaf in self.leaves() if leaf.truth is not False)
        return tuple(leaf for child in self.children for leaf in child.standing_against())


@dataclass(kw_only=True, slots=True)
class Amount:
    """A sum in yuan; ``value`` is None where it is not known, because of ``missing`` or ``notes``."""

    value: Decimal | None
    #: ``=`` exact, ``≤`` not more than (不超过)
    qualifier: Literal["=", "≤"] = "="
    #: ``once``, ``month``, ``quarter``, ``half``, ``year``
    period: str = "once"
    #: number of periods at most; None where it is not stated
    periods: int | None = 1
    #: value × periods, None where either is unknown
    total: Decimal | None = None
    #: what falls into the first twelve months
    first_year: Decimal | None = None
    #: the candidates where sources or readings disagree, in yuan: sums per period, or totals where
    #: only the number of periods is disputed
    alternatives: tuple[Decimal, ...] = ()
    #: the candidates of the total
    total_alternatives: tuple[Decimal, ...] = ()
    #: why the sources leave it open
    notes: tuple[str, ...] = ()
    #: facts nobody has supplied that would settle it
    missing: tuple[str, ...] = ()
    #: what is really paid of a total that is due: after deductions and joint caps where such a
    #: relation bears on it (``settled``); None where it is not known, or nothing is due
    net: Decimal | None = None
    settled: bool = False
    #: the benefits, ``policy/benefit``, that take from the sum: deducted, or first under a joint cap
    lessened_by: tuple[str, ...] = ()

    @property
    def paid(self) -> Decimal | None:
        """The total, or what deductions and joint caps leave of it."""
        return self.net if self.settled else self.total

    @property
    def paid_in_first_year(self) -> Decimal | None:
        """What falls into the first twelve months: never more than is paid at all."""
        if not self.settled or self.first_year is None or self.net is None:
            return None if self.settled else self.first_year
        return min(self.first_year, self.net)


@dataclass(kw_only=True, slots=True)
class Instalment:
    """One part of a payment with its own condition, e.g. 满12个月的后50%."""

    name: str
    name_en: str
    status: Status
    amount: Decimal | None
    ready_on: dt.date | None
    reason: Reason | None


@dataclass(kw_only=True, slots=True)
class Output:
    """A figure that a benefit states besides money paid, e.g. the monthly rent to be paid."""

    name: str
    name_en: str
    value: str | None
    unit: str


@dataclass(frozen=True, kw_only=True)
class Grant:
    """What becomes of a benefit that is being received (存续)."""

    #: 未领, 续发, 暂停 or 停发; None where it cannot be told
    state: str | None
    state_en: str
    #: yuan to be called back, 0 where nothing is; None where it cannot be told
    recovery: Decimal | None
    #: the groups 停发, 暂停 and 追回, as far as the document has them
    reasons: tuple[Reason, ...] = ()


@dataclass(kw_only=True, slots=True)
class Decision:
    """The answer for one subject and one benefit of one policy version."""

    policy: str
    policy_title: str
    policy_title_en: str
    version: str
    benefit: str
    title: str
    title_en: str
    #: ``money`` 资金, ``kind`` 实物或服务, ``right`` 资格, ``class`` 分类
    kind: Literal["money", "kind", "right", "class"]
    region: int
    #: ``person`` 本人, ``employer`` 单位 receives it
    payee: Literal["person", "employer"]
    status: Status
    #: for kind ``class``: the label, e.g. ``E``
    label: str | None
    amount: Amount | None
    #: the day a NOT_YET becomes a YES if nothing else changes
    ready_on: dt.date | None
    reason: Reason
    instalments: tuple[Instalment, ...] = ()
    outputs: tuple[Output, ...] = ()
    #: facts nobody has supplied and on which the answer hangs (names of the vocabulary)
    missing: tuple[str, ...] = ()
    #: due, but another benefit of an exclusive group is taken instead: its ``policy/benefit``
    displaced_by: str | None = None
    #: other members of the exclusive group from which the subject chooses
    choose_between: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    #: steps that remain before money moves
    pending: tuple[str, ...] = field(default=())
    #: what becomes of the grant, where the document says so
    grant: Grant | None = None

    @property
    def key(self) -> str:
        """``policy/benefit``: identifies the benefit among all documents."""
        return f"{self.policy}/{self.benefit}"
