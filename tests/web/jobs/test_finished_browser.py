"""A firm's workbook, a search, a double click, a refusal with its code, and the message of it."""

import pytest
from playwright.sync_api import expect

from tests.jobs.test_workbooks import GOOD, book
from tests.web.conftest import serious_violations, too_wide
from yulin.jobs.models import Application, Post

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def enter(context, live_server, client):
    def entered(user):
        client.force_login(user)
        context.clear_cookies()
        cookie = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        return live_server.url

    return entered


def test_from_a_workbook_to_a_refusal_in_the_messages(page, enter, world, tmp_path, settings):
    settings.YULIN_VAR = tmp_path / "var"
    at = enter(world.clerk)
    page.goto(f"{at}/employer/posts/workbook/")
    page.get_by_label("填好的表格").set_input_files(book(tmp_path / "p.xlsx", GOOD))
    page.get_by_role("button", name="上传并提交").click()
    expect(page.get_by_role("heading", name="导入结果")).to_be_visible()
    expect(page.get_by_role("row", name="焊工")).to_contain_text("已发布")
    post = Post.objects.get()
    at = enter(world.anna)
    page.goto(f"{at}/jobs/")
    page.get_by_label("职业").select_option(label="焊工")
    page.get_by_role("button", name="筛选").click()
    assert (too_wide(page, 320), serious_violations(page)) == ([], [])
    page.get_by_role("link", name="焊工", exact=True).click()
    page.get_by_role("button", name="投递这个岗位").dblclick(no_wait_after=True)
    expect(page.get_by_text("已投递", exact=False).first).to_be_visible()
    assert Application.objects.get(post=post).state == "sent"  # one, of two clicks
    at = enter(world.clerk)
    page.goto(f"{at}/employer/posts/{post.uuid}/board/")
    assert (too_wide(page, 320), serious_violations(page)) == ([], [])
    page.get_by_role("checkbox", name="安娜").check()
    page.get_by_label("原因").select_option("skill")
    page.get_by_role("button", name="不录用勾选的人").click()
    expect(page.get_by_text("已告知 1 人未录用和原因")).to_be_visible()
    at = enter(world.anna)
    page.goto(f"{at}/me/notices/")
    expect(page.locator("main")).to_contain_text("原因：技能、证书或执照不符合岗位要求。")
    page.get_by_role("link", name="未录用").click()
    expect(page.locator("main")).to_contain_text("技能、证书或执照不符合岗位要求")
