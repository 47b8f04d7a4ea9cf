"""Objections that a user may see: their own, those of an officer's region."""

from uuid import UUID

from django.db.models import Q, QuerySet

from yulin.access.models import User
from yulin.access.queries.scope import in_sight
from yulin.access.rules import is_employer, is_person
from yulin.entitlements.enums import ObjectionState
from yulin.entitlements.models import Objection
from yulin.registry.queries.scope import visible_employers, visible_people

OPEN = (ObjectionState.OPEN, ObjectionState.PROPOSED)


def visible_objections(user: User) -> "QuerySet[Objection]":
    """A person's or an organisation's own, those of an officer's region, all for an auditor."""
    rows = Objection.objects.select_related("person", "employer", "answered_by", "run")
    if is_person(user):
        seen = visible_people(user)
        return rows.filter(Q(person__in=seen) | Q(person__merged_into__in=seen))
    if is_employer(user):
        return rows.filter(employer__in=visible_employers(user))
    return in_sight(user=user, rows=rows)


def access_objection(*, user: User, uuid: UUID | str) -> Objection:
    """Raises Objection.DoesNotExist also for somebody else's."""
    return visible_objections(user).get(uuid=uuid)


def queue(user: User, state: str) -> "QuerySet[Objection]":
    """What waits, whose answer is due first at the head; of others the latest."""
    rows = visible_objections(user)
    if state == "open":
        return rows.filter(state__in=OPEN).order_by("due_on", "id")
    return (rows if state == "all" else rows.filter(state=state)).order_by("-id")
