"""Boundary cases of national policies and of 乐清's craftsmen: CN-01, CN-02, CN-04, E01."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from yulin.synth.script import Case, Clock, Row

#: (held, months needed): columns of the assessment table differ in these
_HELD = (
    ("初级工", 24),
    ("初级工", 48),
    ("中级工", 24),
    ("中级工", 48),
    ("中级工", 60),
    ("高级工", 48),
    ("技师", 48),
)


def cases(clock: Clock) -> Iterator[Case]:
    """Yield every case of these policies."""
    yield from _contribution(clock)
    yield from _claim_time(clock)
    yield from _skill_paid(clock)
    yield from _hires(clock)
    yield from _young_unemployed(clock)
    yield from _levels(clock)
    yield from _craftsmen(clock)


def _contribution(clock: Clock) -> Iterator[Case]:
    """Months of unemployment insurance, cumulative: 12 or 36 by year."""
    skill = clock.skill("中级工", months=2)
    for months in (11, 12, 13, 35, 36, 37):
        yield clock.case(f"CN-01 累计 {months}", clock.job("鹿城企业", months=months), skill)
        split = [
            *clock.job("鹿城企业", months=months - 5),
            *clock.paid_in("瓯海眼镜", first=months + 14, last=months + 10),
        ]
        yield clock.case(f"CN-01 两段 {months}", split, skill)
    staff = clock.job("鹿城机关", months=40)
    yield clock.case("CN-01 机关", staff, skill)
    student = clock.degree("中职", months=-9)
    yield clock.case("CN-01 学生", student, skill, age=17)
    for drawing in (True, False, None):
        past = clock.job("鹿城企业", months=40, ended=3)
        yield clock.case(
            f"CN-01 领金 {drawing}", past, skill,
            失业登记日期=clock.ago(months=2), 领取失业保险金=drawing,
        )  # fmt: skip


def _claim_time(clock: Clock) -> Iterator[Case]:
    """Twelve months from the day of issue, and the certificate in the national register."""
    job = clock.job("鹿城企业", months=40)
    for days in (1, 0, -1):
        skill = clock.skill("高级工", months=12, days=days)
        yield clock.case(f"CN-01 发证一年 {days}", job, skill)
    for level in ("初级工", "中级工", "高级工", "技师", "高级技师"):
        for shortage in (True, False):
            yield clock.case(
                f"CN-01 {level} {shortage}", job, clock.skill(level, months=3, shortage=shortage)
            )
    unlisted = clock.skill("高级工", months=3, listed=False)
    yield clock.case("CN-01 未联网", job, unlisted)
    several = [
        clock.skill("中级工", months=3, trade="保安员", shortage=False),
        clock.skill("高级工", months=4, trade="电工"),
        clock.skill("高级工", months=5, trade="焊工"),
    ]
    yield clock.case("CN-01 三本证书", job, several)


def _skill_paid(clock: Clock) -> Iterator[Case]:
    """Paid for this level, a higher one, another trade; once, twice or three times this year."""
    job = clock.job("鹿城企业", months=40)
    now = clock.skill("中级工", months=3, trade="钳工")
    for benefit, policy in (("技能提升补贴", "CN-01"), ("职业培训补贴", "WZ-16")):
        for trade, level in (
            ("钳工", "中级工"),
            ("钳工", "高级工"),
            ("钳工", "初级工"),
            ("焊工", "中级工"),
        ):
            paid = clock.paid(policy, benefit, 1_500, months=14, trade=trade, level=level)
            yield clock.case(f"CN-01 已领 {benefit} {trade} {level}", job, now, paid)
    for count in (1, 2, 3):
        trades = ("电工", "焊工", "数控车工")[:count]
        paid_now: list[Row] = [
            clock.paid("CN-01", "技能提升补贴", 1_500, months=2, trade=trade, level="中级工")
            for trade in trades
        ]
        yield clock.case(f"CN-01 本年已领 {count}", job, now, paid_now)


def _hires(clock: Clock) -> Iterator[Case]:
    """Graduates of the year and of the last two, insured for one or three months."""
    this_year = clock.degree("本科", on=dt.date(clock.as_of.year, 1, 1))
    last_year = clock.degree("本科", on=dt.date(clock.as_of.year - 1, 12, 31))
    for months in (0, 1, 2, 3, 4):
        for degree in (this_year, last_year):
            yield clock.case(
                f"CN-02 参保 {months}", clock.job("鹿城企业", months=months), degree, age=23
            )
    for days in (1, 0, -1):
        edge = clock.degree("专科", on=clock.ago(years=2, days=days))
        row = clock.job("鹿城企业", months=4)
        yield clock.case(f"CN-02 毕业两年 {days}", row, edge, age=23)
    owing = [
        *clock.job("鹿城企业", months=2),
        *clock.paid_in("鹿城企业", first=2, last=2, payment="欠费"),
        *clock.paid_in("鹿城企业", first=4, last=3),
    ]
    yield clock.case("CN-02 欠费", owing, this_year, age=23)
    counted = clock.paid("CN-02", "一次性扩岗补助", 1_500, months=1)
    yield clock.case("CN-02 已计", clock.job("鹿城企业", months=4), this_year, counted, age=23)
    for key in ("鹿城机关", "鹿城民非", "鹿城学校"):
        yield clock.case(f"CN-02 单位 {key}", clock.job(key, months=4), this_year, age=23)


def _young_unemployed(clock: Clock) -> Iterator[Case]:
    """Registered unemployed from 16 to 24, the birthdays to the day."""
    for years in (16, 24, 25):
        for days in (-1, 0, 1):
            yield clock.case(
                f"CN-02 年龄 {years} {days}", clock.job("鹿城企业", months=4 if years > 16 else 0),
                born=clock.ago(years=years, days=days), 失业登记日期=clock.ago(months=5),
            )  # fmt: skip


def _levels(clock: Clock) -> Iterator[Case]:
    """Years since the last certificate, or in the trade without one, before the next level."""
    for level, needed in _HELD:
        for off in (-1, 0, 1):
            since = {
                "从事工种": "钳工",
                "从事本工种起始日期": clock.ago(years=15),
                "一线岗位": True,
            }
            job = clock.job("瑞安汽配", months=60, **since)  # type: ignore[arg-type]
            skill = clock.skill(level, months=needed + off, trade="钳工")
            yield clock.case(f"CN-04 {level} {needed + off}", job, skill, age=40)
    for years in (1, 5, 6, 10):
        for days in (-1, 0, 1):
            job = clock.job(
                "瑞安汽配", months=12, 从事工种="钳工", 一线岗位=True,
                从事本工种起始日期=clock.ago(years=years, days=days),
            )  # fmt: skip
            yield clock.case(f"CN-04 从业 {years} {days}", job, age=38)
    job = clock.job("瑞安汽配", months=30, 从事工种="钳工", 一线岗位=True)
    for off in (-1, 0, 1):
        college = clock.degree("专科", months=60)
        skill = clock.skill("中级工", months=24 + off, trade="钳工")
        yield clock.case(f"CN-04 专科 {24 + off}", job, college, skill)


def _craftsmen(clock: Clock) -> Iterator[Case]:
    """Twenty years in the trade, on the line, 高级工 or above, an electrical firm."""
    level, trade = clock.skill("高级工", months=80, trade="高低压电器装配工"), "高低压电器装配工"
    for months, days in ((239, 0), (240, -1), (240, 0), (240, 1), (241, 0)):
        job = clock.job(
            "乐清电气", months=60, 一线岗位=True, 从事工种=trade,
            从事本工种起始日期=clock.ago(months=months, days=days),
        )  # fmt: skip
        yield clock.case(f"E01 从业 {months} {days}", job, level, age=45)
    since = clock.ago(years=25)
    for key in ("乐清电气", "乐清小电气", "乐清汽配"):
        for skill in ("中级工", "高级工", "技师"):
            job = clock.job(key, months=60, 一线岗位=True, 从事工种=trade, 从事本工种起始日期=since)
            row = clock.skill(skill, months=80, trade=trade)
            yield clock.case(f"E01 {key} {skill}", job, row, age=48)
    for front in (False, None):
        job = clock.job(
            "乐清电气", months=60, 一线岗位=front, 从事工种=trade, 从事本工种起始日期=since
        )
        yield clock.case(f"E01 一线 {front}", job, level, age=48)
