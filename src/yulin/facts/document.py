"""The parts of docs/user/workbook.md that the schema and the messages write.

Run ``python -m yulin.facts.document docs/user/workbook.md`` after changing either.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from yulin.facts import messages, schema
from yulin.facts.message import Message
from yulin.facts.schema import Column
from yulin.facts.template import describe

_KINDS: Final = {
    "id": "identity number",
    "code": "credit code",
    "text": "text",
    "date": "date",
    "month": "month",
    "number": "number",
    "yes": "yes/no",
    "label": "choice",
    "division": "division",
}
_BLANKS: Final = {
    "不知道": "unknown",
    "没有结束": "not ended",
    "没有": "none",
    "无": "none",
    "否": "no",
    "未说明": "not stated",
    "居民身份证": "citizen ID card",
}
_PART: Final = "<!-- {name}: begin -->\n{body}<!-- {name}: end -->"


def sheets() -> str:
    """Every sheet with its columns, as Markdown in both languages."""
    return "\n".join(line for table in schema.TABLES for line in _sheet(table))


def _sheet(table: schema.Table) -> Iterator[str]:
    yield f"### {table.name} `{table.field}`\n"
    note = f"。{table.note}" if table.note else ""
    yield f"来源 Source：{table.register}{note}\n"
    yield "| 列 Column | 英文名 Field | 类型 Kind | 必填 Required | 空白表示 Blank means | 说明 Remark |"
    yield "|---|---|---|---|---|---|"
    yield from (_row(column) for column in table.columns)
    yield ""


def _row(column: Column) -> str:
    name, required, kind, blank, remark = describe(column)
    english = f" {_BLANKS[blank]}" if blank else ""
    parts = (
        name,
        f"`{column.field}`",
        f"{kind} {'code' if column.own_code else _KINDS[column.kind]}",
        "是 yes" if required else "",
        f"{blank}{english}",
        remark,
    )
    return f"| {' | '.join(parts)} |".replace("  ", " ")


def problems() -> str:
    """Every message with its code, as Markdown in both languages."""
    rows = (_message(code, message) for code, message in messages.ALL.items())
    return "\n".join(
        ("| 代码 Code | 轻重 | 说什么 Message | 怎么办 What to do |", "|---|---|---|---|", *rows)
    )


def _message(code: str, message: Message) -> str:
    weight = "错误 error" if message.severity == "error" else "提醒 warning"
    said, todo = (
        f"{zh}<br>{en}" for zh, en in ((message.zh, message.en), (message.todo_zh, message.todo_en))
    )
    return f"| `{code}` | {weight} | {said} | {todo} |"


def updated(text: str) -> str:
    """The page with its written parts renewed; raises ValueError when a part has no place."""
    for name, body in (("sheets", sheets()), ("problems", problems())):
        place = re.compile(_PART.format(name=name, body=".*"), re.DOTALL)
        if not place.search(text):
            raise ValueError(f"页面里没有 {name} 的位置 / the page has no place for {name}")
        whole = _PART.format(name=name, body=f"\n{body}\n\n")
        text = place.sub(whole.replace("\\", r"\\"), text)
    return text


if __name__ == "__main__":
    page = Path(sys.argv[1])
    page.write_text(updated(page.read_text(encoding="utf-8")), encoding="utf-8")
