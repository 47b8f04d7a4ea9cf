"""A draft against what is in force: exact costs, who gains and loses, and why."""

import datetime as dt
import json

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.policy.documents import benefit, document, facts, library, version, versions
from tests.policy.examples import NIGHTLY, examples
from yulin.facts.frames import Facts
from yulin.policy.library import Library
from yulin.policy.rehearsal.dates import Horizon
from yulin.policy.rehearsal.people import NOWHERE, batch_count, batches_of
from yulin.policy.rehearsal.rehearse import Rehearsal, rehearse
from yulin.policy.rehearsal.words import assumptions

AS_OF = dt.date(2026, 6, 30)
MONTHLY = "式: 300元\n每: 月\n期数: 6"


def rehearsed(before, after, people=None, *, years=2, every="month", size=20_000, **more):
    people = people or facts()
    return rehearse(
        before,
        after,
        batches_of(people, as_of=AS_OF, size=size),
        horizon=Horizon(as_of=AS_OF, years=years, every=every),
        **more,
    )


def adults(*born):
    """People with these birth dates: P1, P2 …"""
    rows = [{"证件号": f"P{n}", "出生日期": day} for n, day in enumerate(born, 1)]
    return facts(人员=rows)


def one(amount=None, must="是", **more):
    return library(document(benefit(must, amount=amount, **more)))


def costs(made, side="after"):
    """Calendar year → fen, without the years in which nothing is paid."""
    rows = made.tables["year"].select("year", f"sum_{side}").rows()
    return {year: fen for year, fen in rows if fen}


def fate(made, kind="person"):
    row = made.tables["total"].filter(pl.col("subject_kind") == kind).to_dicts()[0]
    names = ("gains", "loses", "uncertain")
    return {
        **{name: row[name] for name in names if row[name]},
        "all": row["subjects"],
    }


def why(made):
    return {(r["outcome"], r["cause"]): r["subjects"] for r in made.causes.to_dicts()}


# -- what is paid when -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "paid"),
    [
        ("1500元", {2026: 150_000}),
        (MONTHLY, {2026: 180_000}),
        # June 2026 to May 2028, as long as it is due where nobody says how often
        ("式: 300元\n每: 月\n期数: 24", {2026: 210_000, 2027: 360_000, 2028: 150_000}),
        ("式: 300元\n每: 月\n期数: 未知", {2026: 210_000, 2027: 360_000, 2028: 150_000}),
        ("式: 300元\n每: 季\n期数: 4", {2026: 90_000, 2027: 30_000}),
        ("式: 300元\n每: 半年\n期数: 3", {2026: 60_000, 2027: 30_000}),
        ("式: 300元\n每: 年\n期数: 3", {2026: 30_000, 2027: 30_000}),
        ("式: 300元\n每: 年\n期数: 1", {2026: 30_000}),
        ("式: 300元\n每: 月\n期数: 0", {}),
        ("1500.55元", {2026: 150_055}),
    ],
)
def test_sums_fall_into_the_year_in_which_they_are_paid(amount, paid):
    made = rehearsed(one(amount), one(amount))
    assert costs(made, "before") == costs(made, "after") == paid
    assert fate(made) == {"all": 1}


def test_years_are_counted_by_their_months():
    made = rehearsed(one("1元"), one("1元"), years=3)
    assert made.calendar_years == {2026: 7, 2027: 12, 2028: 12, 2029: 5}
    assert made.tables["year"]["year"].to_list() == [2026, 2027, 2028, 2029]
    assert len(made.decided_on) == 36


def test_what_ripens_within_the_horizon_counts_from_its_date():
    made = rehearsed(one("1500元", "年龄 >= 18"), one(MONTHLY, "年龄 >= 18"), adults("2009-03-07"))
    assert costs(made, "before") == {2027: 150_000}
    assert costs(made, "after") == {2027: 6 * 30_000}
    assert fate(made) == {"gains": 1, "all": 1}


def test_what_ripens_after_the_horizon_does_not_count():
    made = rehearsed(one("1500元"), one("1500元", "年龄 >= 18"), adults("2012-03-07"))
    assert costs(made) == {}
    assert fate(made) == {"loses": 1, "all": 1}
    assert why(made) == {("loses", "一"): 1}


