"""住房: homes owned, sold, rented on the market or let to talent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yulin.synth import places
from yulin.synth.labels import HOME_KIND, TENURE, UNKNOWN
from yulin.synth.lives import Lives
from yulin.synth.sheets import Columns
from yulin.synth.streams import Ints, Streams
from yulin.synth.timeline import OPEN_DAY, first_day

#: areas (㎡ × 100) on both sides of the line of 60㎡
_NEAR_SIXTY = np.array([5_990, 5_999, 6_000, 6_001, 6_050])
_TALENT_AREAS = np.array([4_000, 7_000, 9_000, 10_000, 12_000])
#: 40 元 a square metre and month, in fen
_APPRAISED_RENT = 4_000
#: 2019-12-24, from which homes count against a coupon
_LINE_DAY = 18_254
_COLUMNS = ("自有", "第二套", "农村", "市场租赁", "人才配租")


@dataclass(frozen=True, kw_only=True)
class _Held:
    """One element a home: whose it is and which of _COLUMNS."""

    person: Ints
    sort: Ints


def home_columns(streams: Streams, lives: Lives, *, region: int) -> Columns:
    """Return the columns of 住房."""
    held = _held(streams, lives)
    acquired = _acquired(streams, lives, held)
    area = _areas(streams, held)
    owned = held.sort <= 1
    kind = _kinds(streams, held)
    price = area * streams.integers("住房.单价", len(area), 90, 320)
    return {
        "证件号": held.person,
        "坐落地": _divisions(streams, held, region=region),
        "房屋类型": kind,
        "持有方式": np.array([TENURE[n] for n in ("自有", "自有", "自有", "市场租赁", "人才配租")])[
            held.sort
        ],
        "面积": area,
        "取得日期": acquired,
        "处置日期": _disposed(streams, held, acquired, now=lives.now),
        # hundredths of a square metre × 元 ÷ 100 × fen: rounded to 100 元
        "购买价格": np.where(owned, price * 100 // 10_000 * 10_000, UNKNOWN),
        "评估月租金单价": np.where(held.sort == 4, _APPRAISED_RENT, UNKNOWN),
    }


def _held(streams: Streams, lives: Lives) -> _Held:
    age, count = lives.age, lives.count
    owns = streams.chance(
        "住房.自有", count, np.interp(age, [22, 26, 32, 45, 70], [0, 0.14, 0.42, 0.62, 0.6])
    )
    rents = ~owns & (age >= 18)
    talent = rents & streams.chance("住房.人才配租", count, np.where(lives.level >= 5, 0.07, 0.002))
    has = np.stack(
        [
            owns,
            owns & streams.chance("住房.第二套", count, 0.14),
            streams.chance("住房.农村", count, np.where(age >= 30, 0.16, 0.03)),
            rents & ~talent & streams.chance("住房.租赁", count, 0.45),
            talent,
        ],
        axis=1,
    )
    person, sort = np.nonzero(has)
    return _Held(person=person, sort=sort)


def _kinds(streams: Streams, held: _Held) -> Ints:
    count = len(held.person)
    bought = np.array([HOME_KIND[n] for n in ("商品房", "预售商品房", "保障性住房", "人才住房")])
    kind = bought[streams.choose("住房.房屋类型", count, (86, 7, 5, 2))]
    kind = np.where(held.sort == 2, HOME_KIND["农村集体土地房"], kind)
    kind = np.where(held.sort == 3, HOME_KIND["商品房"], kind)
    return np.where(held.sort == 4, HOME_KIND["人才住房"], kind)


def _areas(streams: Streams, held: _Held) -> Ints:
    count = len(held.person)
    usual = np.array([98.0, 80.0, 160.0, 55.0, 0.0])[held.sort]
    area = np.round(usual * streams.lognormal("住房.面积", count, 0.3) * 100).astype(np.int64)
    near = streams.chance("住房.近六十", count, 0.05) & (held.sort <= 1)
    sixty = _NEAR_SIXTY[streams.integers("住房.六十", count, 0, len(_NEAR_SIXTY) - 1)]
    talent = _TALENT_AREAS[streams.choose("住房.配租面积", count, (30, 15, 35, 10, 10))]
    area = np.where(near, sixty, np.maximum(area, 1_500))
    return np.where(held.sort == 4, talent, area)


def _acquired(streams: Streams, lives: Lives, held: _Held) -> Ints:
    """Bought after the age of 22, rented within the last three years; some on the line's days."""
    today = first_day(np.array([lives.now]))[0]
    adult = lives.birth_day[held.person] + 22 * 365
    room = np.maximum(today - adult, 400)
    part = streams.uniform("住房.取得日期", len(adult))
    bought = today - 1 - (part * np.minimum(room, 20 * 365)).astype(np.int64)
    rented = today - 1 - (part * 1_000).astype(np.int64)
    day = np.where(held.sort >= 3, rented, bought)
    near = streams.chance("住房.近线", len(adult), 0.02) & (held.sort <= 1) & (adult < _LINE_DAY)
    return np.where(near, _LINE_DAY + streams.integers("住房.线", len(adult), -1, 1), day)


def _disposed(streams: Streams, held: _Held, acquired: Ints, *, now: int) -> Ints:
    today = first_day(np.array([now]))[0]
    likely = np.array([0.06, 0.3, 0.02, 0.25, 0.1])[held.sort]
    gone = streams.chance("住房.处置", len(acquired), likely)
    part = streams.uniform("住房.处置日期", len(acquired))
    day = acquired + (part * (today - acquired)).astype(np.int64)
    return np.where(gone, day, OPEN_DAY)


def _divisions(streams: Streams, held: _Held, *, region: int) -> Ints:
    """Mostly in the region; a few have their home where they came from."""
    counties = places.counties_of(region)
    local = np.array(list(counties))[
        streams.choose("住房.坐落地", len(held.person), list(counties.values()))
    ]
    codes, weights = places.home_weights(region)
    other = np.array(codes)[streams.choose("住房.外地", len(held.person), weights)]
    away = streams.chance("住房.在外地", len(held.person), 0.12) & (held.sort <= 2)
    return np.where(away, other, local)
