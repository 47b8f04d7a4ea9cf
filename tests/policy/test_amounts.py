"""Sums: formulas, tables and branches, bounds and deductions, periods, parts and other figures."""

from decimal import Decimal

import pytest

from tests.policy.documents import benefit, document, explained, facts, library
from yulin.policy.decision import Status
from yulin.policy.problems import PolicyError

D = Decimal


def amount(rule, more="", **values):
    """The sum of a benefit with a rule for given facts."""
    made = library(document(benefit(amount=rule, more=more)))
    return explained(made, values=values)["甲"].amount


def faults(rule, more=""):
    with pytest.raises(PolicyError) as refused:
        library(document(benefit(amount=rule, more=more))).program(
            __import__("datetime").date(2026, 1, 1)
        )
    return [(p.code, p.message) for p in refused.value.problems]


@pytest.mark.parametrize(
    ("rule", "values", "wanted"),
    [
        # any expression in 元
        ("10000元", {}, "10000.00"),
        ("1.5万元", {}, "15000.00"),
        ("上年工资收入 * 30%", {"上年工资收入": "100.05"}, "30.02"),  # 30.015 is rounded half up
        ("上年工资收入 / 3", {"上年工资收入": "100"}, "33.33"),
        ("上年工资收入 / 3 * 3", {"上年工资收入": "100"}, "100.00"),  # six digits are kept until the end
        ("上年工资收入", {}, None),
        ("未知('原文未见金额')", {}, None),
        # a table by a label; a value outside it is unknown
        ("按: 最高学历\n表: {本科: 1万元, 硕士: 2万元}", {"最高学历": "硕士"}, "20000.00"),
        ("按: 最高学历\n表: {本科: 1万元, 硕士: 2万元}", {"最高学历": "博士"}, None),
        ("按: 最高学历\n表: {本科: 1万元, 硕士: 2万元}\n其余: 0元", {"最高学历": "博士"}, "0.00"),
        ("按: 最高学历\n表: {本科: 1万元, 硕士: 2万元}\n其余: 0元", {}, None),
        # … by a number
        ("按: 年龄\n表: {'35': 1万元, '36': 2万元}\n其余: 3万元", {"年龄": 36}, "20000.00"),
        ("按: 合同年限\n表: {'3': 1万元}\n其余: 3万元", {"合同年限": "3.0"}, "10000.00"),
        # the first branch that fits
        ("首个:\n  - {当: 年龄 < 30, 取: 3万元}\n  - {当: 年龄 < 40, 取: 2万元}\n  - {否则: 1万元}", {"年龄": 29}, "30000.00"),
        ("首个:\n  - {当: 年龄 < 30, 取: 3万元}\n  - {当: 年龄 < 40, 取: 2万元}\n  - {否则: 1万元}", {"年龄": 30}, "20000.00"),
        ("首个:\n  - {当: 年龄 < 30, 取: 3万元}\n  - {当: 年龄 < 40, 取: 2万元}\n  - {否则: 1万元}", {"年龄": 40}, "10000.00"),
        ("首个:\n  - {当: 年龄 < 30, 取: 3万元}\n  - {当: 年龄 < 40, 取: 2万元}", {"年龄": 40}, None),
        ("首个:\n  - {当: 年龄 < 30, 取: 3万元}\n  - {否则: 1万元}", {}, None),
        # an unknown first test leaves the sum unknown, even where a later one holds
        ("首个:\n  - {当: 在职, 取: 3万元}\n  - {当: 年龄 < 40, 取: 2万元}", {"年龄": 20}, None),
        # bounds
        ("式: 上年工资收入\n封顶: 2万元", {"上年工资收入": "20000.01"}, "20000.00"),
        ("式: 上年工资收入\n封顶: 2万元", {"上年工资收入": "19999.99"}, "19999.99"),
        ("式: 上年工资收入\n保底: 2万元", {"上年工资收入": "19999.99"}, "20000.00"),
        ("式: 上年工资收入\n保底: 1万元\n封顶: 2万元", {"上年工资收入": 0}, "10000.00"),
        ("式: 上年工资收入\n封顶: 未知('没写')", {"上年工资收入": 5}, None),
        # money received before, never below nothing
        ("式: 3万元\n扣除: 上年工资收入", {"上年工资收入": 10000}, "20000.00"),
        ("式: 3万元\n扣除: 上年工资收入", {"上年工资收入": 30001}, "0.00"),
        ("式: 3万元\n扣除: 上年工资收入", {}, None),
        # the ceiling comes before the deduction
        ("式: 5万元\n封顶: 3万元\n扣除: 1万元", {}, "20000.00"),
    ],
)  # fmt: skip
def test_one_sum(rule, values, wanted):
    found = amount(rule, **values)
    assert found.value == (wanted and D(wanted))
    assert (found.total, found.first_year) == (found.value, found.value)