def test_who_grows_too_old_is_paid_no_longer():
    """Thirty-five until 14 November 2026: June to October of that year on the 30th."""
    rule = "式: 300元\n每: 月\n期数: 36"
    made = rehearsed(one(rule), one(rule, "年龄 <= 34"), adults("1991-11-15"))
    assert costs(made, "after") == {2026: 5 * 30_000}


def test_a_version_that_ends_stops_paying():
    rule = "式: 300元\n每: 月\n期数: 36"
    old = one(rule)
    new = library(document(benefit(amount=rule), ends="2026-12-31"))
    made = rehearsed(old, new)
    assert costs(made) == {2026: 7 * 30_000}
    assert why(made) == {("loses", "（取消）"): 1}


def test_a_version_that_follows_pays_its_own_sum_and_counts_on():
    parts = [
        version(benefit(amount=MONTHLY), ends="2026-08-31"),
        version(benefit(amount=MONTHLY.replace("300", "400")), name="二", starts="2026-09-01"),
    ]
    made = rehearsed(one(MONTHLY), library(versions(*parts)))
    # June, July, August and then three more
    assert costs(made) == {2026: 3 * 30_000 + 3 * 40_000}
    assert why(made) == {("gains", "（金额）"): 1}


def test_what_gives_way_to_a_higher_due_does_not_count():
    more = "互斥:\n  - {名称: 一, 规则: 就高, 成员: [甲, 乙]}"
    low, high = benefit(amount="100元"), benefit(amount="200元", code="乙")
    old, new = library(document(low)), library(document(low, high, more=more))
    made = rehearsed(old, new)
    assert (costs(made, "before"), costs(made, "after")) == ({2026: 10_000}, {2026: 20_000})
    assert fate(made) == {"gains": 1, "all": 1}
    assert why(made) == {("loses", "（互斥）"): 1, ("gains", "（新增）"): 1}


def test_instalments_fall_into_the_years_of_their_dates():
    parts = (
        "分期:\n  - {名称: 前半, 名称en: First, 占: 50%}\n"
        '  - {名称: 后半, 名称en: Second, 占: 50%, 条件: [{编号: 成年, 说: 满十八岁, 须: "年龄 >= 18"}]}'
    )
    made = rehearsed(one(), one("1000.01元", more=parts), adults("2009-03-07", "1990-01-01"))
    assert costs(made) == {2026: 3 * 50_001, 2027: 50_001}


def test_an_instalment_nobody_can_tell_of_is_not_added():
    parts = (
        "分期:\n  - {名称: 前半, 名称en: First, 占: 50%}\n"
        "  - {名称: 后半, 名称en: Second, 占: 50%, 条件: "
        "[{编号: 考核, 说: 考核合格, 须: \"未知('没有见到')\"}]}"
    )
    made = rehearsed(one("1000元", more=parts), one("1000元", more=parts))
    assert costs(made) == {2026: 50_000}
    row = made.tables["year"].to_dicts()[0]
    assert (row["unknown_after"], row["paid_after"]) == (1, 1)


# -- what nobody knows -----------------------------------------------------------------------------


def test_unknown_sums_are_counted_beside_never_as_nothing():
    rule = "未知('没有公布')"
    made = rehearsed(one("100元"), one(rule))
    row = made.tables["total"].to_dicts()[0]
    assert (row["sum_after"], row["unknown_after"], row["paid_after"]) == (0, 1, 1)
    assert fate(made) == {"uncertain": 1, "all": 1}
    assert row["gain_sum"] == row["loss_sum"] == 0


def test_becoming_due_is_a_gain_even_where_nobody_knows_the_sum():
    made = rehearsed(one("100元", "年龄 > 99"), one("未知('没有公布')"), adults("1990-01-01"))
    assert fate(made) == {"gains": 1, "all": 1}
    assert made.changes["difference"].to_list() == [None]


