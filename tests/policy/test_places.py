"""Places given to everybody decided: who gets none, what that sets free, and what stays open."""

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest

from tests.policy.documents import benefit, document, facts, library
from yulin.policy.decide import decide
from yulin.policy.decision import Status
from yulin.policy.export import places_given, readable, rows_with_reasons, totals
from yulin.policy.stacking.place import Place
from yulin.policy.stacking.places import with_places

DAY = dt.date(2026, 6, 30)


def placed(*texts, points, engine="polars"):
    """Decide people by name with their points, places given."""
    rows = [{"证件号": name, "贡献积分": score} for name, score in points.items()]
    return with_places(decide(library(*texts), facts(人员=rows), as_of=DAY, engine=engine))


def answers(found, code):
    """Name → status, place, position, what is paid."""
    rows = found.table.long().filter(benefit=code)
    return {
        row["subject"]: (Status(row["status"]).name, row["place"], row["position"], row["net"])
        for row in rows.to_dicts()
    }


RANKED = "名额: {个数: 2, 排序: [{式: 贡献积分}]}"


@pytest.mark.parametrize("engine", ["polars", "python", "duckdb"])
def test_who_gets_no_place_is_due_nothing(engine):
    made = document(benefit("贡献积分 > 5", code="甲", amount="1万元", more=RANKED))
    found = placed(made, points={"A": 10, "B": 30, "C": 20, "D": 1}, engine=engine)
    assert answers(found, "甲") == {
        "A": ("NO", Place.REFUSED, 3, None),
        "B": ("YES", Place.TAKEN, 1, 1_000_000),
        "C": ("YES", Place.TAKEN, 2, 1_000_000),
        "D": ("NO", None, None, None),
    }
    (row,) = totals(found.table).to_dicts()
    assert (row["符合"], row["不符合"], row["已知合计（元）"]) == (2, 2, Decimal("20000.00"))


def test_the_table_says_why():
    made = document(benefit("贡献积分 > 5", code="甲", more=RANKED))
    found = placed(made, points={"A": 30, "B": 20, "C": 20, "D": 10, "E": None, "F": 1})
    rows = readable(pl.concat(rows_with_reasons(found.table)))
    assert rows.select("主体", "结果", "名额", "名次", "理由").rows() == [
        ("A", "符合", "入选", 1, "全部条件成立；入选，第 1 名"),
        ("B", "无法判定", "末位并列", 2, "全部条件成立；？末位并列，谁入选另定，第 2 名"),
        ("C", "无法判定", "末位并列", 2, "全部条件成立；？末位并列，谁入选另定，第 2 名"),
        ("D", "不符合", "名额已满", 4, "全部条件成立；✗名额已满，没有入选，第 4 名"),
        ("E", "无法判定", None, None, "？条件一"),
        ("F", "不符合", None, None, "✗条件一"),
    ]
    (told,) = places_given(found.given).to_dicts()
    assert told == {
        "政策": "T-1",
        "待遇": "甲",
        "名额": 2,
        "资金（元）": None,
        "已用资金（元）": None,
        "入选": 1,
        "名额已满": 1,
        "末位并列": 2,
        "名次待定": 0,
        "是否符合待定": 1,
        "不足的份额": "",
        "说明": "",
    }


def test_a_rank_that_is_unknown_is_undetermined():
    found = placed(document(benefit(code="甲", more=RANKED)), points={"A": 10, "B": None})
    assert answers(found, "甲") == {
        "A": ("YES", Place.TAKEN, 1, None),
        "B": ("UNDETERMINED", Place.OPEN, None, None),
    }
    assert found.given[0].allocation.note == "排序或份额无法判定的人可能改变名单"


def test_a_fund_is_told_with_what_is_spent():
    quota = "名额: {资金: 25000元, 排序: [{式: 贡献积分}]}"
    found = placed(
        document(benefit(code="甲", amount="1万元", more=quota)), points={"A": 3, "B": 2, "C": 1}
    )
    (told,) = places_given(found.given).to_dicts()
    assert (told["资金（元）"], told["已用资金（元）"]) == (
        Decimal("25000.00"),
        Decimal("20000.00"),
    )
    assert answers(found, "甲")["C"] == ("NO", Place.REFUSED, 3, None)


# -- what a place bears on -------------------------------------------------------------------------

HIGHEST = "互斥: [{名称: 择一, 规则: 就高, 成员: [甲, 乙]}]"


def test_what_was_displaced_comes_into_its_own_where_there_is_no_place():
    one = "名额: {个数: 1, 排序: [{式: 贡献积分}]}"
    made = document(
        benefit(code="甲", amount="2万元", more=one),
        benefit(code="乙", amount="1万元"),
        more=HIGHEST,
    )
    found = placed(made, points={"A": 30, "B": 20})
    assert answers(found, "甲") == {
        "A": ("YES", Place.TAKEN, 1, 2_000_000),
        "B": ("NO", Place.REFUSED, 2, None),
    }
    assert answers(found, "乙") == {
        "A": ("YES", None, None, None),
        "B": ("YES", None, None, 1_000_000),
    }
    rows = found.table.long().filter(benefit="乙").select("subject", "displaced_by").rows()
    assert rows == [("A", "T-1/甲"), ("B", None)]


def test_whoever_has_no_place_stands_for_the_next():
    first = "名额: {个数: 1, 排序: [{式: 贡献积分}]}"
    made = document(
        benefit(code="甲", amount="2万元", more=first),
        benefit(code="乙", amount="1万元", more=first),
        more=HIGHEST,
    )
    found = placed(made, points={"A": 30, "B": 20, "C": 10})
    assert answers(found, "乙") == {
        "A": ("YES", None, None, None),
        "B": ("YES", Place.TAKEN, 1, 1_000_000),
        "C": ("NO", Place.REFUSED, 2, None),
    }
    assert answers(found, "甲")["C"] == ("NO", Place.REFUSED, 3, None)


