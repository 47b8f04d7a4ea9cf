"""What would change an answer: the smallest change of facts that turns a “no” into a “yes”.

Every remedy told here has been decided again with the changed facts by the reference back end; what
it would bring or cost besides is told with it. Facts that nobody can change are never proposed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Literal

from yulin.facts.frames import Facts
from yulin.policy.backends.python import Frame, run
from yulin.policy.dates.foresee import foresee, told_for_today, why_unforeseen
from yulin.policy.decision import Decision, Reason, Status
from yulin.policy.explain import SubjectKind, answer, explain_frame, stored_values
from yulin.policy.lacking import lacking
from yulin.policy.library import Library
from yulin.policy.program import Clause, Item, Program
from yulin.policy.reasons import TABLE_PREFIX
from yulin.policy.remedies.outlooks import Outlooks
from yulin.policy.remedies.search import Search
from yulin.policy.remedies.steps import Way, begun_anew, supposing
from yulin.policy.remedies.words import Told, joined, told
from yulin.policy.subjects import declare_empty, frame_for
from yulin.policy.vocabulary import Changeable, Subject

#: ``unsure``: what a new record says besides would decide
EffectKind = Literal["gains", "loses", "more", "less", "unsure"]
#: proposals decided again before a benefit is given up
_TRIED = 24
#: more facts than this at once help nobody
MOST_FACTS = 4
#: what is looked for in the proposals of one benefit at most
MOST = 3
_KINDS: dict[SubjectKind, Subject] = {"person": "人员", "employer": "单位"}


@dataclass(frozen=True, kw_only=True)
class Change:
    """One fact that would have to be otherwise."""

    name: str
    name_en: str
    by: Changeable
    #: as people read them; ``before`` is None where nobody has supplied it
    before: str | None
    after: str
    #: the day on which time brings it, where nothing need be done
    until: dt.date | None
    #: a record to be made, by its table
    record: str | None
    #: nobody has supplied it: it may already be so
    confirms: bool
    text: str
    text_en: str


@dataclass(frozen=True, kw_only=True)
class Effect:
    """Another benefit that a remedy would change."""

    before: Decision
    after: Decision
    kind: EffectKind


@dataclass(frozen=True, kw_only=True)
class Remedy:
    """A change that turns the answer, with everything else it would do."""

    changes: tuple[Change, ...]
    #: the decision with the changed facts
    decision: Decision
    #: the day from which it is due; None: at once
    ready_on: dt.date | None
    effects: tuple[Effect, ...]
    text: str
    text_en: str

    @property
    def by(self) -> frozenset[Changeable]:
        """Who or what must change something."""
        return frozenset(c.by for c in self.changes)

    def of(self, kind: str) -> tuple[Effect, ...]:
        """Return the effects of a kind."""
        return tuple(e for e in self.effects if e.kind == kind)


@dataclass(frozen=True, kw_only=True)
class Remedies:
    """What would turn one decision.

    Where nothing is told, ``fixed`` are the clauses that nobody can help; if there are none, it would
    take more facts at once than are told, or no proposal held when it was decided again.
    """

    decision: Decision
    #: the date of the decision
    as_of: dt.date
    remedies: tuple[Remedy, ...]
    fixed: tuple[Reason, ...]


@dataclass(frozen=True, kw_only=True)
class Coming:
    """A day on which something changes by itself."""

    #: None: what tells the day is not known (kind ``open``)
    when: dt.date | None
    kind: Literal["begins", "part", "lapses", "ends", "open"]
    decision: Decision
    #: the instalment, for kind ``part``
    part: str = ""
    part_en: str = ""
    #: what would tell the day, for kind ``open``
    missing: tuple[str, ...] = ()


# -- one subject -----------------------------------------------------------------------------------


@dataclass
class Prospects:
    """What would help one subject, and what is to come; the decisions are made once.

    Args of ``of`` are those of ``explain``.
    """

    frame: Frame
    items: tuple[Item, ...]
    _search: Search = field(init=False)
    _supposed: dict[Way, Frame] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._search = Search(self.frame, _outlooks(self.frame.program))

    @classmethod
    def of(
        cls,
        library: Library,
        facts: Facts | None = None,
        *,
        as_of: dt.date,
        subject: str | None = None,
        subject_kind: SubjectKind = "person",
        region: int | None = None,
        values: Mapping[str, object] | None = None,
        skipped: Iterable[str] = (),
    ) -> Prospects:
        """Return the prospects of a subject whose facts are given as to ``explain``."""
        program = library.program(as_of, region)
        given = dict(values or {})
        if region is not None:
            given["工作地区"] = region
            given["单位地区"] = region
        kind = _KINDS[subject_kind]
        frame = frame_for(
            program,
            as_of,
            facts=facts,
            subject=subject,
            kind=kind,
            given=stored_values(program, given),
        )
        frame.skipped = frozenset(skipped)
        declare_empty(frame, [n for n, v in given.items() if n.startswith(TABLE_PREFIX) and not v])
        return cls(frame, program.of(kind))

    @cached_property
    def decisions(self) -> tuple[Decision, ...]:
        """The decisions as the facts stand."""
        return explain_frame(self.frame, self.items)

    def lacking(self, decision: Decision) -> dict[int, tuple[str, ...]]:
        """Return, by the identity of a clause's reason, what is missing in words with whose it is."""
        return lacking(self.frame.program.by_key[decision.key].clause, decision.reason, self.frame)

    # -- what would help

    def remedies(self, key: str, *, most: int = MOST, effects: bool = True) -> Remedies:
        """Return what would turn a benefit that is not due, or not yet, into one that is.

        Args:
            key: ``policy/benefit``.
            most: remedies returned at most, the smallest first.
            effects: also decide everything else with the changed facts.

        Raises:
            KeyError: where no such benefit is decided.
        """
        decision = self._by_key[key]
        item, today = self.frame.program.by_key[key], self.frame.as_of
        if decision.status not in (Status.NO, Status.NOT_YET) or decision.kind == "class":
            return Remedies(decision=decision, as_of=today, remedies=(), fixed=())
        found = list(self._helping(item, most))
        fixed = () if found else tuple(self._fixed(item.clause, decision.reason))
        made = tuple(self._remedy(way, item, effects=effects) for way in found)
        return Remedies(decision=decision, as_of=today, remedies=made, fixed=fixed)

    def everything(self, *, most: int = MOST, effects: bool = False) -> tuple[Remedies, ...]:
        """Return what would help, for every benefit that is not due."""
        open_ones = (Status.NO, Status.NOT_YET)
        keys = [d.key for d in self.decisions if d.status in open_ones and d.kind != "class"]
        return tuple(self.remedies(key, most=most, effects=effects) for key in keys)

    def _helping(self, item: Item, most: int) -> Iterator[Way]:
        """Yield the smallest ways that do help, none of which holds another."""
        found: list[frozenset[str]] = []
        for proposal in self._search.ways(item.clause.node)[:_TRIED]:
            if len(proposal) > MOST_FACTS + 1 or any(known <= _keys(proposal) for known in found):
                continue
            way = begun_anew(proposal, self.frame)
            if self._outcome(item, way) is None:
                continue
            smaller = self._least(item, way)
            if len(smaller) > MOST_FACTS or _keys(smaller) in found:
                continue
            found.append(_keys(smaller))
            yield smaller
            if len(found) == most:
                return

    def _least(self, item: Item, way: Way) -> Way:
        """Return a way that helps with every step left out that it does without."""
        for step in sorted(way, key=lambda s: -s.effort):
            without = tuple(s for s in way if s is not step)
            shorter = self._outcome(item, without) if without else None
            # a wait is not done without by waiting all the same
            if shorter is not None and not (step.is_time and shorter is Status.NOT_YET):
                return self._least(item, without)
        return way

    def _outcome(self, item: Item, way: Way) -> Status | None:
        """Decide a benefit again with changed facts; None where that does not make it due."""
        frame = self._supposing(way)
        status, ready = answer(run(item.truth, frame), item.outlook, frame)
        if status is Status.NOT_YET:
            before = self._by_key[item.key].ready_on
            sooner = before is None or (ready is not None and ready < before)
            return status if sooner or any(s.is_time for s in way) else None
        return status if status is Status.YES else None

    def _supposing(self, way: Way) -> Frame:
        """Return the subject after a way; many benefits ask for the same one."""
        if way not in self._supposed:
            self._supposed[way] = supposing(self.frame, way)
        return self._supposed[way]

    @cached_property
    def _by_key(self) -> dict[str, Decision]:
        return {d.key: d for d in self.decisions}

    def _fixed(self, clause: Clause, reason: Reason) -> Iterator[Reason]:
        """Yield the clauses that stand against it and that nobody can change."""
        against = {id(leaf) for leaf in reason.standing_against()}
        for below, said in zip(clause.leaves(), reason.leaves(), strict=True):
            if id(said) in against:
                want = said.truth is not True  # under 皆非 a clause that holds stands against
                if not self._search.ways(below.node, want=want):
                    yield said

    # -- what else it would do

    def _remedy(self, way: Way, item: Item, *, effects: bool) -> Remedy:
        frame = self._supposing(way)
        (after,) = explain_frame(frame, [item])
        words = [told(step, self.frame) for step in sorted(way, key=lambda s: s.effort)]
        changes = tuple(_change(word) for word in words)
        text, text_en = joined(words, after.ready_on)
        return Remedy(
            changes=changes,
            decision=after,
            ready_on=after.ready_on,
            effects=tuple(self._effects(frame, item.key)) if effects else (),
            text=text,
            text_en=text_en,
        )

    def _effects(self, frame: Frame, key: str) -> Iterator[Effect]:
        for before, after in zip(self.decisions, explain_frame(frame, self.items), strict=True):
            kind = _difference(before, after)
            if kind is not None and before.key != key:
                yield Effect(before=before, after=after, kind=kind)

    # -- what is to come

    def coming(self) -> tuple[Coming, ...]:
        """Return the days on which something begins, is paid, lapses or ends if nothing changes.

        Last come those of which the day cannot be told, since what they rest on was told for today.
        """
        days = [day for decision in self.decisions for day in self._days(decision)]
        return tuple(sorted(days, key=lambda c: (c.when or dt.date.max, c.decision.key, c.kind)))

    def _days(self, decision: Decision) -> Iterator[Coming]:
        if decision.kind == "class":
            return
        if decision.status is Status.NOT_YET and decision.ready_on is not None:
            yield Coming(when=decision.ready_on, kind="begins", decision=decision)
        if decision.status is not Status.YES:
            return
        for part in decision.instalments:
            if part.ready_on is not None and part.ready_on >= self.frame.as_of:
                yield Coming(
                    when=part.ready_on,
                    kind="part",
                    decision=decision,
                    part=part.name,
                    part_en=part.name_en,
                )
        yield from self._ending(decision)

    def _ending(self, decision: Decision) -> Iterator[Coming]:
        """Yield the first day on which a due is one no more, or its text is no longer in force."""
        item = self.frame.program.by_key[decision.key]
        outlook = _outlooks(self.frame.program).of(item.truth, want=False)
        status, day = foresee(outlook, self.frame)
        last = _last_day(item)
        ends = last + dt.timedelta(days=1) if last is not None else None
        if status is Status.NOT_YET and day is not None and (ends is None or day < ends):
            yield Coming(when=day, kind="lapses", decision=decision)
        elif ends is not None and ends > self.frame.as_of:
            yield Coming(when=ends, kind="ends", decision=decision)
        told = outlook is not None and told_for_today(outlook, self.frame)
        if outlook is not None and told and status is Status.UNDETERMINED:
            missing, _ = why_unforeseen(outlook, self.frame)
            yield Coming(when=None, kind="open", decision=decision, missing=missing)


