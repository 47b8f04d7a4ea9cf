"""A fair runs in the browser from call to outcome."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.events.conftest import with_resume
from tests.web.conftest import serious_violations, too_wide
from yulin.events.models import CheckIn, Event, EventApplication, Participation, Ticket
from yulin.events.queries.outcomes import Figures, outcome
from yulin.jobs.models import Application

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sign_in(context, live_server, client):
    def sign_in(user):
        client.force_login(user)
        cookie = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])

    return sign_in


@pytest.fixture
def at(page, live_server):
    def at(path):
        page.goto(live_server.url + path)

    return at


def press(page, name):
    page.locator("main").get_by_role("button", name=name, exact=True).first.click()


def done(page, words):
    expect(page.get_by_role("main")).to_contain_text(words)


def test_a_fair_runs_in_the_browser_from_call_to_outcome(world, posts, page, at, sign_in, jobs):
    page.set_viewport_size({"width": 768, "height": 1024})  # the organiser's tablet
    with_resume(world, "anna", "数控车工")
    begins = timezone.localtime() - dt.timedelta(hours=1)
    sign_in(world.moderator)
    at("/officer/events/new/")
    page.fill("#name", "春季人才对接会")
    page.fill("#begins_at", begins.strftime("%Y-%m-%dT%H:%M"))
    page.fill("#ends_at", (begins + dt.timedelta(hours=4)).strftime("%Y-%m-%dT%H:%M"))
    page.fill("#capacity", "100")
    press(page, "保存")
    done(page, "草稿已保存。")
    press(page, "发布（不开放报名）")
    done(page, "已发布")
    press(page, "开放报名")
    done(page, "报名中")
    fair = Event.objects.get()
    office = f"/officer/events/{fair.uuid}"
    at(f"{office}/firms/")
    page.fill("#rows", "1")
    page.fill("#columns", "2")
    press(page, "排展位")
    done(page, "展位已排好。")

    sign_in(world.clerk)
    at(f"/employer/events/{fair.uuid}/")
    page.get_by_label("数控车工").check()
    press(page, "申请展位")
    done(page, "待审核")

    sign_in(world.moderator)
    at(f"{office}/firms/")
    press(page, "通过")
    done(page, "已安排展位 A01。")
    assert too_wide(page, 390, 768) == []
    assert serious_violations(page) == []

    sign_in(world.anna)
    at(f"/events/{fair.uuid}/")
    page.get_by_label("展位扫我的票时，把我的简历给那家单位").check()
    page.get_by_label("请按我的简历安排面谈时段").check()
    press(page, "报名")
    done(page, "报名成功。入场时出示这张票。")
    expect(page.get_by_alt_text("票的二维码")).to_be_visible()
    assert too_wide(page, 390) == []
    ticket = Ticket.objects.get()

    sign_in(world.moderator)
    at(f"{office}/slots/")
    press(page, "给每个展位排时段")
    done(page, "排出 12 个时段。")
    press(page, "安排面谈")
    done(page, "1 人、12 个时段，安排上 1 人。")
    at(f"{office}/door/")
    page.context.set_offline(True)
    for told in ("没有网络，已记下，联网后自动补传。", "这台设备已经记下过这张票。"):
        page.fill("#shown", ticket.code)
        press(page, "签到")
        expect(page.locator("[data-door-told]")).to_have_text(told)
    page.fill("#shown", "ZZZZZZZZZZ")
    press(page, "签到")
    expect(page.locator("[data-door-told]")).to_have_text(
        "没有网络，这张票不在名单里，请到服务台核对。"
    )
    expect(page.locator("[data-door-queue]")).to_have_text("1")
    assert not CheckIn.objects.exists()
    page.context.set_offline(False)
    expect(page.locator("[data-door-told]")).to_have_text("安娜 签到成功。")
    expect(page.locator("[data-door-queue]")).to_have_text("0")
    expect(page.locator("[data-door-came]")).to_have_text("1")
    assert CheckIn.objects.values_list("ticket", "way").get() == (ticket.pk, "offline")
    page.fill("#shown", ticket.code)
    press(page, "签到")
    expect(page.locator("[data-door-told]")).to_contain_text("安娜 已经签到过：")
    assert serious_violations(page) == []
    at(f"{office}/")
    press(page, "开始活动")
    done(page, "进行中")

    sign_in(world.anna)
    at(f"/me/events/{ticket.uuid}/")
    press(page, "我会去")
    done(page, "已确认")

    sign_in(world.clerk)
    at(f"/employer/events/day/{Participation.objects.get().uuid}/")
    press(page, "已面谈")
    done(page, "已记下。")
    page.fill("#shown", ticket.code)
    press(page, "收简历")
    done(page, "安娜 已经投过这个岗位。")
    assert len(EventApplication.objects.all()) == 1
    page.get_by_role("link", name="安娜").click()
    one = Application.objects.get()
    today = timezone.localdate().isoformat()
    page.locator("summary", has_text="发出录用意向").click()
    page.fill("#offer_pay", "7000")
    page.fill("#offer_starts", today)
    page.fill("#answer_until", today)
    press(page, "发出")
    done(page, "已发录用意向")

    sign_in(world.anna)
    at(f"/me/jobs/{one.uuid}/")
    press(page, "接受")
    done(page, "已接受录用")

    sign_in(world.clerk)
    at(f"/employer/posts/candidates/{one.uuid}/")
    for field in ("signed_on", "starts_on"):
        page.fill(f"#{field}", today)
    page.fill("#monthly_pay", "7000")
    press(page, "登记")
    done(page, "待本人确认")

    sign_in(world.anna)
    at(f"/me/jobs/{one.uuid}/")
    press(page, "合同属实，确认")
    done(page, "合同已登记")

    sign_in(world.moderator)
    at(f"{office}/outcome/")
    done(page, "还没有合同满一年")
    assert too_wide(page, 390, 768) == []
    assert outcome(fair).seen == Figures(resumes=1, interviews=1, intents=1, offers=1, contracts=1)
