"""证书: skill ladders climbed with age, and professional titles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from yulin.synth.employment import Trades
from yulin.synth.labels import CERTIFICATE, EDUCATION, SKILL_LEVEL, TITLE_LEVEL, UNKNOWN
from yulin.synth.lives import STUDENT, Lives
from yulin.synth.sheets import Columns, Values, joined, named
from yulin.synth.streams import Flags, Ints, Streams
from yulin.synth.timeline import first_day
from yulin.synth.trades import ALL_TRADES, SHORTAGE

#: the steps on which a ladder begins

_FIRST_STEP = np.array([SKILL_LEVEL[name] for name in ("学徒工", "初级工", "中级工", "高级工")])
_MOST_STEPS = 5

_SUBJECTS = ("工程", "教育", "卫生", "经济", "会计")
_ISSUERS = ("市职业技能鉴定中心", "行业协会评价组织", "企业自主评价", "技师学院评价组织")
#: when 学徒工, 特级技师 and 首席技师 came into being
_NEW_LEVELS_FROM = 19_066


@dataclass(frozen=True, kw_only=True)
class _Ladder:
    """One element a step climbed."""

    person: Ints
    level: Ints
    day: Ints
    step: Ints


def certificate_columns(streams: Streams, lives: Lives, trades: Trades) -> Columns:
    """Return the columns of 证书: skills first, then titles."""
    skills = _skill_columns(streams, _skills(streams, lives, trades), trades)
    titles = _title_columns(streams, _titles(streams, lives))
    return joined(skills, titles)


def _climb(
    streams: Streams, lives: Lives, *, name: str, holds: Flags, first_level: Ints, most: int
) -> _Ladder:
    """Climb one step every few years from the start of work to now."""
    holder = np.flatnonzero(holds)
    count = len(holder)
    shape = (count, _MOST_STEPS)
    years = streams.integers(f"证书.{name}.间隔", count * _MOST_STEPS, 14, 80).reshape(shape)
    years[:, 0] = streams.integers(f"证书.{name}.首次", count, -10, 150)
    month = lives.start_month[holder][:, None] + np.cumsum(years, axis=1)
    level = first_level[holder][:, None] + np.arange(_MOST_STEPS)
    ambition = streams.integers(f"证书.{name}.止步", count, 1, _MOST_STEPS)[:, None]
    here = (month < lives.now) & (level <= most) & (np.arange(_MOST_STEPS) < ambition)
    row, step = np.nonzero(here)
    day = first_day(month[row, step]) + streams.integers(f"证书.{name}.日", len(row), 0, 27)
    return _Ladder(person=holder[row], level=level[row, step], day=day, step=step)


def _skills(streams: Streams, lives: Lives, trades: Trades) -> _Ladder:
    likely = np.where(trades.manual, 0.5, 0.08) * np.where(lives.activity == STUDENT, 0.3, 1)
    begin = _FIRST_STEP[streams.choose("证书.起步", lives.count, (2, 52, 38, 8))]
    ladder = _climb(
        streams,
        lives,
        name="技能",
        holds=streams.chance("证书.持证", lives.count, likely),
        first_level=begin,
        most=SKILL_LEVEL["首席技师"],
    )
    # 学徒工 was not given before 2022; the top two were given late to those who had the merits
    apprentice = ladder.level == SKILL_LEVEL["学徒工"]
    top = ladder.level > SKILL_LEVEL["高级技师"]
    day = np.where(top, np.maximum(ladder.day, _NEW_LEVELS_FROM), ladder.day)
    kept = (~apprentice | (day >= _NEW_LEVELS_FROM)) & (day < _day_of(lives.now))
    return _Ladder(
        person=ladder.person[kept], level=ladder.level[kept], day=day[kept], step=ladder.step[kept]
    )


def _day_of(month: int) -> int:
    """The first day of one month."""
    return int(first_day(np.array([month]))[0])


def _titles(streams: Streams, lives: Lives) -> _Ladder:
    """From 专科 up; masters begin as 中级 more often than not."""
    likely = np.array([0, 0, 0, 0.01, 0.05, 0.2, 0.4, 0.7])[lives.level]
    higher = streams.chance("证书.职称起步", lives.count, 0.6) & (lives.level >= EDUCATION["硕士"])
    return _climb(
        streams,
        lives,
        name="职称",
        holds=streams.chance("证书.有职称", lives.count, likely) & ~lives.studying,
        first_level=np.where(higher, TITLE_LEVEL["中级"], TITLE_LEVEL["助理级"]),
        most=TITLE_LEVEL["正高级"],
    )


def _skill_columns(streams: Streams, ladder: _Ladder, trades: Trades) -> dict[str, Values]:
    count = len(ladder.person)
    special = streams.chance("证书.专项能力", count, 0.03)
    other = streams.integers("证书.他工种", count, 0, len(ALL_TRADES) - 1)
    away = streams.chance("证书.换工种", count, 0.12)
    trade = np.where(away, other, trades.trade[ladder.person])
    listed = np.array([name in SHORTAGE for name in ALL_TRADES])[trade].astype(np.int64)
    missing = streams.chance("证书.紧缺.缺", count, 0.1)
    return {
        "证件号": ladder.person,
        "证书类别": np.where(special, CERTIFICATE["专项能力"], CERTIFICATE["职业技能等级"]),
        "工种": pl.Series(ALL_TRADES).gather(trade),
        "技能等级": np.where(special, SKILL_LEVEL["无"], ladder.level),
        "职称级别": np.zeros(count, dtype=np.int64),
        "发证日期": ladder.day,
        "证书编号": _numbers("S", count),
        "发证机构": pl.Series(_ISSUERS).gather(
            streams.integers("证书.发证机构", count, 0, len(_ISSUERS) - 1)
        ),
        "紧缺工种": np.where(missing, UNKNOWN, listed),
        "全国联网可查": _registered(streams, "技能", count),
    }


def _title_columns(streams: Streams, ladder: _Ladder) -> dict[str, Values]:
    count = len(ladder.person)
    subject = streams.integers("证书.职称专业", int(ladder.person.max(initial=0)) + 1, 0, 4)
    return {
        "证件号": ladder.person,
        "证书类别": np.full(count, CERTIFICATE["职称"]),
        "工种": pl.Series(_SUBJECTS).gather(subject[ladder.person]),
        "技能等级": np.zeros(count, dtype=np.int64),
        "职称级别": ladder.level,
        "发证日期": ladder.day,
        "证书编号": _numbers("T", count),
        "发证机构": named(np.zeros(count, dtype=np.int64), pl.Series(["人力资源和社会保障局"])),
        "紧缺工种": np.zeros(count, dtype=np.int64),
        "全国联网可查": _registered(streams, "职称", count),
    }


def _registered(streams: Streams, name: str, count: int) -> Ints:
    return np.array([1, 0, UNKNOWN])[streams.choose(f"证书.联网.{name}", count, (93, 4, 3))]


def _numbers(letter: str, count: int) -> pl.Series:
    """Running numbers that no register gave out: they begin with 虚."""
    digits = pl.Series(np.arange(count), dtype=pl.Int64).cast(pl.String).str.zfill(10)
    return f"虚{letter}" + digits
