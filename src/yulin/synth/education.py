"""学历: the highest level and the earlier ones, with the school of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from yulin.synth.labels import (
    DEGREE,
    EDUCATION,
    STUDY_MODE,
    STUDY_STATUS,
    TECHNICAL_TRACK,
    UNKNOWN,
)
from yulin.synth.lives import Lives
from yulin.synth.sheets import Columns, named
from yulin.synth.streams import Flags, Ints, Streams
from yulin.synth.timeline import last_day
from yulin.synth.trades import ABROAD, COLLEGES, MAJORS, UNIVERSITIES, VOCATIONAL, School

_MOST_ROWS = 3
_MONTH_ONLY_SHARE = 0.4
#: months a full-time level takes, in label order
_LENGTH = np.array([0, 36, 36, 36, 36, 48, 36, 48])
#: level → the level before it and how often the record of that one is kept
_BEFORE = np.array([0, 0, 1, 1, 2, 2, 5, 6])
_KEPT = np.array([0, 0, 0.1, 0.1, 0.3, 0.35, 0.97, 0.97])


@dataclass(frozen=True, kw_only=True)
class Studies:
    """One element a level studied."""

    person: Ints
    level: Ints
    month: Ints
    #: the person's highest level
    top: Flags


def studies(streams: Streams, lives: Lives) -> Studies:
    """Return everyone's levels from the lowest kept to the highest, people in order."""
    level, month = lives.level, lives.finish_month
    kept = level > EDUCATION["无"]
    rows: list[tuple[Ints, Ints, Flags]] = [(level, month, kept)]
    for step in range(1, _MOST_ROWS):
        keep = streams.chance(f"学历.前一学历.{step}", lives.count, _KEPT[level])
        draws = streams.chance(f"学历.专升本.{step}", lives.count, 0.4)
        upgraded = (level == EDUCATION["本科"]) & draws
        length = np.where(upgraded, 24, _LENGTH[level])
        month = month - length - _years_between(streams, lives, level, step)
        level = np.where(upgraded, EDUCATION["专科"], _BEFORE[level])
        kept = kept & keep & (level > EDUCATION["无"])
        rows.append((level, month, kept))
    rows.reverse()
    stacked = [np.stack(part, axis=1) for part in zip(*rows, strict=True)]
    person, column = np.nonzero(stacked[2])
    return Studies(
        person=person,
        level=stacked[0][person, column],
        month=stacked[1][person, column],
        top=column == _MOST_ROWS - 1,
    )


def _years_between(streams: Streams, lives: Lives, level: Ints, step: int) -> Ints:
    """Months of whole years between two levels, in which some worked; pupils go straight on."""
    beside = (lives.mode != STUDY_MODE["全日制"]) & (step == 1)
    pause = streams.choose(f"学历.间隔.{step}", lives.count, (85, 10, 5))
    return 12 * np.where(beside | (level < EDUCATION["专科"]), 0, pause)


def education_columns(streams: Streams, lives: Lives) -> Columns:
    """Return the columns of 学历."""
    study = studies(streams, lives)
    count = len(study.person)
    mode = np.where(study.top, lives.mode[study.person], STUDY_MODE["全日制"])
    status = _statuses(streams, lives, study)
    abroad = (study.level >= EDUCATION["本科"]) & streams.chance("学历.境外", count, 0.025)
    abroad &= status == STUDY_STATUS["毕业"]
    pool, school = _schools(streams, study, abroad)
    certified = streams.chance("学历.留服认证", count, 0.8) & abroad
    first_class = np.where(
        abroad, 0, np.array([s.first_class for s in pool])[school].astype(np.int64)
    )
    missing = streams.chance("学历.双一流.缺", count, 0.02)
    divisions = np.array([s.division or UNKNOWN for s in pool])
    return {
        "证件号": study.person,
        "学历": study.level,
        "学位": _degrees(streams, study, mode, status),
        "学习形式": np.where(abroad, STUDY_MODE["全日制"], mode),
        "毕业状态": status,
        "毕业日期": _days(streams, study),
        "毕业院校": pl.Series([s.name for s in pool]).gather(school),
        "院校所在地": divisions[school],
        "专业": _majors(streams, study),
        "双一流": np.where(missing, UNKNOWN, first_class),
        "世界前200": np.array([s.top_200 for s in pool])[school].astype(np.int64),
        "境外": abroad.astype(np.int64),
        "留服认证": certified.astype(np.int64),
        "技工类别": _tracks(streams, study, school, pool),
    }


