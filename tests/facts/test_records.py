"""Checks across cells, rows and tables."""

import datetime as dt

from tests.facts.files import (
    FIRM,
    FIRMS,
    HOME_HEAD,
    HOME_ROW,
    LI,
    PEOPLE,
    SHOP,
    WANG,
    ZHANG,
    errors_of,
    found,
    person_id,
    warnings_of,
    workbook,
)
from yulin.facts.read import read_facts

JOB_HEAD = ["证件号", "单位代码", "用工形式", "入职日期", "离职日期"]


def people(tmp_path, *rows, head=("证件号", "姓名", "证件类型", "出生日期", "性别")):
    return workbook(tmp_path / "a.xlsx", 人员=[list(head), *map(list, rows)])


def test_the_same_person_twice(tmp_path):
    path = workbook(tmp_path / "a.xlsx", 人员=[*PEOPLE, [ZHANG.lower(), "张三"]])
    assert warnings_of(path) == [("duplicate_row", "人员", 4, "A")]
    assert read_facts(path).counts == {"人员": 2}


def test_the_same_employer_twice(tmp_path):
    path = workbook(tmp_path / "a.xlsx", 人员=PEOPLE, 单位=[*FIRMS, FIRMS[1], FIRMS[1]])
    assert warnings_of(path) == [
        ("duplicate_row", "单位", 3, "A"),
        ("duplicate_row", "单位", 4, "A"),
    ]


def test_the_same_record_twice_is_kept_once(tmp_path):
    path = workbook(tmp_path / "a.xlsx", 人员=PEOPLE, 住房=[HOME_HEAD, HOME_ROW, HOME_ROW])
    assert warnings_of(path) == [("duplicate_row", "住房", 3, "A")]
    assert read_facts(path).counts == {"人员": 2, "住房": 1}


def test_rows_after_a_dropped_one_keep_their_numbers(tmp_path):
    late = [ZHANG, None, "劳动合同", "2024-01-02", "2024-01-01"]
    whole = [ZHANG, None, "劳动合同", "2024-01-02", None]
    path = workbook(tmp_path / "a.xlsx", 人员=PEOPLE, 就业=[JOB_HEAD, whole, whole, late])
    assert errors_of(path) == [("end_before_start", "就业", 4, "E")]


def test_a_record_of_a_person_not_listed(tmp_path):
    path = workbook(tmp_path / "a.xlsx", 人员=PEOPLE, 住房=[HOME_HEAD, [WANG, *HOME_ROW[1:]]])
    assert errors_of(path) == [("unknown_person", "住房", 2, "A")]


def test_a_record_of_an_employer_not_listed(tmp_path):
    jobs = [JOB_HEAD, [ZHANG, SHOP, "劳动合同", "2024-01-01", None]]
    path = workbook(tmp_path / "a.xlsx", 人员=PEOPLE, 单位=FIRMS, 就业=jobs)
    assert errors_of(path) == [("unknown_employer", "就业", 2, "B")]


def test_employers_are_not_asked_for_when_none_are_supplied(tmp_path):
    jobs = [JOB_HEAD, [ZHANG, SHOP, "劳动合同", "2024-01-01", None]]
    path = workbook(tmp_path / "a.xlsx", 人员=PEOPLE, 就业=jobs)
    assert errors_of(path) == []


def test_founders_who_are_not_listed_give_one_warning(tmp_path):
    head = [*FIRMS[0], "法定代表人证件号"]
    rows = [[*FIRMS[1], WANG], [SHOP, "乙", "企业", "330302", WANG]]
    path = workbook(tmp_path / "a.xlsx", 人员=PEOPLE, 单位=[head, *rows])
    assert warnings_of(path) == [("unlisted_founder", "单位", 2, "E")]
    assert read_facts(path).warnings[-1].message_zh.startswith("有 2 个号码不在“人员”表中")


def test_an_end_on_the_day_of_the_start(tmp_path):
    jobs = [JOB_HEAD, [ZHANG, None, "实习", "2024-01-01", "2024-01-01"]]
    assert errors_of(workbook(tmp_path / "a.xlsx", 人员=PEOPLE, 就业=jobs)) == []


def test_every_kind_of_period_is_checked(tmp_path):
    homes = [[*HOME_HEAD, "处置日期"], [*HOME_ROW, "2020-01-01"]]
    honours = [
        ["证件号", "荣誉名称", "荣誉类型", "授予日期", "失效日期"],
        [ZHANG, "甲", "其他", "2020-02-01", "2020-01"],
    ]
    months = [
        ["证件号", "险种", "参保地", "起始年月", "截止年月", "缴费类型"],
        [ZHANG, "失业", "330302", "2020-02", "2020-01", "正常"],
    ]
    given = [
        ["证件号", "政策编号", "待遇", "金额", "享受日期", "截止日期", "享受状态"],
        [ZHANG, "甲", "乙", 1, "2020-02-01", "2020-01-31", "已发放"],
    ]
    path = workbook(
        tmp_path / "a.xlsx", 人员=PEOPLE, 住房=homes, 荣誉=honours, 社保=months, 已享受=given
    )
    assert errors_of(path) == [
        ("end_before_start", "社保", 2, "E"),
        ("end_before_start", "住房", 2, "G"),
        ("end_before_start", "荣誉", 2, "E"),
        ("end_before_start", "已享受", 2, "F"),
    ]


