"""``yulin verify``: check an export of the journal offline, without database and without secrets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from yulin.cli.messages import console, stop
from yulin.vault.chain import Break

_WORDS = {
    "altered": "内容或链值被改动 · altered",
    "removed": "被删去 · removed",
    "missing": "缺失 · missing",
    "renumbered": "序号被改动 · renumbered",
    "out_of_order": "顺序不对或重复 · out of order or repeated",
    "unreadable": "这一行无法读出 · the line cannot be read",
    "cut_off": "尾部被截去，锚点证明曾有 · the end was cut off, an anchor knows these",
    "anchor_forged": "锚点签名不符 · an anchor's signature is wrong",
    "anchor_differs": "与锚点不符 · differs from its anchor",
    "anchor_unreadable": "锚点无法读出 · an anchor cannot be read",
    "manifest": "清单签名不符 · the manifest's signature is wrong",
    "file": "文件与清单不符 · the file is not the one that was signed",
    "no_file": "缺少文件 · a file is missing",
    "strange_file": "多出文件 · a file that does not belong here",
    "looks": "当天谁打开过页面的记录，与日志封存的不同 · looks of the day differ from their seal",
    "looks_unreadable": "查看记录有一行无法读出 · a line of the looks cannot be read",
    "other_key": "公钥与给定的不同 · the folder names another public key",
}


def verify(
    folder: Annotated[Path, typer.Argument(help="导出的文件夹 · the exported folder")],
    key: Annotated[
        Path | None, typer.Option(help="早先取得的公钥文件 · a public key obtained before")
    ] = None,
    anchors: Annotated[
        list[Path] | None,
        typer.Option(help="另处保存的锚点文件 · anchors that were kept elsewhere"),
    ] = None,
) -> None:
    """核对导出的操作日志：逐条指出被改、被删、被换序的。 Check an export of the journal."""
    try:
        # with `site` alone: the engines need no ciphers
        from yulin.vault.evidence import check, read_public  # noqa: PLC0415 - see above
    except ImportError:
        stop("请先安装 cryptography：pip install cryptography。 Install cryptography first.", 2)
    if not folder.is_dir():
        stop(f"找不到文件夹 {folder}。 Not a folder.", 2)
    public = None if key is None else read_public(key)
    if key is not None and public is None:
        stop(f"{key} 不是公钥文件。 Not a public key.", 2)
    report = check(folder, key=public, outside=anchors or [])
    for found in report.breaks:
        console.print(_sentence(found), markup=False, highlight=False)
    console.print(f"{report.entries} 条 entries, {report.anchors} 个锚点 anchors, {report.made_at}")
    console.print(f"公钥 public key {report.key}", soft_wrap=True)
    if key is None:
        console.print("请与另处取得的公钥比对。 Compare it with one obtained elsewhere (--key).")
    if report.breaks:
        stop(f"有 {len(report.breaks)} 处不符。 {len(report.breaks)} breaks.", 1)
    console.print("全部相符。 Nothing was altered.")


def _sentence(found: Break) -> str:
    kind, _, name = found.kind.partition(" ")
    place = "" if found.seq == 0 else f"第 {found.seq} 条"
    if found.last is not None and found.last != found.seq:
        place = f"第 {found.seq}–{found.last} 条"
    return " ".join(part for part in (place, name, _WORDS[kind]) if part)
