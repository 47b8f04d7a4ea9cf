"""人员: registers of persons, households, hardship, unemployment and yearly wages."""

from __future__ import annotations

import numpy as np

from yulin.facts import enums
from yulin.synth import places
from yulin.synth.careers import Careers
from yulin.synth.employers import Employers
from yulin.synth.labels import HARDSHIP, MARRIAGE, UNKNOWN, is_any, shares
from yulin.synth.lives import STUDENT, Lives
from yulin.synth.lives import UNEMPLOYED as OUT_OF_WORK
from yulin.synth.sheets import Columns
from yulin.synth.streams import Flags, Floats, Ints, Streams
from yulin.synth.timeline import OPEN_DAY, first_day

_HARDSHIPS = shares(
    enums.HARDSHIP,
    {
        "低保家庭": 26, "孤儿": 2, "残疾人": 9, "助学贷款": 30, "脱贫人口": 14,
        "残疾人困难家庭": 6, "特困人员": 3, "校内资助": 10,
    },
)  # fmt: skip
#: yearly wage (元) by highest level of education, in label order
_WAGES = np.array([52, 60, 68, 74, 84, 104, 150, 215]) * 1000.0
#: amounts on both sides of the line of 10万 that talent classes draw
_NEAR_LINE = np.array([98_000, 99_900, 99_999.99, 100_000, 100_000.01, 100_100, 102_000])


def person_columns(
    streams: Streams, lives: Lives, careers: Careers, employers: Employers, *, region: int
) -> Columns:
    """Return the columns of 人员, without identifiers and names."""
    household, origin = _origins(streams, lives, region=region)
    marriage, spouse = _marriages(streams, lives)
    last_year, year_before = _wages(streams, lives, careers)
    registered = _unemployed_since(streams, lives, careers)
    return {
        "证件类型": np.zeros(lives.count, dtype=np.int64),
        "性别": lives.sex,
        "出生日期": lives.birth_day,
        "户籍地": household,
        "生源地": origin,
        "婚姻状况": marriage,
        "配偶证件号": spouse,
        "困难类别": _hardships(streams, lives),
        "失业登记日期": registered,
        "领取失业保险金": _benefit(streams, registered),
        "驿站登记日期": _hostel_days(streams, lives),
        "贡献积分": _points(streams, lives, careers, employers),
        "上年工资收入": last_year,
        "前年工资收入": year_before,
    }


def _origins(streams: Streams, lives: Lives, *, region: int) -> tuple[Ints, Ints]:
    """Household place and place before study; the first moved for one in twelve."""
    codes, weights = places.home_weights(region)
    origin = np.array(codes)[streams.choose("人员.生源地", lives.count, weights)]
    local_codes = list(places.counties_of(region))
    local = streams.choose("人员.迁入地", lives.count, list(places.counties_of(region).values()))
    moved = streams.chance("人员.迁户", lives.count, 0.08)
    household = np.where(moved, np.array(local_codes)[local], origin)
    origin = np.where(streams.chance("人员.生源地.缺", lives.count, 0.03), UNKNOWN, origin)
    return household, origin


def _marriages(streams: Streams, lives: Lives) -> tuple[Ints, Ints]:
    married = streams.chance(
        "人员.婚姻状况", lives.count,
        np.interp(lives.age, [21, 23, 27, 31, 38, 70], [0, 0.06, 0.4, 0.7, 0.86, 0.85]),
    )  # fmt: skip
    parted = streams.choose("人员.离异", lives.count, (93, 6, 1))
    states = np.array([MARRIAGE["已婚"], MARRIAGE["离异"], MARRIAGE["丧偶"]])
    marriage = np.where(married, states[parted], MARRIAGE["未婚"])
    spouse = np.full(lives.count, UNKNOWN, dtype=np.int64)
    both_here = (marriage == MARRIAGE["已婚"]) & streams.chance("人员.配偶在册", lives.count, 0.75)
    husbands = _by_birth(lives, both_here & (lives.sex == 1))
    wives = _by_birth(lives, both_here & (lives.sex == 2))
    pairs = min(len(husbands), len(wives))
    # leave out evenly where one sex has more, so that couples stay of an age
    husbands, wives = _thin(husbands, pairs), _thin(wives, pairs)
    spouse[husbands], spouse[wives] = wives, husbands
    marriage[streams.chance("人员.婚姻.缺", lives.count, 0.02) & (spouse < 0)] = UNKNOWN
    return marriage, spouse


def _by_birth(lives: Lives, some: Flags) -> Ints:
    chosen = np.flatnonzero(some)
    return chosen[np.argsort(lives.birth_day[chosen], kind="stable")]


