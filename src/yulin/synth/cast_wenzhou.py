"""Boundary cases of Wenzhou's talent classes and housing: WZ-01, WZ-04, WZ-05, WZ-07."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from yulin.synth.script import Case, Clock

_WAN = 10_000
#: homes bought from this day on count against a coupon of class F
_HOMES_COUNT_FROM = dt.date(2019, 12, 24)


def cases(clock: Clock) -> Iterator[Case]:
    """Yield every case of these policies."""
    yield from _points(clock)
    yield from _wages(clock)
    yield from _levels(clock)
    yield from _honours(clock)
    yield from _let_homes(clock)
    yield from _contracts(clock)
    yield from _homes(clock)
    yield from _coupons(clock)
    yield from _coupon_homes(clock)
    yield from _couples(clock)


def _points(clock: Clock) -> Iterator[Case]:
    """F1: teachers and doctors with 100 points and a full-time degree."""
    for points in (99, 100, 101):
        yield clock.case(
            f"WZ-01 贡献积分 {points}", clock.job("鹿城学校", months=30), clock.degree("本科"),
            贡献积分=points,
        )  # fmt: skip
    school, hospital = clock.job("鹿城学校", months=30), clock.job("鹿城医院", months=30)
    full, part = clock.degree("本科"), clock.degree("本科", mode="自学考试")
    yield clock.case("WZ-01 医院", hospital, full, 贡献积分=100)
    yield clock.case("WZ-01 学历不足", school, clock.degree("专科"), 贡献积分=100)
    yield clock.case("WZ-01 非全日制", school, part, 贡献积分=100)
    yield clock.case("WZ-01 积分未知", school, full, 贡献积分=None)


def _wages(clock: Clock) -> Iterator[Case]:
    """F1: 10万 in each of the last two years, by a degree or a trade in short supply."""
    job, degree = clock.job("鹿城企业", months=40), clock.degree("本科")
    pairs = (
        (102_000, 105_000),
        (102_000, 98_000),
        (98_000, 102_000),
        (100_000, 100_000),
        (99_999.99, 100_000),
        (100_000, 99_999.99),
        (100_000.01, 100_000.01),
        (102_000, None),
        (98_000, None),
    )
    for last, before in pairs:
        yield clock.case("WZ-01 工资", job, degree, 上年工资收入=last, 前年工资收入=before)
    for shortage in (True, False, None):
        skill = clock.skill("技师", shortage=shortage)
        yield clock.case(
            f"WZ-01 紧缺 {shortage}", job, skill, 上年工资收入=120_000, 前年工资收入=110_000
        )
    office = clock.job("鹿城机关", months=40)
    yield clock.case("WZ-01 机关", office, degree, 上年工资收入=120_000, 前年工资收入=110_000)


def _levels(clock: Clock) -> Iterator[Case]:
    """E, F2 and F3 by degree, title and skill, with the level just below each."""
    job = clock.job("鹿城企业", months=40)
    for level in ("专科", "本科", "硕士", "博士"):
        yield clock.case(f"WZ-01 学历 {level}", job, clock.degree(level), age=32)
    yield clock.case("WZ-01 无学位", job, clock.degree("硕士", degree="无"), age=32)
    for level in ("高级工", "技师", "高级技师", "特级技师"):
        yield clock.case(f"WZ-01 技能 {level}", job, clock.skill(level), age=45)
    for level in ("助理级", "中级", "副高级", "正高级"):
        yield clock.case(f"WZ-01 职称 {level}", job, clock.title(level), age=45)
    for top, first in ((True, False), (False, True), (False, False), (None, None)):
        master = clock.degree("硕士", 世界前200=top, 双一流=first)
        yield clock.case("WZ-01 名校硕士", job, master)
    for certified in (True, False):
        abroad = clock.degree(
            "硕士", school="曼彻斯特大学", division=None, 境外=True, 留服认证=certified
        )
        yield clock.case(f"WZ-01 留服 {certified}", job, abroad)


def _honours(clock: Clock) -> Iterator[Case]:
    job = clock.job("乐清电气", months=60)
    city, nation = {"level": "市级", "division": 330300}, {"level": "国家级", "division": 110000}
    named = (
        clock.honour("浙江青年工匠"),
        clock.honour("浙江省金牌导游员"),
        clock.honour("江苏工匠", division=320000),
        clock.honour("瓯江技能大奖", **city),  # type: ignore[arg-type]
        clock.honour("市首席技师", **city),  # type: ignore[arg-type]
        clock.honour("技能大师工作室领办人", **city),  # type: ignore[arg-type]
        clock.honour("国家杰青", kind="人才计划", **nation),  # type: ignore[arg-type]
        clock.honour("全国创新争先奖章", kind="科技奖", **nation),  # type: ignore[arg-type]
        clock.honour("瓯越英才计划", kind="人才计划", **city),  # type: ignore[arg-type]
        clock.honour("省引才计划", kind="人才计划"),
        clock.honour("鲲鹏行动", kind="人才计划"),
    )
    for honour in named:
        yield clock.case("WZ-01 荣誉", job, honour, clock.skill("高级技师"), age=45)
    for days in (1, 0, -1):
        over = clock.honour(
            "市首席技师", level="市级", division=330300, months=36, expires=clock.ago(days=days)
        )
        yield clock.case(f"WZ-01 荣誉失效 {days}", job, over, age=45)
    for rank in (3, 4):
        prize = clock.honour("省科学技术进步奖三等奖", kind="科技奖", rank=rank)
        yield clock.case(f"WZ-01 排名 {rank}", job, prize, age=45)


def _let_homes(clock: Clock) -> Iterator[Case]:
    """Rent of a talent flat by class and area, and who may have the subsidy instead."""
    job = clock.job("鹿城企业", months=24, 合同年限=5)
    best = clock.honour("国家杰青", kind="人才计划", level="国家级", division=110000)
    for area in (39.99, 40, 40.01, 70, 89.99, 90, 90.01, 100, 119.99, 120, 120.01):
        flat = clock.home(area, kind="人才住房", tenure="人才配租", rent=40)
        yield clock.case(f"WZ-04 配租面积 {area}", job, clock.degree("博士"), flat, age=33)
        yield clock.case(f"WZ-04 配租面积F {area}", job, clock.degree("本科"), flat)
    for area in (120, 121):
        flat = clock.home(area, kind="人才住房", tenure="人才配租", rent=40)
        yield clock.case(f"WZ-04 配租面积C {area}", job, best, flat, age=45)
    for key in ("鹿城企业", "温州高校", "温州研究院", "鹿城机关", "鹿城学校", "鹿城民非"):
        work = clock.job(key, months=24, 合同年限=5)
        for level in ("本科", "博士"):
            yield clock.case(f"WZ-04 单位 {key}", work, clock.degree(level), age=33)
    for months in (59, 60, 61):
        paid = clock.paid("WZ-04", "租房补贴", 30_000, months=months, running=True)
        yield clock.case(f"WZ-04 已享受 {months}", job, clock.degree("博士"), paid, age=38)
        let = clock.paid("WZ-05", "人才住房配租", 1_480, months=months, running=True)
        yield clock.case(f"WZ-05 已享受 {months}", job, clock.degree("博士"), let, age=38)


def _contracts(clock: Clock) -> Iterator[Case]:
    degree = clock.degree("本科")
    for years in (0.5, 1, 2, 2.9, 3, 5, None):
        job = clock.job("鹿城企业", months=12, 合同年限=years)
        yield clock.case(f"WZ-05 合同 {years}", job, degree)
    for months in (0, 1, 2):
        yield clock.case(f"WZ-05 参保 {months}", clock.job("鹿城企业", months=months), degree)
    for ended in (1, 2):
        row = clock.job("鹿城企业", months=9, ended=ended)
        yield clock.case(f"WZ-05 断保 {ended}", row, degree)
    part_time = clock.job("鹿城企业", months=12, 全职=False)
    yield clock.case("WZ-05 非全职", part_time, degree)
    away = clock.job("异地纳税", months=12)
    yield clock.case("WZ-05 异地纳税", away, degree)


def _homes(clock: Clock) -> Iterator[Case]:
    """What counts as a home: flats and pre-sale flats, not rural houses, not what was sold."""
    job, degree = clock.job("鹿城企业", months=12), clock.degree("硕士")
    homes = (
        clock.home(120, kind="农村集体土地房", division=330324),
        clock.home(80),
        clock.home(80, kind="预售商品房"),
        clock.home(80, division=330382),
        clock.home(80, division=361102),
        clock.home(80, kind="保障性住房"),
        clock.home(50, tenure="市场租赁"),
        clock.home(80, on=clock.ago(years=3), sold=clock.ago(days=1)),
        clock.home(80, on=clock.ago(years=3), sold=clock.ago(days=0)),
        clock.home(80, on=clock.ago(years=3), sold=clock.ago(days=-1)),
    )
    yield clock.case("WZ-05 无房", job, degree)
    for home in homes:
        yield clock.case("WZ-05 有房", job, degree, home)


def _coupons(clock: Clock) -> Iterator[Case]:
    """Six continuous months with an employer of the district, and a contract of three years."""
    doctor = clock.degree("博士", months=40)
    for months in (5, 6, 7):
        yield clock.case(
            f"WZ-07 连续 {months}", clock.job("鹿城企业", months=months), doctor, age=33
        )
    gap = [*clock.job("鹿城企业", months=5), *clock.paid_in("鹿城企业", first=9, last=6)]
    late = [
        *clock.job("鹿城企业", months=4),
        *clock.paid_in("鹿城企业", first=4, last=4, payment="补缴"),
        *clock.paid_in("鹿城企业", first=7, last=5),
    ]
    owing = [
        *clock.job("鹿城企业", months=3),
        *clock.paid_in("鹿城企业", first=3, last=3, payment="欠费"),
        *clock.paid_in("鹿城企业", first=9, last=4),
    ]
    for name, rows in (("间断", gap), ("补缴", late), ("欠费", owing)):
        yield clock.case(f"WZ-07 {name}", rows, doctor, age=33)
    yield clock.case("WZ-07 外县", clock.job("瑞安汽配", months=24), doctor, age=33)
    for years in (2, 3):
        job = clock.job("鹿城企业", months=12, 合同年限=years)
        yield clock.case(f"WZ-07 合同 {years}", job, doctor, age=33)
    for key in ("鹿城企业", "鹿城民非", "鹿城中介", "鹿城学校", "鹿城医院", "鹿城机关"):
        row = clock.job(key, months=12)
        yield clock.case(f"WZ-07 单位 {key}", row, clock.degree("本科"))
    job = clock.job("鹿城企业", months=12)
    earlier = (
        clock.paid("WZ-07", "房票", 80 * _WAN, division=330302),
        clock.paid("WZ-04", "购房补贴", 20 * _WAN),
        clock.paid("WZ-04", "租房补贴", 30_000, months=13, running=True),
        clock.paid("WZ-04", "租房补贴", 30_000, months=30, ended=18),
        clock.paid("WZ-05", "人才住房配租", 1_480, months=20, running=True),
    )
    for paid in earlier:
        yield clock.case("WZ-07 已享受", job, doctor, paid, age=34)
    for months in (11, 12, 13):
        coupon = clock.paid("WZ-07", "房票", 80 * _WAN, months=months, division=330302)
        flat = clock.home(90, kind="人才住房", tenure="人才配租", rent=40, on=clock.ago(months=30))
        yield clock.case(f"WZ-07 过渡期 {months}", job, doctor, coupon, flat, age=34)


def _coupon_homes(clock: Clock) -> Iterator[Case]:
    """Class F: less than 60㎡ bought since 2019-12-24, sold or not."""
    job, degree = clock.job("鹿城企业", months=12), clock.degree("本科", months=150)
    for days in (-1, 0, 1):
        day = _HOMES_COUNT_FROM + dt.timedelta(days=days)
        yield clock.case(f"WZ-07 购房日 {day}", job, degree, clock.home(70, on=day), age=36)
    for area in (59.99, 60, 60.01):
        home = clock.home(area, on=dt.date(2021, 5, 20))
        yield clock.case(f"WZ-07 面积 {area}", job, degree, home, age=36)
    for second in (29.99, 30):
        homes = [
            clock.home(30, on=dt.date(2020, 3, 9)),
            clock.home(second, on=dt.date(2021, 5, 20)),
        ]
        yield clock.case(f"WZ-07 合计 {30 + second}", job, degree, homes, age=36)
    sold = clock.home(70, on=dt.date(2021, 5, 20), sold=dt.date(2021, 12, 1))
    yield clock.case("WZ-07 已售", job, degree, sold, age=36)
    doctor = clock.degree("博士", months=100)
    yield clock.case("WZ-07 E类有房", job, doctor, clock.home(200, on=dt.date(2021, 5, 20)), age=40)


def _couples(clock: Clock) -> Iterator[Case]:
    """Two coupons on one home, two classes in one flat, and a spouse who owns one."""
    job = clock.job("鹿城企业", months=12)
    doctor, master = clock.degree("博士"), clock.degree("硕士")
    for price in (90, 100, 110, 150):
        home = clock.home(110, price=price * _WAN, on=clock.ago(months=1))
        yield clock.case(
            f"WZ-07 夫妻 {price}", job, doctor, home, age=34, couple=True, 婚姻状况="已婚"
        )
        yield clock.case(f"WZ-07 夫妻 {price}", job, master, age=33, 婚姻状况="已婚")
    yield clock.case("WZ-05 夫妻", job, doctor, age=34, couple=True, 婚姻状况="已婚")
    yield clock.case("WZ-05 夫妻", job, master, age=33, 婚姻状况="已婚")
    yield clock.case("WZ-05 配偶有房", job, doctor, age=34, couple=True, 婚姻状况="已婚")
    yield clock.case("WZ-05 配偶有房", job, clock.home(80), age=33, 婚姻状况="已婚")
