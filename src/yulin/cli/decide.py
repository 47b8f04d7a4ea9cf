"""``yulin decide``: decides everything for everyone in a workbook or folder."""

from __future__ import annotations

import enum
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from yulin.cli.messages import as_date, console, facts_or_stop, file_to_write, progress_bar, stop
from yulin.policy.decide import DecisionTable
from yulin.policy.decide import decide as decide_all
from yulin.policy.export import ENDINGS, TooManyRowsError, totals, write_decisions
from yulin.policy.library import load_library


class Engine(enum.StrEnum):
    """The back ends."""

    polars = "polars"
    python = "python"


def decide(
    facts: Annotated[
        Path, typer.Argument(help="工作簿，或同样各表的 CSV / Parquet 文件夹 · workbook or folder")
    ],
    policies: Annotated[Path, typer.Option(help="政策文档文件夹 · folder of policy documents")],
    as_of: Annotated[str, typer.Option(help="基准日 · date of the decision, 2026-06-30")],
    out: Annotated[Path, typer.Option(help="结果文件 .xlsx .csv .parquet · result file")],
    engine: Annotated[Engine, typer.Option(help="后端 · back end")] = Engine.polars,
) -> None:
    """为每个人、每家单位判定应得的一切，逐条说明理由。 Decide everything for everyone, with reasons."""
    day = as_date(as_of)
    file_to_write(out, ENDINGS)
    library = load_library(policies)
    people = facts_or_stop(facts)
    started = time.perf_counter()
    with progress_bar() as show:
        table = decide_all(library, people, as_of=day, engine=engine.value, progress=show)
    took = time.perf_counter() - started
    try:
        rows = write_decisions(table, out, title="雨林 · 应享待遇判定")
    except TooManyRowsError as error:
        stop(str(error))
    _print_totals(table)
    console.print(f"{rows} 行写入 {out}，判定用时 {took:.2f} 秒。")


def _print_totals(table: DecisionTable) -> None:
    frame = totals(table)
    shown = Table(box=None, pad_edge=False)
    for name in frame.columns:
        shown.add_column(name, justify="left" if name in ("政策", "待遇", "对象") else "right")
    for row in frame.iter_rows():
        shown.add_row(*("" if value is None else str(value) for value in row))
    console.print(shown)
