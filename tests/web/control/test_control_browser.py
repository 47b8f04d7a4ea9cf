"""The pages of control as they are seen: phone and desk, bright and dark, without hurdles."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.web.conftest import overflow, serious_violations, set_mode
from tests.web.control.test_control import SHOWN, address, affairs
from yulin.control.models import Signal

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def things(paid, entries, proposed, control):
    return affairs(paid, entries, proposed, control)


@pytest.fixture
def sign_in(context, live_server, client):
    def sign_in(user):
        client.force_login(user)
        cookie = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])

    return sign_in


@pytest.mark.parametrize(("width", "mode"), [(390, "normal"), (1440, "dark")])
def test_every_page_fits_and_has_no_hurdles(
    page, live_server, sign_in, things, control, anna, width, mode
):
    set_mode(page.context, live_server.url, mode)
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(control.first)
    paths = [address(name, things) for name in SHOWN if name != "campaign_file"]
    paths += [
        reverse("control:signal", args=[things["rechecked"].uuid]),
        address("campaign", things) + "?again=1",
        address("rechecks", things) + "?show=not_due",
    ]
    for path in paths:
        page.goto(live_server.url + path)
        expect(page.locator("h1")).to_be_visible()
        assert (path, overflow(page) <= 0, serious_violations(page)) == (path, True, [])
    sign_in(anna)
    page.goto(live_server.url + reverse("person:checks"))
    expect(page.locator("h1")).to_be_visible()
    assert (overflow(page) <= 0, serious_violations(page)) == (True, [])


def test_a_doubt_is_explained_with_the_mouse(page, live_server, sign_in, things, control):
    sign_in(control.first)
    page.goto(live_server.url + reverse("control:signals"))
    page.get_by_role("link", name="同时在两家单位全职").click()
    page.get_by_label("理由").fill("母公司借调，有协议")
    page.get_by_role("button", name="有合理说明").click()
    expect(page.get_by_text("已办理。")).to_be_visible()
    expect(page.get_by_text("已说明").first).to_be_visible()
    assert Signal.objects.get(kind="two_jobs").state == "explained"


def test_a_person_answers_on_a_phone(page, live_server, sign_in, things, anna):
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(anna)
    page.goto(live_server.url + reverse("person:checks"))
    page.get_by_label("您的答复").last.fill("九月只是调岗。")
    page.get_by_role("button", name="提交答复").last.click()
    expect(page.get_by_text("已收到您的答复")).to_be_visible()
    expect(page.get_by_text("九月只是调岗。")).to_be_visible()
