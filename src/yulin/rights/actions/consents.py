"""Agree to a use that rests on consent, and take it back."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.refusals import in_words
from yulin.registry.models import Person
from yulin.rights.enums import Basis
from yulin.rights.errors import RightsError
from yulin.rights.models import Consent
from yulin.rights.purposes import BY_KEY
from yulin.rights.rules import may_use_own_rights


def give_consent(*, acting_user: User, person: Person, purpose: str) -> Consent:
    """Agree to a purpose as its words stand today; consent to earlier words ends.

    Raises:
        PermissionDenied: It is somebody else's to give.
        RightsError: The purpose does not rest on consent, or it was given already.
    """
    if not may_use_own_rights(acting_user, person):
        raise PermissionDenied
    wanted = BY_KEY.get(purpose)
    if wanted is None or wanted.basis != Basis.CONSENT:
        raise RightsError(_("这项使用不以同意为依据，不需要您同意。"))
    try:
        with transaction.atomic():
            older = Consent.objects.filter(person=person, purpose=purpose, withdrawn_at=None)
            older.exclude(version=wanted.version).update(withdrawn_at=timezone.now())
            given = Consent.objects.create(
                person=person, purpose=purpose, version=wanted.version, given_by=acting_user
            )
            _journal(acting_user, "give", given)
    except IntegrityError as error:
        if (words := in_words(error)) is None:
            raise
        raise RightsError(words) from None
    return given


@transaction.atomic
def withdraw_consent(*, acting_user: User, person: Person, purpose: str) -> Consent:
    """Take it back; from now on it counts for nothing. Raises RightsError where there is none."""
    if not may_use_own_rights(acting_user, person):
        raise PermissionDenied
    standing = Consent.objects.select_for_update().filter(
        person=person, purpose=purpose, withdrawn_at=None
    )
    held = standing.first()
    if held is None:
        raise RightsError(_("您没有同意过，或已经撤回。"))
    held.withdrawn_at = timezone.now()
    held.save(update_fields=["withdrawn_at"])
    _journal(acting_user, "withdraw", held)
    return held


def _journal(user: User, name: str, consent: Consent) -> None:
    record(
        acting_user=user,
        action=f"rights.consent.{name}",
        obj=consent,
        region=consent.person.division,
        data={"purpose": consent.purpose, "version": consent.version},
    )
