"""How a row speaks of what it links to."""

import dataclasses

import pytest

from yulin.facts import schema


def test_a_link_is_called_what_stands_before_its_ending():
    assert schema.link_names(schema.EMPLOYMENT) == {
        "人员": "证件号",
        "单位": "单位代码",
        "用工单位": "用工单位代码",
    }
    assert schema.link_names(schema.TRAINING)["培训机构"] == "培训机构代码"
    assert schema.link_names(schema.PLATFORM) == {"单位": "单位代码", "领办人": "领办人证件号"}
    assert schema.link_names(schema.EMPLOYER) == {
        "法定代表人": "法定代表人证件号",
        "上级单位": "上级单位代码",
    }


def test_a_kind_of_subject_without_a_table_has_no_row_to_speak_of():
    assert schema.PERSON.links["家庭编号"] == schema.HOUSEHOLD
    assert schema.link_names(schema.PERSON) == {"配偶": "配偶证件号"}


@pytest.mark.parametrize("table", schema.TABLES, ids=lambda table: table.name)
def test_every_link_has_a_column_and_a_name_of_its_own(table):
    columns = {column.name: column for column in table.columns}
    linked = {c for c, target in table.links.items() if target in schema.BY_NAME}
    names = schema.link_names(table)
    assert set(names.values()) == linked
    for column in linked:
        assert columns[column].names == table.links[column]
    assert {c.name for c in table.columns if c.names} <= linked | {table.key}


@pytest.mark.parametrize("table", schema.TABLES, ids=lambda table: table.name)
def test_every_row_is_about_a_person(table):
    assert table.column(schema.person_column(table)).names == "人员"


def test_a_link_whose_column_has_another_ending_is_refused():
    odd = dataclasses.replace(schema.HOME, links={"坐落地": "单位"})
    with pytest.raises(ValueError, match="坐落地"):
        schema.link_names(odd)
