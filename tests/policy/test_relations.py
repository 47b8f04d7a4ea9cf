"""Relations between benefits: what each puts on its members, and those that cannot be."""

import datetime as dt

import pytest

from tests.policy.documents import all_tables, benefit, both, document, library
from yulin.policy.problems import PolicyError

DAY = dt.date(2026, 6, 30)


def received(benefit_id, on, amount="100元", state="已发放", policy="T-1", until=None):
    return {
        "政策编号": policy,
        "待遇": benefit_id,
        "金额": amount,
        "享受日期": on,
        "截止日期": until or on,
        "享受状态": state,
    }


def two(relation, first="1000元", second="3000元"):
    """A document whose benefits 甲 and 乙 stand in a relation."""
    return library(
        document(
            benefit(code="甲", amount=first),
            benefit(code="乙", amount=second),
            more=f"关系:\n  - {{名称: 关, {relation}}}",
        )
    )


def answers(made, *rows, as_of=DAY):
    """benefit → (status, total) in both back ends, for one person with a ledger."""
    table = both(made, all_tables(已享受=list(rows)), as_of=as_of)
    return {r["benefit"]: (r["status"], r["total"]) for r in table.iter_rows(named=True)}


NO, NOT_YET, OPEN, YES = range(4)


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ((), YES),
        # received this month: the other still runs to the month's end
        ((received("甲", "2026-06-01"),), YES),
        ((received("甲", "2026-06-30"),), YES),
        # received in an earlier month
        ((received("甲", "2026-05-31"),), NO),
        # what was called back never counted
        ((received("甲", "2026-05-31", state="已追回"),), YES),
        # another policy's benefit of the same name
        ((received("甲", "2026-05-31", policy="T-2"),), YES),
    ],
)
def test_one_that_is_received_ends_the_other_from_the_next_month(rows, wanted):
    found = answers(two("规则: 次月停发, 成员: [甲, 乙]"), *rows)
    assert found["乙"][0] == wanted
    assert found["甲"][0] == YES


@pytest.mark.parametrize(
    ("on", "wanted"),
    [("2025-06-30", YES), ("2025-07-01", NOT_YET), ("2024-01-01", YES), ("2026-06-30", NOT_YET)],
)
def test_one_is_due_only_so_long_after_the_other(on, wanted):
    made = two("规则: 间隔, 成员: [甲, 乙], 期间: 12个月")
    assert answers(made, received("甲", on))["乙"][0] == wanted
    assert answers(made)["乙"][0] == YES


def test_the_day_on_which_the_wait_is_over():
    made = two("规则: 间隔, 成员: [甲, 乙], 期间: 1年")
    table = both(made, all_tables(已享受=[received("甲", "2026-02-28")]), as_of=DAY)
    ready = dict(zip(table["benefit"], table["ready_on"], strict=True))
    assert ready == {"甲": None, "乙": dt.date(2027, 2, 28)}


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ((), (100_000, 300_000)),
        ((received("甲", "2026-01-01", "1000元"),), (0, 200_000)),
        # outside the three years
        ((received("甲", "2023-06-30", "1000元"),), (100_000, 300_000)),
        ((received("甲", "2023-07-01", "1000元"),), (0, 200_000)),
        (
            (received("甲", "2026-01-01", "1000元"), received("乙", "2026-02-01", "5000元")),
            (0, 0),
        ),
    ],
)
def test_each_is_paid_only_for_the_difference(rows, wanted):
    found = answers(two("规则: 补差, 成员: [甲, 乙], 期间: 3年"), *rows)
    assert (found["甲"][1], found["乙"][1]) == wanted


def test_a_difference_is_taken_beside_a_deduction_of_its_own():
    made = library(
        document(
            benefit(code="甲", amount="式: 3000元\n扣除: 上年工资收入"),
            benefit(code="乙", amount="1000元"),
            more="关系:\n  - {名称: 关, 规则: 补差, 成员: [甲, 乙], 期间: 12个月}",
        )
    )
    records = all_tables(
        人员=[{"上年工资收入": "500元"}], 已享受=[received("乙", "2026-01-01", "700元")]
    )
    table = both(made, records, as_of=DAY)
    assert dict(zip(table["benefit"], table["total"], strict=True)) == {"甲": 180_000, "乙": 30_000}


