"""Parses expressions by precedence: or < and < not < comparison < sum < product < sign."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from yulin.facts import schema
from yulin.policy.language import syntax
from yulin.policy.language.syntax import Expr
from yulin.policy.language.tokens import Token, tokenize
from yulin.policy.problems import ExpressionError

_COMPARISONS = {">=", "<=", ">", "<", "==", "!="}
_MULTIPLIERS = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
#: written unit → the unit the checker knows
UNITS = {
    "元": "元",
    "万元": "元",
    "亿元": "元",
    "万": "",
    "亿": "",
    "月": "月",
    "个月": "月",
    "年": "年",
    "岁": "岁",
    "周岁": "岁",
    "日": "日",
    "天": "日",
    "工作日": "日",
    "个工作日": "日",
    "㎡": "㎡",
    "平方米": "㎡",
    "人": "人",
    "名": "人",
    "分": "分",
    "家": "家",
    "次": "次",
    "项": "项",
    "个": "个",
    "位": "位",
    "期": "期",
    "%": "%",
}
_MAX_DEPTH = 60
#: levels of a tree, which a chain of operators makes deep without a bracket
_MAX_HEIGHT = 100


def parse(text: str) -> Expr:
    """Return the syntax tree of one expression.

    Raises:
        ExpressionError: with the offset of the first fault.
    """
    parser = _Parser(tokenize(text))
    tree = parser.either(0)
    parser.expect_end()
    if _is_too_high(tree):
        raise ExpressionError(0, "E104", "式子太长", "用 定义 把它拆开")
    return tree


def _is_too_high(tree: Expr) -> bool:
    level = [tree]
    for _ in range(_MAX_HEIGHT):
        level = [child for part in level for child in syntax.children(part)]
        if not level:
            return False
    return True


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0

    # -- token helpers -----------------------------------------------------------------------

    @property
    def now(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        token = self.now
        self.at += 1
        return token

    def is_op(self, *texts: str) -> bool:
        return self.now.kind == "op" and self.now.text in texts

    def accept(self, *texts: str) -> Token | None:
        return self.take() if self.is_op(*texts) else None

    def expect(self, text: str) -> Token:
        found = self.accept(text)
        if found is None:
            raise self.fault(f"这里应当是 “{text}”")
        return found

    def expect_end(self) -> None:
        if self.now.kind != "end":
            raise self.fault("表达式在这里应当结束", "是不是漏了 且、或、逗号或运算符")

    def fault(self, message: str, advice: str = "") -> ExpressionError:
        token = self.now
        shown = f"，却读到 “{token.written}”" if token.kind != "end" else "，却到了末尾"
        return ExpressionError(token.offset, "E103", message + shown, advice)

    # -- grammar -----------------------------------------------------------------------------

    def either(self, depth: int) -> Expr:
        if depth > _MAX_DEPTH:
            raise ExpressionError(self.now.offset, "E104", "括号嵌套太深", "用 定义 把它拆开")
        left = self.both(depth)
        while token := self.accept("or"):
            left = syntax.Binary("or", left, self.both(depth), token.offset)
        return left

    def both(self, depth: int) -> Expr:
        left = self.negated(depth)
        while token := self.accept("and"):
            left = syntax.Binary("and", left, self.negated(depth), token.offset)
        return left

    def negated(self, depth: int) -> Expr:
        if depth > _MAX_DEPTH:
            raise ExpressionError(self.now.offset, "E104", "非 嵌套太深", "用 定义 把它拆开")
        if token := self.accept("not"):
            return syntax.Unary("not", self.negated(depth + 1), token.offset)
        return self.comparison(depth)

    def comparison(self, depth: int) -> Expr:
        left = self.sum(depth)
        if token := self.accept(*_COMPARISONS, "within", "contains", "in"):
            tree: Expr = syntax.Binary(token.text, left, self.sum(depth), token.offset)
        elif token := self.accept("not within", "not contains"):
            inner = syntax.Binary(token.text[4:], left, self.sum(depth), token.offset)
            tree = syntax.Unary("not", inner, token.offset)
        elif self.is_op("not") and self.tokens[self.at + 1].text in ("in", "within", "contains"):
            negation, token = self.take(), self.take()
            inner = syntax.Binary(token.text, left, self.sum(depth), token.offset)
            tree = syntax.Unary("not", inner, negation.offset)
        else:
            return left
        if self.is_op(*_COMPARISONS):
            raise self.fault("比较不能连写", "写成 甲 <= 乙 且 乙 <= 丙")
        return tree

    def sum(self, depth: int) -> Expr:
        left = self.product(depth)
        while token := self.accept("+", "-"):
            left = syntax.Binary(token.text, left, self.product(depth), token.offset)
        return left

    def product(self, depth: int) -> Expr:
        left = self.signed(depth)
        while token := self.accept("*", "/"):
            left = syntax.Binary(token.text, left, self.signed(depth), token.offset)
        return left

    def signed(self, depth: int) -> Expr:
        if depth > _MAX_DEPTH:
            raise ExpressionError(self.now.offset, "E104", "嵌套太深", "用 定义 把它拆开")
        if token := self.accept("-"):
            return syntax.Unary("-", self.signed(depth + 1), token.offset)
        return self.atom(depth)

    def atom(self, depth: int) -> Expr:
        token = self.now
        if token.kind == "number":
            return self.figure()
        if token.kind == "date":
            return self.date()
        if token.kind == "string":
            self.take()
            return syntax.Quote(token.text, token.offset)
        if token.kind == "name":
            return self.name(depth)
        if self.accept("("):
            inner = self.either(depth + 1)
            self.expect(")")
            return inner
        if self.accept("["):
            return self.listing(token.offset, depth)
        raise self.fault("这里应当是一个值或名称")

    def figure(self) -> Expr:
        token = self.take()
        value, unit = Decimal(token.text), ""
        if self.now.kind == "name" and self.now.text in UNITS:
            written = self.take().text
            value *= _MULTIPLIERS.get(written[0], Decimal(1))
            unit = UNITS[written]
        elif self.now.kind == "name":
            raise self.strange_unit()
        return syntax.Figure(value, unit, token.offset)

    def strange_unit(self) -> ExpressionError:
        token = self.now
        advice = "可用：" + "、".join(UNITS)
        if token.text[0] in "且或":
            advice = f"“{token.text[0]}” 前后要留空格"
        return ExpressionError(token.offset, "E103", f"不认识的单位 “{token.text}”", advice)

    def date(self) -> Expr:
        token = self.take()
        try:
            return syntax.Date(dt.date.fromisoformat(token.text), token.offset)
        except ValueError:
            raise ExpressionError(
                token.offset, "E105", f"没有这一天：{token.text}", "日期写成 2024-02-29 这样"
            ) from None

    def listing(self, offset: int, depth: int) -> Expr:
        items = [self.either(depth + 1)]
        while self.accept(","):
            items.append(self.either(depth + 1))
        self.expect("]")
        return syntax.Listing(tuple(items), offset)

    def name(self, depth: int) -> Expr:
        token = self.take()
        if self.accept("."):
            if self.now.kind != "name":
                raise self.fault("点号后面应当是列名")
            return syntax.Name(self.take().text, token.offset, link=token.text)
        if not self.accept("("):
            return syntax.Name(token.text, token.offset)
        if self.now.kind == "name" and self.now.text in schema.BY_NAME and self.opens_records():
            return self.records(token, depth)
        return self.call(token, depth)

    def opens_records(self) -> bool:
        return self.tokens[self.at + 1].text in (":", "where", "by", "via", "same", ")")

    def call(self, token: Token, depth: int) -> Expr:
        args: list[Expr] = []
        if not self.is_op(")"):
            args.append(self.either(depth + 1))
            while self.accept(","):
                args.append(self.either(depth + 1))
        self.expect(")")
        return syntax.Call(token.text, tuple(args), token.offset)

    def records(self, token: Token, depth: int) -> Expr:
        table = self.take().text
        via = self.column("经 后面应当是链接的名字") if self.accept("via") else ""
        values: list[Expr] = []
        if self.accept(":"):
            values.append(self.sum(depth + 1))
            while self.accept(","):
                values.append(self.sum(depth + 1))
        where = self.either(depth + 1) if self.accept("where") else None
        same = self.same_columns() if self.accept("same") else ()
        by = self.sum(depth + 1) if self.accept("by") else None
        first = self.whole() if self.accept("first") else None
        until = self.sum(depth + 1) if self.accept("until") else None
        otherwise = self.sum(depth + 1) if self.accept("else") else None
        if not self.is_op(")"):
            raise self.fault(
                "这里应当是 “)”",
                "次序是 表 经 …: 值 若 … 同 … 按 … 前 … 截至 … 否则 …，词前后留空格",
            )
        self.take()
        return syntax.Records(
            token.text,
            table,
            tuple(values),
            where,
            by,
            first,
            otherwise,
            token.offset,
            via=via,
            same=same,
            until=until,
        )

    def same_columns(self) -> tuple[tuple[str, str], ...]:
        """Read ``同 工种, 技能等级 = 所需等级``: columns of this table and of the row around."""
        pairs: list[tuple[str, str]] = []
        while not pairs or self.accept(","):
            mine = self.column("同 后面应当是列名")
            around = self.column("= 后面应当是外层的列名") if self.accept("==") else mine
            pairs.append((mine, around))
        return tuple(pairs)

    def column(self, message: str) -> str:
        if self.now.kind != "name":
            raise self.fault(message)
        return self.take().text

    def whole(self) -> int:
        if self.now.kind != "number" or not self.now.text.isdigit():
            raise self.fault("前 后面应当是个数，如 前 3")
        return int(self.take().text)