def test_what_the_draft_leaves_open():
    made = rehearsed(one("100元"), one("100元", "年龄 >= 18"), facts(人员=[{"出生日期": None}]))
    row = made.tables["total"].to_dicts()[0]
    assert fate(made) == {"uncertain": 1, "all": 1}
    assert (row["newly_undetermined"], row["undetermined_after"]) == (1, 1)
    assert why(made) == {("uncertain", "一"): 1}


def test_a_ceiling_is_counted_as_one():
    rule = "式: 100元\n上限: 是"
    row = rehearsed(one("100元"), one(rule)).tables["total"].to_dicts()[0]
    assert (row["at_most_before"], row["at_most_after"], row["sum_after"]) == (0, 1, 10_000)


# -- who gains, who loses --------------------------------------------------------------------------


def test_the_same_twice_changes_nobody(policies, region):
    some = region.select(region.people.head(60))
    made = rehearsed(policies, policies, some, every="year", years=1)
    assert made.changes.is_empty()
    assert made.causes.is_empty()
    for table in made.tables.values():
        for name in ("due", "paid", "sum", "unknown", "undetermined", "at_most"):
            assert table[f"{name}_before"].to_list() == table[f"{name}_after"].to_list()
    assert made.tables["total"]["sum_before"].sum() > 0


def test_rights_are_weighed_where_there_is_no_money():
    made = rehearsed(
        one(must="年龄 >= 18"), one(must="年龄 >= 40"), adults("1990-01-01", "1980-01-01")
    )
    assert fate(made) == {"loses": 1, "all": 2}
    assert made.changes.select("subject", "outcome", "difference").rows() == [("P1", "loses", 0)]


def test_a_right_gained_and_another_lost_cannot_be_weighed():
    old = library(document(benefit(), benefit("否", code="乙")))
    new = library(document(benefit("否"), benefit(code="乙")))
    assert fate(rehearsed(old, new)) == {"uncertain": 1, "all": 1}


def test_money_is_weighed_over_all_benefits():
    old = library(document(benefit(amount="100元"), benefit(amount="50元", code="乙")))
    new = library(document(benefit(amount="70元"), benefit(amount="90元", code="乙")))
    made = rehearsed(old, new)
    row = made.tables["total"].to_dicts()[0]
    assert fate(made) == {"gains": 1, "all": 1}
    assert (row["gain_sum"], row["loss_sum"]) == (4_000, -3_000)


def test_only_clauses_that_stand_against_it_are_named():
    rules = (
        '- {编号: 年龄, 说: 年龄, 须: "年龄 >= 40"}\n'
        "- 编号: 之一\n  说: 之一\n  任一:\n"
        '    - {编号: 甲路, 说: 甲路, 须: "年龄 >= 90"}\n    - {编号: 乙路, 说: 乙路, 须: "是"}'
    )
    new = library(document(benefit(amount="100元", conditions=rules)))
    made = rehearsed(one("100元"), new, adults("1990-01-01"))
    assert why(made) == {("loses", "年龄"): 1}
    assert why(rehearsed(new, one("100元"), adults("1990-01-01"))) == {("gains", "年龄"): 1}


def test_a_region_that_is_left_out_is_the_reason():
    home = {"证件号": "P1", "户籍地": 330302}
    work = {"单位代码": "E1", "用工形式": "劳动合同", "入职日期": "2024-01-01"}
    firm = {"单位代码": "E1", "单位名称": "甲", "单位类型": "企业", "单位地区": 330302}
    people = facts(人员=[home], 就业=[{"证件号": "P1", **work}], 单位=[firm])
    old = library(document(benefit(amount="100元"), region=330300))
    new = library(document(benefit(amount="100元"), region=330200))
    made = rehearsed(old, new, people)
    assert why(made) == {("loses", "适用地区"): 1}
    assert made.tables["district"].filter(pl.col("sum_before") > 0)["district"].to_list() == [
        330302
    ]
    assert made.tables["city"].filter(pl.col("sum_before") > 0)["city"].to_list() == [330300]


