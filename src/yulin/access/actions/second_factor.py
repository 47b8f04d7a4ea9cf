"""One-time codes of an authenticator app, and the recovery codes on paper."""

import time
from datetime import UTC, datetime

import pyotp
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.codes import digest, new_code
from yulin.access.errors import AccessError
from yulin.access.keys import vault
from yulin.access.models import OneTimeCode, RecoveryCode, User

ISSUER = "Yulin 雨林"
RECOVERY_CODES = 10
_PURPOSE = "access.one_time_code"
_STEP = 30  # seconds
_DRIFT = 1  # steps that a telephone's clock may be off, either way


def begin_one_time_code(*, acting_user: User) -> str:
    """A new secret, as an `otpauth:` address for a QR picture; in use once a code is confirmed."""
    device = OneTimeCode.objects.filter(user=acting_user).first()
    if device is None or device.confirmed_at is not None:
        _stop_unless_new(device)
        secret = pyotp.random_base32(32)
        sealed = vault().seal(secret, _PURPOSE)
        OneTimeCode.objects.update_or_create(user=acting_user, defaults={"secret": sealed})
    else:
        secret = vault().open(bytes(device.secret), _PURPOSE)
    return pyotp.TOTP(secret).provisioning_uri(name=acting_user.username, issuer_name=ISSUER)


def _stop_unless_new(device: OneTimeCode | None) -> None:
    if device is not None:
        raise AccessError(_("动态口令已经启用；要更换，请先停用。"))


def confirm_one_time_code(*, acting_user: User, code: str) -> list[str]:
    """Put the app into use by its first code. Gives the recovery codes, which nobody can show again.

    Raises:
        AccessError: Not the code of this moment.
    """
    with transaction.atomic():
        if not _accept(acting_user, code, confirmed=False):
            raise AccessError(_("口令不对。请看一下手机时间是否准确，再输入最新的六位数字。"))
        OneTimeCode.objects.filter(user=acting_user).update(confirmed_at=timezone.now())
        record(
            acting_user=acting_user,
            action="access.one_time_code.enrol",
            obj=acting_user,
            region=acting_user.region,
        )
        return renew_recovery_codes(acting_user=acting_user)


def remove_one_time_code(*, acting_user: User) -> None:
    """Allowed to staff only while a passkey is left: the account stays behind two factors."""
    if acting_user.is_staff_member and not acting_user.passkeys.exists():
        raise AccessError(_("请先登记一把通行密钥，再停用动态口令。"))
    with transaction.atomic():
        OneTimeCode.objects.filter(user=acting_user).delete()
        record(acting_user=acting_user, action="access.one_time_code.remove", obj=acting_user)


def renew_recovery_codes(*, acting_user: User) -> list[str]:
    """Ten fresh codes; the old ones open nothing any more."""
    codes = [new_code() for _n in range(RECOVERY_CODES)]
    with transaction.atomic():
        acting_user.recovery_codes.all().delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(user=acting_user, digest=digest(code)) for code in codes
        )
        record(
            acting_user=acting_user,
            action="access.recovery_codes.renew",
            obj=acting_user,
            region=acting_user.region,
        )
    return codes


def use_code(*, user: User, code: str) -> str | None:
    """Which kind of code it was (`code` or `recovery`), used up by this; None for a wrong one."""
    code = "".join(code.split())
    if code.isascii() and code.isdigit():
        return "code" if _accept(user, code, confirmed=True) else None
    used = RecoveryCode.objects.filter(user=user, digest=digest(code), used_at=None).update(
        used_at=timezone.now()
    )
    if not used:
        return None
    record(acting_user=user, action="access.recovery_code.use", obj=user, region=user.region)
    return "recovery"


def _accept(user: User, code: str, *, confirmed: bool) -> bool:
    """Whether it is a code of now that was not used; the step moves on in the same statement."""
    device = OneTimeCode.objects.filter(user=user, confirmed_at__isnull=not confirmed).first()
    if device is None:
        return False
    codes = pyotp.TOTP(vault().open(bytes(device.secret), _PURPOSE), interval=_STEP)
    step = int(time.time()) // _STEP
    for candidate in range(step - _DRIFT, step + _DRIFT + 1):
        moment = datetime.fromtimestamp(candidate * _STEP, tz=UTC)
        if codes.verify("".join(code.split()), for_time=moment):
            moved = OneTimeCode.objects.filter(pk=device.pk, last_step__lt=candidate)
            return moved.update(last_step=candidate) == 1
    return False
