"""就业: the register of jobs and contracts; it mostly agrees with the insurance register."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from yulin.facts import enums
from yulin.synth.careers import Careers
from yulin.synth.employers import Employers
from yulin.synth.labels import EDUCATION, FORM, INDUSTRY, UNKNOWN
from yulin.synth.lives import STUDENT, Lives
from yulin.synth.people import yearly_rates
from yulin.synth.sheets import Columns, Values, joined, kept, named
from yulin.synth.streams import Flags, Floats, Ints, Streams
from yulin.synth.timeline import NO_DAY, OPEN_DAY, OPEN_MONTH, first_day, last_day
from yulin.synth.trades import ALL_TRADES, TRADES

_POSTS = (
    "操作工",
    "班组长",
    "技术员",
    "工程师",
    "行政专员",
    "销售员",
    "教师",
    "医生",
    "护士",
    "主管",
)
#: contract years × 10; the last has no fixed end
_CONTRACTS = np.array([10, 20, 30, 50, 5, 25, UNKNOWN])


@dataclass(frozen=True, kw_only=True)
class Trades:
    """What trade each person works in, by number in ALL_TRADES, and since when."""

    trade: Ints
    since: Ints
    manual: Flags


def choose_trades(streams: Streams, lives: Lives, careers: Careers, employers: Employers) -> Trades:
    """Give everyone a trade of the line of business they work in last."""
    industry = np.full(lives.count, INDUSTRY["其他"], dtype=np.int64)
    final = careers.final & ~careers.flexible
    industry[careers.person[final]] = employers.industry[careers.employer[final]]
    drawn = _trade_of(industry, streams.uniform("就业.从事工种", lives.count))
    lag = (streams.uniform("就业.从事工种.起", lives.count) ** 2.5 * 120).astype(np.int64)
    manual = streams.chance(
        "就业.一线",
        lives.count,
        np.array([0.7, 0.75, 0.7, 0.75, 0.6, 0.3, 0.12, 0.05])[lives.level],
    )
    since = np.minimum(lives.start_month + lag, lives.now - 1)
    return Trades(trade=drawn, since=since, manual=manual)


def _trade_of(industry: Ints, drawn: Floats) -> Ints:
    options = [TRADES[name] for name in enums.INDUSTRY.labels]
    sizes = np.array([len(option) for option in options])
    numbers = np.array([ALL_TRADES.index(trade) for option in options for trade in option])
    starts = np.cumsum(sizes) - sizes
    chosen: Ints = numbers[starts[industry] + (drawn * sizes[industry]).astype(np.int64)]
    return chosen


def employment_columns(
    streams: Streams, lives: Lives, careers: Careers, employers: Employers, trades: Trades
) -> Columns:
    """Return the columns of 就业: one row a job, but for some that nobody registered."""
    missing = np.where(careers.current, 0.02, 0.15)
    missing[careers.own] = 0
    # the head counts of founded firms stay exact
    founded = np.isin(careers.employer, employers.founded)
    registered = ~streams.chance("就业.未登记", careers.count, np.where(founded, 0, missing))
    jobs = _job_columns(streams, lives, careers, employers, trades)
    trainees = _trainee_columns(streams, lives, employers)
    return joined(kept(jobs, np.flatnonzero(registered)), trainees)


def _job_columns(
    streams: Streams, lives: Lives, careers: Careers, employers: Employers, trades: Trades
) -> dict[str, Values]:
    person, count = careers.person, careers.count
    form = _forms(streams, careers, employers)
    manual = trades.manual[person]
    trade = np.where(manual, trades.trade[person], UNKNOWN)
    since = np.where(manual, first_day(trades.since[person]), NO_DAY)
    since[streams.chance("就业.起始.缺", count, 0.04)] = NO_DAY
    front = np.where(streams.chance("就业.一线.缺", count, 0.03), UNKNOWN, manual)
    part_time = streams.chance("就业.非全职", count, 0.02) & ~careers.own
    return {
        "证件号": person,
        "单位代码": careers.employer,
        "用工单位代码": _user_firms(streams, careers, employers, form),
        "用工形式": form,
        "入职日期": _start_days(streams, careers),
        "离职日期": np.where(
            careers.current, OPEN_DAY, last_day(np.minimum(careers.last, lives.now))
        ),
        "合同年限": _contracts(streams, form),
        "岗位": _posts(streams, lives, person, manual),
        "一线岗位": front,
        "从事工种": named(trade, pl.Series(ALL_TRADES)),
        "从事本工种起始日期": since,
        "月工资": _monthly_wages(streams, lives, careers),
        "全职": (~part_time).astype(np.int64),
    }


def _forms(streams: Streams, careers: Careers, employers: Employers) -> Ints:
    """Staff posts in public bodies (not all), dispatch through an agency, contracts elsewhere."""
    count = careers.count
    public = ~careers.flexible & employers.public[careers.employer]
    staffed = public & streams.chance("就业.编制", count, 0.75)
    agency = ~careers.flexible & (
        employers.kind[careers.employer] == enums.EMPLOYER_KIND.code("人力资源机构")
    )
    dispatched = streams.chance("就业.派遣", count, np.where(agency, 0.7, 0.03)) & ~staffed
    form = np.where(dispatched, FORM["劳务派遣"], FORM["劳动合同"])
    form = np.where(staffed, FORM["机关事业编制"], form)
    form = np.where(careers.flexible, FORM["灵活就业"], form)
    return np.where(careers.own, FORM["自主创业"], form)


def _user_firms(streams: Streams, careers: Careers, employers: Employers, form: Ints) -> Ints:
    """Where an agency's people work: any employer that is no agency; some are not entered."""
    agency = employers.kind == enums.EMPLOYER_KIND.code("人力资源机构")
    pull = np.where(agency, 0, employers.pull)
    if not pull.any():
        return np.full(careers.count, UNKNOWN)
    firm = streams.choose("就业.用工单位代码", careers.count, pull)
    missing = streams.chance("就业.用工单位代码.缺", careers.count, 0.05)
    sent = (form == FORM["劳务派遣"]) & (firm != careers.employer) & ~missing
    return np.where(sent, firm, UNKNOWN)