def test_figures_over_staff_are_those_of_a_decision_on_whole_files():
    firm = {"单位代码": "E1", "单位名称": "甲", "单位类型": "企业", "单位地区": 330302}
    job = {"单位代码": "E1", "用工形式": "劳动合同", "入职日期": "2024-01-01"}
    people = facts(
        人员=[{"证件号": f"P{n}", "性别": "女" if n else "男"} for n in range(3)],
        就业=[{"证件号": f"P{n}", **job} for n in range(3)],
        单位=[firm],
    )
    rule = "计数(就业 若 人员.性别 == '女') >= "
    old, new = (one("100元", must=rule + n, more="对象: 单位") for n in "32")
    made = rehearsed(old, new, people, size=1)
    assert fate(made, "employer") == {"gains": 1, "all": 1}
    assert costs(made) == {2026: 10_000}
    assert costs(made, "before") == {}


# -- places ----------------------------------------------------------------------------------------


OLDEST = "名额: {个数: 1, 排序: [{式: 出生日期, 次序: 从低到高}]%s}"


def limited(period="", amount="100元", must="是", ranked=OLDEST):
    said = f", 期间: {period}" if period else ""
    return benefit(must, code="甲", amount=amount, more=ranked % said)


def free(amount="100元", must="是"):
    return benefit(must, code="甲", amount=amount)


def standings(made, side="after"):
    """Day → how many have a place, none, are tied, are open."""
    rows = made.places.filter(pl.col("side") == side).sort("day")
    return {
        str(row["day"]): tuple(row[name] for name in ("taken", "refused", "tied", "open"))
        for row in rows.to_dicts()
    }


THREE = adults("1980-01-01", "1990-01-01", "1991-01-01")


@pytest.mark.parametrize("size", [1, 2, 20_000] if NIGHTLY else [2])
@pytest.mark.parametrize(
    ("period", "paid", "days"),
    [
        # who was paid the whole sum does not stand again: the next year it is somebody else's turn
        (
            "自然年",
            {2026: 10_000, 2027: 10_000, 2028: 10_000},
            {"2026-06-30": (1, 2, 0, 0), "2027-01-30": (1, 1, 0, 0), "2028-01-30": (1, 0, 0, 0)},
        ),
        ("一次", {2026: 10_000}, {"2026-06-30": (1, 2, 0, 0)}),
        ("在享", {2026: 10_000}, {"2026-06-30": (1, 2, 0, 0)}),
    ],
)
def test_a_place_is_given_as_often_as_the_document_says(period, paid, days, size):
    old, new = library(document(free())), library(document(limited(period)))
    made = rehearsed(old, new, THREE, size=size)
    assert (costs(made, "before"), costs(made)) == ({2026: 30_000}, paid)
    assert standings(made) == days
    assert standings(made, "before") == {}


def test_who_gets_no_place_loses_and_the_cause_is_named():
    old, new = library(document(free())), library(document(limited("一次")))
    made = rehearsed(old, new, THREE)
    assert fate(made) == {"loses": 2, "all": 3}
    assert why(made) == {("loses", "（名额）"): 2}
    (benefit_row,) = made.tables["benefit"].to_dicts()
    assert (benefit_row["due_before"], benefit_row["due_after"]) == (3, 1)
    assert (benefit_row["loss_sum"], benefit_row["sum_after"]) == (-20_000, 10_000)
    back = rehearsed(new, old, THREE)
    assert (fate(back), why(back)) == ({"gains": 2, "all": 3}, {("gains", "（名额）"): 2})


def test_what_a_document_does_not_say_of_its_places_is_told():
    made = rehearsed(library(document(free())), library(document(limited())), THREE)
    assert costs(made) == {2026: 10_000, 2027: 10_000, 2028: 10_000}
    assert [pair for pair in assumptions(made) if "名额" in pair[0]] == [
        (
            (
                "有名额的待遇，在每个判定日从演练的全部人中按排序和份额给名额；没有名额的不算应得。"
                "已有名额的先保留，付过全部金额的下一年不再参评。"
            ),
            (
                "Places are given on every day that is decided, among all who are rehearsed, by rank "
                "and shares; who has none is due nothing. Who has a place keeps it before others, "
                "and who was paid the whole sum does not stand again the year after."
            ),
        ),
        (
            "名额期间 甲：没有写明多久给一次，按每个自然年给一次计算。",
            (
                "Period of places, 甲: the text does not say for how long; taken as anew each calendar "
                "year."
            ),
        ),
    ]
    back = Rehearsal.from_dict(json.loads(json.dumps(made.as_dict())))
    assert back.places.equals(made.places)
    assert assumptions(back) == assumptions(made)