@pytest.mark.parametrize(
    ("rule", "period", "periods", "total", "first_year"),
    [
        ("500元", "once", 1, "500.00", "500.00"),
        ("式: 500元\n每: 月\n期数: 36", "month", 36, "18000.00", "6000.00"),
        ("式: 500元\n每: 月\n期数: 5", "month", 5, "2500.00", "2500.00"),
        ("式: 500元\n每: 季\n期数: 8", "quarter", 8, "4000.00", "2000.00"),
        ("式: 500元\n每: 半年\n期数: 3", "half", 3, "1500.00", "1000.00"),
        ("式: 500元\n每: 年\n期数: 5", "year", 5, "2500.00", "500.00"),
        ("式: 500元\n每: 年\n期数: 0", "year", 0, "0.00", "0.00"),
        # how many times is not stated
        ("式: 500元\n每: 年", "year", None, None, "500.00"),
        ("式: 500元\n每: 年\n期数: 未知", "year", None, None, "500.00"),
        ("式: 500元\n每: 月", "month", None, None, None),
        ("式: 500元\n期数: 未知", "once", None, None, "500.00"),
        # worked out
        ("式: 500元\n每: 年\n期数: 年份(基准日) - 2023", "year", 3, "1500.00", "500.00"),
        # an unknown sum is unknown however often
        ("式: 未知('没写')\n每: 年\n期数: 5", "year", 5, None, None),
    ],
)
def test_periods(rule, period, periods, total, first_year):
    found = amount(rule)
    assert (found.period, found.periods) == (period, periods)
    assert (found.total, found.first_year) == (total and D(total), first_year and D(first_year))


@pytest.mark.parametrize(
    ("rule", "sign"), [("式: 5元\n上限: 是", "≤"), ("式: 5元\n上限: 否", "="), ("5元", "=")]
)
def test_not_more_than(rule, sign):
    assert amount(rule).qualifier == sign


def test_disputed_sums_name_every_reading():
    """JX-02 11-13: does the bonus of a fifth lift the cap? 20,000 or 24,000."""
    found = amount("两说(2万元, 2.4万元, '上浮是否突破封顶，原文未说')")
    assert (found.value, found.total) == (None, None)
    assert found.alternatives == (D("20000.00"), D("24000.00"))
    assert found.notes == ("上浮是否突破封顶，原文未说",)


def test_disputes_inside_a_formula_are_read_through():
    found = amount("式: 取小(1万元 * 两说(1, 1.2, '上浮'), 1.1万元)\n每: 年\n期数: 2")
    assert found.value is None
    assert found.alternatives == (D("10000.00"), D("11000.00"))


def test_a_dispute_that_does_not_matter_leaves_the_sum_known():
    found = amount("取小(两说(2万元, 3万元, '封顶前'), 2万元)")
    assert found.value is None  # each part is unknown before the smaller is taken
    assert found.alternatives == (D("20000.00"),)
    same = amount("两说(取小(2万元, 2万元), 取小(3万元, 2万元), '封顶前')")
    assert (same.value, same.alternatives, same.notes) == (D("20000.00"), (), ())


