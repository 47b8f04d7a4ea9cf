"""A policy document as read: what people wrote, with places; no expression is compiled here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from yulin.policy.problems import Place
from yulin.policy.vocabulary import Subject, Term

Period = Literal["once", "month", "quarter", "half", "year"]
PERIODS: dict[str, Period] = {
    "次": "once",
    "月": "month",
    "季": "quarter",
    "半年": "half",
    "年": "year",
}
PERIODS_PER_YEAR: dict[str, int] = {"once": 1, "month": 12, "quarter": 4, "half": 2, "year": 1}


@dataclass(frozen=True, kw_only=True)
class Formula:
    """An expression as written, with its place."""

    text: str
    place: Place


@dataclass(frozen=True, kw_only=True)
class Note:
    """A remark in both languages."""

    text: str
    text_en: str = ""


@dataclass(frozen=True, kw_only=True)
class Definition:
    """A name for an expression used several times in one document.

    With ``table`` it speaks of a row of that table and is used inside figures over its records.
    """

    name: str
    formula: Formula
    text: str = ""
    text_en: str = ""
    table: str = ""


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a document was read; grade P1 official … P4 weak."""

    address: str
    grade: str
    note: str = ""
    date: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A clause (``formula`` set) or a group of clauses."""

    id: str
    kind: Literal["leaf", "all", "any", "not"]
    text: str = ""
    text_en: str = ""
    citation: str = ""
    formula: Formula | None = None
    #: a step of handling: unknown does not block
    process: bool = False
    #: worded by the program from a short rule (限次, 间隔 …), not by an author
    derived: bool = False
    children: tuple[Condition, ...] = ()
    place: Place = field(default=Place(), compare=False)

    def leaves(self) -> tuple[Condition, ...]:
        """Return the clauses below, in document order."""
        if self.kind == "leaf":
            return (self,)
        return tuple(leaf for child in self.children for leaf in child.leaves())


@dataclass(frozen=True, kw_only=True)
class Branch:
    """``when`` (None: otherwise) gives ``value``."""

    when: Formula | None
    value: Formula


@dataclass(frozen=True, kw_only=True)
class AmountRule:
    """How a sum is found: a formula, a table by a value, or the first branch that fits."""

    formula: Formula | None = None
    by: Formula | None = None
    table: tuple[tuple[str, Formula], ...] = ()
    otherwise: Formula | None = None
    branches: tuple[Branch, ...] = ()
    ceiling: Formula | None = None
    #: most that may be received under this benefit within a calendar year, and in all
    ceiling_year: Formula | None = None
    ceiling_ever: Formula | None = None
    floor: Formula | None = None
    deduct: Formula | None = None
    at_most: bool = False
    period: Period = "once"
    #: None: one period for ``once``; the text 未知 for periods nobody stated
    periods: Formula | None = None
    periods_unknown: bool = False
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, kw_only=True)
class Part:
    """An instalment: a share of the sum or a sum of its own, with its own conditions."""

    name: str
    name_en: str
    share: Formula | None
    formula: Formula | None
    condition: Condition | None
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, kw_only=True)
class OutputRule:
    """A figure stated besides the sum."""

    name: str
    name_en: str
    unit: str
    formula: Formula


@dataclass(frozen=True, kw_only=True)
class Life:
    """What becomes of a benefit that is being received; each rule stands beside the others.

    Conditions may speak of the grant as ``本待遇.起领日``, ``本待遇.已领月数``, ``本待遇.已领金额``.
    """

    #: any of these ends it
    stops: Condition | None = None
    #: any of these pauses it; paused time does not count
    suspends: Condition | None = None
    #: any of these calls money back, as much as ``recovery`` says
    recovers: Condition | None = None
    recovery: Formula | None = None


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """One key by which applicants are ranked; the greatest first unless ``ascending``."""

    formula: Formula
    ascending: bool = False


@dataclass(frozen=True, kw_only=True)
class Share:
    """A part of the places that those of a kind must fill at least, e.g. half to people under 40."""

    name: str
    name_en: str
    test: Formula
    least: Formula


#: given anew each calendar year; once; held as long as one qualifies, then free for another
PlacePeriod = Literal["year", "once", "held"]


@dataclass(frozen=True, kw_only=True)
class Quota:
    """Places, or a fund, for fewer than all who qualify."""

    #: how many are taken; None: as many as the fund pays for
    places: Formula | None
    #: what may be paid in all, in yuan
    fund: Formula | None
    ranking: tuple[Ranking, ...]
    shares: tuple[Share, ...] = ()
    #: at most this part of those who qualify is taken
    portion: Formula | None = None
    #: how many must qualify for anybody to be taken
    enough: Formula | None = None
    #: name of the places or the fund that several benefits share; empty: of one benefit alone
    pool: str = ""
    #: how long a place is used by who has it; None: the text does not say
    period: PlacePeriod | None = None
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, kw_only=True)
class Benefit:
    """Something a subject may be due."""

    id: str
    name: str
    name_en: str
    kind: Literal["money", "kind", "right"]
    subject: Subject
    payee: Literal["person", "employer"]
    condition: Condition
    amount: AmountRule | None = None
    parts: tuple[Part, ...] = ()
    outputs: tuple[OutputRule, ...] = ()
    citation: str = ""
    note: str = ""
    note_en: str = ""
    #: whether a shortfall that time cures counts as NOT_YET
    foresees: bool = True
    #: whether the subject must work or lie in the document's region
    local: bool = True
    automatic: bool = False
    #: kinds by which other documents may name it without knowing it (种类), e.g. 购房补贴
    kinds: tuple[str, ...] = ()
    life: Life | None = None
    quota: Quota | None = None
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, kw_only=True)
class ClassItem:
    """One class with its conditions; without a label, ``value`` says which class it is."""

    label: str
    condition: Condition
    text: str = ""
    text_en: str = ""
    value: Formula | None = None


@dataclass(frozen=True, kw_only=True)
class Classification:
    """Classes from the top; the first that holds."""

    id: str
    name: str
    name_en: str
    produces: str
    items: tuple[ClassItem, ...]
    otherwise: str
    citation: str = ""
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, kw_only=True)
class Version:
    """What a document says between two days (both included)."""

    name: str
    starts: dt.date | None
    ends: dt.date | None
    draft: bool
    benefits: tuple[Benefit, ...]
    classification: Classification | None
    note: str = ""
    note_en: str = ""
    #: after its last day this version goes on for those of whom this holds (老人老办法)
    cohort: Formula | None = None
    place: Place = field(default=Place(), compare=False)

    def in_force(self, day: dt.date) -> bool:
        """Return whether this version decides on ``day``; a draft never does."""
        after = self.starts is None or self.starts <= day
        before = self.ends is None or day <= self.ends
        return after and before and not self.draft

    def goes_on(self, day: dt.date) -> bool:
        """Return whether on ``day`` this version has ended but goes on for an entry cohort."""
        over = self.ends is not None and self.ends < day
        return over and self.cohort is not None and not self.draft


RelationRule = Literal[
    "highest", "choice", "together", "deduct", "cap", "stop", "wait", "difference"
]


@dataclass(frozen=True, kw_only=True)
class Relation:
    """How benefits (``policy/benefit``) stand to each other.

    ``highest`` 就高: the one with the greatest total; ``choice`` 自选: one, the subject chooses;
    ``together`` 叠加: expressly all; ``cap`` 合计封顶: all, up to ``ceiling`` in sum;
    ``difference`` 补差: each only for what exceeds the sums received under any of them within
    ``span``; and, of the first member on the others: ``deduct`` 扣除: their sum is reduced by its
    sum; ``stop`` 次月停发: they end with the month in which it was received; ``wait`` 间隔: they are
    due only once ``span`` has passed since it was last received.
    """

    name: str
    rule: RelationRule
    members: tuple[str, ...]
    ceiling: Formula | None = None
    #: count and unit (月 or 年), e.g. (12, "月")
    span: tuple[int, str] | None = None
    #: whether a member received earlier rules out the others too
    lasting: bool = False
    text: str = ""
    text_en: str = ""
    citation: str = ""
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step of the process, with its time limit as printed."""

    text: str
    text_en: str
    limit: str = ""
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class Expectation:
    """What a worked case expects of one benefit; None: not said."""

    benefit: str
    status: str | None = None
    amount: str | None = None
    #: what the total may be where readings differ
    candidates: tuple[str, ...] = ()
    per_period: str | None = None
    #: what a period's sum may be where readings differ
    candidates_per_period: tuple[str, ...] = ()
    #: what is really paid, after deductions and joint caps
    net: str | None = None
    at_most: bool | None = None
    label: str | None = None
    reasons: tuple[str, ...] | None = None
    ready_on: dt.date | None = None
    parts: tuple[tuple[str, str, str], ...] = ()
    outputs: tuple[tuple[str, str], ...] = ()
    displaced_by: str | None = None
    missing: tuple[str, ...] | None = None
    #: keys of the benefits between which the subject chooses
    choose_between: tuple[str, ...] | None = None
    #: what becomes of the grant: 续发 暂停 停发, and the sum called back
    life: str | None = None
    recovery: str | None = None
    version: str | None = None
    #: of the people of the case: who gets a place, and who ties for one
    taken: tuple[str, ...] | None = None
    tied: tuple[str, ...] | None = None
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, kw_only=True)
class Case:
    """A worked case: facts, a date and what must come out; or why it cannot be said yet."""

    id: str
    text: str
    as_of: dt.date | None
    values: tuple[tuple[str, str], ...]
    records: tuple[tuple[str, tuple[tuple[tuple[str, str], ...], ...]], ...]
    expectations: tuple[Expectation, ...]
    not_yet_expressible: str = ""
    #: several people of one case, by name: their values beside those of the case
    people: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    place: Place = field(default=Place(), compare=False)


