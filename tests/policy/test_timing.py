"""When a "no" becomes a "yes" by time alone: the date, the windows that close, and what never comes."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.policy.documents import (
    AS_OF,
    all_tables,
    benefit,
    both,
    day,
    document,
    explained,
    library,
    version,
    versions,
)
from tests.policy.examples import examples
from yulin.policy.dates.calendar_math import months_between
from yulin.policy.decision import Status

NO, NOT_YET, OPEN, YES = Status.NO, Status.NOT_YET, Status.UNDETERMINED, Status.YES


def answer(made, as_of=AS_OF, **values):
    """Status and date of the only benefit for given facts."""
    (decision,) = explained(made, as_of=as_of, values=values).values()
    return decision.status, decision.ready_on and decision.ready_on.isoformat()


def only(must, **more):
    return library(document(benefit(must), **more))


@pytest.mark.parametrize(
    ("must", "values", "wanted"),
    [
        # a counter grows by one each month
        ("失业保险累计月数 >= 12", {"失业保险累计月数": 11}, (NOT_YET, "2026-07-30")),
        ("失业保险累计月数 > 12", {"失业保险累计月数": 11}, (NOT_YET, "2026-08-30")),
        ("12 <= 失业保险累计月数", {"失业保险累计月数": 1}, (NOT_YET, "2027-05-30")),
        ("非 失业保险累计月数 < 12", {"失业保险累计月数": 11}, (NOT_YET, "2026-07-30")),
        ("失业保险累计月数 >= 12", {"失业保险累计月数": 12}, (YES, None)),
        # … once it has begun to run
        ("失业保险累计月数 >= 12", {"失业保险累计月数": 0}, (NO, None)),
        ("失业保险累计月数 >= 12", {}, (OPEN, None)),
        # an upper bound only gets further away
        ("失业保险累计月数 <= 12", {"失业保险累计月数": 13}, (NO, None)),
        # exactly so many: for a month
        ("失业保险累计月数 == 12", {"失业保险累计月数": 11}, (NOT_YET, "2026-07-30")),
        ("失业保险累计月数 == 12", {"失业保险累计月数": 13}, (NO, None)),
        ("失业保险累计月数 != 12", {"失业保险累计月数": 12}, (NOT_YET, "2026-07-30")),
        ("年龄 in [18, 20]", {"出生日期": "2008-07-01"}, (NOT_YET, "2026-07-01")),
        ("年龄 in [18, 20]", {"出生日期": "2007-01-01"}, (NOT_YET, "2027-01-01")),
        # ages
        ("年龄 >= 18", {"出生日期": "2008-07-01"}, (NOT_YET, "2026-07-01")),
        ("年龄 > 18", {"出生日期": "2008-07-01"}, (NOT_YET, "2027-07-01")),
        ("年龄 >= 18", {"出生日期": "2008-06-30"}, (YES, None)),
        ("年龄 <= 35", {"出生日期": "1985-01-01"}, (NO, None)),
        # born on a leap day: complete on 28 February
        ("年龄 >= 19", {"出生日期": "2008-02-29"}, (NOT_YET, "2027-02-28")),
        # what is counted in hundredths beside what is counted in ones
        ("失业保险累计月数 * 1.25 + 整月(取得技师日期, 基准日) >= 60",
         {"失业保险累计月数": 11, "取得技师日期": "2023-08-31"}, (NOT_YET, "2026-12-30")),
        ("失业保险累计月数 * 0.01 + 整月(取得技师日期, 基准日) >= 100",
         {"失业保险累计月数": 11, "取得技师日期": "2023-08-31"}, (NOT_YET, "2031-12-31")),
        # months and days since
        ("整月(取得技师日期, 基准日) >= 36", {"取得技师日期": "2023-07-15"}, (NOT_YET, "2026-07-15")),
        ("整月(取得技师日期, 基准日) > 36", {"取得技师日期": "2023-06-30"}, (NOT_YET, "2026-07-30")),
        ("整年(取得技师日期, 基准日) >= 3", {"取得技师日期": "2023-08-31"}, (NOT_YET, "2026-08-31")),
        ("天数(取得技师日期, 基准日) >= 30", {"取得技师日期": "2026-06-15"}, (NOT_YET, "2026-07-15")),
        ("天数(取得技师日期, 基准日) > 30", {"取得技师日期": "2026-06-15"}, (NOT_YET, "2026-07-16")),
        # the date itself
        ("基准日 >= 2026-09-01", {}, (NOT_YET, "2026-09-01")),
        ("基准日 > 2026-09-01", {}, (NOT_YET, "2026-09-02")),
        ("2026-09-01 <= 基准日", {}, (NOT_YET, "2026-09-01")),
        ("基准日 <= 2026-01-01", {}, (NO, None)),
        ("基准日 >= 加月(取得技师日期, 12)", {"取得技师日期": "2026-05-31"}, (NOT_YET, "2027-05-31")),
        ("加月(基准日, 12) >= 取得技师日期", {"取得技师日期": "2027-08-01"}, (NOT_YET, "2026-08-01")),
        # 2026-08-31 lies a month after no earlier day: 07-31 + 1 month is 08-31, 06-30 + 1 is 07-30
        ("加月(基准日, 1) >= 取得技师日期", {"取得技师日期": "2026-08-31"}, (NOT_YET, "2026-07-31")),
        # 2027-02-28 + 1 month stops at 03-28: the first day that reaches 03-31 is 03-01
        ("加月(基准日, 1) >= 取得技师日期", {"取得技师日期": "2027-03-31"}, (NOT_YET, "2027-03-01")),
        ("加月(基准日, 1) > 取得技师日期", {"取得技师日期": "2027-03-30"}, (NOT_YET, "2027-03-01")),
        ("月末(基准日) >= 取得技师日期", {"取得技师日期": "2026-08-31"}, (NOT_YET, "2026-08-01")),
        ("加日(基准日, 30) > 取得技师日期", {"取得技师日期": "2026-08-31"}, (NOT_YET, "2026-08-02")),
        ("加工作日(基准日, 3) >= 取得技师日期", {"取得技师日期": "2026-07-09"}, (NOT_YET, "2026-07-06")),
        # what shrinks as time passes
        ("天数(基准日, 取得技师日期) < 30", {"取得技师日期": "2026-08-31"}, (NOT_YET, "2026-08-02")),
        ("整月(基准日, 取得技师日期) <= 1", {"取得技师日期": "2026-08-31"}, (NOT_YET, "2026-07-01")),
        ("工作日数(基准日, 取得技师日期) <= 5", {"取得技师日期": "2026-07-10"}, (NOT_YET, "2026-07-03")),
        # the calendar: within the year, and in a month that comes again
        ("年份(基准日) >= 2028", {}, (NOT_YET, "2028-01-01")),
        ("年份(基准日) - 年份(出生日期) >= 18", {"出生日期": "2009-12-31"}, (NOT_YET, "2027-01-01")),
        ("月份(基准日) == 3", {}, (NOT_YET, "2027-03-01")),
        ("月份(基准日) == 3 且 年龄 >= 18", {"出生日期": "2010-06-30"}, (NOT_YET, "2029-03-01")),
        ("月份(基准日) <= 2 且 年龄 >= 18", {"出生日期": "2010-02-15"}, (NOT_YET, "2028-02-15")),
        # several that move together
        ("年龄 + 整年(入职日期, 基准日) >= 20", {"出生日期": "2008-07-01", "入职日期": "2025-03-01"}, (NOT_YET, "2027-03-01")),
        ("失业保险累计月数 + 本地社保连续月数 >= 20", {"失业保险累计月数": 8, "本地社保连续月数": 5}, (NOT_YET, "2026-10-30")),
        ("失业保险累计月数 + 本地社保连续月数 >= 20", {"失业保险累计月数": 0, "本地社保连续月数": 18}, (NOT_YET, "2026-08-30")),
        ("取小(失业保险累计月数, 本地社保连续月数) >= 9", {"失业保险累计月数": 8, "本地社保连续月数": 5}, (NOT_YET, "2026-10-30")),
        # what no calendar brings
        ("最高学历 >= '本科'", {"最高学历": "专科"}, (NO, None)),
        ("在职", {"在职": "否"}, (NO, None)),
        ("合同年限 >= 3", {"合同年限": 1}, (NO, None)),
        ("上年工资收入 >= 10万元", {"上年工资收入": 1}, (NO, None)),
        ("最近毕业日期 >= 2026-09-01", {"最近毕业日期": "2020-01-01"}, (NO, None)),
    ],
)  # fmt: skip
def test_when_one_condition_holds(must, values, wanted):
    assert answer(only(must), **values) == wanted


@pytest.mark.parametrize(
    ("must", "values", "wanted"),
    [
        # all of them: the latest
        ("失业保险累计月数 >= 12 且 年龄 >= 18", {"失业保险累计月数": 11, "出生日期": "2008-09-01"}, (NOT_YET, "2026-09-01")),
        ("失业保险累计月数 >= 12 且 年龄 >= 18", {"失业保险累计月数": 9, "出生日期": "2008-09-01"}, (NOT_YET, "2026-09-30")),
        # one of them holds already
        ("失业保险累计月数 >= 12 且 年龄 >= 18", {"失业保险累计月数": 11, "出生日期": "2000-09-01"}, (NOT_YET, "2026-07-30")),
        # one that time does not cure
        ("失业保险累计月数 >= 12 且 在职", {"失业保险累计月数": 11, "在职": "否"}, (NO, None)),
        # one that nobody knows
        ("失业保险累计月数 >= 12 且 在职", {"失业保险累计月数": 11}, (OPEN, None)),
        # any of them: the earliest
        ("失业保险累计月数 >= 12 或 年龄 >= 18", {"失业保险累计月数": 11, "出生日期": "2008-09-01"}, (NOT_YET, "2026-07-30")),
        ("失业保险累计月数 >= 12 或 年龄 >= 18", {"失业保险累计月数": 3, "出生日期": "2008-09-01"}, (NOT_YET, "2026-09-01")),
        ("失业保险累计月数 >= 12 或 在职", {"失业保险累计月数": 11, "在职": "否"}, (NOT_YET, "2026-07-30")),
        ("在职 或 登记失业", {"在职": "否", "登记失业": "否"}, (NO, None)),
    ],
)  # fmt: skip
def test_all_and_any(must, values, wanted):
    assert answer(only(must), **values) == wanted


LONG, SHORT = "失业保险累计月数 >= 12", "失业保险累计月数 >= 6"
OPEN_UNTIL = "基准日 <= 2026-12-31"


@pytest.mark.parametrize(
    ("must", "values", "wanted"),
    [
        # the way that is ready first has closed by then; the other one has not
        (f"({LONG} 且 {OPEN_UNTIL}) 或 年龄 >= 18", {"失业保险累计月数": 5, "出生日期": "2009-03-01"}, (NOT_YET, "2027-03-01")),
        (f"({SHORT} 且 年龄 < 18) 或 {LONG}", {"失业保险累计月数": 5, "出生日期": "2008-07-15"}, (NOT_YET, "2027-01-30")),
        # both ways close
        (f"({LONG} 且 {OPEN_UNTIL}) 或 (年龄 >= 18 且 {OPEN_UNTIL})", {"失业保险累计月数": 5, "出生日期": "2009-03-01"}, (NO, None)),
        # an or within an and: the earlier way is ready before the rest, and gone when the rest is
        (f"({OPEN_UNTIL} 或 年龄 >= 20) 且 {LONG}", {"失业保险累计月数": 5, "出生日期": "2007-02-01"}, (NOT_YET, "2027-02-01")),
        ("(月份(基准日) == 7 或 基准日 >= 2027-05-01) 且 年龄 >= 18", {"出生日期": "2008-09-15"}, (NOT_YET, "2027-05-01")),
        # what must not be, ends
        ("非 (年龄 < 18 或 失业保险累计月数 < 6)", {"失业保险累计月数": 5, "出生日期": "2008-09-15"}, (NOT_YET, "2026-09-15")),
        ("非 (基准日 <= 2026-08-15 且 年龄 < 18)", {"出生日期": "2008-09-15"}, (NOT_YET, "2026-08-16")),
        ("非 近(取得技师日期, 2年)", {"取得技师日期": "2024-08-31"}, (NOT_YET, "2026-08-31")),
        ("非 近(取得技师日期, 2年)", {"取得技师日期": "2024-02-29"}, (YES, None)),
        # a choice turns with its test, and with its values
        (f"若则(年龄 < 18, {SHORT}, {LONG})", {"失业保险累计月数": 1, "出生日期": "2008-07-15"}, (NOT_YET, "2027-05-30")),
        (f"若则(年龄 < 18, {LONG}, {SHORT})", {"失业保险累计月数": 8, "出生日期": "2008-07-15"}, (NOT_YET, "2026-07-15")),
        ("失业保险累计月数 >= 若则(年龄 < 18, 12, 6)", {"失业保险累计月数": 8, "出生日期": "2008-07-15"}, (NOT_YET, "2026-07-15")),
        # a day on which it cannot be told is passed over …
        ("(年龄 >= 18 且 未知('没写')) 或 失业保险累计月数 >= 12", {"失业保险累计月数": 5, "出生日期": "2008-07-15"}, (NOT_YET, "2027-01-30")),
        # … unless there is no other
        ("(年龄 >= 18 且 未知('没写')) 或 在职", {"在职": "否", "出生日期": "2008-07-15"}, (OPEN, None)),
        # a counter that stands at zero does not run out either
        (f"失业保险累计月数 < 6 且 {LONG.replace('失业保险累计', '本地社保连续')}", {"失业保险累计月数": 0, "本地社保连续月数": 1}, (NOT_YET, "2027-05-30")),
        (f"失业保险累计月数 < 6 且 {LONG.replace('失业保险累计', '本地社保连续')}", {"失业保险累计月数": 1, "本地社保连续月数": 1}, (NO, None)),
        # the end of the calendar never comes
        ("基准日 > 取得技师日期", {"取得技师日期": "9999-12-31"}, (NO, None)),
    ],
)  # fmt: skip
def test_a_way_that_closes_and_one_that_stays_open(must, values, wanted):
    assert answer(only(must), **values) == wanted


def test_a_condition_behind_a_name():
    more = '定义:\n  - {名称: 年轻或久缴, 式: "年龄 < 18 或 失业保险累计月数 >= 12"}'
    made = library(
        document(benefit("年轻或久缴 且 (失业保险累计月数 >= 6 且 年龄 >= 17)"), more=more)
    )
    known = {"失业保险累计月数": 1, "出生日期": "2009-07-15"}
    assert answer(made, **known) == (NOT_YET, "2026-11-30")
    assert answer(made, **known | {"出生日期": "2008-09-15"}) == (NOT_YET, "2027-05-30")


@pytest.mark.parametrize(
    ("today", "born", "ready"),
    [
        ("2026-01-01", "2008-02-29", "2026-02-28"),
        ("2027-12-31", "2010-02-28", "2028-02-28"),
        ("2024-02-29", "2008-02-29", "2026-02-28"),
    ],
)
def test_ages_around_the_29th_of_february(today, born, ready):
    assert answer(only("年龄 >= 18"), day(today), 出生日期=born) == (NOT_YET, ready)


def test_an_instalment_is_due_when_its_own_turn_comes():
    parts = """
