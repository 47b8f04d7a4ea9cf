"""Random conditions: the day foreseen is the first on which the reference, asked day by day, says yes."""

import datetime as dt

import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st

from tests.policy.documents import benefit, document, explained, library
from tests.policy.examples import examples
from yulin.policy.backends.python import Frame, run
from yulin.policy.dates.calendar_math import months_between
from yulin.policy.decision import Status
from yulin.policy.explain import stored_values
from yulin.policy.problems import PolicyError

COUNTERS = "失业保险累计月数", "本地社保连续月数"
#: further ahead nobody looks; what comes later must not be found before
YEARS = 4

_counters = st.sampled_from(COUNTERS)
_past = st.sampled_from(["取得技师日期", "入职日期", "最近毕业日期"])
_compare = st.sampled_from([">=", ">", "<=", "<", "==", "!="])
_days = st.sampled_from(
    ["2026-08-31", "2027-02-28", "2028-02-29", "2026-12-31", "2027-01-01", "取得技师日期", "入职日期",
     "加月(取得技师日期, 12)", "月末(入职日期)", "加日(入职日期, 400)"]
)  # fmt: skip
_moving_days = st.sampled_from(
    ["基准日", "加月(基准日, 1)", "加月(基准日, -12)", "加日(基准日, 30)", "月末(基准日)", "月初(基准日)", "加工作日(基准日, 5)",
     "取大(基准日, 取得技师日期)", "取小(基准日, 2027-06-30)", "加月(月末(基准日), 3)"]
)  # fmt: skip
_figures = st.one_of(
    st.builds("{} {} {}".format, _counters, _compare, st.integers(0, 16)),
    st.builds("{} * 3 {} {}".format, _counters, _compare, st.integers(0, 40)),
    st.builds("{} / 12 {} {}".format, _counters, _compare, st.sampled_from(["1", "0.5", "1.25"])),
    st.builds("取整({} / 12) {} {}".format, _counters, _compare, st.integers(0, 2)),
    st.builds("整月({}, 基准日) {} {}".format, _past, _compare, st.integers(-3, 30)),
    st.builds("整月(基准日, {}) {} {}".format, _past, _compare, st.integers(-12, 6)),
    st.builds("整年({}, 基准日) {} {}".format, _past, _compare, st.integers(0, 3)),
    st.builds("整年(基准日, {}) {} {}".format, _past, _compare, st.integers(-2, 1)),
    st.builds("天数({}, 基准日) {} {}".format, _past, _compare, st.integers(-40, 400)),
    st.builds("天数(基准日, {}) {} {}".format, _past, _compare, st.integers(-400, 40)),
    st.builds("工作日数({}, 基准日) {} {}".format, _past, _compare, st.integers(0, 40)),
    st.builds("工作日数(基准日, {}) {} {}".format, _past, _compare, st.integers(0, 10)),
    st.builds("年龄 {} {}".format, _compare, st.integers(17, 20)),
    st.builds("年份(基准日) {} {}".format, _compare, st.integers(2026, 2029)),
    st.builds("年份(基准日) - 年份(出生日期) {} {}".format, _compare, st.integers(18, 21)),
    st.builds("月份(基准日) {} {}".format, _compare, st.integers(1, 12)),
    st.builds("月份(加月(基准日, 2)) in [{}, {}]".format, st.integers(1, 12), st.integers(1, 12)),
    st.builds("年份(基准日) in [2026, 20{}]".format, st.sampled_from(["27", "28"])),
    st.builds("年龄 + 整年(入职日期, 基准日) {} {}".format, _compare, st.integers(18, 23)),
    st.builds("{} + {} {} {}".format, _counters, _counters, _compare, st.integers(5, 40)),
    st.builds("{} + 整月(入职日期, 基准日) {} {}".format, _counters, _compare, st.integers(5, 40)),
    st.builds(
        "取小({}, 整月(入职日期, 基准日)) {} {}".format, _counters, _compare, st.integers(0, 14)
    ),
    st.builds("{} >= 整月(取得技师日期, 入职日期)".format, _counters),
    st.builds("若则(年龄 >= 18, {}, 3) {} {}".format, _counters, _compare, st.integers(0, 8)),
)
_truths = st.one_of(
    _figures,
    st.builds("{} {} {}".format, _moving_days, _compare, _days),
    st.builds("{} {} {}".format, _days, _compare, _moving_days),
    st.builds("近(取得技师日期, {})".format, st.sampled_from(["2年", "6个月"])),
    st.builds("{} in [2026-08-31, 2027-02-28]".format, _moving_days),
    st.sampled_from(["在职", "未知('没写')", "是", "否"]),
)  # fmt: skip


