"""``yulin explain``: one person's dues, clause by clause."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.tree import Tree

from yulin.cli.messages import as_date, console, facts_or_stop, stop
from yulin.facts.frames import EMPLOYER_KEY, EMPLOYERS, Facts
from yulin.policy.decision import Decision, Reason, Status
from yulin.policy.library import Library, load_library
from yulin.policy.old_rule import plainly
from yulin.policy.open_sums import PAID, in_words
from yulin.policy.remedies.remedies import Prospects
from yulin.policy.stacking.best import BestSet, best_set, relations_of

_MARKS = {True: "[green]✓[/green]", False: "[red]✗[/red]", None: "[yellow]?[/yellow]"}
_COLOURS = {
    Status.YES: "green",
    Status.NOT_YET: "cyan",
    Status.NO: "red",
    Status.UNDETERMINED: "yellow",
}
_EFFECTS = {
    "gains": "还会得到",
    "loses": "会失去",
    "more": "会增加",
    "less": "会减少",
    "unsure": "说不定会影响",
}
_DAYS = {
    "begins": "开始享受",
    "part": "发放",
    "lapses": "不再符合",
    "ends": "政策到期",
    "open": "可能不再符合",
}
_GROUPS = {"all": "以下全部", "any": "以下任一", "not": "以下皆非"}


def explain(
    facts: Annotated[Path, typer.Argument(help="工作簿或文件夹 · workbook or folder")],
    *,
    policies: Annotated[Path, typer.Option(help="政策文档文件夹 · folder of policy documents")],
    as_of: Annotated[str, typer.Option(help="基准日 · date of the decision, 2026-06-30")],
    person: Annotated[str, typer.Option(help="证件号 · ID number")] = "",
    employer: Annotated[str, typer.Option(help="单位代码 · code of an employer")] = "",
    all_regions: Annotated[
        bool, typer.Option("--all", help="也列出其他地区的政策 · other regions too")
    ] = False,
    remedies: Annotated[
        bool,
        typer.Option(
            "--remedies", help="怎样才能享受、接下来的日期 · what would help, coming days"
        ),
    ] = False,
    alternatives: Annotated[
        bool, typer.Option("--alternatives", help="可选组合 · the best set and the others")
    ] = False,
) -> None:
    """说明一个人或一家单位每项待遇的结果与理由。 Say what one person, or one firm, is due and why."""
    if bool(person) == bool(employer):
        stop("--person 和 --employer 写其中一个。 Give either --person or --employer.")
    day = as_date(as_of)
    library = load_library(policies)
    known = _prospects(library, facts_or_stop(facts, library), day, person, employer)
    for decision in sorted(known.decisions, key=lambda d: -d.status):
        if all_regions or not _elsewhere(decision):
            tree = _tree(decision, known)
            if remedies:
                _help(tree, known, decision)
            console.print(tree)
    if alternatives:
        rules = relations_of(known.frame.program, known.frame)
        console.print(_best(best_set(known.decisions, rules, as_of=day)))
    if remedies:
        console.print(_coming(known))


def _prospects(
    library: Library, facts: Facts, day: dt.date, person: str, employer: str
) -> Prospects:
    """Return what is known of the one asked about; stop where there is no such one."""
    if person:
        if person not in facts.people:
            stop("人员表里没有这个证件号。 No such person in 人员.", 1)
        return Prospects.of(library, facts.person(person), as_of=day, subject=person)
    firms = facts.tables.get(EMPLOYERS)
    if firms is None or employer not in firms[EMPLOYER_KEY]:
        stop("单位表里没有这个单位代码。 No such employer in 单位.", 1)
    # whoever works there counts, so all records stay
    return Prospects.of(library, facts, as_of=day, subject=employer, subject_kind="employer")


def _help(tree: Tree, known: Prospects, decision: Decision) -> None:
    """Add what would turn a “no”, with what else that would do."""
    if decision.status not in (Status.NO, Status.NOT_YET) or decision.kind == "class":
        return
    found = known.remedies(decision.key)
    branch = tree.add("[cyan]怎样才能享受[/cyan]")
    for remedy in found.remedies:
        leaf = branch.add(f"[cyan]→[/cyan] {escape(remedy.text)}")
        for kind, word in _EFFECTS.items():
            titles = [e.before.title for e in remedy.of(kind)]
            if titles:
                leaf.add(f"[dim]{word}：{escape('、'.join(titles))}[/dim]")
    for reason in found.fixed:
        branch.add(f"[dim]改变不了：{escape(reason.text)}[/dim]")
    if not found.remedies and not found.fixed:
        branch.add("[dim]没有找到四项以内的办法[/dim]")


def _best(found: BestSet) -> Tree:
    """Return the best set with the others, and what stands between them."""
    span = f"{found.horizon_months} 个月"
    least = "至少 " if found.unknown else ""
    tree = Tree(f"[bold]可选组合[/bold] {span}合计 {least}{found.total:,.2f} 元")
    for share in found.shares:
        sums = f"{share.total:,.2f} 元" if share.known else "金额未知"
        tree.add(
            f"[green]✓[/green] {escape(share.decision.title)} {sums if share.in_money else ''}"
        )
    for decision in found.left_out:
        tree.add(f"[dim]– {escape(decision.title)}[/dim]")
    if found.is_open:
        facts = "、".join(found.settled_by) or "；".join(found.notes)
        tree.add(f"[yellow]金额未知，可能改变结果：{escape(facts)}[/yellow]")
    for other in found.alternatives:
        tree.add(f"[cyan]{escape(other.why)}[/cyan]")
    for refusal in found.refused:
        tree.add(f"[yellow]{escape(refusal.reason)}[/yellow]")
    return tree


def _coming(known: Prospects) -> Tree:
    tree = Tree("[bold]接下来的日期[/bold]")
    for day in known.coming():
        part = f" {day.part}" if day.part else ""
        when = day.when or "日期算不出"
        lacks = f"（缺 {'、'.join(day.missing)}）" if day.missing else ""
        title = escape(f"{day.decision.title}{part}{lacks}")
        tree.add(f"{when} {_DAYS[day.kind]} {title}")
    if not tree.children:
        tree.add("[dim]没有已知的日期[/dim]")
    return tree


def _elsewhere(decision: Decision) -> bool:
    leaves = decision.reason.leaves()
    return bool(leaves) and leaves[0].id == "适用地区" and leaves[0].truth is False


def _tree(decision: Decision, known: Prospects) -> Tree:
    colour = _COLOURS[decision.status]
    head = f"[bold]{escape(decision.policy_title)}[/bold] · {escape(decision.title)} "
    head += f"[{colour}]{decision.status.label}[/{colour}]"
    tree = Tree(f"{head} {_sum(decision)}".rstrip())
    _grow(tree, decision.reason, known.lacking(decision))
    for note in decision.notes:
        tree.add(f"[yellow]{escape(note)}[/yellow]")
    return tree


def _sum(decision: Decision) -> str:
    words = [decision.label or ""]
    amount = decision.amount
    if amount is not None:
        sign = "不超过 " if amount.qualifier == "≤" else ""
        if amount.total is not None:
            words.append(f"{_if_due(decision)}{sign}{amount.total:,.2f} 元")
        elif decision.status is not Status.NO:
            words.append(_if_due(decision) + escape(in_words(amount)))
        if amount.settled and amount.net != amount.total:
            left = f"{amount.net:,.2f} 元" if amount.net is not None else "多少未知"
            words.append(f"其中扣除/封顶后实得 {left}")
    if decision.ready_on is not None:
        words.append(f"预计 {decision.ready_on} 起")
    if decision.displaced_by is not None:
        words.append(f"由 {decision.displaced_by} 取代")
    return " ".join(w for w in words if w)


def _if_due(decision: Decision) -> str:
    """Mark a sum that nobody is paid as things stand."""
    return "" if decision.status in PAID else "若符合："


def _grow(tree: Tree, reason: Reason, lacking: Mapping[int, tuple[str, ...]]) -> None:
    line = plainly(reason)
    if line.kind == "leaf":
        lacks = [lacking.get(id(leaf), leaf.missing) for leaf in reason.leaves()]
        missing = dict.fromkeys(name for names in lacks for name in names)
        tree.add(_leaf(line, tuple(missing) if line.missing else ()))
        return
    branch = tree
    if reason.id != "全部":
        branch = tree.add(f"{_MARKS[reason.truth]} {escape(_group(reason))}")
    for child in reason.children:
        _grow(branch, child, lacking)


def _group(reason: Reason) -> str:
    """Return the words of a group, its id where it has none, and how its clauses are joined."""
    how = _GROUPS[reason.kind]
    if reason.text:
        return f"{reason.text}（{how}）"
    counted = reason.id.rpartition(".")[2].isdecimal()  # its place in the list, not a name
    return how if counted else f"{reason.id}：{how}"


def _leaf(reason: Reason, missing: tuple[str, ...]) -> str:
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
    if missing:
        parts.append(f"[yellow]缺：{escape('、'.join(missing))}[/yellow]")
    if reason.notes:
        parts.append(f"[yellow]{escape('；'.join(reason.notes))}[/yellow]")
    return "  ".join(parts)
