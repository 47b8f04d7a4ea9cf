"""Two registers that disagree: reported with both values, and exactly what rests on it is open."""

import datetime as dt

import pytest

from tests.facts.files import ZHANG, errors_of, warnings_of, workbook
from tests.policy.documents import benefit, document, library
from yulin.facts.read import read_facts
from yulin.policy.decide import decide
from yulin.policy.decision import Status
from yulin.policy.explain import explain

DAY = dt.date(2026, 6, 30)
HEAD = ["证件号", "姓名", "证件类型", "出生日期", "户籍地", "婚姻状况"]
ONE = ["E1234567", "安娜", "护照", "1990-01-01", "330302", None]
STUDY = ["证件号", "学历", "学习形式", "毕业状态", "毕业日期", "毕业院校", "专业"]


def people(tmp_path, *rows, **tables):
    return workbook(tmp_path / "a.xlsx", 人员=[HEAD, *rows], **tables)


def changed(row, **cells):
    return [cells.get(name, value) for name, value in zip(HEAD, row, strict=True)]


def test_rows_that_complete_each_other_are_put_together(tmp_path):
    path = people(tmp_path, ONE, changed(ONE, 户籍地=None, 婚姻状况="已婚"))
    reading = read_facts(path)
    assert warnings_of(path) == [("merged_rows", "人员", 3, "A")]
    assert reading.facts["人员"].select("户籍地", "婚姻状况").rows() == [(330302, 1)]
    assert reading.facts.contradictions == ()


def test_rows_that_contradict_each_other_leave_the_cell_unknown(tmp_path):
    path = people(tmp_path, ONE, changed(ONE, 出生日期="1991-01-01"))
    reading = read_facts(path)
    assert warnings_of(path) == [("contradiction", "人员", 3, "D")]
    assert reading.warnings[0].message_zh == (
        "两处登记不一致：1990-01-01、1991-01-01；按未知处理，依赖它的条件无法判定"
    )
    assert reading.facts["人员"].select("出生日期", "户籍地").rows() == [(None, 330302)]
    (kept,) = reading.facts.contradictions
    assert (kept.table, kept.key, kept.column, kept.values) == (
        "人员",
        "E1234567",
        "出生日期",
        ("1990-01-01", "1991-01-01"),
    )


def test_three_rows_of_which_two_agree_contradict_each_other_too(tmp_path):
    path = people(tmp_path, ONE, changed(ONE, 出生日期="1991-01-01"), ONE)
    assert warnings_of(path) == [("contradiction", "人员", 3, "D")]
    assert read_facts(path).counts == {"人员": 1}


def test_what_must_not_be_unknown_is_refused(tmp_path):
    path = people(tmp_path, ONE, changed(ONE, 姓名="安妮"))
    assert errors_of(path) == [("contradiction_refused", "人员", 3, "B")]
    assert read_facts(path).facts is None


def test_two_degree_registers(tmp_path):
    mine = [ZHANG, "本科", "全日制", "毕业", "2020-06-30", "温州大学", "电气"]
    other = [ZHANG, "本科", "全日制", "毕业", "2021-06-30", "温州大学", None]
    elsewhere = [ZHANG, "本科", "全日制", "毕业", "2021-06-30", "宁波大学", "电气"]
    path = workbook(
        tmp_path / "a.xlsx",
        人员=[["证件号", "姓名"], [ZHANG, "张三"]],
        学历=[STUDY, mine, other, elsewhere],
    )
    reading = read_facts(path)
    assert warnings_of(path) == [("contradiction", "学历", 3, "E")]
    assert reading.facts["学历"].select("毕业日期", "毕业院校", "专业").rows() == [
        (None, "温州大学", "电气"),
        (dt.date(2021, 6, 30), "宁波大学", "电气"),
    ]


def test_a_blank_that_means_something_contradicts_nothing(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        人员=[["证件号", "姓名"], [ZHANG, "张三"]],
        学历=[
            [*STUDY, "学位"],
            [ZHANG, "本科", "全日制", "毕业", "2020-06-30", "温州大学", "电气", None],
            [ZHANG, "本科", "全日制", "毕业", "2020-06-30", "温州大学", "电气", "学士"],
        ],
    )
    assert warnings_of(path) == [("merged_rows", "学历", 3, "A")]
    assert read_facts(path).facts["学历"]["学位"].to_list() == [1]


@pytest.fixture(name="disputed")
def _disputed(tmp_path):
    path = people(tmp_path, ONE, changed(ONE, 出生日期="1991-01-01"))
    return read_facts(path).facts


RULES = library(
    document(
        benefit("年龄 >= 30", code="年龄"),
        benefit("户籍地 属于 330300", code="户籍"),
        benefit("年龄 >= 30 或 户籍地 属于 330300", code="任一"),
    )
)


def test_exactly_what_rests_on_it_is_undetermined(disputed):
    long = decide(RULES, disputed, as_of=DAY).long()
    statuses = dict(zip(long["benefit"], long["status"], strict=True))
    assert statuses == {"年龄": Status.UNDETERMINED, "户籍": Status.YES, "任一": Status.YES}


def test_the_reason_names_both_values(disputed):
    decisions = {d.benefit: d for d in explain(RULES, disputed, as_of=DAY, subject="E1234567")}
    assert decisions["年龄"].notes == ("出生日期两处登记不一致：1990-01-01 / 1991-01-01",)
    assert decisions["户籍"].notes == ()


def test_what_is_known_of_others_is_untouched(tmp_path):
    other = changed(ONE, 证件号="E7654321")
    path = people(tmp_path, ONE, changed(ONE, 出生日期="1991-01-01"), other)
    facts = read_facts(path).facts
    assert [c.key for c in facts.contradictions] == ["E1234567"]
    assert facts.person("E7654321").contradictions == ()
    assert [c.key for c in facts.person("E1234567").contradictions] == ["E1234567"]
    (decision, *_) = explain(RULES, facts, as_of=DAY, subject="E7654321")
    assert (decision.status, decision.notes) == (Status.YES, ())
