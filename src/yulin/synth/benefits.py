"""已享受: what has been paid before, under each policy that asks about it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl

from yulin.synth.employment import Trades
from yulin.synth.labels import BENEFIT_STATE, EDUCATION, SKILL_LEVEL, UNKNOWN
from yulin.synth.lives import STUDENT, Lives
from yulin.synth.sheets import Columns, named
from yulin.synth.streams import Ints, Streams
from yulin.synth.timeline import OPEN_DAY, first_day
from yulin.synth.trades import ALL_TRADES


class Paid(NamedTuple):
    """A payment as its ledger names it; amounts in 元, months 0 for one paid once."""

    policy: str
    benefit: str
    division: int
    amounts: tuple[int, ...]
    weight: float
    months: int = 0
    skilled: bool = False


PAYMENTS: tuple[Paid, ...] = (
    Paid("WZ-04", "租房补贴", 330300, (10_000, 30_000, 50_000), 12, months=60),
    Paid("WZ-05", "人才住房配租", 330300, (480, 1_480, 1_080), 6, months=60),
    Paid("WZ-07", "房票", 330302, (200_000, 400_000, 600_000, 800_000), 6),
    Paid("WZ-09", "510就业补贴", 330300, (6_000, 12_000, 24_000), 10, months=24),
    Paid("WZ-12", "求职路费补贴", 330300, (200, 500, 800), 4),
    Paid("WZ-13", "求职创业补贴", 330300, (3_000,), 8),
    Paid("NB-06", "岗位补贴（旧制）", 330200, (500, 1_000), 5, months=36, skilled=True),
    Paid("NB-06", "岗位补贴", 330200, (10_000, 20_000), 4, skilled=True),
    Paid("HZ-01", "生活补贴", 330100, (5_000, 15_000, 50_000), 7),
    Paid("HZ-03", "购房补贴", 330100, (500_000, 1_000_000), 1),
    Paid("JX-02", "一次性创业补贴", 330400, (5_000, 10_000), 1),
    Paid("CN-01", "技能提升补贴", 330300, (1_000, 1_500, 2_000), 22, skilled=True),
    Paid("WZ-16", "职业培训补贴", 330300, (800, 1_200, 1_600), 14, skilled=True),
    Paid("CN-02", "一次性扩岗补助", 330300, (1_500,), 6),
    Paid("ZJ-02", "就业岗位补贴", 330700, (3_000, 10_000), 4, months=36),
)  # fmt: skip
_SHARE = 0.1
_STEPS = np.array([SKILL_LEVEL[name] for name in ("初级工", "中级工", "高级工")])


def benefit_columns(streams: Streams, lives: Lives, trades: Trades) -> Columns:
    """Return the columns of 已享受."""
    ready = (lives.age >= 20) & (lives.activity != STUDENT)
    rows = np.where(ready, streams.poisson("已享受.笔数", np.full(lives.count, _SHARE)), 0)
    person = np.repeat(np.arange(lives.count), rows)
    paid = _choose(streams, lives, trades, person)
    received, until = _dates(streams, lives, paid)
    step = streams.integers("已享受.档次", len(person), 0, 2)
    skilled = np.array([p.skilled for p in PAYMENTS])[paid]
    return {
        "证件号": person,
        "政策编号": pl.Series([p.policy for p in PAYMENTS]).gather(paid),
        "待遇": pl.Series([p.benefit for p in PAYMENTS]).gather(paid),
        "发放地区": np.array([p.division for p in PAYMENTS])[paid],
        "金额": _amounts(paid, step),
        "享受日期": received,
        "截止日期": until,
        "享受状态": _states(streams, until),
        "工种": named(np.where(skilled, trades.trade[person], UNKNOWN), pl.Series(ALL_TRADES)),
        "技能等级": np.where(skilled, _STEPS[step], SKILL_LEVEL["无"]),
    }


def _choose(streams: Streams, lives: Lives, trades: Trades, person: Ints) -> Ints:
    """Skill payments go to workers, the others to graduates."""
    weights = np.array([[p.weight * (p.skilled == row) for p in PAYMENTS] for row in (False, True)])
    worker = trades.manual[person] | (lives.level[person] < EDUCATION["专科"])
    return streams.choose_by_group("已享受.待遇", worker.astype(np.int64), weights)


def _amounts(paid: Ints, step: Ints) -> Ints:
    most = max(len(p.amounts) for p in PAYMENTS)
    table = np.array([np.resize(p.amounts, most) for p in PAYMENTS])
    sizes = np.array([len(p.amounts) for p in PAYMENTS])
    fen: Ints = table[paid, np.minimum(step, sizes[paid] - 1)] * 100
    return fen


def _dates(streams: Streams, lives: Lives, paid: Ints) -> tuple[Ints, Ints]:
    """One-off payments end the day they are made; running ones when their months are up."""
    today = int(first_day(np.array([lives.now]))[0])
    received = (
        today - 1 - (streams.uniform("已享受.享受日期", len(paid)) * 5 * 365).astype(np.int64)
    )
    months = np.array([p.months for p in PAYMENTS])[paid]
    end = received + months * 30
    stopped = streams.chance("已享受.提前终止", len(paid), 0.15)
    end = np.where(stopped, received + months * 10, end)
    running = (months > 0) & (end >= today)
    return received, np.where(running, OPEN_DAY, np.maximum(end, received))


def _states(streams: Streams, until: Ints) -> Ints:
    running = np.array([BENEFIT_STATE[n] for n in ("享受中", "暂停")])[
        streams.choose("已享受.暂停", len(until), (94, 6))
    ]
    over = np.array([BENEFIT_STATE[n] for n in ("已发放", "已终止", "已追回")])[
        streams.choose("已享受.享受状态", len(until), (93, 5, 2))
    ]
    return np.where(until == OPEN_DAY, running, over)
