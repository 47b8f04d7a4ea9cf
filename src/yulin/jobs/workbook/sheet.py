"""The columns of the workbook of posts, and how a cell is read into a post."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from yulin.codes.divisions import DEFAULT
from yulin.codes.results import CodeError
from yulin.facts import enums
from yulin.jobs.content import PostContent
from yulin.jobs.enums import Shift, WorkForm
from yulin.jobs.errors import JobsError
from yulin.jobs.occupations import code_of

SHEET: Final = "岗位"
ANY: Final = "不限"
_BETWEEN = re.compile(r"[、,，;；\n]+")
_YES = {"是": True, "可以": True, "否": False, "不可以": False}

Reader = Callable[[str], Any]


@dataclass(frozen=True, kw_only=True)
class Column:
    """A heading, the field of a post that it fills, and what an author is told of it."""

    name: str
    field: str
    read: Reader
    note: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    example: str = ""


def _words(text: str) -> tuple[str, ...] | None:
    parts = tuple(part.strip() for part in _BETWEEN.split(text) if part.strip())
    return None if not parts else () if parts == (ANY,) else parts


def _number(text: str) -> int | None:
    if not text:
        return None
    if text == ANY:
        return 0
    plain = text.replace(",", "").replace("，", "").removesuffix("元").removesuffix(".0")
    if not (plain.isascii() and plain.isdecimal() and len(plain) < 9):
        raise JobsError(_("“%(text)s”不是整数。") % {"text": text[:40]})
    return int(plain)


def _label(labels: enums.LabelSet, *, any_is_zero: bool = False) -> Reader:
    def read(text: str) -> int | None:
        if not text:
            return None
        if any_is_zero and text == ANY:
            return 0
        if text not in labels.labels:
            raise JobsError(_("“%(text)s”不在下拉框的选项里。") % {"text": text[:40]})
        return labels.code(text)

    return read


def _several(choices: Any) -> Callable[[str], tuple[str, ...] | None]:
    def read(text: str) -> tuple[str, ...] | None:
        words = _words(text)
        for word in words or ():
            if word not in choices.values:
                raise JobsError(_("“%(text)s”不在下拉框的选项里。") % {"text": word[:40]})
        return words

    return read


def _division(text: str) -> int:
    """A code of six figures, or a name that only one place has."""
    plain = text.removesuffix(".0")
    if plain.isascii() and plain.isdecimal() and DEFAULT.find(int(plain[:6])) and len(plain) == 6:
        return int(plain)
    try:
        return DEFAULT.code_of(plain)
    except CodeError:
        raise JobsError(
            _("“%(text)s”不是六位区划代码，也不是唯一的地名。") % {"text": text[:40]}
        ) from None


def _occupation(text: str) -> str:
    if not text:
        return ""
    code = code_of(text)
    if code is None:
        raise JobsError(
            _("职业分类里没有“%(word)s”：可以不填，岗位名称照样能搜到。") % {"word": text[:40]}
        )
    return code


def _yes(text: str) -> bool | None:
    if text and text not in _YES:
        raise JobsError(_("“%(text)s”请写“是”或“否”。") % {"text": text[:40]})
    return _YES.get(text)


def _forms(text: str) -> tuple[str, ...]:
    return _several(WorkForm)(text) or (WorkForm.FULL_TIME.value,)


_RANKS = (ANY, *enums.EDUCATION.labels[1:])
_LEVELS = (ANY, *enums.SKILL_LEVEL.labels[1:])
_LIST = "多个用顿号分开；没有要求写“不限”；不写表示没有说明。"

COLUMNS: Final[tuple[Column, ...]] = (
    Column(name="单位自编号", field="external_key", read=str, note="可不填；填了的不会重复导入。", example="2026-001"),
    Column(name="岗位名称", field="title", read=str, required=True, note="不写“急聘”“高薪”等。", example="数控车工"),
    Column(name="工作地区", field="division", read=_division, required=True, note="六位区划代码或县（市、区）名称。", example="330302"),
    Column(name="职责", field="duties", read=str, required=True, note="每天做什么。不写性别、年龄、婚育、民族、户籍，不写手机号。", example="按图纸加工阀体，完成首件自检。"),
    Column(name="招聘人数", field="headcount", read=_number, required=True, example="2"),
    Column(name="月薪下限", field="pay_from", read=_number, note="元；与上限一起填，或都不填（面议）。", example="6000"),
    Column(name="月薪上限", field="pay_to", read=_number, note="元。", example="9000"),
    Column(name="工作形式", field="forms", read=_forms, note="不填为全职；多个用顿号分开。", choices=tuple(WorkForm.values), example="全职"),
    Column(name="班次", field="shifts", read=_several(Shift), note="多个用顿号分开。", choices=tuple(Shift.values), example="白班"),
    Column(name="职业", field="occupation", read=_occupation, note="国家职业分类的名称、常用叫法或代码；可不填。", example="车工"),
    Column(name="行业", field="industry", read=_label(enums.INDUSTRY), choices=enums.INDUSTRY.labels, example="泵阀"),
    Column(name="最低学历", field="least_education", read=_label(enums.EDUCATION, any_is_zero=True), choices=_RANKS, example=ANY),
    Column(name="最低技能等级", field="least_skill_level", read=_label(enums.SKILL_LEVEL, any_is_zero=True), choices=_LEVELS, example="中级工"),
    Column(name="最低工作年限", field="least_years", read=_number, note="整年；没有要求写 0 或“不限”。", example="1"),
    Column(name="技能", field="skills", read=_words, note=_LIST, example="看图纸、对刀"),
    Column(name="证书要求", field="certificates", read=_words, note=_LIST, example=ANY),
    Column(name="执照要求", field="licences", read=_words, note=_LIST, example=ANY),
    Column(name="专业要求", field="majors", read=_words, note=_LIST, example=ANY),
    Column(name="福利", field="benefits", read=_words, note="多个用顿号分开。", example="五险一金、包住"),
    Column(name="可办工作许可", field="gives_work_permit", read=_yes, note="能否办理外国人工作许可。", choices=("是", "否"), example="否"),
)  # fmt: skip
BY_NAME: Final = {one.name: one for one in COLUMNS}


def read_row(cells: Mapping[str, str]) -> tuple[str, PostContent]:
    """The firm's own number and the post that a row says.

    Raises:
        JobsError: A cell cannot be read, with its column, or the post is wrong.
    """
    values: dict[str, Any] = {}
    for name, text in cells.items():
        column = BY_NAME[name]
        try:
            values[column.field] = column.read(text)
        except JobsError as error:
            raise JobsError(f"「{name}」{error}") from None
    key = values.pop("external_key", "")
    values.setdefault("title", "")
    values.setdefault("duties", "")
    values.setdefault("division", 0)
    values["headcount"] = values.get("headcount") or 0
    return key, PostContent(**values).checked()
