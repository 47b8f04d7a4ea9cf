"""Put another value in one cell: a new row beside the old, which is superseded."""

from typing import Any

import polars as pl
from django.db import transaction

from yulin.access.models import User
from yulin.access.row_security import as_the_program
from yulin.facts.frames import PEOPLE, PERSON_KEY
from yulin.facts.schema import Column
from yulin.registry.actions.batches import open_batch
from yulin.registry.actions.placement import place_employers, place_people
from yulin.registry.identity import find_employers, find_people
from yulin.registry.incoming import column_of
from yulin.registry.locks import begin_load
from yulin.registry.models import Batch, EmployerFact, Fact


@transaction.atomic
def amend_fact(
    *,
    fact: Fact,
    column: Column,
    value: Any,
    source: str,
    evidence: str,
    acting_user: User | None,
) -> Fact:
    """The new row. Journalled by the caller, who knows why."""
    moment = begin_load()
    batch = open_batch(title=f"{source} {evidence}", acting_user=acting_user)
    Batch.objects.filter(pk=batch.pk).update(recorded_at=moment)
    values = {
        field.attname: getattr(fact, field.attname)
        for field in fact._meta.concrete_fields
        if field.name not in {"id", "uuid", "superseded_at"}
    }
    new = values | {
        column_of(column): _stored(column, value),
        "source": source,
        "evidence": evidence,
        "batch_id": batch.pk,
        "recorded_at": moment,
    }
    type(fact).objects.filter(pk=fact.pk).update(superseded_at=moment)
    amended = type(fact).objects.create(**new)
    _place_anew(amended, moment)
    return amended


def _stored(column: Column, value: Any) -> Any:
    if not column.names or value is None:
        return value
    find = find_people if column.names == PEOPLE else find_employers
    return int(find(pl.Series([value]), add=True)["id"][0])


def _place_anew(fact: Fact, moment: Any) -> None:
    firms = [fact.employer_id] if isinstance(fact, EmployerFact) else []
    people = [fact.person_id] if fact.TABLE.key == PERSON_KEY else []
    employers = pl.Series(firms, dtype=pl.Int64)
    # A corrected job may take the person to another region, out of the officer's sight.
    with as_the_program():
        place_employers(employers)
        place_people(pl.Series(people, dtype=pl.Int64), employers, moment)
