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
_MOST = 4000


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """`rows` are those of 社保, one dictionary each, dates as ISO text."""

    number: str
    #: the city where they are insured, whose officers pay them
    city: int
    rows: list[dict[str, object]]


def hold_back(
    facts: Facts, library: Library, *, as_of: date, districts: tuple[int, int]
) -> tuple[Facts, Newcomer | None]:
    """Return the facts without the insurance of somebody to whom it brings the most money.

    `districts` are the lowest and the highest division of those looked at. Nobody is held back where
    nobody's insurance alone decides, or there is no insurance at all.
    """
    if _INSURANCE not in facts or not facts[_INSURANCE].height:
        return facts, None
    candidates = _candidates(facts, districts)
    if not candidates:
        return facts, None
    known = facts.select(list(candidates))  # with their families, who are not looked at
    gains = (
        _due(library, known, as_of)
        .join(
            _due(library, _without(known, known.people), as_of),
            on=["subject", "policy", "benefit"],
            how="anti",
        )
        .filter(pl.col("subject").is_in(list(candidates)))
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
    return _without(facts, pl.Series([number])), Newcomer(
        number=number, city=candidates[number] // 100 * 100, rows=kept
    )


def _candidates(facts: Facts, districts: tuple[int, int]) -> dict[str, int]:
    """The first of those who are insured in the region now, each at one place, where they work."""
    firms = facts[schema.EMPLOYER.name].select("单位代码", pl.col("单位地区").alias("at"))
    jobs = facts[schema.EMPLOYMENT.name].filter(pl.col("离职日期") == schema.OPEN_END)
    work = (
        jobs.join(firms, on="单位代码", how="left")
        .group_by(PERSON_KEY)
        .agg(pl.col("at").first(), pl.col("at").n_unique().alias("firms"))
        .filter(pl.col("firms") == 1)
    )
    here = facts[_INSURANCE].filter(
        pl.col("参保地").is_between(*districts), pl.col("截止年月") == schema.OPEN_END
    )
    found = (
        here.group_by(PERSON_KEY)
        .agg(pl.col("参保地").first(), pl.col("参保地").n_unique().alias("places"))
        .join(work, on=PERSON_KEY)
        .filter(pl.col("places") == 1, pl.col("at") // 100 == pl.col("参保地") // 100)
        .sort(PERSON_KEY)
        .head(_MOST)
    )
    return dict(zip(found[PERSON_KEY], found["at"], strict=True))


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
        json.dump(vars(newcomer), file, ensure_ascii=False)


def read_newcomer(folder: Path) -> Newcomer | None:
    path = place_of(folder)
    return Newcomer(**json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None
