"""What an author should see though a document runs: each warning where it holds, and nowhere else."""

import pytest

from tests.policy.documents import benefit, document, library
from yulin.policy.lint import lint

STEPS = "首个:\n  - {当: 贡献积分 < 10, 取: 1000元}\n"


def warned(made, *codes):
    """Code and message of what is warned of, without the missing English that these texts lack."""
    wanted = codes or ("W601", "W602", "W603", "W605", "W606", "W607", "W608")
    return [(p.code, p.message) for p in lint(made) if p.code in wanted]


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ("年龄 <= 30", "年龄 >= 31", [("W601", "这些条件不可能同时成立（年龄）")]),
        ("年龄 < 30", "年龄 >= 30", [("W601", "这些条件不可能同时成立（年龄）")]),
        ("年龄 <= 30", "年龄 >= 30", []),
        ("年龄 <= 30", "贡献积分 >= 31", []),
    ],
)
def test_conditions_that_cannot_hold_together(first, second, found):
    rules = f"- {{编号: 一, 说: 甲, 须: {first}}}\n- {{编号: 二, 说: 乙, 须: {second}}}"
    assert warned(library(document(benefit(conditions=rules), starts="2026-01-01"))) == found


def test_any_of_them_may_hold():
    one, two = "{编号: 一, 说: 甲, 须: 年龄 <= 30}", "{编号: 二, 说: 乙, 须: 年龄 >= 31}"
    rules = f"- {{编号: 组, 说: 丙, 任一: [{one}, {two}]}}"
    assert warned(library(document(benefit(conditions=rules), starts="2026-01-01"))) == []


def test_a_name_that_nothing_uses():
    more = "定义:\n  - {名称: 标准, 式: 1000元, 说: 标准, en: Rate}\n  - {名称: 上限, 式: 9元, 说: 限, en: Cap}"
    made = library(document(benefit(amount="取大(标准, 1元)"), more=more))
    assert warned(made) == [("W602", "“上限” 声明了却没有用到")]


def test_a_condition_without_words():
    made = library(document(benefit(conditions="- {编号: 一, 须: 年龄 >= 18}")))
    assert warned(made) == [("W603", "条件 “一” 没有 说")]


def test_a_condition_without_english():
    rules = "- {编号: 一, 说: 成年, en: Of age, 须: 年龄 >= 18}\n- {编号: 二, 说: 有房, 须: 住房面积合计 > 0㎡}"
    made = library(document(benefit(conditions=rules)))
    assert warned(made, "W604") == [("W604", "条件 “二” 没有英文 en")]


COUNTED = "累计月数(社保: 起始年月, 截止年月 若 险种 == '职工养老')"


@pytest.mark.parametrize(
    ("must", "found"),
    [
        ("本地社保累计月数 >= 12", []),
        ("自数月数 >= 12", ["自数月数"]),
        ("12 < 自数月数", ["自数月数"]),
        ("非 (自数月数 < 12)", ["自数月数"]),
        ("两倍月数 >= 24", ["自数月数"]),
        (f"{COUNTED} >= 12", ["这个数"]),
        # the day is worked out, but of one of the two only
        ("本地社保累计月数 - 自数月数 >= 12", ["自数月数"]),
        # time cures none of these
        ("自数月数 < 12", []),
        ("本地社保累计月数 >= 12 或 自数月数 <= 3", []),
        ("12 - 自数月数 >= 3", []),
        ("累计月数(社保: 起始年月, 截止年月 截至 2025-12-31) >= 12", []),
    ],
)
def test_months_that_foresight_takes_to_stand_still(must, found):
    more = (
        f'定义:\n  - {{名称: 自数月数, 式: "{COUNTED}", 说: 月数, en: Months}}\n'
        "  - {名称: 两倍月数, 式: 自数月数 * 2, 说: 两倍, en: Twice}"
    )

    def told(more_of_benefit):
        made = document(benefit(must, more=more_of_benefit), more=more, starts="2026-01-01")
        return warned(library(made), "W612")

    assert told("") == [
        ("W612", f"“{name}” 由本文件的算式数月，推算可得日时当作不变") for name in found
    ]
    assert told("未到: 否") == []


def test_two_documents_that_pay_for_the_same_without_saying_how_they_relate():
    one = document(benefit(code="租房", amount="1000元"), code="T-1")
    two = document(benefit(code="租房", amount="2000元"), code="T-2")
    relation = "互斥:\n  - {名称: 选一, 规则: 就高, 成员: [T-1/租房, T-2/租房]}"
    related = document(benefit(code="租房", amount="2000元"), code="T-2", more=relation)
    assert warned(library(one, two)) == [("W605", "“租房” 在 T-1 里也有，两者的关系没有写明")]
    assert warned(library(one, related)) == []


@pytest.mark.parametrize(
    ("words", "must", "found"),
    [
        ("超过 40 岁", "年龄 >= 40", ["“超过 40 岁” 不含本数，条件却含本数"]),
        ("超过 40 岁", "年龄 > 40", []),
        ("不超过 40 岁", "年龄 <= 40", []),
        ("不超过 40 岁", "年龄 < 40", ["“不超过 40 岁” 含本数，条件却不含本数"]),
        ("40 岁以上", "年龄 > 40", ["“40 岁以上” 含本数，条件却不含本数"]),
        ("40 岁的人", "年龄 > 40", []),
    ],
)
def test_words_that_do_not_fit_the_bound(words, must, found):
    made = library(document(benefit(conditions=f"- {{编号: 一, 说: {words}, 须: {must}}}")))
    assert [m for _, m in warned(made, "W606")] == found


@pytest.mark.parametrize(
    ("amount", "found"),
    [("'1500'", ["金额 “1500” 没有单位"]), ("1500元", []), ("'0'", [])],
)
def test_a_sum_without_a_unit(amount, found):
    made = library(document(benefit(amount=amount)))
    assert [m for _, m in warned(made, "W607")] == found


@pytest.mark.parametrize(
    ("last", "found"),
    [
        ("{当: 贡献积分 >= 20, 取: 2000元}", ["分档之间有空当：10 至 19分"]),
        ("{当: 贡献积分 >= 10, 取: 2000元}", []),
        ("{否则: 2000元}", []),
    ],
)
def test_steps_with_something_between(last, found):
    made = library(document(benefit(amount=f"{STEPS}  - {last}"), starts="2026-01-01"))
    assert [m for _, m in warned(made, "W608")] == found
