"""The template: every sheet and column, text where figures would be lost, choices to pick from."""

import openpyxl

from tests.facts.files import ZHANG, edit, found
from yulin.facts import schema
from yulin.facts.read import read_facts
from yulin.facts.template import template_version, write_template


def template(tmp_path):
    path = tmp_path / "模板.xlsx"
    write_template(path)
    return path


def test_the_template_reads_as_empty_tables_without_a_word(tmp_path):
    reading = read_facts(template(tmp_path))
    assert reading.problems == []
    assert reading.counts == dict.fromkeys(schema.BY_NAME, 0)
    assert list(reading.facts.tables) == list(schema.BY_NAME)


def test_sheets_and_columns(tmp_path):
    book = openpyxl.load_workbook(template(tmp_path))
    assert book.sheetnames == ["填表说明", *schema.BY_NAME, "选项"]
    assert book["选项"].sheet_state == "hidden"
    for table in schema.TABLES:
        sheet = book[table.name]
        assert [cell.value for cell in sheet[1]] == [column.name for column in table.columns]
        assert sheet.freeze_panes == "B2"


def test_identifiers_are_text_in_the_whole_column(tmp_path):
    book = openpyxl.load_workbook(template(tmp_path))
    for table in schema.TABLES:
        for index, column in enumerate(table.columns):
            form = _format(book[table.name], index + 1)
            assert (form == "@") == (column.kind not in {"date", "month", "number"}), column.name


def _format(sheet, index):
    """The number format of a column; equal neighbours are stored as one range."""
    [form] = [
        found.number_format
        for found in sheet.column_dimensions.values()
        if found.min <= index <= found.max
    ]
    return form


def test_choices_are_those_of_the_schema(tmp_path):
    book = openpyxl.load_workbook(template(tmp_path))
    lists = {
        column[0].value: [cell.value for cell in column[1:] if cell.value]
        for column in book["选项"].iter_cols()
    }
    for table in schema.TABLES:
        picks = {
            str(rule.sqref).split(":")[0]: rule.formula1
            for rule in book[table.name].data_validations.dataValidation
        }
        for index, column in enumerate(table.columns, start=1):
            place = f"{openpyxl.utils.get_column_letter(index)}2"
            if column.labels is None and column.kind != "yes":
                assert place not in picks
                continue
            name = column.labels.name if column.labels else "是否"
            wanted = list(column.labels.labels) if column.labels else ["是", "否"]
            position = list(lists).index(name) + 1
            letter = openpyxl.utils.get_column_letter(position)
            assert picks[place] == f"选项!${letter}$2:${letter}${len(wanted) + 1}"
            assert lists[name] == wanted


def test_the_version_is_kept_in_the_file(tmp_path):
    book = openpyxl.load_workbook(template(tmp_path))
    assert book.custom_doc_props["模板版本"].value == template_version()
    assert book["填表说明"]["Z1"].value == template_version()


def test_the_example_row_would_be_good_but_for_its_mark(tmp_path):
    """So that nobody learns a wrong form from it."""
    path = template(tmp_path)

    def unmark(book):
        for table in schema.TABLES:
            for cell in book[table.name][2]:
                cell.value = str(cell.value).removeprefix("示例 ")

    reading = read_facts(edit(path, unmark))
    assert found(reading) == []
    assert reading.counts == dict.fromkeys(schema.BY_NAME, 1)


def test_a_filled_template_is_read(tmp_path):
    path = template(tmp_path)
    edit(path, lambda book: book["人员"].append([ZHANG, None, "张三", "男"]))
    reading = read_facts(path)
    assert found(reading) == []
    assert reading.counts["人员"] == 1
