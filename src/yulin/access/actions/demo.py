"""Accounts to look around with; they exist only where the demo is switched on."""

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction

from yulin.access.actions.journal import record
from yulin.access.enums import Role
from yulin.access.models import User


@dataclass(frozen=True)
class DemoAccount:
    username: str
    display_name: str
    role: Role
    region: int | None = None
    person_key: str | None = None
    organisation_key: str | None = None


def ensure_demo_accounts(
    *, person_key: str | None = None, organisation_key: str | None = None
) -> list[User]:
    """Make or refresh the demo accounts: no password, so only the one-click sign-in opens them."""
    if not settings.YULIN_DEMO:
        message = "Demo accounts are made only where YULIN_DEMO=1."
        raise PermissionDenied(message)
    with transaction.atomic():
        return [_ensure(wanted) for wanted in _wanted(person_key, organisation_key)]


def _wanted(person_key: str | None, organisation_key: str | None) -> list[DemoAccount]:
    return [
        DemoAccount("demo-person", "演示个人", Role.PERSON, person_key=person_key),
        DemoAccount("demo-employer", "演示企业", Role.EMPLOYER, organisation_key=organisation_key),
        DemoAccount("demo-officer", "演示经办（温州市）", Role.OFFICER, region=330300),
        DemoAccount("demo-officer-lucheng", "演示经办（鹿城区）", Role.OFFICER, region=330302),
        DemoAccount("demo-auditor", "演示审计", Role.AUDITOR),
    ]


def _ensure(wanted: DemoAccount) -> User:
    user = User.objects.filter(username=wanted.username).first()
    if user is None:
        user = User(username=wanted.username)
        user.set_unusable_password()
    for name in ("display_name", "role", "region", "person_key", "organisation_key"):
        setattr(user, name, getattr(wanted, name))
    user.is_demo = True
    user.full_clean()
    user.save()
    record(acting_user=None, action="access.demo_account.ensure", obj=user, region=user.region)
    return user