YOUNGEST = "名额: {个数: 1, 排序: [{式: 出生日期}]%s}"
# 35 years old in June 2026, in March 2027 and in June 2027; the first is 36 in June 2027
GROWING = adults("1991-06-01", "1992-03-01", "1992-06-01")
MONTHLY_LONG = "式: 100元\n每: 月\n期数: 未知"


@pytest.mark.parametrize(
    ("period", "paid", "days"),
    [
        # a holder keeps the place before one who ranks better, and leaves it free
        (
            "在享",
            {2026: 70_000, 2027: 120_000, 2028: 50_000},
            {
                "2026-06-30": (1, 0, 0, 0),
                "2027-03-30": (1, 1, 0, 0),
                "2028-03-30": (1, 0, 0, 0),
            },
        ),
        # of a year: who leaves has used it up, and nobody comes after
        (
            "自然年",
            {2026: 70_000, 2027: 50_000, 2028: 50_000},
            {
                "2026-06-30": (1, 0, 0, 0),
                "2027-03-30": (1, 1, 0, 0),
                "2027-06-30": (0, 2, 0, 0),
                "2028-01-30": (1, 1, 0, 0),
                "2028-03-30": (1, 0, 0, 0),
            },
        ),
        # once: never again
        (
            "一次",
            {2026: 70_000, 2027: 50_000},
            {
                "2026-06-30": (1, 0, 0, 0),
                "2027-03-30": (1, 1, 0, 0),
                "2027-06-30": (0, 2, 0, 0),
                "2028-03-30": (0, 1, 0, 0),
            },
        ),
    ],
)
def test_who_holds_a_place_keeps_it_as_long_as_it_lasts(period, paid, days):
    rule = limited(period, MONTHLY_LONG, "年龄 == 35", YOUNGEST)
    made = rehearsed(library(document(free())), library(document(rule)), GROWING)
    assert (costs(made), standings(made)) == (paid, days)


def test_a_new_year_begins_in_january_whatever_the_step():
    rule = library(document(limited("自然年", MONTHLY_LONG)))
    made = rehearsed(rule, library(document(limited("自然年", "式: 200元\n每: 月\n期数: 未知"))),
                     THREE, every="year")  # fmt: skip
    assert [str(day) for day in made.decided_on] == [
        "2026-06-30", "2027-01-30", "2027-06-30", "2028-01-30", "2028-05-30",
    ]  # fmt: skip
    assert costs(made) == {2026: 140_000, 2027: 240_000, 2028: 100_000}


def test_a_fund_of_a_year_is_what_is_left_of_it():
    fund = "名额: {资金: 250元, 排序: [{式: 出生日期}], 期间: 自然年}"
    rule = document(benefit("年龄 >= 35", code="甲", amount="100元", more=fund))
    made = rehearsed(library(document(free())), library(rule), GROWING)
    # one in 2026; in 2027 two more, one after the other, whom the fund of that year pays
    assert costs(made) == {2026: 10_000, 2027: 20_000}
    lower = rehearsed(library(document(free())), library(rule.replace("250元", "150元")), GROWING)
    assert costs(lower) == {2026: 10_000, 2027: 10_000, 2028: 10_000}


def test_who_is_tied_stays_tied_before_who_comes_later():
    same = adults("1991-06-01", "1991-06-01", "1992-03-01")
    quota = "名额: {个数: 1, 排序: [{式: 年份(出生日期)}], 期间: 在享}"
    rule = document(benefit("年龄 >= 35", code="甲", amount="100元", more=quota))
    made = rehearsed(library(document(free(must="年龄 >= 35"))), library(rule), same, years=1)
    assert standings(made) == {"2026-06-30": (0, 0, 2, 0), "2027-03-30": (0, 1, 2, 0)}
    assert fate(made) == {"loses": 1, "uncertain": 2, "all": 3}
    assert why(made) == {("uncertain", "（名额待定）"): 2, ("loses", "（名额）"): 1}


