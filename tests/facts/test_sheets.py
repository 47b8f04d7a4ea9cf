"""What people do to sheets: titles, merged heads, totals, renamed and repeated columns, formulas."""

import datetime as dt

import openpyxl
import pytest
import xlsxwriter

from tests.facts.files import (
    FIRM,
    FIRMS,
    HOME_HEAD,
    HOME_ROW,
    LI,
    PEOPLE,
    ZHANG,
    edit,
    errors_of,
    found,
    part,
    patch,
    warnings_of,
    workbook,
)
from yulin.facts import schema
from yulin.facts.read import read_facts


def test_a_plain_workbook(tmp_path):
    path = workbook(tmp_path / "a.xlsx", 人员=PEOPLE, 单位=FIRMS)
    reading = read_facts(path)
    assert found(reading) == []
    assert reading.counts == {"人员": 2, "单位": 1}
    assert list(reading.facts.tables) == ["人员", "单位"]
    assert reading.facts["人员"].row(0, named=True) == {
        "证件号": ZHANG,
        "证件类型": 0,
        "姓名": "张三",
        "性别": 0,
        "出生日期": dt.date(1990, 3, 7),
        "户籍地": None,
        "生源地": None,
        "婚姻状况": None,
        "配偶证件号": None,
        "家庭编号": None,
        "困难类别": None,
        "失业登记日期": schema.OPEN_END,
        "领取失业保险金": None,
        "驿站登记日期": schema.OPEN_END,
        "贡献积分": None,
        "上年工资收入": None,
        "前年工资收入": None,
    }


def test_an_empty_table_is_known_to_be_empty_and_a_missing_one_unknown(tmp_path):
    path = workbook(tmp_path / "a.xlsx", 人员=PEOPLE, 住房=[HOME_HEAD])
    facts = read_facts(path).facts
    assert facts.counts() == {"人员": 2, "住房": 0}
    assert "荣誉" not in facts


def test_english_names_of_sheets_and_columns(tmp_path):
    rows = [["person_id", "Name", "birth_date"], [ZHANG, "张三", None]]
    assert warnings_of(workbook(tmp_path / "a.xlsx", person=rows)) == []


def test_headings_with_marks_units_and_other_words(tmp_path):
    head = ["*身份证号码（必填）", " 姓 名 ", "上年工资收入(元)"]
    path = workbook(tmp_path / "a.xlsx", 人员=[head, [ZHANG, "张三", 5]])
    assert warnings_of(path) == []
    assert read_facts(path).facts["人员"]["上年工资收入"].to_list() == [500]


def test_a_heading_in_another_unit_is_not_the_column(tmp_path):
    head = ["证件号", "姓名", "上年工资收入(万元)"]
    path = workbook(tmp_path / "a.xlsx", 人员=[head, [ZHANG, "张三", 5]])
    assert warnings_of(path) == [("unknown_column", "人员", 1, "C")]


def test_title_rows_above_the_header(tmp_path):
    rows = [["温州市人才数据"], [], ["填报单位：人社局"], *PEOPLE]
    rows[3] = PEOPLE[0]
    path = workbook(tmp_path / "a.xlsx", 人员=[*rows, ["坏号码", "王五"]])
    assert errors_of(path) == [("wrong_length", "人员", 7, "A")]


def test_merged_title_and_merged_heads(tmp_path):
    rows = [
        ["表一", None, None, None],
        ["证件号", "姓名", "收入", None],
        [None, None, "上年工资收入", "前年工资收入"],
        [ZHANG, "张三", 1, 2],
    ]

    def merge(book):
        for area in ("A1:D1", "A2:A3", "B2:B3", "C2:D2"):
            book["人员"].merge_cells(area)

    path = edit(workbook(tmp_path / "a.xlsx", 人员=rows), merge)
    assert warnings_of(path) == []
    frame = read_facts(path).facts["人员"]
    assert frame.select("姓名", "上年工资收入", "前年工资收入").rows() == [("张三", 100, 200)]