def _keys(way: Way) -> frozenset[str]:
    return frozenset(step.key for step in way)


def _last_day(item: Item) -> dt.date | None:
    """Return the last day on which this benefit reads the same, through versions that keep it."""
    ends = item.version.ends
    while ends is not None:
        following = item.document.version_on(ends + dt.timedelta(days=1))
        if following is None or item.source not in following.benefits:
            return ends
        ends = following.ends
    return None


def _change(word: Told) -> Change:
    return Change(
        name=word.name,
        name_en=word.name_en,
        by=word.step.by,
        before=word.before,
        after=word.after,
        until=word.step.until,
        confirms=word.step.confirms,
        record=word.step.row.table if word.step.row is not None else None,
        text=word.text,
        text_en=word.text_en,
    )


def _difference(before: Decision, after: Decision) -> EffectKind | None:
    was, will = _counts(before), _counts(after)
    if was and after.status is Status.UNDETERMINED:
        return "unsure"
    if was != will:
        return "gains" if will else "loses"
    if not was:
        return None
    if before.kind == "class":
        return "more" if before.label != after.label else None
    one, other = _total(before), _total(after)
    if one is None or other is None or one == other:
        return None
    return "more" if other > one else "less"


def _counts(decision: Decision) -> bool:
    return decision.status is Status.YES and decision.displaced_by is None


def _total(decision: Decision) -> Decimal | None:
    return decision.amount.total if decision.amount is not None else None


_kept: list[tuple[Program, Outlooks]] = []
#: programs whose outlooks are kept
_PROGRAMS = 8


def _outlooks(program: Program) -> Outlooks:
    """Return what time does to a program's conditions, kept for the last few programs."""
    for known, outlooks in _kept:
        if known is program:
            return outlooks
    made = Outlooks(program.growth)
    _kept.append((program, made))
    del _kept[:-_PROGRAMS]
    return made


__all__ = ["Change", "Coming", "Effect", "Prospects", "Remedies", "Remedy"]
