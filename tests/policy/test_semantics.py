"""What each node of the intermediate form means, in the reference and in the population back end."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.policy.documents import day
from tests.policy.engines import node_values, value, values
from tests.policy.examples import examples
from yulin.codes import calendar
from yulin.policy import ir
from yulin.policy.dates import calendar_math as cm
from yulin.policy.kinds import DAY, MONEY, TEXT, YES, Number

T, F, N = True, False, None
WHOLE = Number()
JUNE = dt.date(2026, 6, 30)


def const(stored, kind=WHOLE):
    return ir.Const(stored, kind)


# -- yes, no and unknown ---------------------------------------------------------------------------

TRUTHS = [const(t, YES) for t in (T, F, N)]


@pytest.mark.parametrize(
    ("kind", "table"),
    [
        # rows and columns: true, false, unknown
        (ir.And, [[T, F, N], [F, F, F], [N, F, N]]),
        (ir.Or, [[T, T, T], [T, F, N], [T, N, N]]),
    ],
)
def test_kleene_of_two(kind, table):
    found = [[node_values(kind((a, b)), [{}])[0] for b in TRUTHS] for a in TRUTHS]
    assert found == table


@pytest.mark.parametrize("kind", [ir.And, ir.Or])
def test_kleene_of_three_does_not_depend_on_order(kind):
    settles = kind is ir.Or
    for parts in itertools.product((T, F, N), repeat=3):
        wanted = settles if settles in parts else N if N in parts else not settles
        node = kind(tuple(const(p, YES) for p in parts))
        assert node_values(node, [{}]) == [wanted], parts


@pytest.mark.parametrize(("truth", "wanted"), [(T, F), (F, T), (N, N)])
def test_not(truth, wanted):
    assert value("非 甲是", 甲是=truth) is wanted


@pytest.mark.parametrize(("stored", "known"), [(0, T), (5, T), (N, F)])
def test_known_is_never_unknown(stored, known):
    assert value("已知(甲数)", 甲数=stored) is known


# -- comparison ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("op", "below", "same", "above"),
    [("<", T, F, F), ("<=", T, T, F), ("==", F, T, F), ("!=", T, F, T), (">=", F, T, T), (">", F, F, T)],
)  # fmt: skip
def test_bounds_are_included_where_the_sign_says_so(op, below, same, above):
    rows = [{"甲数": n} for n in (34, 35, 36, None)]
    assert values(f"甲数 {op} 35", rows) == [below, same, above, N]
    dates = [{"甲日": day(d)} for d in ("2024-02-28", "2024-02-29", "2024-03-01")] + [{}]
    assert values(f"甲日 {op} 2024-02-29", dates) == [below, same, above, N]


def test_labels_compare_by_rank_not_as_text():
    rows = [{"甲级": n} for n in (0, 1, 2, None)]
    assert values("甲级 >= '中'", rows) == [F, T, T, N]
    assert values("甲级 == '中'", rows) == [F, T, F, N]
    assert values("甲级 != '中'", rows) == [T, F, T, N]


def test_scales_are_aligned_before_comparing():
    """1500.50 yuan is stored as 150050 fen."""
    rows = [{"甲钱": n} for n in (150_050, 150_055, 150_060)]
    assert values("甲钱 > 1500.55元", rows) == [F, F, T]
    assert values("甲钱 > 1500.555元", rows) == [F, F, T]
    assert values("甲钱 >= 1500.545元", rows) == [F, T, T]


@pytest.mark.parametrize(
    ("text", "rows", "wanted"),
    [
        ("甲数 in [1, 3]", [{"甲数": 1}, {"甲数": 2}, {"甲数": None}], [T, F, N]),
        ("甲数 not in [1, 3]", [{"甲数": 1}, {"甲数": 2}, {"甲数": None}], [F, T, N]),
        ("甲级 in ['低', '高']", [{"甲级": 0}, {"甲级": 1}, {"甲级": None}], [T, F, N]),
        ("甲文 in ['红']", [{"甲文": "红"}, {"甲文": "绿"}, {"甲文": None}], [T, F, N]),
        ("甲钱 in [1.5元]", [{"甲钱": 150}, {"甲钱": 15}, {"甲钱": None}], [T, F, N]),
        ("甲地 in [330302]", [{"甲地": 330302}, {"甲地": 330300}, {"甲地": None}], [T, F, N]),
        ("甲日 in [2024-02-29]", [{"甲日": day("2024-02-29")}, {"甲日": day("2024-03-01")}, {"甲日": None}], [T, F, N]),
        # texts are searched as written: no pattern
        ("甲文 包含 '工匠'", [{"甲文": "浙江工匠"}, {"甲文": "工.匠"}, {"甲文": None}], [T, F, N]),
        ("甲文 包含 '.'", [{"甲文": "工匠"}, {"甲文": "工.匠"}, {"甲文": ""}], [F, T, F]),
        ("甲文 不包含 '工匠'", [{"甲文": "浙江工匠"}, {"甲文": ""}, {"甲文": None}], [F, T, N]),
        ("甲文 包含 ''", [{"甲文": "甲"}, {"甲文": None}], [T, N]),
    ],
)  # fmt: skip
def test_membership(text, rows, wanted):
    assert values(text, rows) == wanted


@pytest.mark.parametrize(
    ("scope", "inside", "outside"),
    [
        # the country
        (0, [330302, 110000, 999999], []),
        # a province
        (330000, [330000, 330300, 330302, 339999], [320000, 340000, 110101]),
        # a city
        (330300, [330300, 330302, 330382], [330200, 330400, 330000]),
        # a district
        (330302, [330302], [330303, 330300, 330000]),
    ],
)
def test_within(scope, inside, outside):
    place = ir.Var("甲地", ir.Const(0, WHOLE).type)
    rows = [{"甲地": code} for code in (*inside, *outside, None)]
    wanted = [T] * len(inside) + [F] * len(outside) + [N]
    assert node_values(ir.Within(place, scope), rows) == wanted


# -- arithmetic ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "facts", "wanted"),
    [
        ("甲数 + 1", {"甲数": 2}, 3),
        ("甲数 - 甲月", {"甲数": 2, "甲月": 5}, -3),
        ("-甲数", {"甲数": 2}, -2),
        ("甲数 * 甲数", {"甲数": -7}, 49),
        ("甲数 + 甲月", {"甲数": None, "甲月": 5}, N),
        ("甲数 * 0", {"甲数": None}, N),
        ("-甲数", {"甲数": None}, N),
        # 1500 fen + 1 yuan
        ("甲钱 + 1元", {"甲钱": 1500}, 1600),
        # 0.333 + 1 at three decimals
        ("甲比 + 1", {"甲比": 333}, 1333),
    ],
)
def test_sums_and_products(text, facts, wanted):
    assert value(text, **facts) == wanted


@pytest.mark.parametrize(
    ("top", "bottom", "wanted"),
    [
        # six digits, half away from zero
        (7, 2, 3_500_000), (1, 3, 333_333), (2, 3, 666_667), (-2, 3, -666_667), (2, -3, -666_667),
        (-7, 2, -3_500_000), (-7, -2, 3_500_000), (0, 5, 0),
        # 1 / 32 = 0.03125 and 1 / 64 = 0.015625 are exact; 1 / 128 = 0.0078125 is a half
        (1, 32, 31_250), (1, 64, 15_625), (1, 128, 7_813), (-1, 128, -7_813),
        # zero below, unknown above or below
        (5, 0, N), (0, 0, N), (None, 2, N), (5, None, N), (None, 0, N),
    ],
)  # fmt: skip
def test_division(top, bottom, wanted):
    assert value("甲数 / 甲月", 甲数=top, 甲月=bottom) == wanted


@pytest.mark.parametrize(
    ("stored", "half", "up", "down"),
    [
        # tenths: 2.5 → 3, 3.5 → 4 (never to even), and the same away from zero below it
        (25, 3, 3, 2), (35, 4, 4, 3), (24, 2, 3, 2), (26, 3, 3, 2), (20, 2, 2, 2), (5, 1, 1, 0),
        (4, 0, 1, 0), (0, 0, 0, 0), (-25, -3, -3, -2), (-35, -4, -4, -3), (-24, -2, -3, -2),
        (-5, -1, -1, 0), (-4, 0, -1, 0), (None, N, N, N),
        # as large as 64 bits hold
        (2**63 - 1, 922337203685477581, 922337203685477581, 922337203685477580),
        (-(2**63) + 1, -922337203685477581, -922337203685477581, -922337203685477580),
    ],
)  # fmt: skip
def test_rounding(stored, half, up, down):
    number = ir.Var("甲数", Number("", 1))
    modes = [ir.Round(number, 1, mode, WHOLE) for mode in ("half", "up", "down")]
    assert [node_values(m, [{"甲数": stored}])[0] for m in modes] == [half, up, down]


def test_money_is_rounded_half_up_to_the_fen():
    """0.125 × 甲钱: 1 yuan gives 12.5 fen → 13; 3 yuan 37.5 → 38; −1 yuan −12.5 → −13."""
    rows = [{"甲钱": n} for n in (100, 300, -100)]
    product = ir.Multiply(ir.Var("甲钱", MONEY), const(125), Number("元", 5))
    assert node_values(ir.Round(product, 3, "half", MONEY), rows) == [13, 38, -13]


@pytest.mark.parametrize(
    ("numbers", "least", "greatest"),
    [((3, 5), 3, 5), ((5, 3), 3, 5), ((-1, 0), -1, 0), ((None, 5), N, N), ((5, None), N, N), ((None, None), N, N)],
)  # fmt: skip
def test_the_larger_of_unknown_and_five_is_unknown(numbers, least, greatest):
    facts = dict(zip(("甲数", "甲月"), numbers, strict=True))
    assert value("取小(甲数, 甲月)", **facts) == least
    assert value("取大(甲数, 甲月)", **facts) == greatest


def test_extremes_of_dates_and_labels():
    assert value("取大(甲日, 基准日)", 甲日=day("2030-01-01")) == day("2030-01-01")
    assert value("取小(甲日, 基准日)", 甲日=day("2030-01-01")) == JUNE
    assert value("取大(甲日, 基准日)") is None
    assert value("取大(甲级, '中')", 甲级=0) == 1
    assert value("取小(甲级, '中')", 甲级=0) == 0


@pytest.mark.parametrize(
    ("dates", "wanted"),
    [
        (("2026-01-01", "2025-01-01"), "2025-01-01"),
        # only the known ones count
        ((None, "2025-01-01"), "2025-01-01"),
        (("2026-01-01", None), "2026-01-01"),
        ((None, None), None),
    ],
)
def test_earliest_skips_what_never_comes(dates, wanted):
    node = ir.Earliest(tuple(const(d and day(d), DAY) for d in dates))
    assert node_values(node, [{}]) == [wanted and day(wanted)]


# -- choice, unknown, dispute ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "two", "wanted"),
    [
        (T, T, 1), (T, F, 1), (T, N, 1),
        (F, T, 2), (F, F, 3), (F, N, N),
        # an unknown test leaves everything after it unknown
        (N, T, N), (N, F, N), (N, N, N),
    ],
)  # fmt: skip
def test_choose(one, two, wanted):
    cases = ((const(one, YES), const(1)), (const(two, YES), const(2)))
    assert node_values(ir.Choose(cases, const(3), WHOLE), [{}]) == [wanted]


def test_choose_gives_an_unknown_value_where_that_is_chosen():
    text = "若则(甲是, 甲数, 7)"
    rows = [{"甲是": T, "甲数": N}, {"甲是": F, "甲数": N}, {"甲是": T, "甲数": 5}]
    assert values(text, rows) == [N, 7, 5]


def test_unknown_stays_unknown_except_where_logic_settles_it():
    assert value("未知('没写') 且 甲是", 甲是=T) is N
    assert value("未知('没写') 且 甲是", 甲是=F) is F
    assert value("未知('没写') 或 甲是", 甲是=T) is T
    assert value("甲钱 + 未知('没写')", 甲钱=5) is N
    assert value("取大(甲钱, 未知('没写'))", 甲钱=5) is N


@pytest.mark.parametrize(
    ("one", "two", "wanted"),
    [(5, 5, 5), (5, 6, N), (None, 5, N), (5, None, N), (None, None, N)],
)
def test_disputed_is_known_where_both_agree(one, two, wanted):
    assert value("两说(甲数, 甲月, '说法不同')", 甲数=one, 甲月=two) == wanted


def test_disputed_of_three():
    three = [
        ir.Disputed(tuple(map(const, parts)), "", WHOLE)
        for parts in ((1, 1, 1), (1, 1, 2), (1, 2, 1))
    ]
    assert [node_values(n, [{}])[0] for n in three] == [1, N, N]


def test_disputed_conditions_and_texts():
    assert value("两说(甲数 >= 5, 甲数 >= 6, '5 还是 6')", 甲数=7) is T
    assert value("两说(甲数 >= 5, 甲数 >= 6, '5 还是 6')", 甲数=5) is N
    assert value("两说(甲数 >= 5, 甲数 >= 6, '5 还是 6')", 甲数=4) is F
    texts = ir.Disputed((const("甲", TEXT), const("乙", TEXT)), "", TEXT)
    assert node_values(texts, [{}]) == [N]


# -- dates -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "months", "years"),
    [
        # complete units, not boundaries crossed
        ("2026-01-15", "2026-07-14", 5, 0), ("2026-01-15", "2026-07-15", 6, 0),
        ("1990-12-31", "2026-01-01", 420, 35), ("1990-12-31", "2026-12-30", 431, 35),
        ("1990-12-31", "2026-12-31", 432, 36),
        # a month from the 31st is complete at the month's end
        ("2026-01-31", "2026-02-28", 1, 0), ("2026-01-31", "2026-02-27", 0, 0),
        ("2026-01-31", "2026-03-30", 1, 0), ("2026-01-31", "2026-03-31", 2, 0),
        ("2026-01-30", "2026-02-28", 1, 0), ("2026-02-28", "2026-03-28", 1, 0),
        # leap days
        ("2024-02-29", "2025-02-28", 12, 1), ("2024-02-29", "2025-02-27", 11, 0),
        ("2024-02-29", "2028-02-28", 47, 3), ("2024-02-29", "2028-02-29", 48, 4),
        ("2023-02-28", "2024-02-28", 12, 1),
        # the same day, and backwards
        ("2026-06-30", "2026-06-30", 0, 0), ("2026-06-30", "2026-06-29", -1, -1),
        ("2026-06-30", "2026-05-30", -1, -1), ("2026-06-30", "2026-05-29", -2, -1),
        ("2026-03-31", "2026-02-28", -1, -1), ("2026-03-31", "2025-03-31", -12, -1),
        ("2026-03-31", "2025-03-30", -13, -2),
        # month-ends across the year
        ("2025-12-31", "2026-06-30", 6, 0), ("2025-08-31", "2026-02-28", 6, 0),
    ],
)  # fmt: skip
def test_complete_months_and_years(start, end, months, years):
    assert value("整月(甲日, 基准日)", day(end), 甲日=day(start)) == months
    assert value("整年(甲日, 基准日)", day(end), 甲日=day(start)) == years


@pytest.mark.parametrize(
    ("start", "months", "wanted"),
    [
        ("2026-01-31", 1, "2026-02-28"), ("2024-01-31", 1, "2024-02-29"), ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"), ("2026-03-31", -1, "2026-02-28"), ("2026-01-15", 0, "2026-01-15"),
        ("2025-12-31", 2, "2026-02-28"), ("2026-01-01", -1, "2025-12-01"), ("2026-12-15", 1, "2027-01-15"),
        # open ends stay open, and nothing lies before the first day
        ("9999-12-31", 1, "9999-12-31"), ("9999-12-01", 1, "9999-12-31"), ("9999-11-15", 1, "9999-12-15"),
        ("0001-01-15", -1, "0001-01-01"), ("0001-01-15", 0, "0001-01-15"), ("2026-01-01", -100_000, "0001-01-01"),
        ("2026-01-01", 1_000_000, "9999-12-31"),
    ],
)  # fmt: skip
def test_add_months(start, months, wanted):
    assert value("加月(甲日, 甲月)", 甲日=day(start), 甲月=months) == day(wanted)


@pytest.mark.parametrize(
    ("start", "days", "wanted"),
    [
        ("2026-02-28", 1, "2026-03-01"), ("2024-02-28", 1, "2024-02-29"), ("2026-01-01", -1, "2025-12-31"),
        ("1969-12-31", 1, "1970-01-01"), ("9999-12-31", 1, "9999-12-31"), ("0001-01-01", -1, "0001-01-01"),
        ("2026-01-01", 1_000_000, "4763-11-29"), ("2026-01-01", -1_000_000, "0001-01-01"),
    ],
)  # fmt: skip
def test_add_days(start, days, wanted):
    assert value("加日(甲日, 甲数)", 甲日=day(start), 甲数=days) == day(wanted)


@pytest.mark.parametrize(
    ("text", "start", "wanted"),
    [
        ("月末(甲日)", "2024-02-01", day("2024-02-29")),
        ("月末(甲日)", "2026-02-28", day("2026-02-28")),
        ("月末(甲日)", "2026-12-31", day("2026-12-31")),
        ("年份(甲日)", "2026-12-31", 2026),
        ("年份(甲日)", "0001-01-01", 1),
        ("天数(甲日, 基准日)", "2026-06-30", 0),
        ("天数(甲日, 基准日)", "2025-06-30", 365),
        ("天数(甲日, 基准日)", "2026-07-01", -1),
        ("天数(甲日, 基准日)", "2024-02-28", 853),
        ("加年(甲日, 35)", "1991-02-28", day("2026-02-28")),
        ("加年(甲日, 1)", "2024-02-29", day("2025-02-28")),
    ],
)
def test_other_dates(text, start, wanted):
    assert value(text, 甲日=day(start)) == wanted


@pytest.mark.parametrize(
    "text",
    ["整月(甲日, 基准日)", "整年(甲日, 基准日)", "天数(甲日, 基准日)", "加月(甲日, 1)", "加月(基准日, 甲月)",
     "加日(甲日, 1)", "加日(基准日, 甲数)", "月末(甲日)", "年份(甲日)", "甲日 > 基准日"],
)  # fmt: skip
def test_dates_of_unknown_are_unknown(text):
    assert value(text) is None


@pytest.mark.parametrize(
    ("born", "first_month", "within"),
    [
        # “under 35 or on the very day”: born 1986-05-20, first pension month 2021-05 counts as the 1st
        ("1986-05-20", "2021-05-01", T),
        ("1986-05-01", "2021-05-01", T),
        ("1986-04-30", "2021-05-01", F),
        # born on a leap day
        ("1988-02-29", "2023-02-28", T),
        ("1988-02-29", "2023-03-01", F),
    ],
)
def test_35_years_including_the_day(born, first_month, within):
    assert value(f"基准日 <= 加年({born}, 35)", day(first_month)) is within


DATES = st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31))


@examples(100)
@given(DATES, DATES)
def test_months_between_is_the_largest_step_that_fits(start, end):
    n = cm.months_between(start, end)
    assert cm.add_months(start, n) <= end < cm.add_months(start, n + 1)


@examples(100)
@given(st.lists(st.tuples(DATES, DATES, st.integers(-5000, 5000)), min_size=1, max_size=30))
def test_both_back_ends_agree_on_dates(cases):
    rows = [{"甲日": a, "乙日": b, "甲数": n} for a, b, n in cases]
    start, end, count = ir.Var("甲日", DAY), ir.Var("乙日", DAY), ir.Var("甲数", WHOLE)
    for node in (
        ir.MonthsBetween(start, end),
        ir.YearsBetween(start, end),
        ir.DaysBetween(start, end),
        ir.AddMonths(start, count),
        ir.AddDays(start, count),
        ir.MonthEnd(start),
    ):
        node_values(node, rows)


@examples(100)
@given(
    st.lists(st.tuples(st.integers(-(10**12), 10**12), st.integers(-(10**6), 10**6)), min_size=1, max_size=30),
    st.integers(0, 6),
)  # fmt: skip
def test_both_back_ends_agree_on_division(cases, digits):
    rows = [{"甲数": a, "乙数": b} for a, b in cases]
    top, bottom = ir.Var("甲数", WHOLE), ir.Var("乙数", WHOLE)
    found = node_values(ir.Divide(top, bottom, digits, Number("", digits)), rows)
    for (a, b), quotient in zip(cases, found, strict=True):
        assert (quotient is None) == (b == 0)
        if b:
            assert abs(quotient * b - a * 10**digits) * 2 <= abs(b)


# -- working days and months of the year -----------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "wanted"),
    [("2026-01-31", 1), ("2024-02-29", 2), ("2026-12-01", 12), ("0001-01-01", 1), ("9999-12-31", 12), (None, N)],
)  # fmt: skip
def test_month_of_the_year(date, wanted):
    node = ir.MonthOf(ir.Var("甲日", DAY))
    assert node_values(node, [{"甲日": date and day(date)}]) == [wanted]


START, END, COUNT = ir.Var("甲日", DAY), ir.Var("乙日", DAY), ir.Var("甲数", WHOLE)


@pytest.mark.parametrize(
    ("start", "end", "wanted"),
    [
        # the first day is not counted, the last is: Tuesday to Wednesday
        ("2026-06-30", "2026-07-01", 1), ("2026-06-30", "2026-06-30", 0), ("2026-06-30", "2026-06-29", 0),
        # Friday to Sunday, to Monday
        ("2026-07-03", "2026-07-05", 0), ("2026-07-03", "2026-07-06", 1),
        # a leap day is a Thursday
        ("2024-02-28", "2024-03-01", 2),
        # National Day 2026: 1 to 7 October off, Saturday 10 October worked
        ("2026-09-30", "2026-10-07", 0), ("2026-09-30", "2026-10-08", 1), ("2026-09-30", "2026-10-10", 3),
        ("2026-09-30", "2026-10-12", 4),
        # Spring Festival 2026: Saturday 14 and 28 February worked, 15 to 23 off
        ("2026-02-13", "2026-02-14", 1), ("2026-02-14", "2026-02-23", 0), ("2026-02-13", "2026-02-28", 6),
        # the years that are counted, to their last day
        ("2000-01-01", "2000-01-03", 1), ("2099-12-30", "2099-12-31", 1),
        ("1999-12-31", "2000-01-03", N), ("2099-12-31", "2100-01-01", N), ("2100-01-01", "2026-01-01", N),
        (None, "2026-01-01", N), ("2026-01-01", None, N),
    ],
)  # fmt: skip
def test_working_days_between(start, end, wanted):
    rows = [{"甲日": start and day(start), "乙日": end and day(end)}]
    assert node_values(ir.WorkdaysBetween(START, END), rows) == [wanted]


@pytest.mark.parametrize(
    ("start", "count", "wanted"),
    [
        ("2026-06-30", 1, "2026-07-01"), ("2026-06-30", 5, "2026-07-07"), ("2026-07-03", 1, "2026-07-06"),
        # from a day off, and the day off itself for none
        ("2026-07-04", 1, "2026-07-06"), ("2026-07-04", 0, "2026-07-04"),
        ("2026-09-30", 1, "2026-10-08"), ("2026-09-30", 3, "2026-10-10"), ("2026-09-30", 4, "2026-10-12"),
        ("2026-02-14", 1, "2026-02-24"), ("2024-02-28", 1, "2024-02-29"),
        # before, or beyond the years that are counted
        ("2026-06-30", -1, N), ("1999-12-31", 1, N), ("1999-12-31", 0, N), ("2100-01-01", 0, N),
        ("2099-12-30", 1, "2099-12-31"), ("2099-12-30", 2, N), ("2099-12-31", 0, "2099-12-31"),
        ("2026-06-30", 10**18, N), ("2000-01-01", 1, "2000-01-03"),
        (None, 1, N), ("2026-06-30", None, N), (None, None, N),
    ],
)  # fmt: skip
def test_add_working_days(start, count, wanted):
    rows = [{"甲日": start and day(start), "甲数": count}]
    assert node_values(ir.AddWorkdays(START, COUNT), rows) == [wanted and day(wanted)]


def test_working_days_of_fixed_dates():
    """A node without any fact is the same for every row."""
    after = ir.AddWorkdays(ir.AsOf(), const(5))
    assert node_values(after, [{}] * 3) == [day("2026-07-07")] * 3
    between = ir.WorkdaysBetween(const(day("2026-01-01"), DAY), ir.AsOf())
    rows = [{"甲数": 119}, {"甲数": 120}, {}]
    assert node_values(ir.Compare(">", between, COUNT), rows) == [T, F, N]


@examples(30)
@given(
    st.lists(
        st.tuples(st.dates(dt.date(1999, 12, 25), dt.date(2100, 1, 8)), st.integers(-3, 400)),
        min_size=1,
        max_size=20,
    )
)
def test_the_nth_working_day_is_n_working_days_later(cases):
    """Both back ends agree with each other and with the calendar of the codes room."""
    rows = [{"甲日": a, "甲数": n} for a, n in cases]
    after = ir.AddWorkdays(START, COUNT)
    found = node_values(after, rows)
    counts = node_values(ir.WorkdaysBetween(START, after), rows)
    for (start, n), later, count in zip(cases, found, counts, strict=True):
        if later is None:
            assert count is None
            continue
        assert count == n
        assert later == calendar.add_working_days(start, n).date
