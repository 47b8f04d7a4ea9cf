"""``yulin synth``: an invented region, the same for the same seed."""

from __future__ import annotations

import enum
import time
from pathlib import Path
from typing import Annotated

import typer

from yulin.cli.messages import as_date, console, file_to_write, stop
from yulin.facts.write import write_folder, write_workbook
from yulin.synth import synthesize


class Form(enum.StrEnum):
    """How the tables are written."""

    parquet = "parquet"
    csv = "csv"
    xlsx = "xlsx"


def synth(
    *,
    people: Annotated[int, typer.Option(min=1, help="人数 · people")],
    seed: Annotated[int, typer.Option(min=0, help="种子 · seed")],
    out: Annotated[
        Path, typer.Option(help="输出文件夹（xlsx 时为文件）· folder, or file for xlsx")
    ],
    employers: Annotated[int | None, typer.Option(min=1, help="单位数 · employers")] = None,
    as_of: Annotated[str, typer.Option(help="记录截至 · records up to")] = "2026-09-01",
    form: Annotated[Form, typer.Option(help="格式 · form")] = Form.parquet,
) -> None:
    """生成一个虚构的地区（人、单位和各类记录）。 Invent a region for trials."""
    day = as_date(as_of)
    if form is Form.xlsx:
        file_to_write(out, (".xlsx",))
    elif out.is_file():
        stop(f"{out} 是文件，请写文件夹名。 That is a file: give a folder.")
    started = time.perf_counter()
    try:
        facts = synthesize(people=people, employers=employers, seed=seed, as_of=day)
    except ValueError as error:
        stop(f"生成不了：{error}。 Cannot invent such a region.")
    if form is Form.xlsx:
        write_workbook(facts, out)
    else:
        out.mkdir(parents=True, exist_ok=True)
        write_folder(facts, out, fmt=form.value)
    rows = sum(frame.height for frame in facts.tables.values())
    took = time.perf_counter() - started
    console.print(f"{people} 人，{rows} 条记录写入 {out}，用时 {took:.1f} 秒。")
