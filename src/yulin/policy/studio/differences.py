"""What changed between two texts of a document, or two of its versions, in sentences for people.

The comparison is of structure, not of lines: a clause that moved, was re-indented or got a comment
has not changed; a bound that lost its 含 has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Literal, TypeVar

from yulin.policy import vocabulary
from yulin.policy.document import (
    PERIODS,
    AmountRule,
    Benefit,
    Classification,
    Condition,
    Document,
    Formula,
    Part,
    Relation,
    Version,
)
from yulin.policy.studio.difference_words import (
    Find,
    Pair,
    changes_between,
    comparisons,
    day,
    expression_words,
    is_named,
    quoted,
    spaced,
    tree_of,
)
from yulin.policy.vocabulary import Term

Kind = Literal["added", "removed", "changed"]
T = TypeVar("T")

PERIOD_WORDS = {code: word for word, code in PERIODS.items()}
PERIOD_ENGLISH = {
    "once": "once",
    "month": "a month",
    "quarter": "a quarter",
    "half": "half a year",
    "year": "a year",
}
KIND_WORDS = {
    "money": Pair("资金", "money"),
    "kind": Pair("实物", "in kind"),
    "right": Pair("资格", "a right"),
}
GROUP_WORDS = {
    "all": Pair("全部成立", "all of"),
    "any": Pair("任一成立", "any of"),
    "not": Pair("皆不成立", "none of"),
    "leaf": Pair("单独一条", "a single clause"),
}
RULE_WORDS = {
    "highest": Pair("就高", "the highest"),
    "choice": Pair("自选", "the person's choice"),
    "together": Pair("叠加", "all together"),
    "deduct": Pair("扣除", "the first is deducted from the others"),
    "cap": Pair("合计封顶", "all, up to a ceiling"),
    "stop": Pair("次月停发", "the first stops the others from next month"),
    "wait": Pair("间隔", "the others only after a while"),
    "difference": Pair("补差", "only the difference"),
}
YES_NO = {True: Pair("是", "yes"), False: Pair("否", "no")}
_NOTHING = Pair("无", "none")
_UNSTATED = Pair("未写明", "not stated")


@dataclass(frozen=True)
class Difference:
    """One thing that changed: where, and what, in both languages."""

    kind: Kind
    where: Pair
    what: Pair

    @property
    def text(self) -> str:
        """The sentence in Chinese."""
        return f"{self.where.zh}：{self.what.zh}" if self.where.zh else self.what.zh

    @property
    def text_en(self) -> str:
        """The sentence in English."""
        sentence = f"{self.where.en}: {self.what.en}" if self.where.en else self.what.en
        return sentence[:1].upper() + sentence[1:]


def differences(old: Document, new: Document) -> tuple[Difference, ...]:
    """Return what changed between two texts of a document, in the order of the document."""
    find = _finder(new, old)
    found: list[Difference] = [*_head(old, new), *_names(old, new, find)]
    before = {v.name: v for v in old.versions}
    after = {v.name: v for v in new.versions}
    for name in _in_order(before, after):
        found.extend(_version(before.get(name), after.get(name), new, find))
    found.extend(_relations(old, new))
    found.extend(_process(old, new))
    found.extend(_cases(old, new))
    return tuple(found)


def version_differences(
    old: Version, new: Version, *, document: Document | None = None
) -> tuple[Difference, ...]:
    """Return what one version says otherwise than another, its days in force left out."""
    find = _finder(document) if document else _finder()
    return tuple(_contents(old, new, _NOWHERE, find))


_NOWHERE = Pair("", "")


def _finder(*documents: Document) -> Find:
    own: dict[str, Term] = {t.name: t for d in documents for t in d.terms}
    standard = vocabulary.standard().terms

    def find(name: str) -> Term | None:
        return own.get(name) or standard.get(name)

    return find


def _in_order(old: Mapping[str, T], new: Mapping[str, T]) -> list[str]:
    """Return the names of both: those of the new text in its order, then what is gone."""
    return [*new, *(name for name in old if name not in new)]


def _at(where: Pair, name: str, name_en: str = "") -> Pair:
    zh = f"{where.zh} · {name}" if where.zh else name
    en = f"{where.en} · {name_en or name}" if where.en else (name_en or name)
    return Pair(zh, en)


def _altered(where: Pair, what: Pair, old: Pair, new: Pair) -> Iterator[Difference]:
    if old != new:
        said = Pair(
            f"{what.zh}由{spaced(old.zh)}改为{spaced(new.zh).rstrip()}",
            f"{what.en} changed from {old.en} to {new.en}",
        )
        yield Difference("changed", where, said)


def _added(where: Pair, what: Pair) -> Difference:
    return Difference("added", where, Pair(f"新增{what.zh}", f"{what.en} added"))


def _removed(where: Pair, what: Pair) -> Difference:
    return Difference("removed", where, Pair(f"删去{what.zh}", f"{what.en} removed"))


# -- whatever has no sentence of its own -----------------------------------------------------------

#: the fields of each thing that sentences of their own tell about
_TOLD: dict[str, frozenset[str]] = {
    name: frozenset((*words.split(), "place"))
    for name, words in {
        "document": "id title number issuer domain subject payee replaces region summary verified "
        "missing conflicts sources terms definitions versions relations process cases file digest",
        "version": "name starts ends draft benefits classification",
        "benefit": "id name kind local automatic foresees condition amount parts outputs",
        "amount": "formula by table otherwise branches ceiling floor deduct periods ceiling_year "
        "ceiling_ever period at_most",
        "part": "name share formula",
        "classes": "items",
        "class": "label condition",
        "condition": "id kind text formula process children",
        "relation": "name rule members",
        "step": "text limit unit",
        "term": "name definition type",
        "definition": "name formula",
    }.items()
}
FIELD_WORDS = {
    "title_en": Pair("英文标题", "the English title"),
    "summary_en": Pair("英文摘要", "the English summary"),
    "name_en": Pair("英文名称", "the English name"),
    "text": Pair("说法", "the wording"),
    "text_en": Pair("英文说法", "the English wording"),
    "note": Pair("说明", "the note"),
    "note_en": Pair("英文说明", "the English note"),
    "citation": Pair("依据", "the citation"),
    "cohort": Pair("老人老办法", "whom the version goes on for"),
    "life": Pair("存续", "what becomes of a grant"),
    "quota": Pair("名额", "places"),
    "ceiling": Pair("封顶", "the ceiling"),
    "span": Pair("期间", "the span"),
    "lasting": Pair("已领有效", "whether what was received earlier counts"),
    "periods_unknown": Pair("期数是否未知", "whether the number of periods is unknown"),
    "value": Pair("取值", "the value"),
    "condition": Pair("条件", "the conditions"),
    "register": Pair("来源", "the register"),
    "ask": Pair("问法", "the question"),
    "ask_en": Pair("英文问法", "the English question"),
    "en": Pair("英文名称", "the English name"),
    "name": Pair("名称", "the name"),
    "produces": Pair("产出", "what it produces"),
    "otherwise": Pair("否则", "otherwise"),
    "id": Pair("编号", "the number"),
    "unit": Pair("单位", "the unit"),
    "type": Pair("选项", "the options"),
    "subject": Pair("对象", "the subject"),
    "payee": Pair("受款", "the payee"),
}


def bare(value: object) -> object:
    """Return a value without the places it was read from, so that two texts can be compared."""
    if isinstance(value, Formula):
        return value.text
    if is_dataclass(value) and not isinstance(value, type):
        kept = (f.name for f in fields(value) if f.name not in {"place", "file", "digest"})
        return {name: bare(getattr(value, name)) for name in kept}
    if isinstance(value, tuple | list | frozenset):
        return [bare(one) for one in value]
    return value


def _others(old: object, new: object, where: Pair, told: frozenset[str]) -> Iterator[Difference]:
    """Say of every other field that it changed: nothing that changed goes unsaid."""
    assert is_dataclass(old)
    for one in fields(old):
        if one.name in told:
            continue
        before, after = bare(getattr(old, one.name)), bare(getattr(new, one.name))
        if before == after:
            continue
        what = FIELD_WORDS.get(one.name, Pair(f"“{one.name}”", f"“{one.name}”"))
        if isinstance(before, str) and isinstance(after, str):
            yield from _altered(where, what, _quote(before), _quote(after))
        elif before is None:
            yield _added(where, what)
        elif after is None:
            yield _removed(where, what)
        else:
            said = Pair(f"{what.zh}有改动", f"{what.en} changed")
            yield Difference("changed", where, said)


# -- head and names --------------------------------------------------------------------------------


def _head(old: Document, new: Document) -> Iterator[Difference]:
    texts: tuple[tuple[str, str, Callable[[Document], str]], ...] = (
        ("编号", "id", lambda d: d.id),
        ("标题", "title", lambda d: d.title),
        ("文号", "document number", lambda d: d.number),
        ("机关", "issuer", lambda d: d.issuer),
        ("领域", "domain", lambda d: d.domain),
        ("对象", "subject", lambda d: d.subject),
        ("受款", "payee", lambda d: {"person": "个人", "employer": "单位"}[d.payee]),
        ("替代", "document replaced", lambda d: d.replaces),
        ("地区", "region", lambda d: str(d.region)),
        ("摘要", "summary", lambda d: d.summary),
    )
    for word, english, value in texts:
        one, other = value(old), value(new)
        yield from _altered(_NOWHERE, Pair(word, english), _quote(one), _quote(other))
    yield from _altered(
        _NOWHERE, Pair("是否核实", "verified"), YES_NO[old.verified], YES_NO[new.verified]
    )
    yield from _listed(Pair("缺失", "what is missing"), old.missing, new.missing)
    yield from _listed(Pair("冲突", "known conflicts"), old.conflicts, new.conflicts)
    yield from _listed(Pair("来源", "sources"), old.sources, new.sources)
    yield from _others(old, new, _NOWHERE, _TOLD["document"])


def _quote(text: str) -> Pair:
    return quoted(text) if text else _NOTHING


def _listed(what: Pair, old: Iterable[object], new: Iterable[object]) -> Iterator[Difference]:
    """Count what came and went; the texts themselves stand in the document."""
    before, after = [bare(one) for one in old], [bare(one) for one in new]
    came = sum(one not in before for one in after)
    went = sum(one not in after for one in before)
    if came or went:
        zh = "，".join([f"新增 {came} 条"] * bool(came) + [f"删去 {went} 条"] * bool(went))
        en = ", ".join([f"{came} added"] * bool(came) + [f"{went} removed"] * bool(went))
        yield Difference("changed", what, Pair(zh, en))


def _names(old: Document, new: Document, find: Find) -> Iterator[Difference]:
    """Facts and definitions of the document's own."""
    formulas = {d.name: d.formula.text for d in old.definitions}
    later = {d.name: d.formula.text for d in new.definitions}
    yield from _formulas(Pair("定义", "definition"), formulas, later, find)
    facts = {t.name: t.definition or "" for t in old.terms}
    yield from _formulas(
        Pair("事实", "fact"), facts, {t.name: t.definition or "" for t in new.terms}, find
    )
    types = {t.name: str(t.type) for t in old.terms}
    for term in new.terms:
        if term.name in types:
            where = _at(_NOWHERE, f"事实“{term.name}”", f"fact “{term.name}”")
            one, other = quoted(types[term.name]), quoted(str(term.type))
            yield from _altered(where, Pair("类型", "type"), one, other)
            before = next(t for t in old.terms if t.name == term.name)
            same = types[term.name] == str(term.type)
            yield from _others(before, term, where, _TOLD["term"] - ({"type"} if same else set()))
    for made in new.definitions:
        earlier = next((d for d in old.definitions if d.name == made.name), None)
        if earlier is not None:
            where = _at(_NOWHERE, f"定义“{made.name}”", f"definition “{made.name}”")
            yield from _others(earlier, made, where, _TOLD["definition"])


