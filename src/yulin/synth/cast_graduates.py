"""Boundary cases of Wenzhou's graduates: WZ-09, WZ-12, WZ-13."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from yulin.synth.script import Case, Clock, Row

_PLACES = {330106: "浙江工业大学", 310110: "复旦大学", 110108: "北京大学"}
_NEEDS = (
    "低保家庭",
    "孤儿",
    "残疾人",
    "助学贷款",
    "脱贫人口",
    "残疾人困难家庭",
    "特困人员",
    "校内资助",
    "无",
)


def cases(clock: Clock) -> Iterator[Case]:
    """Yield every case of these policies."""
    yield from _age_at_first_month(clock)
    yield from _years_since_graduation(clock)
    yield from _new_to_the_city(clock)
    yield from _window(clock)
    yield from _employer(clock)
    yield from _travel(clock)
    yield from _final_year(clock)


def _hired(clock: Clock, year: int, month: int, *, key: str = "鹿城企业") -> list[Row]:
    """A job that began in one month of the closed window and still runs."""
    return clock.job(key, months=clock.months_since(dt.date(year, month, 1)))


def _age_at_first_month(clock: Clock) -> Iterator[Case]:
    """Class 1: 35 on the first day of the first month."""
    doctor = clock.degree("博士", on=dt.date(2021, 1, 10))
    for born in ((1986, 5, 20), (1986, 5, 2), (1986, 5, 1), (1986, 4, 30)):
        yield clock.case(
            f"WZ-09 出生 {dt.date(*born)}", _hired(clock, 2021, 5), doctor, born=dt.date(*born)
        )


def _years_since_graduation(clock: Clock) -> Iterator[Case]:
    """Classes 2 and 3: five years from the diploma to the first month."""
    for key in ("鹿城企业", "瑞安汽配"):
        for day in ((2016, 4, 30), (2016, 5, 1), (2016, 5, 2), (2016, 5, 20)):
            degree = clock.degree("本科", on=dt.date(*day))
            yield clock.case(
                f"WZ-09 毕业 {dt.date(*day)}", _hired(clock, 2021, 5, key=key), degree, age=33
            )
    late = clock.degree("本科", on=dt.date(2016, 5, 20))
    yield clock.case("WZ-09 毕业超五年", _hired(clock, 2021, 6), late, age=33)


def _new_to_the_city(clock: Clock) -> Iterator[Case]:
    """No pension record here in the two years before the first month."""
    degree = clock.degree("本科", on=dt.date(2017, 6, 30))
    first = clock.months_since(dt.date(2021, 5, 1)) - 1
    for gap in (18, 23, 24, 25):
        earlier = clock.paid_in("瓯海眼镜", first=first + gap + 6, last=first + gap)
        yield clock.case(f"WZ-09 此前 {gap}", _hired(clock, 2021, 5), earlier, degree, age=33)
        # the same look-back for somebody who came last month
        recent = clock.paid_in("瓯海眼镜", first=gap + 6, last=gap)
        new = clock.degree("本科", months=40)
        yield clock.case(f"WZ-09 新来 {gap}", clock.job("鹿城企业", months=1), recent, new)
    away = clock.paid_in("杭州软件", first=first + 18, last=first + 2)
    yield clock.case("WZ-09 此前在杭州", _hired(clock, 2021, 5), away, degree, age=33)


def _window(clock: Clock) -> Iterator[Case]:
    degree = clock.degree("本科", on=dt.date(2019, 6, 30))
    for year, month in (
        (2020, 3),
        (2020, 8),
        (2020, 9),
        (2021, 9),
        (2021, 10),
        (2021, 12),
        (2022, 1),
    ):
        yield clock.case(f"WZ-09 入职 {year}-{month}", _hired(clock, year, month), degree)
    for track in ("高级工班", "预备技师班", "特殊教育职业班", "中级工班"):
        school = clock.degree(
            "专科", on=dt.date(2020, 6, 30), school="温州技师学院", 技工类别=track
        )
        yield clock.case(f"WZ-09 {track}", _hired(clock, 2021, 5), school)
    for flags in ((True, False), (False, True), (False, False)):
        named = clock.degree("本科", on=dt.date(2019, 6, 30), 双一流=flags[0], 世界前200=flags[1])
        yield clock.case("WZ-09 名校", _hired(clock, 2021, 5), named)


def _employer(clock: Clock) -> Iterator[Case]:
    degree = clock.degree("本科", on=dt.date(2019, 6, 30))
    for key in ("鹿城地产", "异地纳税", "温州人力", "乐清小电气", "乐清电气", "镇海石化"):
        yield clock.case(f"WZ-09 单位 {key}", _hired(clock, 2021, 5, key=key), degree)


def _travel(clock: Clock) -> Iterator[Case]:
    """Needy, at the hostel, within two years of the diploma; by province of school or home."""
    hostel = clock.ago(months=3)
    for place, school in _PLACES.items():
        for hard in ("助学贷款", "无"):
            degree = clock.degree("本科", months=14, division=place, school=school)
            yield clock.case(
                f"WZ-12 {school} {hard}", clock.job("鹿城企业", months=2), degree,
                age=23, 困难类别=hard, 生源地=place, 驿站登记日期=hostel,
            )  # fmt: skip
    far = clock.degree("本科", months=14, division=110108, school="北京大学")
    job = clock.job("鹿城企业", months=2)
    yield clock.case(
        "WZ-12 两地不同", job, far, age=23, 困难类别="助学贷款", 生源地=341202, 驿站登记日期=hostel
    )
    near = clock.degree("本科", months=14, division=330106, school="浙江工业大学")
    yield clock.case("WZ-12 未登记", job, near, age=23, 困难类别="助学贷款", 生源地=330106)
    self_taught = clock.degree("本科", months=14, mode="自学考试")
    yield clock.case(
        "WZ-12 自考", job, self_taught, age=23, 困难类别="助学贷款", 驿站登记日期=hostel
    )
    for days in (1, 0, -1):
        edge = clock.degree("本科", on=clock.ago(years=2, days=days))
        yield clock.case(
            f"WZ-12 毕业两年 {days}", job, edge, age=24, 困难类别="助学贷款", 驿站登记日期=hostel
        )
    for months in (11, 12, 13):
        edge = clock.degree("本科", months=months)
        yield clock.case(f"WZ-12 应届 {months}", edge, age=23, 驿站登记日期=clock.ago(days=10))


def _final_year(clock: Clock) -> Iterator[Case]:
    """Students whose diploma is due within the school year, of every kind of hardship."""
    due = dt.date(clock.as_of.year + (clock.as_of.month >= 7), 6, 30)
    for need in _NEEDS:
        last = clock.degree("本科", on=due)
        yield clock.case(f"WZ-13 {need}", last, age=21, 困难类别=need)
    for years in (0, 1):
        day = due.replace(year=due.year + years)
        for level in ("中职", "专科", "硕士"):
            study = clock.degree(level, on=day)
            yield clock.case(f"WZ-13 {level} {day.year}", study, age=21, 困难类别="低保家庭")
    part_time = clock.degree("本科", on=due, mode="成人教育", status="在读")
    yield clock.case("WZ-13 成人", part_time, age=21, 困难类别="低保家庭")
    paid = clock.paid("WZ-13", "求职创业补贴", 3_000, months=9)
    yield clock.case(
        "WZ-13 已享受", clock.degree("本科", on=due), paid, age=22, 困难类别="低保家庭"
    )
    left = clock.degree("本科", months=2, status="肄业")
    yield clock.case("WZ-13 肄业", left, age=22, 困难类别="低保家庭")
