"""How rehearsals name who gains and who loses, places and classes."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from yulin.policy.rehearsal import words
from yulin.policy.rehearsal.changes import Outcome
from yulin.policy.rehearsal.rehearse import Rehearsal as Rehearsed
from yulin.web import regions
from yulin.web.language import in_english
from yulin.web.officer.cases import class_word

OUTCOMES = tuple(o.value for o in Outcome if o != Outcome.UNCHANGED)


def sayer(made: Rehearsed) -> Callable[[str], str]:
    say = words.title_en if in_english() else words.title
    return lambda key: say(made, key)


def outcome_word(name: str) -> str:
    return {
        "gains": _("增加"),
        "loses": _("减少"),
        "uncertain": _("说不准"),
        "unchanged": _("不变"),
    }[name]


def changes(row: dict[str, Any]) -> bool:
    return bool(row["gains"] or row["loses"] or row["uncertain"])


def district_word(row: dict[str, Any]) -> str:
    return regions.full_name(row["district"]) if row["district"] else _("所属地区未知")


def class_name(row: dict[str, Any]) -> str:
    return _("单位") if row["talent_class"] == "单位" else class_word(row["talent_class"])
