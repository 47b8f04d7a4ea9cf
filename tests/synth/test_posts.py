"""Posts and people who look for work: invented fast, the same for the same seed."""

import datetime as dt
import re

import polars as pl
import pytest

from yulin.codes import divisions
from yulin.facts import enums
from yulin.synth.posts import ANY, invent_posts
from yulin.synth.seekers import invent_seekers
from yulin.synth.work_kinds import MANNERS, SCHOOLING, WORKS

DAY = dt.date(2026, 9, 1)


@pytest.fixture(scope="module")
def posts():
    return invent_posts(count=3_000, seed=7, as_of=DAY, region=330300)


@pytest.fixture(scope="module")
def seekers():
    return invent_seekers(count=2_000, seed=7, region=330300)


def test_posts_have_the_agreed_columns(posts):
    assert posts.columns == [
        "编号", "单位", "岗位名称", "职业", "行业", "地区", "最低学历", "最低技能等级", "证书要求",
        "执照要求", "专业要求", "最低工作年限", "月薪下限", "月薪上限", "工作形式", "班次", "职责",
        "技能", "招聘人数", "可办工作许可", "福利", "发布日期",
    ]  # fmt: skip
    assert posts["编号"].to_list()[:2] == ["J0000001", "J0000002"]
    assert posts["编号"].n_unique() == posts.height == 3_000


def test_seekers_have_the_agreed_columns_and_no_trait_nobody_may_ask_for(seekers):
    assert seekers.columns == [
        "编号", "期望岗位", "期望职业", "期望地区", "学历", "专业", "技能等级", "证书", "执照", "技能",
        "经历", "工作年限", "期望月薪", "工作形式", "班次", "需工作许可", "期望行业",
    ]  # fmt: skip
    assert seekers.height == 2_000


def test_the_same_seed_gives_the_same_rows_and_another_gives_others(posts):
    assert invent_posts(count=3_000, seed=7, as_of=DAY, region=330300).equals(posts)
    other = invent_posts(count=3_000, seed=8, as_of=DAY, region=330300)
    assert not other["职责"].equals(posts["职责"])


def test_every_answer_of_a_post_occurs_any_a_demand_and_unknown(posts):
    for column in ("最低学历", "最低技能等级"):
        assert {ANY, None} < set(posts[column].to_list())
    for column in ("证书要求", "执照要求", "专业要求"):
        assert posts[column].null_count() > 0
        assert posts.filter(pl.col(column).list.contains(ANY)).height > 0
        asked = posts[column].explode().drop_nulls()
        assert asked.n_unique() > 5
    assert set(posts["最低工作年限"].to_list()) == {None, 0, 1, 3, 5, 8}


def test_posts_are_plausible(posts):
    assert (posts["月薪下限"].drop_nulls() >= 2600).all()
    assert posts.filter(pl.col("月薪上限") < pl.col("月薪下限")).height == 0
    assert posts["月薪下限"].null_count() == posts["月薪上限"].null_count() > 0
    assert posts["招聘人数"].is_between(1, 60).all()
    assert posts["地区"].n_unique() == 12
    assert all(divisions.find(code) is not None for code in posts["地区"].unique())
    assert 140 < posts["职责"].str.len_chars().mean() < 230
    assert posts["职责"].n_unique() == posts.height
    assert set(posts["行业"].to_list()) <= set(enums.INDUSTRY.labels)
    assert posts["发布日期"].is_between(DAY - dt.timedelta(days=60), DAY).all()


def test_a_firm_looks_for_work_of_its_own_industry(posts):
    assert posts.group_by("单位").agg(pl.col("行业").n_unique())["行业"].max() == 1
    assert posts["单位"].str.contains("（示例）", literal=True).all()


def test_seekers_are_plausible(seekers):
    assert seekers["期望岗位"].list.len().min() >= 1
    assert seekers.filter(pl.col("期望地区").list.len() == 0).height > 0
    assert seekers.filter(pl.col("期望地区").list.contains(ANY)).height > 0
    assert set(seekers["学历"].drop_nulls().to_list()) <= set(enums.EDUCATION.labels)
    assert set(seekers["工作形式"].explode().to_list()) == {"全职", "兼职", "实习", "见习", "灵活"}
    assert set(seekers["班次"].explode().drop_nulls().to_list()) == {"白班", "倒班", "夜班", "周末"}
    assert seekers["期望月薪"].drop_nulls().min() >= 2500


def test_no_list_names_a_thing_twice(posts, seekers):
    for table in (posts, seekers):
        for name, kind in table.schema.items():
            if isinstance(kind, pl.List):
                lists = table[name].drop_nulls()
                assert (lists.list.len() == lists.list.n_unique()).all(), name


@pytest.mark.parametrize("work", WORKS, ids=lambda work: work.titles.split()[0])
def test_every_kind_of_work_is_complete(work):
    assert re.fullmatch(r"[1-8]-\d{2}-\d{2}-\d{2}", work.code)
    assert set(work.industries.split()) <= set(enums.INDUSTRY.labels)
    assert work.level in SCHOOLING
    assert work.level in MANNERS
    assert set(work.shift.split()) <= {"白班", "倒班", "夜班", "周末"}
    assert set(work.forms.split()) <= {"全职", "兼职", "实习", "见习", "灵活"}
    for field in (work.titles, work.objects, work.acts, work.skills):
        words = field.split()
        assert len(words) == len(set(words)) >= 3
    assert all("〇" in act or len(act) > 4 for act in work.acts.split())
