"""What happens whenever somebody signs in, whichever way."""

import ipaddress
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from yulin.access.addresses import address_of
from yulin.access.models import User
from yulin.access.sessions import ABOUT, about

PROVED_AT = "proved_at"


@receiver(user_logged_in)
def begin_session(request: HttpRequest, user: User, **_more: Any) -> None:
    limit = settings.YULIN_IDLE_STAFF if user.is_staff_member else settings.YULIN_IDLE_PUBLIC
    request.session[ABOUT] = about(
        idle=limit,
        agent=request.META.get("HTTP_USER_AGENT", ""),
        network=_network(address_of(request)),
    )
    request.session[PROVED_AT] = timezone.now().timestamp()


def _network(address: str) -> str:
    """Enough for its owner to know it, no more than that."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    length = 24 if found.version == 4 else 48
    return str(ipaddress.ip_network((found, length), strict=False))