def test_what_a_place_displaces_comes_into_its_own():
    more = "互斥: [{名称: 择一, 规则: 就高, 成员: [甲, 乙]}]"
    beside = benefit(code="乙", amount="10元")
    old = library(document(free(), beside, more=more))
    new = library(document(limited("一次"), beside, more=more))
    made = rehearsed(old, new, THREE)
    assert (costs(made, "before"), costs(made)) == ({2026: 30_000}, {2026: 12_000})
    assert fate(made) == {"loses": 2, "all": 3}


def test_shares_that_clash_leave_everybody_uncertain_and_say_so():
    quota = (
        "名额: {个数: 1, 排序: [{式: 出生日期}], 期间: 一次, 份额: ["
        "{说: 老, en: Old, 须: 年龄 > 40, 至少: 1人}, {说: 青, en: Young, 须: 年龄 <= 40, 至少: 1人}]}"
    )
    rule = library(document(benefit(code="甲", amount="100元", more=quota)))
    made = rehearsed(library(document(free())), rule, THREE.select(THREE.people[:2]), years=1)
    assert (fate(made), costs(made)) == ({"uncertain": 2, "all": 2}, {})
    assert assumptions(made)[-1][0] == (
        "名额待定 甲：份额“老”（1 人）、“青”（1 人）不能同时满足：合起来至少要 2 个名额，只有 1 个，"
        "取舍没有写明。"
    )


def test_of_a_sample_places_are_not_given():
    made = rehearsed(
        library(document(free())), library(document(limited())), THREE, everybody=False
    )
    # everybody who qualifies counts, on both sides
    assert (costs(made, "before"), costs(made)) == ({2026: 30_000}, {2026: 30_000})
    assert (made.with_places, made.places.height) == (("T-1/甲",), 0)
    assert [pair for pair in assumptions(made) if "名额" in pair[0]] == [
        (
            "有名额的待遇按全部符合的人计算，没有扣除名额：甲。",
            (
                "Of benefits with fewer places than who qualify, everybody who qualifies counts; "
                "places are not deducted: 甲."
            ),
        )
    ]
    assert Rehearsal.from_dict(json.loads(json.dumps(made.as_dict()))).with_places == ("T-1/甲",)


def test_places_of_a_wider_policy_are_left_open_in_a_part_of_its_region():
    old, new = library(document(free())), library(document(limited("一次")))
    made = rehearsed(old, new, THREE, region=330302)
    assert (standings(made), costs(made)) == ({"2026-06-30": (0, 0, 0, 3)}, {})
    assert fate(made) == {"uncertain": 3, "all": 3}


def test_where_no_benefit_has_places_nothing_is_said_of_them():
    made = rehearsed(one("100元"), one("200元"), adults("1980-01-01"))
    assert (made.with_places, made.places.height) == ((), 0)
    assert not any("名额" in zh for zh, _en in assumptions(made))
    kept = {k: v for k, v in made.as_dict().items() if k not in ("with_places", "places")}
    assert Rehearsal.from_dict(kept).with_places == ()


@pytest.mark.parametrize(("only_touched", "sides"), [(False, ["both"]), (True, [])])
def test_places_of_a_policy_that_nothing_reaches_are_given_once(only_touched, sides):
    quota = "名额: {个数: 1, 排序: [{式: 出生日期}], 期间: 一次}"
    other = document(benefit(code="丙", amount="1元", more=quota), code="T-2")
    old, new = (library(document(benefit(amount=a)), other) for a in ("100元", "200元"))
    made = rehearsed(old, new, THREE, only_touched=only_touched)
    assert made.places["side"].to_list() == sides
    sums = dict(made.tables["policy"].select("policy", "sum_after").rows())
    assert sums.get("T-2") == (None if only_touched else 100)


# -- drafts ----------------------------------------------------------------------------------------


def drafted(starts=None):
    more = "草案: 是\n" + (f"自: {starts}" if starts else "")
    return library(
        versions(
            version(benefit(amount="式: 300元\n每: 月\n期数: 36")),
            version(benefit(amount="式: 400元\n每: 月\n期数: 36"), name="草案", more=more),
        )
    )


