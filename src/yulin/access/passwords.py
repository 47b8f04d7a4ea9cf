"""The password rules: one set for those who work here, one for everybody else.

等保 asks for kinds of characters and a change every 90 days (GB/T 22239 8.1.4.1 a); OWASP ASVS forbids
both (V6.2.5, V6.2.10). Officers' accounts are the assessed ones and get the former.
"""

import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yulin.access.models import User

LONGEST = 256  # a hash takes as long as the password is long


@dataclass(frozen=True, kw_only=True)
class PasswordRules:
    shortest: int
    #: how many of: small letters, capitals, digits, others
    kinds: int = 1
    #: after how many days it must be changed
    days: int | None = None
    #: how many earlier ones may not come back
    remembered: int = 0


def rules_for(user: Any) -> PasswordRules:
    which = "staff" if getattr(user, "is_staff_member", False) else "public"
    return PasswordRules(**settings.YULIN_PASSWORD_RULES[which])


def is_due(user: User) -> bool:
    """Whether the password is older than it may be."""
    days = rules_for(user).days
    if days is None or not user.has_usable_password():
        return False
    changed = user.password_changed_at
    return changed is None or timezone.now() - changed > timedelta(days=days)


class ByRoleValidator:
    """One of Django's validators: length, kinds of characters, and what was used before."""

    def validate(self, password: str, user: Any = None) -> None:
        rules, found = rules_for(user), []
        if not rules.shortest <= len(password) <= LONGEST:
            found.append(
                _("密码须有 %(least)d 到 %(most)d 个字符。")
                % {"least": rules.shortest, "most": LONGEST}
            )
        if len(_kinds(password)) < rules.kinds:
            found.append(
                _("大写字母、小写字母、数字、其他符号，至少要有其中 %(kinds)d 种。")
                % {"kinds": rules.kinds}
            )
        if rules.remembered and _was_used(password, user, rules.remembered):
            found.append(_("最近 %(times)d 次用过的密码不能再用。") % {"times": rules.remembered})
        if found:
            raise ValidationError(found)

    def get_help_text(self) -> str:
        return help_text(None)


def help_text(user: Any) -> str:
    rules = rules_for(user)
    said = [_("至少 %(least)d 个字符。") % {"least": rules.shortest}]
    if rules.kinds > 1:
        words = _("大写字母、小写字母、数字、其他符号，至少要有其中 %(kinds)d 种。")
        said.append(words % {"kinds": rules.kinds})
    if rules.days:
        said.append(_("每 %(days)d 天更换一次。") % {"days": rules.days})
    return _sentences(said)


def _sentences(said: list[str]) -> str:
    """One after another: with a blank between them, where the language writes one."""
    return ("" if (get_language() or "").startswith("zh") else " ").join(said)


def _kinds(password: str) -> set[str]:
    letters = {"Lu": "upper", "Ll": "lower", "Nd": "digit"}
    return {letters.get(unicodedata.category(character), "other") for character in password}


def _was_used(password: str, user: Any, times: int) -> bool:
    if not isinstance(user, User) or user.pk is None:
        return False
    past = user.past_passwords.values_list("password", flat=True)[:times]
    return any(check_password(password, known) for known in past)
