"""Divisions: codes change, so most cases name a day."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yulin.codes import divisions
from yulin.codes.divisions import Divisions, Level
from yulin.codes.names import short_name
from yulin.codes.results import CodeError


def test_counts_of_divisions_in_force() -> None:
    assert len(divisions.children(0)) == 34
    assert len(divisions.children(330000)) == 11
    in_force = [len(divisions.children(city.code)) for city in divisions.children(330000)]
    assert in_force == [13, 10, 12, 7, 5, 6, 9, 6, 4, 9, 9]


def test_wenzhou_today() -> None:
    assert [row.code for row in divisions.children(330300)] == [
        *range(330302, 330306),
        330324,
        *range(330326, 330330),
        *range(330381, 330384),
    ]


@pytest.mark.parametrize(
    ("old", "new", "last", "first"),
    [
        (330322, (330305,), date(2015, 6, 30), date(2015, 7, 1)),
        (330283, (330213,), date(2016, 8, 31), date(2016, 9, 1)),
        (330204, (330212,), date(2016, 8, 31), date(2016, 9, 1)),
        (330103, (330105,), date(2021, 3, 31), date(2021, 4, 1)),
        (330104, (330102, 330114), date(2021, 3, 31), date(2021, 4, 1)),
        (330183, (330111,), date(2014, 11, 30), date(2014, 12, 1)),
        (330185, (330112,), date(2017, 6, 30), date(2017, 7, 1)),
    ],
)
def test_abolished_codes(old: int, new: tuple[int, ...], last: date, first: date) -> None:
    assert divisions.get(old, on=last).successor == new
    assert divisions.find(old, on=first) is None
    assert divisions.current(old) == new


def test_newer_codes_are_absent_before_they_began() -> None:
    assert divisions.find(330383, on=date(2019, 7, 31)) is None
    assert divisions.get(330383, on=date(2019, 8, 1)).name == "龙港市"
    assert divisions.find(330113, on=date(2021, 3, 31)) is None


def test_get_explains_an_ended_code() -> None:
    with pytest.raises(CodeError, match=r"洞头县\(330322\).*后继区划：330305"):
        divisions.get(330322, on=date(2020, 1, 1))
    with pytest.raises(CodeError, match="没有代码999999"):
        divisions.get(999999)


def test_current_of_a_code_in_force_is_itself() -> None:
    assert divisions.current(330302) == (330302,)


def test_ancestors() -> None:
    assert divisions.ancestors(330302) == (330302, 330300, 330000, 0)
    assert divisions.ancestors(330300) == (330300, 330000, 0)
    assert divisions.ancestors(330000) == (330000, 0)
    assert divisions.ancestors(0) == (0,)


@pytest.mark.parametrize(
    ("code", "scope", "expected"),
    [
        (330302, 0, True),
        (330302, 330000, True),
        (330302, 330300, True),
        (330302, 330302, True),
        (330302, 330303, False),
        (330302, 330200, False),
        (330302, 310000, False),
        (330300, 330302, False),
        (0, 330000, False),
        (0, 0, True),
    ],
)
def test_within(code: int, scope: int, expected: bool) -> None:
    assert divisions.within(code, scope) is expected


@given(st.integers(110000, 830000))
def test_within_means_scope_is_an_ancestor(code: int) -> None:
    assert all(divisions.within(code, scope) for scope in divisions.ancestors(code))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("温州", 330300),
        ("温州市", 330300),
        ("鹿城", 330302),
        ("鹿城区", 330302),
        ("温州市鹿城区", 330302),
        ("浙江省 温州市 鹿城区", 330302),
        ("浙江温州鹿城", 330302),
        ("浙江", 330000),
        ("内蒙古", 150000),
        ("新疆", 650000),
        ("香港", 810000),
        ("景宁", 331127),
        ("洞头", 330305),
        ("洞头县", 330322),
        ("全国", 0),
    ],
)
def test_code_of(name: str, code: int) -> None:
    assert divisions.code_of(name) == code


def test_code_of_on_a_day() -> None:
    assert divisions.code_of("洞头", on=date(2015, 6, 30)) == 330322
    with pytest.raises(CodeError, match="没有“洞头县”"):
        divisions.code_of("洞头县", on=date(2016, 1, 1))


def test_every_division_in_force_is_found_by_its_full_name() -> None:
    for province in divisions.children(0):
        for row in (province, *divisions.children(province.code)):
            assert divisions.code_of(divisions.full_name(row.code)) == row.code
            for county in divisions.children(row.code):
                assert divisions.code_of(divisions.full_name(county.code)) == county.code


def test_full_name() -> None:
    assert divisions.full_name(330302) == "浙江省温州市鹿城区"
    assert divisions.full_name(330300) == "浙江省温州市"
    assert divisions.full_name(330322) == "浙江省温州市洞头县"
    assert divisions.full_name(0) == "全国"


def test_ambiguous_names_list_the_choices(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    header = "code,name,level,parent,valid_from,valid_to,successor,publisher"
    rows = [
        "310000,上海市,province,0,,,,",
        "310107,普陀区,county,310000,,,,",
        "330903,普陀区,county,330900,,,,",
    ]
    table.write_text("\n".join([header, *rows]), encoding="utf-8")
    with pytest.raises(CodeError, match="上海市普陀区、普陀区"):
        Divisions.from_csv(table).code_of("普陀")


def test_east_china() -> None:
    names = {divisions.get(code).name for code in divisions.EAST_CHINA}
    assert names == {"上海市", "江苏省", "浙江省", "安徽省", "福建省", "江西省", "山东省"}


def test_successors_exist_and_began_when_the_old_code_ended() -> None:
    for city in divisions.children(330000):
        for row in divisions.DEFAULT.rows():
            assert row.level in set(Level)
            if row.valid_to is not None and row.parent == city.code:
                assert all(divisions.find(code, on=row.valid_to) for code in row.successor)


def test_short_name_keeps_two_characters() -> None:
    assert (short_name("鄞县"), short_name("鄞州区")) == ("鄞县", "鄞州")


def test_a_code_that_the_table_cannot_know_is_taken_by_its_digits():
    assert [divisions.may_be(code) for code in (430100, 430102, 330302, 440305)] == [True] * 4
    # Zhejiang is listed to the county, and there is no such province
    assert [divisions.may_be(code) for code in (330399, 999999)] == [False] * 2
    assert divisions.called(430100) == "湖南省430100"
    assert divisions.called(440305) == "广东省深圳市440305"
    assert divisions.called(330302) == "浙江省温州市鹿城区"
    assert divisions.called(0) == "全国"
    assert divisions.called(999999) == "999999"


def test_a_table_of_ones_own_stands_before_the_shipped_one(tmp_path):
    path = tmp_path / "区划.csv"
    head = "code,name,level,parent,valid_from,valid_to,successor,publisher\n"
    rows = "430100,长沙市,city,430000,,,,民政部\n440300,鹏城,city,440000,,,,本市\n"
    path.write_text(head + rows, encoding="utf-8-sig")
    table = divisions.shipped(path)
    assert (table.full_name(430100), table.full_name(440300)) == ("湖南省长沙市", "广东省鹏城")
    assert table.full_name(330302) == "浙江省温州市鹿城区"
    with pytest.raises(OSError, match="没有"):
        divisions.shipped(tmp_path / "没有.csv")


HEAD = "code,name,level,parent,valid_from,valid_to,successor,publisher"


def refused(tmp_path: Path, *lines: str) -> str:
    path = tmp_path / "区划.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(CodeError) as error:
        divisions.shipped(path)
    assert error.value.issue.code == "divisions_table"
    return error.value.issue.zh.replace(str(tmp_path), "")


@pytest.mark.parametrize(
    ("row", "column", "value", "allowed"),
    [
        ("37100,威海市,city,370000,,,,", "code", "37100", "写六位数字，如 371000"),
        (",威海市,city,370000,,,,", "code", "", "写六位数字，如 371000"),
        ("371000,威海市,市,370000,,,,", "level", "市", "只能写 province（省级）、city（地级）、county（县级）"),
        ("371000,威海市,prefecture,370000,,,,", "level", "prefecture", "只能写 province（省级）、city（地级）、county（县级）"),
        ("371000,威海市,city,,,,,", "parent", "", "写上级的六位代码，省级写 0"),
        ("371000,威海市,city,山东,,,,", "parent", "山东", "写上级的六位代码，省级写 0"),
        ("371000,威海市,city,370000,1987年,,,", "valid_from", "1987年", "写成 2014-03-01 或 2014-03，不知道的留空"),
        ("371000,威海市,city,370000,,2014/3/1,,", "valid_to", "2014/3/1", "写成 2014-03-01 或 2014-03，不知道的留空"),
        ("371000,威海市,city,370000,,,371001；371002,", "successor", "371001；371002", "写六位代码，几个用分号隔开，没有的留空"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_read_is_told_with_its_place(
    tmp_path: Path, row: str, column: str, value: str, allowed: str
) -> None:
    said = refused(tmp_path, HEAD, "370000,山东省,province,0,1949-10-01,,,", row)
    assert said == f"区划表 /区划.csv 第 3 行的 {column} 列看不懂“{value}”：{allowed}。"


def test_a_table_without_a_column_or_in_another_writing_is_told(tmp_path: Path) -> None:
    assert refused(tmp_path, "code,name,level", "371000,威海市,city") == (
        "区划表 /区划.csv 第 1 行缺少列 parent：第一行写列名，"
        "code,name,level,parent,valid_from,valid_to,successor,publisher，后四列可以没有。"
    )
    path = tmp_path / "区划.csv"
    path.write_bytes(HEAD.encode() + "\n371000,威海市".encode("gb18030"))
    with pytest.raises(CodeError, match="不是 UTF-8 编码"):
        divisions.shipped(path)


def test_the_columns_that_may_be_left_out_and_blanks_around_cells(tmp_path: Path) -> None:
    path = tmp_path / "区划.csv"
    path.write_text("code,name,level,parent\n371000 ,威海市, city,370000\n", encoding="utf-8")
    assert divisions.shipped(path).full_name(371000) == "山东省威海市"


def test_the_table_that_the_manual_prints_can_be_read(tmp_path: Path) -> None:
    manual = Path(__file__).parents[2] / "docs" / "developer" / "codes.md"
    path = tmp_path / "区划.csv"
    path.write_text(manual.read_text("utf-8").split("```csv\n")[1].split("```")[0], "utf-8")
    table = divisions.shipped(path)
    assert table.full_name(371003) == "山东省威海市文登区"
    assert table.current(371081) == (371003,)