@pytest.mark.parametrize(
    ("starts", "paid"),
    [
        (None, {2026: 7 * 40_000, 2027: 12 * 40_000, 2028: 5 * 40_000}),
        ("2025-01-01", {2026: 7 * 40_000, 2027: 12 * 40_000, 2028: 5 * 40_000}),
        ("2027-01-01", {2026: 7 * 30_000, 2027: 12 * 40_000, 2028: 5 * 40_000}),
    ],
)
def test_a_draft_counts_as_in_force_from_its_day_or_from_the_first(starts, paid):
    both = drafted(starts)
    made = rehearsed(both, both)
    assert costs(made, "before") == {2026: 210_000, 2027: 360_000, 2028: 150_000}
    assert costs(made, "after") == paid
    assert [(d.state, d.drafts) for d in made.documents] == [("changed", ("草案",))]


def test_a_draft_that_ends_gives_way_again():
    more = "草案: 是\n自: 2026-08-01\n至: 2026-09-30"
    made = library(
        versions(
            version(benefit(amount="式: 300元\n每: 月\n期数: 36")),
            version(benefit(amount="式: 400元\n每: 月\n期数: 36"), name="试", more=more),
        )
    )
    assert costs(rehearsed(made, made))[2026] == 5 * 30_000 + 2 * 40_000


def test_documents_are_compared():
    text = document(benefit(amount="1元"), code="A")
    old = library(text, document(benefit(amount="1元"), code="B"))
    new = library(text, document(benefit(amount="1元"), code="C"))
    states = {d.policy: d.state for d in rehearsed(old, new).documents}
    assert states == {"A": "same", "B": "removed", "C": "added"}


# -- tables ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lowered(policies, region):
    """The real policies, with a younger age and a smaller sum in one of them, for some people."""
    some = region.select(region.people.head(200 if NIGHTLY else 80))
    documents = [_lowered(d) if d.id == "CN-04" else d for d in policies.documents]
    after = Library(tuple(documents))
    return policies, after, some


def _lowered(found):
    from dataclasses import replace

    kept = tuple(replace(v, benefits=v.benefits[1:]) for v in found.versions)
    return replace(found, versions=kept, digest="another")


def test_sums_by_everything_are_the_total(lowered):
    before, after, some = lowered
    made = rehearsed(before, after, some, every="year", years=2)
    total = made.tables["total"]
    for side in ("before", "after"):
        name = f"sum_{side}"
        sums = {key: table[name].sum() for key, table in made.tables.items()}
        assert set(sums.values()) == {total[name].sum()}
        assert total[name].sum() > 0
    for name in ("gains", "loses", "uncertain", "subjects"):
        for key in ("district", "city", "class"):
            assert made.tables[key][name].sum() == total[name].sum(), (key, name)
    assert total["loses"].sum() > 0


def test_leaving_out_what_cannot_differ_changes_no_difference(lowered):
    before, after, some = lowered
    whole = rehearsed(before, after, some, every="year", years=1)
    only = rehearsed(before, after, some, every="year", years=1, only_touched=True)
    assert only.changes.equals(whole.changes)
    assert only.causes.equals(whole.causes)
    assert set(only.tables["policy"]["policy"]) <= set(whole.tables["policy"]["policy"])
    named = whole.tables["policy"].filter(pl.col("policy") == "CN-04")
    assert only.tables["policy"].filter(pl.col("policy") == "CN-04").equals(named)


def test_batches_make_no_difference(lowered):
    before, after, some = lowered
    whole = rehearsed(before, after, some, every="year", years=1, only_touched=True)
    parts = rehearsed(before, after, some, every="year", years=1, only_touched=True, size=77)
    assert parts.as_dict(changes=True) == whole.as_dict(changes=True)


def test_it_goes_through_json(lowered):
    before, after, some = lowered
    made = rehearsed(before, after, some, every="year", years=1, only_touched=True)
    text = json.dumps(made.as_dict(changes=True), ensure_ascii=False)
    again = Rehearsal.from_dict(json.loads(text))
    assert again.as_dict() == made.as_dict()


