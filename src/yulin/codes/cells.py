"""Identifiers spoilt by a spreadsheet's number cells.

A number cell keeps 15 significant digits (IEEE 754 double, as Excel shows it), so the last three
of an 18-digit identifier are already zeros and cannot be brought back.
"""

import re

from yulin.codes.results import Issue
from yulin.codes.text import identifier

_NUMBER_TEXT = re.compile(r"\d(\.\d+)?E\+?\d+|\d+\.0*", re.ASCII)
_ZEROED = re.compile(r"\d{15}000", re.ASCII)

NUMBER_CELL = Issue(
    "number_cell",
    "号码来自数字格式的单元格：表格只保留15位有效数字，后几位已变成0，无法还原。"
    "请先把该列设为文本格式，再重新填写或重新导出。",
    "The number comes from a number cell: spreadsheets keep 15 significant digits, so the last "
    "ones are already zeros. Set the column to text, then type or export it again.",
)
ENDS_IN_ZEROS = Issue(
    "ends_in_zeros",
    "号码以000结尾，可能经过数字格式的单元格；校验码正确，仍请核对原件。",
    "The number ends in 000 and may have passed through a number cell; the check character is "
    "right, but compare it with the document.",
)


def is_number_cell(value: object) -> bool:
    """True for an int or float, and for text such as 3.30302E+17 or 330302199003070000.0."""
    if isinstance(value, (int, float)):
        return True
    return isinstance(value, str) and bool(_NUMBER_TEXT.fullmatch(identifier(value)))


def is_zeroed(text: str) -> bool:
    """True for 18 digits that end in 000, the trace that 15-digit rounding leaves."""
    return bool(_ZEROED.fullmatch(text))