def _formulas(
    what: Pair, old: Mapping[str, str], new: Mapping[str, str], find: Find
) -> Iterator[Difference]:
    for name in _in_order(old, new):
        said = Pair(f"{what.zh}“{name}”", f"{what.en} “{name}”")
        if name not in old:
            yield _added(_NOWHERE, said)
        elif name not in new:
            yield _removed(_NOWHERE, said)
        elif old[name] != new[name]:
            for change in changes_between(old[name], new[name], find, None):
                yield Difference("changed", said, change)


# -- versions --------------------------------------------------------------------------------------


def _version(
    old: Version | None, new: Version | None, document: Document, find: Find
) -> Iterator[Difference]:
    if new is None:
        assert old is not None
        yield _removed(_NOWHERE, Pair(f"版本“{old.name}”", f"version “{old.name}”"))
        return
    if old is None:
        yield from _new_version(new, document, find)
        return
    where = Pair(f"版本“{new.name}”", f"version “{new.name}”")
    yield from _altered(where, Pair("施行起始日", "first day"), day(old.starts), day(new.starts))
    yield from _altered(where, Pair("施行截止日", "last day"), day(old.ends), day(new.ends))
    draft = {True: Pair("草案", "a draft"), False: Pair("正式施行", "decided with")}
    yield from _altered(where, Pair("效力", "standing"), draft[old.draft], draft[new.draft])
    yield from _others(old, new, where, _TOLD["version"])
    yield from _contents(old, new, where if len(document.versions) > 1 else _NOWHERE, find)


