"""Who the people are, before any table: birth, schooling, and what they do now."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from yulin.facts import enums
from yulin.synth.labels import EDUCATION, STUDY_MODE, shares
from yulin.synth.streams import Flags, Floats, Ints, Streams
from yulin.synth.timeline import day_number, month_number, month_of

#: what somebody does now
STUDENT, EMPLOYEE, FLEXIBLE, FOUNDER, UNEMPLOYED, INACTIVE = range(6)

#: ages 16 to 70, with the young-worker bulge of a city that graduates come to
_AGES = np.interp(
    np.arange(16, 71), [16, 18, 20, 22, 25, 30, 35, 42, 50, 60, 70],
    [1.0, 1.6, 2.4, 4.2, 4.6, 3.6, 2.9, 2.3, 2.0, 1.3, 0.6],
)  # fmt: skip
#: age from … → highest level of education that people of that age reach
_LEVELS: dict[int, dict[str, float]] = {
    16: {"初中": 3, "高中": 4, "中职": 16, "专科": 32, "本科": 36, "硕士": 8, "博士": 1},
    30: {"初中": 16, "高中": 9, "中职": 14, "专科": 25, "本科": 28, "硕士": 6.5, "博士": 1.5},
    40: {"无": 2, "初中": 36, "高中": 14, "中职": 13, "专科": 18, "本科": 14, "硕士": 2.4, "博士": 0.6},
    52: {"无": 8, "初中": 52, "高中": 18, "中职": 9, "专科": 8, "本科": 4.5, "硕士": 0.4, "博士": 0.1},
}  # fmt: skip
#: usual age at the end of each level, in label order
_FINISH_AGE = np.array([14, 15, 18, 18, 21, 22, 25, 29])
_PART_TIME = np.array([0, 0, 0, 0.02, 0.18, 0.2, 0.25, 0.05])
#: age from … → employee, flexible, founder (drawn apart), unemployed, inactive
_ACTIVITIES = {
    16: (76, 7, 0, 5, 12),
    30: (79, 9, 0, 3.5, 8.5),
    50: (58, 12, 0, 4, 26),
    60: (9, 3, 0, 0, 88),
}


@dataclass(frozen=True, kw_only=True)
class Lives:
    """One element a person, in order."""

    birth_day: Ints
    sex: Ints
    level: Ints
    mode: Ints
    #: month in which the highest level ends or will end
    finish_month: Ints
    studying: Flags
    activity: Ints
    #: month in which work began or could have begun
    start_month: Ints
    now: int

    @property
    def count(self) -> int:
        return len(self.sex)

    @property
    def birth_month(self) -> Ints:
        return month_of(self.birth_day)

    @property
    def age(self) -> Ints:
        """Whole years, by month."""
        return (self.now - self.birth_month) // 12


def live(streams: Streams, *, count: int, as_of: dt.date) -> Lives:
    """Draw the lives of some people up to a day."""
    now = month_number(as_of)
    age = 16 + streams.choose("人员.年龄", count, _AGES)
    day = day_number(as_of) - ((age + streams.uniform("人员.生日", count)) * 365.2425).astype(
        np.int64
    )
    birth_month = month_of(day)
    level = _by_age(streams, "学历.学历", age, _level_weights())
    mode = _modes(streams, level)
    finish = _finish_months(streams, birth_month=birth_month, level=level)
    beside = finish + 12 * streams.integers("学历.在职年数", count, 2, 16)
    # study beside work that would end in years to come has not begun: they studied full time
    mode = np.where(beside < now, mode, STUDY_MODE["全日制"])
    full_time = mode == STUDY_MODE["全日制"]
    finish = np.where(full_time, finish, beside)
    studying = finish > now
    activity = _activities(streams, age=age, studying=studying)
    working_age = birth_month + 12 * 16
    left_school = np.where(full_time, finish, birth_month + 12 * 20)
    lag = streams.geometric("就业.找工作", count, 3.0) - 1
    return Lives(
        birth_day=day,
        sex=1 + streams.chance("人员.性别", count, 0.485).astype(np.int64),
        level=level,
        mode=mode,
        finish_month=finish,
        studying=studying,
        activity=activity,
        start_month=np.maximum(working_age, left_school + lag),
        now=now,
    )


def _by_age(streams: Streams, name: str, age: Ints, weights: Floats) -> Ints:
    """Choose by the age bands that start at 16, 30, 40 and 52 (or 16, 30, 50 and 60)."""
    starts = (16, 30, 50, 60) if name == "人员.活动" else (16, 30, 40, 52)
    band = np.searchsorted(starts, age, side="right") - 1
    return streams.choose_by_group(name, band, weights)


def _level_weights() -> Floats:
    return np.array([shares(enums.EDUCATION, row) for row in _LEVELS.values()])


def _modes(streams: Streams, level: Ints) -> Ints:
    part_time = streams.chance("学历.非全日制", len(level), _PART_TIME[level])
    names = ("非全日制", "自学考试", "成人教育", "函授", "网络教育")
    others = np.array([STUDY_MODE[name] for name in names])
    other = others[streams.choose("学历.学习形式", len(level), (25, 18, 30, 15, 12))]
    # postgraduates who study beside work do so as 非全日制 only
    other = np.where(level >= EDUCATION["硕士"], STUDY_MODE["非全日制"], other)
    return np.where(part_time, other, STUDY_MODE["全日制"])


def _finish_months(streams: Streams, *, birth_month: Ints, level: Ints) -> Ints:
    """Mostly June of the usual year, a year or two later for some."""
    count = len(level)
    late = streams.choose("学历.晚毕业", count, (55, 32, 10, 3))
    years = _FINISH_AGE[level] + late
    spread = np.array([5, 5, 5, 5, 5, 6, 11, 2, 0])  # June, and now and then another month
    month = spread[streams.integers("学历.毕业月", count, 0, len(spread) - 1)]
    finish: Ints = (birth_month // 12 + years) * 12 + month
    return finish


def _activities(streams: Streams, *, age: Ints, studying: Flags) -> Ints:
    codes = np.array([EMPLOYEE, FLEXIBLE, FOUNDER, UNEMPLOYED, INACTIVE])
    weights = np.array([_ACTIVITIES[start] for start in (16, 30, 50, 60)], dtype=np.float64)
    drawn = codes[_by_age(streams, "人员.活动", age, weights)]
    return np.where(studying, STUDENT, drawn)
