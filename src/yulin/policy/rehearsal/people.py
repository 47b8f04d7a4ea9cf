"""Who is rehearsed: people and employers in batches, where they belong and in which class they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

from yulin.facts import enums, schema
from yulin.facts.frames import EMPLOYER_KEY, EMPLOYERS, PEOPLE, PERSON_KEY, Facts
from yulin.policy.vocabulary import Subject

PEOPLE_PER_BATCH = 20_000
#: of whom nobody can say where they belong
NOWHERE = 0
_SIDE_JOB = enums.EMPLOYMENT_FORM.code("兼职")
PLACES = {"subject": pl.String(), "district": pl.Int32()}


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Some subjects of one kind with what decides about them; ``places`` has a row for each.

    The facts may hold others beside, whom theirs link to; only those in ``places`` count.
    """

    kind: Subject
    facts: Facts
    #: ``subject``, ``district`` (six digits; null where unknown)
    places: pl.DataFrame


@dataclass(frozen=True)
class Batches:
    """Batches that can be gone through more than once: places are given before all is counted."""

    made: Callable[[], Iterator[Batch]]

    def __iter__(self) -> Iterator[Batch]:
        return self.made()


def batches_of(facts: Facts, *, as_of: dt.date, size: int = PEOPLE_PER_BATCH) -> Batches:
    """Return everybody, people first and then employers, as a run over a register would."""
    return Batches(lambda: _batches(facts, as_of, size))


def _batches(facts: Facts, as_of: dt.date, size: int) -> Iterator[Batch]:
    people = facts.people
    for start in range(0, people.len(), size):
        part = people.slice(start, size)
        some = facts if part.len() == people.len() else facts.select(part)
        places = places_of(some, as_of).filter(pl.col("subject").is_in(part.implode()))
        yield Batch(kind="人员", facts=some, places=places)
    if EMPLOYERS in facts:
        yield employer_batch(facts)


def batch_count(facts: Facts, *, size: int = PEOPLE_PER_BATCH) -> int:
    """Return how many batches ``batches_of`` yields."""
    return -(-facts.people.len() // size) + (EMPLOYERS in facts)


def employer_batch(facts: Facts) -> Batch:
    """Return the employers with all that is held: their figures look at what their staff are."""
    places = facts[EMPLOYERS].select(
        pl.col(EMPLOYER_KEY).alias("subject"), pl.col("单位地区").alias("district")
    )
    return Batch(kind="单位", facts=facts, places=places)


def places_of(facts: Facts, as_of: dt.date) -> pl.DataFrame:
    """Return where people belong: where they work, else where they are insured, else their household."""
    found = facts[PEOPLE].select(
        pl.col(PERSON_KEY).alias("subject"), pl.col("户籍地").alias("household")
    )
    for name, frame in (("works", _works_in(facts, as_of)), ("insured", _insured_in(facts))):
        found = found.join(frame, on="subject", how="left", maintain_order="left").rename(
            {"district": name}
        )
    return found.select("subject", pl.coalesce("works", "insured", "household").alias("district"))


def _works_in(facts: Facts, as_of: dt.date) -> pl.DataFrame:
    """The main job that lasts; of several the latest."""
    if schema.EMPLOYMENT.name not in facts or EMPLOYERS not in facts:
        return pl.DataFrame(schema=PLACES)
    firms = facts[EMPLOYERS].select(EMPLOYER_KEY, pl.col("单位地区").alias("district"))
    spells = facts[schema.EMPLOYMENT.name].filter(pl.col("离职日期") >= as_of)
    placed = spells.join(firms, on=EMPLOYER_KEY, how="inner", maintain_order="left")
    ordered = placed.sort(
        pl.col("用工形式") == _SIDE_JOB,
        pl.col("入职日期"),
        descending=[False, True],
        maintain_order=True,
    )
    return _first(ordered)


def _insured_in(facts: Facts) -> pl.DataFrame:
    if schema.INSURANCE.name not in facts:
        return pl.DataFrame(schema=PLACES)
    spells = facts[schema.INSURANCE.name].rename({"参保地": "district"})
    return _first(spells.sort("截止年月", "起始年月", descending=True, maintain_order=True))


def _first(ordered: pl.DataFrame) -> pl.DataFrame:
    chosen = ordered.unique(PERSON_KEY, keep="first", maintain_order=True)
    return chosen.select(pl.col(PERSON_KEY).alias("subject"), pl.col("district").cast(pl.Int32))


def with_class(places: pl.DataFrame, labels: pl.DataFrame) -> pl.DataFrame:
    """Add ``talent_class``: by the classification of the smallest region the subject belongs to.

    Args:
        places: ``subject``, ``district``.
        labels: ``subject``, ``region``, ``label`` of every classification.
    """
    joined = labels.filter(pl.col("label").is_not_null()).join(
        places, on="subject", how="inner", maintain_order="left"
    )
    nearest = joined.filter(_covers(pl.col("region"), pl.col("district"))).sort(
        "region", descending=True, maintain_order=True
    )
    classes = nearest.unique("subject", keep="first", maintain_order=True)
    return places.join(
        classes.select("subject", pl.col("label").alias("talent_class")),
        on="subject",
        how="left",
        maintain_order="left",
    ).with_columns(
        pl.col("district").fill_null(NOWHERE).cast(pl.Int32), pl.col("talent_class").fill_null("")
    )


def _covers(above: pl.Expr, below: pl.Expr) -> pl.Expr:
    """Whether a division (0: the nation) covers another."""
    high = (
        pl.when(above == 0)
        .then(999_999)
        .when(above % 10_000 == 0)
        .then(above + 9_999)
        .when(above % 100 == 0)
        .then(above + 99)
        .otherwise(above)
    )
    return below.is_between(above, high)
