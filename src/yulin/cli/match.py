"""``yulin match``: the best posts of each seeker and the best seekers of each post, with reasons."""

from __future__ import annotations

import enum
import time
from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from yulin.cli.messages import console, file_to_write, progress_bar, stop
from yulin.facts.book import new_book
from yulin.facts.errors import FactsError

_SHEETS = {"posts": "求职者的岗位", "people": "岗位的求职者"}
_EXCEL_ROWS = 1_048_575


class Side(enum.StrEnum):
    """Whose lists are made."""

    seekers = "seekers"
    posts = "posts"
    both = "both"


def match(
    seekers: Annotated[Path, typer.Argument(help="求职者表 · table of seekers", exists=True)],
    posts: Annotated[Path, typer.Argument(help="岗位表 · table of posts", exists=True)],
    *,
    out: Annotated[Path, typer.Option(help="输出文件 .csv .parquet .xlsx · file to write")],
    top: Annotated[int, typer.Option(min=1, max=1000, help="每份名单几个 · length of a list")] = 20,
    lists: Annotated[Side, typer.Option("--for", help="为谁排 · whose lists")] = Side.seekers,
) -> None:
    """把人和岗位互相排名，并说明理由。 Rank people and posts for each other, with reasons."""
    file_to_write(out, (".csv", ".parquet", ".xlsx"))
    try:
        from yulin.matching.lists import Lists, both_sides  # noqa: PLC0415 - an extra of its own
        from yulin.matching.read import read_table  # noqa: PLC0415 - as above
        from yulin.matching.tables import POSTS, SEEKERS  # noqa: PLC0415 - as above
    except ModuleNotFoundError as error:
        stop(f"缺少 {error.name}：请安装 yulin[matching]。 Install yulin[matching].")
    started = time.perf_counter()
    try:
        side_of_people, side_of_posts = read_table(seekers, SEEKERS), read_table(posts, POSTS)
    except (FactsError, ValueError) as error:
        stop(f"读不了：{error}")
    made: Lists = both_sides(side_of_people, side_of_posts)
    tables: dict[str, pl.DataFrame] = {}
    if lists is not Side.posts:
        with progress_bar() as show:
            tables["posts"] = made.for_seekers(
                top, progress=lambda done, total: show("排名", done, total)
            )
    if lists is not Side.seekers:
        tables["people"] = made.for_posts(top)
    _write(tables, out)
    told = "，".join(f"{_SHEETS[name]} {table.height} 行" for name, table in tables.items())
    console.print(f"{told}写入 {out}，用时 {time.perf_counter() - started:.1f} 秒。")


def _write(tables: dict[str, pl.DataFrame], out: Path) -> None:
    """One file a table; a workbook holds both."""
    if out.suffix == ".xlsx":
        if any(table.height > _EXCEL_ROWS for table in tables.values()):
            stop(
                "行数超过 Excel 一张表所能容纳：请写成 .parquet 或 .csv。 Too many rows for Excel."
            )
        with new_book(out, streamed=False) as book:
            for name, table in tables.items():
                table.write_excel(workbook=book, worksheet=_SHEETS[name])
        return
    for name, table in tables.items():
        path = out if len(tables) == 1 else out.with_stem(f"{out.stem}-{_SHEETS[name]}")
        if out.suffix == ".parquet":
            table.write_parquet(path)
        else:
            path.write_bytes(b"\xef\xbb\xbf" + table.write_csv().encode())
