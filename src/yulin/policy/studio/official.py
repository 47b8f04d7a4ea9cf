"""A document as the draft of an official text: numbered paragraphs, tables and annexes, in Chinese.

Only what the document says is written. What it does not say stands as a gap to fill, 〔待定〕, and in
a list at the end; nothing is invented to make the text look whole.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from yulin.codes import divisions
from yulin.policy import vocabulary
from yulin.policy.document import (
    AmountRule,
    Benefit,
    Classification,
    Condition,
    Document,
    Relation,
    Step,
    Version,
)
from yulin.policy.language.history import named
from yulin.policy.language.parser import parse
from yulin.policy.language.syntax import Expr, Name, children
from yulin.policy.problems import ExpressionError
from yulin.policy.studio.difference_words import day, expression_words, value_words

OPEN = "〔待定〕"
_DIGITS = "零一二三四五六七八九"
_JOINTS = {
    "all": "以下各项须同时具备",
    "any": "符合以下条件之一",
    "not": "不得有以下情形",
}
_PERIODS = {"once": "", "month": "每月", "quarter": "每季", "half": "每半年", "year": "每年"}
_RULES = {
    "highest": "就高享受，不重复享受",
    "choice": "由本人选择其一享受",
    "together": "可以叠加享受",
    "deduct": "享受前者的，从后者金额中扣除",
    "cap": "可以同时享受，合计不超过限额",
    "stop": "享受前者的，次月起停发后者",
    "wait": "享受前者的，满规定期限后方可享受后者",
    "difference": "只补足差额部分",
}
_TAKE_EFFECT = "本{kind}自{starts}起施行{ends}。"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; ``level`` 1 is 一、, 2 （一）, 3 1., 4 （1）; 0 has no number."""

    text: str
    level: Literal[0, 1, 2, 3, 4] = 0


@dataclass(frozen=True)
class Table:
    """A table of sums, with its heading."""

    head: tuple[str, str]
    rows: tuple[tuple[str, str], ...]
    title: str = ""


@dataclass(frozen=True)
class Annex:
    """An annex: its title and its numbered lines."""

    title: str
    lines: tuple[str, ...]


Part = Paragraph | Table


@dataclass(frozen=True)
class Official:
    """The whole text, ready to be laid out."""

    title: str
    number: str
    issuer: str
    addressed: str
    parts: tuple[Part, ...]
    annexes: tuple[Annex, ...]
    #: the date of issue, which only an issuer can give
    dated: str = OPEN
    #: what the document leaves open, for whoever finishes the text
    gaps: tuple[str, ...] = ()


def official(document: Document, *, version: Version | None = None) -> Official:
    """Return a version of a document (the latest where none is given) as an official text."""
    chosen = version or _latest(document)
    return Official(
        title=document.title,
        number=OPEN if document.number in ("", "未知") else document.number,
        issuer=OPEN if document.issuer in ("", "未知") else document.issuer,
        addressed=_addressed(document.region),
        parts=tuple(_numbered(_parts(document, chosen))),
        annexes=tuple(_annexes(document, chosen)),
        gaps=tuple(_gaps(document)),
    )


def _latest(document: Document) -> Version:
    return max(document.versions, key=lambda v: (v.starts or dt.date.min, v.draft))


def _addressed(region: int) -> str:
    found = divisions.find(region) if region else None
    if found is None:
        return "各省、自治区、直辖市有关部门："
    below = (
        "各乡镇（街道）" if region % 100 else "各县（市、区）" if region % 10_000 else "各市、县"
    )
    return f"{below}，{found.name}直属各有关单位："


