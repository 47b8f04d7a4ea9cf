"""Signing in as people do it: a real browser, a real provider, a real (virtual) security key."""

import re

import pyotp
import pytest
from playwright.sync_api import expect

from tests.registry.builders import ANNA
from tests.web.account.conftest import PASSWORD
from tests.web.conftest import (
    MODES,
    load_records,
    looked_at,
    overflow,
    serious_violations,
    set_mode,
)
from yulin.access.actions.accounts import open_account
from yulin.access.enums import Role
from yulin.access.middleware import SECOND_FACTOR
from yulin.access.models import OneTimeCode, Passkey, Session, User
from yulin.devserver.openid.people import Citizen, Place, client_secret, write_people
from yulin.devserver.openid.process import running
from yulin.web.account import oidc

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(live_server):
    """By the name that a browser takes for a secure place: passkeys need one."""
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def security_key(page):
    """A key with user verification, as Chromium's own WebAuthn testing interface makes it."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return devtools


@pytest.fixture
def sso(site, settings, tmp_path):
    place = Place(tmp_path / "openid")
    write_people(place, [Citizen(subject="anna", name="安娜", number=ANNA)])
    with running(folder=place.folder, sites=[site]) as issuer:
        settings.YULIN_OIDC = settings.YULIN_OIDC | {
            "issuer": issuer,
            "client_secret": client_secret(place),
        }
        oidc._client.cache_clear()
        yield issuer


def test_a_citizen_signs_in_with_the_single_sign_on(page, site, sso):
    load_records()
    page.goto(f"{site}/me/")
    page.get_by_role("link", name="用“统一身份认证”登录").click()
    expect(page).to_have_url(re.compile(re.escape(sso)))
    page.get_by_role("button", name="安娜").click()
    page.wait_for_url(f"{site}/me/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".empty h1")).to_have_count(0)  # their own page, not one that is not there
    with page.expect_navigation():
        page.get_by_role("button", name="退出登录").click()
    page.goto(f"{site}/me/")
    expect(page).to_have_url(re.compile("/sign-in/"))


def test_an_officers_first_day(page, site, security_key, shots):
    """Set-up code, password, app, recovery codes; out; in with app; a passkey; in with the passkey."""
    opened = open_account(
        acting_user=None,
        username="clerk",
        display_name="王经办",
        role=Role.OFFICER,
        staff_number="W-1",
        region=330300,
    )
    page.goto(f"{site}/sign-in/")
    page.get_by_role("link", name="第一次登录，我有启用码").click()
    page.get_by_label("用户名").fill("clerk")
    page.get_by_label("启用码").fill(opened.code)
    page.get_by_label("新密码", exact=True).fill(PASSWORD)
    page.get_by_label("再输一次新密码").fill(PASSWORD)
    shots("set-up")
    page.get_by_role("button", name="下一步").click()
    shots("enrol")
    page.get_by_text("扫不了？显示密钥").click()
    codes = pyotp.TOTP(page.locator("code").inner_text().replace(" ", ""))
    page.get_by_label("六位动态口令").fill(codes.now())
    page.get_by_role("button", name="完成").click()
    expect(page.locator(".codes code")).to_have_count(10)
    shots("recovery")
    page.get_by_role("link", name="我已收好，继续").click()
    page.wait_for_url(f"{site}/officer/")

    page.get_by_role("link", name="王经办").click()
    page.get_by_role("link", name="登记通行密钥").click()
    page.get_by_label("给它起个名字").fill("办公电脑")
    shots("passkey")
    page.get_by_role("button", name="登记", exact=True).click()
    page.wait_for_url(f"{site}/account/")
    assert "通行密钥“办公电脑”" in page.content()
    shots("account")
    page.get_by_role("button", name="退出登录").click()

    OneTimeCode.objects.update(last_step=0)
    page.goto(f"{site}/sign-in/")
    page.get_by_label("用户名").fill("clerk")
    page.get_by_role("textbox", name="密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    shots("code")
    page.get_by_label("手机验证器上的六位数字").fill(codes.now())
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(f"{site}/officer/")
    page.get_by_role("button", name="退出登录").click()

    page.goto(f"{site}/sign-in/passkey/?next=/officer/people/")
    page.get_by_role("button", name="使用通行密钥").click()
    page.wait_for_url(f"{site}/officer/people/")
    session = Session.objects.get(user__username="clerk").get_decoded()
    assert session[SECOND_FACTOR] == "passkey"
    assert Passkey.objects.get().used_at is not None


def test_a_key_of_another_challenge_or_site_opens_nothing(page, site, security_key, clerk):
    """The answer to one challenge, sent once more, is refused."""
    from yulin.access.actions.passkeys import Site, owner_of_answer

    page.goto(f"{site}/sign-in/")
    page.get_by_label("用户名").fill("clerk")
    page.get_by_role("textbox", name="密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_label("手机验证器上的六位数字").fill(clerk.codes.now())
    page.get_by_role("button", name="登录", exact=True).click()
    page.goto(f"{site}/account/passkeys/")
    page.get_by_label("给它起个名字").fill("办公电脑")
    page.get_by_role("button", name="登记", exact=True).click()
    page.wait_for_url(f"{site}/account/")
    with page.expect_navigation():
        page.get_by_role("button", name="退出登录").click()
    page.goto(f"{site}/sign-in/passkey/")
    with page.expect_request(lambda r: r.method == "POST" and "passkey" in r.url) as sent:
        page.get_by_role("button", name="使用通行密钥").click()
    page.wait_for_url(f"{site}/officer/")
    from urllib.parse import parse_qs

    answer = parse_qs(sent.value.post_data)["answer"][0]
    host = Site("localhost", site)
    assert owner_of_answer(site=host, challenge="AAAA", answer=answer) is None
    assert owner_of_answer(site=Site("evil.example", site), challenge="AAAA", answer=answer) is None
    assert owner_of_answer(site=host, challenge="AAAA", answer="{}") is None
    with page.expect_navigation():
        page.get_by_role("button", name="退出登录").click()
    page.goto(f"{site}/sign-in/passkey/")
    page.evaluate("a => { document.querySelector('[name=answer]').value = a }", answer)
    page.evaluate("document.querySelector('form[data-passkey]').submit()")
    page.get_by_text("没有登录成功。请再试一次").wait_for()
    assert not User.objects.get().sessions.exists()


@pytest.fixture
def shots(page, tmp_path_factory):
    """Pictures of the way, for a person to look at, where a folder for them is named."""
    import os
    from pathlib import Path

    folder = os.environ.get("YULIN_SHOTS")

    def take(name):
        if folder:
            for width in (390, 1440):
                page.set_viewport_size({"width": width, "height": 900})
                page.screenshot(path=str(Path(folder) / f"{name}-{width}.png"), full_page=True)
        page.set_viewport_size({"width": 390, "height": 900})
        assert overflow(page) <= 0
        page.set_viewport_size({"width": 1280, "height": 900})

    return take


@pytest.mark.parametrize("mode", MODES)
def test_the_pages_are_fit_for_everybody(page, context, site, client, clerk, mode):
    set_mode(context, site, mode)
    for path in looked_at(mode, ("/sign-in/", "/sign-in/passkey/", "/sign-in/set-up/")):
        page.goto(f"{site}{path}")
        assert serious_violations(page) == []
    client.force_login(clerk.user)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}
    context.add_cookies([cookie])
    for path in looked_at(mode, ("/account/", "/account/password/", "/account/passkeys/")):
        page.goto(f"{site}{path}")
        expect(page).to_have_url(f"{site}{path}")
        assert serious_violations(page) == []
        page.set_viewport_size({"width": 390, "height": 800})
        assert overflow(page) <= 0
