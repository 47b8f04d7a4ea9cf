"""``yulin vocabulary``: every name a policy may use."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from yulin.cli.messages import console, stop
from yulin.policy import vocabulary as words
from yulin.policy.kinds import Label
from yulin.policy.problems import nearest
from yulin.policy.vocabulary import Changeable, Term

_CHANGES: dict[Changeable, str] = {
    "时间": "时间 · time",
    "本人": "本人 · the person",
    "单位": "单位 · the employer",
    "部门": "部门 · an authority",
    "不可": "不可 · nobody",
}


def vocabulary(
    search: Annotated[str, typer.Argument(help="只列出含这个字样的名称 · filter")] = "",
    definitions: Annotated[
        bool, typer.Option("--definitions", "-d", help="连同定义 · with definitions")
    ] = False,
) -> None:
    """列出政策可用的名称、类型、来源；只找到一个、或写全名时连同定义、可变。

    List the names policies may use; of one name also its definition and who can change it.
    """
    standard = words.standard()
    terms = [
        t for t in standard.terms.values() if search in t.name or search.lower() in t.en.lower()
    ]
    if not terms:
        stop(f"没有含 “{search}” 的名称。{nearest(search, standard.terms)}", 1)
    exact = [t for t in terms if search in (t.name, t.en)]
    if definitions:
        _print_each(terms)
    elif len(terms) == 1 or exact:
        _print_whole(*(exact or terms)[:1])
        others = [t for t in terms if t not in (exact or terms)]
        if others:
            console.print(_table(others))
    else:
        console.print(_table(terms))
    console.print(f"{len(terms)} 个名称")


def _table(terms: list[Term]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("名称", "English", "类型", "对象", "来源"):
        table.add_column(heading, overflow="fold")
    for term in terms:
        table.add_row(term.name, term.en, str(term.type), term.subject, term.register)
    return table


def _print_whole(term: Term) -> None:
    """Print everything that is said of one name."""
    about = {
        "类型 · type": str(term.type),
        "选项 · options": "、".join(_options(term)),
        "对象 · about": term.subject,
        "来源 · source": term.register,
        "定义 · definition": term.definition or "（须提供 · to be supplied）",
        "随地区 · regional": "是" if term.regional else "",
        "可变 · changed by": _changed_by(term),
        "问 · question": " ".join(part for part in (term.ask, term.ask_en) if part),
        "说明 · note": term.note,
    }
    console.print(f"[bold]{escape(term.name)}[/bold]　{escape(term.en)}")
    for word, text in about.items():
        if text:
            console.print(f"    {word}：{escape(text)}")


def _options(term: Term) -> tuple[str, ...]:
    """Return the labels a term may have, from low to high where they are ordered."""
    return term.type.labels.labels if isinstance(term.type, Label) else ()


def _changed_by(term: Term) -> str:
    """Return who or what can change a fact: as it is said, else what follows without records."""
    if term.changeable is not None:
        return _CHANGES[term.changeable]
    if term.grows:
        return _CHANGES["时间"]
    if term.definition is None:
        return _CHANGES["本人"]
    return "看它所依据的记录 · by the records behind it"


def _print_each(terms: list[Term]) -> None:
    """A definition is longer than a column of a narrow screen: it stands on lines of its own."""
    for term in terms:
        about = "　".join(part for part in (str(term.type), term.subject, term.register) if part)
        console.print(f"[bold]{escape(term.name)}[/bold]　{escape(term.en)}　{escape(about)}")
        definition = Padding(escape(term.definition or "（须提供）"), (0, 0, 1, 4))
        console.print(definition, soft_wrap=False)
