"""``yulin vocabulary``: every name a policy may use."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from yulin.cli.messages import console, stop
from yulin.policy import vocabulary as words
from yulin.policy.problems import nearest


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
    table = Table(box=None, pad_edge=False)
    headings = ("名称", "English", "类型", "对象", "来源", *(["定义"] if definitions else []))
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for term in terms:
        more = [term.definition or "（须提供）"] if definitions else []
        table.add_row(term.name, term.en, str(term.type), term.subject, term.register, *more)
    console.print(table)
    console.print(f"{len(terms)} 个名称")
