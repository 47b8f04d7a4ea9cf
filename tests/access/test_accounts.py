import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import ScryptPasswordHasher, identify_hasher
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from tests.conftest import HASHING
from yulin.access.actions.demo import ensure_demo_accounts
from yulin.access.enums import Role
from yulin.access.models import DutyGrant, JournalEntry, User
from yulin.access.queries.accounts import demo_accounts

DEMO = {
    "demo-person": (Role.PERSON, None, "P1", None),
    "demo-employer": (Role.EMPLOYER, None, None, "O1"),
    "demo-officer": (Role.OFFICER, 330300, None, None),
    "demo-officer-lucheng": (Role.OFFICER, 330302, None, None),
    "demo-checker": (Role.OFFICER, 330300, None, None),
    "demo-approver": (Role.OFFICER, 330300, None, None),
    "demo-head": (Role.OFFICER, 330300, None, None),
    "demo-payer": (Role.OFFICER, 330300, None, None),
    "demo-steward": (Role.OFFICER, 330300, None, None),
    "demo-control": (Role.OFFICER, 330300, None, None),
    "demo-auditor": (Role.AUDITOR, None, None, None),
    "demo-system": (Role.ADMINISTRATOR, None, None, None),
    "demo-security": (Role.ADMINISTRATOR, None, None, None),
    "demo-audit": (Role.ADMINISTRATOR, None, None, None),
}


@pytest.fixture
def demo(settings, db):
    settings.YULIN_DEMO = True
    return ensure_demo_accounts(person_key="P1", organisation_key="O1")


def test_a_fresh_installation_has_no_account(db):
    assert User.objects.count() == 0


def test_the_demo_has_an_account_for_each_role_and_duty_and_none_has_a_password(demo):
    found = {u.username: (u.role, u.region, u.person_key, u.organisation_key) for u in demo}
    assert found == DEMO
    assert [u.has_usable_password() for u in demo] == [False] * len(DEMO)
    assert list(demo_accounts()) == demo
    assert authenticate(username="demo-officer", password="") is None


def test_making_them_again_refreshes_and_adds_nothing(demo):
    again = ensure_demo_accounts(person_key="P2", organisation_key="O1")
    assert [u.pk for u in again] == [u.pk for u in demo]
    assert User.objects.get(username="demo-person").person_key == "P2"
    held = DutyGrant.objects.values_list("holder__username", "duty").order_by("holder", "duty")
    assert list(held) == [
        ("demo-officer", "maker"),
        ("demo-officer-lucheng", "maker"),
        ("demo-checker", "checker"),
        ("demo-approver", "approver"),
        ("demo-head", "head"),
        ("demo-payer", "fund_keeper"),
        ("demo-payer", "payer"),
        ("demo-steward", "data_steward"),
        ("demo-control", "control"),
        ("demo-system", "system_admin"),
        ("demo-security", "security_admin"),
        ("demo-audit", "audit_admin"),
    ]
    assert User.objects.count() == len(DEMO)


def test_without_the_demo_none_is_made(settings, db):
    settings.YULIN_DEMO = False
    with pytest.raises(PermissionDenied, match="YULIN_DEMO=1"):
        ensure_demo_accounts()
    assert User.objects.count() == 0
    assert JournalEntry.objects.count() == 0


def test_switching_the_demo_off_ends_its_open_sessions(demo, settings, client):
    client.force_login(demo[0])
    session = client.session.session_key
    assert user_in(client) == demo[0]
    settings.YULIN_DEMO = False
    assert user_in(client) is None
    assert client.session.session_key == session
    assert list(demo_accounts()) == []


def user_in(client):
    """Who the next request would be, as the middleware finds it."""
    from django.contrib.auth import get_user
    from django.http import HttpRequest

    request = HttpRequest()
    request.session = client.session
    user = get_user(request)
    return user if user.is_authenticated else None


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"role": "emperor"}, id="unknown role"),
        pytest.param({"role": Role.OFFICER}, id="officer of nowhere"),
        pytest.param({"role": Role.PERSON, "region": 3303}, id="half a division code"),
    ],
)
def test_the_database_and_the_form_refuse_an_impossible_account(db, fields):
    with pytest.raises(ValidationError):
        User.objects.create_user(username="x", display_name="x", **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        User(username="x", display_name="x", **fields).save()
    assert User.objects.count() == 0


def test_a_password_is_kept_as_a_slow_hash(person, monkeypatch):
    monkeypatch.setattr(ScryptPasswordHasher, "work_factor", HASHING)
    person.set_password("yǔlín-in-the-rain")
    person.save()
    kept = identify_hasher(person.password).decode(person.password)
    assert kept["algorithm"] == "scrypt"
    assert (kept["work_factor"], kept["block_size"], kept["parallelism"]) == (2**14, 8, 5)
    assert authenticate(username="person", password="yǔlín-in-the-rain") == person
    person.is_active = False
    person.save()
    assert authenticate(username="person", password="yǔlín-in-the-rain") is None