def _new_version(new: Version, document: Document, find: Find) -> Iterator[Difference]:
    """A version that was not there, and how it differs from the one before it."""
    said = Pair(f"版本“{new.name}”（{_days(new).zh}）", f"version “{new.name}” ({_days(new).en})")
    yield _added(_NOWHERE, said)
    names = [v.name for v in document.versions]
    at = names.index(new.name)
    if at:
        last = document.versions[at - 1]
        where = Pair(
            f"版本“{new.name}”比“{last.name}”", f"version “{new.name}” against “{last.name}”"
        )
        yield from _contents(last, new, where, find)


def _days(version: Version) -> Pair:
    starts, ends = day(version.starts), day(version.ends)
    if version.ends is None:
        return Pair(f"自 {starts.zh}", f"from {starts.en}")
    return Pair(f"自 {starts.zh}至 {ends.zh}", f"from {starts.en} to {ends.en}")


def _contents(old: Version, new: Version, where: Pair, find: Find) -> Iterator[Difference]:
    before = {b.id: b for b in old.benefits}
    after = {b.id: b for b in new.benefits}
    for own_id in _in_order(before, after):
        one, other = before.get(own_id), after.get(own_id)
        if one is None and other is not None:
            yield _added(
                where, Pair(f"待遇“{other.name}”", f"benefit “{other.name_en or other.name}”")
            )
        elif other is None and one is not None:
            yield _removed(where, Pair(f"待遇“{one.name}”", f"benefit “{one.name_en or one.name}”"))
        elif one is not None and other is not None:
            yield from _benefit(one, other, _at(where, other.name, other.name_en), find)
    yield from _classes(old.classification, new.classification, where, find)