def test_nobody_at_all():
    made = rehearsed(one("1元"), one("2元"), Facts({"人员": facts()["人员"].clear()}))
    assert made.tables["total"].is_empty()
    assert costs(made) == {}


def test_of_whom_nobody_knows_where_they_belong():
    made = rehearsed(one("1元"), one("2元"), facts(人员=[{"户籍地": None}]))
    assert made.tables["district"]["district"].to_list() == [NOWHERE]


def test_batches_are_counted_beforehand():
    people = adults(*["1990-01-01"] * 5)
    assert batch_count(people, size=2) == len(list(batches_of(people, as_of=AS_OF, size=2))) == 3


def test_progress_reaches_its_end():
    told = []
    rehearsed(one("1元"), one("2元"), progress=lambda *said: told.append(said), every="year")
    assert [t[1] for t in told] == list(range(len(told)))
    assert {t[2] for t in told} == {len(told)}


# -- steps -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("every", ["month", "quarter", "year"])
def test_steps_agree_where_nothing_ends_between_them(every):
    rule = "式: 300元\n每: 月\n期数: 36"
    people = adults("2008-08-07", "2008-09-30", "1990-01-01")
    made = rehearsed(one(rule), one(rule, "年龄 >= 18"), people, every=every)
    # August and September 2026 bring one each
    assert costs(made) == {2026: (7 + 5 + 4) * 30_000, 2027: 36 * 30_000, 2028: 15 * 30_000}


@pytest.mark.parametrize("every", ["quarter", "year"])
def test_a_boundary_is_decided_whatever_the_step(every):
    rule = "式: 300元\n每: 月\n期数: 36"
    new = library(document(benefit(amount=rule), ends="2026-08-31"))
    made = rehearsed(one(rule), new, every=every)
    assert costs(made) == {2026: 3 * 30_000}
    assert dt.date(2026, 9, 30) in made.decided_on


@pytest.mark.parametrize("years", [0, -1, 11])
def test_years_out_of_range(years):
    with pytest.raises(ValueError, match="年数应在 1 到 10 之间"):
        Horizon(as_of=AS_OF, years=years)


# -- properties ------------------------------------------------------------------------------------

_amounts = st.sampled_from(
    ["100元", "70.5元", MONTHLY, "未知('没有公布')", "式: 9元\n每: 年\n期数: 3"]
)
_musts = st.sampled_from(["是", "年龄 >= 18", "年龄 <= 35", "年龄 > 99", "未知('没有见到')"])
_benefits = st.lists(st.tuples(_musts, _amounts), min_size=1, max_size=3)
_births = st.lists(
    st.none() | st.sampled_from(["2008-09-01", "1990-01-01", "1991-07-15"]), min_size=1, max_size=4
)


def _library(drawn):
    made = [benefit(m, code="甲乙丙"[n], amount=a) for n, (m, a) in enumerate(drawn)]
    return library(document(*made))


@examples(25)
@given(old=_benefits, new=_benefits, born=_births)
def test_everybody_gains_loses_stays_or_is_uncertain(old, new, born):
    made = rehearsed(_library(old), _library(new), adults(*born), every="year", years=2)
    for name in ("total", "policy", "benefit", "class"):
        for row in made.tables[name].to_dicts():
            changed = row["gains"] + row["loses"] + row["uncertain"]
            assert 0 <= changed <= row["subjects"] <= len(born)
    total = made.tables["total"].to_dicts()[0]
    assert total["subjects"] == len(born)
    known = made.changes.filter(pl.col("difference").is_not_null())
    assert known["difference"].sum() == total["gain_sum"] + total["loss_sum"]
    back = rehearsed(_library(new), _library(old), adults(*born), every="year", years=2)
    turned = back.tables["total"].to_dicts()[0]
    assert (total["gains"], total["loses"]) == (turned["loses"], turned["gains"])
    assert total["sum_before"] == turned["sum_after"]


@examples(20)
@given(drawn=_benefits, born=_births)
def test_a_library_against_itself(drawn, born):
    made = rehearsed(_library(drawn), _library(drawn), adults(*born), every="year", years=1)
    assert made.changes.is_empty()
    total = made.tables["total"].to_dicts()[0]
    assert total["sum_before"] == total["sum_after"]
