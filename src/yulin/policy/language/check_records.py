"""Gives figures over records their meaning."""

from __future__ import annotations

from yulin.facts import schema
from yulin.policy import ir
from yulin.policy.kinds import DAY, YES, Number, Type
from yulin.policy.language import syntax
from yulin.policy.language.checker import check, check_yes, column_of, is_ordered
from yulin.policy.language.functions import RECORD_FUNCTIONS
from yulin.policy.language.scales import fits, require_number, same_unit, to_scale
from yulin.policy.language.scope import Scope, Typed
from yulin.policy.problems import ExpressionError, nearest
from yulin.policy.vocabulary import Subject

#: rows one subject can have in one table, for the overflow proof
_MOST_ROWS = 10_000
_COVERS = ("months", "streak", "longest")
_VALUES = {"any": 0, "count": 0, **dict.fromkeys(_COVERS, 2)}
#: kinds that say something by themselves where there is no row
_NEVER_EMPTY = ("any", "count", "distinct", *_COVERS)


def records(tree: syntax.Records, scope: Scope, expect: Type | None) -> Typed:
    """Return a figure over records as an aggregate.

    Raises:
        ExpressionError: on parts that the figure does not take, or of the wrong type.
    """
    kind = RECORD_FUNCTIONS.get(tree.name)
    if kind is None:
        raise ExpressionError(
            tree.offset, "E430", f"不认识的函数 “{tree.name}”", nearest(tree.name, RECORD_FUNCTIONS)
        )
    if scope.outer is not None:
        raise ExpressionError(tree.offset, "E431", "记录里最多再套一层记录", "先用 定义 起名")
    _refuse_unused(tree, kind)
    table = schema.BY_NAME[tree.table]
    if table.name in schema.TOLD_NAMES:
        raise ExpressionError(
            tree.offset,
            "E443",
            f"{table.name} 里的事实按名称用",
            "在 事实 里声明，条件里写它的名称",
        )
    inner = scope.within(table)
    if len(tree.values) != _VALUES.get(kind, 1):
        raise ExpressionError(tree.offset, "E432", f"{tree.name} 冒号后的项数不对")
    where = check_yes(tree.where, inner) if tree.where is not None else None
    values = [check(v, inner) for v in tree.values]
    order = _order(tree, kind, inner, values)
    made, bound = _aggregate_type(tree, kind, values)
    node = ir.Aggregate(
        kind,
        table.name,
        _subject_key(tree, table, scope.subject),
        where,
        values[0].node if values else None,
        order,
        tree.first,
        _empty(tree, scope, made),
        made,
        until=_until(tree, scope),
        match=_same(tree, table, scope),
    )
    return fits(Typed(node, made, bound), tree.offset)


def _refuse_unused(tree: syntax.Records, kind: str) -> None:
    """Refuse parts that would be ignored: an author who wrote them meant something by them."""
    unused = []
    if tree.by is not None and kind not in ("latest", "first"):
        unused.append("按")
    if tree.first is not None and kind != "top":
        unused.append("前")
    if tree.until is not None and kind not in _COVERS:
        unused.append("截至")
    if tree.otherwise is not None and kind in _NEVER_EMPTY:
        unused.append("否则")
    if unused:
        raise ExpressionError(
            tree.offset, "E439", f"{tree.name} 用不到 {'、'.join(unused)}", "删去"
        )


def _subject_key(tree: syntax.Records, table: schema.Table, subject: Subject) -> str:
    if tree.via:
        column = schema.link_names(table).get(tree.via)
        if column is not None and table.links[column] == subject:
            return column
        usable = [n for n, c in schema.link_names(table).items() if table.links[c] == subject]
        raise ExpressionError(
            tree.offset,
            "E433",
            f"{table.name} 的行没有经 “{tree.via}” 连到{subject}",
            "可用：" + "、".join(usable) if usable else "",
        )
    if table.name == subject:
        return table.key
    for column, target in table.links.items():
        if target == subject:
            return column
    raise ExpressionError(tree.offset, "E433", f"{table.name} 的行没有连到{subject}")


def _until(tree: syntax.Records, scope: Scope) -> ir.Node | None:
    if tree.until is None:
        return None
    return _day(tree.until, scope.of_subject())


def _same(
    tree: syntax.Records, table: schema.Table, scope: Scope
) -> tuple[tuple[str, ir.Column], ...]:
    if not tree.same:
        return ()
    if scope.row is None:
        raise ExpressionError(tree.offset, "E442", "同 只能用在另一张表的行里", "删去 同")
    return tuple(_pair(mine, around, table, scope.row, tree) for mine, around in tree.same)


def _pair(
    mine: str, around: str, table: schema.Table, outer: schema.Table, tree: syntax.Records
) -> tuple[str, ir.Column]:
    for name, where in ((mine, table), (around, outer)):
        if name not in [c.name for c in where.columns]:
            raise ExpressionError(
                tree.offset,
                "E406",
                f"{where.name} 没有 “{name}” 这一列",
                nearest(name, [c.name for c in where.columns]),
            )
    column = column_of(outer, outer.column(around), None)
    if column_of(table, table.column(mine), None).type != column.type:
        raise ExpressionError(tree.offset, "E409", f"“{mine}” 与 “{around}” 的类型不同")
    assert isinstance(column.node, ir.Column)
    return mine, column.node


def _order(tree: syntax.Records, kind: str, inner: Scope, values: list[Typed]) -> ir.Node | None:
    if kind in _COVERS:
        if any(v.type != DAY for v in values):
            raise ExpressionError(tree.offset, "E434", f"{tree.name} 要起始和截止两个日期")
        return values[1].node
    if kind in ("latest", "first"):
        if tree.by is None:
            raise ExpressionError(
                tree.offset, "E435", f"{tree.name} 要写 按 哪个日期", "如 按 入职日期"
            )
        return _day(tree.by, inner)
    if kind == "top" and tree.first is None:
        raise ExpressionError(tree.offset, "E436", "前N合计 要写 前 几个", "如 前 3")
    return None


def _aggregate_type(tree: syntax.Records, kind: str, values: list[Typed]) -> tuple[Type, int]:
    if kind == "any":
        return YES, 0
    if kind in ("count", "distinct"):
        return Number(), _MOST_ROWS
    if kind in _COVERS:
        return Number("月"), 12 * 9999
    value = values[0]
    if kind in ("sum", "top"):
        require_number(value, tree.values[0])
        return value.type, value.bound * _MOST_ROWS
    if kind in ("max", "min") and not isinstance(value.type, Number) and not is_ordered(value.type):
        raise ExpressionError(tree.offset, "E437", f"{value.type} 没有高低之分")
    return value.type, value.bound


def _empty(tree: syntax.Records, scope: Scope, kind: Type) -> ir.Node | None:
    if tree.otherwise is None:
        return None
    # what stands in for no row is said of the subject, whatever row is around
    typed = check(tree.otherwise, scope.of_subject(), kind)
    if isinstance(kind, Number) and isinstance(typed.type, Number):
        same_unit(kind.unit, typed.type.unit, tree.otherwise)
        typed = to_scale(typed, kind, tree.offset)
    if typed.type != kind:
        raise ExpressionError(tree.offset, "E438", f"否则 后面应当是{kind}，却是{typed.type}")
    return typed.node


def _day(tree: syntax.Expr, scope: Scope) -> ir.Node:
    typed = check(tree, scope, DAY)
    if typed.type != DAY:
        raise ExpressionError(tree.offset, "E423", f"这里应当是日期，却是{typed.type}")
    return typed.node
