"""The empty workbook that a firm fills in: rules, drop-downs, an example."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from yulin.facts.book import Worksheet, new_book
from yulin.facts.extent import column_letter
from yulin.facts.style import Styles
from yulin.jobs.workbook.sheet import COLUMNS, SHEET

#: a file of more is refused; a firm makes another
MOST_ROWS: Final = 500
EXAMPLE: Final = "示例"
_RULES: Final = (
    "一、每行一个岗位，填在“岗位”表里；列名请不要改动，列的次序可以变，不用的列可以删去。",
    "二、红底的列必填。第 2 行是示例（岗位名称以“示例”开头），读取时忽略。",
    f"三、一次最多 {MOST_ROWS} 行。逐行处理：对的行导入，错的行说明原因，改好后可以再传，已有的不会重复。",
    "四、与本单位在招或草稿中的岗位名称、地区、职责都一样的，算重复，不再导入。",
    "五、职责和名称里有性别、年龄、婚育、民族、户籍等要求或疑似欺诈的，等审核人看过再发布。",
    "六、没有要求写“不限”；不写表示没有说明。请不要写证件号、手机号。",
)
_OF_SEVERAL: Final = {"forms", "shifts"}


def write_post_template(out: Path) -> None:
    """Write the template; a column of several choices only shows them in its note."""
    with new_book(out, streamed=False) as book:
        book.set_properties({"title": "雨林 岗位导入模板"})
        styles = Styles(book)
        rules = book.add_worksheet("填表说明")
        rules.set_column(0, 0, 90)
        rules.write_string(0, 0, "填表说明", styles.form(bold=True, font_size=16))
        for row, rule in enumerate(_RULES, start=2):
            rules.write_string(row, 0, rule, styles.form())
        sheet = book.add_worksheet(SHEET)
        _write_heads(sheet, styles, _write_lists(book.add_worksheet("选项"), styles))
        sheet.activate()


def _write_lists(sheet: Worksheet, styles: Styles) -> dict[str, str]:
    ranges = {}
    chosen = [one for one in COLUMNS if one.choices and one.field not in _OF_SEVERAL]
    for index, column in enumerate(chosen):
        sheet.write_string(0, index, column.name, styles.header())
        for row, label in enumerate(column.choices, start=1):
            sheet.write_string(row, index, label, styles.form())
        letter = column_letter(index)
        ranges[column.name] = f"=选项!${letter}$2:${letter}${len(column.choices) + 1}"
    sheet.hide()
    return ranges


def _write_heads(sheet: Worksheet, styles: Styles, ranges: dict[str, str]) -> None:
    text = styles.form(num_format="@")
    grey = styles.form(italic=True, font_color="#888888", num_format="@")
    sheet.freeze_panes(1, 2)
    for index, column in enumerate(COLUMNS):
        sheet.set_column(index, index, 40 if column.field == "duties" else 16, text)
        sheet.write_string(0, index, column.name, styles.header(required=column.required))
        choices = f"可选：{'、'.join(column.choices)}。" if column.choices else ""
        if note := f"{column.note}{choices}":
            sheet.write_comment(0, index, note)
        shown = f"{EXAMPLE} {column.example}" if column.field == "title" else column.example
        sheet.write_string(1, index, shown, grey)
        if column.name in ranges:
            sheet.data_validation(
                1, index, MOST_ROWS, index, {"validate": "list", "source": ranges[column.name]}
            )
