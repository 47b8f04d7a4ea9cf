"""学历 and 学位 are two things; every listed form is read, any other is refused."""

import pytest

from yulin.codes import education
from yulin.codes.education import Completion, Degree, Level, Mode, Place, Study
from yulin.codes.results import CodeError


def test_levels_in_order() -> None:
    labels = ["无", "小学", "初中", "高中", "中职", "专科", "本科", "硕士研究生", "博士研究生"]
    assert [level.label for level in sorted(Level)] == labels


@pytest.mark.parametrize("level", Level)
def test_labels_read_back(level: Level) -> None:
    assert education.parse_level(level.label) is level


@pytest.mark.parametrize(
    ("written", "level"),
    [
        ("大专", Level.COLLEGE),
        ("高职", Level.COLLEGE),
        ("大专学历", Level.COLLEGE),
        (" 大学 本科 ", Level.BACHELOR),
        ("本科毕业", Level.BACHELOR),
        ("中专", Level.SECONDARY_VOCATIONAL),
        ("技校", Level.SECONDARY_VOCATIONAL),
        ("研究生（硕士）", Level.MASTER),
        ("博士", Level.DOCTOR),
    ],
)
def test_written_levels(written: str, level: Level) -> None:
    assert education.parse_level(written) is level


@pytest.mark.parametrize("written", ["研究生", "研究生学历", "研究生毕业"])
def test_bare_graduate_asks_which(written: str) -> None:
    with pytest.raises(CodeError, match="请写“硕士研究生”或“博士研究生”"):
        education.parse_level(written)


@pytest.mark.parametrize("written", ["", "学士", "本科在读", "本科及以上", "高级工班"])
def test_other_levels_are_refused(written: str) -> None:
    with pytest.raises(CodeError) as caught:
        education.parse_level(written)
    assert caught.value.issue.code == "unknown_level"


@pytest.mark.parametrize(
    ("written", "degree"),
    [("无", 0), ("学士", 1), ("工学学士", 1), ("工商管理硕士学位", 2), ("哲学博士", 3)],
)
def test_degrees(written: str, degree: int) -> None:
    assert education.parse_degree(written) is Degree(degree)


@pytest.mark.parametrize("written", ["本科", "研究生", "名誉博士", ""])
def test_other_degrees_are_refused(written: str) -> None:
    with pytest.raises(CodeError) as caught:
        education.parse_degree(written)
    assert caught.value.issue.code == "unknown_degree"


def test_mode_completion_and_place() -> None:
    assert education.parse_mode("统招") is Mode.FULL_TIME
    assert education.parse_mode("函授") is Mode.PART_TIME
    assert education.parse_completion("肄业") is Completion.LEFT
    assert education.parse_place("国外") is Place.OVERSEAS
    for parse in (education.parse_mode, education.parse_completion, education.parse_place):
        with pytest.raises(CodeError):
            parse("在读")


def test_labels() -> None:
    assert [degree.label for degree in Degree] == ["无", "学士", "硕士", "博士"]
    assert [mode.label for mode in Mode] == ["全日制", "非全日制"]
    assert [completion.label for completion in Completion] == ["毕业", "结业", "肄业"]
    assert [place.label for place in Place] == ["境内", "境外"]


@pytest.mark.parametrize(
    ("completion", "reached"),
    [(Completion.GRADUATED, True), (Completion.COMPLETED, False), (Completion.LEFT, False)],
)
def test_a_level_counts_only_when_graduated(completion: Completion, reached: bool) -> None:
    study = Study(Level.BACHELOR, Degree.NONE, Mode.FULL_TIME, completion, Place.DOMESTIC)
    assert study.reaches(Level.COLLEGE) is reached
    assert not study.reaches(Level.MASTER)
