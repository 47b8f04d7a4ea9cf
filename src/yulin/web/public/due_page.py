"""What the page “what am I due” shows for the answers given so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils import timezone

from yulin.policy.decision import Status
from yulin.policy.questions import Question
from yulin.web import prospects, regions, results
from yulin.web.charts import Segment
from yulin.web.public import cards, engine
from yulin.web.public.answers import Answers
from yulin.web.public.cards import Card
from yulin.web.public.topics import topics
from yulin.web.results import Place


class Asked(Protocol):
    name: str
    error: str
    typed: str


@dataclass(frozen=True)
class Given:
    """An answer in the list of answers."""

    name: str
    label: str
    answer: str


def page_context(
    given: Answers, *, asked: Asked | None, chosen: Sequence[str] = ()
) -> dict[str, Any]:
    today = timezone.localdate()
    known = {
        code: engine.prospects(values=given.values, region=code, as_of=today, skipped=given.skipped)
        for code in given.regions
    }
    everything = [decision for here in known.values() for decision in here.decisions]
    open_questions = engine.questions(everything, answered=given.given)
    places = [results.of_decisions(code, here.decisions) for code, here in known.items()]
    return {
        "today": today,
        "answers": given,
        "given": _given(given),
        "card": _card(given, asked, open_questions),
        "asked": asked,
        "typed": _typed(given, asked),
        "affects": _affects(asked, open_questions),
        "left": len(open_questions),
        "topics": topics(open_questions) if given.given else [],
        "best": _best(places) if given.values else None,
        "steps": len(given.given) + len(open_questions),
        "places": places if given.values else [],
        "choices": {
            code: prospects.choice(here, here.decisions, chosen) for code, here in known.items()
        },
        "coming": {code: here.coming() for code, here in known.items()},
        "bars": _bars(places),
        "cities": regions.by_city(),
        "most_regions": regions.MOST,
    }


def _card(given: Answers, asked: Asked | None, open_questions: Sequence[Question]) -> Card | None:
    """The question to be asked again or changed, else the first that still matters."""
    name = asked.name if asked else ""
    if not name and open_questions:
        name = open_questions[0].name
    term = engine.term(name) if name else None
    return cards.card(term) if term else None


def _typed(given: Answers, asked: Asked | None) -> str:
    if asked is None or not asked.name:
        return ""
    return asked.typed or cards.typed_form(given.given.get(asked.name))


def _affects(asked: Asked | None, open_questions: Sequence[Question]) -> int:
    if asked and asked.name:
        return 0
    return open_questions[0].affects if open_questions else 0


def _given(given: Answers) -> list[Given]:
    found = []
    for name, value in given.given.items():
        term = engine.term(name)
        if term is not None:
            found.append(Given(name, cards.label(term), cards.shown(term, value)))
    return found


def _best(places: list[Place]) -> Place | None:
    """Where the most is due, if anywhere: by what is known of the first year, then by the number of benefits."""
    due = [place for place in places if place.count(Status.YES)]
    return max(due, key=lambda p: (p.first_year.known, p.count(Status.YES)), default=None)


def _bars(places: list[Place]) -> list[Segment]:
    """The known part of the first year in each place; nothing to draw where none is known."""
    if not any(place.first_year.known for place in places):
        return []
    return [
        Segment(place.name, place.first_year.known, "1", f"¥{place.first_year.known:,.0f}")
        for place in places
    ]
