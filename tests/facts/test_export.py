"""Exports: nothing is a formula, numbers stay numbers, pages print well."""

import csv
import datetime as dt
from decimal import Decimal

import openpyxl
import polars as pl
import pytest

from tests.facts.files import ZHANG
from yulin.facts.cell_format import FORMULA_STARTS, csv_text, looks_like_formula
from yulin.facts.export import sheet_name, write_table_workbook
from yulin.facts.frames import Facts, empty_frame
from yulin.facts.write import write_folder

PAYLOADS = [
    f"{start}{rest}" for start in FORMULA_STARTS for rest in ("1+1", "cmd|'/c calc'!A0", "")
]


def export(tmp_path, rows, **more):
    out = tmp_path / "a.xlsx"
    write_table_workbook({"表": rows}, out, title="清单", **more)
    return openpyxl.load_workbook(out)["表"]


@pytest.mark.parametrize("text", PAYLOADS)
def test_text_stays_text(tmp_path, text):
    sheet = export(tmp_path, [{text: text}])
    assert [cell.data_type for cell in (sheet["A3"], sheet["A4"])] == ["s", "s"]
    assert sheet["A4"].value.replace("_x000D_", "\r") == text
    assert sheet["A4"].quotePrefix


def test_values_keep_their_kind(tmp_path):
    row = {
        "负数": -5,
        "小数": Decimal("-1234.50"),
        "日期": dt.date(2024, 3, 1),
        "时间": dt.datetime(2024, 3, 1, 9, 30),
        "是否": True,
        "空": None,
        "证件号": ZHANG,
        "长数": 330302199003070011,
        "早": dt.date(1850, 1, 2),
        "非数": float("nan"),
        "名": "𠮷·\x00",
    }
    sheet = export(tmp_path, [row])
    values = [cell.value for cell in sheet[4]]
    assert values == [
        -5, -1234.5, dt.datetime(2024, 3, 1), dt.datetime(2024, 3, 1, 9, 30), "是", None, ZHANG,
        "330302199003070011", "1850-01-02", "nan", "𠮷·\ufffd",
    ]  # fmt: skip
    assert sheet["A4"].data_type == "n"
    assert sheet["G4"].number_format == "@"


def test_a_frame_is_written_like_rows(tmp_path):
    frame = pl.DataFrame({"证件号": [ZHANG], "金额": [-5], "日期": [dt.date(2024, 3, 1)]})
    sheet = export(tmp_path, frame)
    assert [cell.value for cell in sheet[3]] == ["证件号", "金额", "日期"]
    assert [cell.value for cell in sheet[4]] == [ZHANG, -5, dt.datetime(2024, 3, 1)]


def test_pages(tmp_path):
    sheet = export(
        tmp_path,
        [{"a": 1}],
        printed_filter="温州 & 硕士",
        printed_at=dt.datetime(2026, 1, 2, 3, 4),
        watermark="张三 & 李四",
        signatures=True,
    )
    assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.oddFooter.center.text == "第 &P 页，共 &N 页"
    assert sheet["A1"].value == "清单"
    assert sheet["A2"].value == "筛选：温州 & 硕士    导出时间：2026-01-02 03:04"
    assert sheet.freeze_panes == "A4"
    assert [cell.value for cell in sheet[6]][:5:2] == ["经办：", "复核：", "审批："]


def test_no_rows_and_no_columns(tmp_path):
    assert export(tmp_path, []).max_row == 2
    sheet = export(tmp_path, pl.DataFrame(schema={"a": pl.String}))
    assert sheet["A3"].value == "a"


def test_names_of_sheets():
    used = set()
    assert [sheet_name(name, used) for name in ("a/b:c", "A_b_c", "", "长" * 40)] == [
        "a_b_c",
        "A_b_c(2)",
        "表",
        "长" * 31,
    ]


@pytest.mark.parametrize("text", PAYLOADS)
def test_csv_text_is_marked(text):
    assert csv_text(text) == f"'{text}"
    assert not looks_like_formula(csv_text(text))


def test_csv_export_is_marked(tmp_path):
    row = dict.fromkeys(empty_frame("人员").columns)
    row |= {"证件号": ZHANG, "姓名": "=1+1", "证件类型": 0, "性别": 0, "贡献积分": -5}
    row |= {"失业登记日期": dt.date(9999, 12, 31), "驿站登记日期": dt.date(9999, 12, 31)}
    frame = pl.DataFrame([row], schema=empty_frame("人员").schema)
    write_folder(Facts({"人员": frame}), tmp_path, "csv")
    with (tmp_path / "人员.csv").open(encoding="utf-8-sig", newline="") as file:
        [written] = csv.DictReader(file)
    assert (written["姓名"], written["贡献积分"], written["失业登记日期"]) == ("'=1+1", "-5", "")


def test_libreoffice_sees_no_formula(tmp_path, office):
    """A second program opens the export: readable values, numbers as numbers, no formula."""
    out = tmp_path / "a.xlsx"
    write_table_workbook({"表": [{"a": text, "b": -5} for text in PAYLOADS]}, out, title="t")
    flat = office(out, "fods").read_text(encoding="utf-8")
    assert "table:formula" not in flat
    assert flat.count('office:value="-5"') == len(PAYLOADS)
    assert "cmd|&apos;/c calc&apos;!A0" in flat
