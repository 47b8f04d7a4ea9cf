"""Somebody whom the government's single sign-on has recognised."""

import uuid
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.enums import Role
from yulin.access.errors import AccessError
from yulin.access.keys import vault
from yulin.access.models import Identity, User

_PURPOSE = "access.identity.number"


@dataclass(frozen=True, kw_only=True)
class Recognised:
    """What the provider vouched for, checked; the number only here, never stored or logged."""

    issuer: str
    subject: str
    number: str
    name: str
    level: int


def account_of_identity(*, recognised: Recognised, person_key: str | None) -> User:
    """The account of that person, opened at the first time.

    Raises:
        AccessError: The provider now gives another number for the same subject, which is a matter
            for people, or the account is closed.
    """
    try:
        with transaction.atomic():
            return _account(recognised, person_key)
    except IntegrityError:  # the same first sign-in twice at once: the other one made it
        with transaction.atomic():
            return _account(recognised, person_key)


def _account(recognised: Recognised, person_key: str | None) -> User:
    index = vault().index(recognised.number, _PURPOSE)
    identity = (
        Identity.objects.select_for_update()
        .select_related("user")
        .filter(issuer=recognised.issuer, subject=recognised.subject)
        .first()
    )
    if identity is None:
        identity = _first_time(recognised, index, person_key)
    elif bytes(identity.number_index) != index:
        record(acting_user=None, action="access.identity.mismatch", obj=identity.user)
        raise AccessError(_("统一身份认证给出的证件信息与以前不同，请到窗口核实。"))
    user = identity.user
    if not user.is_active:
        raise AccessError(_("这个账号已停用，请到窗口咨询。"))
    if user.person_key != person_key and person_key is not None:
        user.person_key = person_key
        user.save(update_fields=["person_key"])
    identity.used_at, identity.level = timezone.now(), recognised.level
    identity.save(update_fields=["used_at", "level"])
    return user


def _first_time(recognised: Recognised, index: bytes, person_key: str | None) -> Identity:
    user = _same_person(person_key)
    if user is None:
        user = User.objects.create_user(
            username=f"sso-{uuid.uuid4().hex}",
            role=Role.PERSON,
            display_name=recognised.name.strip()[:64] or _("个人"),
            person_key=person_key,
        )
    identity = Identity.objects.create(
        user=user,
        issuer=recognised.issuer,
        subject=recognised.subject,
        number_index=index,
        level=recognised.level,
        used_at=timezone.now(),
    )
    record(
        acting_user=user, action="access.identity.link", obj=user, data={"level": identity.level}
    )
    return identity


def _same_person(person_key: str | None) -> User | None:
    """Somebody may have an account from another provider; demo accounts are nobody's."""
    if person_key is None:
        return None
    known = Identity.objects.filter(
        user__person_key=person_key, user__role=Role.PERSON, user__is_demo=False
    )
    first = known.select_related("user").order_by("id").first()
    return first.user if first else None
