"""The eight levels of skilled workers (新八级工) and the ranks of professional titles (职称).

Printed grades run backwards (五级 is the lowest), so the ordinal and the printed grade are two
things: compare ordinals, print grades.
"""

import re
from enum import IntEnum
from typing import Final

from yulin.codes.forms import read as _read
from yulin.codes.results import CodeError
from yulin.codes.text import squeeze


class SkillLevel(IntEnum):
    """Skill level, 0 lowest to 7 highest."""

    APPRENTICE = 0
    JUNIOR = 1
    INTERMEDIATE = 2
    SENIOR = 3
    TECHNICIAN = 4
    SENIOR_TECHNICIAN = 5
    SPECIAL_TECHNICIAN = 6
    CHIEF_TECHNICIAN = 7

    @property
    def label(self) -> str:
        """The level's name, 学徒工 to 首席技师."""
        return _NAMES[self]

    @property
    def printed(self) -> str:
        """As certificates print it: 三级/高级工; only the name where no grade exists."""
        grade = _GRADE_OF.get(self)
        return f"{grade}级/{self.label}" if grade else self.label


class Title(IntEnum):
    """Rank of a professional title, 0 none to 5 highest."""

    NONE = 0
    TECHNICIAN = 1
    ASSISTANT = 2
    INTERMEDIATE = 3
    ASSOCIATE_SENIOR = 4
    SENIOR = 5

    @property
    def label(self) -> str:
        """无, 员级, 助理级, 中级, 副高级, 正高级."""
        return ("无", "员级", "助理级", "中级", "副高级", "正高级")[self]


_NAMES: Final = (
    "学徒工",
    "初级工",
    "中级工",
    "高级工",
    "技师",
    "高级技师",
    "特级技师",
    "首席技师",
)
_GRADE_OF: Final = {SkillLevel(level): "五四三二一"[level - 1] for level in range(1, 6)}
_LEVEL_OF: Final = {grade: level for level, grade in _GRADE_OF.items()}
_DIGITS: Final = str.maketrans("12345壹贰叁肆伍", "一二三四五一二三四五")
_GRADE: Final = re.compile("([一二三四五])级")
# Longest first: 高级技师 holds 技师.
_NAME: Final = re.compile("|".join(sorted(_NAMES, key=len, reverse=True)))
_NOISE: Final = re.compile("国家职业资格|职业技能等级|职业资格|技能等级|证书|[/()、·-]")
_TITLE_FORMS: Final = {
    Title.NONE: "无 没有 无职称",
    Title.TECHNICIAN: "员级 技术员",
    Title.ASSISTANT: "助理级 助理 助理工程师",
    Title.INTERMEDIATE: "中级 中级职称 工程师",
    Title.ASSOCIATE_SENIOR: "副高级 副高 副高级职称 高级工程师",
    Title.SENIOR: "正高级 正高 正高级职称 正高级工程师 教授级高级工程师",
}


def parse_skill(text: str) -> SkillLevel:
    """Read a written skill level: 三级/高级工, 高级工, 叁级, 3级, 高级技师(一级).

    Raises CodeError: bare_number (3 alone may be a grade or an ordinal), conflicting_skill
    (grade and name disagree), ambiguous_skill (高级 alone), unknown_skill.
    """
    plain = _NOISE.sub("", squeeze(text).replace("学徒工", "学徒").replace("学徒", "学徒工"))
    if plain in {"初级", "中级", "高级"}:
        raise _ambiguous(plain)
    if plain.isdecimal():
        raise _bare_number(plain)
    return _agreed(text, plain.translate(_DIGITS))


def parse_title(text: str) -> Title:
    """Read the rank of a title, also for the engineering series (工程师 -> 中级).

    Raises CodeError ambiguous_title for a bare 初级 or 高级, unknown_title otherwise.
    """
    plain = squeeze(text)
    choices = {"初级": "员级或助理级", "高级": "副高级或正高级"}.get(plain.removesuffix("职称"))
    if choices:
        raise CodeError(
            "ambiguous_title",
            f"“{plain}”包括两个级别。请写{choices}。",
            f"{plain} covers two ranks: write {choices}.",
        )
    return _read(_TITLE_FORMS, plain, "title", "职称级别")


def _agreed(text: str, plain: str) -> SkillLevel:
    grades = {_LEVEL_OF[grade] for grade in _GRADE.findall(plain)}
    names = {SkillLevel(_NAMES.index(name)) for name in _NAME.findall(plain)}
    if _NAME.sub("", _GRADE.sub("", plain)) or not grades | names:
        raise _unknown(text)
    if len(grades | names) > 1:
        raise _conflict(text)
    return (grades | names).pop()


def _bare_number(text: str) -> CodeError:
    return CodeError(
        "bare_number",
        f"“{text}”不能确定是证书等级还是序号（证书等级一级最高）。请写如“三级/高级工”。",
        f"{text} may be a printed grade or an ordinal. Write, for example, 三级/高级工.",
    )


def _ambiguous(text: str) -> CodeError:
    return CodeError(
        "ambiguous_skill",
        f"“{text}”可能是职称也可能是技能等级。技能等级请写“{text}工”，职称请填在职称栏。",
        f"{text} may be a title or a skill level: write {text}工 for the latter.",
    )


def _conflict(text: str) -> CodeError:
    return CodeError(
        "conflicting_skill",
        f"“{text}”中的级别与名称不一致（五级为初级工，一级为高级技师）。请对照证书核对。",
        f"Grade and name disagree in {text!r} (五级 is 初级工, 一级 is 高级技师).",
    )


def _unknown(text: str) -> CodeError:
    choices = "、".join(level.printed for level in SkillLevel)
    return CodeError(
        "unknown_skill",
        f"看不懂的技能等级“{text}”。请填写：{choices}。",
        f"Cannot read the skill level {text!r}. Write one of {choices}.",
    )