def test_what_was_received_before_rules_out_the_others_where_the_text_says_so():
    lasting = two("规则: 就高, 成员: [甲, 乙], 已领有效: 是")
    assert {k: v[0] for k, v in answers(lasting, received("甲", "2020-01-01")).items()} == {
        "甲": YES,
        "乙": NO,
    }
    passing = two("规则: 就高, 成员: [甲, 乙]")
    assert {k: v[0] for k, v in answers(passing, received("甲", "2020-01-01")).items()} == {
        "甲": YES,
        "乙": YES,
    }


def test_benefits_that_add_up_are_no_group():
    made = two("规则: 叠加, 成员: [甲, 乙]")
    program = made.program(DAY)
    assert program.groups == ()
    assert [g.relation.rule for g in program.relations] == ["together"]


def refused(made):
    with pytest.raises(PolicyError) as error:
        made.program(DAY)
    return [(p.code, p.message) for p in error.value.problems]


def test_relations_that_go_round_in_a_circle_are_refused():
    made = library(
        document(
            *(benefit(code=c, amount="1元") for c in "甲乙丙"),
            more="关系:\n"
            "  - {名称: 一, 规则: 扣除, 成员: [甲, 乙]}\n"
            "  - {名称: 二, 规则: 次月停发, 成员: [乙, 丙]}\n"
            "  - {名称: 三, 规则: 间隔, 成员: [丙, 甲], 期间: 1年}",
        )
    )
    assert refused(made) == [("E448", "关系绕成一圈：T-1/甲 → T-1/乙 → T-1/丙 → T-1/甲")]


def test_a_pair_cannot_be_together_and_one_of_two():
    made = library(
        document(
            *(benefit(code=c, amount="1元") for c in "甲乙"),
            more="关系:\n"
            "  - {名称: 一, 规则: 叠加, 成员: [甲, 乙]}\n"
            "  - {名称: 二, 规则: 自选, 成员: [甲, 乙]}",
        )
    )
    assert refused(made) == [("E449", "“二”与另一条关系矛盾：T-1/甲、T-1/乙 又可叠加又只能选一")]


@pytest.mark.parametrize(
    ("relation", "wanted"),
    [
        ("规则: 间隔, 成员: [甲, 乙]", ("E246", "间隔 缺少 期间")),
        ("规则: 就高, 成员: [甲, 乙], 期间: 1年", ("E246", "就高 用不到 期间")),
        ("规则: 合计封顶, 成员: [甲, 乙]", ("E246", "合计封顶 缺少 封顶")),
        ("规则: 自选, 成员: [甲, 乙], 封顶: 1元", ("E246", "自选 用不到 封顶")),
        ("规则: 补差, 成员: [甲, 乙], 期间: 一年", ("E240", "“一年” 不是一段时间")),
        ("规则: 叠加, 成员: [甲, 乙], 已领有效: 是", ("E246", "叠加 用不到 已领有效")),
        ("规则: 自选, 成员: [甲]", ("E247", "关系至少有两个成员")),
        ("规则: 自选, 成员: [甲, 甲]", ("E247", "同一个成员写了两次")),
    ],
)
def test_relations_that_say_too_little_or_too_much(relation, wanted):
    with pytest.raises(PolicyError) as error:
        two(relation)
    assert wanted in [(p.code, p.message) for p in error.value.problems]


def test_a_benefit_may_rest_on_another():
    made = library(
        document(
            benefit("年龄 >= 30", code="甲", amount="1000元"),
            benefit("可得('甲')", code="乙", amount="可得额('甲') * 50%"),
        )
    )
    person = all_tables(人员=[{"出生日期": "1990-01-01"}])
    table = both(made, person, as_of=DAY)
    rows = {r["benefit"]: (r["status"], r["total"]) for r in table.iter_rows(named=True)}
    assert rows == {"甲": (YES, 100_000), "乙": (YES, 50_000)}
    child = all_tables(人员=[{"出生日期": "2000-01-01"}])
    rows = {
        r["benefit"]: (r["status"], r["total"])
        for r in both(made, child, as_of=DAY).iter_rows(named=True)
    }
    assert rows == {"甲": (NOT_YET, 100_000), "乙": (NOT_YET, 0)}


def test_benefits_that_rest_on_each_other_are_refused():
    made = library(
        document(
            benefit("可得('乙')", code="甲", amount="1000元"),
            benefit("可得('甲')", code="乙", amount="1000元"),
        )
    )
    assert {code for code, _ in refused(made)} == {"E440"}
