"""Every kind of cell, in the forms people write, and the words for those that cannot be read."""

import datetime as dt

import polars as pl
import pytest

from yulin.codes.dates import DateSystem
from yulin.facts import cells, schema
from yulin.facts.convert import convert
from yulin.facts.faults import Place
from yulin.facts.limits import DEFAULT
from yulin.facts.schema import OPEN_END


def read(table, name, *values, system=DateSystem.FROM_1900):
    """The values of a column and the codes of its problems."""
    column = schema.BY_NAME[table].column(name)
    rows = pl.int_range(2, 2 + len(values), dtype=pl.Int64, eager=True)
    place = Place(sheet=table, column=name, letter="A", rows=rows)
    done = convert(column, cells.from_values(values), place, system=system, limits=DEFAULT)
    assert all(p.column == name and p.letter == "A" for p in done.problems)
    return done.values.to_list(), [(p.row, p.code) for p in done.problems]


def day(text):
    return dt.date.fromisoformat(text)


def test_dates_as_people_write_them():
    written = [
        "2024-03-01", "2024.3.1", "2024/3/1", "2024年3月1日", "20240301", "２０２４．３．１", 45352,
        dt.datetime(2024, 3, 1, 8), dt.date(2024, 3, 1), "45352", " 2024-03-01 ", "2024年3月",
        "2024.3", "202403", 202403, 20240301.0,
    ]  # fmt: skip
    assert read("证书", "发证日期", *written) == ([day("2024-03-01")] * len(written), [])


def test_a_month_stands_for_its_last_day_where_the_schema_says_so():
    assert read("学历", "毕业日期", "2024年2月", "2024-02-03") == (
        [day("2024-02-29"), day("2024-02-03")],
        [],
    )


def test_months():
    assert read("社保", "起始年月", "2024年2月", "2024-02-15", "202402", dt.date(2024, 2, 9)) == (
        [day("2024-02-01")] * 4,
        [],
    )


def test_open_ends():
    assert read("就业", "离职日期", None, "至今", "长期", "9999-12-31", "") == ([OPEN_END] * 5, [])
    assert read("社保", "截止年月", None, "2024-02") == ([OPEN_END, day("2024-02-01")], [])


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("2023-02-29", "impossible_date"),
        ("2024-13", "impossible_date"),
        ("昨天", "unknown_date"),
        ("=TODAY()", "unknown_date"),
        ("＝1", "unknown_date"),
        (2024.1, "decimal_month"),
        ("2024", "year_only"),
        (2024, "year_only"),
        ("0024-03-01", "date_out_of_range"),
        ("9024-03-01", "date_out_of_range"),
        (True, "unknown_date"),
        (dt.time(3, 4), "unknown_date"),
        (-5, "unknown_date"),
    ],
)
def test_what_is_no_date(value, code):
    assert read("证书", "发证日期", value) == ([None], [(2, code)])


def test_amounts_as_people_write_them():
    written = ["12000", 12000, 12000.0, "12,000", "1.2万", "1.2万元", "¥12,000.00", "12000元", "１２０００",
               "￥12000", "1.2e4", " 12000.0 ", "12000.00"]  # fmt: skip
    assert read("就业", "月工资", *written) == ([1_200_000] * len(written), [])


def test_numbers_keep_sign_scale_and_cents():
    assert read("已享受", "金额", "-5", -5, "0.01", -0.5, 0.1 + 0.2, "-0.5") == (
        [-500, -500, 1, -50, 30, -50],
        [],
    )
    assert read("就业", "合同年限", "3.5", 3, "3年") == ([35, 30, 30], [])
    assert read("住房", "面积", "89.5㎡", "89.55") == ([8950, 8955], [])
    assert read("荣誉", "排名", "3", None) == ([3, None], [])


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("=1+1", "bad_number"),
        ("+SUM(A1)", "bad_number"),
        ("－5x", "bad_number"),
        ("五千", "bad_number"),
        ("1,23", "bad_number"),
        ("1.2.3", "bad_number"),
        ("NaN", "bad_number"),
        ("inf", "bad_number"),
        (True, "bad_number"),
        (dt.date(2024, 3, 1), "bad_number"),
        ("1.005", "too_precise"),
        (89.333333, "too_precise"),
        ("10000000000.01", "number_out_of_range"),
        ("99999999999999999999", "number_out_of_range"),
        (1e300, "number_out_of_range"),
        ("1e999999", "bad_number"),
    ],
)
def test_what_is_no_amount(value, code):
    assert read("就业", "月工资", value) == ([None], [(2, code)])


def test_the_largest_number():
    assert read("就业", "月工资", "10000000000", "-10000000000") == (
        [10**12, -(10**12)],
        [],
    )


def test_yes_and_no():
    yes = ["是", "有", "Y", "y", 1, "1", True, "true", "√", "Ｙ", " 是 "]
    no = ["否", "无", "N", 0, "0", False, "FALSE", "×"]
    assert read("就业", "全职", *yes, *no, None) == ([True] * 11 + [False] * 8 + [None], [])
    assert read("学历", "境外", None) == ([False], [])
    assert read("就业", "全职", "可能", "2", "=TRUE") == (
        [None] * 3,
        [(2, "bad_yes"), (3, "bad_yes"), (4, "bad_yes")],
    )


