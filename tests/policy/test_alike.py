"""What is said once for all subjects of the same values is what would be said of each."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.policy.documents import AS_OF, benefit, document, library
from yulin.policy.alike import KEPT, Kept
from yulin.policy.explain import explain
from yulin.policy.language.values import Stored

FACTS = """
事实:
  - {名称: 甲类, en: First kind, 类型: 是否, 问: 是甲类吗？}
  - {名称: 乙类, en: Second kind, 类型: 是否, 问: 是乙类吗？, 定义: 件数 > 1}
  - {名称: 件数, en: Pieces, 类型: 数值, 单位: 件, 问: 几件？}
"""
CONDITIONS = """
- {编号: 种, 说: 种, 须: 甲类 且 乙类}
- {编号: 学, 说: 学, 须: 最高学历 >= '本科'}
- {编号: 件, 说: 件, 须: 件数 >= 3}
- {编号: 年, 说: 年, 须: "若则(年份(基准日) <= 2026, 甲类, 未知('2027 年的办法未公布'))"}
- {编号: 或, 说: 或, 任一: [{编号: 一, 说: 一, 须: 甲类}, {编号: 二, 说: 二, 须: 件数 < 2}]}
"""
AMOUNT = """
按: 最高学历
表: {本科: 1000元, 硕士: "若则(甲类, 3000元, 2000元)", 博士: 件数 * 100元}
"""
TEXT = document(benefit(conditions=CONDITIONS, amount=AMOUNT), more=FACTS)
KEPT_FOR_ALL = library(TEXT)

values = st.fixed_dictionaries(
    {},
    optional={
        "甲类": st.sampled_from(["是", "否"]),
        "乙类": st.sampled_from(["是", "否"]),
        "在职": st.sampled_from(["是", "否"]),
        "件数": st.integers(1, 4),
        "最高学历": st.sampled_from(["专科", "本科", "硕士", "博士"]),
    },
)


def decided(made, known, *, as_of=AS_OF, skipped=()):
    (decision,) = explain(made, as_of=as_of, values=known, skipped=skipped)
    return decision


@settings(max_examples=60, deadline=None)
@given(
    values,
    st.sampled_from([AS_OF, dt.date(2027, 1, 1)]),
    st.sets(st.sampled_from(["甲类", "乙类", "件数"])),
)
def test_nobody_hears_what_is_true_of_others_only(known, as_of, skipped):
    kept = decided(KEPT_FOR_ALL, known, as_of=as_of, skipped=skipped)
    assert kept == decided(library(TEXT), known, as_of=as_of, skipped=skipped)


def leaf(made, number, known, **more):
    leaves = decided(made, known, **more).reason.leaves()
    return next(reason for reason in leaves if reason.id == number)


def test_subjects_of_the_same_values_share_a_reason():
    made = library(TEXT)
    one = leaf(made, "学", {"最高学历": "硕士"})
    assert leaf(made, "学", {"最高学历": "硕士", "甲类": "是"}) is one
    other = leaf(made, "学", {"最高学历": "专科"})
    assert (one.truth, [f.value for f in one.facts]) == (True, ["硕士"])
    assert (other.truth, [f.value for f in other.facts]) == (False, ["专科"])


def test_what_is_unknown_is_shared_where_it_is_unknown_for_the_same_reason():
    made = library(TEXT)
    asked = leaf(made, "种", {"甲类": "是"})
    assert (asked.truth, asked.missing) == (None, ("乙类",))
    assert leaf(made, "种", {"甲类": "是"}) is asked
    # what an answer that was passed over rests on is asked for instead
    behind = leaf(made, "种", {"甲类": "是"}, skipped=["乙类"])
    assert (behind.truth, behind.missing) == (None, ("件数",))
    assert leaf(made, "种", {"甲类": "是"}, skipped=["乙类"]) is behind
    assert leaf(made, "种", {"甲类": "是"}) is asked
    assert leaf(made, "种", {}).missing == ("甲类", "乙类")


def test_a_day_of_another_year_is_another_answer():
    made = library(TEXT)
    assert leaf(made, "年", {"甲类": "是"}).truth is True
    later = leaf(made, "年", {"甲类": "是"}, as_of=dt.date(2027, 1, 1))
    assert (later.truth, later.notes) == (None, ("2027 年的办法未公布",))


@pytest.mark.parametrize(
    ("known", "total", "missing"),
    [
        ({"最高学历": "本科"}, 1000, ()),
        ({"最高学历": "硕士", "甲类": "是"}, 3000, ()),
        ({"最高学历": "硕士", "甲类": "否"}, 2000, ()),
        ({"最高学历": "硕士"}, None, ("甲类",)),
        ({"最高学历": "博士", "件数": 2}, 200, ()),
        ({"最高学历": "博士", "件数": 3}, 300, ()),
        ({"最高学历": "博士"}, None, ("件数",)),
        ({}, None, ("最高学历",)),
    ],
)
def test_sums_of_the_same_values(known, total, missing):
    for _ in range(2):
        amount = decided(KEPT_FOR_ALL, known).amount
        assert (amount.total, amount.missing) == (total, missing)


def test_a_bounded_number_is_kept():
    kept: Kept[Stored] = Kept()
    for n in range(KEPT):
        assert kept.keep(n, f"{n}") == f"{n}"
    assert len(kept) == KEPT
    kept.keep(KEPT, "new")
    assert dict(kept) == {KEPT: "new"}
