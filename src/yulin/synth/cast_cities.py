"""Boundary cases of the other cities: NB-06, JX-02, HZ-01, HZ-03, ZJ-02."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from yulin.synth.script import Case, Clock, Row

_WAN = 10_000


def cases(clock: Clock) -> Iterator[Case]:
    """Yield every case of these policies."""
    yield from _ningbo(clock)
    yield from _ningbo_paid(clock)
    yield from _hangzhou_months(clock)
    yield from _hangzhou_graduates(clock)
    yield from _hangzhou_homes(clock)
    yield from _jinhua(clock)
    yield from _jinhua_lines(clock)
    yield from _jiaxing(clock)


def _ningbo(clock: Clock) -> Iterator[Case]:
    """Front-line 技师 of three years and 高级技师 of one, a year insured, three years' contract."""
    trade = {"一线岗位": True, "从事工种": "焊工"}
    held = (("技师", 36), ("高级技师", 12))
    job = clock.job("镇海石化", months=40, 一线岗位=True, 从事工种="焊工")
    for level, months in held:
        for off in (-1, 0, 1):
            skill = clock.skill(level, months=months + off, trade="焊工")
            yield clock.case(f"NB-06 {level} {months + off}", job, skill, age=42)
        for days in (-1, 1):
            skill = clock.skill(level, months=months, days=days, trade="焊工")
            yield clock.case(f"NB-06 {level} {months} {days}", job, skill, age=42)
    skill = clock.skill("高级技师", months=30, trade="焊工")
    for months in (11, 12, 13):
        row = clock.job("镇海石化", months=months, **trade)  # type: ignore[arg-type]
        yield clock.case(f"NB-06 连续 {months}", row, skill, age=42)
    for years in (2.9, 3):
        row = clock.job("镇海石化", months=40, 合同年限=years, **trade)  # type: ignore[arg-type]
        yield clock.case(f"NB-06 合同 {years}", row, skill, age=42)
    for shortage in (True, False, None):
        listed = clock.skill("高级技师", months=30, trade="焊工", shortage=shortage)
        yield clock.case(f"NB-06 紧缺 {shortage}", job, listed, age=42)
    for front in (True, False, None):
        row = clock.job("镇海石化", months=40, 一线岗位=front, 从事工种="焊工")
        yield clock.case(f"NB-06 一线 {front}", row, skill, age=42)
    for key in ("镇海事业", "镇海异税", "北仑装备"):
        row = clock.job(key, months=40, **trade)  # type: ignore[arg-type]
        yield clock.case(f"NB-06 单位 {key}", row, skill, age=42)
    yield clock.case("NB-06 高级工", job, clock.skill("高级工", months=60, trade="焊工"), age=42)


def _ningbo_paid(clock: Clock) -> Iterator[Case]:
    job = clock.job("镇海石化", months=60, 一线岗位=True, 从事工种="焊工")
    skill = clock.skill("技师", months=60, trade="焊工")
    for months in (35, 36, 37):
        old = clock.paid(
            "NB-06", "岗位补贴（旧制）", 500, months=months, division=330200, running=True
        )
        yield clock.case(f"NB-06 旧制 {months}", job, skill, old, age=42)
    once = clock.paid("NB-06", "岗位补贴", 10_000, months=8, division=330200)
    yield clock.case("NB-06 已领", job, skill, once, age=42)
    district = clock.paid("NB-04", "区级岗位津贴", 12_000, months=8, division=330211)
    yield clock.case("NB-06 已领区级", job, skill, district, age=42)


def _hangzhou_months(clock: Clock) -> Iterator[Case]:
    """Six and twelve continuous months without back payment; three years in an outer district."""
    amounts = {"本科": 5_000, "硕士": 15_000, "博士": 50_000}
    for level in amounts:
        for months in (5, 6, 7, 11, 12, 13):
            degree = clock.degree(level, months=months + 1)
            row = clock.job("杭州软件", months=months)
            yield clock.case(f"HZ-01 {level} {months}", row, degree, age=28)
    late = [
        *clock.job("杭州软件", months=3),
        *clock.paid_in("杭州软件", first=3, last=3, payment="补缴"),
        *clock.paid_in("杭州软件", first=5, last=4),
    ]
    owing = [
        *clock.job("杭州软件", months=6),
        *clock.paid_in("杭州软件", first=6, last=6, payment="欠费"),
        *clock.paid_in("杭州软件", first=12, last=7),
    ]
    master = clock.degree("硕士", months=14)
    yield clock.case("HZ-01 补缴", late, master, age=26)
    yield clock.case("HZ-01 欠费", owing, master, age=26)
    for months in (35, 36, 37):
        row = clock.job("富阳企业", months=months)
        degree = clock.degree("硕士", months=months + 1)
        paid = [
            clock.paid("HZ-01", "生活补贴", 15_000, months=months - back, division=330100)
            for back in (6, 12)
        ]
        yield clock.case(f"HZ-01 富阳 {months}", row, degree, paid, age=29)


def _hangzhou_graduates(clock: Clock) -> Iterator[Case]:
    job = clock.job("杭州软件", months=8)
    end = clock.month(9) - dt.timedelta(days=1)
    yield clock.case("HZ-01 只有年月", job, clock.degree("本科", on=end), age=23)
    paid = clock.paid("HZ-01", "生活补贴", 5_000, months=44, division=330100)
    again = (clock.degree("本科", months=50), clock.degree("硕士", months=10))
    yield clock.case("HZ-01 再次毕业", job, *again, paid, age=27)
    yield clock.case("HZ-01 再次毕业未领", job, *again, age=27)
    part_time = clock.degree("本科", months=9, mode="函授")
    yield clock.case("HZ-01 函授", job, part_time, age=27)
    for certified in (True, False):
        abroad = clock.degree(
            "硕士", months=9, school="卧龙岗大学", division=None, 境外=True, 留服认证=certified
        )
        yield clock.case(f"HZ-01 留服 {certified}", job, abroad, age=25)
    first_half = clock.paid("HZ-01", "生活补贴", 5_000, months=6, division=330100)
    year = clock.job("杭州软件", months=13)
    yield clock.case("HZ-01 已领一半", year, clock.degree("本科", months=14), first_half, age=24)


