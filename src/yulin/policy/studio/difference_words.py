"""How values, bounds and whole expressions are said in Chinese and in English."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from yulin.facts.enums import ENGLISH
from yulin.policy.kinds import Number
from yulin.policy.language import syntax
from yulin.policy.language.parser import parse
from yulin.policy.problems import ExpressionError
from yulin.policy.vocabulary import Term


@dataclass(frozen=True)
class Pair:
    """The same words in both languages."""

    zh: str
    en: str


Find = Callable[[str], Term | None]
"""The term behind a name, where the vocabulary or the document has one."""

UNITS = {
    "月": Pair("个月", "months"),
    "年": Pair("年", "years"),
    "岁": Pair("岁", "years of age"),
    "日": Pair("天", "days"),
    "天": Pair("天", "days"),
    "元": Pair("元", "yuan"),
    "分": Pair("分", "points"),
    "人": Pair("人", "people"),
    "次": Pair("次", "times"),
    "期": Pair("期", "periods"),
    "㎡": Pair("平方米", "m²"),
    "%": Pair("%", "%"),
}
#: how a comparison is said with the bound that it takes in or leaves out
BOUNDS = {
    ">=": Pair("不少于 {}（含）", "at least {} (included)"),
    "<=": Pair("不超过 {}（含）", "at most {} (included)"),
    ">": Pair("超过 {}（不含）", "more than {} (not included)"),
    "<": Pair("少于 {}（不含）", "less than {} (not included)"),
    "==": Pair("等于 {}", "equal to {}"),
    "!=": Pair("不等于 {}", "other than {}"),
    "in": Pair("属于 {} 之一", "one of {}"),
    "not in": Pair("不属于 {}", "none of {}"),
    "within": Pair("位于 {}", "within {}"),
    "not within": Pair("不在 {}", "outside {}"),
    "contains": Pair("含有 {}", "containing {}"),
    "not contains": Pair("不含 {}", "not containing {}"),
}
_AUTOMATIC = re.compile(r"[\d.]+")
_MYRIAD = 10_000


def quoted(text: str, text_en: str | None = None) -> Pair:
    """Return a text in the quotation marks of each language."""
    return Pair(f"“{text}”", f"“{text if text_en is None else text_en or text}”")


def day(value: dt.date | None) -> Pair:
    """Return a date, or that none is stated."""
    if value is None:
        return Pair("未写明", "not stated")
    return Pair(f"{value.year}年{value.month}月{value.day}日", value.isoformat())


def number(value: Decimal, unit: str) -> Pair:
    """Return 36 个月 / 36 months; sums from ten thousand yuan on in 万元."""
    plain = f"{value.normalize():f}"
    if unit == "元":
        large = value >= _MYRIAD and value % 100 == 0
        zh = f"{(value / _MYRIAD).normalize():f} 万元" if large else f"{plain} 元"
        return Pair(zh, f"{value.normalize():,f} yuan")
    said = UNITS.get(unit, Pair(unit, unit))
    if unit == "%":
        return Pair(f"{plain}%", f"{plain}%")
    return Pair(f"{plain} {said.zh}".rstrip(), f"{plain} {_single(said.en, value)}".rstrip())


def _single(word: str, value: Decimal) -> str:
    if value != 1:
        return word
    return {"years of age": "year of age", "people": "person"}.get(word, word.removesuffix("s"))


def tree_of(text: str) -> syntax.Expr | None:
    """Return the parsed expression, or None where it cannot be parsed."""
    try:
        return parse(text)
    except ExpressionError:
        return None


def value_words(tree: syntax.Expr, unit: str = "") -> Pair | None:
    """Return a literal in words; None for anything that is worked out."""
    match tree:
        case syntax.Figure():
            return number(tree.value, tree.unit or unit)
        case syntax.Quote():
            return quoted(tree.text, ENGLISH.get(tree.text, tree.text))
        case syntax.Date():
            return day(tree.value)
        case syntax.Listing():
            found = [value_words(item, unit) for item in tree.items]
            if any(word is None for word in found):
                return None
            words = [word for word in found if word is not None]
            return Pair("、".join(w.zh for w in words), ", ".join(w.en for w in words))
    return None


def expression_words(text: str, unit: str = "") -> Pair:
    """Return a formula in words: a literal as people say it, anything else as written."""
    tree = tree_of(text)
    said = value_words(tree, unit) if tree is not None else None
    return said or quoted(text)


def subject_words(tree: syntax.Expr, find: Find) -> Pair | None:
    """Return what a comparison is about, where that is a plain name."""
    if not isinstance(tree, syntax.Name):
        return None
    name = tree.text if tree.link is None else f"{tree.link}.{tree.text}"
    term = find(tree.text)
    return Pair(name, term.en if term is not None and tree.link is None else name)


def unit_of(tree: syntax.Expr, find: Find) -> str:
    """Return the unit in which a bare number beside this tree counts."""
    for part in _walk(tree):
        if isinstance(part, syntax.Name):
            term = find(part.text)
            if term is not None and isinstance(term.type, Number):
                return term.type.unit
        if isinstance(part, syntax.Records) and part.name in {"累计月数", "连续月数"}:
            return "月"
    return ""


def _walk(tree: syntax.Expr) -> Iterator[syntax.Expr]:
    yield tree
    for child in syntax.children(tree):
        yield from _walk(child)


def comparisons(tree: syntax.Expr) -> list[syntax.Binary]:
    """Return the comparisons in an expression, from the left."""
    return [p for p in _walk(tree) if isinstance(p, syntax.Binary) and p.op in BOUNDS]


def is_named(own_id: str) -> bool:
    """Whether an author gave a condition its id (numbers are given where none was)."""
    return not _AUTOMATIC.fullmatch(own_id.rsplit(".", 1)[-1])


# -- two expressions -------------------------------------------------------------------------------


def changes_between(
    old: str, new: str, find: Find, label: Pair | None, *, said: tuple[Pair, Pair] | None = None
) -> list[Pair]:
    """Say how one expression became another; empty where both mean the same.

    ``label`` names a condition that consists of a single comparison; ``said`` is what its author
    says in words, before and after, for what no sentence can be made of.
    """
    before, after = tree_of(old), tree_of(new)
    if before is not None and before == after:
        return []
    rewritten = [_rewritten(old, new, said)]
    if before is None or after is None:
        return rewritten
    one = label if len(comparisons(before)) == len(comparisons(after)) == 1 else None
    found = list(_changes(before, after, find, one))
    if not found or any(change is None for change in found):
        return rewritten
    return [change for change in dict.fromkeys(found) if change is not None]


def _rewritten(old: str, new: str, said: tuple[Pair, Pair] | None) -> Pair:
    if said is not None and said[0] != said[1]:
        one, other = said
        return Pair(f"由{one.zh}改为{other.zh}", f"changed from {one.en} to {other.en}")
    return Pair(f"条件由“{old}”改为“{new}”", f"the rule changed from “{old}” to “{new}”")


def _changes(
    old: syntax.Expr, new: syntax.Expr, find: Find, label: Pair | None
) -> Iterator[Pair | None]:
    """Yield a sentence per place where two trees differ; None where words fail."""
    if old == new:
        return
    before, after = value_words(old), value_words(new)
    if before is not None and after is not None and not isinstance(old, syntax.Listing):
        zh = f"其中{spaced(before.zh)}改为{spaced(after.zh).rstrip()}"
        yield Pair(zh, f"{before.en} became {after.en}")
        return
    if isinstance(old, syntax.Binary) and isinstance(new, syntax.Binary):
        if old.op in BOUNDS and new.op in BOUNDS and old.left == new.left:
            yield _bound_changed(old, new, find, label)
            return
        if old.op != new.op:
            yield None
            return
    elif type(old) is not type(new) or not _same_shell(old, new):
        yield None
        return
    below, above = syntax.children(old), syntax.children(new)
    if len(below) != len(above) or not below:
        yield None
        return
    for one, other in zip(below, above, strict=True):
        yield from _changes(one, other, find, label)


def _same_shell(old: syntax.Expr, new: syntax.Expr) -> bool:
    """Whether two trees of a kind differ, if at all, only below."""
    match old, new:
        case syntax.Unary(), syntax.Unary():
            return old.op == new.op
        case syntax.Call(), syntax.Call():
            return old.name == new.name
        case syntax.Records(), syntax.Records():
            same = (old.name, old.table, old.first) == (new.name, new.table, new.first)
            return same and _parts(old) == _parts(new)
    return False


def _parts(tree: syntax.Records) -> tuple[bool, ...]:
    return (tree.where is None, tree.by is None, tree.otherwise is None)


def _bound_changed(
    old: syntax.Binary, new: syntax.Binary, find: Find, label: Pair | None
) -> Pair | None:
    subject = label or subject_words(old.left, find)
    if subject is None:
        return None
    if isinstance(old.right, syntax.Listing) and isinstance(new.right, syntax.Listing):
        return _members_changed(subject, old, new)
    unit = unit_of(old.left, find)
    before, after = value_words(old.right, unit), value_words(new.right, unit)
    if before is None or after is None:
        return None
    if old.op != new.op:
        one, two = BOUNDS[old.op], BOUNDS[new.op]
        return Pair(
            f"{subject.zh}由“{one.zh.format(before.zh)}”改为“{two.zh.format(after.zh)}”",
            f"{subject.en} changed from “{one.en.format(before.en)}” "
            f"to “{two.en.format(after.en)}”",
        )
    return Pair(
        f"{subject.zh}由{spaced(before.zh)}改为{spaced(after.zh).rstrip()}",
        f"{subject.en} changed from {before.en} to {after.en}",
    )


def spaced(words: str) -> str:
    """Return words with a space where a number meets Chinese characters."""
    left = " " if words[:1].isdigit() else ""
    right = " " if words[-1:].isdigit() or words[-1:] == "%" else ""
    return f"{left}{words}{right}"


def _members_changed(subject: Pair, old: syntax.Binary, new: syntax.Binary) -> Pair | None:
    if old.op != new.op:
        return None
    assert isinstance(old.right, syntax.Listing)
    assert isinstance(new.right, syntax.Listing)
    added = [value_words(i) for i in new.right.items if i not in old.right.items]
    gone = [value_words(i) for i in old.right.items if i not in new.right.items]
    if any(word is None for word in (*added, *gone)):
        return None
    zh, en = [], []
    for verb, verb_en, words in (("增加", "gains", added), ("删去", "loses", gone)):
        if words:
            zh.append(verb + "、".join(w.zh for w in words if w))
            en.append(f"{verb_en} " + ", ".join(w.en for w in words if w))
    if not zh:
        return Pair(f"{subject.zh}的列法换了次序", f"the list of {subject.en} was reordered")
    return Pair(f"{subject.zh}的范围{'，'.join(zh)}", f"{subject.en} {' and '.join(en)}")
