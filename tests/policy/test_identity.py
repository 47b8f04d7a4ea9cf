"""What is worked out once an object, and what a subject with other facts shares with the first."""

import gc

from tests.policy.documents import (
    AS_OF,
    PERSON,
    all_tables,
    benefit,
    document,
    explained,
    facts,
    library,
)
from yulin.policy.backends.python import compiled, run
from yulin.policy.decision import Status
from yulin.policy.identity import once_each
from yulin.policy.subjects import frame_for

RULE = "年龄 >= 18 且 (在职 或 技能等级 >= '技师') 且 本地社保连续月数 >= 6"


class Thing:
    pass


def kept_by(find):
    """The dictionaries in which a function keeps what it made."""
    return [c.cell_contents for c in find.__closure__ if isinstance(c.cell_contents, dict)]


def test_it_is_made_once_for_each_object_and_goes_with_it():
    made = []
    find = once_each(lambda thing: made.append(type(thing)) or len(made))
    one, other = Thing(), Thing()
    assert [find(one), find(other), find(one)] == [1, 2, 1]
    assert [len(kept) for kept in kept_by(find)] == [2, 2]
    del one
    gc.collect()
    assert [len(kept) for kept in kept_by(find)] == [1, 1]
    assert (find(other), len(made)) == (2, 2)


def test_what_nodes_came_to_goes_with_their_program():
    explained(library(document(benefit())))  # what is made once a process
    gc.collect()
    before = [len(kept) for kept in kept_by(compiled)]
    made = library(document(benefit(RULE, amount="1000元")))
    explained(made)
    assert [len(kept) for kept in kept_by(compiled)] > before
    del made
    gc.collect()
    assert [len(kept) for kept in kept_by(compiled)] == before


# -- the same subject with other facts -------------------------------------------------------------


def supposed(records, given, rows=()):
    """The frame of P1, and the same with other values given and rows added to a table."""
    program = library(document(benefit(RULE))).program(AS_OF)
    frame = frame_for(program, AS_OF, facts=records, subject=PERSON)
    for key in program.definitions:
        frame.value(key)
    added = dict(frame.records)
    for source, cells in rows:
        added[source] = [*added[source], cells]
    return frame, frame.supposing({**frame.given, **given}, added)


def test_only_what_rests_on_other_facts_is_worked_out_again():
    records = all_tables(人员=[{"出生日期": "1990-05-01"}])
    frame, other = supposed(records, {"出生日期": AS_OF.replace(year=AS_OF.year - 17)})
    assert (frame.value("年龄"), other.value("年龄")) == (36, 17)
    assert "年龄" in other.departs
    assert "技能等级" not in other.departs
    frame.worked_out["技能等级"] = 3  # whatever it came to there
    assert other.value("技能等级") == 3


def test_a_row_more_is_seen_by_what_reads_its_table():
    frame, other = supposed(all_tables(), {}, [(("就业", "证件号"), {})])
    readers = {k for k in frame.program.definitions if k in other.departs}
    assert "在职" in readers
    assert "年龄" not in readers


def test_a_condition_is_answered_anew_for_each_subject():
    made = library(document(benefit("在职"), benefit("在职", code="乙")))
    for records, status, missing in (
        (all_tables(), Status.NO, ()),
        (facts(), Status.UNDETERMINED, ("在职",)),
        (all_tables(), Status.NO, ()),
    ):
        both = explained(made, records)
        assert {d.status for d in both.values()} == {status}
        assert {d.reason.leaves()[0].missing for d in both.values()} == {missing}
    assert both["甲"].reason.leaves()[0].facts[0].value == "否"


# -- readings --------------------------------------------------------------------------------------

SHARE = "定义:\n  - {名称: 标准, 式: \"两说(1000元, 1500元, '标准两说')\"}"


def test_a_sum_is_told_under_each_reading_of_a_name():
    made = library(document(benefit(amount="标准 × 2"), more=SHARE))
    amount = explained(made)["甲"].amount
    assert (amount.value, [str(a) for a in amount.alternatives]) == (None, ["2000.00", "3000.00"])
    assert amount.notes == ("标准两说",)


def test_readings_of_a_condition_choose_the_sum():
    rule = "若则(两说(年龄 >= 35, 年龄 >= 40, '岁数两说'), 1000元, 400元)"
    made = library(document(benefit(amount=rule)))
    between = explained(made, values={"年龄": 36})["甲"].amount
    assert [str(a) for a in between.alternatives] == ["400.00", "1000.00"]
    above = explained(made, values={"年龄": 41})["甲"].amount
    assert (str(above.value), above.alternatives) == ("1000.00", ())


def test_nothing_is_left_of_a_reading_once_it_is_told():
    made = library(document(benefit(amount="标准"), more=SHARE))
    program = made.program(AS_OF)
    frame = frame_for(program, AS_OF)
    node = program.items[0].amount.node
    assert run(node, frame) is None
    sums = [run(node, frame.under((("标准两说", reading),))) for reading in (0, 1, 0)]
    assert sums == [100000, 150000, 100000]
    assert run(node, frame) is None
