"""The person's page in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.web.conftest import MODES, looked_at, overflow, serious_violations, set_mode, too_wide

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def signed_in(context, live_server, client, anna):
    client.force_login(anna)
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return live_server.url


PAGES = (
    "/me/",
    "/me/help/",
    "/me/facts/",
    "/me/corrections/",
    "/me/corrections/new/?table=人员",
    "/me/notices/",
    "/me/objections/",
    "/me/objections/new/?policy=T-01&benefit=房票",
    "/me/looks/",
    "/me/purposes/",
    "/me/copy/",
    "/me/erasure/",
)


@pytest.mark.parametrize("mode", MODES)
def test_every_page_is_open_to_everybody(page, context, signed_in, mode):
    set_mode(context, signed_in, mode)
    for path in looked_at(mode, PAGES):
        page.goto(signed_in + path)
        assert (path, too_wide(page, 320), serious_violations(page)) == (path, [], [])


def test_saying_that_a_fact_is_wrong(page, signed_in):
    page.goto(f"{signed_in}/me/facts/")
    page.locator("#s-education").get_by_role("link", name="这条信息有误").click()
    page.get_by_label("哪一项不对").select_option("学历")
    page.get_by_label("应该是").fill("博士")
    page.get_by_label("说明").fill("已取得博士学位")
    page.get_by_role("button", name="提交申请").click()
    page.get_by_text("已收到您的更正申请").wait_for()
    expect(page.locator("main")).to_contain_text("待处理")


def test_reasons_open_on_the_spot(page, signed_in):
    page.goto(f"{signed_in}/me/")
    line = page.locator(".line", has_text="租房补贴").first
    line.locator("summary").click()
    line.locator(".reasons").wait_for()
    expect(line).to_contain_text("本科及以上")


def test_a_human_is_asked_for_and_the_wish_taken_back(page, signed_in):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{signed_in}/me/why/T-01/房票/")
    page.get_by_role("link", name="不同意，请人复核").click()
    expect(page.get_by_label("请人复核自动决定")).to_be_checked()
    page.get_by_label("哪里不同意，为什么").fill("我的合同是三年的")
    page.get_by_role("button", name="提交").click()
    expect(page.locator("main")).to_contain_text("会由没有经手过的人复核并答复您")
    assert overflow(page) <= 0
    page.get_by_role("button", name="撤回").click()
    expect(page.locator("main")).to_contain_text("已撤回")
