"""What is written reads back identically, whatever it holds, through every format."""

import tempfile
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings

from tests.facts.files import FIRMS, HOME_HEAD, HOME_ROW, LI, PEOPLE, ZHANG, found, workbook
from tests.facts.strategies import facts
from yulin.facts import schema
from yulin.facts.errors import FactsError
from yulin.facts.frames import Facts, empty_frame
from yulin.facts.read import read_facts
from yulin.facts.write import write_folder, write_workbook

SLOW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
WARNINGS = {"unknown_area", "unknown_division", "unlisted_founder", "unlisted_employer"}


def check(original, path):
    reading = read_facts(path)
    assert found(reading) == []
    assert {p.code for p in reading.warnings} <= WARNINGS
    assert list(reading.facts.tables) == list(original.tables)
    for name, frame in original.tables.items():
        assert reading.facts[name].to_dict(as_series=False) == frame.to_dict(as_series=False), name
    assert reading.facts.equals(original)


@SLOW
@given(facts())
def test_workbook(original):
    original.validate()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.xlsx")
        write_workbook(original, path)
        check(original, path)


@SLOW
@given(facts())
def test_csv(original):
    with tempfile.TemporaryDirectory() as folder:
        write_folder(original, Path(folder), "csv")
        check(original, Path(folder))


@SLOW
@given(facts())
def test_parquet(original):
    with tempfile.TemporaryDirectory() as folder:
        write_folder(original, Path(folder))
        check(original, Path(folder))


@SLOW
@given(facts())
def test_foreign_parquet(original):
    """The same through plain types and English names, as another program would write them."""
    with tempfile.TemporaryDirectory() as folder:
        write_workbook(original, Path(folder, "a.xlsx"))
        for name, frame in original.tables.items():
            table = schema.BY_NAME[name]
            plain = {c.name: _plain(c) for c in table.columns}
            names = {c.name: c.field for c in table.columns}
            shown = frame.select(**plain).rename(names)
            shown.write_parquet(Path(folder, f"{table.field}.parquet"))
        Path(folder, "a.xlsx").unlink()
        check(original, Path(folder))


def _plain(column):
    from yulin.facts.cell_format import decimal_text, readable

    return decimal_text(column) if column.kind == "number" else readable(column)


@pytest.mark.parametrize("fmt", ["csv", "parquet"])
def test_a_folder_with_other_tables_is_not_mixed_into(tmp_path, fmt):
    (tmp_path / "荣誉.csv").write_text("x", encoding="utf-8")
    original = Facts({"人员": empty_frame("人员")})
    with pytest.raises(FactsError, match=r"文件夹里已有 荣誉\.csv"):
        write_folder(original, tmp_path, fmt)
    assert [path.name for path in tmp_path.iterdir()] == ["荣誉.csv"]


def test_writing_again_replaces(tmp_path):
    original = Facts({"人员": empty_frame("人员")})
    write_folder(original, tmp_path)
    write_folder(original, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["人员.parquet"]


def test_a_parquet_of_our_types_that_breaks_the_contract(tmp_path):
    frame = empty_frame("人员")
    bad = pl.DataFrame({c: [None] for c in frame.columns}, schema=frame.schema)
    bad.write_parquet(tmp_path / "人员.parquet")
    reading = read_facts(tmp_path)
    assert found(reading) == [("bad_frame", "人员", 0, "")]
    assert reading.facts is None


def test_a_parquet_without_a_required_column(tmp_path):
    pl.DataFrame({"证件号": ["11010519491231002X"], "名": ["x"]}).write_parquet(
        tmp_path / "人员.parquet"
    )
    reading = read_facts(tmp_path)
    assert found(reading) == [("missing_column", "人员", 0, "")]


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_other_workbook_formats(tmp_path, suffix, office):
    path = workbook(tmp_path / "a.xlsx", 人员=PEOPLE, 单位=FIRMS, 住房=[HOME_HEAD, HOME_ROW])
    expected = read_facts(path).facts
    reading = read_facts(office(path, suffix))
    assert found(reading) == []
    assert reading.facts.equals(expected)
    assert ("old_format" in {p.code for p in reading.warnings}) == (suffix == "ods")


def test_formulas_errors_and_1904_dates_of_an_old_workbook(tmp_path, office):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path), {"date_1904": True}) as book:
        sheet = book.add_worksheet("人员")
        sheet.write_row(0, 0, ["证件号", "姓名", "上年工资收入", "驿站登记日期", "贡献积分"])
        sheet.write_row(1, 0, [ZHANG, "张三", None, 43890])
        sheet.write_formula(1, 2, "=1+1", None, 2)
        sheet.write_row(2, 0, [LI, "李四", 5])
        sheet.write_formula(2, 4, "=NA()", None, "#N/A")
    old = office(path, "xls")
    reading = read_facts(old)
    assert found(reading) == [("excel_error", "人员", 3, "E")]
    warned = [w for w in found(reading, "warning") if w[0] != "unknown_area"]
    assert warned == [("formula", "人员", 2, "C"), ("formula", "人员", 3, "E")]
    content = old.read_bytes()
    assert content.startswith(b"\xd0\xcf\x11\xe0")


@pytest.mark.parametrize("keep", [600, 2_000, 4_500])
def test_an_old_workbook_cut_short(tmp_path, office, keep):
    old = office(workbook(tmp_path / "a.xlsx", 人员=PEOPLE), "xls")
    old.write_bytes(old.read_bytes()[:keep])
    reading = read_facts(old)
    assert reading.facts is None
    assert [p.code for p in reading.errors] in (["truncated"], ["wrong_type"])
