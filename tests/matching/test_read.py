"""Tables out of files: the same from every kind of file, and every fault by its place."""

import polars as pl
import polars.selectors as cs
import pytest

from tests.matching import markets
from yulin.facts.book import new_book
from yulin.facts.errors import RefusedError
from yulin.matching.read import TableError, read_table
from yulin.matching.tables import POSTS, SEEKERS


@pytest.fixture
def table() -> pl.DataFrame:
    return markets.posts({}, {"最低学历": None, "班次": None, "证书要求": ["不限"], "地区": "不限"})


def plain(table: pl.DataFrame) -> pl.DataFrame:
    """As a spreadsheet has it: lists joined, yes and no in words."""
    return table.with_columns(
        cs.list().list.join("、"), cs.boolean().replace_strict({True: "是", False: "否"})
    )


def test_every_kind_of_file_gives_the_same_table(tmp_path, table) -> None:
    table.write_parquet(tmp_path / "a.parquet")
    plain(table).write_csv(tmp_path / "a.csv")
    with new_book(tmp_path / "a.xlsx", streamed=False) as book:
        plain(table).write_excel(workbook=book, worksheet="岗位")
    for name in ("a.parquet", "a.csv", "a.xlsx"):
        assert read_table(tmp_path / name, POSTS).to_dicts() == table.to_dicts()


def test_missing_columns_are_unknown_and_others_unread(tmp_path) -> None:
    (tmp_path / "a.csv").write_text(
        '编号,性别,技能,期望月薪\nS1,女,"焊接，制图",不限\n,男,,\n', "utf-8"
    )
    (row,) = read_table(tmp_path / "a.csv", SEEKERS).to_dicts()
    said = {name: value for name, value in row.items() if value is not None}
    assert said == {"编号": "S1", "技能": ["焊接", "制图"], "期望月薪": 0}
    assert "性别" not in row


def test_faults_are_told_by_row_and_column(tmp_path) -> None:
    (tmp_path / "a.csv").write_text(
        "编号,学历,期望月薪,期望地区,需工作许可,班次\nS1,大本,五千,温州,也许,早班\n", "utf-8"
    )
    with pytest.raises(TableError) as caught:
        read_table(tmp_path / "a.csv", SEEKERS)
    assert [(fault.row, fault.column) for fault in caught.value.faults] == [
        (2, "学历"), (2, "期望月薪"), (2, "期望地区"), (2, "需工作许可"), (2, "班次"),
    ]  # fmt: skip
    assert "第 2 行「学历」：“大本”不是 不限、无、初中" in str(caught.value)
    assert "“五千”不是不小于 0 的整数" in str(caught.value)


def test_what_is_no_table_is_refused(tmp_path) -> None:
    (tmp_path / "a.csv").write_text("姓名\n甲\n", "utf-8")
    with pytest.raises(TableError, match="没有这一列"):
        read_table(tmp_path / "a.csv", SEEKERS)
    pl.DataFrame({"姓名": ["甲"]}).write_parquet(tmp_path / "a.parquet")
    with pytest.raises(TableError, match="没有这一列"):
        read_table(tmp_path / "a.parquet", SEEKERS)
    pl.DataFrame({"编号": ["S1"], "工作年限": ["三年"]}).write_parquet(tmp_path / "b.parquet")
    with pytest.raises(TableError, match="工作年限"):
        read_table(tmp_path / "b.parquet", SEEKERS)
    (tmp_path / "c.csv").write_bytes(b"")
    with pytest.raises(RefusedError):
        read_table(tmp_path / "c.csv", SEEKERS)
