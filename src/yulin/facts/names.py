"""Sheet and column names as people write them, matched to the schema."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from functools import cache
from typing import Final

from yulin.codes.text import half_width, squeeze
from yulin.facts import schema
from yulin.facts.schema import Column, Table

#: the column that an error report adds to the user's file, and reading leaves out
REASON: Final = "错误原因"
#: sheets of our own template that hold no records
HELP_SHEETS: Final = frozenset({"填表说明", "选项", "问题清单"})
_ALIASES: Final = {
    "身份证号": "证件号",
    "身份证号码": "证件号",
    "公民身份号码": "证件号",
    "证件号码": "证件号",
    "统一社会信用代码": "单位代码",
    "社会信用代码": "单位代码",
    "企业名称": "单位名称",
    "户籍所在地": "户籍地",
    "学校": "毕业院校",
    "毕业学校": "毕业院校",
}
_REMARK: Final = re.compile(r"\(([^()]*)\)$")
_HARMLESS: Final = frozenset({"必填", "选填", "文本", "文本格式", "必填项", "下拉选择"})


def find_table(name: str) -> Table | None:
    """The table that a sheet or file is named after, in Chinese or English."""
    return _tables().get(squeeze(name).lower())


def find_column(table: Table, name: str) -> Column | None:
    """The column that a heading names, in Chinese or English, with or without marks and unit.

    A unit that is not the column's own (万元 for 元) makes it another name, not a match.
    """
    plain = squeeze(name).strip("*").lower()
    columns = _columns(table.name)
    if plain in columns:
        return columns[plain]
    remark = _REMARK.search(plain)
    if remark is None:
        return None
    found = columns.get(plain[: remark.start()])
    if found is None or remark[1] not in {*_HARMLESS, half_width(found.unit)}:
        return None
    return found


def closest(name: str, choices: Iterable[str]) -> str | None:
    """The most similar of the choices, None when none is similar."""
    plain = squeeze(name)
    every = list(choices)
    found = difflib.get_close_matches(plain, every, n=1, cutoff=0.5)
    if found:
        return found[0]
    # a long heading often holds the short name: 毕业院校全称
    held = [choice for choice in every if choice in plain or (len(plain) > 1 and plain in choice)]
    return max(held, key=len, default=None)


@cache
def _tables() -> dict[str, Table]:
    return {name: table for table in schema.TABLES for name in (table.name, table.field)}


@cache
def _columns(table: str) -> dict[str, Column]:
    columns = schema.BY_NAME[table].columns
    found = {name: column for column in columns for name in (column.field, column.name)}
    by_name = {column.name: column for column in columns}
    aliases = {a: by_name[name] for a, name in _ALIASES.items() if name in by_name}
    return {**aliases, **found}