def _statuses(streams: Streams, lives: Lives, study: Studies) -> Ints:
    finished = np.array([STUDY_STATUS["毕业"], STUDY_STATUS["结业"], STUDY_STATUS["肄业"]])
    status = finished[streams.choose("学历.毕业状态", len(study.person), (98.4, 1, 0.6))]
    return np.where(study.month > lives.now, STUDY_STATUS["在读"], status)


def _degrees(streams: Streams, study: Studies, mode: Ints, status: Ints) -> Ints:
    """A degree goes with most diplomas from 本科 up; beside work it often does not."""
    by_level = np.zeros(len(EDUCATION), dtype=np.int64)
    by_level[[EDUCATION["本科"], EDUCATION["硕士"], EDUCATION["博士"]]] = (
        DEGREE["学士"],
        DEGREE["硕士"],
        DEGREE["博士"],
    )
    likely = np.where(mode == STUDY_MODE["全日制"], 0.97, 0.55)
    granted = streams.chance("学历.学位", len(study.person), likely)
    return np.where(granted & (status == STUDY_STATUS["毕业"]), by_level[study.level], DEGREE["无"])


def _days(streams: Streams, study: Studies) -> Ints:
    """The last day of the month where a diploma names only the month, else some day of it."""
    end = last_day(study.month)
    exact = end - streams.integers("学历.毕业日", len(end), 0, 20)
    return np.where(streams.chance("学历.只有年月", len(end), _MONTH_ONLY_SHARE), end, exact)


def _schools(streams: Streams, study: Studies, abroad: Flags) -> tuple[Sequence[School], Ints]:
    """Return all schools and the number of each study's own."""
    general = (
        School("初级中学", None, 1),
        School("普通高级中学", None, 1),
    )
    groups = ((general[0],), (general[1],), VOCATIONAL, COLLEGES, UNIVERSITIES, ABROAD)
    pool = [school for group in groups for school in group]
    weights = np.zeros((len(groups), len(pool)))
    start = 0
    for row, group in enumerate(groups):
        weights[row, start : start + len(group)] = [school.weight for school in group]
        start += len(group)
    group_of_level = np.array([0, 0, 1, 2, 3, 4, 4, 4])
    group_no = np.where(abroad, len(groups) - 1, group_of_level[study.level])
    return pool, streams.choose_by_group("学历.毕业院校", group_no, weights)


def _majors(streams: Streams, study: Studies) -> pl.Series:
    """None below 中职; from 本科 up the subjects of universities."""
    trade, academic = MAJORS
    drawn = streams.uniform("学历.专业", len(study.person))
    low = (drawn * len(trade)).astype(np.int64)
    high = len(trade) + (drawn * len(academic)).astype(np.int64)
    number = np.where(study.level >= EDUCATION["本科"], high, low)
    number = np.where(study.level < EDUCATION["中职"], UNKNOWN, number)
    return named(number, pl.Series(trade + academic))


def _tracks(streams: Streams, study: Studies, school: Ints, pool: Sequence[School]) -> Ints:
    """Technician schools teach in classes of their own kind; a few special schools do too."""
    names = ("中级工班", "高级工班", "预备技师班")
    technician = np.array(["技师学院" in s.name for s in pool])[school]
    upper = np.array([TECHNICAL_TRACK[n] for n in names])
    drawn = upper[streams.choose("学历.技工类别", len(school), (40, 45, 15))]
    drawn = np.where(study.level == EDUCATION["专科"], np.maximum(drawn, upper[1]), drawn)
    special = (study.level == EDUCATION["中职"]) & streams.chance("学历.特教", len(school), 0.01)
    track = np.where(technician, drawn, TECHNICAL_TRACK["无"])
    return np.where(special, TECHNICAL_TRACK["特殊教育职业班"], track)