def _benefit(old: Benefit, new: Benefit, where: Pair, find: Find) -> Iterator[Difference]:
    yield from _altered(where, Pair("名称", "name"), quoted(old.name), quoted(new.name))
    yield from _altered(where, Pair("类别", "kind"), KIND_WORDS[old.kind], KIND_WORDS[new.kind])
    for word, english, one, other in (
        ("适用地区是否限本地", "limited to the region", old.local, new.local),
        ("免申即享", "paid without an application", old.automatic, new.automatic),
        ("差时间算“还差”", "a lack of time counts as not yet", old.foresees, new.foresees),
    ):
        yield from _altered(where, Pair(word, english), YES_NO[one], YES_NO[other])
    yield from _conditions(old.condition, new.condition, where, find)
    yield from _amounts(old.amount, new.amount, where, find)
    yield from _parts(old.parts, new.parts, where, find)
    yield from _formulas(
        Pair("算出", "figure"),
        {o.name: o.formula.text for o in old.outputs},
        {o.name: o.formula.text for o in new.outputs},
        find,
    )
    later = {o.name: o for o in new.outputs}
    for output in old.outputs:
        if output.name in later:
            at = _at(where, f"算出“{output.name}”", f"figure “{output.name}”")
            yield from _others(output, later[output.name], at, _TOLD["definition"])
    yield from _others(old, new, where, _TOLD["benefit"])


# -- conditions ------------------------------------------------------------------------------------


