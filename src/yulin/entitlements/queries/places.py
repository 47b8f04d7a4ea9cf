"""What a run's places make of decisions that are explained one subject at a time.

An explanation knows one subject and says that they qualify; who gets a place, a run over everybody
has found out.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, gettext_noop
from django.utils.translation import gettext as _

from yulin.entitlements.enums import PlaceAnswer
from yulin.entitlements.models import Decision, Run
from yulin.entitlements.queries.decisions import yuan
from yulin.policy import decision as engine
from yulin.policy.stacking.place import Place
from yulin.policy.stacking.rounds import STATUS_OF
from yulin.registry.models import Employer, Person

_WORDS = {
    PlaceAnswer.TAKEN: gettext_lazy("按 %(day)s 的计算，排第 %(n)d 名，入选。"),
    PlaceAnswer.REFUSED: gettext_lazy(
        "符合条件，但名额已满：按 %(day)s 的计算排第 %(n)d 名，没有入选。"
    ),
    PlaceAnswer.TIED: gettext_lazy(
        "符合条件；按 %(day)s 的计算与别人并列在末位（第 %(n)d 名），谁入选要另定。"
    ),
    PlaceAnswer.OPEN: gettext_lazy(
        "符合条件；按 %(day)s 的计算，名次或名额无法判定，能否入选未定。"
    ),
}
# kept by runs from before notes had English, for translators
NOTES = (
    gettext_noop("名额或资金数没有见到"),
    gettext_noop("符合条件的人数不够，不评选"),
    gettext_noop("排序或份额无法判定的人可能改变名单"),
    gettext_noop("这次计算只含部分地区，名额要在全部申报人中分配"),
    gettext_noop("名额与互斥相互牵连，无法判定"),
)


def placed(
    decisions: Iterable[engine.Decision], *, run: Run | None, subject: Person | Employer
) -> tuple[engine.Decision, ...]:
    """Return decisions about somebody with the places that a run gave: the answer, and why."""
    made = tuple(decisions)
    if run is None:
        return made
    name = "person" if isinstance(subject, Person) else "employer"
    rows = Decision.objects.of_run(run).filter(**{name: subject}, place__isnull=False)
    found = {f"{row.policy}/{row.benefit}": row for row in rows.order_by("pk")}
    return tuple(_placed(d, found[d.key], run) if d.key in found else d for d in made)


def _placed(decision: engine.Decision, row: Decision, run: Run) -> engine.Decision:
    if decision.status is not engine.Status.YES or decision.displaced_by:
        return decision  # what is known now no longer qualifies
    status = STATUS_OF[Place(row.place)]
    return replace(decision, status=status, notes=(in_words(row, run), *decision.notes))


def in_words(row: Decision, run: Run) -> str:
    """Return what became of somebody who stood for a place, in a sentence."""
    words = _WORDS[PlaceAnswer(row.place)]
    return words % {"day": date_format(run.as_of, "Y-m-d"), "n": row.position or 0}


@dataclass(frozen=True, kw_only=True)
class PlacesGiven:
    """How a run gave the places of one benefit; money in yuan."""

    policy: str
    benefit: str
    places: int | None
    fund: Decimal | None
    spent: Decimal | None
    taken: int
    refused: int
    tied: int
    open: int
    #: whether they qualify cannot be told
    waiting: int
    #: names of shares that cannot be kept
    short: tuple[str, ...]
    note: str


def places_given(run: Run) -> list[PlacesGiven]:
    """Return how the places were given, by benefit."""
    return [_given(told) for told in run.places]


def _given(told: dict[str, Any]) -> PlacesGiven:
    money = told["fund"] is not None
    return PlacesGiven(
        **{
            **{name: value for name, value in told.items() if name != "note_en"},
            "fund": yuan(told["fund"]),
            "spent": yuan(told["spent"]) if money else None,
            "short": tuple(told["short"]),
            "note": _note(told),
        }
    )


def _note(told: dict[str, Any]) -> str:
    """The note in the reader's language; runs from before notes had English keep a message."""
    if (get_language() or "").startswith("en") and told.get("note_en"):
        return str(told["note_en"])
    return _(told["note"]) if told["note"] else ""