def _joined(inner):
    return st.one_of(
        st.builds("({} 且 {})".format, inner, inner),
        st.builds("({} 或 {})".format, inner, inner),
        st.builds("({} 且 {})".format, inner, inner),
        st.builds("(非 ({}))".format, inner),
        st.builds("若则({}, {}, {})".format, inner, inner, inner),
        st.builds("两说({}, {}, '说法不同')".format, inner, inner),
        st.builds("已知(两说({}, {}, '说法不同'))".format, inner, inner),
    )


TREES = st.recursive(_truths, _joined, max_leaves=6)
FACTS = st.fixed_dictionaries(
    {
        "失业保险累计月数": st.integers(0, 14),
        "本地社保连续月数": st.integers(0, 14),
        "出生日期": st.dates(dt.date(2007, 1, 1), dt.date(2009, 6, 30)),
        "取得技师日期": st.dates(dt.date(2024, 6, 1), dt.date(2027, 3, 31)),
        "入职日期": st.dates(dt.date(2024, 6, 1), dt.date(2027, 3, 31)),
        "最近毕业日期": st.dates(dt.date(2023, 6, 1), dt.date(2026, 6, 30)),
    }
)
TODAYS = st.sampled_from(
    [dt.date(*d) for d in ((2026, 6, 30), (2026, 1, 31), (2026, 2, 28), (2025, 12, 31), (2027, 12, 30))]
)  # fmt: skip


def day_by_day(program, facts, today):
    """The truth on every day from today on, as the reference sees it."""
    (item,) = program.items
    for ahead in range(366 * YEARS):
        day = today + dt.timedelta(days=ahead)
        passed = months_between(today, day)
        # a counter at zero stands still
        grown = {n: facts[n] + passed if facts[n] else 0 for n in COUNTERS}
        given = stored_values(program, {**facts, **grown})
        yield day, run(item.truth, Frame(program=program, as_of=day, given=given))


def wanted(program, facts, today):
    """The status and the day that the truth of every day gives."""
    days = day_by_day(program, facts, today)
    _, now = next(days)
    if now is not False:
        return (Status.YES if now else Status.UNDETERMINED), None
    unsure = False
    for day, truth in days:
        if truth:
            return Status.NOT_YET, day
        unsure = unsure or truth is None
    return (Status.UNDETERMINED if unsure else Status.NO), None


@examples(120)
@given(TREES, FACTS, TODAYS)
def test_the_first_day_on_which_it_holds(tree, facts, today):
    try:
        made = library(document(benefit(tree)))
        program = made.program(today)
    except (
        PolicyError
    ) as error:  # 'in' takes literals only, and a text may mix what cannot be mixed
        event({p.code for p in error.problems}.pop())
        assume(False)
    (decision,) = explained(made, as_of=today, values=facts).values()
    expected = wanted(program, facts, today)
    found = decision.status, decision.ready_on
    event(str(expected[0]))
    last = today + dt.timedelta(days=366 * YEARS - 1)
    if expected[1] is None and found[1] is not None:
        assert found[1] > last, (tree, facts)
    elif expected[0] is Status.NO and found[0] is Status.UNDETERMINED:
        pass  # unknown on a day behind the last that was asked
    else:
        assert found == expected, (tree, facts)


@pytest.mark.parametrize("word", ["且", "或"])
def test_the_search_itself_looks_at_every_day(word):
    program = library(
        document(benefit(f"基准日 >= 2026-07-02 {word} 基准日 >= 2026-07-04"))
    ).program(dt.date(2026, 6, 30))
    facts = dict.fromkeys(COUNTERS, 0)
    _, day = wanted(program, facts, dt.date(2026, 6, 30))
    assert day == dt.date(2026, 7, 4 if word == "且" else 2)