def _conditions(old: Condition, new: Condition, where: Pair, find: Find) -> Iterator[Difference]:
    before = {c.id: (above, c) for above, c in _walk(old)}
    after = {c.id: (above, c) for above, c in _walk(new)}
    for own_id in _in_order(before, after):
        if own_id not in before:
            above, clause = after[own_id]
            if above not in after or above in before:  # a new group tells its own clauses
                yield _added(where, _clause_words(clause))
        elif own_id not in after:
            above, clause = before[own_id]
            if above not in before or above in after:
                yield _removed(where, _clause_words(clause))
        else:
            (old_above, one), (new_above, other) = before[own_id], after[own_id]
            if old_above != new_above:
                yield _moved(other, new_above, where)
            yield from _condition(one, other, where, find)


def _walk(root: Condition) -> Iterator[tuple[str, Condition]]:
    """Yield every condition below with the id of the one it stands in."""
    for child in root.children:
        yield root.id, child
        yield from _walk(child)


def _clause_words(clause: Condition) -> Pair:
    kind = Pair("条件", "condition") if clause.kind == "leaf" else Pair("一组条件", "group")
    zh = f"{kind.zh}“{clause.text or clause.id}”"
    rule = f"（{clause.formula.text}）" if clause.formula else ""
    rule_en = f" ({clause.formula.text})" if clause.formula else ""
    return Pair(zh + rule, f"{kind.en} “{clause.text_en or clause.text or clause.id}”{rule_en}")


def _moved(clause: Condition, above: str, where: Pair) -> Difference:
    said = Pair(
        f"条件“{clause.id}”移到“{above}”之下", f"condition “{clause.id}” moved below “{above}”"
    )
    return Difference("changed", where, said)


def _condition(old: Condition, new: Condition, where: Pair, find: Find) -> Iterator[Difference]:
    label = _label(new, find)
    if old.kind != new.kind:
        yield from _altered(where, label, GROUP_WORDS[old.kind], GROUP_WORDS[new.kind])
    told = False
    if old.formula is not None and new.formula is not None:
        said = (quoted(old.text, old.text_en), quoted(new.text, new.text_en))
        for change in changes_between(
            old.formula.text, new.formula.text, find, label, said=said if old.text else None
        ):
            told = True
            yield Difference("changed", _where_of(change, label, where), change)
    if old.process != new.process:
        handled = {True: Pair("办理环节", "a step of handling"), False: Pair("条件", "a condition")}
        yield from _altered(where, label, handled[old.process], handled[new.process])
    if old.text != new.text and not told:
        yield from _altered(
            _at(where, label.zh, label.en),
            Pair("说法", "wording"),
            quoted(old.text, old.text_en),
            quoted(new.text, new.text_en),
        )
        told = True
    skipped = _TOLD["condition"] | ({"text_en"} if told else set())
    yield from _others(old, new, _at(where, label.zh, label.en), skipped)


def _label(clause: Condition, find: Find) -> Pair:
    """Return what a condition is called: the id its author gave, else its words."""
    name = clause.id if is_named(clause.id) else clause.text or clause.id
    return Pair(name, _english_name(clause, find) or clause.text_en or name)


def _english_name(clause: Condition, find: Find) -> str:
    """Return the English name of the only thing that a clause compares."""
    tree = tree_of(clause.formula.text) if clause.formula else None
    found = comparisons(tree) if tree is not None else []
    if len(found) != 1:
        return ""
    term = find(getattr(found[0].left, "text", ""))
    return term.en if term else ""


def _where_of(change: Pair, label: Pair, where: Pair) -> Pair:
    """Return the place of a change; the clause's label is added where the sentence lacks it."""
    return where if change.zh.startswith(label.zh) else _at(where, label.zh, label.en)


def _classes(
    old: Classification | None, new: Classification | None, where: Pair, find: Find
) -> Iterator[Difference]:
    if old is None or new is None:
        if new is not None:
            yield _added(where, Pair(f"分类“{new.name}”", f"classes “{new.name_en}”"))
        elif old is not None:
            yield _removed(where, Pair(f"分类“{old.name}”", f"classes “{old.name_en}”"))
        return
    before = {i.label: i for i in old.items}
    after = {i.label: i for i in new.items}
    for label in _in_order(before, after):
        said = Pair(f"{label} 类", f"class {label}")
        if label not in before:
            yield _added(where, said)
        elif label not in after:
            yield _removed(where, said)
        else:
            one, other = before[label], after[label]
            at = _at(where, said.zh, said.en)
            yield from _conditions(one.condition, other.condition, at, find)
            yield from _others(one, other, at, _TOLD["class"])
    yield from _others(old, new, where, _TOLD["classes"])


