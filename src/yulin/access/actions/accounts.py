"""Accounts of those who work here: opened, given a set-up code, closed."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access import lockout
from yulin.access.actions.journal import record
from yulin.access.actions.sessions import end_sessions_of
from yulin.access.codes import digest, new_code
from yulin.access.enums import STAFF, Role
from yulin.access.errors import AccessError
from yulin.access.models import SetUpCode, User
from yulin.access.redaction import holds_personal_number
from yulin.access.rules import may_lift_lock, may_manage_accounts


@dataclass(frozen=True)
class Opened:
    user: User
    #: shown once, given to the owner in person
    code: str


def open_account(
    *,
    acting_user: User | None,
    username: str,
    display_name: str,
    role: Role,
    staff_number: str,
    region: int | None = None,
) -> Opened:
    """An account that nobody can use until its owner has set a password and a second factor.

    Raises:
        AccessError: What is given does not make an account.
    """
    _ask(acting_user=acting_user)
    if role not in STAFF:
        raise AccessError(_("这里只开工作人员的账号。"))
    if holds_personal_number(username) or holds_personal_number(staff_number):
        raise AccessError(_("用户名和工号不要用身份证号或手机号。"))
    if not staff_number.strip():
        raise AccessError(_("请填写工号：一个人只开一个账号。"))
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                username=username.strip(),
                role=role,
                display_name=display_name.strip(),
                region=region,
                staff_number=staff_number.strip(),
            )
            record(
                acting_user=acting_user, action="access.account.open", obj=user, region=user.region
            )
            return Opened(user, _give_code(acting_user=acting_user, user=user))
    except ValidationError as error:
        raise AccessError("".join(error.messages)) from None


def issue_set_up_code(*, acting_user: User | None, user: User) -> str:
    """A new start for somebody who has lost everything: the old ways in are closed."""
    _ask(acting_user=acting_user)
    if not user.is_staff_member or user.is_demo or user == acting_user:
        raise PermissionDenied
    with transaction.atomic():
        user.set_unusable_password()
        user.save(update_fields=["password"])
        for credentials in (user.passkeys, user.recovery_codes):
            credentials.all().delete()
        if hasattr(user, "one_time_code"):
            user.one_time_code.delete()
        user.sessions.all().delete()
        return _give_code(acting_user=acting_user, user=user)


def redeem_set_up_code(*, username: str, code: str) -> User | None:
    """The account that the code opens now; the code stays until the password is set."""
    found = (
        SetUpCode.objects.select_related("user")
        .filter(user__username=username.strip(), digest=digest(code))
        .filter(expires_at__gt=timezone.now(), user__is_active=True)
        .first()
    )
    return found.user if found else None


def disable_account(*, acting_user: User | None, user: User, reason: str) -> None:
    """Nobody comes in by it any more, from this moment; its history stays."""
    _ask(acting_user=acting_user)
    if user == acting_user:
        raise AccessError(_("不能停用自己的账号。"))
    if not reason.strip():
        raise AccessError(_("请写明停用理由。"))
    _switch(acting_user=acting_user, user=user, active=False, reason=reason.strip())


def enable_account(*, acting_user: User, user: User, reason: str) -> None:
    _ask(acting_user=acting_user)
    if not reason.strip():
        raise AccessError(_("请写明启用理由。"))
    _switch(acting_user=acting_user, user=user, active=True, reason=reason.strip())


def disable_idle_accounts() -> list[User]:
    """Close what staff have not used for 90 days (等保 8.1.4.2 c)."""
    since = timezone.now() - settings.YULIN_DISABLED_AFTER
    idle = (
        User.objects.filter(is_active=True, is_demo=False, role__in=sorted(STAFF))
        .annotate(used_at=Coalesce("enabled_at", "created_at"))
        .filter(Q(last_login__lt=since) | Q(last_login=None), used_at__lt=since)
    )
    closed = list(idle)
    for user in closed:
        days = settings.YULIN_DISABLED_AFTER // timedelta(days=1)
        _switch(
            acting_user=None,
            user=user,
            active=False,
            reason=_("%(days)d 天未登录") % {"days": days},
        )
    return closed


def lift_lock(*, acting_user: User, user: User) -> None:
    """Let somebody try again before the quarter of an hour is over."""
    if not may_lift_lock(acting_user):
        raise PermissionDenied
    with transaction.atomic():
        lockout.lift(name=user.username)
        record(acting_user=acting_user, action="access.lock.lift", obj=user, region=user.region)


def _switch(*, acting_user: User | None, user: User, active: bool, reason: str) -> None:
    with transaction.atomic():
        user.is_active = active
        if active:
            user.enabled_at = timezone.now()
        user.save(update_fields=["is_active", "enabled_at"])
        record(
            acting_user=acting_user,
            action="access.account.enable" if active else "access.account.disable",
            obj=user,
            region=user.region,
            data={"reason": reason},
        )
        if not active:
            SetUpCode.objects.filter(user=user).delete()
            end_sessions_of(acting_user=None, user=user)


def _ask(*, acting_user: User | None) -> None:
    """None is the system: the first set-up, and the nightly job."""
    if acting_user is not None and not may_manage_accounts(acting_user):
        raise PermissionDenied


def _give_code(*, acting_user: User | None, user: User) -> str:
    code = new_code()
    SetUpCode.objects.update_or_create(
        user=user,
        defaults={
            "digest": digest(code),
            "expires_at": timezone.now() + settings.YULIN_SET_UP_CODE_LASTS,
        },
    )
    record(acting_user=acting_user, action="access.set_up_code.issue", obj=user, region=user.region)
    return code
