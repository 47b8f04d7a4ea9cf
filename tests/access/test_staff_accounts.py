"""Accounts from the first day to the last: opened empty, set up by their owner, closed when unused."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from yulin.access.actions import accounts
from yulin.access.actions.first_run import open_first_accounts
from yulin.access.enums import Duty, Role
from yulin.access.errors import AccessError
from yulin.access.models import DutyGrant, JournalEntry, SetUpCode, User

pytestmark = pytest.mark.django_db

THREE = {
    Duty.SYSTEM_ADMIN: ("sys", "系统", "A-1"),
    Duty.SECURITY_ADMIN: ("sec", "安全", "A-2"),
    Duty.AUDIT_ADMIN: ("aud", "审计", "A-3"),
}
ARGUMENTS = ["--system=sys:系统:A-1", "--security=sec:安全:A-2", "--audit=aud:审计:A-3"]


@pytest.fixture
def three():
    opened = open_first_accounts(people=THREE, basis="温人社〔2026〕1号")
    return {duty: one.user for duty, one in opened.items()}


@pytest.fixture
def system(three):
    return three[Duty.SYSTEM_ADMIN]


def opened(by, **changes):
    words = {"username": "clerk", "display_name": "王经办", "role": Role.OFFICER} | changes
    words = {"staff_number": "W-1", "region": 330300} | words
    return accounts.open_account(acting_user=by, **words)


def test_dengbao_8_1_4_2_a_fresh_install_has_no_usable_account():
    assert User.objects.count() == 0
    assert DutyGrant.objects.count() == 0


def test_the_first_three_have_no_password_and_a_code_each(capsys):
    call_command("first_accounts", *ARGUMENTS, "--basis=温人社〔2026〕1号")
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" 启用码 ")[0] for line in lines] == [
        "系统管理员 sys",
        "安全管理员 sec",
        "审计管理员 aud",
    ]
    assert not any(user.has_usable_password() for user in User.objects.all())
    held = DutyGrant.objects.values_list("holder__username", "duty").order_by("holder")
    assert list(held) == [
        ("sys", "system_admin"),
        ("sec", "security_admin"),
        ("aud", "audit_admin"),
    ]
    code = lines[0].split(" 启用码 ")[1]
    assert accounts.redeem_set_up_code(username="sys", code=code).username == "sys"
    assert accounts.redeem_set_up_code(username="sec", code=code) is None
    assert code not in SetUpCode.objects.get(user__username="sys").digest


def test_it_is_done_once(three):
    with pytest.raises(CommandError, match="已经有管理员了"):
        call_command("first_accounts", *ARGUMENTS, "--basis=x")
    assert User.objects.count() == 3


def test_two_of_the_three_are_not_one_person(db):
    with pytest.raises(AccessError):
        open_first_accounts(people=THREE | {Duty.AUDIT_ADMIN: ("aud", "审计", "A-1")}, basis="x")
    assert User.objects.count() == 0


def test_an_account_is_opened_without_a_password(system):
    found = opened(system)
    assert not found.user.has_usable_password()
    entries = JournalEntry.objects.filter(actor=system).order_by("id")
    assert [entry.action for entry in entries] == [
        "access.account.open",
        "access.set_up_code.issue",
    ]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"username": "sys"}, "用户名"),
        ({"staff_number": "A-1"}, "工号"),
        ({"staff_number": " "}, "请填写工号"),
        ({"region": None}, "必须属于一个行政区划"),
        ({"role": Role.PERSON}, "只开工作人员的账号"),
        ({"username": "330302190001010013"}, "不要用身份证号"),
        ({"username": ""}, "字段"),
        ({"display_name": ""}, "字段"),
    ],
)
def test_accounts_that_are_refused(system, changes, words):
    with pytest.raises(AccessError, match=words):
        opened(system, **changes)
    assert User.objects.count() == 3


@pytest.mark.parametrize("duty", [Duty.SECURITY_ADMIN, Duty.AUDIT_ADMIN])
def test_only_the_system_administrator_opens_and_closes_accounts(three, duty):
    other = three[duty]
    user = opened(three[Duty.SYSTEM_ADMIN]).user
    before = JournalEntry.objects.count()
    with pytest.raises(PermissionDenied):
        opened(other, username="x", staff_number="x")
    with pytest.raises(PermissionDenied):
        accounts.disable_account(acting_user=other, user=user, reason="x")
    with pytest.raises(PermissionDenied):
        accounts.enable_account(acting_user=other, user=user, reason="x")
    with pytest.raises(PermissionDenied):
        accounts.issue_set_up_code(acting_user=other, user=user)
    assert JournalEntry.objects.count() == before


def test_a_code_is_good_for_three_days_and_once(system):
    found = opened(system)
    SetUpCode.objects.update(expires_at=timezone.now())
    assert accounts.redeem_set_up_code(username="clerk", code=found.code) is None
    again = accounts.issue_set_up_code(acting_user=system, user=found.user)
    assert accounts.redeem_set_up_code(username="clerk", code=found.code) is None
    assert accounts.redeem_set_up_code(username="clerk", code=again.lower()) == found.user


def test_a_new_code_closes_every_old_way_in(system):
    user = opened(system).user
    user.set_password("Rain-forest 2026")
    user.save()
    user.passkeys.create(credential=b"1", public_key=b"2", name="k")
    user.recovery_codes.create(digest="x")
    accounts.issue_set_up_code(acting_user=system, user=user)
    user.refresh_from_db()
    assert not user.has_usable_password()
    assert (user.passkeys.count(), user.recovery_codes.count()) == (0, 0)


def test_nobody_closes_their_own_account_or_without_a_reason(system):
    with pytest.raises(AccessError, match="自己"):
        accounts.disable_account(acting_user=system, user=system, reason="x")
    user = opened(system).user
    with pytest.raises(AccessError, match="理由"):
        accounts.disable_account(acting_user=system, user=user, reason=" ")
    assert not User.objects.filter(is_active=False).exists()


def aged(user, *, made, seen=None, enabled=None):
    days = {"created_at": made, "last_login": seen, "enabled_at": enabled}
    now = timezone.now()
    User.objects.filter(pk=user.pk).update(
        **{name: n and now - dt.timedelta(days=n) for name, n in days.items()}
    )


@pytest.mark.parametrize(
    ("ages", "closed"),
    [
        ({"made": 400, "seen": 91}, True),
        ({"made": 400, "seen": 89}, False),
        ({"made": 91}, True),
        ({"made": 89}, False),
        ({"made": 400, "seen": 200, "enabled": 2}, False),
        ({"made": 400, "seen": 200, "enabled": 91}, True),
    ],
)
def test_dengbao_8_1_4_2_c_what_lies_idle_is_closed(system, user_of, ages, closed):
    user = opened(system).user
    aged(user, **ages)
    for other in (user_of(Role.PERSON, username="citizen"), user_of(username="d", is_demo=True)):
        aged(other, made=400)
    assert accounts.disable_idle_accounts() == ([user] if closed else [])
    user.refresh_from_db()
    assert user.is_active is not closed
    entries = JournalEntry.objects.filter(action="access.account.disable")
    assert [entry.data for entry in entries] == [{"reason": "90 天未登录"}] * closed
    assert User.objects.filter(is_active=False).count() == int(closed)
