"""For the demo: one person whose insurance the bureau holds and has not told us of yet."""

import json
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from yulin.entitlements.enums import Answer
from yulin.facts import schema
from yulin.facts.frames import PERSON_KEY, Facts
from yulin.policy.decide import decide
from yulin.policy.library import Library

_INSURANCE = schema.INSURANCE.name
#: who are looked at, in the order of their numbers
_MOST = 600


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """`rows` are those of 社保, one dictionary each, dates as ISO text."""

    number: str
    rows: list[dict[str, object]]


def hold_back(
    facts: Facts, library: Library, *, as_of: date, districts: tuple[int, int]
) -> tuple[Facts, Newcomer | None]:
    """Return the facts without the insurance of somebody to whom it brings the most money.

    Nobody is held back where nobody's insurance alone decides, or there is no insurance at all.
    """
    if _INSURANCE not in facts or not facts[_INSURANCE].height:
        return facts, None
    candidates = _candidates(facts, districts)
    known = facts.select(candidates)  # with their families, who are not looked at
    gains = (
        _due(library, known, as_of)
        .join(
            _due(library, _without(known, known.people), as_of),
            on=["subject", "policy", "benefit"],
            how="anti",
        )
        .filter(pl.col("subject").is_in(candidates))
        .group_by("subject")
        .agg(pl.col("amount").sum())
        .sort("amount", "subject", descending=[True, False])
    )
    if not gains.height:
        return facts, None
    number: str = gains["subject"][0]
    rows = facts[_INSURANCE].filter(pl.col(PERSON_KEY) == number).drop(PERSON_KEY)
    kept = [
        {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in row.items()
        }
        for row in rows.iter_rows(named=True)
    ]
    return _without(facts, pl.Series([number])), Newcomer(number=number, rows=kept)


def _candidates(facts: Facts, districts: tuple[int, int]) -> list[str]:
    """Those of the region who are insured in it now, the first of them."""
    people = facts[schema.PERSON.name].filter(pl.col("户籍地").is_between(*districts))
    here = facts[_INSURANCE].filter(
        pl.col("参保地").is_between(*districts),
        pl.col("截止年月") == schema.OPEN_END,
        pl.col(PERSON_KEY).is_in(people[PERSON_KEY].implode()),
    )
    return here[PERSON_KEY].unique().sort().head(_MOST).to_list()


def _without(facts: Facts, people: pl.Series) -> Facts:
    left = facts[_INSURANCE].filter(~pl.col(PERSON_KEY).is_in(people.implode()))
    return Facts({**facts.tables, _INSURANCE: left})


def _due(library: Library, facts: Facts, as_of: date) -> pl.DataFrame:
    """What is certainly due, where the person belongs."""
    return (
        decide(library, facts, as_of=as_of, engine="polars")
        .long()
        .filter(
            pl.col("subject_kind") == "person",
            pl.col("status") == Answer.YES.value,
            pl.col("amount") > 0,
            pl.col("qualifier") == "=",
            pl.col("displaced_by").fill_null("") == "",
        )
        .select("subject", "policy", "benefit", "amount")
    )


def place_of(folder: Path) -> Path:
    """Where the bureau's side of the demo finds it."""
    return folder / "newcomer.json"


def write_newcomer(folder: Path, newcomer: Newcomer) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(place_of(folder), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump({"number": newcomer.number, "rows": newcomer.rows}, file, ensure_ascii=False)


def read_newcomer(folder: Path) -> Newcomer | None:
    path = place_of(folder)
    return Newcomer(**json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None
