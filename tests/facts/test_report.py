"""The user's own file comes back marked, can be put right, and is read again."""

import datetime as dt

import openpyxl
import pytest
from openpyxl.styles import Font

from tests.facts.files import (
    HOME_HEAD,
    HOME_ROW,
    LI,
    PEOPLE,
    ZHANG,
    edit,
    errors_of,
    found,
    good,
    workbook,
)
from yulin.facts.read import read_facts
from yulin.facts.report import write_error_report

RED, AMBER = "00FFC7CE", "00FFEB9C"


def report(source, out):
    write_error_report(source, read_facts(source), out)
    return openpyxl.load_workbook(out)


def bad(tmp_path):
    rows = [
        ["温州市人才数据"],
        ["证件号", "姓名", "性别", "上年工资收入", "备注"],
        [ZHANG, "张三", "男", 12.5, "=1+1"],
        ["123", "李四", "男士", "多", "留着"],
        [LI, "王五", "女", 1, dt.date(2024, 3, 1)],
    ]
    path = workbook(tmp_path / "a.xlsx", 人员=rows, 住房=[HOME_HEAD, HOME_ROW], 我的=[["保留"]])

    def style(book):
        sheet = book["人员"]
        sheet["D3"].number_format = "#,##0.000"
        sheet["B5"].font = Font(name="楷体", size=20, bold=True)
        sheet.column_dimensions["B"].width = 33
        sheet.merge_cells("A1:E1")

    return edit(path, style)


def test_bad_cells_are_coloured_and_reasons_stand_in_the_last_column(tmp_path):
    book = report(bad(tmp_path), tmp_path / "out.xlsx")
    sheet = book["人员"]
    coloured = {
        cell.coordinate: cell.fill.fgColor.rgb
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fill_type == "solid"
    }
    assert coloured == {"A4": RED, "C4": RED, "D4": RED, "E2": AMBER, "A3": AMBER}
    assert (
        sheet["F2"].value == "错误原因\n备注：不认识的列“备注”，已忽略。如需读取，请按模板改列名。"
    )
    assert sheet["F4"].value == (
        "证件号：身份证号码应为18位。请对照证件检查是否漏填或多填。\n"
        "性别：“男士”不在可选项里，是否应为“男”。可选：未说明、男、女。\n"
        "上年工资收入：“多”不是数字。请只填数字，单位为元。"
    )
    assert sheet["F5"].value is None


def test_other_cells_are_untouched(tmp_path):
    source = bad(tmp_path)
    before = openpyxl.load_workbook(source)
    after = report(source, tmp_path / "out.xlsx")
    assert after.sheetnames == [*before.sheetnames, "问题清单"]
    for sheet in before:
        other = after[sheet.title]
        for row in sheet.iter_rows():
            for cell in row:
                same = other[cell.coordinate]
                assert same.value == cell.value, cell.coordinate
                assert same.number_format == cell.number_format
                assert repr(same.font) == repr(cell.font)
        assert other.merged_cells.ranges == sheet.merged_cells.ranges
    assert after["人员"].column_dimensions["B"].width == 33
    assert list(after["我的"].values) == [("保留",)]


