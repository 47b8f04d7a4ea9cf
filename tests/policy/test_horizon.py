"""The next day on which time may change an answer: never too late, and seldom too early."""

import datetime as dt

import polars as pl
import pytest
from hypothesis import given

from tests.policy import strategies
from tests.policy.documents import (
    AS_OF,
    PERSON,
    all_tables,
    benefit,
    day,
    document,
    library,
    version,
    versions,
)
from tests.policy.examples import NIGHTLY, examples
from tests.policy.test_differential import DATES, small_library
from yulin.policy.decide import decide
from yulin.policy.incremental.horizon import next_day, next_days, next_version_day
from yulin.policy.subjects import Register
from yulin.synth import synthesize

KEYS = ["subject_kind", "subject", "policy", "benefit"]


def answers(made, records, as_of, engine="polars"):
    """Every answer by subject and benefit, all there is of it in one value."""
    long = decide(made, records, as_of=as_of, engine=engine).long()
    return long.select(*KEYS, pl.struct(pl.exclude(KEYS)).alias("answer"))


def changed(before, after):
    """The subjects whose answers differ."""
    both = before.join(after, on=KEYS, how="full", coalesce=True, suffix="_after")
    different = both.filter(pl.col("answer").ne_missing(pl.col("answer_after")))
    return different.select("subject_kind", "subject").unique()


def first_changes(made, records, as_of, days, engine="polars"):
    """The first of some days on which a subject's answers are others; subjects without one are left out."""
    before = answers(made, records, as_of, engine)
    found = [
        changed(before, answers(made, records, when, engine)).with_columns(on=pl.lit(when))
        for when in days
    ]
    return pl.concat(found).group_by("subject_kind", "subject").agg(pl.col("on").min())


def too_late(made, records, as_of, days, engine="polars"):
    """Subjects whose answers change before the day that was named."""
    named = next_days(made, records, as_of=as_of)
    found = first_changes(made, records, as_of, days, engine)
    beside = found.join(named, on=["subject_kind", "subject"], how="left")
    return beside.filter(pl.col("day").is_null() | (pl.col("day") > pl.col("on"))).rows()


def following(as_of, count):
    return [as_of + dt.timedelta(days=n) for n in range(1, count + 1)]


# -- what turns when -------------------------------------------------------------------------------

SPELL = {"险种": "职工养老", "参保地": "330302", "起始年月": "2026-01-01", "缴费类型": "正常"}


@pytest.mark.parametrize(
    ("must", "tables", "wanted"),
    [
        ("是", {}, None),
        ("年龄 >= 18", {"人员": [{"出生日期": "2010-09-15"}]}, "2028-09-15"),
        ("年龄 >= 18", {"人员": [{"出生日期": "2000-09-15"}]}, None),
        ("年龄 <= 35", {"人员": [{"出生日期": "1990-09-15"}]}, "2026-09-15"),
        ("年龄 >= 18 且 年龄 <= 35", {"人员": [{"出生日期": "2010-09-15"}]}, "2028-09-15"),
        ("年份(基准日) == 2027", {}, "2027-01-01"),
        ("月份(基准日) in [3, 9]", {}, "2026-09-01"),
        # a spell that goes on is crossed when it is long enough, not before …
        ("本地社保连续月数 >= 12", {"社保": [SPELL]}, "2026-12-01"),
        ("本地社保连续月数 >= 3", {"社保": [SPELL]}, None),
        # … and one that has ended breaks a whole month later
        ("本地社保连续月数 >= 3", {"社保": [{**SPELL, "截止年月": "2026-05-01"}]}, "2026-07-01"),
        ("本地社保连续月数 >= 3", {"社保": [{**SPELL, "截止年月": "2026-09-01"}]}, "2026-11-01"),
        ("本地社保累计月数 >= 3", {"社保": [{**SPELL, "截止年月": "2026-09-01"}]}, None),
        # a row that does not fit says nothing
        ("本地社保连续月数 >= 3", {"社保": [{**SPELL, "截止年月": "2026-09-01", "险种": "工伤"}]}, None),
        ("存在(荣誉 若 失效日期 >= 基准日)", {"荣誉": [{"荣誉名称": "甲", "失效日期": "2026-08-31"}]}, "2026-09-01"),
        ("存在(荣誉 若 失效日期 >= 基准日)", {"荣誉": [{"荣誉名称": "甲", "失效日期": "2026-05-31"}]}, None),
        ("存在(荣誉 若 失效日期 >= 基准日)", {"荣誉": [{"荣誉名称": "甲"}]}, None),
        ("近(最近毕业日期, 2年)", {"学历": [{"毕业日期": "2025-01-10", "毕业状态": "毕业", "学历": "本科"}]}, "2027-01-10"),
    ],
)  # fmt: skip
def test_the_day(must, tables, wanted):
    made = library(document(benefit(must)))
    records = all_tables(**tables)
    (row,) = next_days(made, records, as_of=AS_OF).filter(subject_kind="person").rows()
    assert row == ("person", PERSON, wanted and day(wanted))


