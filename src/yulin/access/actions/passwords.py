"""Set and change passwords."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.errors import AccessError
from yulin.access.models import PastPassword, User


def change_password(*, acting_user: User, current: str, new: str) -> None:
    """One's own, knowing the current one. Raises AccessError with what the rules say.

    Every session ends, this one too: the page signs its reader in again.
    """
    if not acting_user.has_usable_password():
        raise PermissionDenied
    if not acting_user.check_password(current):
        raise AccessError(_("现在的密码不对。"))
    set_password(acting_user=acting_user, user=acting_user, password=new)


def set_password(*, acting_user: User, user: User, password: str) -> None:
    """Called where its owner has proved to be its owner; nobody sets another's password."""
    if acting_user.pk != user.pk:
        raise PermissionDenied
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise AccessError("".join(error.messages)) from None
    with transaction.atomic():
        user.set_password(password)
        user.password_changed_at = timezone.now()
        user.save(update_fields=["password", "password_changed_at"])
        PastPassword.objects.create(user=user, password=user.password)
        ended, _each = user.sessions.all().delete()
        record(
            acting_user=acting_user,
            action="access.password.change",
            obj=user,
            region=user.region,
            data={"sessions_ended": ended},
        )
