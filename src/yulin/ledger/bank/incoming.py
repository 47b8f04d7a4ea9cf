"""The bank's answers: each line read on its own, what cannot be read told by its number."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum

HEADS = ("付款编号", "结果", "金额", "户名", "银行流水号", "时间", "原因")
#: lines of one file; a batch has fewer
MOST = 200_000


class Outcome(StrEnum):
    """What the bank says became of a payment."""

    PAID = "成功"
    REFUSED = "失败"
    BOUNCED = "退票"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One line of an answer file."""

    row: int
    reference: str
    outcome: Outcome
    amount: Decimal
    holder: str
    serial: str
    at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class Unread:
    """A line that cannot be read, and why; it changes nothing."""

    row: int
    why: str


class AnswerFileError(Exception):
    """The file as a whole is not an answer file; the text is for people."""


def read_answers(data: bytes) -> Iterator[Answer | Unread]:
    """Yield each line of a file.

    Raises:
        AnswerFileError: Not text, without the heads, or longer than any batch.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            raise AnswerFileError("回执文件不是文本") from None
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        heads = next(rows, [])
        if tuple(cell.strip() for cell in heads) != HEADS:
            raise AnswerFileError(f"回执文件第一行应为：{'、'.join(HEADS)}")
        for row, cells in enumerate(rows, start=2):
            if row - 1 > MOST:
                raise AnswerFileError(f"回执文件超过 {MOST} 行")
            if cells:
                yield _read(row, [cell.strip() for cell in cells])
    except csv.Error:
        raise AnswerFileError("回执文件的引号不成对") from None


def _read(row: int, cells: list[str]) -> Answer | Unread:
    if len(cells) != len(HEADS):
        return Unread(row=row, why=f"应有 {len(HEADS)} 列，实有 {len(cells)} 列")
    reference, outcome, amount, holder, serial, at, reason = cells
    if outcome not in set(Outcome):
        return Unread(row=row, why="结果应为 成功、失败 或 退票")
    if not re.fullmatch(r"[0-9]{1,13}\.[0-9]{2}", amount):
        return Unread(row=row, why="金额应写作 1234.50")
    try:
        return Answer(
            row=row,
            reference=reference,
            outcome=Outcome(outcome),
            amount=Decimal(amount),
            holder=holder,
            serial=serial,
            at=datetime.fromisoformat(at),
            reason=reason,
        )
    except (ValueError, InvalidOperation):
        return Unread(row=row, why="时间应写作 2026-11-22T09:30:00+08:00")