def test_the_list_of_problems(tmp_path):
    sheet = report(bad(tmp_path), tmp_path / "out.xlsx")["问题清单"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("序号", "轻重", "表", "行", "列", "问题", "怎么改")
    assert [row[:5] for row in rows[1:]] == [
        (1, "错误", "人员", 4, "A 证件号"),
        (2, "错误", "人员", 4, "C 性别"),
        (3, "错误", "人员", 4, "D 上年工资收入"),
        (4, "提醒", "我的", None, None),
        (5, "提醒", "人员", 2, "E 备注"),
        (6, "提醒", "人员", 3, "A 证件号"),
    ]


def test_the_report_put_right_is_read(tmp_path):
    out = tmp_path / "out.xlsx"
    report(bad(tmp_path), out)
    assert [code for code, *_ in errors_of(out)] == ["wrong_length", "unknown_label", "bad_number"]

    def correct(book):
        sheet = book["人员"]
        sheet["A4"], sheet["C4"], sheet["D4"] = "11010519491231002X", "男", 3

    edit(out, correct)
    reading = read_facts(out)
    assert found(reading) == []
    assert reading.counts == {"人员": 3, "住房": 1}


def test_a_second_report_replaces_the_first(tmp_path):
    first, second = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    report(bad(tmp_path), first)
    edit(first, lambda book: book["人员"].__setitem__("C4", "男"))
    sheet = report(first, second)["人员"]
    assert sheet.max_column == 6
    assert sheet["F4"].value == (
        "证件号：身份证号码应为18位。请对照证件检查是否漏填或多填。\n"
        "上年工资收入：“多”不是数字。请只填数字，单位为元。"
    )


def test_a_refused_file_gives_the_list_alone(tmp_path):
    source = tmp_path / "a.xlsx"
    source.write_bytes(b"%PDF-1.7")
    book = report(source, tmp_path / "out.xlsx")
    assert book.sheetnames == ["问题清单"]
    assert book["问题清单"]["F2"].value == "这不是表格文件，而是PDF 文件"


def test_a_file_without_problems_comes_back_as_it_is(tmp_path):
    source = workbook(tmp_path / "a.xlsx", 人员=[PEOPLE[0], ["11010519491231002X", "甲"]])
    sheet = report(source, tmp_path / "out.xlsx")["人员"]
    assert list(sheet.iter_rows(values_only=True)) == [
        ("证件号", "姓名"),
        ("11010519491231002X", "甲"),
    ]


def test_a_folder_of_csv_comes_back_as_a_workbook(tmp_path):
    folder = tmp_path / "facts"
    folder.mkdir()
    (folder / "人员.csv").write_bytes(f"证件号,姓名\n{ZHANG},=张三\n坏,𠮷\n".encode("gb18030"))
    sheet = report(folder, tmp_path / "out.xlsx")["人员"]
    assert [cell.value for cell in sheet[2]][:2] == [ZHANG, "=张三"]
    assert sheet["B2"].data_type == "s"
    assert sheet["A2"].number_format == "@"
    assert sheet["B3"].value == "𠮷"
    assert sheet["C3"].value == "证件号：身份证号码应为18位。请对照证件检查是否漏填或多填。"
    assert sheet["A3"].fill.fgColor.rgb == RED


def test_a_parquet_file_comes_back_as_a_workbook(tmp_path):
    import polars as pl

    path = tmp_path / "人员.parquet"
    pl.DataFrame({"证件号": ["坏"], "姓名": ["甲"]}).write_parquet(path)
    sheet = report(path, tmp_path / "out.xlsx")["人员"]
    assert [cell.value for cell in sheet[2]][:2] == ["坏", "甲"]
    assert sheet["C2"].value.startswith("证件号：身份证号码应为18位")


@pytest.mark.parametrize("text", ["=1+1", "@x", "＝1", "\t=1"])
def test_nothing_in_a_report_becomes_a_formula(tmp_path, text):
    rows = [["证件号", "姓名", "性别", "x"], [ZHANG, "甲", "男", 1]]
    source = workbook(tmp_path / "a.xlsx", 人员=rows)

    def spoil(book):
        for place in ("C2", "D1"):
            book["人员"][place].value = text
            book["人员"][place].data_type = "s"

    edit(source, spoil)
    book = report(source, tmp_path / "out.xlsx")
    assert {c.data_type for sheet in book for row in sheet for c in row} <= {"s", "n"}


def test_a_styled_cell_in_the_far_corner_costs_nothing(tmp_path):
    source = workbook(tmp_path / "a.xlsx", 人员=[PEOPLE[0], ["坏", "甲"]])

    def style(book):
        book["人员"]["XFD1048576"].font = Font(bold=True)
        book["人员"].merge_cells("A5:C6")

    sheet = report(edit(source, style), tmp_path / "out.xlsx")["人员"]
    assert sheet["D2"].value == "证件号：身份证号码应为18位。请对照证件检查是否漏填或多填。"


def test_a_file_that_spans_too_much_gives_the_list_alone(tmp_path):
    source = workbook(tmp_path / "a.xlsx", 人员=PEOPLE)
    edit(source, lambda book: book["人员"].__setitem__("XFD1048576", 1))
    assert report(source, tmp_path / "out.xlsx").sheetnames == ["问题清单"]


def test_good_fixture_is_good(tmp_path):
    assert errors_of(good(tmp_path / "a.xlsx")) == []
