"""Places given by rank with shares kept: exact, and equal to trying every set of people."""

import datetime as dt
from itertools import combinations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.policy.documents import benefit, document, facts, library
from yulin.policy.decide import decide
from yulin.policy.problems import PolicyError
from yulin.policy.stacking.allocate import allocate

DAY = dt.date(2026, 6, 30)


def chosen(quota, people, amount=None):
    """Allocate 甲 among people given as (name, points, birth year); points rank."""
    made = library(document(benefit(code="甲", amount=amount, more=f"名额: {quota}")))
    rows = [
        {
            "证件号": name,
            "贡献积分": points,
            "出生日期": None if year is None else f"{year}-01-01",
        }
        for name, points, year in people
    ]
    table = decide(made, facts(人员=rows), as_of=DAY)
    (item,) = table.program.items
    return allocate(table, item)


RANKED = "{个数: 2, 排序: [{式: 贡献积分}]}"


def test_the_first_by_rank():
    found = chosen(RANKED, [("A", 10, 1990), ("B", 30, 1990), ("C", 20, 1990)])
    assert (found.taken, found.refused, found.tied, found.open) == (("B", "C"), ("A",), (), ())


def test_from_low_to_high():
    found = chosen(
        "{个数: 1, 排序: [{式: 贡献积分, 次序: 从低到高}]}", [("A", 10, 1990), ("B", 30, 1990)]
    )
    assert found.taken == ("A",)


def test_a_second_key_breaks_a_tie():
    quota = "{个数: 1, 排序: [{式: 贡献积分}, {式: 出生日期, 次序: 从低到高}]}"
    found = chosen(quota, [("A", 10, 1990), ("B", 10, 1980)])
    assert (found.taken, found.tied) == (("B",), ())


def test_a_tie_at_the_edge_is_named_and_not_drawn():
    found = chosen(RANKED, [("A", 30, 1990), ("B", 20, 1990), ("C", 20, 1990)])
    assert (found.taken, found.tied, found.refused) == (("A",), ("B", "C"), ())


def test_more_places_than_people():
    found = chosen("{个数: 5, 排序: [{式: 贡献积分}]}", [("A", 30, 1990)])
    assert (found.taken, found.refused) == (("A",), ())


def test_a_rank_that_nobody_knows_leaves_its_person_open():
    found = chosen(RANKED, [("A", 30, 1990), ("B", None, 1990)])
    assert (found.taken, found.open) == (("A",), ("B",))
    assert found.note == "排序或份额无法判定的人可能改变名单"


def test_a_number_of_places_that_nobody_published():
    found = chosen("{个数: 未知('没有见到名额'), 排序: [{式: 贡献积分}]}", [("A", 30, 1990)])
    assert (found.taken, found.open, found.note) == ((), ("A",), "名额或资金数没有见到")


YOUNG = (
    "{个数: 2, 排序: [{式: 贡献积分}],"
    " 份额: [{说: 40 岁以下不少于一半, en: Half under 40, 须: 年龄 <= 40, 至少: 50%}]}"
)


def test_a_share_lets_somebody_of_a_lower_rank_in():
    people = [("A", 40, 1970), ("B", 30, 1971), ("C", 20, 1990), ("D", 10, 1991)]
    found = chosen(YOUNG, people)
    assert (found.taken, found.refused, found.short) == (("A", "C"), ("B", "D"), ())


def test_a_share_that_nobody_can_keep_is_named():
    found = chosen(YOUNG, [("A", 40, 1970), ("B", 30, 1971), ("C", 20, 1972)])
    assert (found.taken, found.short) == (("A", "B"), ("40 岁以下不少于一半",))


def test_of_a_share_that_cannot_be_kept_as_much_is_kept_as_can_be():
    found = chosen(
        YOUNG.replace("50%", "100%"), [("A", 40, 1970), ("B", 30, 1971), ("C", 20, 1990)]
    )
    assert (found.taken, found.short) == (("A", "C"), ("40 岁以下不少于一半",))


def test_a_share_may_be_a_number_of_people():
    quota = YOUNG.replace("个数: 2", "个数: 3").replace("至少: 50%", "至少: 1名")
    people = [("A", 50, 1970), ("B", 40, 1971), ("C", 30, 1972), ("D", 20, 1990), ("E", 10, 1991)]
    assert chosen(quota, people).taken == ("A", "B", "D")


