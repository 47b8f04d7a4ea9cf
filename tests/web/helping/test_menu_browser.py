"""The menu in a real browser, by keyboard and on a phone, and a refused form that keeps its words."""

import pytest
from playwright.sync_api import expect

from tests.web.conftest import serious_violations, too_wide
from yulin.helping.models import HelpList

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_menu_opens_by_keyboard_and_a_refused_form_keeps_what_was_typed(
    page, context, live_server, client, world
):
    client.force_login(world.moderator)
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{live_server.url}/officer/helping/")
    word = page.locator(".menu summary", has_text="帮扶与服务")
    entry = page.locator(".menu-panel").get_by_role("link", name="服务点")
    expect(entry).to_be_hidden()
    word.focus()
    page.keyboard.press("Enter")
    expect(entry).to_be_visible()
    tops = page.locator(".menu > li").evaluate_all("all => all.map(one => one.offsetTop)")
    assert (len(tops), len(set(tops))) == (6, 1)  # one row
    page.locator(".menu summary", has_text="资金与监督").click()
    expect(entry).to_be_hidden()  # one at a time
    page.keyboard.press("Escape")
    expect(page.locator(".menu-group[open]")).to_have_count(0)
    word.click()
    assert (too_wide(page, 390, 320), serious_violations(page)) == ([], [])

    page.get_by_label("名称").fill("没有年份的名单")
    page.get_by_label("来源").fill("教育局名册")
    page.get_by_label("年度").evaluate("field => { field.type = 'text'; field.value = '去年' }")
    page.get_by_label("名称").evaluate("field => { field.form.noValidate = true }")
    page.get_by_role("button", name="建立").click()
    expect(page.locator("main .alert-bad")).to_be_visible()
    expect(page.get_by_label("名称")).to_have_value("没有年份的名单")
    expect(page.get_by_label("来源")).to_have_value("教育局名册")
    assert not HelpList.objects.exists()
    page.reload()
    expect(page.get_by_label("名称")).to_have_value("")  # told once, and kept nowhere
