"""The ways in, and every way that is none. Names say which item of ASVS 5 or 等保 a test keeps."""

import pyotp
import pytest
from django.conf import settings as site
from django.utils import timezone

from tests.strict import StrictClient
from tests.web.account.conftest import PASSWORD
from yulin.access import lockout
from yulin.access.middleware import SECOND_FACTOR
from yulin.access.models import JournalEntry, OneTimeCode, RecoveryCode, Session, Tally

pytestmark = pytest.mark.django_db
REFUSED = "没有登录成功：用户名或密码不对，或者试得太多。连错五次后请等十五分钟再试。"


def first(client, username="clerk", password=PASSWORD, **more):
    return client.post("/sign-in/", {"username": username, "password": password}, **more)


def second(client, code):
    return client.post("/sign-in/code/", {"code": code})


def is_in(client):
    return "_auth_user_id" in client.session


def text(response):
    return response.content.decode()


def without_tokens(response):
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text(response))


# -- two factors -----------------------------------------------------------------------------------


def test_dengbao_8_1_4_1_d_staff_need_a_password_and_a_code(client, clerk):
    assert first(client)["Location"] == "/sign-in/code/"
    assert not is_in(client)
    assert client.get("/officer/").status_code == 302
    assert second(client, clerk.codes.now())["Location"] == "/officer/"
    assert client.session[SECOND_FACTOR] == "code"
    assert client.get("/officer/").status_code == 200


def test_a_citizen_needs_the_password_alone(client, citizen):
    assert first(client, "citizen")["Location"] == "/me/"
    assert is_in(client)
    assert SECOND_FACTOR not in client.session


def test_a_code_without_a_password_opens_nothing(client, clerk):
    assert second(client, clerk.codes.now())["Location"] == "/sign-in/"
    assert not is_in(client)


def test_v6_5_1_a_code_is_used_once(client, clerk):
    code = clerk.codes.now()
    first(client)
    assert second(client, code).status_code == 302
    other = StrictClient()
    first(other)
    assert "口令不对、已经用过" in text(second(other, code))
    assert not is_in(other)


def test_v6_5_1_a_recovery_code_is_used_once(client, clerk):
    first(client)
    assert second(client, clerk.recovery[0].lower().replace("-", " "))["Location"] == "/officer/"
    assert client.session[SECOND_FACTOR] == "recovery"
    other = StrictClient()
    first(other)
    assert second(other, clerk.recovery[0]).status_code == 200
    assert not is_in(other)
    assert RecoveryCode.objects.filter(used_at=None).count() == 9


def test_v6_5_2_recovery_codes_are_kept_as_hashes_of_120_bits(clerk):
    kept = set(RecoveryCode.objects.values_list("digest", flat=True))
    assert len(kept) == len(set(clerk.recovery)) == 10
    assert all(len(code.replace("-", "")) == 24 for code in clerk.recovery)
    assert not kept & set(clerk.recovery)


def test_the_secret_lies_sealed(clerk):
    sealed = bytes(OneTimeCode.objects.get().secret)
    assert clerk.codes.secret.encode() not in sealed


@pytest.mark.parametrize(
    ("minutes", "right"), [(0, True), (-0.5, True), (0.5, True), (-2, False), (2, False)]
)
def test_a_code_counts_for_about_a_minute(client, clerk, minutes, right):
    moment = timezone.now() + timezone.timedelta(minutes=minutes)
    first(client)
    second(client, clerk.codes.at(moment))
    assert is_in(client) is right


def test_half_a_sign_in_ends_after_ten_minutes(client, clerk):
    first(client)
    session = client.session
    session["half_way"] = {**session["half_way"], "at": timezone.now().timestamp() - 601}
    session.save()
    assert second(client, clerk.codes.now())["Location"] == "/sign-in/"
    assert not is_in(client)


def test_half_a_sign_in_ends_with_the_password_it_was_made_with(client, clerk):
    first(client)
    clerk.user.set_password("another")
    clerk.user.save()
    assert second(client, clerk.codes.now())["Location"] == "/sign-in/"
    assert not is_in(client)


# -- lock-out --------------------------------------------------------------------------------------


def test_dengbao_8_1_4_1_b_the_sixth_try_is_refused_even_with_the_right_password(client, clerk):
    for n in range(5):
        assert REFUSED in text(first(StrictClient(REMOTE_ADDR=f"10.0.0.{n}"), password="x"))
    assert REFUSED in text(first(StrictClient(REMOTE_ADDR="10.0.0.9")))
    Tally.objects.update(at=timezone.now() - site.YULIN_LOCK_FOR - timezone.timedelta(seconds=1))
    assert first(client)["Location"] == "/sign-in/code/"


