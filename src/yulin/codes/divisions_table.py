"""Reads tables of divisions; a cell that cannot be read is told with file, line, column and what may stand there."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib.resources.abc import Traversable
from io import StringIO
from pathlib import Path
from typing import Final

from yulin.codes.results import CodeError

_DIGITS: Final = 6
_NEEDED: Final = ("code", "name", "level", "parent")
_COLUMNS: Final = (*_NEEDED, "valid_from", "valid_to", "successor", "publisher")
_DAY: Final = "写成 2014-03-01 或 2014-03，不知道的留空"
_DAY_EN: Final = "write 2014-03-01 or 2014-03, and leave it blank where it is not known"
#: column → what may stand in it
_ALLOWED: Final[dict[str, tuple[str, str]]] = {
    "code": ("写六位数字，如 371000", "write six digits, such as 371000"),
    "level": (
        "只能写 province（省级）、city（地级）、county（县级）",
        "write province, city or county",
    ),
    "parent": (
        "写上级的六位代码，省级写 0",
        "write the six digits of the division above, 0 for a province",
    ),
    "valid_from": (_DAY, _DAY_EN),
    "valid_to": (_DAY, _DAY_EN),
    "successor": (
        "写六位代码，几个用分号隔开，没有的留空",
        "write six digits, several with semicolons between, and leave it blank where there is none",
    ),
}


class Level(StrEnum):
    """Rank of a division; the nation itself is code 0 and has no row."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"


@dataclass(frozen=True, slots=True)
class Division:
    """One code during one span. `None` dates mean: start not recorded, still in force."""

    code: int
    name: str
    level: Level
    parent: int
    valid_from: date | None = None
    valid_to: date | None = None
    successor: tuple[int, ...] = ()
    publisher: str = ""

    def valid(self, on: date | None) -> bool:
        """Whether in force on the day; with None, whether in force still."""
        if on is None:
            return self.valid_to is None
        started = self.valid_from is None or self.valid_from <= on
        return started and (self.valid_to is None or on < self.valid_to)


def read(path: Path | Traversable) -> list[Division]:
    """The rows of a UTF-8 table; raises OSError, and CodeError divisions_table for what is not one."""
    try:
        text = path.read_text(encoding="utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        zh = f"区划表 {path} 不是 UTF-8 编码，请另存为 UTF-8 的 CSV。"
        en = f"The table of divisions {path} is not UTF-8: save it as a CSV in UTF-8."
        raise CodeError("divisions_table", zh, en) from None
    rows = csv.DictReader(StringIO(text))
    _refuse_missing(rows.fieldnames or (), path)
    return [_division(_trimmed(row), f"{path}", rows.line_num) for row in rows]


def _refuse_missing(columns: Iterable[str], path: Path | Traversable) -> None:
    lost = [column for column in _NEEDED if column not in columns]
    if lost:
        named = "、".join(lost)
        raise CodeError(
            "divisions_table",
            f"区划表 {path} 第 1 行缺少列 {named}：第一行写列名，"
            f"{','.join(_COLUMNS)}，后四列可以没有。",
            f"The table of divisions {path} lacks {', '.join(lost)} in line 1, which names the columns.",
        )


def _trimmed(row: dict[str, str | None]) -> dict[str, str]:
    """Cells without the blanks around them; one that a short line lacks is blank."""
    return {column: (row.get(column) or "").strip() for column in _COLUMNS}


def _division(row: dict[str, str], path: str, line: int) -> Division:
    """A row of the table; ``line`` is where it ends."""
    column = ""
    try:
        column = "code"
        code = _code(row[column])
        column = "level"
        level = Level(row[column])
        column = "parent"
        parent = 0 if row[column] == "0" else _code(row[column])
        column = "valid_from"
        since = _day(row[column])
        column = "valid_to"
        until = _day(row[column])
        column = "successor"
        following = tuple(_code(part) for part in row[column].split(";") if part)
    except ValueError:
        zh, en = _ALLOWED[column]
        raise CodeError(
            "divisions_table",
            f"区划表 {path} 第 {line} 行的 {column} 列看不懂“{row[column]}”：{zh}。",
            f"The table of divisions {path}, line {line}, column {column}: "
            f"“{row[column]}” cannot be read; {en}.",
        ) from None
    return Division(
        code=code,
        name=row["name"],
        level=level,
        parent=parent,
        valid_from=since,
        valid_to=until,
        successor=following,
        publisher=row["publisher"],
    )


def _code(text: str) -> int:
    if len(text) != _DIGITS or not text.isascii() or not text.isdigit():
        raise ValueError(text)
    return int(text)


def _day(text: str) -> date | None:
    """A day, or the first of a month where only the month of a change is recorded."""
    if not text:
        return None
    return date.fromisoformat(text if text.count("-") == len("--") else f"{text}-01")