def chinese_number(number: int) -> str:
    """Return 1 … 99 as 一 … 九十九."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones or not tens else "")


# -- numbering -------------------------------------------------------------------------------------


def _numbered(parts: Iterator[Part]) -> Iterator[Part]:
    """Number 一、（一）1.（1）, each level anew below the one above."""
    counts = [0, 0, 0, 0, 0]
    for part in parts:
        if isinstance(part, Table) or not part.level:
            yield part
            continue
        counts[part.level] += 1
        counts[part.level + 1 :] = [0] * (4 - part.level)
        yield Paragraph(_sign(part.level, counts[part.level]) + part.text, part.level)


def _sign(level: int, number: int) -> str:
    return {
        1: f"{chinese_number(number)}、",
        2: f"（{chinese_number(number)}）",
        3: f"{number}.",
        4: f"（{number}）",
    }[level]


# -- what is said ----------------------------------------------------------------------------------


def _parts(document: Document, version: Version) -> Iterator[Part]:
    yield Paragraph(_sentence(document.summary))
    yield Paragraph("适用范围", 1)
    yield Paragraph(_scope(document))
    if version.classification is not None:
        yield from _classes(version.classification)
    if version.benefits:
        yield Paragraph("条件和标准", 1)
        names = {d.name: d.text for d in document.definitions if d.text}
        for benefit in version.benefits:
            yield from _benefit(benefit, names)
    if document.relations:
        yield Paragraph("与其他待遇的关系", 1)
        for relation in document.relations:
            yield Paragraph(_relation(document, relation), 3)
    if document.process:
        yield Paragraph("办理程序", 1)
        for step in document.process:
            yield Paragraph(_step(step), 3)
    yield Paragraph("附则", 1)
    yield Paragraph(_in_force(document, version))
    yield Paragraph(
        f"本{_kind(document)}由{document.issuer if document.issuer != '未知' else OPEN}负责解释。"
    )


def _scope(document: Document) -> str:
    place = divisions.called(document.region) if document.region else "全国"
    whom = "用人单位" if document.subject == "单位" else "人员"
    payee = "单位" if document.payee == "employer" else "个人"
    stands_in = (
        f"在{place}范围内，不再适用 {document.replaces} 的规定。" if document.replaces else ""
    )
    return f"本{_kind(document)}适用于{place}的{whom}，待遇发给{payee}。{stands_in}"


def _kind(document: Document) -> str:
    endings = ("实施细则", "实施办法", "办法", "细则", "意见", "规定", "通知", "措施", "方案")
    return next((word for word in endings if word in document.title), "文件")


def _sentence(text: str) -> str:
    return text if text.endswith(("。", "！", "？", "；", "：")) else f"{text}。"


def _benefit(benefit: Benefit, names: Mapping[str, str]) -> Iterator[Part]:
    yield Paragraph(benefit.name, 2)
    if benefit.note:
        yield Paragraph(_sentence(benefit.note))
    yield Paragraph("申领条件。须同时符合下列条件：", 3)
    yield from _conditions(benefit.condition, 4)
    if benefit.amount is not None:
        yield from _amount(benefit.amount, names)
    elif benefit.kind == "money":
        yield Paragraph(f"补贴标准。{OPEN}。", 3)
    for part in benefit.parts:
        share = expression_words(part.share.text).zh.strip("“”") if part.share else ""
        fixed = expression_words(part.formula.text, "元").zh if part.formula else ""
        yield Paragraph(f"{part.name}：发放{share or fixed}。", 4)
        if part.condition is not None:
            for leaf in part.condition.leaves():
                yield Paragraph(_sentence(leaf.text or OPEN))
    if benefit.automatic:
        yield Paragraph("免申即享。符合条件的由经办机构直接核发，本人无需申请。", 3)


def _conditions(condition: Condition, level: Literal[3, 4]) -> Iterator[Part]:
    for child in condition.children:
        if child.kind == "leaf":
            yield Paragraph(_clause(child), level)
        else:
            yield Paragraph(f"{_lead(child)}：", level)
            yield from _below(child)


def _below(group: Condition) -> Iterator[Part]:
    """The clauses of a group, run on in one paragraph each and told apart by ①②③."""
    for number, child in enumerate(group.children):
        sign = chr(ord("①") + number) if number < 20 else f"{number + 1}）"
        if child.kind == "leaf":
            yield Paragraph(f"{sign}{_clause(child)}")
        else:
            inner = "；".join(leaf.text or OPEN for leaf in child.leaves())
            yield Paragraph(f"{sign}{_lead(child)}：{inner}。")


def _lead(group: Condition) -> str:
    joint = _JOINTS.get(group.kind, "")
    return f"{group.text}（{joint}）" if group.text else joint


def _clause(leaf: Condition) -> str:
    return _sentence(leaf.text or OPEN)


def _amount(rule: AmountRule, names: Mapping[str, str]) -> Iterator[Part]:
    each, most = _PERIODS.get(rule.period, ""), "不超过" if rule.at_most else ""
    if rule.by is not None:
        yield Paragraph(f"补贴标准。按{rule.by.text}确定{_each(each, most)}，标准如下：", 3)
        rows = [(key, _sum(formula.text, names)) for key, formula in rule.table]
        if rule.otherwise is not None:
            rows.append(("其他", _sum(rule.otherwise.text, names)))
        yield Table((rule.by.text, f"标准{f'（{each}）' if each else ''}"), tuple(rows))
    elif rule.branches:
        yield Paragraph(f"补贴标准。分以下情形确定{_each(each, most)}：", 3)
        rows = [
            (_rule(b.when.text, {}) if b.when else "其他情形", _sum(b.value.text, names))
            for b in rule.branches
        ]
        yield Table(("情形", f"标准{f'（{each}）' if each else ''}"), tuple(rows))
    elif rule.formula is not None:
        yield Paragraph(f"补贴标准。{each}{most}{_sum(rule.formula.text, names)}。", 3)
    limits = "，".join(_limits(rule))
    if limits:
        yield Paragraph(f"{limits}。")


def _each(each: str, most: str) -> str:
    words = "，".join(word for word in (each and f"{each}发放", most and "均为最高额") if word)
    return f"（{words}）" if words else ""


def _limits(rule: AmountRule) -> Iterator[str]:
    if rule.ceiling is not None:
        yield f"最高不超过{_sum(rule.ceiling.text)}"
    if rule.floor is not None:
        yield f"最低不少于{_sum(rule.floor.text)}"
    if rule.deduct is not None:
        yield "已领取的同类补贴予以扣除"
    if rule.periods is not None:
        yield f"最多发放{expression_words(rule.periods.text).zh.strip('“”')}期"
    elif rule.periods_unknown:
        yield f"发放期限{OPEN}"


_SIGNS = {">=": "不少于", "<=": "不超过", "==": "为", "!=": "不为", ">": "超过", "<": "少于"}


def _rule(text: str, names: Mapping[str, str]) -> str:
    """An expression with its signs and the document's own names in words."""
    for name, said in names.items():
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", said, text)
    for sign, word in _SIGNS.items():
        text = re.sub(rf"\s*{sign}\s*", word, text)
    return text


