"""What people chose among their dues, within what the user may see."""

from datetime import date, datetime

from django.db.models import Q, QuerySet

from yulin.access.models import User
from yulin.entitlements.choosing import Weighed, concerning, weigh
from yulin.entitlements.models import Choice
from yulin.policy.remedies.remedies import Prospects
from yulin.programmes.queries.library import library
from yulin.registry.models import Person
from yulin.registry.queries.facts import facts_of
from yulin.registry.queries.scope import access_person


def choice_of(*, user: User, person: Person) -> Choice | None:
    """What holds for a person now. Raises Person.DoesNotExist for one the user may not see."""
    return _rows(user, person).filter(ended_at__isnull=True).first()


def choice_at(*, user: User, person: Person, moment: datetime) -> Choice | None:
    """What a person had chosen at a moment."""
    made = _rows(user, person).filter(chosen_at__lte=moment)
    return made.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=moment)).first()


def choices_of(*, user: User, person: Person) -> list[Choice]:
    """All they ever chose, the latest first."""
    return list(_rows(user, person).order_by("-id"))


def _rows(user: User, person: Person) -> "QuerySet[Choice]":
    seen = access_person(user=user, uuid=person.uuid)
    return Choice.objects.filter(person=seen).select_related("person", "chosen_by", "ended_by")


def prospects_of(*, person: Person, as_of: date) -> Prospects:
    """A person's decisions with what would help and what is to come, from today's register."""
    return Prospects.of(library(), facts_of(person), as_of=as_of, subject=person.key)


def weighed_for(*, person: Person, as_of: date, chosen: list[str]) -> Weighed:
    """What a choice would make of a person's dues where they belong."""
    known = prospects_of(person=person, as_of=as_of)
    here = concerning(known.decisions, person.division)
    return weigh(known, [d for d in here if d.kind != "class"], chosen)
