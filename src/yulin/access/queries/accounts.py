"""Finding accounts."""

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from yulin.access.models import Session, User


def demo_accounts() -> QuerySet[User]:
    """Those that one click may sign in as; none where the demo is off."""
    if not settings.YULIN_DEMO:
        return User.objects.none()
    return User.objects.filter(is_demo=True, is_active=True).order_by("id")


def own_sessions(*, user: User) -> QuerySet[Session]:
    """Where somebody is signed in, the latest first."""
    return Session.objects.filter(user=user, expire_date__gt=timezone.now()).defer("session_data")
