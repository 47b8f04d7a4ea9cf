"""``yulin explain``: one person's dues, clause by clause."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.tree import Tree

from yulin.cli.messages import as_date, console, facts_or_stop, stop
from yulin.policy.decision import Decision, Reason, Status
from yulin.policy.explain import explain as explain_one
from yulin.policy.library import load_library

_MARKS = {True: "[green]✓[/green]", False: "[red]✗[/red]", None: "[yellow]?[/yellow]"}
_COLOURS = {
    Status.YES: "green",
    Status.NOT_YET: "cyan",
    Status.NO: "red",
    Status.UNDETERMINED: "yellow",
}
_GROUPS = {"all": "以下全部", "any": "以下任一", "not": "以下皆非"}


def explain(
    facts: Annotated[Path, typer.Argument(help="工作簿或文件夹 · workbook or folder")],
    policies: Annotated[Path, typer.Option(help="政策文档文件夹 · folder of policy documents")],
    as_of: Annotated[str, typer.Option(help="基准日 · date of the decision, 2026-06-30")],
    person: Annotated[str, typer.Option(help="证件号 · ID number")],
    all_regions: Annotated[
        bool, typer.Option("--all", help="也列出其他地区的政策 · other regions too")
    ] = False,
) -> None:
    """说明一个人每项待遇的结果与理由。 Say what one person is due and why."""
    library = load_library(policies)
    people = facts_or_stop(facts)
    if person not in people.people:
        stop("人员表里没有这个证件号。 No such person in 人员.", 1)
    decisions = explain_one(library, people.person(person), subject=person, as_of=as_date(as_of))
    for decision in sorted(decisions, key=lambda d: -d.status):
        if all_regions or not _elsewhere(decision):
            console.print(_tree(decision))


def _elsewhere(decision: Decision) -> bool:
    leaves = decision.reason.leaves()
    return bool(leaves) and leaves[0].id == "适用地区" and leaves[0].truth is False


def _tree(decision: Decision) -> Tree:
    colour = _COLOURS[decision.status]
    head = f"[bold]{escape(decision.policy_title)}[/bold] · {escape(decision.title)} "
    head += f"[{colour}]{decision.status.label}[/{colour}] {_sum(decision)}"
    tree = Tree(head)
    _grow(tree, decision.reason)
    for note in decision.notes:
        tree.add(f"[yellow]{escape(note)}[/yellow]")
    return tree


def _sum(decision: Decision) -> str:
    words = [decision.label or ""]
    amount = decision.amount
    if amount is not None:
        sign = "不超过 " if amount.qualifier == "≤" else ""
        words.append(f"{sign}{amount.total:,.2f} 元" if amount.total is not None else "金额未知")
    if decision.ready_on is not None:
        words.append(f"预计 {decision.ready_on} 起")
    if decision.displaced_by is not None:
        words.append(f"由 {decision.displaced_by} 取代")
    return " ".join(w for w in words if w)


def _grow(tree: Tree, reason: Reason) -> None:
    if reason.kind == "leaf":
        tree.add(_leaf(reason))
        return
    branch = tree
    if reason.id != "全部":
        text = reason.text or _GROUPS[reason.kind]
        branch = tree.add(f"{_MARKS[reason.truth]} {escape(text)}（{_GROUPS[reason.kind]}）")
    for child in reason.children:
        _grow(branch, child)


def _leaf(reason: Reason) -> str:
    facts = "，".join(
        f"{f.name} = {f.value or '未知'}{f.unit if f.value else ''}" for f in reason.facts
    )
    parts = [f"{_MARKS[reason.truth]} {escape(reason.text)}"]
    if facts:
        parts.append(f"[dim]{escape(facts)}[/dim]")
    if reason.gap is not None and reason.gap.amount:
        parts.append(f"[cyan]{reason.gap.text()}[/cyan]")
    if reason.pending:
        parts.append("[cyan]待办理[/cyan]")
    if reason.missing:
        parts.append(f"[yellow]缺：{escape('、'.join(reason.missing))}[/yellow]")
    if reason.notes:
        parts.append(f"[yellow]{escape('；'.join(reason.notes))}[/yellow]")
    return "  ".join(parts)
