"""``yulin synth``: an invented region, the same for the same seed."""

from __future__ import annotations

import datetime as dt
import enum
import time
from pathlib import Path
from typing import Annotated, NamedTuple

import polars as pl
import polars.selectors as cs
import typer

from yulin.cli.messages import as_date, console, file_to_write, progress_bar, stop
from yulin.facts.errors import FactsError
from yulin.facts.parts import write_parts
from yulin.facts.write import write_folder, write_workbook
from yulin.synth import WENZHOU, synthesize, synthesize_parts
from yulin.synth.posts import invent_posts
from yulin.synth.seekers import invent_seekers

#: people invented at a time; more are written in parts unless they are asked for otherwise
_AT_ONCE = 500_000


class Form(enum.StrEnum):
    """How the tables are written."""

    parquet = "parquet"
    csv = "csv"
    xlsx = "xlsx"


def synth(
    *,
    people: Annotated[int | None, typer.Option(min=1, help="人数 · people")] = None,
    posts: Annotated[int | None, typer.Option(min=1, help="岗位数 · posts")] = None,
    seekers: Annotated[
        int | None, typer.Option(min=1, help="求职者数 · people who look for work")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="种子 · seed")],
    out: Annotated[
        Path, typer.Option(help="输出文件夹（xlsx 时为文件）· folder, or file for xlsx")
    ],
    employers: Annotated[int | None, typer.Option(min=1, help="单位数 · employers")] = None,
    region: Annotated[
        int, typer.Option(help="城市的区划代码，如 371000 · code of a city")
    ] = WENZHOU,
    as_of: Annotated[str, typer.Option(help="记录截至 · records up to")] = "2026-09-01",
    form: Annotated[Form, typer.Option(help="格式 · form")] = Form.parquet,
    parts: Annotated[
        int | None,
        typer.Option(
            min=1, help="分几份写，每份约 20 万人 · files a table; large regions need them"
        ),
    ] = None,
) -> None:
    """生成一个虚构的地区（人、单位和各类记录）。 Invent a region for trials."""
    day = as_date(as_of)
    if posts or seekers:
        if people:
            stop("岗位和求职者请另外生成。 Invent posts and seekers by themselves.")
        _write_work(_Work(posts or 0, seekers or 0, seed, day, region), form, out)
        return
    if people is None:
        stop("请写 --people，或 --posts 和 --seekers。 Say how many people, or posts and seekers.")
    if form is Form.xlsx:
        file_to_write(out, (".xlsx",))
    elif out.is_file():
        stop(f"{out} 是文件，请写文件夹名。 That is a file: give a folder.")
    count = parts or (1 if people <= _AT_ONCE else -(-people // 200_000))
    if count > 1 and form is not Form.parquet:
        stop("分份只能写成 Parquet。 Parts are written as Parquet only.")
    asked = _Region(people, employers, seed, day, region)
    started = time.perf_counter()
    try:
        rows = _in_parts(asked, count, out) if count > 1 else _at_once(asked, form, out)
    except (ValueError, FactsError) as error:
        stop(f"生成不了：{error}。 Cannot invent such a region.")
    took = time.perf_counter() - started
    console.print(f"{people} 人，{rows} 条记录写入 {out}，用时 {took:.1f} 秒。")


class _Region(NamedTuple):
    people: int
    employers: int | None
    seed: int
    as_of: dt.date
    region: int


class _Work(NamedTuple):
    posts: int
    seekers: int
    seed: int
    as_of: dt.date
    region: int


def _write_work(asked: _Work, form: Form, out: Path) -> None:
    """岗位 and 求职者 as files of these names; lists stay lists in Parquet, else they are joined by 、."""
    if form is Form.xlsx or out.is_file():
        stop("岗位和求职者只写成文件夹里的 Parquet 或 CSV。 A folder of Parquet or CSV only.")
    out.mkdir(parents=True, exist_ok=True)
    started = time.perf_counter()
    try:
        tables = _tables(asked)
    except ValueError as error:
        stop(f"生成不了：{error}。 Cannot invent such a region.")
    for name, table in tables.items():
        if form is Form.parquet:
            table.write_parquet(out / f"{name}.parquet")
        else:
            plain = table.with_columns(cs.list().list.join("、"))
            plain.write_csv(out / f"{name}.csv")
    told = "，".join(f"{table.height} 行{name}" for name, table in tables.items())
    console.print(f"{told}写入 {out}，用时 {time.perf_counter() - started:.1f} 秒。")


def _tables(asked: _Work) -> dict[str, pl.DataFrame]:
    made: dict[str, pl.DataFrame] = {}
    if asked.posts:
        made["岗位"] = invent_posts(
            count=asked.posts, seed=asked.seed, as_of=asked.as_of, region=asked.region
        )
    if asked.seekers:
        made["求职者"] = invent_seekers(count=asked.seekers, seed=asked.seed, region=asked.region)
    return made


def _at_once(region: _Region, form: Form, out: Path) -> int:
    facts = synthesize(**region._asdict())
    if form is Form.xlsx:
        write_workbook(facts, out)
    else:
        out.mkdir(parents=True, exist_ok=True)
        write_folder(facts, out, fmt=form.value)
    return sum(facts.counts().values())


def _in_parts(region: _Region, parts: int, out: Path) -> int:
    with progress_bar() as show:
        made = synthesize_parts(**region._asdict(), parts=parts)
        return write_parts(made, out, of=parts, progress=show)
