"""Passkeys (WebAuthn): a key pair of which the private half stays on its owner's device.

User verification is demanded, so that one passkey is two factors: the device, and the finger, face or
PIN that opens it.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from yulin.access.actions.journal import record
from yulin.access.errors import AccessError
from yulin.access.models import Passkey, User

_REQUIRED = UserVerificationRequirement.REQUIRED
_MOST = 10


@dataclass(frozen=True)
class Site:
    """For whom a key is: the host name, and the address as the browser sees it."""

    host: str
    origin: str


def options_to_add(*, acting_user: User, site: Site) -> dict[str, Any]:
    """What the browser needs to make a key, with the challenge that it must sign."""
    known = [
        PublicKeyCredentialDescriptor(id=bytes(key.credential))
        for key in acting_user.passkeys.all()
    ]
    options = generate_registration_options(
        rp_id=site.host,
        rp_name="Yulin 雨林",
        user_id=acting_user.uuid.bytes,
        user_name=acting_user.username,
        user_display_name=acting_user.display_name,
        exclude_credentials=known,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_REQUIRED
        ),
    )
    return _plain(options)


def add_passkey(
    *, acting_user: User, site: Site, challenge: str, answer: str, name: str
) -> Passkey:
    """Keep the public half. Raises AccessError where the answer is not to this challenge."""
    refusal = AccessError(_("没有登记成功，请再试一次。"))
    if acting_user.passkeys.count() >= _MOST:
        raise AccessError(_("通行密钥已够多，请先删去不用的。"))
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
        with transaction.atomic():
            passkey = Passkey.objects.create(
                user=acting_user,
                credential=made.credential_id,
                public_key=made.credential_public_key,
                sign_count=made.sign_count,
                name=name.strip()[:64] or _("通行密钥"),
            )
            record(acting_user=acting_user, action="access.passkey.add", obj=passkey)
    except (WebAuthnException, ValueError, KeyError, IntegrityError):
        raise refusal from None
    return passkey


def remove_passkey(*, acting_user: User, passkey: Passkey) -> None:
    """One's own; staff keep at least one second factor."""
    if passkey.user_id != acting_user.pk:
        raise Passkey.DoesNotExist
    others = acting_user.passkeys.exclude(pk=passkey.pk).exists()
    if acting_user.is_staff_member and not others and not has_one_time_code(acting_user):
        raise AccessError(_("这是您唯一的第二因素，不能删去。"))
    with transaction.atomic():
        record(acting_user=acting_user, action="access.passkey.remove", obj=passkey)
        passkey.delete()


def has_one_time_code(user: User) -> bool:
    device = getattr(user, "one_time_code", None)
    return device is not None and device.confirmed_at is not None


def options_to_sign_in(*, site: Site) -> dict[str, Any]:
    """For whichever key of this site the device holds: no name is asked, none is given away."""
    return _plain(generate_authentication_options(rp_id=site.host, user_verification=_REQUIRED))


def owner_of_answer(*, site: Site, challenge: str, answer: str) -> User | None:
    """The account whose key has signed the challenge; None for anything else."""
    try:
        credential = base64url_to_bytes(json.loads(answer)["rawId"])
        passkey = Passkey.objects.select_related("user").get(credential=credential)
        seen = verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, Passkey.DoesNotExist, ValueError, KeyError, TypeError):
        return None
    # A copied key would have to guess which count comes next; only one of two answers moves it.
    moved = Passkey.objects.filter(pk=passkey.pk, sign_count=passkey.sign_count).update(
        sign_count=seen.new_sign_count, used_at=timezone.now()
    )
    return passkey.user if moved else None


def _plain(options: Any) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(options_to_json(options))
    return plain
