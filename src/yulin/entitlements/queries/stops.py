"""Stops that a user may see, and the grants that may be stopped."""

from uuid import UUID

from django.db.models import Q, QuerySet

from yulin.access.models import User
from yulin.access.queries.scope import in_sight
from yulin.entitlements.enums import OPEN_GRANT, GrantState
from yulin.entitlements.models import Grant, Stop
from yulin.registry.models import Employer, Person
from yulin.registry.queries.scope import rows_of


def visible_stops(user: User) -> "QuerySet[Stop]":
    """Those of an officer's region, all for an auditor; what waits first, oldest first."""
    names = ("person", "employer", "grant", "asked_by", "decided_by", "ruling")
    return in_sight(user=user, rows=Stop.objects.select_related(*names))


def access_stop(*, user: User, uuid: UUID | str) -> Stop:
    """Raises Stop.DoesNotExist also for one elsewhere."""
    return visible_stops(user).get(uuid=uuid)


def stoppable(subject: Person | Employer) -> "QuerySet[Grant]":
    """Grants of somebody that are under way, or complete with money still to come."""
    whose = Q(person__in=rows_of(subject)) if isinstance(subject, Person) else Q(employer=subject)
    waits = Q(state=GrantState.ENDED) & Q(instalments__isnull=False)
    rows = Grant.objects.filter(whose & (Q(state__in=OPEN_GRANT) | waits))
    settled = Q(agreed__isnull=True) | Q(agreed=True, lifted_at__isnull=True)
    stopped = Stop.objects.filter(settled).values("grant")
    return rows.exclude(pk__in=stopped).distinct().order_by("policy", "benefit", "number")
