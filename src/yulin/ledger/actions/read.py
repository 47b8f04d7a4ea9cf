"""A person has read what they were told: the mark is theirs alone."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from yulin.access.models import User
from yulin.entitlements.models import Notice as BenefitNotice
from yulin.ledger.models import Notice as MoneyNotice
from yulin.registry.models import Person
from yulin.registry.queries.scope import rows_of
from yulin.registry.rules import is_the_person


@transaction.atomic
def read_notices(*, acting_user: User, person: Person, only: BenefitNotice | None = None) -> int:
    """Mark all of a person's notices (or one) as read; how many were not. First reading counts."""
    rows = rows_of(person)
    theirs = only is None or rows.filter(pk=only.person_id).exists()
    if not is_the_person(acting_user, person) or not theirs:
        raise PermissionDenied
    moment = timezone.now()
    about_benefits = BenefitNotice.objects.filter(person__in=rows, read_at__isnull=True)
    if only:
        return about_benefits.filter(pk=only.pk).update(read_at=moment)
    about_money = MoneyNotice.objects.filter(person__in=rows, read_at__isnull=True)
    return about_benefits.update(read_at=moment) + about_money.update(read_at=moment)
