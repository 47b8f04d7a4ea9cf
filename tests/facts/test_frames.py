"""The contract of frames, and people taken out of and put into facts."""

import datetime as dt

import polars as pl
import pytest

from tests.facts.files import FIRM, LI, SHOP, WANG, ZHANG, employer_code
from yulin.facts.errors import FrameError
from yulin.facts.frames import Facts, empty_frame, frame_schema, validate_frame

OPEN = dt.date(9999, 12, 31)


def frame(name, *rows):
    table = empty_frame(name)
    whole = [{**dict.fromkeys(table.columns), **row} for row in rows]
    return pl.DataFrame(whole, schema=table.schema)


def person(number, **more):
    fixed = {"证件类型": 0, "性别": 0, "失业登记日期": OPEN, "驿站登记日期": OPEN}
    return {"证件号": number, "姓名": "名", **fixed, **more}


def firm(code, **more):
    return {"单位代码": code, "单位名称": "名", "单位类型": 0, "单位地区": 330302, **more}


def job(number, code):
    return {
        "证件号": number,
        "单位代码": code,
        "用工形式": 0,
        "入职日期": dt.date(2024, 1, 1),
        "离职日期": OPEN,
    }


THIRD = employer_code(3)
FACTS = Facts(
    {
        "单位": frame("单位", firm(FIRM), firm(SHOP, 法定代表人证件号=LI), firm(THIRD)),
        "人员": frame("人员", person(ZHANG), person(LI)),
        "就业": frame("就业", job(ZHANG, FIRM), job(ZHANG, None), job(LI, FIRM)),
    }
)


def test_tables_keep_the_order_of_the_schema():
    assert list(FACTS.tables) == ["人员", "就业", "单位"]
    assert FACTS.people.to_list() == [ZHANG, LI]
    assert FACTS.counts() == {"人员": 2, "就业": 3, "单位": 3}


def test_one_person_with_the_employers_they_link_to():
    one = FACTS.person(ZHANG)
    assert one.people.to_list() == [ZHANG]
    assert one["就业"]["单位代码"].to_list() == [FIRM, None]
    assert one["单位"]["单位代码"].to_list() == [FIRM]
    assert FACTS.person(LI)["单位"]["单位代码"].to_list() == [FIRM, SHOP]


def test_nobody():
    assert FACTS.person(WANG).counts() == {"人员": 0, "就业": 0, "单位": 0}
    assert FACTS.select([]).counts() == {"人员": 0, "就业": 0, "单位": 0}


def test_parts_join_to_the_whole():
    joined = Facts.concat([FACTS.person(ZHANG), FACTS.person(LI)])
    assert joined.people.to_list() == [ZHANG, LI]
    assert joined["单位"]["单位代码"].to_list() == [FIRM, SHOP]
    assert Facts.concat([]).tables == {}


def test_parts_of_different_tables_do_not_join():
    with pytest.raises(FrameError, match="各部分的表不同"):
        Facts.concat([FACTS, Facts({"人员": empty_frame("人员")})])


def test_a_person_in_two_parts_does_not_join():
    with pytest.raises(FrameError, match=r"人员: 证件号 重复 / repeated key \(2 行"):
        Facts.concat([FACTS, FACTS])


def test_an_unknown_table():
    with pytest.raises(FrameError, match="没有这张表"):
        Facts({"人员": empty_frame("人员"), "宠物": pl.DataFrame()})


def test_another_order_of_columns():
    columns = empty_frame("人员").columns
    with pytest.raises(FrameError, match="列应为"):
        Facts({"人员": empty_frame("人员").select(columns[::-1])})


def test_another_dtype():
    wrong = empty_frame("人员").with_columns(pl.col("性别").cast(pl.Int64))
    with pytest.raises(FrameError, match="性别 应为 Int8, 实为 Int64"):
        Facts({"人员": wrong})


BROKEN = {
    "required": (person(None), "证件号 不能为空"),
    "lower case": (person("x1"), "证件号 应为大写且无空白"),
    "blank": (person(" X1"), "证件号 应为大写且无空白"),
    "untrimmed": (person("X1", 姓名="名 "), "姓名 首尾不能有空白"),
    "empty": (person("X1", 姓名=""), "姓名 空文字应为 null"),
    "label": (person("X1", 性别=3), "性别 不是标签位置"),
    "negative label": (person("X1", 婚姻状况=-1), "婚姻状况 不是标签位置"),
    "open end": (person("X1", 失业登记日期=None), "失业登记日期 不能为空"),
    "division": (person("X1", 户籍地=33), "户籍地 应为六位代码"),
    "number": (person("X1", 上年工资收入=10**13), "上年工资收入 超出范围"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_every_value_is_checked(name):
    row, why = BROKEN[name]
    with pytest.raises(FrameError, match=why) as caught:
        validate_frame("人员", frame("人员", person(ZHANG), row))
    assert caught.value.rows == 1
    validate_frame("人员", frame("人员", person(ZHANG)))


def test_months_are_first_days():
    row = {
        "证件号": ZHANG,
        "险种": 0,
        "参保地": 330302,
        "起始年月": dt.date(2024, 1, 2),
        "截止年月": OPEN,
        "缴费类型": 0,
    }
    with pytest.raises(FrameError, match="起始年月 应为当月首日"):
        validate_frame("社保", frame("社保", row))
    validate_frame("社保", frame("社保", {**row, "起始年月": dt.date(2024, 1, 1)}))


def test_the_dtypes_of_the_contract():
    assert dict(frame_schema("社保")) == {
        "证件号": pl.String,
        "险种": pl.Int8,
        "参保地": pl.Int32,
        "单位代码": pl.String,
        "起始年月": pl.Date,
        "截止年月": pl.Date,
        "缴费类型": pl.Int8,
    }
