"""What the engine found of one pair, in words: requirements with the distance, features with points.

Written for the reader: the person is told what is theirs to say, the firm what is its.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isqrt
from typing import Any, Literal

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from yulin.codes.divisions import DEFAULT
from yulin.jobs.ranking.market import Offered, reference
from yulin.jobs.ranking.rows import Row
from yulin.matching.explain import Explainer
from yulin.matching.features import Feature
from yulin.matching.rank import Sides
from yulin.matching.reference import Requirement, Verdict
from yulin.matching.sides import Int16
from yulin.matching.tables import ANY, EDUCATION, LEVELS

Reader = Literal["seeker", "employer"]
#: reasons that a line of a list names
BRIEFLY = 3
LABELS = {
    Requirement.PLACE: gettext_lazy("地区"),
    Requirement.EDUCATION: gettext_lazy("学历"),
    Requirement.LEVEL: gettext_lazy("技能等级"),
    Requirement.FORM: gettext_lazy("工作形式"),
    Requirement.SHIFT: gettext_lazy("班次"),
    Requirement.PAY: gettext_lazy("工资"),
    Requirement.PERMIT: gettext_lazy("外国人工作许可"),
    Requirement.CERTIFICATE: gettext_lazy("证书"),
    Requirement.LICENCE: gettext_lazy("执照"),
}
#: a requirement, the column of the person and those of the post that it rests on
_RESTS_ON: dict[Requirement, tuple[str, tuple[str, ...]]] = {
    Requirement.PLACE: ("期望地区", ("地区",)),
    Requirement.EDUCATION: ("学历", ("最低学历",)),
    Requirement.LEVEL: ("技能等级", ("最低技能等级",)),
    Requirement.FORM: ("工作形式", ("工作形式",)),
    Requirement.SHIFT: ("班次", ("班次",)),
    Requirement.PAY: ("期望月薪", ("月薪下限", "月薪上限")),
    Requirement.PERMIT: ("需工作许可", ("可办工作许可",)),
    Requirement.CERTIFICATE: ("证书", ("证书要求",)),
    Requirement.LICENCE: ("执照", ("执照要求",)),
}


@dataclass(frozen=True, kw_only=True)
class Met:
    """One requirement: met, not met and by how much, or not known and who can say."""

    label: str
    verdict: Verdict
    text: str

    @property
    def state(self) -> str:
        return self.verdict.name.lower()


@dataclass(frozen=True, kw_only=True)
class Speaks:
    """One feature, with the points that it gives of those that it could, for the reader."""

    label: str
    text: str
    points: int
    possible: int

    @property
    def percent(self) -> int:
        return 100 * self.points // self.possible


@dataclass(frozen=True, kw_only=True)
class Told:
    """A pair in full."""

    verdict: Verdict
    #: 0 to 1000; of an uncertain pair what it would be
    score: int
    seeker: int
    employer: int
    requirements: tuple[Met, ...]
    speaks_for: tuple[Speaks, ...]
    speaks_against: tuple[Speaks, ...]

    @property
    def state(self) -> str:
        return self.verdict.name.lower()

    @property
    def stands_against(self) -> tuple[Met, ...]:
        return tuple(one for one in self.requirements if one.verdict is Verdict.REFUSED)

    @property
    def open(self) -> tuple[Met, ...]:
        return tuple(one for one in self.requirements if one.verdict is Verdict.UNCERTAIN)

    @property
    def briefly(self) -> tuple[Speaks, ...]:
        return self.speaks_for[:BRIEFLY]


class Teller:
    """Tells of pairs of one market to one reader."""

    def __init__(
        self, held: Offered, sides: Sides, reader: Reader, alike: Int16 | None = None
    ) -> None:
        self._reference = reference(sides, alike)
        self._explainer = Explainer(self._reference, held.book)
        self._reader: Reader = reader

    def tell(self, i: int, j: int, *, seeker: Row, post: Row) -> Told:
        """A pair by its rows, with what both said."""
        pair = self._reference.pair(i, j)
        found = self._explainer.explain(i, j, reader=self._reader)
        met = [
            Met(
                label=str(LABELS[requirement]),
                verdict=verdict,
                text=_met(requirement, verdict, seeker, post, self._reader),
            )
            for requirement, verdict in pair.requirements.items()
        ]
        met.sort(key=lambda one: one.verdict.value)
        return Told(
            verdict=pair.verdict,
            score=isqrt(pair.seeker * pair.employer) // 1000,
            seeker=pair.seeker // 1000,
            employer=pair.employer // 1000,
            requirements=tuple(met),
            speaks_for=tuple(_speaks(one) for one in found.speaks_for),
            speaks_against=tuple(_speaks(one) for one in found.speaks_against),
        )


def _speaks(reason: Any) -> Speaks:
    only_meant = reason.points and reason.text in {"没有共同的词", "个别字相同"}
    return Speaks(
        label=feature_label(reason.name),
        text=_("意思相近（本地语言模型）")
        if only_meant and reason.name == Feature.TEXT.label
        else _feature_words(reason.text),
        points=reason.points,
        possible=reason.possible,
    )


def feature_label(name: str) -> str:
    feature = next(one for one in Feature if one.label == name)
    return feature.label if _is_chinese() else feature.label_en


def _is_chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def _feature_words(text: str) -> str:
    """The engine's words, in the reader's language; shared words stay as they were written."""
    if _is_chinese():
        return text
    if text.startswith("都有"):
        return _("都有%(words)s") % {"words": text.removeprefix("都有")}
    if text.startswith("符合 "):
        return _("符合 %(share)s") % {"share": text.removeprefix("符合 ")}
    fixed = {
        "完全符合": _("完全符合"),
        "名称相同": _("名称相同"),
        "个别字相同": _("个别字相同"),
        "没有共同的词": _("没有共同的词"),
    }
    return fixed.get(text, _("没有加分：未要求、未知或不同"))


# -- requirements ----------------------------------------------------------------------------------


def _met(requirement: Requirement, verdict: Verdict, seeker: Row, post: Row, reader: Reader) -> str:
    if verdict is Verdict.UNCERTAIN:
        return _open(requirement, seeker, post, reader)
    if verdict is Verdict.FITS:
        return ""
    return _refused(requirement, seeker, post, reader)


def _open(requirement: Requirement, seeker: Row, post: Row, reader: Reader) -> str:
    """Who has not said it: the firm is asked at an interview, the person in their résumé."""
    theirs, asked = _RESTS_ON[requirement]
    firm_silent = all(post[name] is None for name in asked)
    if reader == "seeker":
        return (
            _("单位没有说明，面试时可以问") if firm_silent else _own_gap(theirs, requirement, post)
        )
    return _("本岗位没有写明") if firm_silent else _("对方没有说明")


def _own_gap(theirs: str, requirement: Requirement, post: Row) -> str:
    if theirs in {"学历", "技能等级", "证书"}:
        asked = _asked(requirement, post)
        return _("要求%(asked)s；登记里没有您的这一项") % {"asked": asked}
    if requirement is Requirement.PAY and post["月薪上限"] is None:
        return _("单位没有写工资上限，面试时可以问")
    return _("简历里没有写“%(what)s”") % {"what": LABELS[requirement]}


def _asked(requirement: Requirement, post: Row) -> str:
    if requirement is Requirement.CERTIFICATE:
        return "、".join(post["证书要求"] or [])
    value = post["最低学历"] if requirement is Requirement.EDUCATION else post["最低技能等级"]
    return _("%(label)s及以上") % {"label": value}


def _refused(requirement: Requirement, seeker: Row, post: Row, reader: Reader) -> str:
    match requirement:
        case Requirement.EDUCATION:
            return _short(seeker["学历"], post["最低学历"], EDUCATION)
        case Requirement.LEVEL:
            return _short(seeker["技能等级"], post["最低技能等级"], LEVELS)
        case Requirement.PAY:
            most = max(post["月薪下限"] or 0, post["月薪上限"] or 0)
            words = _("最多 %(most)s 元，期望 %(wish)s 元起，差 %(gap)s 元")
            wish = seeker["期望月薪"]
            return words % {"most": f"{most:,}", "wish": f"{wish:,}", "gap": f"{wish - most:,}"}
        case Requirement.PLACE:
            wished = "、".join(_place(code) for code in seeker["期望地区"] or [])
            words = _("工作在%(where)s，期望%(wished)s")
            return words % {"where": _place(post["地区"]), "wished": wished}
        case Requirement.CERTIFICATE:
            return _without(post["证书要求"], seeker["证书"])
        case Requirement.LICENCE:
            return _without(post["执照要求"], seeker["执照"])
        case Requirement.PERMIT:
            return _("需要办理工作许可，单位不能办")
        case _:
            name = _RESTS_ON[requirement][0]
            words = _("岗位是%(offered)s，接受的是%(wished)s")
            return words % {"offered": _several(post[name]), "wished": _several(seeker[name])}


def _short(value: str, asked: str, order: tuple[str, ...]) -> str:
    steps = order.index(asked) - order.index(value)
    words = _("要求%(asked)s，现在是%(value)s，差 %(n)s 级")
    return words % {"asked": asked, "value": value, "n": steps}


def _without(asked: list[str] | None, held: list[str] | None) -> str:
    missing = [one for one in asked or [] if one not in set(held or []) and one != ANY]
    return _("缺%(names)s") % {"names": "、".join(missing)}


def _several(words: list[str] | None) -> str:
    return "、".join(words or []) or "—"


def _place(code: str) -> str:
    found = DEFAULT.find(int(code)) if code.isdecimal() else None
    return found.name if found else code


def named(features: Mapping[str, int]) -> list[tuple[str, int]]:
    """Weights by the reader's name of each feature, the heaviest first."""
    pairs = [(Feature[name], weight) for name, weight in features.items()]
    pairs.sort(key=lambda one: (-one[1], one[0]))
    return [(one.label if _is_chinese() else one.label_en, weight) for one, weight in pairs]