@pytest.mark.parametrize("least", ["200%", "3", "30"])
def test_a_ratio_above_everybody_is_refused(least):
    made = library(document(benefit(code="甲", more="名额: " + YOUNG.replace("50%", least))))
    with pytest.raises(PolicyError) as error:
        made.program(DAY)
    assert [(p.code, p.advice) for p in error.value.problems] == [
        ("E454", "比例写成 50%，人数写成 3人")
    ]


def test_a_share_of_an_odd_number_is_rounded_up():
    quota = YOUNG.replace("个数: 2", "个数: 3")
    people = [("A", 50, 1970), ("B", 40, 1971), ("C", 30, 1972), ("D", 20, 1990), ("E", 10, 1991)]
    assert chosen(quota, people).taken == ("A", "D", "E")


def test_a_fund_is_spent_by_rank_and_never_beyond():
    quota = "{资金: 25000元, 排序: [{式: 贡献积分}]}"
    people = [("A", 30, 1990), ("B", 20, 1990), ("C", 10, 1990)]
    found = chosen(quota, people, amount="1万元")
    assert (found.taken, found.refused, found.spent) == (("A", "B"), ("C",), 2_000_000)


def test_a_sum_that_nobody_knows_cannot_be_set_against_a_fund():
    quota = "{资金: 25000元, 排序: [{式: 贡献积分}]}"
    rule = "若则(年龄 >= 30, 1万元, 未知('没写'))"
    found = chosen(quota, [("A", 30, 1990), ("B", 20, 2010)], amount=rule)
    assert (found.taken, found.open) == (("A",), ("B",))


