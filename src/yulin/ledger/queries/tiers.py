"""Which figure counts, and those that a user may see."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from yulin.access.divisions import above, bounds
from yulin.access.models import User
from yulin.access.rules import is_auditor, is_officer
from yulin.ledger.models import Batch, Tier

#: yuan of a batch up to which one approver is enough where nobody has set a figure
SECOND_ABOVE = Decimal("100000.00")


def limit_on(region: int, day: date) -> Decimal:
    """Up to which total one approver is enough: the lowest of the region and those around it.

    The database knows the same (`ledger_limit_on`).
    """
    rows = Tier.objects.filter(agreed=True, from_on__lte=day, region__in=above(region))
    latest = rows.order_by("region", "-from_on", "-id").distinct("region")
    return min((tier.limit for tier in latest), default=SECOND_ABOVE)


def needs_second(batch: Batch, day: date) -> bool:
    return batch.total > limit_on(batch.region, day)


def visible_tiers(user: User) -> "QuerySet[Tier]":
    """Those of the user's region, of those around it and within it; all for an auditor."""
    rows = Tier.objects.select_related("asked_by", "decided_by")
    if is_auditor(user):
        return rows
    if not is_officer(user):
        return rows.none()
    around = Q(region__in=above(user.region))
    return rows.filter(around | Q(region__range=bounds(user.region)))


def access_tier(*, user: User, uuid: UUID | str) -> Tier:
    """Raises Tier.DoesNotExist also for one elsewhere."""
    return visible_tiers(user).get(uuid=uuid)
