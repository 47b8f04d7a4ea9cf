"""Where a request comes from."""

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The sender's address: what our own proxy saw, where there is one, and nobody else's word."""
    if settings.YULIN_BEHIND_PROXY:
        told = request.META.get("HTTP_X_FORWARDED_FOR", "").rsplit(",", 1)[-1].strip()
        if told:
            return str(told)
    return str(request.META.get("REMOTE_ADDR", ""))
