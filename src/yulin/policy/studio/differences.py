"""What changed between two texts of a document, or two of its versions, in sentences for people.

The comparison is of structure, not of lines: a clause that moved, was re-indented or got a comment
has not changed; a bound that lost its 含 has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from yulin.policy import vocabulary
from yulin.policy.document import (
    Benefit,
    Classification,
    Document,
    Version,
)
from yulin.policy.studio.difference import (
    KIND_WORDS,
    NOWHERE,
    TOLD,
    YES_NO,
    Difference,
    added,
    altered,
    in_order,
    listed,
    other_fields,
    place_at,
    quote,
    removed,
)
from yulin.policy.studio.difference_around import process, relations, worked_cases
from yulin.policy.studio.difference_conditions import clauses
from yulin.policy.studio.difference_places import kinds, places
from yulin.policy.studio.difference_sums import amounts, instalments
from yulin.policy.studio.difference_words import (
    Find,
    Pair,
    changes_between,
    day,
    quoted,
)
from yulin.policy.vocabulary import Term


def differences(old: Document, new: Document) -> tuple[Difference, ...]:
    """Return what changed between two texts of a document, in the order of the document."""
    find = _finder(new, old)
    found: list[Difference] = [*_head(old, new), *_names(old, new, find)]
    before = {v.name: v for v in old.versions}
    after = {v.name: v for v in new.versions}
    for name in in_order(before, after):
        found.extend(_version(before.get(name), after.get(name), new, find))
    found.extend(relations(old, new))
    found.extend(process(old, new))
    found.extend(worked_cases(old, new))
    return tuple(found)


def version_differences(
    old: Version, new: Version, *, document: Document | None = None
) -> tuple[Difference, ...]:
    """Return what one version says otherwise than another, its days in force left out."""
    find = _finder(document) if document else _finder()
    return tuple(_contents(old, new, NOWHERE, find))


def _finder(*documents: Document) -> Find:
    own: dict[str, Term] = {t.name: t for d in documents for t in d.terms}
    standard = vocabulary.standard().terms

    def find(name: str) -> Term | None:
        return own.get(name) or standard.get(name)

    return find


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
        yield from altered(NOWHERE, Pair(word, english), quote(one), quote(other))
    yield from altered(
        NOWHERE, Pair("是否核实", "verified"), YES_NO[old.verified], YES_NO[new.verified]
    )
    yield from listed(Pair("缺失", "what is missing"), old.missing, new.missing)
    yield from listed(Pair("冲突", "known conflicts"), old.conflicts, new.conflicts)
    yield from listed(Pair("来源", "sources"), old.sources, new.sources)
    yield from other_fields(old, new, NOWHERE, TOLD["document"])


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
            where = place_at(NOWHERE, f"事实“{term.name}”", f"fact “{term.name}”")
            one, other = quoted(types[term.name]), quoted(str(term.type))
            yield from altered(where, Pair("类型", "type"), one, other)
            before = next(t for t in old.terms if t.name == term.name)
            same = types[term.name] == str(term.type)
            yield from other_fields(
                before, term, where, TOLD["term"] - ({"type"} if same else set())
            )
    for made in new.definitions:
        earlier = next((d for d in old.definitions if d.name == made.name), None)
        if earlier is not None:
            where = place_at(NOWHERE, f"定义“{made.name}”", f"definition “{made.name}”")
            yield from other_fields(earlier, made, where, TOLD["definition"])


def _formulas(
    what: Pair, old: Mapping[str, str], new: Mapping[str, str], find: Find
) -> Iterator[Difference]:
    for name in in_order(old, new):
        said = Pair(f"{what.zh}“{name}”", f"{what.en} “{name}”")
        if name not in old:
            yield added(NOWHERE, said)
        elif name not in new:
            yield removed(NOWHERE, said)
        elif old[name] != new[name]:
            for change in changes_between(old[name], new[name], find, None):
                yield Difference("changed", said, change)


def _version(
    old: Version | None, new: Version | None, document: Document, find: Find
) -> Iterator[Difference]:
    if new is None:
        assert old is not None
        yield removed(NOWHERE, Pair(f"版本“{old.name}”", f"version “{old.name}”"))
        return
    if old is None:
        yield from _new_version(new, document, find)
        return
    where = Pair(f"版本“{new.name}”", f"version “{new.name}”")
    yield from altered(where, Pair("施行起始日", "first day"), day(old.starts), day(new.starts))
    yield from altered(where, Pair("施行截止日", "last day"), day(old.ends), day(new.ends))
    draft = {True: Pair("草案", "a draft"), False: Pair("正式施行", "decided with")}
    yield from altered(where, Pair("效力", "standing"), draft[old.draft], draft[new.draft])
    yield from other_fields(old, new, where, TOLD["version"])
    yield from _contents(old, new, where if len(document.versions) > 1 else NOWHERE, find)


def _new_version(new: Version, document: Document, find: Find) -> Iterator[Difference]:
    """A version that was not there, and how it differs from the one before it."""
    said = Pair(f"版本“{new.name}”（{_days(new).zh}）", f"version “{new.name}” ({_days(new).en})")
    yield added(NOWHERE, said)
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
    for own_id in in_order(before, after):
        one, other = before.get(own_id), after.get(own_id)
        if one is None and other is not None:
            yield added(
                where, Pair(f"待遇“{other.name}”", f"benefit “{other.name_en or other.name}”")
            )
        elif other is None and one is not None:
            yield removed(where, Pair(f"待遇“{one.name}”", f"benefit “{one.name_en or one.name}”"))
        elif one is not None and other is not None:
            yield from _benefit(one, other, place_at(where, other.name, other.name_en), find)
    yield from _classes(old.classification, new.classification, where, find)


def _benefit(old: Benefit, new: Benefit, where: Pair, find: Find) -> Iterator[Difference]:
    yield from altered(where, Pair("名称", "name"), quoted(old.name), quoted(new.name))
    yield from altered(where, Pair("类别", "kind"), KIND_WORDS[old.kind], KIND_WORDS[new.kind])
    for word, english, one, other in (
        ("适用地区是否限本地", "limited to the region", old.local, new.local),
        ("免申即享", "paid without an application", old.automatic, new.automatic),
        ("差时间算“还差”", "a lack of time counts as not yet", old.foresees, new.foresees),
    ):
        yield from altered(where, Pair(word, english), YES_NO[one], YES_NO[other])
    yield from clauses(old.condition, new.condition, where, find)
    yield from amounts(old.amount, new.amount, where, find)
    yield from instalments(old.parts, new.parts, where, find)
    yield from places(old.quota, new.quota, where)
    yield from kinds(old.kinds, new.kinds, where)
    yield from _formulas(
        Pair("算出", "figure"),
        {o.name: o.formula.text for o in old.outputs},
        {o.name: o.formula.text for o in new.outputs},
        find,
    )
    later = {o.name: o for o in new.outputs}
    for output in old.outputs:
        if output.name in later:
            at = place_at(where, f"算出“{output.name}”", f"figure “{output.name}”")
            yield from other_fields(output, later[output.name], at, TOLD["definition"])
    yield from other_fields(old, new, where, TOLD["benefit"])


def _classes(
    old: Classification | None, new: Classification | None, where: Pair, find: Find
) -> Iterator[Difference]:
    if old is None or new is None:
        if new is not None:
            yield added(where, Pair(f"分类“{new.name}”", f"classes “{new.name_en}”"))
        elif old is not None:
            yield removed(where, Pair(f"分类“{old.name}”", f"classes “{old.name_en}”"))
        return
    before = {i.label: i for i in old.items}
    after = {i.label: i for i in new.items}
    for label in in_order(before, after):
        said = Pair(f"{label} 类", f"class {label}")
        if label not in before:
            yield added(where, said)
        elif label not in after:
            yield removed(where, said)
        else:
            one, other = before[label], after[label]
            at = place_at(where, said.zh, said.en)
            yield from clauses(one.condition, other.condition, at, find)
            yield from other_fields(one, other, at, TOLD["class"])
    yield from other_fields(old, new, where, TOLD["classes"])
