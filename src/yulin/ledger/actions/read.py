"""Somebody has read what they were told: the mark is theirs alone."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from yulin.access.models import User
from yulin.entitlements.models import Notice as BenefitNotice
from yulin.ledger.queries.notices import theirs, told_in
from yulin.registry.models import Employer, Person
from yulin.registry.rules import is_the_organisation, is_the_person


@transaction.atomic
def read_notices(
    *, acting_user: User, subject: Person | Employer, only: BenefitNotice | None = None
) -> int:
    """Mark all of somebody's notices (or one) as read; how many were not. First reading counts."""
    mine = theirs(subject)
    is_mine = only is None or BenefitNotice.objects.filter(**mine, pk=only.pk).exists()
    if not _is(acting_user, subject) or not is_mine:
        raise PermissionDenied
    moment = timezone.now()
    if only:
        one = BenefitNotice.objects.filter(**mine, read_at__isnull=True, pk=only.pk)
        return one.update(read_at=moment)
    unread = (model.objects.filter(**mine, read_at__isnull=True) for model in told_in())
    return sum(rows.update(read_at=moment) for rows in unread)


def _is(user: User, subject: Person | Employer) -> bool:
    if isinstance(subject, Employer):
        return bool(is_the_organisation(user, subject))
    return bool(is_the_person(user, subject))
