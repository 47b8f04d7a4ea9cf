"""Stop a benefit by hand, and let it go on again: two people, each with a reason, all told."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.redaction import redact
from yulin.access.refusals import in_words
from yulin.entitlements.actions.tell import Subject, tell
from yulin.entitlements.enums import NoticeKind
from yulin.entitlements.errors import GrantError
from yulin.entitlements.models import Grant, Hold
from yulin.entitlements.rules import may_place_hold, may_release_hold
from yulin.registry.models import Person

LONGEST = 1000


def place_hold(
    *,
    acting_user: User,
    subject: Subject,
    policy: str,
    benefit: str,
    reason: str,
    grant: Grant | None = None,
) -> Hold:
    """Stop a benefit of somebody (or one grant of it): nothing is reserved or paid while it stands.

    No run lifts it. The time it takes is made up for when it is released.

    Raises:
        PermissionDenied: The user holds no duty for it where the subject belongs.
        GrantError: No reason, or it is held already.
    """
    hold = Hold(
        person=subject if isinstance(subject, Person) else None,
        employer=None if isinstance(subject, Person) else subject,
        policy=policy,
        benefit=benefit,
        grant=grant,
        region=subject.division,
        reason=redact(reason.strip())[:LONGEST],
        placed_by=acting_user,
    )
    if not may_place_hold(acting_user, hold):
        raise PermissionDenied
    if not hold.reason:
        raise GrantError(_("请写明暂停的原因，本人会看到。"))
    try:
        with transaction.atomic():
            hold.save()
            _journal(acting_user, "place", hold)
            _tell(hold, NoticeKind.HELD, hold.reason)
    except IntegrityError as error:
        if (words := in_words(error)) is None:
            raise
        raise GrantError(words) from None
    return hold


@transaction.atomic
def release_hold(*, acting_user: User, hold: Hold, reason: str) -> Hold:
    """Let it go on, with the time that was missed.

    Raises:
        PermissionDenied: The user placed it, or holds no duty for it.
        GrantError: No reason, or released already.
    """
    held = Hold.objects.select_for_update(of=("self",)).get(pk=hold.pk)
    if not may_release_hold(acting_user, held):
        raise PermissionDenied
    if not held.stands:
        raise GrantError(_("这项暂停已经解除。"))
    if not reason.strip():
        raise GrantError(_("请写明解除的原因，本人会看到。"))
    held.lifted_by, held.lifted_at = acting_user, timezone.now()
    held.lift_reason = redact(reason.strip())[:LONGEST]
    held.save()
    _journal(acting_user, "release", held)
    _tell(held, NoticeKind.RELEASED, held.lift_reason)
    return held


def _tell(hold: Hold, kind: NoticeKind, reason: str) -> None:
    tell(
        subject=hold.subject,
        kind=kind,
        event=f"hold:{hold.pk}:{kind}",
        policy=hold.policy,
        benefit=hold.benefit,
        grant=hold.grant,
        reason=reason,
    )


def _journal(user: User, name: str, hold: Hold) -> None:
    """The words stand in the row alone: they may name somebody, and the journal is never erased."""
    record(
        acting_user=user,
        action=f"entitlements.hold.{name}",
        obj=hold,
        region=hold.region,
        data={"policy": hold.policy, "benefit": hold.benefit},
    )
