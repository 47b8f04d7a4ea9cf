"""The policy engine as the public pages use it: one place to change when the engine changes."""

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache

from yulin.policy.decision import Decision
from yulin.policy.document import Document
from yulin.policy.explain import explain
from yulin.policy.library import Library
from yulin.policy.vocabulary import Term, standard

Values = Mapping[str, object]


def library() -> Library:
    from yulin.programmes.queries import library as loaded  # noqa: PLC0415

    return loaded()


def documents() -> tuple[Document, ...]:
    return library().documents


def document(policy: str) -> Document | None:
    return next((d for d in documents() if d.id == policy), None)


def decide(values: Values, *, region: int, as_of: dt.date) -> tuple[Decision, ...]:
    """Every benefit of the region and of those above it, for somebody who works there."""
    return explain(library(), values=values, region=region, as_of=as_of)


def questions(values: Values, *, regions: tuple[int, ...], as_of: dt.date) -> tuple:
    """What still matters in any of the regions, the most useful first."""
    from yulin.policy.questions import next_questions  # noqa: PLC0415

    return next_questions(library(), values, as_of=as_of, regions=regions)


def term(name: str) -> Term | None:
    """A name of the vocabulary or of a single document."""
    return _terms(library().digest).get(name)


@lru_cache(maxsize=2)
def _terms(_digest: str) -> dict[str, Term]:
    own = {t.name: t for d in documents() for t in d.terms}
    return {**own, **standard().terms}