def test_numbers_that_are_wrong(tmp_path):
    flipped = ZHANG[:-1] + ("0" if ZHANG[-1] != "0" else "1")
    path = people(
        tmp_path,
        [flipped, "甲"],
        [ZHANG[:15], "乙"],
        [ZHANG[:17], "丙"],
        [person_id(1, "19900230"), "丁"],
        [person_id(1, "20990101"), "戊"],
        ["A" * 18, "己"],
    )
    assert errors_of(path) == [
        ("check_failed", "人员", 2, "A"),
        ("old_number", "人员", 3, "A"),
        ("wrong_length", "人员", 4, "A"),
        ("impossible_date", "人员", 5, "A"),
        ("future_date", "人员", 6, "A"),
        ("bad_character", "人员", 7, "A"),
    ]


def test_the_day_decides_what_is_in_the_future(tmp_path):
    path = people(tmp_path, [person_id(1, "20250102"), "甲"])
    assert errors_of(path, today=dt.date(2025, 1, 2)) == []
    assert errors_of(path, today=dt.date(2025, 1, 1)) == [("future_date", "人员", 2, "A")]


def test_other_documents_have_no_check(tmp_path):
    path = people(
        tmp_path,
        ["E12345678", "甲", "护照", "1990-01-01"],
        ["810000199001010019", "乙", "港澳台居民居住证"],
        ["911124198108030024", "丙", "外国人永久居留身份证"],
    )
    assert warnings_of(path) == []
    frame = read_facts(path).facts["人员"]
    assert frame["出生日期"].to_list() == [dt.date(1990, 1, 1), dt.date(1990, 1, 1), None]


def test_unknown_areas_give_one_warning(tmp_path):
    path = people(tmp_path, ["11010519491231002X", "甲"], [ZHANG, "乙"], [LI, "丙"])
    reading = read_facts(path)
    assert found(reading, "warning") == [("unknown_area", "人员", 3, "A")]
    assert reading.warnings[0].message_zh.startswith("有 2 个证件号的前六位（如 000000）")
    assert reading.facts is not None


def test_a_birth_date_that_differs_from_the_number(tmp_path):
    path = people(tmp_path, [ZHANG, "甲", None, "1990-03-08"], [LI, "乙", None, "1985-01-01"])
    reading = read_facts(path)
    assert found(reading) == [("birth_mismatch", "人员", 2, "D")]
    assert reading.errors[0].message_zh == "与证件号中的出生日期（1990-03-07）不一致"


def test_a_sex_that_differs_from_the_number_is_a_warning(tmp_path):
    path = people(tmp_path, [ZHANG, "甲", None, None, "女"], [LI, "乙", None, None, "女"])
    assert warnings_of(path) == [("sex_mismatch", "人员", 2, "E")]
    assert read_facts(path).facts["人员"]["性别"].to_list() == [2, 2]


def test_codes_of_employers(tmp_path):
    bad = FIRM[:-1] + ("0" if FIRM[-1] != "0" else "1")
    rows = [[bad, "甲"], ["123", "乙"], ["N1330302MF0000000G", "丙"], [FIRM[:17] + "I", "丁"]]
    path = workbook(
        tmp_path / "a.xlsx",
        人员=PEOPLE,
        单位=[FIRMS[0], *([*row, "企业", "330302"] for row in rows)],
    )
    assert errors_of(path) == [
        ("check_failed", "单位", 2, "A"),
        ("wrong_length", "单位", 3, "A"),
        ("bad_character", "单位", 5, "A"),
    ]


def test_all_problems_are_told_at_once_and_nothing_is_imported(tmp_path):
    homes = [HOME_HEAD, [WANG, "天上", "宫殿", None, "大", "2020-13-01"]]
    path = workbook(tmp_path / "a.xlsx", 人员=[*PEOPLE, ["x", None]], 住房=homes)
    reading = read_facts(path)
    assert reading.facts is None
    assert found(reading) == [
        ("wrong_length", "人员", 4, "A"),
        ("missing_value", "人员", 4, "B"),
        ("unknown_person", "住房", 2, "A"),
        ("bad_division", "住房", 2, "B"),
        ("unknown_label", "住房", 2, "C"),
        ("missing_value", "住房", 2, "D"),
        ("bad_number", "住房", 2, "E"),
        ("impossible_date", "住房", 2, "F"),
    ]


def test_very_many_problems_are_cut_short(tmp_path):
    from dataclasses import replace

    from yulin.facts.limits import DEFAULT

    path = workbook(tmp_path / "a.xlsx", 人员=[PEOPLE[0], *([f"x{n}", "名"] for n in range(50))])
    codes = [code for code, *_ in errors_of(path, limits=replace(DEFAULT, problems=10))]
    assert codes == ["too_many_problems", *["wrong_length"] * 10]
