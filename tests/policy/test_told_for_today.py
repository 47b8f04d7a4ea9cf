"""What somebody tells of a name that time changes is told for that day, and for no other."""

import datetime as dt

import pytest

from tests.policy.documents import AS_OF, benefit, document, facts, library
from yulin.policy.decision import Status
from yulin.policy.remedies.remedies import Prospects

LONG_AGO = '定义:\n  - {名称: 毕业满两年, 式: "加年(最近毕业日期, 2) <= 基准日"}'
MONTHS = "本地社保连续月数 >= 24"


def prospects(must, values, records=None, as_of=AS_OF):
    made = library(document(benefit(must), more=LONG_AGO))
    subject = None if records is None else "P1"
    return Prospects.of(made, records, as_of=as_of, subject=subject, values=values)


def only_told(name, as_of=AS_OF):
    return f"“{name}”只说了 {as_of} 的，以后哪天变算不出"


@pytest.mark.parametrize(
    ("must", "values", "missing", "name"),
    [
        # turns 22 on a day that only the day of birth knows
        ("年龄 >= 22", {"年龄": 20}, "出生日期", "年龄"),
        ("毕业满两年", {"毕业满两年": "否"}, "最近毕业日期", "毕业满两年"),
        # 24 months are full on 2026-10-30; nobody knows whether that is before the 36th birthday
        (f"年龄 <= 35 且 {MONTHS}", {"年龄": 35, "本地社保连续月数": 20}, "出生日期", "年龄"),
    ],
)
def test_a_no_that_time_may_cure_on_a_day_nobody_knows(must, values, missing, name):
    (decision,) = prospects(must, values).decisions
    assert (decision.status, decision.ready_on) == (Status.UNDETERMINED, None)
    assert (decision.missing, decision.notes) == ((missing,), (only_told(name),))
    assert decision.reason.truth is False


def test_the_note_names_the_day_that_was_told_of():
    (decision,) = prospects("年龄 >= 22", {"年龄": 20}, as_of=dt.date(2026, 2, 28)).decisions
    assert decision.notes == ("“年龄”只说了 2026-02-28 的，以后哪天变算不出",)


@pytest.mark.parametrize(
    ("must", "values"),
    [
        # nobody grows younger
        ("年龄 <= 35", {"年龄": 36}),
        # what fails is no matter of time, whatever becomes of the age
        ("年龄 >= 22 且 一线岗位", {"年龄": 20, "一线岗位": "否"}),
        ("年龄 >= 22 且 一线岗位", {"年龄": 50, "一线岗位": "否"}),
    ],
)
def test_a_no_that_no_day_cures_stays_one(must, values):
    (decision,) = prospects(must, values).decisions
    assert (decision.status, decision.missing, decision.notes) == (Status.NO, (), ())


@pytest.mark.parametrize(
    ("must", "values", "ready"),
    [
        # the day of birth says the same of today, so it may speak of other days
        ("年龄 >= 22", {"年龄": 20, "出生日期": "2005-09-01"}, "2027-09-01"),
        ("年龄 >= 22", {"出生日期": "2005-09-01"}, "2027-09-01"),
        # counters run from the day they were told of
        (MONTHS, {"本地社保连续月数": 20}, "2026-10-30"),
        # another way has a day of its own
        (f"毕业满两年 或 {MONTHS}", {"毕业满两年": "否", "本地社保连续月数": 20}, "2026-10-30"),
    ],
)
def test_a_day_that_is_known(must, values, ready):
    (decision,) = prospects(must, values).decisions
    assert (decision.status, decision.ready_on) == (
        Status.NOT_YET,
        dt.date.fromisoformat(ready),
    )


def test_what_is_told_against_the_records_has_no_other_day():
    """Told 20, while the records say 30: which of the two turns 22, and when?"""
    records = facts(人员=[{"出生日期": "1995-09-01"}])
    (decision,) = prospects("年龄 >= 22", {"年龄": 20}, records).decisions
    assert (decision.status, decision.missing) == (Status.UNDETERMINED, ())
    assert decision.notes == ("“年龄”所说的与按登记算出的不同，以后哪天变算不出",)
    (decision,) = prospects("年龄 >= 22", {"年龄": 30}, records).decisions
    assert decision.status is Status.YES


def coming(must, values, records=None):
    found = prospects(must, values, records).coming()
    return [(c.when and c.when.isoformat(), c.kind, c.missing) for c in found]


def test_a_yes_that_may_end_on_a_day_nobody_knows_says_so():
    assert coming("年龄 <= 35", {"年龄": 34}) == [(None, "open", ("出生日期",))]
    assert coming("非 毕业满两年", {"毕业满两年": "否"}) == [(None, "open", ("最近毕业日期",))]
    # the day is known, or there is none
    assert coming("年龄 <= 35", {"年龄": 34, "出生日期": "1991-09-01"}) == [
        ("2027-09-01", "lapses", ())
    ]
    assert coming("年龄 <= 35", {"出生日期": "1991-09-01"}) == [("2027-09-01", "lapses", ())]
    assert coming("年龄 >= 18", {"年龄": 34}) == []
    assert coming("一线岗位", {"一线岗位": "是"}) == []


def test_records_alone_need_no_such_care():
    records = facts(人员=[{"出生日期": "1991-09-01"}])
    assert coming("年龄 <= 35", {}, records) == [("2027-09-01", "lapses", ())]