def test_data_right_and_below_of_the_corner(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "人员"
    for row, values in enumerate([*PEOPLE, ["不是号", "王五"]], start=4):
        for column, value in enumerate(values, start=3):
            sheet.cell(row, column, value)
    book.save(tmp_path / "a.xlsx")
    assert errors_of(tmp_path / "a.xlsx") == [("wrong_length", "人员", 7, "C")]


def test_merged_cells_among_the_data(tmp_path):
    rows = [HOME_HEAD, HOME_ROW, [*HOME_ROW[:4], 50, "2021-01-01"]]
    path = workbook(tmp_path / "a.xlsx", 人员=PEOPLE, 住房=rows)
    edit(path, lambda book: book["住房"].merge_cells("B2:B3"))
    assert errors_of(path) == [
        ("merged_cells", "住房", 2, "B"),
        ("missing_value", "住房", 3, "B"),
    ]


def test_no_header(tmp_path):
    path = workbook(tmp_path / "a.xlsx", 人员=[["甲", "乙"], [ZHANG, "张三"]])
    assert errors_of(path) == [("no_header", "人员", 0, "")]


def test_a_header_below_the_tenth_row(tmp_path):
    path = workbook(tmp_path / "a.xlsx", 人员=[*[["说明"]] * 10, *PEOPLE])
    assert errors_of(path) == [("no_header", "人员", 0, "")]


def test_an_unknown_column_gets_a_suggestion(tmp_path):
    rows = [["证件号", "姓名", "婚姻情况", "备用"], [ZHANG, "张三", "已婚", "x"]]
    path = workbook(tmp_path / "a.xlsx", 人员=rows)
    assert warnings_of(path) == [
        ("unknown_column", "人员", 1, "C"),
        ("unknown_column", "人员", 1, "D"),
    ]
    first, second = read_facts(path).problems[:2]
    assert first.message_zh == "不认识的列“婚姻情况”，已忽略，是否应为“婚姻状况”"
    assert second.message_zh == "不认识的列“备用”，已忽略"


def test_a_missing_column_gets_a_suggestion(tmp_path):
    path = workbook(tmp_path / "a.xlsx", 人员=[["证件号", "姓名字", "性别"], [ZHANG, "张三", "男"]])
    reading = read_facts(path)
    assert found(reading) == [("missing_column", "人员", 1, "")]
    assert reading.errors[0].message_zh == "缺少必填的列“姓名”，是否应为“姓名字”"


def test_a_repeated_column(tmp_path):
    rows = [["证件号", "姓名", "姓名"], [ZHANG, "张三", "李四"]]
    path = workbook(tmp_path / "a.xlsx", 人员=rows)
    reading = read_facts(path)
    assert found(reading) == [("duplicate_column", "人员", 0, "C")]
    assert reading.errors[0].message_zh == "“姓名”出现了两次（B 列和 C 列），不知道该用哪一列"


def test_unknown_and_hidden_sheets(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx", 人员=PEOPLE, 人员表=[["x"]], 草稿=[["x"]], 填表说明=[["x"]]
    )
    edit(path, lambda book: setattr(book["草稿"], "sheet_state", "hidden"))
    assert warnings_of(path) == [("unknown_sheet", "人员表", 0, "")]
    assert "是否应为“人员”" in read_facts(path).warnings[0].message_zh


def test_a_hidden_sheet_of_ours_is_read(tmp_path):
    path = workbook(tmp_path / "a.xlsx", 人员=PEOPLE, 单位=FIRMS)
    edit(path, lambda book: setattr(book["单位"], "sheet_state", "veryHidden"))
    assert read_facts(path).counts == {"人员": 2, "单位": 1}


def test_two_sheets_of_one_table(tmp_path):
    path = workbook(tmp_path / "a.xlsx", 人员=PEOPLE, person=PEOPLE)
    assert errors_of(path) == [("duplicate_sheet", "person", 0, "")]


def test_no_sheet_of_ours(tmp_path):
    path = workbook(tmp_path / "a.xlsx", Sheet1=[["x"]])
    assert errors_of(path) == [("no_tables", "", 0, "")]


def test_records_without_people(tmp_path):
    path = workbook(tmp_path / "a.xlsx", 住房=[HOME_HEAD, HOME_ROW])
    assert errors_of(path) == [("missing_people", "", 0, "")]
    assert errors_of(path, people_required=False) == []


def test_blank_example_and_total_rows(tmp_path):
    rows = [
        *PEOPLE,
        [None, "  "],
        ["示例 11010519491231002X", "示例"],
        ["合 计", "2人"],
        [None, "小计"],
    ]
    path = workbook(tmp_path / "a.xlsx", 人员=rows)
    assert warnings_of(path) == [("total_row", "人员", 6, ""), ("total_row", "人员", 7, "")]
    assert read_facts(path).counts == {"人员": 2}


def test_a_person_named_like_a_total_is_kept(tmp_path):
    path = workbook(tmp_path / "a.xlsx", 人员=[["证件号", "姓名"], [ZHANG, "总计"]])
    assert warnings_of(path) == []
    assert read_facts(path).counts == {"人员": 1}


def test_formulas_are_read_by_their_last_value(tmp_path):
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet("人员")
    sheet.write_row(0, 0, ["证件号", "姓名", "上年工资收入"])
    for row, number in enumerate((ZHANG, LI), start=1):
        sheet.write_string(row, 0, number)
        sheet.write_formula(row, 1, '="张"&"三"', None, "张三")
        sheet.write_formula(row, 2, "=1+1", None, 2)
    book.close()
    path = tmp_path / "a.xlsx"
    assert warnings_of(path) == [("formula", "人员", 2, "B"), ("formula", "人员", 2, "C")]
    assert read_facts(path).facts["人员"]["上年工资收入"].to_list() == [200, 200]


def test_a_formula_without_a_value(tmp_path):
    path = workbook(tmp_path / "a.xlsx", 人员=[["证件号", "姓名"], [ZHANG, "=1+1"]])
    assert errors_of(path) == [("formula_without_value", "人员", 2, "B")]


def test_error_values_of_formulas(tmp_path):
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet("人员")
    sheet.write_row(0, 0, ["证件号", "姓名", "失业登记日期", "无关"])
    sheet.write_row(1, 0, [ZHANG, "张三"])
    sheet.write_formula(1, 2, "=VLOOKUP(1,A:B,2,0)", None, "#N/A")
    sheet.write_formula(1, 3, "=1/0", None, "#DIV/0!")
    book.close()
    assert errors_of(tmp_path / "a.xlsx") == [("excel_error", "人员", 2, "C")]


def test_cells_of_writers_that_leave_out_references_and_use_a_prefix(tmp_path):
    path = workbook(tmp_path / "a.xlsx", 人员=PEOPLE)
    sheet = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>证件号</x:t></x:is></x:c>'
        '<x:c t="inlineStr"><x:is><x:t>姓名</x:t></x:is></x:c></x:row>'
        f'<x:row><x:c t="inlineStr"><x:is><x:t>{ZHANG}</x:t></x:is></x:c>'
        '<x:c t="e"><x:v>#N/A</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    patch(path, {"xl/worksheets/sheet1.xml": sheet.encode()})
    assert errors_of(path) == [("excel_error", "人员", 2, "B")]


def test_dates_of_the_1904_system(tmp_path):
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"), {"date_1904": True})
    sheet = book.add_worksheet("人员")
    sheet.write_row(0, 0, ["证件号", "姓名", "失业登记日期", "驿站登记日期"])
    sheet.write_row(1, 0, [ZHANG, "张三"])
    sheet.write_datetime(1, 2, dt.datetime(2024, 3, 1), book.add_format({"num_format": "yyyy-m-d"}))
    sheet.write_number(1, 3, 43890)
    book.close()
    frame = read_facts(tmp_path / "a.xlsx").facts["人员"]
    assert frame.select("失业登记日期", "驿站登记日期").row(0) == (dt.date(2024, 3, 1),) * 2
    assert b'date1904="1"' in part(tmp_path / "a.xlsx", "xl/workbook.xml")


def test_dates_of_the_1900_system(tmp_path):
    rows = [
        ["证件号", "姓名", "失业登记日期", "驿站登记日期"],
        [ZHANG, "张三", 45352, dt.datetime(2024, 3, 1, 9)],
    ]
    frame = read_facts(workbook(tmp_path / "a.xlsx", 人员=rows)).facts["人员"]
    assert frame.select("失业登记日期", "驿站登记日期").row(0) == (dt.date(2024, 3, 1),) * 2


def test_identifiers_turned_to_floats(tmp_path):
    rows = [
        ["证件号", "姓名"],
        [float(ZHANG[:17] + "0") or 0, "张三"],
        [330302199003070011, "李四"],
    ]
    rows[1][0] = 330302198501010022
    path = workbook(
        tmp_path / "a.xlsx", 人员=rows, 单位=[FIRMS[0], [9.1330302e17, "甲", "企业", 330302]]
    )
    reading = read_facts(path)
    assert found(reading) == [
        ("number_cell", "人员", 2, "A"),
        ("number_cell", "人员", 3, "A"),
        ("number_cell", "单位", 2, "A"),
    ]
    assert reading.errors[0].sentence_zh().startswith("人员 第 2 行 A 列「证件号」：")


def test_no_message_repeats_an_identity_number(tmp_path):
    wrong = ZHANG[:16] + ("1" if ZHANG[16] != "1" else "2") + ZHANG[17]
    path = workbook(
        tmp_path / "a.xlsx",
        人员=[["证件号", "姓名"], [wrong, "张三"], [ZHANG, "李"], [ZHANG, "王"]],
    )
    reading = read_facts(path)
    assert found(reading) == [
        ("check_failed", "人员", 2, "A"),
        ("contradiction_refused", "人员", 4, "B"),
    ]
    for problem in reading.problems:
        assert ZHANG not in problem.sentence_zh() + problem.sentence_en()
        assert wrong not in problem.sentence_zh() + problem.sentence_en()


def test_progress_is_told(tmp_path):
    steps = []
    path = workbook(tmp_path / "a.xlsx", 人员=PEOPLE, 单位=FIRMS)
    read_facts(path, progress=lambda *step: steps.append(step))
    assert steps == [
        ("打开文件", 0, 23),
        ("读取人员", 1, 23),
        ("读取单位", 2, 23),
        ("核对各表之间的关系", 22, 23),
        ("完成", 23, 23),
    ]


CSV = f"证件号,姓名\n{ZHANG},张三\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_csv_encodings(tmp_path, encoding):
    path = tmp_path / "人员.csv"
    path.write_bytes(CSV.encode(encoding))
    assert read_facts(path).facts["人员"]["姓名"].to_list() == ["张三"]


@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_csv_delimiters_and_rare_characters(tmp_path, mark):
    path = tmp_path / "人员.csv"
    text = CSV.replace(",", mark).replace("张三", "𠮷㛃·阿卜杜热合曼")
    path.write_bytes(text.encode("gb18030"))
    assert read_facts(path).facts["人员"]["姓名"].to_list() == ["𠮷㛃·阿卜杜热合曼"]


def test_csv_rows_are_counted_as_excel_counts(tmp_path):
    path = tmp_path / "人员.csv"
    path.write_text(f'证件号,姓名\n{ZHANG},"张\n三"\n\n坏,李四\n', encoding="utf-8")
    assert errors_of(path) == [("wrong_length", "人员", 4, "A")]


def test_csv_in_no_known_encoding(tmp_path):
    path = tmp_path / "人员.csv"
    path.write_bytes(b"\xb1\xff\xfe,\x81\n")
    assert errors_of(path) == [("bad_encoding", "", 0, "")]


def test_csv_with_an_open_quote(tmp_path):
    path = tmp_path / "人员.csv"
    path.write_text(f'证件号,姓名\n{ZHANG},"张三\n', encoding="utf-8")
    assert errors_of(path) == [("bad_csv", "人员", 0, "")]


def test_a_folder_of_csv(tmp_path):
    folder = tmp_path / "facts"
    folder.mkdir()
    (folder / "人员.csv").write_bytes(CSV.encode("gbk"))
    (folder / "employer.csv").write_text(
        f"单位代码,单位名称,单位类型,单位地区\n{FIRM},甲公司,企业,鹿城区\n", encoding="utf-8"
    )
    (folder / "说明.docx").write_bytes(b"PK")
    reading = read_facts(folder)
    assert reading.counts == {"人员": 1, "单位": 1}
    assert [w for w in found(reading, "warning") if w[0] == "unknown_file"] == [
        ("unknown_file", "", 0, "")
    ]


def test_an_empty_folder(tmp_path):
    assert errors_of(tmp_path) == [("no_tables", "", 0, "")]


def test_one_table_in_two_files(tmp_path):
    for name in ("人员.csv", "person.csv"):
        (tmp_path / name).write_text(CSV, encoding="utf-8")
    assert errors_of(tmp_path)[0][0] == "duplicate_sheet"
