"""Enter one fact more beside those that are held: somebody's word for something new."""

from typing import Any

import polars as pl
from django.db import transaction

from yulin.access.models import User
from yulin.access.row_security import as_the_program
from yulin.facts.frames import PERSON_KEY
from yulin.registry.actions.batches import open_batch
from yulin.registry.actions.coverage import extend_coverage
from yulin.registry.actions.placement import place_people
from yulin.registry.actions.supersede import Provenance
from yulin.registry.locks import begin_load
from yulin.registry.models import Batch, Fact


@transaction.atomic
def enter_fact(
    *, model: type[Fact], values: dict[str, Any], provenance: Provenance, acting_user: User | None
) -> Fact:
    """The new row, of a table about people. Journalled by the caller, who has asked the rules.

    Nothing that is held is superseded; the table is held of the person from now on, and the
    person belongs where the facts then say.
    """
    assert model.TABLE.key == PERSON_KEY, model.TABLE.name
    with as_the_program():
        moment = begin_load()
        title = f"{provenance.source} {provenance.evidence}"
        batch = open_batch(title=title, acting_user=acting_user)
        Batch.objects.filter(pk=batch.pk).update(recorded_at=moment)
        batch.recorded_at = moment
        fact = model.objects.create(
            **values,
            source=provenance.source,
            evidence=provenance.evidence,
            batch=batch,
            recorded_at=moment,
        )
        person = fact.person_id
        held = {"person_id": [person], "tables": [[model.TABLE.field]]}
        extend_coverage(pl.DataFrame(held), moment)
        place_people(pl.Series([person], dtype=pl.Int64), pl.Series([], dtype=pl.Int64), moment)
    return fact
