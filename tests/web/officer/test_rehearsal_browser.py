"""A draft in a real browser: numbers turned, tried live, rehearsed for all, looked through."""

import re

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.web.conftest import MODES, looked_at, serious_violations, set_mode, too_wide
from tests.web.officer.test_officer_browser import base, city, download, sign_in, work
from tests.web.officer.test_rehearsals import DAY, DRAFT
from yulin.entitlements.actions.rehearse import execute_rehearsal, request_rehearsal
from yulin.entitlements.models import Rehearsal

__all__ = ["base", "city", "sign_in", "work"]

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = (
    "/officer/rehearsals/",
    "/officer/rehearsals/new/?from={one}",
    "/officer/rehearsals/{one}/?with={other}",
    "/officer/rehearsals/{one}/people/",
)


def done(city, text=DRAFT):
    asked = request_rehearsal(
        acting_user=city.officer, text=text, as_of=DAY, years=2, every="year", queue=False
    )
    return execute_rehearsal(rehearsal=asked)


def test_from_a_turned_number_to_a_workbook(page, base, city, tmp_path, work):
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{base}/officer/rehearsals/")
    page.get_by_label("从哪份政策改起").select_option("T-05")
    page.get_by_role("button", name="改条文").click()
    page.locator(".numbers-group summary").first.wait_for()
    page.get_by_label("起算日").fill("2026-09-01")
    page.get_by_label("金额").fill("2600")
    page.get_by_text("只算了 2 人中的 2 人").wait_for()
    page.get_by_text("金额标准不同").wait_for()
    expect(page.get_by_label("草案文本")).to_have_value(re.compile("式: 2600元"))

    text = page.get_by_label("草案文本").input_value()
    page.get_by_label("草案文本").fill(text.replace("最高学历", "最搞学历"))
    page.get_by_role("heading", name="还不能试算").wait_for()
    page.get_by_label("草案文本").fill(text)
    page.get_by_text("只算了 2 人中的 2 人").wait_for()

    page.get_by_role("button", name="为全体演练").click()
    page.get_by_role("heading", name="排队等候").wait_for()
    work()
    page.get_by_role("heading", name="各年支出").wait_for()  # polled, not loaded anew
    expect(page.locator("svg[role=img] desc").first).to_have_text(re.compile("^2026 现行"))
    got = download(page, "下载工作簿", tmp_path)
    assert "受益名单" in openpyxl.load_workbook(got).sheetnames

    page.get_by_role("link", name="金额标准不同").first.click()
    page.get_by_role("link", name="安*").click()
    page.get_by_role("heading", name="安娜").wait_for()
    assert Rehearsal.objects.get().state == "finished"
    assert [line for line in said if "Content Security Policy" in line] == []


def test_it_works_without_scripts(browser, live_server, client, city, work):
    client.force_login(city.officer)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    context.add_cookies([cookie | {"url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/officer/rehearsals/new/?policy=T-05")
    page.get_by_label("金额").fill("2600")
    page.get_by_role("button", name="抽样试算").click()
    expect(page.get_by_label("草案文本")).to_have_value(re.compile("式: 2600元"))
    expect(page.get_by_text("金额标准不同").first).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("button", name="为全体演练").click()
    work()
    page.get_by_role("link", name="刷新进度").click()
    expect(page.get_by_role("heading", name="各年支出")).to_be_visible()
    context.close()


@pytest.mark.parametrize("mode", MODES)
def test_every_page_is_open_to_everybody(page, context, base, city, mode):
    set_mode(context, base, mode)
    names = {"one": done(city).uuid, "other": done(city, DRAFT.replace("300元", "400元")).uuid}
    for path in looked_at(mode, PAGES):
        page.goto(base + path.format(**names))
        assert (path, too_wide(page, 320, 390, 1440), serious_violations(page)) == (path, [], [])
