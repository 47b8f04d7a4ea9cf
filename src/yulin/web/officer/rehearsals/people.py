"""Whom a draft changes, as a list that can be narrowed."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from yulin.entitlements.queries.rehearsals import (
    ChangeFilters,
    ChangeRow,
    sums_of,
)
from yulin.policy.rehearsal.rehearse import Rehearsal as Rehearsed
from yulin.web.language import in_english
from yulin.web.officer.listing import code_of
from yulin.web.officer.rehearsals.words import (
    OUTCOMES,
    changes,
    class_name,
    district_word,
    outcome_word,
    sayer,
)


@dataclass(frozen=True)
class Wanted:
    """Whom to list; what nobody offers is ignored."""

    filters: ChangeFilters
    policy_key: str

    @classmethod
    def read(cls, query: QueryDict) -> "Wanted":
        policy, _slash, benefit = query.get("policy", "").partition("/")
        outcome, named = query.get("outcome", ""), query.get("class", "")
        filters = ChangeFilters(
            outcome=outcome if outcome in OUTCOMES else None,
            policy=policy or None,
            benefit=benefit or None,
            district=code_of(query.get("district", "")),
            talent_class=("" if named == "none" else named) if named else None,
            cause=query.get("cause", "").strip() or None,
        )
        return cls(filters=filters, policy_key=query.get("policy", ""))

    @property
    def is_narrowed(self) -> bool:
        return self.filters != ChangeFilters()

    @property
    def class_name(self) -> str:
        named = self.filters.talent_class
        return "" if named is None else named or "none"


@dataclass(frozen=True)
class Person:
    """A row of the list."""

    row: ChangeRow
    link: str
    benefit: str
    policy: str
    district: str
    talent_class: str
    word: str
    before: Any
    after: Any
    difference: Any
    causes: list[str]


def person(row: ChangeRow, made: Rehearsed, causes: dict[tuple[str, str, str], str]) -> Person:
    change, say = row.change, sayer(made)
    before, after, difference = sums_of(change)
    keys = [(change.policy, change.benefit, cause) for cause in change.causes.split("\n")]
    link = reverse("officer:person", args=[change.person.uuid]) if change.person else ""
    return Person(
        row=row,
        link=link,
        benefit=say(f"{change.policy}/{change.benefit}"),
        policy=say(change.policy),
        district=district_word({"district": change.district}),
        talent_class=class_name({"talent_class": change.talent_class}),
        word=outcome_word(change.outcome),
        before=before,
        after=after,
        difference=difference,
        causes=[causes.get(key, key[2]) for key in keys],
    )


def cause_texts(made: Rehearsed) -> dict[tuple[str, str, str], str]:
    text = "text_en" if in_english() else "text"
    return {(r["policy"], r["benefit"], r["cause"]): r[text] for r in made.causes.to_dicts()}


def choices(made: Rehearsed) -> dict[str, list[tuple[str, str]]]:
    """What the select boxes offer: only what changes."""
    say = sayer(made)
    benefits = [r for r in made.tables["benefit"].to_dicts() if changes(r)]
    classes = [r for r in made.tables["class"].to_dicts() if changes(r)]
    districts = [r for r in made.tables["district"].to_dicts() if changes(r) and r["district"]]
    return {
        "outcomes": [(name, outcome_word(name)) for name in OUTCOMES],
        "benefits": [
            (f"{r['policy']}/{r['benefit']}", say(f"{r['policy']}/{r['benefit']}"))
            for r in benefits
        ],
        "classes": [(r["talent_class"] or "none", class_name(r)) for r in classes],
        "districts": [(str(r["district"]), district_word(r)) for r in districts],
    }
