"""The browser that the other tests rely on: Chinese, in Chinese time, and held to our policy."""

import pytest
from django.http import HttpResponse
from django.urls import path

PAGE = """<!doctype html><html lang="zh-Hans"><title>before</title>
<script>document.title = "inline code ran"</script><p style="color: red">骨直今令</p></html>"""

urlpatterns = [path("", lambda request: HttpResponse(PAGE))]


@pytest.mark.urls(__name__)
def test_the_browser_is_chinese_and_runs_nothing_inline(page, live_server):
    page.goto(live_server.url)
    assert page.title() == "before"
    assert page.locator("p").evaluate("p => getComputedStyle(p).color") == "rgb(0, 0, 0)"
    assert page.evaluate("navigator.language") == "zh-CN"
    zone = page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")
    assert zone == "Asia/Shanghai"


def test_a_test_with_a_browser_is_marked_by_itself(request, page):
    assert request.node.get_closest_marker("e2e") is not None
