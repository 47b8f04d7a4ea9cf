"""``yulin check``: lints policy documents and runs the worked cases in them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from yulin.policy.cases import Tally, run_cases
from yulin.policy.library import Library, read_library
from yulin.policy.lint import lint
from yulin.policy.problems import Problem


def check(
    directory: Annotated[
        Path, typer.Argument(help="政策文档所在的文件夹或单个文件 · folder or file")
    ],
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="列出每个案例 · list cases")
    ] = False,
) -> None:
    """检查政策文档并运行其中的案例。 Lint policies and run their worked cases."""
    console = Console(highlight=False, soft_wrap=True)
    library, problems = read_library(directory)
    documents = library.documents
    for problem in problems:
        _print_problem(console, problem)
    errors = sum(p.severity == "error" for p in problems)
    if errors:
        console.print(f"文档有 {errors} 处错误，案例没有运行。")
        print(f"0 passed, {errors} failed")
        sys.exit(1)
    warnings = [*problems, *lint(library)]
    for problem in warnings[len(problems) :]:
        _print_problem(console, problem)
    tally = _run(console, library, verbose=verbose)
    clauses = sum(
        len(b.condition.leaves()) for d in documents for v in d.versions for b in v.benefits
    ) + sum(
        len(i.condition.leaves())
        for d in documents
        for v in d.versions
        if v.classification
        for i in v.classification.items
    )
    console.print(
        f"{len(documents)} 份文档，{sum(len(d.versions) for d in documents)} 个版本，"
        f"{clauses} 条条件，{len(warnings)} 条提示；"
        f"案例 {tally.passed} 个通过，{tally.failed} 个不符，{tally.not_expressible} 个尚不能表达"
    )
    left = f", {tally.not_expressible} not expressible" if tally.not_expressible else ""
    print(f"{tally.passed} passed, {tally.failed} failed{left}")
    sys.exit(1 if tally.failed else 0)


def _run(console: Console, library: Library, *, verbose: bool) -> Tally:
    tally = Tally()
    for outcome in run_cases(library):
        tally.add(outcome)
        if outcome.state == "failed":
            where = escape(str(outcome.place))
            console.print(f"[red]✗[/red] {where} 案例 {outcome.case} {escape(outcome.text)}")
            for difference in outcome.differences:
                console.print(f"    {escape(difference)}")
        elif outcome.state == "not_expressible":
            why = escape(outcome.differences[0])
            console.print(f"[yellow]–[/yellow] 案例 {outcome.case} 尚不能表达：{why}")
        elif verbose:
            console.print(f"[green]✓[/green] 案例 {outcome.case} {escape(outcome.text)}")
    return tally


def _print_problem(console: Console, problem: Problem) -> None:
    colour = "red" if problem.severity == "error" else "yellow"
    console.print(f"[{colour}]{escape(str(problem))}[/{colour}]")