# -- sums ------------------------------------------------------------------------------------------


def _amounts(
    old: AmountRule | None, new: AmountRule | None, where: Pair, find: Find
) -> Iterator[Difference]:
    what = Pair("金额", "sum")
    if old is None or new is None:
        if new is not None:
            yield _added(where, Pair(f"金额{_rule_words(new).zh}", f"sum {_rule_words(new).en}"))
        elif old is not None:
            yield _removed(where, what)
        return
    if _way(old) != _way(new):
        yield from _altered(where, what, _rule_words(old), _rule_words(new))
    else:
        yield from _sum(old.formula, new.formula, what, where)
        yield from _sum(old.by, new.by, Pair("分档依据", "what the table goes by"), where)
        yield from _table(old, new, where)
        yield from _branches(old, new, where)
    for word, english, name in (
        ("其余", "otherwise", "otherwise"),
        ("封顶", "ceiling", "ceiling"),
        ("保底", "floor", "floor"),
        ("扣除", "deduction", "deduct"),
        ("期数", "number of periods", "periods"),
        ("年封顶", "ceiling for a year", "ceiling_year"),
        ("总封顶", "ceiling in all", "ceiling_ever"),
    ):
        one, other = getattr(old, name), getattr(new, name)
        unit = "期" if name == "periods" else "元"
        yield from _sum(one, other, Pair(word, english), where, unit)
    yield from _how_paid(old, new, where)
    yield from _others(old, new, _at(where, "金额", "sum"), _TOLD["amount"])


def _way(rule: AmountRule) -> str:
    return "table" if rule.by else "branches" if rule.branches else "formula"


def _rule_words(rule: AmountRule) -> Pair:
    if rule.by is not None:
        return Pair(f"“按{rule.by.text}分档”", f"a table by “{rule.by.text}”")
    if rule.branches:
        return Pair(f"“分 {len(rule.branches)} 种情形”", f"{len(rule.branches)} cases")
    return _sum_words(rule.formula)


def _sum_words(formula: Formula | None, unit: str = "元") -> Pair:
    return expression_words(formula.text, unit) if formula is not None else _UNSTATED


def _sum(
    old: Formula | None, new: Formula | None, what: Pair, where: Pair, unit: str = "元"
) -> Iterator[Difference]:
    """Say a sum's change; where it is worked out, what changed within the formula."""
    if (old.text if old else None) == (new.text if new else None):
        return
    if old is not None and new is not None and tree_of(old.text) == tree_of(new.text) is not None:
        return
    yield from _altered(where, what, _sum_words(old, unit), _sum_words(new, unit))


def _table(old: AmountRule, new: AmountRule, where: Pair) -> Iterator[Difference]:
    before, after = dict(old.table), dict(new.table)
    for key in _in_order(before, after):
        what = Pair(f"“{key}”一档", f"the row “{key}”")
        if key not in before:
            sum_words = _sum_words(after[key])
            said = Pair(f"{what.zh}，{sum_words.zh}", f"{what.en}, {sum_words.en}")
            yield _added(where, said)
        elif key not in after:
            yield _removed(where, what)
        else:
            yield from _sum(before[key], after[key], what, where)


def _branches(old: AmountRule, new: AmountRule, where: Pair) -> Iterator[Difference]:
    def said(rule: AmountRule) -> list[tuple[str, str]]:
        return [(b.when.text if b.when else "否则", b.value.text) for b in rule.branches]

    before, after = dict(said(old)), dict(said(new))
    for when in _in_order(before, after):
        what = Pair(f"情形“{when}”", f"the case “{when}”")
        if when not in before:
            value = expression_words(after[when], "元")
            yield _added(where, Pair(f"{what.zh}，{value.zh}", f"{what.en}, {value.en}"))
        elif when not in after:
            yield _removed(where, what)
        else:
            one, other = (expression_words(x[when], "元") for x in (before, after))
            yield from _altered(where, what, one, other)


