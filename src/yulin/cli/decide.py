"""``yulin decide``: decides everything for everyone in a workbook or folder."""

from __future__ import annotations

import datetime as dt
import enum
import time
from pathlib import Path
from typing import Annotated

import polars as pl
import typer
from rich.table import Table

from yulin.cli.messages import (
    as_date,
    console,
    facts_or_stop,
    file_to_write,
    progress_bar,
    show_problems,
    stop,
)
from yulin.facts.errors import FactsError
from yulin.facts.told_files import problems_of
from yulin.policy.decide import decide as decide_all
from yulin.policy.engines import EngineError
from yulin.policy.export import (
    ENDINGS,
    TooManyRowsError,
    places_given,
    totals,
    write_decisions,
)
from yulin.policy.library import declared_by, load_library
from yulin.policy.stacking.in_parts import give_places
from yulin.policy.stacking.places import with_places
from yulin.policy.streaming import RunError, asks_for_streaming, batch_for, decide_streaming


class Engine(enum.StrEnum):
    """The back ends."""

    polars = "polars"
    python = "python"
    duckdb = "duckdb"
    postgres = "postgres"
    spark = "spark"


def decide(
    *,
    facts: Annotated[
        Path, typer.Argument(help="工作簿，或同样各表的 CSV / Parquet 文件夹 · workbook or folder")
    ],
    policies: Annotated[Path, typer.Option(help="政策文档文件夹 · folder of policy documents")],
    as_of: Annotated[str, typer.Option(help="基准日 · date of the decision, 2026-06-30")],
    out: Annotated[
        Path,
        typer.Option(
            help="结果文件 .xlsx .csv .parquet，分批时为文件夹 · file; folder if streamed"
        ),
    ],
    engine: Annotated[Engine, typer.Option(help="后端 · back end")] = Engine.polars,
    stream: Annotated[
        bool | None,
        typer.Option(help="分批判定大的 Parquet 文件夹（很大时自动）· some people at a time"),
    ] = None,
    memory: Annotated[float, typer.Option(min=1, help="分批时可用内存 GB · memory to use")] = 4,
) -> None:
    """为每个人、每家单位判定应得的一切，逐条说明理由。 Decide everything for everyone, with reasons."""
    day = as_date(as_of)
    if stream and engine is not Engine.polars:
        stop(f"分批判定只用 polars，不用 {engine.value}。 Streaming is done by polars only.")
    if engine is Engine.polars and (_is_streamed(facts) if stream is None else stream):
        _stream(facts, policies, day, out, batch_for(int(memory * 2**30)))
        return
    file_to_write(out, ENDINGS)
    library = load_library(policies)
    people = facts_or_stop(facts, library)
    started = time.perf_counter()
    try:
        with progress_bar() as show:
            table = decide_all(library, people, as_of=day, engine=engine.value, progress=show)
            placed = with_places(table)
    except EngineError as error:
        stop(str(error))
    took = time.perf_counter() - started
    try:
        rows = write_decisions(
            placed.table, out, title="雨林 · 应享待遇判定", given=placed.given, facts=people
        )
    except TooManyRowsError as error:
        stop(str(error))
    _print_totals(totals(placed.table))
    if placed.given:
        console.print("名额 · places")
        _print_totals(places_given(placed.given))
    console.print(f"{rows} 行写入 {out}，判定用时 {took:.2f} 秒。")


def _is_streamed(facts: Path) -> bool:
    try:
        return asks_for_streaming(facts)
    except FactsError as error:
        stop(str(error))


def _stream(facts: Path, policies: Path, day: dt.date, out: Path, batch: int) -> None:
    """Decide a folder of Parquet tables part by part, going on where an earlier run stopped."""
    if not facts.is_dir():
        stop(
            f"分批判定要 Parquet 文件夹，{facts} 不是文件夹。 Streaming needs a folder of Parquet."
        )
    if out.is_file() or out.suffix in ENDINGS:
        stop(
            f"分批的结果写成文件夹，{out} 是文件名（或加 --no-stream）。"
            " Streamed results need a folder, or give --no-stream."
        )
    library = load_library(policies)
    started = time.perf_counter()
    try:
        told = problems_of(facts, declared_by(library))
        show_problems([found for found in told if found.severity == "warning"])
        with progress_bar() as show:
            done = decide_streaming(library, facts, as_of=day, out=out, batch=batch, progress=show)
            done = give_places(done, library)
    except (FactsError, RunError) as error:
        stop(str(error))
    took = time.perf_counter() - started
    _print_totals(done.totals())
    if done.told["places"]:
        console.print("名额 · places")
        _print_totals(pl.DataFrame(done.told["places"], infer_schema_length=None))
    rows = sum(done.rows.values())
    console.print(f"{rows} 个人和单位的结果写入 {out}，用时 {took:.2f} 秒。")


def _print_totals(frame: pl.DataFrame) -> None:
    shown = Table(box=None, pad_edge=False)
    for name in frame.columns:
        shown.add_column(name, justify="left" if name in ("政策", "待遇", "对象") else "right")
    for row in frame.iter_rows():
        shown.add_row(*("" if value is None else str(value) for value in row))
    console.print(shown)