def test_labels_aliases_and_written_forms():
    assert read("学历", "学历", "本科", "大专", "大学本科", " 硕 士 ", "硕士研究生", "中专") == (
        [5, 4, 5, 6, 6, 3],
        [],
    )
    assert read("证书", "技能等级", "三级／高级工", "高级工", "叁级", None, "无") == (
        [4, 4, 4, 0, 0],
        [],
    )


def test_an_unknown_label_gets_a_suggestion_and_the_choices():
    column = schema.BY_NAME["人员"].column("婚姻状况")
    place = Place(sheet="人员", column="婚姻状况", letter="H", rows=pl.Series([7]))
    done = convert(
        column, cells.from_values(["已婚了"]), place, system=DateSystem.FROM_1900, limits=DEFAULT
    )
    [problem] = done.problems
    assert problem.sentence_zh() == (
        "人员 第 7 行 H 列「婚姻状况」：“已婚了”不在可选项里，是否应为“已婚”。可选：未婚、已婚、离异、丧偶。"
    )
    assert problem.sentence_en() == (
        "sheet 人员, row 7, column H (婚姻状况): 已婚了 is not among the choices; did you mean 已婚."
        " Choices: 未婚、已婚、离异、丧偶."
    )


def test_labels_that_may_mean_two_things():
    assert read("学历", "学历", "研究生")[1] == [(2, "ambiguous_level")]
    assert read("证书", "技能等级", "3")[1] == [(2, "bare_number")]
    assert read("证书", "技能等级", "=高级工")[1] == [(2, "unknown_label")]


def test_divisions():
    written = [
        "330302",
        330302,
        330302.0,
        "３３０３０２",
        "鹿城区",
        "浙江省温州市鹿城区",
        "温州鹿城",
    ]
    assert read("人员", "户籍地", *written) == ([330302] * 7, [])
    assert read("人员", "户籍地", "市辖区", "=330302", "33", "全国", "境外")[1] == [
        (row, "bad_division") for row in range(2, 7)
    ]


def test_divisions_not_in_our_table_are_kept_with_one_warning():
    assert read("人员", "户籍地", "339999", "412723", "330302", "339999") == (
        [339999, 412723, 330302, 339999],
        [(2, "unknown_division")],
    )


def test_identifiers_are_put_right():
    assert read("人员", "证件号", "11010519491231002x", " 1101051949 1231002X", "'11010519491231002X",
                "１１０１０５１９４９１２３１００２Ｘ", "E12345678", "h-123") == (
        ["11010519491231002X"] * 4 + ["E12345678", "H-123"],
        [],
    )  # fmt: skip
    assert read("人员", "配偶证件号", 3.30302199003070e17, "3.30302E+17", 12345678) == (
        [None, None, "12345678"],
        [(2, "number_cell"), (3, "number_cell")],
    )


def test_required_cells():
    assert read("人员", "姓名", None, " ", "张三") == (
        [None, None, "张三"],
        [(2, "missing_value"), (3, "missing_value")],
    )


FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "＝1",
    "＋1",
    "－1",
    "＠1",
    "=cmd|'/c calc'!A0",
    '=HYPERLINK("x")',
]


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_looks_like_a_formula_is_kept_as_text(text):
    assert read("就业", "岗位", text, f"\t{text}", f"\r{text}") == ([text] * 3, [])


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_looks_like_a_formula_is_refused_where_it_cannot_be_a_value(text):
    assert read("学历", "学历", text)[1] == [(2, "unknown_label")]
    assert read("就业", "全职", text)[1] == [(2, "bad_yes")]
    assert len(read("证书", "发证日期", text)[1]) == 1


def test_text_is_normalised_and_rare_characters_survive():
    names = ["𠮷田", "阿卜杜热合曼·买买提伊明·吾布力卡斯木", "㛃", "e\u0301", "a\u200db", "👨‍👩‍👧"]
    assert read("人员", "姓名", *names, "\u200b张三\ufeff　", "张\r\n三", "a \t b") == (
        [*names[:3], "é", *names[4:], "张三", "张 三", "a b"],
        [],
    )


def test_text_that_no_register_can_keep():
    assert read("人员", "姓名", "张\x00三", "张\x1b三", "x" * 1001, "张\ufffe") == (
        [None] * 4,
        [
            (2, "control_character"),
            (3, "control_character"),
            (4, "too_long"),
            (5, "control_character"),
        ],
    )


def test_numbers_and_dates_in_text_columns():
    assert read("证书", "证书编号", 12345, 3.3e17, dt.date(2024, 3, 1), True) == (
        ["12345", None, "2024-03-01", "TRUE"],
        [(3, "number_cell"), (4, "date_in_text")],
    )


def test_text_of_many_rows_is_read_at_once():
    values = ["2024-03-01", "2024.3.1"] * 5000
    assert read("证书", "发证日期", *values) == ([day("2024-03-01")] * 10000, [])
