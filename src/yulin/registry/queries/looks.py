"""Who looked at somebody's whole number, and why: for themselves to read."""

from dataclasses import dataclass
from datetime import datetime

from yulin.access.models import User
from yulin.access.queries.journal import entries_about
from yulin.registry.models import Person
from yulin.registry.queries.scope import access_person
from yulin.registry.queries.shown import division_name

_LOOKS = ("registry.number.reveal",)


@dataclass(frozen=True, kw_only=True)
class Look:
    """`who` is an office, not an official's name: they answer for it, and the auditor knows who."""

    at: datetime
    who: str
    region: str
    reason: str


def looks_at(*, user: User, person: Person) -> tuple[Look, ...]:
    """Newest first; raises Person.DoesNotExist for whoever may not see the person."""
    seen = access_person(user=user, uuid=person.uuid)
    rows = entries_about(obj=seen).filter(action__in=_LOOKS)
    return tuple(
        Look(
            at=entry.at,
            who=entry.actor.get_role_display() if entry.actor else "",
            region=division_name(entry.actor.region) if entry.actor else "",
            reason=entry.data.get("reason", ""),
        )
        for entry in rows
    )