@dataclass(frozen=True, kw_only=True)
class Document:
    """One policy document."""

    id: str
    title: str
    title_en: str
    number: str
    issuer: str
    region: int
    domain: str
    summary: str
    summary_en: str
    verified: bool
    sources: tuple[Source, ...]
    missing: tuple[Note, ...]
    conflicts: tuple[Note, ...]
    terms: tuple[Term, ...]
    definitions: tuple[Definition, ...]
    versions: tuple[Version, ...]
    relations: tuple[Relation, ...]
    process: tuple[Step, ...]
    cases: tuple[Case, ...]
    #: id of the general document it stands in for within its region
    replaces: str = ""
    subject: Subject = "人员"
    payee: Literal["person", "employer"] = "person"
    file: str = ""
    #: digest of the file's text
    digest: str = ""
    #: name, place and digest of the texts it takes over (引用), whose words are as good as its own
    commons: tuple[tuple[str, int, str], ...] = ()
    common_files: tuple[str, ...] = ()

    def continuing(self, day: dt.date) -> tuple[Version, ...]:
        """Return the versions that have ended but go on for an entry cohort on ``day``."""
        return tuple(v for v in self.versions if v.goes_on(day))

    def version_on(self, day: dt.date) -> Version | None:
        """Return the version that decides on ``day``, or None."""
        return next((v for v in self.versions if v.in_force(day)), None)

    def status_on(self, day: dt.date) -> Literal["in_force", "ended", "upcoming", "draft"]:
        """Return where the document stands on ``day``."""
        if self.version_on(day):
            return "in_force"
        settled = [v for v in self.versions if not v.draft]
        if not settled:
            return "draft"
        return "ended" if any(v.ends and v.ends < day for v in settled) else "upcoming"