分期:
  - {名称: 首期, 名称en: First, 占: 50%}
  - {名称: 尾款, 名称en: Last, 占: 50%, 条件: [{编号: 尾, 须: "失业保险累计月数 >= 12 且 (年龄 < 18 或 年龄 >= 19)"}]}
"""
    must = "失业保险累计月数 >= 6 且 基准日 <= 2026-12-31"
    made = library(document(benefit(must, amount="1000元", more=parts)))
    born = {"出生日期": "2008-10-01"}
    (decision,) = explained(made, values={"失业保险累计月数": 5, **born}).values()
    # the window in which to apply is closed by then, the second half is paid all the same
    assert [(p.status, p.ready_on) for p in decision.instalments] == [
        (NOT_YET, day("2026-07-30")),
        (NOT_YET, day("2027-10-01")),
    ]
    (decision,) = explained(made, values={"失业保险累计月数": 11, **born}).values()
    assert [(p.status, p.ready_on) for p in decision.instalments] == [
        (YES, None),
        (NOT_YET, day("2026-07-30")),
    ]


@pytest.mark.parametrize(
    ("as_of", "issued", "months", "wanted"),
    [
        # cases 01-2 and 01-4: claimed within 12 months of the certificate, 12 months paid
        ("2024-06-20", "2024-05-10", 11, (NOT_YET, "2024-07-20")),
        ("2024-06-20", "2024-05-10", 1, (NOT_YET, "2025-05-20")),
        # the window closes on 2025-05-10: ten days too early
        ("2024-06-30", "2024-05-10", 1, (NO, None)),
        ("2024-06-10", "2024-05-10", 1, (NOT_YET, "2025-05-10")),
        ("2024-06-11", "2024-05-10", 1, (NO, None)),
        # closed already
        ("2025-05-11", "2024-05-10", 11, (NO, None)),
    ],
)
def test_a_window_that_closes_before_the_shortfall_is_cured(as_of, issued, months, wanted):
    made = only("失业保险累计月数 >= 12 且 基准日 <= 加月(最近技能证书日期, 12)")
    if (as_of, months) == ("2024-06-20", 1):
        wanted = (NO, None)  # 2025-05-20 lies ten days behind the window
    assert answer(made, day(as_of), 失业保险累计月数=months, 最近技能证书日期=issued) == wanted


@pytest.mark.parametrize(
    ("born", "wanted"),
    [
        # 35 on the day the sixth month is complete: still within
        ("1991-07-30", (NO, None)),
        ("1991-07-31", (NOT_YET, "2026-07-30")),
        ("1990-01-01", (NO, None)),
    ],
)
def test_an_age_that_passes_meanwhile(born, wanted):
    made = only("失业保险累计月数 >= 6 且 年龄 < 35")
    assert answer(made, 失业保险累计月数=5, 出生日期=born) == wanted


@pytest.mark.parametrize(
    ("ends", "wanted"),
    [("2026-07-30", (NOT_YET, "2026-07-30")), ("2026-07-29", (NO, None)), (None, (NOT_YET, "2026-07-30"))],
)  # fmt: skip
def test_a_version_that_ends_before(ends, wanted):
    assert answer(only("失业保险累计月数 >= 6", ends=ends), 失业保险累计月数=5) == wanted


def test_a_version_that_follows_and_reads_the_same():
    first = version(benefit("失业保险累计月数 >= 6"), name="一", ends="2026-07-01")
    same = version(name="二", starts="2026-07-02", more="沿用: 一")
    other = version(benefit("失业保险累计月数 >= 7"), name="二", starts="2026-07-02")
    later = version(name="二", starts="2026-07-03", more="沿用: 一")
    assert answer(library(versions(first, same)), 失业保险累计月数=5) == (NOT_YET, "2026-07-30")
    assert answer(library(versions(first, other)), 失业保险累计月数=5) == (NO, None)
    assert answer(library(versions(first, later)), 失业保险累计月数=5) == (NO, None)


def test_a_benefit_that_does_not_look_ahead():
    made = library(document(benefit("失业保险累计月数 >= 6", more="未到: 否")))
    assert answer(made, 失业保险累计月数=5) == (NO, None)


def test_a_step_of_handling_does_not_hold_up():
    rules = '- {编号: 社保, 须: "失业保险累计月数 >= 6"}\n- {编号: 公示, 须: "在职", 办理: 是}'
    made = library(document(benefit(conditions=rules)))
    assert answer(made, 失业保险累计月数=5) == (NOT_YET, "2026-07-30")
    assert answer(made, 失业保险累计月数=6) == (YES, None)
    assert answer(made, 失业保险累计月数=6, 在职="否") == (NO, None)


def test_what_a_none_of_group_waits_for():
    rules = '- 皆非:\n    - {编号: 少, 须: "失业保险累计月数 < 6"}'
    made = library(document(benefit(conditions=rules)))
    assert answer(made, 失业保险累计月数=5) == (NOT_YET, "2026-07-30")
    assert answer(made, 失业保险累计月数=6) == (YES, None)


@pytest.mark.parametrize(
    ("as_of", "ready"),
    [("2026-01-31", "2026-02-28"), ("2024-01-31", "2024-02-29"), ("2026-01-30", "2026-02-28"), ("2026-02-28", "2026-03-28")],
)  # fmt: skip
def test_months_ahead_from_the_end_of_a_month(as_of, ready):
    made = only("失业保险累计月数 >= 6")
    assert answer(made, day(as_of), 失业保险累计月数=5) == (NOT_YET, ready)


def test_both_back_ends_and_the_explanation_foresee_the_same():
    made = library(
        document(
            benefit("失业保险累计月数 >= 12 且 基准日 <= 加月(最近技能证书日期, 12)", code="甲"),
            benefit("年龄 >= 18 或 失业保险累计月数 >= 8", code="乙"),
            ends="2027-01-01",
        )
    )
    spell = {"险种": "失业", "参保地": "330302", "起始年月": "2026-01-01", "缴费类型": "正常"}
    paper = {"证书类别": "职业技能等级", "技能等级": "高级工", "发证日期": "2026-01-10"}
    given = all_tables(人员=[{"出生日期": "2008-12-01"}], 社保=[spell], 证书=[paper])
    rows = both(made, given).select("benefit", "status", "ready_on").rows()
    assert rows == [("甲", NOT_YET, day("2026-12-01")), ("乙", NOT_YET, day("2026-08-01"))]
    found = explained(made, given)
    assert [(d.status, d.ready_on) for d in found.values()] == [r[1:] for r in rows]


@pytest.mark.parametrize("today", ["2026-06-01", "2026-06-30", "2026-08-31", "2026-11-30"])
def test_months_from_records_are_full_on_the_first_of_a_month(today):
    """The day foreseen stays the same all the while, and the records themselves say yes on it."""
    made = only("本地社保连续月数 >= 12")
    spell = {"险种": "职工养老", "参保地": "330302", "起始年月": "2026-01-01", "缴费类型": "正常"}
    given = all_tables(社保=[spell])
    for when, wanted in (
        (day(today), (NOT_YET, day("2026-12-01"))),
        (day("2026-12-01"), (YES, None)),
    ):
        (row,) = both(made, given, when).select("status", "ready_on").rows()
        assert row == wanted
    # months that somebody told have no day of their own: theirs run from today
    told = explained(made, given, day("2026-06-30"), values={"本地社保连续月数": 11})
    assert told["甲"].ready_on == day("2026-07-30")


# -- the date is right: yes on it, no on the day before --------------------------------------------

MONTHS = "失业保险累计月数", "本地社保连续月数"
PIECES = st.sampled_from(
    ["失业保险累计月数 >= 6", "失业保险累计月数 > 8", "本地社保连续月数 >= 12", "年龄 >= 18", "整月(取得技师日期, 基准日) >= 6",
     "天数(入职日期, 基准日) > 90", "基准日 >= 2026-08-31", "加月(基准日, 1) >= 取得技师日期", "整年(入职日期, 基准日) >= 1",
     "非 失业保险累计月数 <= 7"]
)  # fmt: skip
FACTS = st.fixed_dictionaries(
    {
        "失业保险累计月数": st.integers(0, 12),
        "本地社保连续月数": st.integers(0, 14),
        "出生日期": st.dates(dt.date(2007, 6, 1), dt.date(2009, 6, 1)),
        "取得技师日期": st.dates(dt.date(2025, 12, 1), dt.date(2026, 12, 31)),
        "入职日期": st.dates(dt.date(2025, 6, 1), dt.date(2026, 6, 30)),
    }
)
TODAYS = st.sampled_from(
    [day(d) for d in ("2026-06-30", "2026-01-31", "2026-02-28", "2025-12-31", "2026-06-15")]
)


@examples(150)
@given(st.lists(PIECES, min_size=1, max_size=4), st.sampled_from([" 且 ", " 或 "]), FACTS, TODAYS)
def test_on_the_date_it_is_due_and_not_a_day_sooner(pieces, word, facts, today):
    made = only(word.join(pieces))
    (decision,) = explained(made, as_of=today, values=facts).values()
    assert decision.status in (YES, NOT_YET, NO)
    if decision.status is NOT_YET:
        assert decision.ready_on > today
        for when, due in (
            (decision.ready_on, True),
            (decision.ready_on - dt.timedelta(days=1), False),
        ):
            passed = months_between(today, when)
            # a counter at zero stands still
            grown = {n: facts[n] + passed if facts[n] else 0 for n in MONTHS}
            (then,) = explained(made, as_of=when, values={**facts, **grown}).values()
            assert (then.status is YES) is due, when


# -- how much is missing ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("must", "values", "words"),
    [
        ("失业保险累计月数 >= 12", {"失业保险累计月数": 10}, "还差 2 个月"),
        ("失业保险累计月数 > 12", {"失业保险累计月数": 12}, "还差 1 个月"),
        ("12 <= 失业保险累计月数", {"失业保险累计月数": 10}, "还差 2 个月"),
        ("上年工资收入 >= 10万元", {"上年工资收入": "99999.50"}, "还差 0.5 元"),
        ("合同年限 >= 3", {"合同年限": "1.5"}, "还差 1.5 年"),
        ("租房面积 >= 60㎡", {"租房面积": "48.75"}, "还差 11.25 ㎡"),
        ("整年(取得技师日期, 基准日) >= 3", {"取得技师日期": "2024-06-30"}, "还差 1 年"),
        ("天数(取得技师日期, 基准日) >= 30", {"取得技师日期": "2026-06-20"}, "还差 20 日"),
    ],
)  # fmt: skip
def test_the_gap_in_words(must, values, words):
    (decision,) = explained(only(must), values=values).values()
    (leaf,) = decision.reason.leaves()
    assert leaf.gap.text() == words


@pytest.mark.parametrize(
    ("must", "values"),
    [
        # holds, is unknown, or has no size
        ("失业保险累计月数 >= 12", {"失业保险累计月数": 12}),
        ("失业保险累计月数 >= 12", {}),
        ("最高学历 >= '本科'", {"最高学历": "专科"}),
        ("在职", {"在职": "否"}),
    ],
)
def test_no_gap_where_nothing_is_short(must, values):
    (decision,) = explained(only(must), values=values).values()
    assert decision.reason.leaves()[0].gap is None
