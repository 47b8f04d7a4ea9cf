"""学历 (schooling level) and 学位 (academic degree), kept apart, with mode, completion and place.

Ordinals are ours, for comparison only. The national code tables (GB/T 4658, GB/T 6864) are not
shipped: public copies contradict one another, so they come from the official text by import.
"""

import re
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final

from yulin.codes.forms import read as _read
from yulin.codes.results import CodeError
from yulin.codes.text import squeeze


class Level(IntEnum):
    """学历, in order. 中职 stands above 高中, so that “高中及以上” includes it, not the reverse."""

    NONE = 0
    PRIMARY = 1
    JUNIOR_SECONDARY = 2
    SENIOR_SECONDARY = 3
    SECONDARY_VOCATIONAL = 4
    COLLEGE = 5
    BACHELOR = 6
    MASTER = 7
    DOCTOR = 8

    @property
    def label(self) -> str:
        """The Chinese name, such as 专科 or 硕士研究生."""
        return _LEVEL_LABELS[self]


class Degree(IntEnum):
    """学位, in order. An honorary doctorate is an honour, not a degree held."""

    NONE = 0
    BACHELOR = 1
    MASTER = 2
    DOCTOR = 3

    @property
    def label(self) -> str:
        """The Chinese name: 无, 学士, 硕士, 博士."""
        return ("无", "学士", "硕士", "博士")[self]


class Mode(StrEnum):
    """How one studied."""

    FULL_TIME = "full_time"
    PART_TIME = "part_time"

    @property
    def label(self) -> str:
        """全日制 or 非全日制."""
        return {Mode.FULL_TIME: "全日制", Mode.PART_TIME: "非全日制"}[self]


class Completion(StrEnum):
    """How the studies ended. “本科” as a policy condition means 毕业 only."""

    GRADUATED = "graduated"
    COMPLETED = "completed"
    LEFT = "left"

    @property
    def label(self) -> str:
        """毕业, 结业 or 肄业."""
        return _COMPLETION_LABELS[self]


class Place(StrEnum):
    """Where one studied."""

    DOMESTIC = "domestic"
    OVERSEAS = "overseas"

    @property
    def label(self) -> str:
        """境内 or 境外."""
        return {Place.DOMESTIC: "境内", Place.OVERSEAS: "境外"}[self]


@dataclass(frozen=True, slots=True)
class Study:
    """One course of study; the degree may be absent although the level was finished."""

    level: Level
    degree: Degree
    mode: Mode
    completion: Completion
    place: Place

    def reaches(self, level: Level) -> bool:
        """Whether it was graduated from at this level or above; 结业 and 肄业 do not count."""
        return self.completion is Completion.GRADUATED and self.level >= level


_LEVEL_LABELS: Final = {
    Level.NONE: "无",
    Level.PRIMARY: "小学",
    Level.JUNIOR_SECONDARY: "初中",
    Level.SENIOR_SECONDARY: "高中",
    Level.SECONDARY_VOCATIONAL: "中职",
    Level.COLLEGE: "专科",
    Level.BACHELOR: "本科",
    Level.MASTER: "硕士研究生",
    Level.DOCTOR: "博士研究生",
}
_COMPLETION_LABELS: Final = {
    Completion.GRADUATED: "毕业",
    Completion.COMPLETED: "结业",
    Completion.LEFT: "肄业",
}
_LEVEL_FORMS: Final = {
    Level.NONE: "无 没有 无学历 未上学 文盲",
    Level.PRIMARY: "小学",
    Level.JUNIOR_SECONDARY: "初中 初级中学",
    Level.SENIOR_SECONDARY: "高中 普高 普通高中 高级中学",
    Level.SECONDARY_VOCATIONAL: "中职 中专 中技 技校 职高 职业高中 中等专科 中等职业教育 中专/技校",
    Level.COLLEGE: "专科 大专 高职 高专 大学专科 高职高专 高职专科",
    Level.BACHELOR: "本科 大本 大学 大学本科 职业本科",
    Level.MASTER: "硕士研究生 硕士 硕研 研究生(硕士) 研究生/硕士",
    Level.DOCTOR: "博士研究生 博士 博研 研究生(博士) 研究生/博士",
}
_DEGREE_FORMS: Final = {
    Degree.NONE: "无 没有 无学位",
    Degree.BACHELOR: "学士 学士学位",
    Degree.MASTER: "硕士 硕士学位",
    Degree.DOCTOR: "博士 博士学位",
}
_MODE_FORMS: Final = {
    Mode.FULL_TIME: "全日制 普通全日制 统招 全日制统招",
    Mode.PART_TIME: "非全日制 在职 在职教育 业余 函授 夜大 自考 自学考试 电大 网络教育 开放教育",
}
_PLACE_FORMS: Final = {
    Place.DOMESTIC: "境内 国内",
    Place.OVERSEAS: "境外 国外 海外 留学",
}


def parse_level(text: str) -> Level:
    """Read a written 学历: 大专 -> 专科, 中专 -> 中职, 大学本科 -> 本科.

    Raises CodeError ambiguous_level for a bare 研究生, unknown_level for anything not listed.
    """
    plain = squeeze(text)
    stem = plain.removesuffix("学历").removesuffix("毕业")
    if stem in {"研究生", "研究生教育"}:
        raise CodeError(
            "ambiguous_level",
            "“研究生”不能确定是硕士还是博士。请写“硕士研究生”或“博士研究生”。",
            "研究生 may be a master's or a doctor's: write 硕士研究生 or 博士研究生.",
        )
    return _read(_LEVEL_FORMS, stem, "level", "学历")


def parse_degree(text: str) -> Degree:
    """Read a written 学位: 工学学士 -> 学士. Raises CodeError unknown_degree."""
    plain = squeeze(text).removesuffix("学位")
    found = re.fullmatch(r"[\u4e00-\u9fff]{2,4}(学士|硕士|博士)", plain)
    stem = found[1] if found and "名誉" not in plain else plain
    return _read(_DEGREE_FORMS, stem, "degree", "学位")


def parse_mode(text: str) -> Mode:
    """Read 全日制 or 非全日制 and their written forms. Raises CodeError unknown_mode."""
    return _read(_MODE_FORMS, squeeze(text), "mode", "学习形式")


def parse_completion(text: str) -> Completion:
    """Read 毕业, 结业 or 肄业; 在读 is none of them. Raises CodeError unknown_completion."""
    return _read(_COMPLETION_LABELS, squeeze(text), "completion", "学业结果")


def parse_place(text: str) -> Place:
    """Read 境内 or 境外 and their written forms. Raises CodeError unknown_place."""
    return _read(_PLACE_FORMS, squeeze(text), "place", "就读地")
