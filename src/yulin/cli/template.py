"""``yulin template``: the empty workbook of facts that ``decide`` reads once it is filled in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from yulin.cli.messages import console, file_to_write
from yulin.facts import schema
from yulin.facts.template import write_template


def template(
    *,
    out: Annotated[Path, typer.Option(help="空的事实工作簿 .xlsx · empty workbook of facts")],
) -> None:
    """写出空的事实工作簿，与网站的“下载模板”相同。 Write the empty workbook to fill in with facts."""
    file_to_write(out, (".xlsx",))
    write_template(out)
    console.print(f"{len(schema.TABLES)} 张表的模板写入 {out}")
