"""A policy written in a real browser: typed, filled in, checked, released by a second person."""

import re

import pytest
from playwright.sync_api import expect

from tests.web.conftest import MODES, looked_at, overflow, serious_violations, set_mode, too_wide
from tests.web.officer.office import make_office
from yulin.access.enums import Role
from yulin.programmes import following
from yulin.programmes.actions.drafts import start_draft, submit_draft
from yulin.programmes.actions.register import keep_text_in_use, register_library
from yulin.programmes.models import Draft, Release
from yulin.programmes.queries.library import library_now

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = (390, 1440)


@pytest.fixture(autouse=True)
def _forgotten():
    following.forget()
    yield
    following.forget()


@pytest.fixture
def city(transactional_db, user_of):
    office = make_office()
    office.second = user_of(Role.OFFICER, username="second", display_name="周航", region=330300)
    return office


@pytest.fixture
def draft(city):
    base = keep_text_in_use(document=library_now().get("T-05"))
    return start_draft(acting_user=city.officer, text=base.text, base=base)


@pytest.fixture
def sign_in(context, live_server, client):
    def sign_in(user):
        client.force_login(user)
        cookie = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        return live_server.url

    return sign_in


@pytest.fixture
def editor(page, sign_in, city, draft):
    """The editor at a desk, ready to be written in."""
    base = sign_in(city.officer)
    page.set_viewport_size({"width": 1440, "height": 900})
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if _is_fault(said) else None)
    page.goto(f"{base}/officer/studio/drafts/{draft.uuid}/")
    page.locator("[data-ready]").wait_for()
    yield page
    page.evaluate("window.onbeforeunload = null")
    assert faults == []


def _is_fault(said):
    """A conflict is an answer, though the browser calls it an error."""
    return said.type == "error" and "409" not in said.text


def put_caret(page, before):
    """After these words of the text."""
    page.locator("#text").evaluate(
        """(field, words) => {
            const at = field.value.indexOf(words) + words.length;
            field.focus();
            field.setSelectionRange(at, at);
        }""",
        before,
    )


def text_of(page):
    return page.locator("#text").input_value()


def test_from_the_first_word_to_the_text_decided_with(page, context, sign_in, city):
    before = register_library(acting_user=None)
    base = sign_in(city.officer)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{base}/officer/studio/documents/T-05/")
    page.get_by_role("button", name="起草修订").click()
    page.locator("[data-ready]").wait_for()
    page.locator("#pane-form").get_by_label("机关", exact=True).fill("温州市人才工作局")
    page.locator("#pane-form").get_by_label("机关", exact=True).blur()
    expect(page.locator("#text")).to_have_value(re.compile("人才工作局"))
    page.keyboard.press("Control+s")
    page.get_by_text("第 2 次保存").last.wait_for()
    page.get_by_role("link", name="提请审核").click()
    page.get_by_label("给审核人的话").fill("请审核机关名称。")
    page.get_by_role("button", name="提请审核").click()
    page.get_by_text("您起草、提请或改过这份文本").wait_for()
    expect(page.get_by_role("button", name="批准并发布")).to_have_count(0)

    sign_in(city.second)
    page.goto(f"{base}/officer/studio/")
    page.get_by_role("link", name="稳岗与留才补助").click()
    expect(page.get_by_text("机关由“")).to_be_visible()
    page.get_by_role("button", name="批准并发布").click()
    page.get_by_text("第 1 次发布，从现在起据以计算").wait_for()
    release = Release.objects.get()
    after = register_library(acting_user=None)
    assert after != before
    assert after.documents.filter(pk=release.document_id).exists()
    page.goto(f"{base}/policies/T-05/")
    expect(page.locator("main")).to_contain_text("温州市人才工作局")


def test_a_fault_is_told_in_its_line_and_goes_with_undo(editor):
    text = text_of(editor)
    put_caret(editor, "标题")
    editor.keyboard.type("x")
    editor.get_by_text("处错误").wait_for()
    expect(editor.locator(".code-line.has-error")).to_have_count(2)
    put_caret(editor, "编号")
    editor.keyboard.press("F8")
    line = editor.evaluate(
        "document.getElementById('text').value.slice(0, document.getElementById('text')"
        ".selectionStart).split('\\n').length"
    )
    assert line in {1, 2}
    editor.locator("#text").focus()
    editor.keyboard.press("Control+z")
    editor.get_by_text("没有错误").wait_for()
    assert text_of(editor) == text


def test_words_are_completed_and_explained(editor):
    put_caret(editor, "须: ")
    editor.keyboard.type("本地社保连")
    editor.get_by_role("option", name="本地社保连续月数").first.wait_for()
    editor.keyboard.press("Enter")
    editor.keyboard.type(" ")
    assert "须: 本地社保连续月数 " in text_of(editor)
    put_caret(editor, "须: 本地社")
    editor.keyboard.press("ArrowRight")
    expect(editor.locator("[data-here]")).to_contain_text("数值（月）")


