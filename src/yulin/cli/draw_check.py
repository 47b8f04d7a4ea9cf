"""``yulin draw-check``: repeat a published draw offline, without database and without secrets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from yulin.cli.messages import console, stop
from yulin.vault.draw import Found, check

_WORDS = {
    "unreadable": "文件无法读出 · the file cannot be read",
    "format": "不认识的格式 · an unknown format",
    "seed": "种子与先公布的承诺不符 · the seed is not the one that was promised",
    "list": "名单与先公布的校验值不符 · the list is not the one that was fixed",
    "order": "名单有重复或次序不对 · the list has a name twice or is out of order",
    "size": "抽取数超过名单 · more are drawn than there are",
    "drawn": "不该抽中而抽中 · drawn, and should not be",
    "not_drawn": "该抽中而没有抽中 · should be drawn, and is not",
}


def draw_check(
    file: Annotated[Path, typer.Argument(help="导出的抽查文件 · the exported file of a draw")],
    seed_sha256: Annotated[
        str, typer.Option(help="先公布的种子承诺 · the promise of the seed as it was published")
    ] = "",
    list_sha256: Annotated[
        str, typer.Option(help="先公布的名单校验值 · the hash of the list as it was published")
    ] = "",
) -> None:
    """重新抽取一次，逐个指出与公布的抽查结果不同之处。 Repeat a draw and compare it."""
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        stop(f"{file} 不是文本文件。 Not a text file.", 2)
    report = check(text, promise=seed_sha256.strip(), fixed=list_sha256.strip())
    for one in report.found:
        console.print(_sentence(one), markup=False)
    console.print(f"{report.title} {report.entries} 个 entries, 抽中 drawn {len(report.drawn)}")
    if not (seed_sha256 and list_sha256):
        console.print(
            "请与先公布的两个校验值比对。"
            " Compare it with what was published (--seed-sha256, --list-sha256)."
        )
    if report.found:
        stop(f"有 {len(report.found)} 处不符。 {len(report.found)} differences.", 1)
    if report.is_open:
        console.print(
            "名单未被改动，还没有抽取。 The list is as it was fixed; nothing is drawn yet."
        )
    else:
        console.print("重新抽取的结果相同。 The draw, repeated, gives the same.")


def _sentence(one: Found) -> str:
    return " ".join(part for part in (one.name, _WORDS[one.fault]) if part)