@settings(deadline=None, max_examples=60)
@given(
    people=st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=7),
    places=st.integers(1, 5),
    halves=st.tuples(st.sampled_from([0, 30, 50, 80]), st.sampled_from([0, 40, 60])),
)
def test_no_set_of_people_that_keeps_the_shares_ranks_better(people, places, halves):
    rows = [
        {
            "证件号": f"P{n}",
            "贡献积分": 100 - n,
            "出生日期": "2000-01-01" if young else "1950-01-01",
            "性别": "女" if woman else "男",
        }
        for n, (young, woman) in enumerate(people)
    ]
    quota = (
        f"{{个数: {places}, 排序: [{{式: 贡献积分}}], 份额: ["
        f"{{说: 甲, 须: 年龄 <= 40, 至少: {halves[0]}%}},"
        f"{{说: 乙, 须: 本人.性别 == '女', 至少: {halves[1]}%}}]}}"
    )
    made = library(document(benefit(code="甲", more=f"名额: {quota}")))
    table = decide(made, facts(人员=rows), as_of=DAY)
    found = allocate(table, table.program.items[0])
    size = min(places, len(people))
    least = [-(-share * size // 100) for share in halves]

    def keeps(group):
        counts = [sum(people[n][i] for n in group) for i in range(2)]
        return all(
            have >= min(need, sum(p[i] for p in people))
            for i, (have, need) in enumerate(zip(counts, least, strict=True))
        )

    lawful = [g for g in combinations(range(len(people)), size) if keeps(g)]
    if lawful:  # combinations come in the order of rank, so the first is the best
        assert found.taken == tuple(f"P{n}" for n in lawful[0])


# -- fewer places where few apply ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quota", "count", "taken"),
    [
        # 差额评选: at most four fifths of those who stand, rounded down
        ("个数: 10, 至多占申报: 80%", 5, 4),
        ("个数: 10, 至多占申报: 80%", 4, 3),
        ("个数: 10, 至多占申报: 80%", 1, 0),
        ("个数: 2, 至多占申报: 80%", 5, 2),
        ("至多占申报: 50%", 5, 2),
        # nobody where too few stand
        ("个数: 2, 至少申报: 3人", 3, 2),
        ("个数: 2, 至少申报: 3人", 2, 0),
    ],
)
def test_places_go_by_how_many_qualify(quota, count, taken):
    people = [(f"P{n}", 50 - n, 1990) for n in range(count)]
    found = chosen(f"{{{quota}, 排序: [{{式: 贡献积分}}]}}", people)
    assert found.taken == tuple(f"P{n}" for n in range(taken))
    assert len(found.refused) == count - taken
    assert found.note == ("符合条件的人数不够，不评选" if "至少" in quota and count < 3 else "")


def test_a_part_that_nobody_published_leaves_everybody_open():
    found = chosen("{至多占申报: 未知('没有见到'), 排序: [{式: 贡献积分}]}", [("A", 30, 1990)])
    assert (found.taken, found.open, found.note) == ((), ("A",), "名额或资金数没有见到")


def test_a_part_is_a_ratio():
    made = library(document(benefit(code="甲", more="名额: {至多占申报: 3人}")))
    with pytest.raises(PolicyError) as error:
        made.program(DAY)
    assert [(p.code, p.message) for p in error.value.problems] == [
        ("E454", "至多占申报 是比例（3人）")
    ]


# -- places shared by several benefits -------------------------------------------------------------


def shared(quota, people):
    """Allocate 甲 (for the old, 1万元) and 乙 (for all, 2万元) from one quota; → of each, and both."""
    more = f"共用名额:\n  - {{名称: 年度, 待遇: [甲, 乙], {quota}}}"
    old = benefit("年龄 >= 40", code="甲", amount="1万元")
    made = library(document(old, benefit(code="乙", amount="2万元"), more=more))
    rows = [
        {"证件号": name, "贡献积分": points, "出生日期": f"{year}-01-01"}
        for name, points, year in people
    ]
    table = decide(made, facts(人员=rows), as_of=DAY)
    first, second = (allocate(table, item) for item in table.program.items)
    return first, second


def test_one_fund_for_two_benefits():
    people = [("A", 30, 1970), ("B", 20, 1990), ("C", 10, 1970)]
    first, second = shared("资金: 5万元, 排序: [{式: 贡献积分}]", people)
    # A stands for both, 3万元; then B takes the rest, and nothing is left for C
    assert (first.taken, second.taken) == (("A",), ("A", "B"))
    assert (first.refused, second.refused) == (("C",), ("C",))
    assert (first.spent, second.spent) == (5_000_000, 5_000_000)


def test_the_order_of_the_benefits_may_go_before_rank():
    people = [("A", 30, 1970), ("B", 20, 1990), ("C", 10, 1970)]
    first, second = shared("个数: 3, 排序: [{待遇次序: 是}, {式: 贡献积分}]", people)
    assert (first.taken, second.taken) == (("A", "C"), ("A",))


def test_whoever_stands_for_two_may_tie_with_themselves():
    first, second = shared("个数: 1, 排序: [{式: 贡献积分}]", [("A", 30, 1970)])
    assert (first.taken, second.taken, first.tied, second.tied) == ((), (), ("A",), ("A",))


def test_shared_places_of_which_one_person_is_unclear():
    first, second = shared("个数: 1, 排序: [{式: 贡献积分}]", [("A", 9, 1990), ("B", None, 1970)])
    assert (first.taken, first.open, second.taken, second.open) == ((), ("B",), ("A",), ("B",))


@pytest.mark.parametrize(
    ("more", "own", "wanted"),
    [
        ("待遇: [甲, 丙], 个数: 1", "", ("E257", "没有待遇 “丙”")),
        ("待遇: [甲], 个数: 1", "名额: {个数: 2}", ("E256", "这项待遇已用共用名额“年度”")),
        ("待遇: [甲, 甲], 个数: 1", "", ("E256", "“甲”已用“年度”")),
        ("待遇: [甲]", "", ("E244", "名额要写 个数、资金 或 至多占申报")),
    ],
)
def test_shared_places_that_are_refused(more, own, wanted):
    text = document(benefit(code="甲", more=own), more=f"共用名额:\n  - {{名称: 年度, {more}}}")
    with pytest.raises(PolicyError) as error:
        library(text)
    assert [(p.code, p.message) for p in error.value.problems] == [wanted]


@pytest.mark.parametrize(
    ("quota", "wanted"),
    [
        ("{排序: [{式: 贡献积分}]}", ("E244", "名额要写 个数、资金 或 至多占申报")),
        ("{个数: 2, 排序: [{式: 贡献积分, 次序: 升}]}", ("E220", "“升” 不在可用之列")),
    ],
)
def test_quotas_that_are_refused(quota, wanted):
    with pytest.raises(PolicyError) as error:
        library(document(benefit(code="甲", more=f"名额: {quota}")))
    assert wanted in [(p.code, p.message) for p in error.value.problems]


def test_what_has_no_order_cannot_rank():
    made = library(document(benefit(code="甲", more="名额: {个数: 1, 排序: [{式: 单位行业}]}")))
    with pytest.raises(PolicyError) as error:
        made.program(DAY)
    assert [p.code for p in error.value.problems] == ["E453"]


def test_a_benefit_without_places_cannot_be_allocated():
    table = decide(library(document(benefit(code="甲"))), facts(), as_of=DAY)
    with pytest.raises(ValueError, match="T-1/甲 has no quota"):
        allocate(table, table.program.items[0])
    assert isinstance(table.parts[0].frame, pl.DataFrame)