def test_why_a_sum_is_open():
    assert amount("未知('原文未见金额')").notes == ("原文未见金额",)
    assert amount("上年工资收入 * 10%").missing == ("上年工资收入",)
    assert amount("按: 最高学历\n表: {本科: 1万元}", 最高学历="硕士").notes == (
        "表中没有列出这一种",
    )


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ("6个月", [("E410", "单位不同：月 与 元（6个月）")]),
        ("最高学历", [("E417", "这里应当是数值，却是选项（学历）（最高学历）")]),
        ("按: 最高学历\n表: {大本: 1万元}", [("E460", "学历 没有 “大本” 这一项（1万元）")]),
        ("首个:\n  - {当: 年龄, 取: 3万元}", [("E402", "这里应当是条件，却是数值（岁）（年龄）")]),
        ("式: 5元\n期数: 3元", [("E461", "期数不能以 元 计（3元）")]),
        ("式: 5元\n每: 年\n期数: 36个月", [("E461", "期数不能以 月 计（36个月）")]),
        ("年玲 * 5元", [("E403", "不认识的名称 “年玲”（年玲 * 5元）")]),
        # a sum that may exceed 64 bits
        ("上年工资收入 * 合同年限 * 贡献积分", [("E418", "计算结果可能超出 64 位整数（上年工资收入 * 合同年限 * 贡献积分）")]),
    ],
)  # fmt: skip
def test_sums_that_are_refused(rule, found):
    assert faults(rule) == found


# -- parts -----------------------------------------------------------------------------------------

HALVES = """
分期:
  - {名称: 前半, 名称en: First, 占: 50%}
  - {名称: 后半, 名称en: Second, 占: 50%, 条件: [{编号: 满年, 说: 满十二个月, 须: "失业保险累计月数 >= 12"}]}
"""


def parts(must, more=HALVES, rule="10001元", **values):
    made = library(document(benefit(must, amount=rule, more=more)))
    decision = explained(made, values=values)["甲"]
    return decision.status, [
        (p.name, p.status, p.amount, p.ready_on and str(p.ready_on)) for p in decision.instalments
    ]


NO, NOT_YET, OPEN, YES = Status.NO, Status.NOT_YET, Status.UNDETERMINED, Status.YES


@pytest.mark.parametrize(
    ("months", "whole", "first", "second"),
    [
        # due, the second half later, then both
        (6, YES, (YES, None), (NOT_YET, "2026-12-30")),
        (12, YES, (YES, None), (YES, None)),
        # not due yet: the first half comes with the benefit, never before
        (5, NOT_YET, (NOT_YET, "2026-07-30"), (NOT_YET, "2027-01-30")),
        # not begun
        (0, NO, (NO, None), (NO, None)),
        (None, OPEN, (OPEN, None), (OPEN, None)),
    ],
)
def test_halves(months, whole, first, second):
    values = {} if months is None else {"失业保险累计月数": months}
    status, found = parts("失业保险累计月数 >= 6", **values)
    half = D("5000.50")
    assert status is whole
    assert found == [("前半", first[0], half, first[1]), ("后半", second[0], half, second[1])]


def test_a_part_of_an_open_due_is_open():
    """Its own condition would come by time, but nobody knows whether there is a due at all."""
    status, found = parts("在职", 失业保险累计月数=5)
    assert status is OPEN
    assert [p[1:2] + p[3:] for p in found] == [(OPEN, None), (OPEN, None)]


def test_fixed_parts_and_an_odd_fen():
    more = "分期: [{名称: 一, 占: 1/3}, {名称: 二, 式: 1元}, {名称: 三, 占: '0.005'}]"
    more = more.replace("1/3", "33.33%")
    _, found = parts("是", more, "1.01元")
    assert [p[2] for p in found] == [D("0.34"), D("1.00"), D("0.01")]


def test_a_share_must_be_a_share():
    assert faults("100元", "分期: [{名称: 一, 占: 50元}]") == [("E452", "占 应当是比例（50元）")]


def test_the_reason_of_a_part():
    made = library(document(benefit(amount="100元", more=HALVES)))
    found = explained(made, values={"失业保险累计月数": 11})["甲"].instalments
    assert [p.reason and [leaf.id for leaf in p.reason.leaves()] for p in found] == [None, ["满年"]]


# -- other figures ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "values", "wanted"),
    [
        # thirty per cent of the rent up to 90 ㎡, the full rent for ten more: case 05-5
        (
            '{名称: 月租金, 单位: 元, 式: "取小(租房面积, 90㎡) * 评估月租金单价 * 30% + 取大(租房面积 - 90㎡, 0㎡) * 评估月租金单价"}',
            {"租房面积": 100, "评估月租金单价": 40},
            "1480",
        ),
        ("{名称: 年数, 单位: 年, 式: 合同年限}", {"合同年限": "2.5"}, "2.5"),
        ("{名称: 学历, 式: 最高学历}", {"最高学历": "硕士"}, "硕士"),
        ('{名称: 到期, 式: "加年(入职日期, 3)"}', {"入职日期": "2024-02-29"}, "2027-02-28"),
        ('{名称: 到期, 式: "加年(入职日期, 3)"}', {}, None),
        ("{名称: 在职, 式: 在职}", {"在职": "否"}, "否"),
    ],
)  # fmt: skip
def test_outputs(rule, values, wanted):
    made = library(document(benefit(more=f"算出: [{rule}]")))
    (output,) = explained(made, values=values)["甲"].outputs
    assert output.value == wanted


