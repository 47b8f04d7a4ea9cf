"""End sessions."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from yulin.access.actions.journal import record
from yulin.access.models import Session, User
from yulin.access.rules import may_end_sessions


def end_session(*, acting_user: User, uuid: UUID) -> None:
    """One of one's own. Raises Session.DoesNotExist for anybody else's."""
    with transaction.atomic():
        session = Session.objects.select_for_update().get(uuid=uuid, user=acting_user)
        session.delete()
        record(
            acting_user=acting_user,
            action="access.session.end",
            obj=acting_user,
            region=acting_user.region,
        )


def end_sessions_of(*, acting_user: User | None, user: User, keep: str | None = None) -> int:
    """All of an account, by its owner (who may keep the one in hand) or by who may end them."""
    if acting_user is not None and acting_user != user and not may_end_sessions(acting_user):
        raise PermissionDenied
    with transaction.atomic():
        ended, _each = user.sessions.exclude(session_key=keep).delete()
        record(
            acting_user=acting_user,
            action="access.sessions.end",
            obj=user,
            region=user.region,
            data={"sessions_ended": ended},
        )
    return ended
