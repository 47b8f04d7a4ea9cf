"""The session engine: Django's, in the database, with an owner, an idle limit and a longest life.

What a session is about is kept in its own data under `ABOUT` and repeated in columns, so that the one
query that loads it also says whether it is over.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from yulin.access.models.session import Session

ABOUT = "_about"
#: `seen_at` is written once in so long, not at every request
_NOTED = timedelta(seconds=30)


def about(*, idle: timedelta, agent: str = "", network: str = "") -> dict[str, Any]:
    """What a session that begins now says of itself."""
    return {
        "uuid": str(uuid.uuid4()),
        "started_at": timezone.now().isoformat(),
        "idle": int(idle.total_seconds()),
        "agent": agent[:200],
        "network": network[:64],
    }


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row: Session = super().create_model_instance(data)
        told = data.get(ABOUT, {})
        row.seen_at = timezone.now()
        row.user_id = data.get(SESSION_KEY)
        if told:
            row.uuid = uuid.UUID(told["uuid"])
            row.started_at = datetime.fromisoformat(told["started_at"])
            row.idle, row.agent, row.network = told["idle"], told["agent"], told["network"]
        return row

    def _get_session_from_db(self) -> Session | None:
        row: Session | None = super()._get_session_from_db()
        if row is None or row.user_id is None:
            return row
        now = timezone.now()
        if _is_over(row, now):
            row.delete()
            self._session_key = None
            return None
        if now - row.seen_at > _NOTED:
            Session.objects.filter(pk=row.pk).update(seen_at=now)
        return row

    _aget_session_from_db = sync_to_async(_get_session_from_db)


def _is_over(row: Session, now: datetime) -> bool:
    longest = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    if row.started_at is None or now - row.started_at > longest:
        return True
    return now - row.seen_at > timedelta(seconds=row.idle)