# -- exclusive groups ------------------------------------------------------------------------------


def settled(rule, *sums, musts=("是", "是", "是"), members="甲, 乙, 丙"):
    names = ["甲", "乙", "丙"][: len(sums)]
    made = [benefit(m, code=c, amount=s) for c, s, m in zip(names, sums, musts, strict=False)]
    more = f"互斥:\n  - {{名称: 一, 规则: {rule}, 成员: [{members}]}}"
    found = explained(library(document(*made, more=more)), facts())
    return {k: (d.displaced_by, d.choose_between) for k, d in found.items()}


@pytest.mark.parametrize(
    ("sums", "musts", "winner"),
    [
        (("100元", "200元", "50元"), ("是", "是", "是"), "乙"),
        # equal: the one listed first
        (("100元", "100元", "50元"), ("是", "是", "是"), "甲"),
        # the total decides, not the sum of one period
        (("式: 100元\n每: 年\n期数: 3", "200元", "50元"), ("是", "是", "是"), "甲"),
        # what is not due does not compete
        (("100元", "200元", "50元"), ("是", "否", "是"), "甲"),
    ],
)
def test_the_higher_takes_it(sums, musts, winner):
    found = settled("就高", *sums, musts=musts)
    due = [c for c, m in zip("甲乙丙", musts, strict=True) if m == "是"]
    assert found == {
        c: (f"T-1/{winner}" if c in due and c != winner else None, ()) for c in "甲乙丙"
    }


def test_an_unknown_sum_leaves_the_choice_open():
    found = settled("就高", "100元", "未知('没写')")
    assert found == {"甲": (None, ("T-1/乙",)), "乙": (None, ("T-1/甲",))}


def test_a_choice_is_the_persons():
    found = settled("自选", "100元", "200元", "50元", musts=("是", "是", "否"))
    assert found == {"甲": (None, ("T-1/乙",)), "乙": (None, ("T-1/甲",)), "丙": (None, ())}


def test_members_of_other_documents():
    one = document(
        benefit(amount="100元"),
        code="A",
        more="互斥:\n  - {名称: 一, 规则: 就高, 成员: [甲, B/甲, C/甲]}",
    )
    two = document(benefit(amount="200元"), code="B")
    from tests.policy.documents import both

    rows = both(library(one, two), facts()).select("policy", "displaced_by").rows()
    assert rows == [("A", "B/甲"), ("B", None)]


def test_a_due_displaced_once_stays_displaced_and_rivals_nobody_in_its_next_group():
    from tests.policy.documents import both

    more = "互斥:\n  - {名称: 一, 规则: 就高, 成员: [甲, 乙]}\n  - {名称: 二, 规则: 就高, 成员: [甲, 丙]}"
    made = [
        benefit(code=c, amount=s) for c, s in (("甲", "100元"), ("乙", "200元"), ("丙", "50元"))
    ]
    texts = library(document(*made, more=more))
    rows = both(texts, facts()).select("benefit", "displaced_by").rows()
    assert rows == [("甲", "T-1/乙"), ("乙", None), ("丙", None)]
    assert dict(rows) == {d.benefit: d.displaced_by for d in explained(texts, facts()).values()}


def test_disputes_behind_a_name_are_read_through_too():
    made = library(
        document(
            benefit(amount="标准 + 1元"),
            more="定义:\n  - {名称: 底, 式: \"两说(5元, 9元, '两份文本')\"}\n  - {名称: 标准, 式: 底 * 2}",
        )
    )
    found = explained(made)["甲"].amount
    assert (found.total, found.alternatives) == (None, (D("11.00"), D("19.00")))


def test_a_disputed_number_of_periods_gives_the_totals():
    found = amount("式: 5元\n每: 月\n期数: 两说(60, 96, '五年或八年')")
    assert (found.value, found.total) == (D("5.00"), None)
    assert found.alternatives == (D("300.00"), D("480.00"))
