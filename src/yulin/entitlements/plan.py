"""Cut a run into batches, each stored whole or not at all, so that a killed run goes on after them."""

from typing import Any

import polars as pl
from django.db.models import QuerySet
from psycopg import sql

from yulin.access.divisions import bounds
from yulin.registry.bulk import copy_out, text_of
from yulin.registry.models import Employer, Person
from yulin.registry.queries.facts import people_of_region

PEOPLE_PER_BATCH = 20_000

Batch = dict[str, Any]
"""`kind` people or employers; of people the first and last key; whether it is `done`.

Where a run goes on from an earlier one: the keys `ids` of those who are decided anew, and of those who
are `gone` from the region.
"""


def plan_for(region: int) -> list[Batch]:
    ids = _ids(people_of_region(region))
    cuts = range(0, ids.len(), PEOPLE_PER_BATCH)
    parts = [ids.slice(start, PEOPLE_PER_BATCH) for start in cuts]
    people = [
        {"kind": "people", "first": part[0], "last": part[-1], "size": part.len(), "done": False}
        for part in parts
    ]
    return [*people, {"kind": "employers", "done": False}]


def people_of(batch: Batch, region: int) -> "QuerySet[Person]":
    return people_of_region(region).filter(pk__range=(batch["first"], batch["last"]))


def subjects_of(batch: Batch, region: int) -> list[int]:
    """The keys of those whom a batch decides."""
    if "ids" in batch:
        return list(batch["ids"])
    if batch["kind"] == "people":
        return _ids(people_of(batch, region)).to_list()
    return list(employers_of_region(region).values_list("pk", flat=True))


def employers_of_region(region: int) -> "QuerySet[Employer]":
    """Those that lie in a region (0: every one), in the order of their keys."""
    every = Employer.objects.order_by("pk")
    return every.filter(division__range=bounds(region)) if region else every


def _ids(people: "QuerySet[Person]") -> pl.Series:
    query = sql.SQL("{}").format(text_of(people.values("pk")))
    return copy_out(query, {"id": pl.Int64})["id"]
