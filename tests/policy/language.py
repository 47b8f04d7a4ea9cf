"""Corpora of expressions that a lawyer can read, and the words in which results are shown there."""

from dataclasses import dataclass
from pathlib import Path

from tests.policy.documents import document, reading
from yulin.policy import ir
from yulin.policy.compile.names import standard_names
from yulin.policy.kinds import Number
from yulin.policy.language import syntax
from yulin.policy.problems import ExpressionError
from yulin.policy.reader import Problems

CORPUS = Path(__file__).parent / "corpus"


@dataclass(frozen=True)
class Entry:
    """One expression with the answer that stands under it."""

    text: str
    answer: str
    line: int


def entries(name):
    """Blocks of two lines: an expression, and ``→ result`` or ``✗ code 第 n 字 message``."""
    lines = (CORPUS / name).read_text(encoding="utf-8").splitlines()
    found = []
    for number, line in enumerate(lines):
        if line.startswith(("→ ", "✗ ")):
            found.append(Entry(lines[number - 1], line, number))
    return found


def scope(*, region=330302, subject="人员"):
    """The names a small document of 鹿城 may use; it declares one fact of every type."""
    made, problems = reading(document(region=region, more=_TERMS))
    assert problems == []
    return standard_names(Problems()).scope(made, subject)


_TERMS = """
事实:
  - {名称: 甲钱, en: money, 类型: 数值, 单位: 元}
  - {名称: 甲月, en: months, 类型: 数值, 单位: 月}
  - {名称: 甲比, en: share, 类型: 数值, 小数: 3}
  - {名称: 甲数, en: number, 类型: 数值}
  - {名称: 甲日, en: day, 类型: 日期}
  - {名称: 甲文, en: text, 类型: 文字}
  - {名称: 甲地, en: place, 类型: 地区}
  - {名称: 甲是, en: yes, 类型: 是否}
  - {名称: 甲级, en: level, 类型: 选项, 选项: [低, 中, 高], 有序: 是}
  - {名称: 甲色, en: colour, 类型: 选项, 选项: [红, 绿]}
"""


# -- results in words ------------------------------------------------------------------------------


def fault(error: ExpressionError):
    advice = f" → {error.advice}" if error.advice else ""
    return f"✗ {error.code} 第 {error.offset + 1} 字 {error.message}{advice}"


def show(tree):
    """A syntax tree with every bracket written."""
    match tree:
        case syntax.Name(text, _, link):
            return f"{link}.{text}" if link else text
        case syntax.Figure(value, unit, _):
            return f"{value.normalize():f}{unit}"
        case syntax.Quote(text, _):
            return f"'{text}'"
        case syntax.Date(value, _):
            return value.isoformat()
        case syntax.Listing(items, _):
            return f"[{', '.join(map(show, items))}]"
        case syntax.Unary(op, arg, _):
            return f"{op}({show(arg)})"
        case syntax.Binary(op, left, right, _):
            return f"({show(left)} {op} {show(right)})"
        case syntax.Call(name, args, _):
            return f"{name}({', '.join(map(show, args))})"
        case _:
            return records(tree)


def records(tree):
    parts = [tree.table + (": " + ", ".join(map(show, tree.values)) if tree.values else "")]
    parts += [f"where {show(tree.where)}"] if tree.where else []
    parts += [f"by {show(tree.by)}"] if tree.by else []
    parts += [f"first {tree.first}"] if tree.first is not None else []
    parts += [f"else {show(tree.otherwise)}"] if tree.otherwise else []
    return f"{tree.name}⟨{' '.join(parts)}⟩"


def kind_of(typed):
    """A type in words, with its decimals, and the largest stored number it can reach."""
    if isinstance(typed.type, Number):
        return f"{typed.type} {typed.type.scale} 位 ≤ {typed.bound}"
    return str(typed.type)


def node(tree):  # noqa: C901 - a case a node
    """A node of the intermediate form on one line."""
    match tree:
        case ir.Const(value, _):
            return "∅" if value is None else repr(value) if isinstance(value, str) else str(value)
        case ir.Var(name, _):
            return name
        case ir.Column(table, name, _, via):
            return f"{table}.{name}" if via is None else f"{via}→{table}.{name}"
        case ir.AsOf():
            return "today"
        case ir.Shift(arg, digits, _):
            return f"{node(arg)}·10^{digits}"
        case ir.Compare(op, left, right):
            return f"{node(left)} {op} {node(right)}"
        case ir.IsIn(arg, values):
            return f"{node(arg)} in {list(values)}"
        case ir.Within(arg, wanted):
            return f"{node(arg)} within {wanted}"
        case ir.Contains(arg, part):
            return f"{node(arg)} contains {part}"
        case ir.Round(arg, digits, mode, _):
            return f"round_{mode}({node(arg)}, {digits})"
        case ir.Divide(left, right, digits, _):
            return f"{node(left)}·10^{digits} ÷ {node(right)}"
        case ir.Unknown(_, reason) | ir.Disputed(_, reason, _):
            inner = "".join(f"{node(a)}, " for a in ir.children(tree))
            return f"{type(tree).__name__}({inner}{reason})"
        case ir.Choose(cases, otherwise, _):
            steps = "".join(f"{node(test)} ? {node(value)} : " for test, value in cases)
            return f"[{steps}{node(otherwise)}]"
        case ir.Linked(key, subject, inner, _):
            return f"{node(key)} ⇒ {subject}: {node(inner)}"
        case ir.Aggregate():
            parts = [p for p in (tree.value, tree.order, tree.empty) if p is not None]
            where = f" where {node(tree.where)}" if tree.where is not None else ""
            first = f" first {tree.limit}" if tree.limit is not None else ""
            same = "".join(f" same {mine} = {node(around)}" for mine, around in tree.match)
            until = f" until {node(tree.until)}" if tree.until is not None else ""
            words = ", ".join(map(node, parts))
            return f"{tree.kind}⟨{tree.table}.{tree.key}: {words}{where}{same}{first}{until}⟩"
        case _:
            return f"{type(tree).__name__}({', '.join(map(node, ir.children(tree)))})"
