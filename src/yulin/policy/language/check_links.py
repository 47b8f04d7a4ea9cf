"""Gives ``配偶.年龄``, ``单位.行业`` and ``对(配偶, …)`` their meaning: somebody else's facts."""

from __future__ import annotations

from typing import cast

from yulin.facts import schema
from yulin.policy import ir
from yulin.policy.kinds import Type
from yulin.policy.language import history, syntax
from yulin.policy.language.checker import check, column_of
from yulin.policy.language.scope import Scope, Typed
from yulin.policy.problems import ExpressionError, nearest
from yulin.policy.vocabulary import SUBJECTS, Subject

#: what the row at hand is called where it is itself about a person or an organisation
THIS_ROW = "该行"
#: subject → link → (subject it leads to, name or own column that holds the key)
_LINKS: dict[Subject, dict[str, tuple[Subject, str]]] = {
    "人员": {
        "配偶": ("人员", "本人.配偶证件号"),
        "家庭": ("家庭", "本人.家庭编号"),
        "单位": ("单位", "当前单位"),
        "用工单位": ("单位", "当前用工单位"),
    },
    "单位": {
        "上级单位": ("单位", "本单位.上级单位代码"),
        "法定代表人": ("人员", "本单位.法定代表人证件号"),
    },
    "家庭": {},
}
_OWN: dict[Subject, str] = {"人员": "本人", "单位": "本单位"}


def linked_name(tree: syntax.Name, scope: Scope) -> Typed:
    """Return the value of ``link.name``.

    A column of the linked record comes first, then a name of the vocabulary about the one it is on.

    Raises:
        ExpressionError: where there is no such link, column or name.
    """
    if tree.link == _OWN.get(scope.subject):
        return _own(tree, scope)
    if tree.link == history.OWN_LINK:
        return history.of_own_benefit(tree, scope)
    found = _row_link(tree, scope)
    if found is None:
        key, target = key_of(tree, scope)
        return _of_other(key, target, tree, scope)
    column, table = found
    for candidate in table.columns:
        if candidate.name == tree.text:
            return column_of(table, candidate, column.name)
    if table.name not in SUBJECTS:
        raise _no_column(table, tree)
    key = column_of(cast(schema.Table, scope.row), column, None).node
    return _of_other(key, table.name, tree, scope)


def _own(tree: syntax.Name, scope: Scope) -> Typed:
    table = schema.BY_NAME[scope.subject]
    for column in table.columns:
        if column.name == tree.text:
            return column_of(table, column, ir.OWN)
    raise _no_column(table, tree)


def _no_column(table: schema.Table, tree: syntax.Name) -> ExpressionError:
    return ExpressionError(
        tree.offset,
        "E406",
        f"{table.name} 没有 “{tree.text}” 这一列",
        nearest(tree.text, [c.name for c in table.columns]),
    )


def _row_link(tree: syntax.Name, scope: Scope) -> tuple[schema.Column, schema.Table] | None:
    """Return the column of the row at hand that a link goes through, and the table it leads to."""
    row = scope.row
    if row is None:
        return None
    column = schema.link_names(row).get(tree.link or "")
    if column is None:
        return None
    target = row.links[column]
    if target not in schema.BY_NAME:  # a household has no row of its own
        return None
    return row.column(column), schema.BY_NAME[target]


def key_of(tree: syntax.Name | syntax.Expr, scope: Scope) -> tuple[ir.Node, Subject]:
    """Return the key and kind of the other subject that a link leads to.

    Raises:
        ExpressionError: where the row or the subject at hand has no such link.
    """
    link = (
        (tree.link if tree.link is not None else tree.text) if isinstance(tree, syntax.Name) else ""
    )
    if scope.row is not None:
        if link == THIS_ROW and scope.row.name in SUBJECTS:
            own = column_of(scope.row, scope.row.column(scope.row.key), None)
            return own.node, scope.row.name
        column = schema.link_names(scope.row).get(link or "")
        if column is not None and scope.row.links[column] in SUBJECTS:
            node = column_of(scope.row, scope.row.column(column), None).node
            return node, cast(Subject, scope.row.links[column])
    return _subject_link(link or "", tree.offset, scope)


def _subject_link(link: str, offset: int, scope: Scope) -> tuple[ir.Node, Subject]:
    links = _LINKS[scope.subject]
    if link not in links:
        known = [*links, *(schema.link_names(scope.row) if scope.row else ())]
        raise ExpressionError(
            offset,
            "E405",
            f"这里没有连到 “{link}”",
            "可连：" + "、".join(dict.fromkeys(known)) if known else "本人的字段写 本人.列名",
        )
    target, name = links[link]
    own, _, column = name.rpartition(".")
    tree = syntax.Name(column, offset, link=own or None)
    return check(tree, scope.of_subject()).node, target


def _of_other(key: ir.Node, target: Subject, tree: syntax.Name, scope: Scope) -> Typed:
    """Return a column or a name of another subject."""
    there = scope.about(target)
    own = next((c for c in _columns(target) if c.name == tree.text), None)
    if own is not None:
        found = column_of(schema.BY_NAME[target], own, ir.OWN)
    else:
        found = _name_there(tree, target, there)
    return Typed(ir.Linked(key, target, found.node, found.type), found.type, found.bound)


def _name_there(tree: syntax.Name, target: Subject, there: Scope) -> Typed:
    try:
        return there.naming.resolve(tree.text)
    except KeyError:
        known = [*(c.name for c in _columns(target)), *there.naming.known()]
        raise ExpressionError(
            tree.offset,
            "E406",
            f"{target} 没有 “{tree.text}” 这一列，也没有这个名称",
            nearest(tree.text, known),
        ) from None


def _columns(subject: Subject) -> tuple[schema.Column, ...]:
    table = schema.BY_NAME.get(subject)
    return table.columns if table is not None else ()


def of_other(tree: syntax.Call, scope: Scope, expect: Type | None) -> Typed:
    """Return the value of ``对(链接, 式)``: an expression worked out for somebody else.

    Raises:
        ExpressionError: where the first part is no link.
    """
    link = tree.args[0]
    if not isinstance(link, syntax.Name) or link.link is not None:
        raise ExpressionError(
            link.offset, "E428", "对 的第一项是链接的名字", "如 对(配偶, 年龄 >= 35)"
        )
    key, target = key_of(link, scope)
    found = check(tree.args[1], scope.about(target), expect)
    return Typed(ir.Linked(key, target, found.node, found.type), found.type, found.bound)