def _how_paid(old: AmountRule, new: AmountRule, where: Pair) -> Iterator[Difference]:
    one, other = (Pair(f"每{PERIOD_WORDS[r.period]}", PERIOD_ENGLISH[r.period]) for r in (old, new))
    yield from _altered(where, Pair("发放方式", "payment"), one, other)
    exact = {True: Pair("“不超过”", "“not more than”"), False: Pair("确数", "an exact sum")}
    yield from _altered(
        where, Pair("金额性质", "qualifier"), exact[old.at_most], exact[new.at_most]
    )


def _parts(
    old: tuple[Part, ...], new: tuple[Part, ...], where: Pair, find: Find
) -> Iterator[Difference]:
    before, after = {p.name: p for p in old}, {p.name: p for p in new}
    for name in _in_order(before, after):
        what = Pair(f"分期“{name}”", f"instalment “{name}”")
        if name not in before:
            yield _added(where, what)
        elif name not in after:
            yield _removed(where, what)
        else:
            one, other = before[name], after[name]
            for first, second in ((one.share, other.share), (one.formula, other.formula)):
                yield from _sum(first, second, what, where)
            if one.condition is not None and other.condition is not None:
                at = _at(where, what.zh, what.en)
                yield from _conditions(one.condition, other.condition, at, find)
            skipped = _TOLD["part"]
            if one.condition is not None and other.condition is not None:
                skipped = skipped | {"condition"}
            yield from _others(one, other, what, skipped)


# -- what stands around ----------------------------------------------------------------------------


def _relations(old: Document, new: Document) -> Iterator[Difference]:
    before, after = {r.name: r for r in old.relations}, {r.name: r for r in new.relations}
    for name in _in_order(before, after):
        what = Pair(f"互斥“{name}”", f"relation “{name}”")
        if name not in before:
            yield _added(_NOWHERE, Pair(f"{what.zh}（{_members(after[name])}）", what.en))
        elif name not in after:
            yield _removed(_NOWHERE, what)
        else:
            one, other = before[name], after[name]
            yield from _altered(what, Pair("规则", "rule"), _rule(one), _rule(other))
            members = (quoted(_members(r)) for r in (one, other))
            yield from _altered(what, Pair("成员", "members"), *members)
            yield from _others(one, other, what, _TOLD["relation"])


def _rule(relation: Relation) -> Pair:
    return RULE_WORDS.get(relation.rule, quoted(relation.rule))


def _members(relation: Relation) -> str:
    return "、".join(relation.members)


def _process(old: Document, new: Document) -> Iterator[Difference]:
    before, after = {s.text: s for s in old.process}, {s.text: s for s in new.process}
    for text in _in_order(before, after):
        english = (after.get(text) or before[text]).text_en or text
        what = Pair(f"步骤“{text}”", f"step “{english}”")
        where = Pair("流程", "process")
        if text not in before:
            yield _added(where, what)
        elif text not in after:
            yield _removed(where, what)
        else:
            limits = (_limit(s[text].limit, s[text].unit) for s in (before, after))
            said = Pair(f"{what.zh}的期限", f"the time limit of {what.en}")
            yield from _altered(where, said, *limits)
            yield from _others(before[text], after[text], what, _TOLD["step"])


def _limit(limit: str, unit: str) -> Pair:
    if not limit:
        return _UNSTATED
    english = {"工作日": "working days", "日": "days", "月": "months"}.get(unit, unit)
    counted = f"个{unit}" if unit in {"工作日", "月"} else unit
    return Pair(f"{limit} {counted}", f"{limit} {english}")


def _cases(old: Document, new: Document) -> Iterator[Difference]:
    before = {c.id: c for c in old.cases}
    after = {c.id: c for c in new.cases}
    came = [i for i in after if i not in before]
    went = [i for i in before if i not in after]
    other = [i for i in after if i in before and bare(after[i]) != bare(before[i])]
    zh, en = [], []
    for ids, word, english in (
        (came, "新增", "added"),
        (went, "删去", "removed"),
        (other, "改动", "changed"),
    ):
        if ids:
            zh.append(f"{word} {len(ids)} 个（{'、'.join(ids)}）")
            en.append(f"{len(ids)} {english} ({', '.join(ids)})")
    if zh:
        yield Difference(
            "changed", Pair("案例", "worked cases"), Pair("，".join(zh), ", ".join(en))
        )
