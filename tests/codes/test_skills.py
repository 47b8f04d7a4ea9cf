"""Skill levels and titles: ordinals run up, printed grades run down."""

import pytest

from yulin.codes import skills
from yulin.codes.results import CodeError
from yulin.codes.skills import SkillLevel, Title


def test_eight_levels_as_printed() -> None:
    assert [(level.value, level.printed) for level in SkillLevel] == [
        (0, "学徒工"),
        (1, "五级/初级工"),
        (2, "四级/中级工"),
        (3, "三级/高级工"),
        (4, "二级/技师"),
        (5, "一级/高级技师"),
        (6, "特级技师"),
        (7, "首席技师"),
    ]


@pytest.mark.parametrize("level", SkillLevel)
def test_labels_and_prints_read_back(level: SkillLevel) -> None:
    assert skills.parse_skill(level.label) is level
    assert skills.parse_skill(level.printed) is level


@pytest.mark.parametrize(
    ("written", "level"),
    [
        ("叁级", 3),
        ("3级", 3),
        ("３级", 3),
        ("三级", 3),
        ("高级工（三级）", 3),
        ("国家职业资格三级", 3),
        ("职业技能等级 一级 / 高级技师", 5),
        ("1级", 5),
        ("学徒", 0),
        ("技师证书", 4),
    ],
)
def test_written_forms(written: str, level: int) -> None:
    assert skills.parse_skill(written) is SkillLevel(level)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("三级/技师", "conflicting_skill"),
        ("3", "bare_number"),
        ("高级", "ambiguous_skill"),
        ("", "unknown_skill"),
        ("六级", "unknown_skill"),
        ("高级工程师", "unknown_skill"),
        ("高级工或技师", "unknown_skill"),
    ],
)
def test_unclear_skills_are_refused(written: str, code: str) -> None:
    with pytest.raises(CodeError) as caught:
        skills.parse_skill(written)
    assert caught.value.issue.code == code


@pytest.mark.parametrize("title", Title)
def test_titles_read_back(title: Title) -> None:
    assert skills.parse_title(title.label) is title


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("副高", 4),
        ("正高", 5),
        ("工程师", 3),
        ("助理工程师", 2),
        ("高级工程师", 4),
        ("正高级工程师", 5),
    ],
)
def test_written_titles(written: str, title: int) -> None:
    assert skills.parse_title(written) is Title(title)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("高级", "ambiguous_title"),
        ("初级职称", "ambiguous_title"),
        ("教授", "unknown_title"),
        ("", "unknown_title"),
    ],
)
def test_unclear_titles_are_refused(written: str, code: str) -> None:
    with pytest.raises(CodeError) as caught:
        skills.parse_title(written)
    assert caught.value.issue.code == code