def _sum(text: str, names: Mapping[str, str] | None = None) -> str:
    """A sum in words; what nobody published stays open, what is worked out is told as written."""
    if names and text in names:
        return names[text]
    try:
        tree = parse(text)
    except ExpressionError:
        return text
    said = value_words(tree, "元")
    if said is not None:
        return said.zh.replace(" ", "")
    return OPEN if text.startswith("未知(") else f"按“{_rule(text, names or {})}”计算的金额"


def _classes(made: Classification) -> Iterator[Part]:
    yield Paragraph(made.name, 1)
    for item in made.items:
        words = f"：{item.text}" if item.text else ""
        yield Paragraph(f"{item.label} 类{words}", 2)
        leaves = item.condition.leaves()
        if len(leaves) > 1 or (leaves and leaves[0].text != item.text):
            yield from _conditions(item.condition, 3)
    yield Paragraph(f"不符合以上各类条件的，认定为“{made.otherwise}”。")


def _relation(document: Document, relation: Relation) -> str:
    names = {f"{document.id}/{b.id}": b.name for v in document.versions for b in v.benefits}
    keys = [m if "/" in m else f"{document.id}/{m}" for m in relation.members]
    members = "、".join(named(names.get(key, key)) for key in keys)
    text = relation.text or f"{members}{_RULES.get(relation.rule, '')}"
    return _sentence(text)


def _step(step: Step) -> str:
    unit = "个工作日" if step.unit == "工作日" else step.unit
    return _sentence(f"{step.text}，时限 {step.limit} {unit}" if step.limit else step.text)


def _in_force(document: Document, version: Version) -> str:
    starts = day(version.starts).zh if version.starts else OPEN
    ends = f"，有效期至{day(version.ends).zh}" if version.ends else ""
    return _TAKE_EFFECT.format(kind=_kind(document), starts=starts, ends=ends)


# -- what stands at the end ------------------------------------------------------------------------


def _annexes(document: Document, version: Version) -> Iterator[Annex]:
    registers = _registers(document, version)
    if registers:
        lines = tuple(f"{register}：{'、'.join(names)}" for register, names in registers.items())
        yield Annex("通过数据共享核验、无需申请人提交的材料", lines)


def _registers(document: Document, version: Version) -> dict[str, list[str]]:
    """Registers that supply what the conditions ask, with the names that each supplies."""
    own = {t.name: t for t in document.terms}
    formulas = {d.name: d.formula.text for d in document.definitions}
    terms = vocabulary.standard().terms
    found: dict[str, list[str]] = {}
    waiting, seen = [leaf.formula.text for leaf in _leaves(version) if leaf.formula], set()
    while waiting:
        for name in _names(waiting.pop(0)):
            if name in seen:
                continue
            seen.add(name)
            if name in formulas:
                waiting.append(formulas[name])
            term = own.get(name) or terms.get(name)
            if term is not None and term.register:
                found.setdefault(term.register, []).append(name)
    return found


def _leaves(version: Version) -> Iterator[Condition]:
    for benefit in version.benefits:
        yield from benefit.condition.leaves()
    if version.classification is not None:
        for item in version.classification.items:
            yield from item.condition.leaves()


def _names(text: str) -> Iterator[str]:
    try:
        tree = parse(text)
    except ExpressionError:
        return
    yield from _names_in(tree)


def _names_in(tree: Expr) -> Iterator[str]:
    if isinstance(tree, Name):
        yield tree.text
    for child in children(tree):
        yield from _names_in(child)


def _gaps(document: Document) -> Iterator[str]:
    if document.number in ("", "未知") and not any("文号" in n.text for n in document.missing):
        yield "文号"
    yield from (note.text for note in document.missing)
    yield from (f"各来源说法不一：{note.text}" for note in document.conflicts)
