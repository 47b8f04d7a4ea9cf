"""附加事实: held to what documents declare, row by row."""

import datetime as dt

import polars as pl
import pytest

from tests.facts.files import FIRM, FIRMS, LI, PEOPLE, WANG, ZHANG, errors_of, found, workbook
from yulin.facts import schema
from yulin.facts.enums import LabelSet
from yulin.facts.frames import Facts, empty_frame
from yulin.facts.parts import PartsError
from yulin.facts.read import read_facts
from yulin.facts.told import Declared, DeclaredFact
from yulin.facts.told_files import problems_of, refuse_wrong
from yulin.facts.write import write_folder

HEAD = [
    "证件号",
    "名称",
    "是否",
    "数值",
    "日期",
    "地区",
    "文字",
    "认定依据",
    "起始日期",
    "截止日期",
]
FIRM_HEAD = ["单位代码", "名称", "数值", "起始日期"]


def column(kind, **more):
    return schema.Column(name="值", field="value", kind=kind, **more)


def fact(name, kind, *, owner="WZ-07", subject="人员", **more):
    return DeclaredFact(owner=owner, name=name, subject=subject, column=column(kind, **more))


EVENTS = LabelSet(
    name="赛项", labels=("其他", "二类", "一类"), en=("Other", "Two", "One"), ordered=True
)
DECLARED = Declared(
    (
        fact("公示", "yes"),
        fact("天数", "number", unit="日"),
        fact("投资", "number", unit="元", scale=2),
        fact("进站", "date"),
        fact("赛项", "label", labels=EVENTS),
        fact("得分", "number"),
        fact("得分", "yes", owner="WZ-08"),
        fact("投保人数", "number", unit="人", subject="单位"),
    )
)


def told(name, **cells):
    """A row about ZHANG, by the columns of HEAD."""
    cells = {"证件号": ZHANG, "起始日期": "2026-01-01", "名称": name, **cells}
    return [cells.get(head) for head in HEAD]


def sheet(tmp_path, *rows, **more):
    return workbook(tmp_path / "a.xlsx", 人员=PEOPLE, 附加事实=[HEAD, *rows], **more)


def errors(path):
    return errors_of(path, declared=DECLARED)


def test_a_value_of_each_type_as_people_write_it(tmp_path):
    path = sheet(
        tmp_path,
        told("公示", 是否="有", 认定依据="2026年第3号公示"),
        told("WZ-07/天数", 数值=5),
        told("投资", 数值="1,234.56", 截止日期="2026/12/31"),
        told("进站", 日期="2025年3月1日"),
        told("赛项", 文字="一类"),
    )
    reading = read_facts(path, declared=DECLARED)
    assert found(reading) == []
    frame = reading.facts["附加事实"]
    assert frame.select("是否", "数值", "日期", "文字", "认定依据", "截止日期").rows() == [
        (True, None, None, None, "2026年第3号公示", schema.OPEN_END),
        (None, 50_000, None, None, None, schema.OPEN_END),
        (None, 12_345_600, None, None, None, dt.date(2026, 12, 31)),
        (None, None, dt.date(2025, 3, 1), None, None, schema.OPEN_END),
        (None, None, None, "一类", None, schema.OPEN_END),
    ]


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        ({"名称": "公示"}, ("told_without_value", "B")),
        ({"名称": "公示", "文字": "是"}, ("told_other_column", "G")),
        ({"名称": "天数", "数值": 5.5}, ("too_precise", "D")),
        ({"名称": "天数", "数值": 1_000_001}, ("number_out_of_range", "D")),
        ({"名称": "天数", "数值": "五"}, ("bad_number", "D")),
        ({"名称": "天数", "日期": "2026-01-01"}, ("told_other_column", "E")),
        ({"名称": "赛项", "文字": "三类"}, ("unknown_label", "G")),
        ({"名称": "得分", "数值": 5}, ("told_other_column", "D")),
        ({"名称": "投保人数", "数值": 5}, ("told_elsewhere", "B")),
        ({"名称": "公示", "是否": "是", "起始日期": None}, ("missing_value", "I")),
        ({"名称": None, "是否": "是"}, ("missing_value", "B")),
        ({"名称": "公示", "是否": "是", "截止日期": "2025-12-31"}, ("end_before_start", "J")),
        ({"名称": "公示", "是否": "是", "证件号": WANG}, ("unknown_person", "A")),
    ],
)
def test_what_is_wrong_with_a_row(tmp_path, cells, wanted):
    """With the row, and the column in which it stands; nothing is read then."""
    code, letter = wanted
    path = sheet(tmp_path, told("公示", 是否="是", 证件号=LI), told("公示", **cells))
    assert errors(path) == [(code, "附加事实", 3, letter)]


def test_two_values_of_which_one_stands_in_the_wrong_column(tmp_path):
    path = sheet(tmp_path, told("公示", 是否="是", 证件号=LI), told("公示", 是否="是", 文字="是"))
    assert errors(path) == [
        ("told_two_values", "附加事实", 3, "B"),
        ("told_other_column", "附加事实", 3, "G"),
    ]


def test_a_label_written_otherwise_is_suggested(tmp_path):
    path = sheet(tmp_path, told("赛项", 文字="一类赛"))
    (problem,) = read_facts(path, declared=DECLARED).errors
    assert problem.sentence_zh() == (
        "附加事实 第 2 行 G 列「文字」：“一类赛”不在可选项里，是否应为“一类”。可选：其他、二类、一类。"
    )


