"""The password step of signing in, and the code that follows it."""

import logging

from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext as _

from yulin.access import lockout
from yulin.access.actions.journal import record
from yulin.access.actions.second_factor import use_code
from yulin.access.addresses import address_of
from yulin.access.errors import SignInRefusedError
from yulin.access.models import User

log = logging.getLogger(__name__)


def refusal() -> SignInRefusedError:
    """One text for a wrong password, an unknown name, a closed account and a lock."""
    return SignInRefusedError(
        _("没有登录成功：用户名或密码不对，或者试得太多。连错五次后请等十五分钟再试。")
    )


def check_password_step(
    *, request: HttpRequest, username: str, password: str, device: str = ""
) -> User:
    """The account whose password it is; every refusal is one and the same SignInRefusedError."""
    tries = lockout.tries_of(name=username, address=address_of(request), device=device)
    if not lockout.take(tries):
        log.warning(
            "sign-in refused during a lock"
        )  # no journal entry: it would grow at their will
        raise refusal()
    user = authenticate(request, username=username, password=password)
    if not isinstance(user, User):
        _denied(username, "password")
        raise refusal()
    lockout.give_back(tries)
    return user


def check_code_step(*, user: User, code: str, device: str = "") -> str:
    """Which kind of code was right. Raises SignInRefusedError, also for the right one too late."""
    tries = lockout.second_tries_of(user_id=user.pk, device=device)
    if not lockout.take(tries) or (kind := use_code(user=user, code=code)) is None:
        _denied(user.username, "code")
        raise SignInRefusedError(
            _("口令不对、已经用过，或者试得太多。连错五次后请等十五分钟再试。")
        )
    lockout.give_back(tries)
    return kind


def note_sign_in(*, acting_user: User, how: str) -> None:
    record(
        acting_user=acting_user,
        action="access.session.begin",
        obj=acting_user,
        region=acting_user.region,
        data={"how": how},
    )


def note_refusal(*, how: str) -> None:
    """A passkey or a single sign-on that was refused, before anybody could say whose it is."""
    record(acting_user=None, action="access.session.refuse", data={"how": how})


def _denied(username: str, how: str) -> None:
    """Denied attempts are journalled (ASVS V16.3.2); a name that is nobody's is not kept."""
    user = User.objects.filter(username=username).first()
    record(
        acting_user=None,
        action="access.session.refuse",
        obj=user,
        region=user.region if user else None,
        data={"how": how},
    )