def _hangzhou_homes(clock: Clock) -> Iterator[Case]:
    """City and district parts of 富阳, and a price around the standard."""
    talents = {
        "B": clock.honour("国家杰青", kind="人才计划", level="国家级", division=110000),
        "D": clock.honour(
            "杭州市高层次人才D类", kind="人才分类认定", level="市级", division=330100
        ),
        "E": clock.honour(
            "杭州市高层次人才E类", kind="人才分类认定", level="市级", division=330100
        ),
        "F2": clock.skill("高级技师"),
    }
    prices = {"B": (199, 200, 201), "D": (99, 100, 101), "E": (39, 40, 41), "F2": (14, 15, 16)}
    job = clock.job("富阳企业", months=30)
    for sort, why in talents.items():
        for price in prices[sort]:
            home = clock.home(110, division=330111, price=price * _WAN, on=clock.ago(months=2))
            yield clock.case(f"HZ-03 {sort} {price}", job, why, home, age=42)
    home = clock.home(110, division=330111, price=300 * _WAN, on=clock.ago(months=20))
    office = clock.job("富阳机关", months=30)
    yield clock.case("HZ-03 机关", office, talents["F2"], home, age=42)
    half = clock.paid("HZ-03", "购房补贴", 50 * _WAN, months=12, division=330100)
    settling = clock.paid("HZ-03", "安家费", 20 * _WAN, months=24, division=330100)
    yield clock.case("HZ-03 已领一半", job, talents["D"], home, half, age=42)
    yield clock.case("HZ-03 安家费", job, talents["D"], home, settling, age=42)


def _jinhua(clock: Clock) -> Iterator[Case]:
    """Two years since the diploma, a small firm, a year's contract, a wage below the average."""
    recent = clock.degree("本科", months=18)
    for days in (1, 0, -1):
        edge = clock.degree("本科", on=clock.ago(years=2, days=days))
        row = clock.job("金华中小", months=14, 月工资=4_500)
        yield clock.case(f"ZJ-02 毕业两年 {days}", row, edge, age=24)
    for months in (11, 12, 13):
        row = clock.job("金华中小", months=months, 月工资=4_500)
        yield clock.case(f"ZJ-02 连续 {months}", row, recent, age=24)
    for wage in (3_000, 4_500, 5_500, 6_500, 7_500, 9_000, 15_000, None):
        row = clock.job("金华中小", months=14, 月工资=wage)
        yield clock.case(f"ZJ-02 月工资 {wage}", row, recent, age=24)
    for years in (0.9, 1):
        row = clock.job("金华中小", months=14, 合同年限=years, 月工资=4_500)
        yield clock.case(f"ZJ-02 合同 {years}", row, recent, age=24)
    large = clock.job("金华大型", months=14, 月工资=4_500)
    yield clock.case("ZJ-02 大型", large, recent, age=24)
    moved = [
        *clock.job("金华中小", months=6, 月工资=4_500),
        *clock.job("金华农业", months=8, ended=6, 月工资=4_500),
    ]
    yield clock.case("ZJ-02 换单位", moved, recent, age=24)


def _jinhua_lines(clock: Clock) -> Iterator[Case]:
    """Five years since the diploma in a recognised line; flexible work with and without medical."""
    for days in (1, 0, -1):
        edge = clock.degree("专科", on=clock.ago(years=5, days=days))
        yield clock.case(f"ZJ-02 毕业五年 {days}", clock.job("金华农业", months=20), edge, age=27)
    for key in ("金华农业", "南湖养老", "南湖养老未认", "秀洲家政", "鹿城民非"):
        row = clock.job(key, months=14, 月工资=4_500)
        yield clock.case(f"ZJ-02 行业 {key}", row, clock.degree("专科", months=18), age=23)
    for schemes in (("灵活就业养老",), ("灵活就业养老", "职工医疗")):
        rows = [clock.stretch(scheme, first=10, division=330702) for scheme in schemes]
        work: Row = ("就业", {"用工形式": "灵活就业", "入职日期": clock.month(10), "全职": True})
        degree = clock.degree("本科", months=14)
        yield clock.case(f"ZJ-02 灵活 {len(schemes)}", rows, work, degree, age=23)
    paid = clock.paid("ZJ-02", "就业岗位补贴", 3_000, months=36, division=330700, running=True)
    yield clock.case(
        "ZJ-02 已享受三年", clock.job("金华农业", months=40), clock.degree("本科", months=41), paid
    )


def _jiaxing(clock: Clock) -> Iterator[Case]:
    """Staff of eldercare firms around a year; founders stand among the drawn people."""
    for months in (5, 6, 11, 12, 13, 35, 36, 37):
        row = clock.job("南湖养老", months=months, 岗位="护理员", 从事工种="养老护理员")
        degree = clock.degree("专科", months=months + 2)
        yield clock.case(f"JX-02 在保 {months}", row, degree, age=26)
    paid = clock.paid("JX-02", "一次性创业补贴", 5_000, months=20, division=330400)
    yield clock.case("JX-02 已领", clock.job("南湖企业", months=20), paid, age=35)
