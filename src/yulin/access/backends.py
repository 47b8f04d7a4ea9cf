"""How an account is recognised."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend


class AccountBackend(ModelBackend):
    """Passwords as Django checks them; a demo account is nobody where there is no demo.

    Checked at every request, so that switching the demo off ends its open sessions too.
    """

    def user_can_authenticate(self, user: Any) -> bool:
        if user is not None and user.is_demo and not settings.YULIN_DEMO:
            return False
        return super().user_can_authenticate(user)
