"""Occupations and skills that a post's own words suggest, with what speaks for each.

What clerks chose for the same title comes first, from the moment they chose it; then the model, which
learns the latest picks when a process begins. Imported late: its matrices take a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.utils.translation import gettext as _

from yulin.access.row_security import as_the_program
from yulin.jobs.content import LONGEST_WORD
from yulin.jobs.enums import PostSource
from yulin.jobs.likeness import title_key
from yulin.jobs.models import Post

if TYPE_CHECKING:
    from yulin.matching.occupations import OccupationModel

MOST_OCCUPATIONS, MOST_SKILLS = 5, 12
#: picks that a process learns when it begins: time and memory grow with their square and more
MOST_PICKS = 1_500
#: below this much the model knows nothing
_LEAST = 0.02
_SHORTEST = 2


@dataclass(frozen=True, kw_only=True)
class Suggested:
    """An occupation, how sure, and why."""

    code: str
    name: str
    why: str


def occupations_for(title: str) -> list[Suggested]:
    """The likeliest occupations of a title, first what others chose for the same one."""
    if not title.strip():
        return []
    from yulin.matching.occupations import Classification  # noqa: PLC0415 - slow to load

    names = Classification.shipped()
    found = [
        Suggested(
            code=code,
            name=named.name if (named := names.find(code)) else "",
            why=_("%(n)s 个同名岗位选了它") % {"n": n},
        )
        for code, n in _picked(title)
    ]
    told = {one.code for one in found}
    for one in _model().suggest(title, MOST_OCCUPATIONS):
        if one.code not in told and one.probability >= _LEAST:
            why = _("像“%(titles)s”（%(share)s%%）")
            share = round(100 * one.probability)
            words = why % {"titles": "、".join(one.why), "share": share}
            found.append(Suggested(code=one.code, name=one.name, why=words))
    return found[:MOST_OCCUPATIONS]


def occupation_name(code: str) -> str:
    from yulin.matching.occupations import Classification  # noqa: PLC0415 - slow to load

    found = Classification.shipped().find(code)
    return found.name if found else ""


def _picked(title: str) -> list[tuple[str, int]]:
    """Codes that clerks gave posts of the same title, the most frequent first."""
    rows = _picks().filter(title_key=title_key(title))
    with as_the_program():
        counted = list(rows.order_by().values_list("occupation").annotate(n=Count("pk")))
    return sorted(counted, key=lambda one: (-one[1], one[0]))[:MOST_OCCUPATIONS]


def _picks() -> Any:
    """Published posts whose occupation somebody chose; what was invented or imported teaches nobody."""
    rows = Post.objects.filter(source=PostSource.FORM, published_at__isnull=False)
    return rows.exclude(occupation="")


_kept: dict[str, Any] = {}
_making = Lock()


def _model() -> OccupationModel:
    """One a process, made once from the classification and the latest picks."""
    with _making:
        if "model" not in _kept:
            from yulin.matching.occupations import (  # noqa: PLC0415 - slow to load
                Classification,
                OccupationModel,
            )

            with as_the_program():
                latest = _picks().order_by("-pk").values_list("title", "occupation")[:MOST_PICKS]
                labels = list(latest)[::-1]
            _kept["model"] = OccupationModel(Classification.shipped(), labels)
        model: OccupationModel = _kept["model"]
    return model


def warm() -> None:
    """Make the model before somebody asks."""
    _model()


def skills_for(text: str, *, have: Sequence[str] = ()) -> list[str]:
    """Skills named in a text: those that open posts ask for, and subjects of the lexicon."""
    from yulin.jobs.ranking.market import offered  # noqa: PLC0415 - slow to load
    from yulin.matching.titles import concepts  # noqa: PLC0415 - slow to load
    from yulin.matching.words import flat, skill_of  # noqa: PLC0415 - slow to load

    plain = skill_of(text)
    words = offered().book.vocabulary.skills
    asked = [name for name in words.numbers if _SHORTEST <= len(name) <= LONGEST_WORD]
    found = [name for name in asked if name in plain]
    subjects = {name for line in text.splitlines() for name in concepts(line)}
    found += sorted(name for name in subjects if len(name) >= _SHORTEST and flat(name) in plain)
    told = {skill_of(one) for one in have}
    longest = sorted(
        dict.fromkeys(one for one in found if one not in told), key=lambda one: -len(one)
    )
    kept: list[str] = []
    for one in longest:  # a part of another says nothing more
        if not any(one in other for other in kept):
            kept.append(one)
    return kept[:MOST_SKILLS]
