"""The empty workbook that bureaus fill in."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Final

from yulin.facts import schema
from yulin.facts.book import Worksheet, new_book
from yulin.facts.extent import column_letter
from yulin.facts.raw_table import EXAMPLE
from yulin.facts.schema import Column, Table
from yulin.facts.style import Styles

#: rows that have drop-downs; more rows are read as well
_ROWS: Final = 50_000
_LISTS: Final = "选项"
_YES: Final = ("是", "否")
#: the first number is the standard's own sample and the codes are nobody's
_EXAMPLES: Final = {
    "id": "11010519491231002X",
    "code": "91110000600037341L",
    "date": "2024-03-01",
    "month": "2024-03",
    "division": "330302",
    "text": "示例文字",
}
_EXAMPLE_TEXTS: Final = {
    "姓名": "张三",
    "单位名称": "示例公司",
    "政策编号": "WZ-01",
    # as the sample number says
    "证件类型": "居民身份证",
    "性别": "女",
    "出生日期": "1949-12-31",
    "配偶证件号": "",
    "上级单位代码": "",
    "用工单位代码": "",
    "家庭编号": "HH0001",
    "平台编号": "PT0001",
    "待遇": "租房补贴",
    # of five columns of values a row fills in one: 是否
    "数值": "",
    "日期": "",
    "地区": "",
    "文字": "",
    "填报人证件号": "",
}
_RULES: Final = (
    "一、每张表一行一条记录；列名所在的行请不要改动，列的次序可以变，不用的表可以删去。",
    "二、红底的列必填。删去某张表表示“不知道”，留一张空表表示“确实没有”。",
    "三、证件号、单位代码等列已预设为文本格式，请勿改成数字，否则后几位会丢失且无法还原。",
    "四、日期写成 2024-03-01、2024.3.1 或 2024年3月1日；年月写成 2024-03 或 2024年3月。",
    "五、金额单位为元，也可写“1.2万元”；是否类填“是”或“否”；区划填六位代码或全称。",
    "六、有下拉框的列请从下拉框中选。离职日期、截止年月等留空，表示还没有结束。",
    "七、每张表第 2 行是示例（以“示例”开头），读取时忽略，可以删去。合计行也会被忽略。",
    "八、上传后如有错误，会退回您自己的文件，错的格子标色，最后一列“错误原因”写明怎么改。",
)


def template_version() -> str:
    """A version that changes whenever a sheet, column or label does."""
    parts = [
        (table.name, column.name, column.kind, column.labels.labels if column.labels else ())
        for table in schema.TABLES
        for column in table.columns
    ]
    return f"1-{zlib.crc32(repr(parts).encode()):08x}"


def write_template(out: Path) -> None:
    """Write the template: rules, a sheet a table with drop-downs and an example, a sheet of lists."""
    with new_book(out, streamed=False) as book:
        book.set_properties({"title": "雨林 人才数据模板"})
        book.set_custom_property("模板版本", template_version())
        styles = Styles(book)
        _write_rules(book.add_worksheet("填表说明"), styles)
        sheets = {table.name: book.add_worksheet(table.name) for table in schema.TABLES}
        ranges = _write_lists(book.add_worksheet(_LISTS), styles)
        for table in schema.TABLES:
            _write_table(sheets[table.name], table, styles, ranges)


def _write_rules(sheet: Worksheet, styles: Styles) -> None:
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 4, 16)
    sheet.set_column(5, 5, 60)
    sheet.write_string(0, 0, "填表说明", styles.form(bold=True, font_size=16))
    # hidden from readers, for support: which template a file was made from
    sheet.write_string(0, 25, template_version(), styles.form(num_format=";;;"))
    sheet.set_column(25, 25, None, None, {"hidden": True})
    for row, rule in enumerate(_RULES, start=2):
        sheet.write_string(row, 0, rule, styles.form())
    _write_columns(sheet, len(_RULES) + 3, styles)


def _write_columns(sheet: Worksheet, row: int, styles: Styles) -> None:
    for index, head in enumerate(("表", "列", "必填", "类型", "空白表示", "说明")):
        sheet.write_string(row, index, head, styles.header())
    for table in schema.TABLES:
        for column in table.columns:
            row += 1
            for index, text in enumerate((table.name, *describe(column))):
                sheet.write_string(row, index, text, styles.form(num_format="@"))


def describe(column: Column) -> tuple[str, str, str, str, str]:
    """A column in Chinese: name, 必填, kind with unit, what blank means, remark and choices."""
    kind = {
        "id": "证件号码",
        "code": "编号" if column.own_code else "统一社会信用代码",
        "text": "文字",
        "date": "日期",
        "month": "年月",
        "number": f"数字（{column.unit}）" if column.unit else "数字",
        "yes": "是/否",
        "label": "选项",
        "division": "区划代码或名称",
    }[column.kind]
    blank = {"unknown": "不知道", "open": "没有结束", "none": "无", "no": "否", "zero": "0"}[
        column.blank
    ]
    if column.blank == "open" and "登记" in column.name:
        blank = "没有"
    if column.blank == "none" and column.labels is not None:
        blank = column.labels.labels[0]
    choices = "、".join(column.labels.labels) if column.labels else ""
    remark = "；".join(text for text in (column.note, choices) if text)
    return (
        column.name,
        "是" if column.required else "",
        kind,
        "" if column.required else blank,
        remark,
    )


def _write_lists(sheet: Worksheet, styles: Styles) -> dict[str, str]:
    """Write the choices; return label set name → range for a drop-down."""
    ranges = {}
    sets = {
        column.labels.name: column.labels.labels
        for table in schema.TABLES
        for column in table.columns
        if column.labels
    }
    for index, (name, labels) in enumerate({**sets, "是否": _YES}.items()):
        sheet.write_string(0, index, name, styles.header())
        for row, label in enumerate(labels, start=1):
            sheet.write_string(row, index, label, styles.form())
        letter = column_letter(index)
        ranges[name] = f"={_LISTS}!${letter}$2:${letter}${len(labels) + 1}"
    sheet.hide()
    return ranges


def _write_table(sheet: Worksheet, table: Table, styles: Styles, ranges: dict[str, str]) -> None:
    grey = styles.form(italic=True, font_color="#888888", num_format="@")
    sheet.freeze_panes(1, 1)
    for index, column in enumerate(table.columns):
        sheet.set_column(index, index, styles.width(column), styles.of_column(column))
        sheet.write_string(0, index, column.name, styles.header(required=column.required))
        if column.note:
            sheet.write_comment(0, index, column.note)
        text = example(column)
        sheet.write_string(
            1, index, f"{EXAMPLE} {text}" if column.name == table.key else text, grey
        )
        source = ranges.get(_list_of(column))
        if source:
            sheet.data_validation(
                1, index, _ROWS, index, {"validate": "list", "source": source, **_REFUSAL}
            )


_REFUSAL: Final = {"error_title": "请从下拉框中选", "error_message": "只能填下拉框里有的选项。"}


def _list_of(column: Column) -> str:
    if column.labels is not None:
        return column.labels.name
    return "是否" if column.kind == "yes" else ""


def example(column: Column) -> str:
    """An example value of a column, as text; no value is of a real person or organisation."""
    if column.name in _EXAMPLE_TEXTS:
        return _EXAMPLE_TEXTS[column.name]
    if column.labels is not None:
        return column.labels.labels[1]
    if column.kind == "yes":
        return "否"
    if column.kind == "number":
        return f"1.{'0' * column.scale}" if column.scale else "1"
    return _EXAMPLES[column.kind]
