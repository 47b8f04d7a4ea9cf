"""Changing what opens the account: only by who has just proved to be its owner."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.web.account.conftest import PASSWORD
from yulin.access.actions.passkeys import has_one_time_code
from yulin.access.models import OneTimeCode, Passkey, RecoveryCode
from yulin.access.signals import PROVED_AT

pytestmark = pytest.mark.django_db

CHANGES = ["account:remove_code", "account:recovery_codes"]


@pytest.fixture
def signed_in(client, clerk):
    client.force_login(clerk.user)
    return client


def wait(client, seconds):
    session = client.session
    session[PROVED_AT] = timezone.now().timestamp() - seconds
    session.save()


@pytest.mark.parametrize("name", CHANGES)
def test_v7_5_1_an_old_session_asks_for_the_password_first(signed_in, clerk, name):
    wait(signed_in, 601)
    before = sorted(RecoveryCode.objects.values_list("digest", flat=True))
    response = signed_in.post(reverse(name))
    assert response["Location"] == f"/account/prove/?next={reverse(name)}"
    assert sorted(RecoveryCode.objects.values_list("digest", flat=True)) == before
    assert has_one_time_code(clerk.user)


def test_proving_it_takes_password_and_code(signed_in, clerk):
    wait(signed_in, 601)
    sent = {"password": PASSWORD, "code": "000000", "next": "/account/passkeys/"}
    assert signed_in.post("/account/prove/", sent).status_code == 200
    sent["code"] = clerk.codes.now()
    assert signed_in.post("/account/prove/", sent)["Location"] == "/account/passkeys/"
    assert signed_in.get("/account/passkeys/").status_code == 200


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example", "/account//x", ""])
def test_proving_it_leads_nowhere_else(signed_in, clerk, path):
    sent = {"password": PASSWORD, "code": clerk.codes.now(), "next": path}
    assert signed_in.post("/account/prove/", sent)["Location"] == "/account/"


def test_staff_keep_a_second_factor(signed_in, clerk):
    signed_in.post("/account/code/remove/")
    assert has_one_time_code(clerk.user)
    key = Passkey.objects.create(user=clerk.user, credential=b"1", public_key=b"2", name="k")
    signed_in.post("/account/code/remove/")
    assert not OneTimeCode.objects.exists()
    signed_in.post(f"/account/passkeys/{key.uuid}/remove/")
    assert Passkey.objects.get() == key


def test_nobody_removes_anothers_passkey(signed_in, citizen):
    key = Passkey.objects.create(user=citizen, credential=b"1", public_key=b"2", name="k")
    assert signed_in.post(f"/account/passkeys/{key.uuid}/remove/").status_code == 404
    assert Passkey.objects.get() == key


def test_new_recovery_codes_end_the_old(signed_in, clerk):
    page = signed_in.post("/account/recovery/").content.decode()
    assert page.count('<li><code class="numeric">') == 10
    assert not any(code in page for code in clerk.recovery)
    assert RecoveryCode.objects.count() == 10


@pytest.mark.parametrize(
    ("current", "new", "again", "words"),
    [
        ("wrong", "Another forest 9", "Another forest 9", "没有登录成功"),
        (PASSWORD, "Another forest 9", "Another forest 8", "两次输入的密码不一样"),
        (PASSWORD, "Short 1x", "Short 1x", "密码须有 10 到 256 个字符"),
        (PASSWORD, "only small letters", "only small letters", "至少要有其中 3 种"),
        (PASSWORD, PASSWORD, PASSWORD, "最近 5 次用过的密码不能再用"),
    ],
)
def test_dengbao_8_1_4_1_a_passwords_that_are_refused(signed_in, clerk, current, new, again, words):
    sent = {"current": current, "password": new, "again": again}
    page = signed_in.post("/account/password/", sent)
    assert words in page.content.decode()
    clerk.user.refresh_from_db()
    assert clerk.user.check_password(PASSWORD)


def test_v6_2_5_a_citizen_needs_no_kinds_of_characters(client, citizen):
    client.force_login(citizen)
    sent = {
        "current": PASSWORD,
        "password": "雨林里的一棵树和一条河",
        "again": "雨林里的一棵树和一条河",
    }
    assert client.post("/account/password/", sent)["Location"] == "/account/"
    citizen.refresh_from_db()
    assert citizen.check_password(sent["password"])


@pytest.mark.parametrize("password", ["password1234", "1234567890123"])
def test_v6_2_4_common_passwords_are_refused(client, citizen, password):
    client.force_login(citizen)
    sent = {"current": PASSWORD, "password": password, "again": password}
    assert client.post("/account/password/", sent).status_code == 200
    citizen.refresh_from_db()
    assert citizen.check_password(PASSWORD)


def test_a_demo_account_has_nothing_to_change(client, user_of):
    client.force_login(user_of(is_demo=True))
    page = client.get("/account/").content.decode()
    assert "登录方式" not in page
    assert client.post("/account/password/", {"password": "x"}).status_code == 403