def _start_days(streams: Streams, careers: Careers) -> Ints:
    """A day of the first insured month; one in twelve was hired before the insurance began."""
    early = streams.integers("就业.早于参保", careers.count, 1, 3)
    months = np.where(streams.chance("就业.先就业", careers.count, 0.08), early, 0)
    return first_day(careers.first - months) + streams.integers("就业.入职日", careers.count, 0, 27)


def _contracts(streams: Streams, form: Ints) -> Ints:
    drawn = _CONTRACTS[streams.choose("就业.合同年限", len(form), (16, 12, 46, 12, 2, 2, 10))]
    written = (form == FORM["劳动合同"]) | (form == FORM["劳务派遣"])
    return np.where(written, drawn, np.where(form == FORM["机关事业编制"], 50, UNKNOWN))


def _posts(streams: Streams, lives: Lives, person: Ints, manual: Flags) -> pl.Series:
    workers = streams.choose("就业.岗位.一线", len(person), (80, 20))
    office = 2 + streams.integers("就业.岗位", len(person), 0, len(_POSTS) - 3)
    # teachers and doctors have studied
    office = np.where(lives.level[person] < EDUCATION["专科"], 5, office)
    return pl.Series(_POSTS).gather(np.where(manual, workers, office))


def _monthly_wages(streams: Streams, lives: Lives, careers: Careers) -> Ints:
    """Today's rate for the current job, less for each year back."""
    rate = yearly_rates(streams, lives)[careers.person] / 12
    years = np.where(careers.last == OPEN_MONTH, 0, (lives.now - careers.last) / 12)
    fen = np.round(rate * 0.96**years / 10).astype(np.int64) * 1000
    missing = streams.chance("就业.月工资.缺", careers.count, 0.05)
    return np.where(missing | careers.flexible, UNKNOWN, fen)


def _trainee_columns(streams: Streams, lives: Lives, employers: Employers) -> dict[str, Values]:
    """Students on internships and trainees, who are not insured."""
    soon = (lives.activity == STUDENT) & (lives.level >= EDUCATION["中职"])
    person = np.flatnonzero(soon & streams.chance("就业.实习", lives.count, 0.06))
    count = len(person)
    months = streams.integers("就业.实习月数", count, 1, 6)
    over = streams.chance("就业.实习结束", count, 0.4)
    start = first_day(np.full(count, lives.now) - months)
    forms = np.array([FORM["实习"], FORM["见习"]])
    return {
        "证件号": person,
        "单位代码": streams.choose("就业.实习单位", count, employers.pull),
        "用工单位代码": np.full(count, UNKNOWN),
        "用工形式": forms[streams.choose("就业.实习形式", count, (80, 20))],
        "入职日期": start,
        "离职日期": np.where(over, start + 27, OPEN_DAY),
        "合同年限": np.full(count, UNKNOWN),
        "岗位": pl.Series(["实习生"]).new_from_index(0, count),
        "一线岗位": np.zeros(count, dtype=np.int64),
        "从事工种": pl.Series([None], dtype=pl.String).new_from_index(0, count),
        "从事本工种起始日期": np.full(count, NO_DAY),
        "月工资": streams.integers("就业.实习补贴", count, 15, 30) * 10_000,
        "全职": np.ones(count, dtype=np.int64),
    }
