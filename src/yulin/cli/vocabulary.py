"""``yulin vocabulary``: every name a policy may use."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from yulin.cli.messages import console, stop
from yulin.policy import vocabulary as words
from yulin.policy.problems import nearest
from yulin.policy.vocabulary import Term


def vocabulary(
    search: Annotated[str, typer.Argument(help="只列出含这个字样的名称 · filter")] = "",
    definitions: Annotated[
        bool, typer.Option("--definitions", "-d", help="连同定义 · with definitions")
    ] = False,
) -> None:
    """列出政策可用的名称、类型、来源和定义。 List the names policies may use."""
    standard = words.standard()
    terms = [
        t for t in standard.terms.values() if search in t.name or search.lower() in t.en.lower()
    ]
    if not terms:
        stop(f"没有含 “{search}” 的名称。{nearest(search, standard.terms)}", 1)
    if definitions:
        _print_each(terms)
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


def _print_each(terms: list[Term]) -> None:
    """A definition is longer than a column of a narrow screen: it stands on lines of its own."""
    for term in terms:
        about = "　".join(part for part in (str(term.type), term.subject, term.register) if part)
        console.print(f"[bold]{escape(term.name)}[/bold]　{escape(term.en)}　{escape(about)}")
        definition = Padding(escape(term.definition or "（须提供）"), (0, 0, 1, 4))
        console.print(definition, soft_wrap=False)