@pytest.mark.parametrize(
    ("rule", "tables", "wanted"),
    [
        ("年龄 * 100元", {"人员": [{"出生日期": "1990-09-15"}]}, "2026-09-15"),
        ("本地社保累计月数 * 100元", {"社保": [SPELL]}, "2026-07-01"),
        ("天数(基准日, 2026-12-31) * 1元", {}, "2026-07-01"),
        ("若则(年龄 >= 40, 1元, 2元)", {"人员": [{"出生日期": "1990-09-15"}]}, "2030-09-15"),
    ],
)
def test_a_sum_that_moves(rule, tables, wanted):
    made = library(document(benefit(amount=rule)))
    (row,) = next_days(made, all_tables(**tables), as_of=AS_OF).filter(subject_kind="person").rows()
    assert row[2] == day(wanted)


def test_a_document_of_another_region_says_nothing_until_the_subject_goes_there():
    made = library(document(benefit("年龄 >= 18"), region=330302))
    work = {
        "单位代码": "U1",
        "入职日期": "2026-01-01",
        "用工形式": "劳动合同",
        "离职日期": "2026-10-31",
    }
    born = {"出生日期": "2010-09-15"}
    firm = {"单位代码": "U1", "单位名称": "甲", "单位地区": "330302"}
    here = all_tables(人员=[born], 就业=[work], 单位=[firm])
    there = all_tables(人员=[born], 就业=[work], 单位=[{**firm, "单位地区": "330106"}])
    away = all_tables(人员=[born])
    found = [
        next_days(made, records, as_of=AS_OF).filter(subject_kind="person")["day"][0]
        for records in (here, there, away)
    ]
    assert found == [day("2026-11-01"), day("2026-11-01"), None]


def test_versions_that_start_and_end():
    first = version(benefit(), name="一", ends="2026-08-31")
    later = version(benefit(), name="二", starts="2026-09-15", ends="2027-01-31")
    made = library(versions(first, later))
    assert next_version_day(made, AS_OF) == day("2026-09-01")
    assert next_version_day(made, day("2026-09-01")) == day("2026-09-15")
    assert next_version_day(made, day("2026-12-31")) == day("2027-02-01")
    assert next_version_day(made, day("2027-02-01")) is None
    days = next_days(made, all_tables(), as_of=AS_OF)
    assert days["day"].to_list() == [day("2026-09-01")] * days.height


# -- never too late --------------------------------------------------------------------------------


@examples(60)
@given(strategies.documents(), strategies.records(), DATES)
def test_no_answer_of_a_random_document_changes_before(text, records, as_of):
    made = small_library(text)
    ahead = [*following(as_of, 45), *(as_of + dt.timedelta(days=n) for n in range(60, 800, 61))]
    assert too_late(made, records, as_of, ahead, engine="python") == []


@examples(40)
@given(strategies.documents(), strategies.records(), DATES)
def test_the_reference_names_the_same_day(text, records, as_of):
    made = small_library(text)
    program = made.program(as_of)
    versions_on = next_version_day(made, as_of)
    register = Register(program, as_of, records)
    kinds = {"person": "人员", "employer": "单位"}
    for word, subject, named in next_days(made, records, as_of=as_of).rows():
        kind = kinds[word]
        own = next_day(program, register.frame(kind, subject), kind)
        assert named == min((d for d in (own, versions_on) if d), default=None)


@pytest.mark.parametrize(
    "as_of", [dt.date(2026, 6, 12), dt.date(2024, 2, 20)] if NIGHTLY else [dt.date(2026, 6, 12)]
)
def test_no_answer_of_real_policies_changes_before(policies, as_of):
    """A week day by day, then some (every third at night): everybody whose answers change was due by then."""
    records = synthesize(people=150 if NIGHTLY else 30, seed=7, as_of=as_of)
    days = [*following(as_of, 7), *following(as_of, 25)[9 :: 3 if NIGHTLY else 5]]
    assert too_late(policies, records, as_of, days) == []
    versions_on = next_version_day(policies, as_of)
    if versions_on is None or versions_on > days[-1]:  # else everybody is due
        due = next_days(policies, records, as_of=as_of)
        share = due.filter(pl.col("day") <= days[-1]).height / due.height
        found = first_changes(policies, records, as_of, days).height / due.height
        assert found <= share <= found + 0.25  # most of those who are due do change


@pytest.mark.parametrize("ahead", [3, 20])
def test_the_day_comes_no_nearer_while_nothing_changes(policies, ahead):
    """So an employer to whom rows give the same today, and on the same day, may keep its day."""
    as_of = dt.date(2026, 6, 12)
    records = synthesize(people=150, seed=7, as_of=as_of)
    later = as_of + dt.timedelta(days=ahead)
    named = next_days(policies, records, as_of=as_of)
    again = next_days(policies, records, as_of=later)
    both = named.join(again, on=["subject_kind", "subject"], suffix="_again")
    waiting = both.filter(pl.col("day").fill_null(dt.date.max) > later)
    assert waiting.height > 80
    nearer = pl.col("day_again") < pl.col("day").fill_null(dt.date.max)
    assert waiting.filter(nearer).rows() == []


def test_nobody_is_named_twice(policies):
    records = synthesize(people=50, seed=1)
    found = next_days(policies, records, as_of=AS_OF)
    assert found.select("subject_kind", "subject").is_unique().all()
