"""Accounts to look around with; they exist only where the demo is switched on."""

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from yulin.access.actions.journal import record
from yulin.access.enums import Duty, Role
from yulin.access.models import DutyGrant, User
from yulin.codes.divisions import shipped


@dataclass(frozen=True)
class DemoAccount:
    username: str
    display_name: str
    role: Role
    region: int | None = None
    person_key: str | None = None
    organisation_key: str | None = None
    duties: tuple[Duty, ...] = ()


def ensure_demo_accounts(
    *,
    person_key: str | None = None,
    organisation_key: str | None = None,
    graduate_key: str | None = None,
    graduate_city: int | None = None,
) -> list[User]:
    """Make or refresh the demo accounts: no password, so only the one-click sign-in opens them.

    Where the graduate's city is another than Wenzhou its four hands have accounts too.
    """
    if not settings.YULIN_DEMO:
        message = "Demo accounts are made only where YULIN_DEMO=1."
        raise PermissionDenied(message)
    with transaction.atomic():
        return [
            _ensure(wanted)
            for wanted in [
                *_wanted(person_key, organisation_key),
                *_graduate(graduate_key, graduate_city),
            ]
        ]


def ensure_demo_school(*, organisation_key: str) -> User:
    """The account of a demo school's clerk; made where the demo is on and nowhere else."""
    if not settings.YULIN_DEMO:
        message = "Demo accounts are made only where YULIN_DEMO=1."
        raise PermissionDenied(message)
    with transaction.atomic():
        return _ensure(
            DemoAccount("demo-school", "演示院校", Role.SCHOOL, organisation_key=organisation_key)
        )


def _graduate(key: str | None, city: int | None) -> list[DemoAccount]:
    if key is None:
        return []
    found = [DemoAccount("demo-graduate", "演示毕业生", Role.PERSON, person_key=key)]
    if city in {None, 330300}:
        return found
    assert city is not None
    hands = {
        "officer": ("经办", Duty.MAKER),
        "checker": ("复核", Duty.CHECKER),
        "approver": ("审批", Duty.APPROVER),
    }
    where = f"（{shipped().full_name(city)}）"
    return [
        *found,
        *(
            _officer(f"demo-{name}-2", f"演示{word}{where}", duty, region=city)
            for name, (word, duty) in hands.items()
        ),
        _officer("demo-payer-2", f"演示拨付{where}", Duty.PAYER, Duty.FUND_KEEPER, region=city),
    ]


def _wanted(person_key: str | None, organisation_key: str | None) -> list[DemoAccount]:
    return [
        DemoAccount("demo-person", "演示个人", Role.PERSON, person_key=person_key),
        DemoAccount("demo-employer", "演示企业", Role.EMPLOYER, organisation_key=organisation_key),
        _officer("demo-officer", "演示经办（温州市）", Duty.MAKER),
        _officer("demo-officer-lucheng", "演示经办（鹿城区）", Duty.MAKER, region=330302),
        _officer("demo-checker", "演示复核（温州市）", Duty.CHECKER),
        _officer("demo-approver", "演示审批（温州市）", Duty.APPROVER),
        _officer("demo-head", "演示负责人（温州市）", Duty.HEAD),
        _officer("demo-payer", "演示拨付（温州市）", Duty.PAYER, Duty.FUND_KEEPER),
        _officer("demo-steward", "演示数据管理（温州市）", Duty.DATA_STEWARD),
        _officer("demo-control", "演示稽核（温州市）", Duty.CONTROL),
        DemoAccount("demo-auditor", "演示审计", Role.AUDITOR),
        _administrator("demo-system", "演示系统管理员", Duty.SYSTEM_ADMIN),
        _administrator("demo-security", "演示安全管理员", Duty.SECURITY_ADMIN),
        _administrator("demo-audit", "演示审计管理员", Duty.AUDIT_ADMIN),
    ]


def _officer(username: str, name: str, *duties: Duty, region: int = 330300) -> DemoAccount:
    return DemoAccount(username, name, Role.OFFICER, region=region, duties=duties)


def _administrator(username: str, name: str, duty: Duty) -> DemoAccount:
    return DemoAccount(username, name, Role.ADMINISTRATOR, duties=(duty,))


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
    for duty in wanted.duties:
        _hold(user, duty)
    record(acting_user=None, action="access.demo_account.ensure", obj=user, region=user.region)
    return user


def _hold(user: User, duty: Duty) -> None:
    now = timezone.now()
    if not DutyGrant.objects.filter(holder=user, duty=duty, during__contains=now).exists():
        DutyGrant.objects.create(
            holder=user, duty=duty, region=user.region, during=(now, None), basis="演示"
        )
