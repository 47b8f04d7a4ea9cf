"""What every command shares: progress, dates, and one sentence for an expected failure."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from yulin.facts.errors import Problem
from yulin.facts.frames import Facts
from yulin.facts.read import read_facts
from yulin.policy.library import Library, declared_by

#: a file or a pipe has no width of its own; tables and trees need room
console = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 160)
errors = Console(stderr=True, highlight=False, soft_wrap=True)
_SHOWN_PROBLEMS = 20


def stop(sentence: str, code: int = 2) -> NoReturn:
    """Print one sentence and end with an exit code."""
    errors.print(sentence, markup=False)
    sys.exit(code)


def as_date(text: str) -> dt.date:
    """Return an ISO date; stop with a sentence otherwise."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        stop(f"“{text}” 不是日期，写成 2026-06-30。 Not a date: write 2026-06-30.")


def file_to_write(path: Path, endings: tuple[str, ...]) -> None:
    """Stop with a sentence where a file cannot be put, before any long work begins."""
    if not path.parent.exists():
        stop(f"找不到文件夹 {path.parent}，请先建好。 The folder does not exist.")
    if path.is_dir():
        stop(f"{path} 是文件夹，请写文件名。 That is a folder: give a file name.")
    if path.suffix.lower() not in endings:
        known = " 或 ".join(part for part in ("、".join(endings[:-1]), endings[-1]) if part)
        stop(f"不会写 “{path.suffix}” 文件，可用 {known}。 Cannot write such a file.")


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """Show a bar on the error stream; the value is called with (what, done, total)."""
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=errors,
        transient=True,
        disable=not errors.is_terminal,  # a log wants sentences only
    ) as bar:
        task = bar.add_task("", total=None)

        def show(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total)

        yield show


def show_problems(problems: Sequence[Problem]) -> None:
    """Print the first of some problems with facts."""
    for problem in problems[:_SHOWN_PROBLEMS]:
        mark = "✗" if problem.severity == "error" else "!"
        errors.print(f"{mark} {problem.sentence_zh()}", markup=False)
    if len(problems) > _SHOWN_PROBLEMS:
        errors.print(f"… 另有 {len(problems) - _SHOWN_PROBLEMS} 处")


def facts_or_stop(path: Path, *libraries: Library) -> Facts:
    """Return the facts in a workbook or folder; stop with the problems otherwise.

    What only documents declare (附加事实) is held to the documents of the libraries.
    """
    if not path.exists():
        stop(f"找不到 {path}：请检查路径。 Not found: check the path.")
    with progress_bar() as show:
        reading = read_facts(path, progress=show, declared=declared_by(*libraries))
    show_problems(reading.problems)
    if reading.facts is None:
        stop(
            f"{path.name} 有 {len(reading.errors)} 处错误，没有载入任何内容。"
            " Nothing was loaded: mend the errors above."
        )
    return reading.facts