def test_words_that_come_late_are_offered_for_what_is_typed_already(page, sign_in, city, draft):
    held = []
    page.route("**/studio/words/**", lambda route: held.append(route))  # noqa: PLW0108 - a built-in takes no mark of the driver
    base = sign_in(city.officer)
    page.set_viewport_size({"width": 1440, "height": 900})
    with page.expect_request("**/studio/words/**"):
        page.goto(f"{base}/officer/studio/drafts/{draft.uuid}/")
    page.locator("[data-ready]").wait_for()
    put_caret(page, "须: ")
    page.keyboard.type("本地社保连")
    expect(page.locator("#word-list li")).to_have_count(0)
    held[0].continue_()
    page.get_by_role("option", name="本地社保连续月数").first.wait_for()
    page.keyboard.press("Escape")
    expect(page.get_by_role("option", name="本地社保连续月数")).to_be_hidden()
    page.evaluate("window.onbeforeunload = null")


def test_the_form_adds_moves_and_removes_and_the_text_follows(editor):
    text = text_of(editor)
    editor.locator("#pane-form summary", has_text="流程").first.click()
    editor.locator('[data-op="add"][data-kind="step"]').click()
    expect(editor.locator("#text")).to_have_value(re.compile("新步骤"))
    assert text_of(editor).startswith(text.rstrip())
    editor.get_by_role("button", name="撤销").click()
    expect(editor.locator("#text")).to_have_value(text)


def test_the_number_of_people_is_counted(editor):
    editor.get_by_role("tab", name="人数").click()
    editor.get_by_text("在册 2 人，全部看过").wait_for()


def test_what_is_not_saved_is_not_lost_when_somebody_else_saves(editor, city, draft):
    put_caret(editor, "核实: 否")
    editor.keyboard.type(" # 我写的")
    Draft.objects.filter(pk=draft.pk).update(revision=2, text=draft.text + "# 对方写的\n")
    editor.keyboard.press("Control+s")
    editor.get_by_role("heading", name="别人先保存了").wait_for()
    expect(editor.locator("#mine")).to_have_value(re.compile("# 我写的"))
    expect(editor.locator("#theirs")).to_have_value(re.compile("# 对方写的"))
    editor.get_by_role("button", name="保存我的文本").click()
    editor.get_by_text("已保存。").wait_for()
    assert "# 我写的" in Draft.objects.get().text


def test_a_phone_shows_one_pane_at_a_time(page, sign_in, city, draft):
    base = sign_in(city.officer)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{base}/officer/studio/drafts/{draft.uuid}/")
    page.locator("[data-ready]").wait_for()
    expect(page.locator("#pane-text")).to_be_visible()
    expect(page.locator("#pane-form")).to_be_hidden()
    page.get_by_role("tab", name="表单").click()
    expect(page.locator("#pane-form")).to_be_visible()
    expect(page.locator("#pane-text")).to_be_hidden()
    assert overflow(page) <= 0


def test_saving_and_checking_need_no_script(browser, live_server, client, city, draft):
    client.force_login(city.officer)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    context.add_cookies([cookie | {"url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/officer/studio/drafts/{draft.uuid}/")
    page.locator("#text").fill(draft.text.replace("标题en:", "标题eng:", 1))
    page.get_by_role("button", name="核对").click()
    expect(page.get_by_text("不认识的键 “标题eng”")).to_be_visible()
    page.locator("#text").fill(draft.text + "# 完\n")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存。")).to_be_visible()
    assert Draft.objects.get().text == draft.text + "# 完\n"
    context.close()


@pytest.mark.parametrize("mode", MODES)
def test_every_page_is_open_to_everybody(page, context, sign_in, city, draft, mode):
    base = sign_in(city.officer)
    set_mode(context, base, mode)
    one = f"/officer/studio/drafts/{draft.uuid}/"
    paths = ["", "documents/", "documents/T-05/", "new/"]
    paths = [f"/officer/studio/{path}" for path in paths]
    paths += [one, f"{one}review/", f"{one}saves/", f"{one}saves/1/"]
    for path in looked_at(mode, paths):
        page.goto(base + path)
        if path == one:
            page.locator("[data-ready]").wait_for()
        assert (path, too_wide(page, 320, *WIDTHS), serious_violations(page)) == (path, [], [])
    page.goto(base + one)
    page.locator("[data-ready]").wait_for()
    for pane in ("问题", "案例", "人数"):
        page.get_by_role("tab", name=pane).click()
        assert serious_violations(page) == [], pane


def test_the_reviewers_page_too(page, context, sign_in, city, draft):
    submit_draft(acting_user=city.officer, draft=draft, revision=1)
    base = sign_in(city.second)
    page.goto(f"{base}/officer/studio/drafts/{draft.uuid}/review/")
    assert serious_violations(page) == []
