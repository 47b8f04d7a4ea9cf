"""Findings that do not stop a document from running but that its author should see."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from yulin.policy import ir
from yulin.policy.compile.names import covers
from yulin.policy.compile.relations import stated
from yulin.policy.dates.intervals import Span, gaps, spans
from yulin.policy.document import AmountRule, Benefit, Condition, Document, Formula, Version
from yulin.policy.kinds import Number
from yulin.policy.library import Library
from yulin.policy.problems import Place, Problem
from yulin.policy.program import Clause, Item, Program
from yulin.policy.reader import Problems
from yulin.policy.stacking.contradictions import impossible
from yulin.policy.unforeseen import months_standing_still
from yulin.policy.vocabulary import standard

_BARE = re.compile(r"^\d+(\.\d+)?$")
#: a day so far away stands for “never”, but comes in the end; 9999-12-31 is the end of time itself
_FAR_DAY = re.compile(r"(?<!\d)(?:2[1-9]\d\d|[3-9]\d{3})-\d\d?-\d\d?(?!\d)")
_END_OF_TIME = "9999-12-31"
_STRICT_WORDS = ("超过", "高于", "低于", "少于", "不满", "不足")
_LOOSE_WORDS = ("不超过", "不高于", "不低于", "不少于", "至少", "以上", "以下", "以内", "（含）")


def lint(library: Library) -> tuple[Problem, ...]:
    """Return the warnings about all documents, in the order of files and lines."""
    problems = Problems()
    for document in library.documents:
        _unused_names(document, problems)
        _missing_english(document, problems)
        _far_days([d.formula for d in document.definitions], problems)
        for version in document.versions:
            _texts(version, problems)
            _compiled(library, document, version, problems)
    _unrelated(library.documents, problems)
    return tuple(sorted(set(problems), key=lambda p: (p.place, p.code)))


# -- texts -----------------------------------------------------------------------------------------


def _conditions(version: Version) -> Iterator[Condition]:
    for benefit in version.benefits:
        yield from benefit.condition.leaves()
        for part in benefit.parts:
            if part.condition is not None:
                yield from part.condition.leaves()
        if benefit.life is not None:
            rules = (benefit.life.stops, benefit.life.suspends, benefit.life.recovers)
            yield from (leaf for rule in rules if rule is not None for leaf in rule.leaves())
    if version.classification is not None:
        for item in version.classification.items:
            yield from item.condition.leaves()


def _texts(version: Version, problems: Problems) -> None:
    _far_days([leaf.formula for leaf in _conditions(version) if leaf.formula], problems)
    for leaf in _conditions(version):
        _boundary_words(leaf, problems)
        if not leaf.text:
            problems.warn(leaf.place, "W603", f"条件 “{leaf.id}” 没有 说", "用百姓看得懂的话写明")
        elif not leaf.text_en:
            problems.warn(leaf.place, "W604", f"条件 “{leaf.id}” 没有英文 en")
    for benefit in version.benefits:
        if benefit.amount is not None:
            _bare_sums(benefit.amount, problems)


def _far_days(formulas: Sequence[Formula], problems: Problems) -> None:
    """Warn of a day that was meant as “never”: a “no” would be told to turn on it."""
    for formula in formulas:
        days = [day for day in _FAR_DAY.findall(formula.text) if day != _END_OF_TIME]
        if days:
            problems.warn(
                formula.place,
                "W610",
                f"{days[0]} 当作“永不”，推算时却真会等到那一天",
                "有没有用 存在(…) 来问；不知道的日期写 未知",
            )


def _boundary_words(leaf: Condition, problems: Problems) -> None:
    """Compare 超过/以上 in the words with the operator: including or excluding the bound."""
    if leaf.formula is None or leaf.derived:
        return
    loose = any(w in leaf.text for w in _LOOSE_WORDS)
    strict = not loose and any(w in leaf.text for w in _STRICT_WORDS)
    has_loose = re.search(r">=|<=|≥|≤|不少于|不低于|不超过|至少", leaf.formula.text)
    has_strict = re.search(r"[<>＜＞](?!=)|超过|低于", leaf.formula.text)
    if strict and has_loose and not has_strict:
        problems.warn(
            leaf.place,
            "W606",
            f"“{leaf.text}” 不含本数，条件却含本数",
            "核对原文，改用 > 或 <，或写明（含）",
        )
    if loose and has_strict and not has_loose:
        problems.warn(
            leaf.place, "W606", f"“{leaf.text}” 含本数，条件却不含本数", "核对原文，改用 >= 或 <="
        )


def _bare_sums(rule: AmountRule, problems: Problems) -> None:
    formulas: list[Formula] = [f for _, f in rule.table]
    formulas += [b.value for b in rule.branches]
    formulas += [f for f in (rule.formula, rule.otherwise, rule.ceiling, rule.floor) if f]
    for formula in formulas:
        if _BARE.match(formula.text) and formula.text != "0":
            problems.warn(
                formula.place, "W607", f"金额 “{formula.text}” 没有单位", "写成 1500元 或 80万元"
            )


def _missing_english(document: Document, problems: Problems) -> None:
    place = Place(document.file, 1, 1)
    for note in (*document.missing, *document.conflicts):
        if not note.text_en:
            problems.warn(place, "W604", f"“{note.text}” 没有英文 en")
    for step in document.process:
        if not step.text_en:
            problems.warn(place, "W604", f"步骤 “{step.text}” 没有英文 en")


def _unused_names(document: Document, problems: Problems) -> None:
    text = "\n".join(_formulas(document))
    places = {t.name: t.place for t in document.terms}
    places.update({d.name: d.formula.place for d in document.definitions})
    for name, place in places.items():
        if place.file == document.file and not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            problems.warn(place, "W602", f"“{name}” 声明了却没有用到", "删去，或检查名称是否写对")


def _formulas(document: Document) -> Iterator[str]:
    yield from (t.definition for t in document.terms if t.definition)
    yield from (d.formula.text for d in document.definitions)
    for version in document.versions:
        for leaf in _conditions(version):
            if leaf.formula is not None:
                yield leaf.formula.text
        if version.cohort is not None:
            yield version.cohort.text
        for benefit in version.benefits:
            yield from _sum_formulas(benefit)
            yield from _quota_formulas(benefit)
    yield from (r.ceiling.text for r in document.relations if r.ceiling is not None)


def _sum_formulas(benefit: Benefit) -> Iterator[str]:
    rule = benefit.amount
    if rule is not None:
        caps = (rule.ceiling, rule.ceiling_year, rule.ceiling_ever, rule.floor, rule.deduct)
        one = (rule.formula, rule.by, rule.otherwise, *caps)
        more = (rule.periods, *(b.when for b in rule.branches), *(b.value for b in rule.branches))
        yield from (f.text for f in (*one, *more) if f is not None)
        yield from (f.text for _, f in rule.table)
    for part in benefit.parts:
        yield from (f.text for f in (part.share, part.formula) if f is not None)
    yield from (o.formula.text for o in benefit.outputs)


def _quota_formulas(benefit: Benefit) -> Iterator[str]:
    if benefit.life is not None and benefit.life.recovery is not None:
        yield benefit.life.recovery.text
    quota = benefit.quota
    if quota is not None:
        yield from (f.text for f in (quota.places, quota.fund, quota.portion, quota.enough) if f)
        yield from (r.formula.text for r in quota.ranking)
        for share in quota.shares:
            yield from (share.test.text, share.least.text)


# -- meaning ---------------------------------------------------------------------------------------


def _compiled(library: Library, document: Document, version: Version, problems: Problems) -> None:
    day = version.starts or version.ends
    if day is None or version.draft:
        return
    program = library.program(day)
    for item in program.items:
        if item.document is document:
            _contradictions(item.clause, program, problems)
            _step_gaps(item, problems)
            _clashing_shares(item, problems)
            _unforeseen_months(item, program, problems)


def _contradictions(clause: Clause, program: Program, problems: Problems) -> None:
    """Warn where clauses that must all hold leave nothing for a figure to be."""
    if clause.condition.kind == "leaf":
        return
    for child in clause.children:
        _contradictions(child, program, problems)
    if clause.condition.kind != "all":
        return
    leaves = [c.plain for c in clause.children if c.condition.kind == "leaf"]
    for node, span in spans(leaves).items():
        if span.empty:
            name = node.name if isinstance(node, ir.Var) else "同一个数"
            problems.warn(
                clause.condition.place,
                "W601",
                f"这些条件不可能同时成立（{name.split('@')[0].split(':')[-1]}）",
                "检查上下限",
            )


def _step_gaps(item: Item, problems: Problems) -> None:
    source = item.source
    if item.amount is None or not isinstance(source, Benefit) or source.amount is None:
        return
    rule = source.amount
    if not rule.branches or any(b.when is None for b in rule.branches):
        return
    choose = next((n for n in ir.walk(item.amount.node) if isinstance(n, ir.Choose)), None)
    if choose is None:
        return
    for span, kind in _uncovered(choose):
        low, high = (v / 10**kind.scale for v in (span.low, span.high))
        problems.warn(
            rule.place, "W608", f"分档之间有空当：{low:g} 至 {high:g}{kind.unit}", "补上一档或 否则"
        )


def _uncovered(choose: ir.Choose) -> Iterator[tuple[Span, Number]]:
    pieces: dict[ir.Node, list[Span]] = {}
    for test, _ in choose.cases:
        for node, span in spans([test]).items():
            pieces.setdefault(node, []).append(span)
    for node, found in pieces.items():
        kind = getattr(node, "type", None)
        if len(found) == len(choose.cases) and isinstance(kind, Number):
            yield from ((gap, kind) for gap in gaps(found))


def _clashing_shares(item: Item, problems: Problems) -> None:
    """Warn of shares that nobody who might apply could fill together."""
    found = impossible(item.quota) if item.quota is not None else None
    if found is not None and isinstance(item.source, Benefit) and item.source.quota is not None:
        problems.warn(
            item.source.quota.place,
            "W611",
            f"不论谁申报，{found}",
            "核对原文；原文就是这样写的，名额会留待决定",
        )


def _unforeseen_months(item: Item, program: Program, problems: Problems) -> None:
    """Warn of months whose day nobody works out, though the answer may be read as if it were."""
    for clause, name in months_standing_still(item, program):
        growing = "、".join(t.name for t in standard().terms.values() if t.grows)
        problems.warn(
            clause.condition.place,
            "W612",
            f"“{name}” 由本文件的算式数月，推算可得日时当作不变",
            f"能用的话改用会推算的名称（{growing}）；不能的，可得日核对后再告知",
        )


def _unrelated(documents: Sequence[Document], problems: Problems) -> None:
    """Warn where two documents in one place pay under the same name with no stated relation."""
    paying = [
        (d, v, b) for d in documents for v in d.versions for b in v.benefits if b.kind == "money"
    ]
    related = {frozenset(found.members) for found in stated(documents)}
    for index, (one, first, benefit) in enumerate(paying):
        for other, second, rival in paying[index + 1 :]:
            if one.id == other.id or benefit.name != rival.name or not _meet(one, other):
                continue
            keys = {f"{one.id}/{benefit.id}", f"{other.id}/{rival.id}"}
            linked = any(keys <= group for group in related) or other.replaces == one.id
            if not linked and one.replaces != other.id and _same_time(first, second):
                problems.warn(
                    rival.place,
                    "W605",
                    f"“{rival.name}” 在 {one.id} 里也有，两者的关系没有写明",
                    "在 互斥 里写明就高还是自选",
                )


def _meet(one: Document, other: Document) -> bool:
    return covers(one.region, other.region) or covers(other.region, one.region)


def _same_time(one: Version, other: Version) -> bool:
    ends_before = one.ends and other.starts and one.ends < other.starts
    begins_after = other.ends and one.starts and other.ends < one.starts
    return not (ends_before or begins_after)
