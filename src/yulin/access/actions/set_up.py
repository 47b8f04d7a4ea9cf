"""The owner's side of a set-up code."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from yulin.access import lockout
from yulin.access.actions.passwords import set_password
from yulin.access.actions.sign_in import note_refusal
from yulin.access.addresses import address_of
from yulin.access.errors import AccessError, SignInRefusedError
from yulin.access.models import SetUpCode, User


def take_try(*, request: HttpRequest, username: str) -> Callable[[User | None], User]:
    """Count a try; what comes back says whether it was right, in the same words as every refusal."""
    tries = lockout.tries_of(name=f"set-up {username}", address=address_of(request))
    refusal = SignInRefusedError(
        _("用户名或启用码不对、启用码已过期，或者试得太多。连错五次后请等十五分钟再试。")
    )
    if not lockout.take(tries):
        raise refusal

    def right(user: User | None) -> User:
        if user is None:
            note_refusal(how="set_up")
            raise refusal
        lockout.give_back(tries)
        return user

    return right


def set_up_password(*, user: User, password: str, again: str) -> None:
    """The first password; the code opens nothing after it."""
    if password != again:
        raise AccessError(_("两次输入的密码不一样。"))
    with transaction.atomic():
        set_password(acting_user=user, user=user, password=password)
        SetUpCode.objects.filter(user=user).delete()