def test_the_right_password_in_between_forgets_the_failures(client, citizen):
    for _n in range(3):
        for _m in range(4):
            first(client, "citizen", "x")
        assert first(client, "citizen").status_code == 302
        client.post("/sign-out/")
    assert (
        Tally.objects.filter(key__in=lockout.tries_of(name="citizen", address="").own).count() == 0
    )


def test_an_address_is_locked_too_whatever_names_it_tries(clerk):
    for n in range(5):
        first(StrictClient(REMOTE_ADDR="10.9.9.9"), f"name-{n}", "x")
    assert REFUSED in text(first(StrictClient(REMOTE_ADDR="10.9.9.9")))
    assert first(StrictClient(REMOTE_ADDR="10.9.9.8")).status_code == 302


def test_ones_own_success_does_not_free_an_address(citizen):
    attacker = {"REMOTE_ADDR": "10.9.9.9"}
    for n in range(4):
        first(StrictClient(**attacker), f"name-{n}", "x")
    assert first(StrictClient(**attacker), "citizen").status_code == 302
    first(StrictClient(**attacker), "name-5", "x")
    assert REFUSED in text(first(StrictClient(**attacker), "citizen"))


def test_a_lock_does_not_shut_out_a_victim_for_ever(client, clerk):
    """A browser once signed in with is counted alone; tries during a lock do not lengthen it."""
    first(client)
    second(client, clerk.codes.now())
    client.post("/sign-out/")
    assert "yulin_device" in client.cookies
    for n in range(40):
        first(StrictClient(REMOTE_ADDR=f"10.0.1.{n}"), password="x")
    assert REFUSED in text(first(StrictClient(REMOTE_ADDR="10.0.2.1")))
    assert first(client)["Location"] == "/sign-in/code/"
    name = Tally.objects.get(key__in=lockout.tries_of(name="clerk", address="").own)
    assert name.tries == 5


def test_a_known_browser_is_locked_as_well_when_it_guesses(client, citizen):
    first(client, "citizen")
    client.post("/sign-out/")
    for _n in range(5):
        first(client, "citizen", "x")
    assert REFUSED in text(first(client, "citizen"))
    assert first(StrictClient(REMOTE_ADDR="10.3.3.3"), "citizen").status_code == 302


def test_somebody_elses_device_cookie_is_worth_nothing(client, citizen, clerk):
    first(client, "citizen")
    client.post("/sign-out/")
    for _n in range(5):
        first(StrictClient(REMOTE_ADDR="10.4.4.4"), password="x")
    assert REFUSED in text(first(client, "clerk"))


def test_codes_are_counted_too(client, clerk):
    first(client)
    for _n in range(5):
        assert "口令不对、已经用过" in text(second(client, "000000"))
    assert "口令不对、已经用过" in text(second(client, clerk.codes.now()))
    assert not is_in(client)


def test_v15_4_2_fifty_at_once_get_five_tries(transactional_db):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    tries = lockout.tries_of(name="victim", address="10.0.0.1")

    def one(_n):
        try:
            return lockout.take(tries)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(one, range(50))) == 5


# -- what an outsider learns -----------------------------------------------------------------------


def test_v6_3_8_known_and_unknown_names_get_the_same_answer(clerk, citizen, user_of):
    closed = user_of(username="closed")
    closed.set_password(PASSWORD)
    closed.is_active = False
    closed.save()
    user_of(username="never")
    pages = {
        name: without_tokens(first(StrictClient(REMOTE_ADDR=f"10.1.0.{n}"), name, "x"))
        for n, name in enumerate(["clerk", "citizen", "closed", "never", "nobody"])
    }
    assert len(set(pages.values())) == 1
    right = without_tokens(first(StrictClient(REMOTE_ADDR="10.1.1.1"), "closed"))
    assert right == pages["nobody"]


def test_v6_3_8_and_take_the_same_time(clerk, user_of, settings):
    """Each name costs one hash, whether there is somebody to compare with or not."""
    from unittest.mock import patch

    from django.contrib.auth.hashers import ScryptPasswordHasher

    user_of(username="never")
    costs = {}
    for n, name in enumerate(["clerk", "never", "nobody"]):
        real = ScryptPasswordHasher.encode
        with patch.object(ScryptPasswordHasher, "encode", autospec=True, side_effect=real) as spy:
            first(StrictClient(REMOTE_ADDR=f"10.1.0.{n}"), name, "x")
        costs[name] = spy.call_count
    assert costs == {"clerk": 1, "never": 1, "nobody": 1}


