"""Reasons: a decision made again for one person, from the same facts and texts."""

from datetime import date

from django.utils.timezone import localdate

from yulin.access.models import User
from yulin.access.row_security import as_the_program
from yulin.entitlements.models import Run
from yulin.entitlements.queries.places import placed
from yulin.entitlements.queries.runs import latest_run
from yulin.policy import explain as engine
from yulin.policy.decision import Decision
from yulin.programmes.queries.library import library, library_of
from yulin.registry.models import Person
from yulin.registry.queries.facts import facts_of
from yulin.registry.queries.scope import access_person


def explain_person(
    *, user: User, person: Person, as_of: date | None = None, region: int | None = None
) -> tuple[Decision, ...]:
    """What a person is due now, with every reason: today's register and today's library.

    Of a benefit with fewer places than who qualify it says what the run that counts has found.

    Raises Person.DoesNotExist for somebody whom the user may not see.
    """
    seen = access_person(user=user, uuid=person.uuid)
    return _explained(seen, as_of, region)


def explain_at_desk(
    *, person: Person, as_of: date, region: int | None = None
) -> tuple[Decision, ...]:
    """The same for a verb that has asked its own rules: somebody stands there with their document."""
    with as_the_program():
        return _explained(person.stands_for, as_of, region)


def _explained(seen: Person, as_of: date | None, region: int | None) -> tuple[Decision, ...]:
    found = engine.explain(
        library(),
        facts_of(seen),
        as_of=as_of or localdate(),
        subject=seen.key,
        region=region,
    )
    return placed(found, run=latest_run(region=seen.division), subject=seen)


def explain_decisions(*, user: User, run: Run, person: Person) -> tuple[Decision, ...]:
    """What a run decided about a person, with every reason: its date, its facts, its texts."""
    seen = access_person(user=user, uuid=person.uuid)
    assert run.library is not None
    found = engine.explain(
        library_of(run.library),
        facts_of(seen, known_on=run.known_at),
        as_of=run.as_of,
        subject=seen.key,
    )
    return placed(found, run=run, subject=seen)
