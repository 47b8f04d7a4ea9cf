"""What a score must never do, over many made-up pairs."""

from typing import Any

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.matching import markets
from yulin.matching.reference import Pair, Reference, Verdict
from yulin.matching.sides import Lists, People
from yulin.matching.tables import EDUCATION, FORMS, LEVELS, SHIFTS

_TITLES = ["电气工程师", "电工", "焊工", "会计", "出纳", "Java开发工程师", "配电柜装配工"]
_CODES = ["2-02-14-04", "2-02-14-00", "2-02-10-03", "6-18-02-04", "4-01-02-01"]
_PLACES = ["330302", "330303", "330304"]
_SKILLS = ["PLC编程", "电气制图", "焊接", "Java", "成本核算"]
_MAJORS = ["080601", "080602", "080901", "120203", "电气自动化（旧）"]
_CARDS = ["电工证", "焊工证", "会计证"]
_WAGES = st.none() | st.integers(0, 20).map(lambda thousands: thousands * 1000)


def _some(values: list[str]) -> st.SearchStrategy[Any]:
    return st.none() | st.lists(st.sampled_from(values), max_size=3, unique=True)


def _one(values: list[str]) -> st.SearchStrategy[Any]:
    return st.none() | st.sampled_from(values)


_TEXTS = _one(["做过配电柜设计与调试", "焊接管道", "核算成本并编制报表", "维护服务器与数据库"])
SEEKERS = st.fixed_dictionaries(
    {
        "期望岗位": _some(_TITLES), "期望职业": _some(_CODES), "期望地区": _some([*_PLACES, "不限"]),
        "学历": _one(list(EDUCATION)), "专业": _some(_MAJORS), "技能等级": _one(list(LEVELS)),
        "证书": _some(_CARDS), "执照": _some(["驾驶证C1"]), "技能": _some(_SKILLS), "经历": _TEXTS,
        "工作年限": st.none() | st.integers(0, 9), "期望月薪": _WAGES, "工作形式": _some(list(FORMS)),
        "班次": _some(list(SHIFTS)), "需工作许可": st.sampled_from([None, True, False]),
        "期望行业": _some(["C38", "C", "C34", "泵阀"]),
    }
)  # fmt: skip
POSTS = st.fixed_dictionaries(
    {
        "岗位名称": _one(_TITLES), "职业": _one(_CODES), "行业": _one(["C38", "C34", "泵阀", "I65"]),
        "地区": _one([*_PLACES, "不限"]), "最低学历": _one([*EDUCATION, "不限"]),
        "最低技能等级": _one([*LEVELS, "不限"]), "证书要求": _some(_CARDS),
        "执照要求": _some(["驾驶证C1"]), "专业要求": _some(_MAJORS),
        "最低工作年限": st.none() | st.integers(0, 5), "月薪下限": _WAGES, "月薪上限": _WAGES,
        "工作形式": _some(list(FORMS)), "班次": _some(list(SHIFTS)), "职责": _TEXTS,
        "技能": _some(_SKILLS), "可办工作许可": st.sampled_from([None, True, False]),
    }
)  # fmt: skip
#: What the words of any made-up post weigh is learned from these, and never moves.
_BACKGROUND = [
    {"岗位名称": title, "技能": [skill], "职责": text}
    for title, skill, text in zip(
        _TITLES, [*_SKILLS, "制图", "驾驶"], ["做配电柜设计", "焊管道", "算成本", "编报表", "管服务器", "装柜", "开车"], strict=True
    )
]  # fmt: skip
_MANY = settings(max_examples=120)


def score(pair: Pair) -> int:
    """What a pair is worth: nothing unless all requirements are known to be met."""
    return pair.seeker * pair.employer if pair.verdict is Verdict.FITS else 0


def judged(seekers: list[dict], posts: list[dict]) -> Reference:
    market = markets.sides(markets.seekers(*seekers), markets.posts(*posts, *_BACKGROUND * 3))
    return markets.reference(market)


@_MANY
@given(SEEKERS, POSTS, st.data())
def test_a_matching_fact_more_never_lowers_a_score(seeker, post, data) -> None:
    """Somebody learns what the post asks for; nothing else changes."""
    gains = {
        "技能": post["技能"], "证书": post["证书要求"], "执照": post["执照要求"], "专业": post["专业要求"],
        "期望岗位": post["岗位名称"] and [post["岗位名称"]], "期望职业": post["职业"] and [post["职业"]],
        "期望行业": post["行业"] and [post["行业"]], "工作形式": post["工作形式"], "班次": post["班次"],
    }  # fmt: skip
    field = data.draw(st.sampled_from(sorted(gains)))
    more = {**seeker, field: [*(seeker[field] or []), *(gains[field] or [])] or seeker[field]}
    market = judged([seeker, more], [post])
    before, after = market.pair(0, 0), market.pair(1, 0)
    assert score(after) >= score(before)
    assert (after.seeker, after.employer) >= (before.seeker, before.employer)


@_MANY
@given(SEEKERS, POSTS, st.data())
def test_information_less_never_raises_a_score(seeker, post, data) -> None:
    field = data.draw(st.sampled_from(sorted(seeker)))
    values = seeker[field]
    fewer = values[:-1] if isinstance(values, list) and len(values) > 1 else None
    fields = sorted(post)
    blank = {**post, data.draw(st.sampled_from(fields)): None}
    market = judged([seeker, {**seeker, field: fewer}], [post, blank])
    whole = market.pair(0, 0)
    assert score(market.pair(1, 0)) <= score(whole)
    assert score(market.pair(0, 1)) <= score(whole)


@_MANY
@given(SEEKERS, POSTS)
def test_an_empty_profile_and_a_thin_post_have_no_score(seeker, post) -> None:
    market = judged([seeker, dict.fromkeys(seeker)], [post, dict.fromkeys(post)])
    assert score(market.pair(1, 0)) == 0
    assert score(market.pair(0, 1)) == 0
    assert score(market.pair(1, 1)) == 0


@_MANY
@given(SEEKERS)
def test_nobody_outranks_one_who_meets_everything(seeker) -> None:
    market = judged([{}, {**seeker, "技能等级": "高级工"}], [{}])
    best = market.pair(0, 0)
    assert best.verdict is Verdict.FITS
    # a higher level than was asked for is the one thing that the full profile could have more of
    assert score(market.pair(1, 0)) <= score(best)


@settings(max_examples=20)
@given(SEEKERS, POSTS, st.permutations(["男", "女"]))
def test_protected_traits_change_nothing(seeker, post, sexes) -> None:
    """They are not read: tables that have them give the same arrays."""
    table = markets.seekers(seeker)
    plain = _flat(markets.sides(table, markets.posts(post)).people)
    for sex, age, marriage in ((sexes[0], 23, "未婚"), (sexes[1], 58, "已婚")):
        traits = (
            pl.Series("性别", [sex]),
            pl.Series("年龄", [age]),
            pl.Series("婚姻状况", [marriage]),
        )
        told = markets.sides(table.with_columns(*traits), markets.posts(post)).people
        assert _flat(told) == plain


def _flat(people: People) -> list[list[int]]:
    """All that the engine reads of seekers."""
    return [
        np.concatenate([*column]).tolist() if isinstance(column, Lists) else column.tolist()
        for column in people
    ]
