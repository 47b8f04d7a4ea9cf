"""The public pages in a real browser: phone and desk, three modes, keyboard, 320 pixels, no script."""

import re

import pytest
from playwright.sync_api import expect

from tests.policy.examples import NIGHTLY
from tests.web.conftest import MODES, looked_at, overflow, serious_violations, set_mode, too_wide

pytestmark = pytest.mark.django_db(transaction=True)
SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1440, "height": 900}}
PAGES = ("/", "/policies/", "/policies/T-01/", "/due/", "/sign-in/", "/design/", "/nowhere/")


#: whatever else is asked (is there any record of …) is answered yes
ANSWERS = {
    "最高学历": "硕士",
    "合同年限": "3",
    "本地社保连续月数": "4",
    "本地有房": "no",
    "技能等级": "技师",
}


def answer_everything(page):
    while page.locator(".question input[name=name]").count():
        name = page.locator(".question input[name=name]").input_value()
        page.evaluate("window.answered = true")
        value = ANSWERS.get(name, "yes")
        button = page.locator(f'.question button[value="{value}"]')
        if button.count():
            button.click()
        else:
            page.locator("#answer").fill(value)
            page.locator(".answer-line button").click()
        page.wait_for_function(
            "n => document.querySelector('.question input[name=name]')?.value !== n", arg=name
        )


@pytest.mark.parametrize("size", SIZES)
def test_questionnaire(page, live_server, size):
    page.set_viewport_size(SIZES[size])
    page.goto(f"{live_server.url}/due/")
    answer_everything(page)
    assert page.evaluate("window.answered"), "no page was loaded anew"
    lucheng = page.locator("#place-330302")
    expect(lucheng).to_contain_text("还差 2 个月")
    line = lucheng.locator(".line", has_text="购房房票")
    line.locator("summary").click()
    line.locator(".reasons").wait_for()
    expect(line).to_contain_text("第三条（三）")
    page.locator(".my-answers a", has_text="本地社保连续月数").click()
    page.locator("#answer").fill("6")
    page.locator(".answer-line button").click()
    page.locator(".place-yes", has_text="购房房票").wait_for()
    assert overflow(page) <= 0


@pytest.mark.parametrize("size", SIZES)
def test_library(page, live_server, size):
    page.set_viewport_size(SIZES[size])
    page.goto(f"{live_server.url}/policies/")
    page.get_by_label("找政策").fill("房票")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="甲区人才房票补贴（测试）").click()
    page.locator(".clause summary").first.click()
    expect(page.get_by_text("最高学历 >= '本科'").first).to_be_visible()
    page.get_by_role("link", name="看看我符合吗").click()
    expect(page).to_have_url(re.compile("/due/$"))


def test_questionnaire_by_keyboard_alone(page, live_server):
    page.goto(f"{live_server.url}/due/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.question') !== null"):
            break
    before = page.locator(".question input[name=name]").input_value()
    for _ in range(12):
        if page.evaluate("document.activeElement.value") == "skip":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_function(
        "n => document.querySelector('.question input[name=name]')?.value !== n", arg=before
    )
    page.wait_for_function("() => document.activeElement.id === 'question'")


def test_questionnaire_without_scripts(browser, live_server):
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{live_server.url}/due/")
    while page.locator(".question input[name=name]").count():
        name = page.locator(".question input[name=name]").input_value()
        button = page.locator(f'.question button[value="{ANSWERS.get(name, "yes")}"]')
        with page.expect_navigation():
            if button.count():
                button.click()
            else:
                page.locator("#answer").fill(ANSWERS.get(name, "yes"))
                page.locator(".answer-line button").click()
    line = page.locator("#place-330302 .line", has_text="购房房票")
    line.locator("summary").click()
    line.get_by_role("link", name="看理由").click()
    expect(page.locator("main")).to_contain_text("还差 2 个月")
    context.close()


@pytest.mark.parametrize("mode", MODES)
def test_every_page_is_open_to_everybody(page, context, live_server, mode):
    set_mode(context, live_server.url, mode)
    for path in looked_at(mode, PAGES):
        page.set_viewport_size(SIZES["desk"])
        page.goto(live_server.url + path)
        assert (path, serious_violations(page), too_wide(page, 320)) == (path, [], [])


@pytest.mark.parametrize("mode", MODES if NIGHTLY else MODES[:2])
def test_axe_on_results(page, context, live_server, mode):
    set_mode(context, live_server.url, mode)
    page.goto(f"{live_server.url}/due/")
    answer_everything(page)
    page.locator("#place-330302 .line summary").first.click()
    page.locator("#place-330302 .reasons").first.wait_for()
    assert serious_violations(page) == []


SMALL = """least => [...document.querySelectorAll('a, button, select, input:not([type=hidden]), summary')]
  .filter(e => e.offsetParent && !e.closest('p, li:not(.question *), .visually-hidden, label')
            && !e.matches('.skip-link, .card-link .card-title a'))
  .map(e => [e, e.getBoundingClientRect()])
  .filter(([e, r]) => r.height < least - 0.5 || r.width < least - 0.5)
  .map(([e, r]) => `${e.outerHTML.slice(0, 80)} ${r.width}x${r.height}`)"""


@pytest.mark.parametrize(("mode", "least"), [("normal", 44), ("elder", 60)])
def test_targets_are_big_enough(page, context, live_server, mode, least):
    set_mode(context, live_server.url, mode)
    page.set_viewport_size(SIZES["phone"])
    for path in ("/", "/policies/", "/due/"):
        page.goto(live_server.url + path)
        assert (path, page.evaluate(SMALL, least)) == (path, [])


TEXT = """() => [...document.querySelectorAll('main *, header *')]
  .filter(e => e.offsetParent && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
  .map(e => [parseFloat(getComputedStyle(e).fontSize), e])"""


def test_elder_mode_sizes(page, context, live_server):
    set_mode(context, live_server.url, "elder")
    page.set_viewport_size(SIZES["phone"])
    page.goto(f"{live_server.url}/due/")
    sizes = page.evaluate(f"({TEXT})().map(([size]) => size)")
    assert min(sizes) >= 18
    assert max(sizes) >= 30


def test_chinese_is_set_as_chinese(page, live_server):
    page.goto(live_server.url)
    style = "getComputedStyle(document.documentElement)"
    assert page.evaluate(f"{style}.lineBreak") == "strict"
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    ratio = page.evaluate(f"parseFloat({style}.lineHeight) / parseFloat({style}.fontSize)")
    assert 1.6 <= ratio <= 1.75


def test_nothing_is_refused_by_the_policy(page, live_server):
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else 0)
    for path in PAGES[:-1]:
        page.goto(live_server.url + path)
    assert said == []
