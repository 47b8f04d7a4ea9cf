"""Tokens: made and revoked by their owner, shown once, found by their hash."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access import lockout
from yulin.access.actions.journal import record
from yulin.access.backends import AccountBackend
from yulin.access.errors import AccessError
from yulin.access.models import ApiToken, OneTimeCode, Passkey, User
from yulin.access.passwords import is_due
from yulin.access.redaction import holds_personal_number

#: what every token begins with, so that one that got out is recognised (secret scanning)
START = "yulin_"
LONGEST = timedelta(days=365)
MOST = 20
#: `used_at` is written once in so long
_NOTED = timedelta(minutes=1)


@dataclass(frozen=True)
class Made:
    """The token's row, and the token itself: its owner sees it this once."""

    row: ApiToken
    token: str


def digest_of(token: str) -> str:
    """256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_token(
    *, acting_user: User, name: str, days: int, may_write: bool, has_second_factor: bool
) -> Made:
    """Make a token of one's own.

    Raises:
        PermissionDenied: Somebody of two factors, in a session that has one.
        AccessError: No name, too long a life, or too many tokens.
    """
    if not acting_user.is_active or (acting_user.is_staff_member and not has_second_factor):
        raise PermissionDenied
    name = name.strip()[:64]
    if not name or holds_personal_number(name):
        raise AccessError(_("请给令牌起个名字，不要写号码，例如“财务系统”。"))
    if not 1 <= days <= LONGEST.days:
        raise AccessError(_("有效天数须在 1 和 365 之间。"))
    User.objects.select_for_update().get(pk=acting_user.pk)  # two at once count each other
    now = timezone.now()
    if living(acting_user).count() >= MOST:
        raise AccessError(_("一个账号至多有 20 个有效的令牌，请先撤销不用的。"))
    token = START + secrets.token_urlsafe(32)
    row = ApiToken.objects.create(
        user=acting_user,
        name=name,
        prefix=token[:12],
        digest=digest_of(token),
        may_write=may_write,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    _journal(acting_user, "make", row, may_write=may_write, days=days)
    return Made(row, token)


@transaction.atomic
def revoke_token(*, acting_user: User, token: ApiToken) -> ApiToken:
    """From the next request on it opens nothing. Raises PermissionDenied for somebody else's."""
    if token.user_id != acting_user.pk:
        raise PermissionDenied
    held = ApiToken.objects.select_for_update().get(pk=token.pk)
    if held.revoked_at is None:
        held.revoked_at = timezone.now()
        held.save()
        _journal(acting_user, "revoke", held)
    return held


def owner_of(token: str) -> ApiToken | None:
    """The living token with its owner, who may be closed out (`closed_to`); None for any other."""
    if not token.startswith(START):
        return None
    now = timezone.now()
    codes = OneTimeCode.objects.filter(user=OuterRef("user"), confirmed_at__isnull=False)
    rows = ApiToken.objects.select_related("user").annotate(
        has_second_factor=Exists(codes) | Exists(Passkey.objects.filter(user=OuterRef("user")))
    )
    row = rows.filter(digest=digest_of(token), revoked_at=None, expires_at__gt=now).first()
    if row is None:
        return None
    if row.used_at is None or now - row.used_at > _NOTED:
        ApiToken.objects.filter(pk=row.pk).update(used_at=now)
    return row


def closed_to(row: ApiToken) -> str:
    """Why a token that `owner_of` found opens nothing for now, in words for their owner; empty: it does.

    Of those who work here a token is worth no more than a session: where they would be sent to a
    new password, or to a second factor, it waits for them. Failed passwords alone do not stop it:
    anybody can type those. Failed second factors do: behind them stands somebody with the password.
    """
    user = row.user
    if not AccountBackend().user_can_authenticate(user):
        return _("这个令牌的账号已停用，请联系管理员。")
    if not user.is_staff_member:
        return ""
    if is_due(user):
        return _("账号的密码已到期：请先在网站上更换，令牌随后照常可用。")
    if lockout.is_locked(lockout.second_tries_of(user_id=user.pk)):
        return _("账号的第二因素连续试错，已暂时锁定：请十五分钟后再试，并检查密码是否泄露。")
    if not (user.is_demo or row.has_second_factor):
        return _("账号没有第二因素：请先在网站上登记动态口令或通行密钥。")
    return ""


def living(user: User, now: datetime | None = None):  # noqa: ANN201 - a query set
    """The user's tokens that open something."""
    return ApiToken.objects.filter(user=user, revoked_at=None, expires_at__gt=now or timezone.now())


def _journal(user: User, name: str, row: ApiToken, **more: object) -> None:
    record(
        acting_user=user,
        action=f"access.token.{name}",
        obj=row,
        region=user.region,
        data={"prefix": row.prefix, "name": row.name, **more},
    )