def test_a_cap_over_several_is_used_up_by_who_has_a_place():
    one = "名额: {个数: 1, 排序: [{式: 贡献积分}]}"
    cap = "互斥: [{名称: 封顶, 规则: 合计封顶, 成员: [甲, 乙], 封顶: 25000元}]"
    made = document(
        benefit(code="甲", amount="2万元", more=one), benefit(code="乙", amount="1万元"), more=cap
    )
    found = placed(made, points={"A": 30, "B": 20})
    assert [answers(found, "乙")[name][3] for name in "AB"] == [500_000, 1_000_000]


def test_places_for_all_leave_the_table_as_it_is():
    table = decide(library(document(benefit(code="甲"))), facts(), as_of=DAY)
    found = with_places(table)
    assert found.table is table
    assert (found.given, places_given(found.given).height) == ((), 0)


def ladder(steps):
    """One place each of ever smaller sums, of which everybody takes the highest they get."""
    names = [f"项{n}" for n in range(steps)]
    made = document(
        *(benefit(code=c, amount=f"{100 - n}元", more=ONE) for n, c in enumerate(names)),
        more=f"互斥: [{{名称: 择一, 规则: 就高, 成员: [{', '.join(names)}]}}]",
    )
    return names, placed(made, points={f"P{n:02}": 100 - n for n in range(steps)})


ONE = "名额: {个数: 1, 排序: [{式: 贡献积分}]}"


@pytest.mark.parametrize("steps", [11, 12, 30])
def test_places_are_given_again_until_nothing_changes(steps):
    names, found = ladder(steps)  # whoever has no place moves on by one benefit a round
    taken = {name: found.given[n].allocation.taken for n, name in enumerate(names)}
    assert taken == {name: (f"P{n:02}",) for n, name in enumerate(names)}
    assert {one.allocation.note for one in found.given} == {""}


TWO = "名额: {个数: 2, 至少申报: 2人, 排序: [{式: 贡献积分}]}"
CIRCLE = document(
    benefit(code="甲", amount="3万元", more=TWO),
    benefit(code="乙", amount="若则(贡献积分 >= 20, 2万元, 4万元)", more=ONE),
    benefit(code="丙", amount="1万元"),
    benefit(code="丁", amount="1万元", more=ONE),
    more="互斥: [{名称: 择一, 规则: 就高, 成员: [甲, 乙, 丙]}]",
)
CIRCLED = "名额循环牵连，无法判定：“甲”“乙”谁入选一项就改变另一项的参评人，来回不定"


def test_a_circle_is_left_open_and_named():
    # A takes 甲 where B stands for it, too; then B has 乙, leaves 甲, and A takes 乙 from B again
    found = placed(CIRCLE, points={"A": 30, "B": 10})
    wait = ("UNDETERMINED", Place.OPEN, None, None)
    assert answers(found, "甲") == answers(found, "乙") == {"A": wait, "B": wait}
    # what has nothing to do with it is given as ever
    assert answers(found, "丁") == {
        "A": ("YES", Place.TAKEN, 1, 1_000_000),
        "B": ("NO", Place.REFUSED, 2, None),
    }
    notes = {one.item.id: one.allocation.note for one in found.given}
    assert notes == {"甲": CIRCLED, "乙": CIRCLED, "丁": ""}


def test_with_a_third_who_stays_the_circle_is_none():
    found = placed(CIRCLE, points={"A": 30, "B": 10, "C": 15})
    assert {one.allocation.note for one in found.given} == {""}
    taken = {one.item.id: one.allocation.taken for one in found.given}
    assert taken == {"甲": ("A", "B"), "乙": ("C",), "丁": ("A",)}


SHARES = (
    "名额: {个数: 2, 排序: [{式: 贡献积分}], 份额: ["
    "{说: 两名女性, en: Two women, 须: 本人.性别 == '女', 至少: 2人},"
    "{说: 40 岁以下全部, en: All under 40, 须: 年龄 <= 40, 至少: 100%}]}"
)
PEOPLE = [
    # name, points, sex, born
    ("A", 60, "女", 1990),
    ("B", 50, "男", 1960),
    ("C", 40, "女", 1961),
    ("D", 30, "男", 1991),
    ("E", 20, "男", 1962),
    ("F", 10, "女", 1963),
]


def test_shares_that_cannot_be_kept_together_leave_open_what_hangs_on_them():
    made = library(document(benefit(code="甲", amount="1万元", more=SHARES)))
    rows = [
        {"证件号": name, "贡献积分": points, "性别": sex, "出生日期": f"{year}-01-01"}
        for name, points, sex, year in PEOPLE
    ]
    found = with_places(decide(made, facts(人员=rows), as_of=DAY))
    wait = ("UNDETERMINED", Place.OPEN)
    assert answers(found, "甲") == {
        "A": ("YES", Place.TAKEN, 1, 1_000_000),  # counts for all, and nobody ranks better
        "B": (*wait, 2, None),
        "C": (*wait, 3, None),
        "D": (*wait, 4, None),
        "E": ("NO", Place.REFUSED, 5, None),  # two who count for as much rank better
        "F": ("NO", Place.REFUSED, 6, None),
    }
    (told,) = places_given(found.given).to_dicts()
    assert told["说明"] == (
        "份额“两名女性”（2 人）、“40 岁以下全部”（2 人）不能同时满足：合起来至少要 3 个名额，只有 2 个，"
        "取舍没有写明"
    )
    rows = readable(pl.concat(rows_with_reasons(found.table)))
    assert rows["理由"].to_list()[1] == "全部条件成立；？名次或名额无法判定，第 2 名"