def test_v16_3_2_refusals_and_sign_ins_stand_in_the_journal(client, citizen):
    first(client, "citizen", "x")
    first(client, "nobody", "x")
    first(client, "citizen")
    found = JournalEntry.objects.filter(action__startswith="access.session").order_by("id")
    assert [(e.action, e.actor, e.object_id, e.data) for e in found] == [
        ("access.session.refuse", None, str(citizen.pk), {"how": "password"}),
        ("access.session.refuse", None, "", {"how": "password"}),
        ("access.session.begin", citizen, str(citizen.pk), {"how": "password"}),
    ]


def test_v14_1_1_what_is_counted_names_nobody(client, clerk):
    first(client, "330302190001010013", "x")
    keys = Tally.objects.values_list("key", flat=True)
    assert all(len(key) == 64 and "330302" not in key[:6] for key in keys)


# -- sessions --------------------------------------------------------------------------------------


def test_v7_2_4_the_session_key_is_new_after_signing_in(client, citizen):
    client.get("/due/answer/")
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    first(client, "citizen")
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


@pytest.mark.parametrize(("who", "limit"), [("clerk", 15), ("citizen", 30)])
def test_dengbao_8_1_4_1_b_a_session_ends_when_nothing_happens(client, clerk, citizen, who, limit):
    first(client, who)
    if who == "clerk":
        second(client, clerk.codes.now())

    def idle(minutes):
        seen = timezone.now() - timezone.timedelta(minutes=minutes)
        Session.objects.filter(user__username=who).update(seen_at=seen)

    idle(limit - 1)
    assert client.get("/account/").status_code == 200
    seen = Session.objects.get(user__username=who).seen_at
    assert timezone.now() - seen < timezone.timedelta(seconds=5)
    idle(limit + 1)
    assert client.get("/account/").status_code == 302
    assert not Session.objects.filter(user__username=who).exists()


def test_v7_3_2_a_session_has_a_longest_life(client, citizen):
    first(client, "citizen")
    Session.objects.update(started_at=timezone.now() - timezone.timedelta(hours=8, seconds=1))
    assert client.get("/account/").status_code == 302
    assert Session.objects.filter(user=citizen).count() == 0


def test_v7_5_2_sessions_are_listed_and_ended_by_their_owner(client, citizen, clerk):
    other = StrictClient(HTTP_USER_AGENT="Another Browser", REMOTE_ADDR="203.0.113.77")
    first(client, "citizen")
    first(other, "citizen")
    page = text(client.get("/account/"))
    assert "Another Browser" in page
    assert "203.0.113.0/24" in page
    assert "203.0.113.77" not in page
    there = Session.objects.get(agent="Another Browser")
    stranger = StrictClient()
    stranger.force_login(clerk.user)
    assert stranger.post(f"/account/sessions/{there.uuid}/end/").status_code == 404
    assert other.get("/account/").status_code == 200
    client.post(f"/account/sessions/{there.uuid}/end/")
    assert other.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 200


def test_v7_4_3_all_sessions_end_with_the_password(client, citizen):
    other = StrictClient()
    first(client, "citizen")
    first(other, "citizen")
    before = client.session.session_key
    changed = client.post(
        "/account/password/",
        {"current": PASSWORD, "password": "Another forest 9", "again": "Another forest 9"},
    )
    assert changed["Location"] == "/account/"
    assert other.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 200
    assert client.session.session_key != before


def test_v7_4_2_sessions_end_when_the_account_is_closed(client, citizen):
    first(client, "citizen")
    citizen.is_active = False
    citizen.save()
    assert client.get("/account/").status_code == 302


def test_dengbao_8_1_4_10_nothing_stays_after_signing_out(client, citizen):
    first(client, "citizen")
    assert client.get("/account/")["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert client.post("/sign-out/")["Clear-Site-Data"] == '"cache", "storage"'
    assert Session.objects.filter(user=citizen).count() == 0


def test_v14_2_1_a_password_in_an_address_opens_nothing(client, clerk):
    assert client.get("/sign-in/", {"username": "clerk", "password": PASSWORD}).status_code == 200
    assert not is_in(client)


def test_v6_4_1_a_fresh_app_is_asked_for_its_first_code(client, citizen):
    first(client, "citizen")
    page = text(client.get("/account/code/"))
    secret = page.split('<code class="numeric">')[1].split("</code>")[0].replace(" ", "")
    assert "六位数字" in page
    wrong = client.post("/account/code/", {"code": "000000"})
    assert "口令不对" in text(wrong)
    assert OneTimeCode.objects.get().confirmed_at is None
    right = client.post("/account/code/", {"code": pyotp.TOTP(secret).now()})
    assert text(right).count('<li><code class="numeric">') == 10
    client.post("/sign-out/")
    OneTimeCode.objects.update(last_step=0)
    assert first(client, "citizen")["Location"] == "/sign-in/code/"