def _thin(people: Ints, count: int) -> Ints:
    return people[np.arange(count) * len(people) // max(count, 1)]


def _hardships(streams: Streams, lives: Lives) -> Ints:
    """A few percent of those about to leave or just out of school, fewer of the others."""
    young = np.abs(lives.finish_month - lives.now) <= 24
    hard = streams.chance("人员.困难", lives.count, np.where(young, 0.07, 0.015))
    kind = streams.choose("人员.困难类别", lives.count, _HARDSHIPS)
    return np.where(hard, kind, HARDSHIP["无"])


def _unemployed_since(streams: Streams, lives: Lives, careers: Careers) -> Ints:
    """The day of registration, within two months of the last job."""
    ended = np.full(lives.count, lives.now - 6, dtype=np.int64)
    ended[careers.person[careers.final]] = careers.last[careers.final]
    out = lives.activity == OUT_OF_WORK
    wait = streams.integers("人员.失业登记", lives.count, 1, 2)
    month = np.minimum(np.where(out, ended, 0) + wait, lives.now - 1)
    day = first_day(month) + streams.integers("人员.失业登记.日", lives.count, 0, 27)
    registers = out & streams.chance("人员.登记失业", lives.count, 0.75)
    return np.where(registers, day, OPEN_DAY)


def _benefit(streams: Streams, registered: Ints) -> Ints:
    count = len(registered)
    drawn = streams.chance("人员.领取失业保险金", count, 0.45) & (registered != OPEN_DAY)
    missing = streams.chance("人员.领取失业保险金.缺", count, 0.01)
    return np.where(missing, UNKNOWN, drawn.astype(np.int64))


def _hostel_days(streams: Streams, lives: Lives) -> Ints:
    """Some graduates of the last three years registered within a month of leaving school."""
    since = lives.now - lives.finish_month
    young = (since >= 1) & (since <= 36) & (lives.activity != STUDENT)
    stayed = young & streams.chance("人员.驿站", lives.count, 0.12)
    month = np.minimum(
        lives.finish_month + streams.integers("人员.驿站.月", lives.count, 0, 6), lives.now - 1
    )
    day = first_day(month) + streams.integers("人员.驿站.日", lives.count, 0, 27)
    return np.where(stayed, day, OPEN_DAY)


def _points(streams: Streams, lives: Lives, careers: Careers, employers: Employers) -> Ints:
    """Schools and hospitals count points; most of their staff lie near the line of 100."""
    counted = np.zeros(lives.count, dtype=np.bool_)
    jobs = careers.current & ~careers.flexible
    served = is_any(employers.kind, enums.EMPLOYER_KIND, "学校幼儿园", "医疗机构")
    counted[careers.person[jobs]] = served[careers.employer[jobs]]
    counted &= ~streams.chance("人员.贡献积分.缺", lives.count, 0.08)
    spread = streams.generator("人员.贡献积分").standard_normal(lives.count) * 12
    points = np.maximum(97 + spread, 0).astype(np.int64)
    near = streams.chance("人员.贡献积分.近线", lives.count, 0.1)
    line = 99 + streams.integers("人员.贡献积分.线", lives.count, 0, 2)
    return np.where(counted, np.where(near, line, points), UNKNOWN)


def _wages(streams: Streams, lives: Lives, careers: Careers) -> tuple[Ints, Ints]:
    """Yearly wages in fen: what the months worked in each of the last two years earned."""
    year = lives.now // 12
    rate = yearly_rates(streams, lives)
    growth = 1 - np.abs(streams.generator("人员.工资增长").standard_normal(lives.count)) * 0.05
    years = ((year - 1, rate, "上年"), (year - 2, rate * growth, "前年"))
    last_year, year_before = (
        _year_of_wages(streams, lives, careers, year=y, rate=r, name=n) for y, r, n in years
    )
    return last_year, year_before


def yearly_rates(streams: Streams, lives: Lives) -> Floats:
    """Yearly wage (元) at full employment."""
    bump = np.interp(lives.age, [18, 25, 35, 45, 70], [0.75, 0.88, 1.08, 1.12, 0.95])
    return _WAGES[lives.level] * bump * streams.lognormal("人员.工资", lives.count, 0.3)


def _year_of_wages(
    streams: Streams, lives: Lives, careers: Careers, *, year: int, rate: Floats, name: str
) -> Ints:
    begin, end = year * 12, year * 12 + 11
    months = np.minimum(careers.last, end) - np.maximum(careers.first, begin) + 1
    months = np.where(careers.flexible, 0, np.clip(months, 0, 12))
    worked = np.minimum(np.bincount(careers.person, weights=months, minlength=lives.count), 12)
    fen = np.round(rate * worked / 12 / 100).astype(np.int64) * 10_000
    near = streams.chance("人员.工资.近线", lives.count, 0.06) & (worked == 12)
    line = _NEAR_LINE[streams.integers(f"人员.工资.线.{name}", lives.count, 0, len(_NEAR_LINE) - 1)]
    fen = np.where(near, np.round(line * 100).astype(np.int64), fen)
    missing = streams.chance(f"人员.工资.缺.{name}", lives.count, 0.03)
    return np.where(missing | (lives.activity == STUDENT), UNKNOWN, fen)