def test_an_unknown_name_is_reported_once_with_what_may_be_meant(tmp_path):
    """Other documents may ask for it, so it stops nothing."""
    path = sheet(tmp_path, told("公示日", 是否="是"), told("公示日", 是否="是", 证件号=LI))
    reading = read_facts(path, declared=DECLARED)
    assert reading.facts["附加事实"].height == 2
    (problem,) = [p for p in reading.warnings if p.code == "told_unknown"]
    assert problem.sentence_zh() == (
        "附加事实 第 2 行 B 列「名称」：没有政策声明叫“公示日”的事实，2 行不起作用，是否应为“公示”。"
        "请照政策文档“事实”里的名称填写；登记里有的内容填在各自的表里；别的政策要的不用改。"
    )


def test_a_name_of_several_documents_with_its_document_before_it(tmp_path):
    path = sheet(tmp_path, told("WZ-07/得分", 数值=5), told("WZ-08/得分", 是否="是"))
    assert errors(path) == []


@pytest.mark.parametrize(
    ("second", "wanted"),
    [
        ({"数值": 6}, [("told_twice", "附加事实", 3, "B")]),
        ({"数值": 6, "名称": "WZ-07/天数"}, [("told_twice", "附加事实", 3, "B")]),
        ({"数值": 6, "截止日期": "2026-02-01"}, [("told_twice", "附加事实", 3, "B")]),
        ({"数值": 5, "截止日期": "2026-02-01"}, []),
        ({"数值": 6, "起始日期": "2026-02-01"}, []),
        ({"数值": 6, "证件号": LI}, []),
        ({"数值": 6, "名称": "投资"}, []),
    ],
)
def test_the_same_fact_twice(tmp_path, second, wanted):
    path = sheet(tmp_path, told("天数", 数值=5), told("天数", **second))
    assert errors(path) == wanted


def test_two_values_of_one_day_are_refused_whatever_documents_say(tmp_path):
    path = sheet(tmp_path, told("天数", 数值=5), told("天数", 数值=6))
    assert errors_of(path) == [("told_twice", "附加事实", 3, "B")]
    (problem,) = read_facts(path).errors
    assert problem.sentence_zh() == (
        "附加事实 第 3 行 B 列「名称」：“天数”与第 2 行说的是同一件事、同一天起，值却不同。"
        "请核实哪一个对，删去另一行；后来变了的，写明从哪一天起。"
    )


def test_of_a_firm(tmp_path):
    rows = [FIRM_HEAD, [FIRM, "投保人数", 30, "2026-01-01"], [FIRM, "公示", 1, "2026-01-01"]]
    path = workbook(tmp_path / "a.xlsx", 人员=PEOPLE, 单位=FIRMS, 单位附加事实=rows)
    assert errors(path) == [("told_elsewhere", "单位附加事实", 3, "B")]


# -- in a folder that is read in parts -------------------------------------------------------------


def folder(tmp_path, *rows):
    """Rows (person, name, 数值) in a file of Parquet each."""
    people = workbook(tmp_path / "people.xlsx", 人员=PEOPLE)
    write_folder(Facts({"人员": read_facts(people).facts["人员"]}), tmp_path / "in")
    out = tmp_path / "in" / "附加事实"
    out.mkdir()
    for number, (person, name, value) in enumerate(rows):
        cells = {"证件号": person, "名称": name, "数值": value, "起始日期": dt.date(2026, 1, 1)}
        frame = pl.DataFrame([{**cells, "截止日期": schema.OPEN_END}])
        types = dict(empty_frame("附加事实").schema)
        frame.cast({c: types[c] for c in frame.columns}).write_parquet(out / f"{number}.parquet")
    return tmp_path / "in"


def test_files_that_fit(tmp_path):
    here = folder(tmp_path, (ZHANG, "天数", 50_000), (ZHANG, "天数", 50_000), (LI, "天数", 60_000))
    assert problems_of(here, DECLARED) == []
    refuse_wrong(here, DECLARED)


def test_files_that_do_not_fit(tmp_path):
    here = folder(tmp_path, (ZHANG, "天数", 55_000), (WANG, "天数", 50_000))
    with pytest.raises(PartsError) as caught:
        refuse_wrong(here, DECLARED)
    assert str(caught.value).splitlines() == [
        "附加事实有 2 处错误，没有判定：",
        (
            "0.parquet 第 2 行「数值」：“5.5”小数位太多，最多 0 位。请四舍五入后填写。"
            " sheet 0.parquet, row 2, column 数值: 5.5 has too many decimals; at most 0. Round it."
        ),
        (
            "1.parquet 第 2 行「证件号」：这个证件号不在“人员”表中。请核对号码，或在“人员”表中加上此人。"
            " sheet 1.parquet, row 2, column 证件号: This 证件号 is not in the sheet 人员."
            " Check the number, or add the person to 人员."
        ),
    ]


def test_files_that_contradict_one_another(tmp_path):
    here = folder(tmp_path, (ZHANG, "天数", 50_000), (ZHANG, "WZ-07/天数", 60_000))
    (problem,) = problems_of(here, DECLARED)
    assert (problem.code, problem.sheet, problem.row) == (
        "told_twice",
        "附加事实（2 个文件依次相接）",
        3,
    )


def test_a_name_that_nothing_asks_for_stops_no_run(tmp_path):
    here = folder(tmp_path, (ZHANG, "没有", 50_000))
    assert [(p.code, p.severity) for p in problems_of(here, DECLARED)] == [
        ("told_unknown", "warning")
    ]
    refuse_wrong(here, DECLARED)
