"""Pages of events for everybody, a person, a firm and an officer."""

import datetime as dt
import io
import json
import re
import xml.etree.ElementTree as ET

import pytest
import python_calamine as calamine
from django.utils import timezone

from tests.events.conftest import HOUR, opened_event, ticket_for, with_resume
from yulin.events import tokens
from yulin.events.models import (
    CheckIn,
    Event,
    EventApplication,
    Participation,
    Series,
    Slot,
    Ticket,
)

pytestmark = pytest.mark.django_db


def text_of(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def form(**changes):
    begins = timezone.localtime() - dt.timedelta(hours=1)
    return {
        "name": "春季人才对接会",
        "kind": "fair",
        "channel": "onsite",
        "begins_at": begins.strftime("%Y-%m-%dT%H:%M"),
        "ends_at": (begins + dt.timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M"),
        "capacity": "2",
        "place": "体育馆",
    } | changes


def titles(response):
    return re.findall(r'class="row-link" href="/events/[^"]+">([^<]+)<', text_of(response))


def test_everybody_finds_events_and_their_feeds(
    client, world, fair, firms, django_assert_num_queries
):
    assert titles(client.get("/events/")) == ["龙湾区春季人才对接会"]
    with django_assert_num_queries(3):  # count, events, brands
        client.get("/events/")
    opened_event(world, name="校园宣讲", kind="campus", school="浙江大学")
    with django_assert_num_queries(3):
        client.get("/events/")
    assert titles(client.get("/events/?kind=campus&q=浙江大学")) == ["校园宣讲"]
    assert titles(client.get("/events/?kind=summit")) == []
    feed = ET.fromstring(client.get("/events/feed/?kind=campus").content)
    assert [item.findtext("title") for item in feed.iter("item")] == ["校园宣讲"]
    calendar = client.get("/events/calendar.ics").content.decode()
    assert calendar.count("BEGIN:VEVENT") == 2
    page = text_of(client.get(f"/events/{fair.uuid}/"))
    assert "2 家单位，2 个岗位" in page
    assert re.findall(r'card-title">(\S+) <span class="tag">(.*?)<', page) == [
        ("瓯江泵阀有限公司", "一号厅 A01"),
        ("鹿城鞋业有限公司", "一号厅 A02"),
    ]
    assert (
        "SUMMARY:龙湾区春季人才对接会"
        in client.get(f"/events/{fair.uuid}/calendar.ics").content.decode()
    )
    with django_assert_num_queries(4):  # event, firms, names, posts
        client.get(f"/events/{fair.uuid}/")


def test_an_officer_makes_a_series_and_an_event_and_lets_it_go_on(client, world):
    client.force_login(world.moderator)
    client.post(
        "/officer/events/series/", {"name": "全国巡回引才专列", "brand": "引才专列", "year": "2026"}
    )
    series = Series.objects.get()
    client.post(
        f"/officer/events/series/{series.uuid}/", {"name": "全国巡回引才专列", "brand": "专列"}
    )
    refused = client.post("/officer/events/new/", form(name=""))
    assert "请填写活动名称" in text_of(refused)
    assert "人数上限请填数字" in text_of(client.post("/officer/events/new/", form(capacity="很多")))
    client.post("/officer/events/new/", form(series=str(series.uuid), stop="1", city="武汉"))
    event = Event.objects.get()
    address = f"/officer/events/{event.uuid}/"
    assert (event.series, event.stop, event.state, event.division) == (series, 1, "draft", 330300)
    assert client.get(f"/events/{event.uuid}/").status_code == 404
    for to, state in (("settled", "draft"), ("published", "published"), ("open", "open")):
        client.post(address, {"to": to})
        assert Event.objects.get().state == state
    client.post(f"{address}change/", form(series=str(series.uuid), stop="1", name="武汉站"))
    assert Event.objects.get().name == "武汉站"
    for path in (
        "",
        "series/",
        f"series/{series.uuid}/",
        "new/",
        f"{event.uuid}/",
        f"{event.uuid}/change/",
    ):
        text_of(client.get(f"/officer/events/{path}"))
    client.post(address, {"to": "cancelled", "because": ""})
    assert Event.objects.get().state == "open"
    client.post(address, {"to": "cancelled", "because": "台风"})
    assert "台风" in text_of(client.get(f"/events/{event.uuid}/"))
    for user, status in ((world.elsewhere, 404), (world.no_duty, 403), (world.auditor, 403)):
        client.force_login(user)
        assert client.post(address, {"to": "running"}).status_code == status
    client.force_login(world.no_duty)
    assert client.get("/officer/events/new/").status_code == 403
    assert "新建活动" not in text_of(client.get("/officer/events/"))


def test_firms_come_by_form_and_by_invitation(client, world, fair, posts):
    plan = f"/officer/events/{fair.uuid}/firms/"
    client.force_login(world.moderator)
    client.post(plan, {"do": "lay", "hall": "", "rows": "1", "columns": "1"})
    found = text_of(client.get(f"{plan}?q=鞋业"))
    assert "鹿城鞋业有限公司" in found
    client.post(plan, {"do": "invite", "employer": str(world.other.uuid)})
    client.post(plan, {"do": "nonsense"})
    for clerk, post in ((world.clerk, posts.turner), (world.other_clerk, posts.cobbler)):
        client.force_login(clerk)
        text_of(client.get("/employer/events/"))
        page = f"/employer/events/{fair.uuid}/"
        client.post(
            page, {"do": "apply", "posts": [str(posts.turner.uuid)] if clerk != world.clerk else []}
        )
        client.post(page, {"do": "apply", "posts": [str(post.uuid)], "wish": "靠门"})
        assert post.title in text_of(client.get(page))
    rows = Participation.objects.order_by("pk")
    assert [one.state for one in rows] == ["applied", "applied"]
    client.force_login(world.moderator)
    assert "靠门" in text_of(client.get(plan))
    for firm in rows:
        client.post(plan, {"do": "accept", "firm": str(firm.uuid)})
    assert [(one.state, str(one.booth or "")) for one in rows.all()] == [
        ("accepted", "A01"),
        ("waiting", ""),
    ]
    client.post(plan, {"do": "refuse", "firm": str(rows[0].uuid), "reason": "off_topic"})
    assert [one.state for one in rows.all()] == ["refused", "accepted"]
    client.force_login(world.other_clerk)
    assert "岗位与本场活动的主题不符" in text_of(client.get(f"/employer/events/{fair.uuid}/"))
    client.force_login(world.clerk)
    client.post(f"/employer/events/{fair.uuid}/", {"do": "leave"})
    assert [one.state for one in rows.all()] == ["refused", "withdrawn"]


def test_a_person_registers_shows_and_gives_back_a_ticket(client, world, fair, firms):
    client.force_login(world.anna)
    for _double in range(2):
        client.post(f"/events/{fair.uuid}/register/", {"shares": "yes"})
    ticket = Ticket.objects.get()
    page = f"/me/events/{ticket.uuid}/"
    shown = text_of(client.get(page))
    assert tokens.spaced(ticket.code) in shown
    assert "data:image/svg+xml" in shown
    assert "看我的票" in text_of(client.get(f"/events/{fair.uuid}/"))
    client.post(page, {"do": "consent", "wants": "yes"})
    ticket.refresh_from_db()
    assert (ticket.shares_resume, ticket.wants_slot) == (False, True)
    client.force_login(world.ben)
    assert client.get(page).status_code == 404
    assert client.post(page, {"do": "cancel"}).status_code == 404
    client.force_login(world.anna)
    client.post(page, {"do": "cancel"})
    assert Ticket.objects.get().state == "cancelled"
    assert "已取消" in text_of(client.get("/me/events/"))


def test_the_door_by_hand_by_scan_and_late(client, world, fair):
    anna, ben = (ticket_for(world, fair, name) for name in ("anna", "ben"))
    door = f"/officer/events/{fair.uuid}/door/"
    client.force_login(world.moderator)
    assert tokens.mark(anna.code) in text_of(client.get(door))
    client.post(door, {"shown": anna.code})
    assert "安娜 签到成功。" in text_of(client.get(door))

    def scans(body, status=200):
        answer = client.post(f"{door}scans/", body, content_type="application/json")
        assert answer.status_code == status
        return answer.json()

    late = json.dumps({"late": True, "scans": [
        {"shown": tokens.token(ben.code), "at": timezone.now().isoformat()},
        {"shown": anna.code, "at": ""},
        {"shown": "ZZZZZZZZZZ", "at": ""},
    ]})  # fmt: skip
    told = scans(late)["results"]
    assert [(one["first"], one["known"]) for one in told] == [
        (True, True),
        (False, True),
        (False, False),
    ]
    assert told[0]["told"] == "阿本 签到成功。"
    assert [one["first"] for one in scans(late)["results"]] == [False, False, False]
    for body in (
        "",
        "[]",
        '{"scans": []}',
        '{"scans": [1]}',
        '{"scans": [{"shown": "a", "at": "x"}]}',
    ):
        assert "error" in scans(body, 422)
    assert CheckIn.objects.count() == 2
    for user, status in ((world.elsewhere, 404), (world.no_duty, 403), (world.auditor, 403)):
        client.force_login(user)
        assert client.get(door).status_code == status
        assert (
            client.post(f"{door}scans/", late, content_type="application/json").status_code
            == status
        )
        assert client.get(f"/officer/events/{fair.uuid}/tickets/export/").status_code == status


def test_names_are_listed_and_exported_without_numbers(
    client, world, fair, django_assert_num_queries
):
    ticket_for(world, fair, "anna")
    client.force_login(world.moderator)
    tickets = f"/officer/events/{fair.uuid}/tickets/"
    text_of(client.get(tickets))
    with django_assert_num_queries(7):
        client.get(tickets)
    ben, _cara = (ticket_for(world, fair, name) for name in ("ben", "cara"))
    with django_assert_num_queries(7):
        page = text_of(client.get(tickets))
    assert re.findall(r'<th scope="row">(\S+)</th>', page) == ["安娜", "阿本", "卡拉"]
    assert re.findall(
        r'<th scope="row">(\S+)</th>', text_of(client.get(f"{tickets}?state=waiting"))
    ) == ["卡拉"]
    client.post(tickets, {"ticket": str(ben.uuid)})
    book = calamine.CalamineWorkbook.from_filelike(
        io.BytesIO(client.get(f"{tickets}export/").content)
    )
    rows = book.get_sheet_by_index(0).to_python()
    assert [row[:3] for row in rows if row[1] in {"安娜", "阿本", "卡拉"}] == [
        [1, "安娜", "已报名"], ["", "阿本", "已取消"], [2, "卡拉", "已报名"],
    ]  # fmt: skip
    assert "999999" not in str(rows)


def test_a_day_at_the_booth_and_its_outcome(client, world, fair, firms):
    with_resume(world, "anna", "数控车工")
    ticket = ticket_for(world, fair, "anna", wants_slot=True)
    begins = timezone.localtime(fair.begins_at + 2 * HOUR)
    slots = f"/officer/events/{fair.uuid}/slots/"
    client.force_login(world.moderator)
    client.post(slots, {"do": "assign"})
    assert Slot.objects.count() == 0
    times = {
        "begins_at": begins.strftime("%Y-%m-%dT%H:%M"),
        "ends_at": (begins + HOUR).strftime("%Y-%m-%dT%H:%M"),
    }
    client.post(slots, {"do": "lay", **times, "minutes": "30", "tables": "1"})
    client.post(slots, {"do": "assign"})
    slot = Slot.objects.get(ticket=ticket)
    assert (Slot.objects.count(), slot.participation) == (4, firms[0])
    cobbler = firms[1].posts.get()
    why = text_of(client.get(f"{slots}?code={ticket.code}&post={cobbler.pk}"))
    assert "鹿城鞋业有限公司 · 制鞋工：" in why
    client.force_login(world.anna)
    mine = f"/me/events/{ticket.uuid}/"
    assert "鹿城鞋业有限公司 · 制鞋工：" in text_of(client.get(f"{mine}?why={cobbler.pk}"))
    client.post(mine, {"do": "come", "slot": str(slot.uuid)})
    assert EventApplication.objects.get().how == "slot"
    client.force_login(world.clerk)
    day = f"/employer/events/day/{firms[0].uuid}/"
    assert "安娜" in text_of(client.get(day))
    client.post(day, {"do": "came", "slot": str(slot.uuid)})
    turner = firms[0].posts.get()
    client.post(day, {"do": "scan", "post": turner.pk, "shown": ticket.code})
    assert "本人没有同意扫码给简历" in text_of(client.get(day))
    client.post(day, {"do": "report", "resumes": "12", "intents": "3"})
    assert client.get(f"/employer/events/day/{firms[1].uuid}/").status_code == 404
    client.force_login(world.moderator)
    outcome = f"/officer/events/{fair.uuid}/outcome/"
    page = text_of(client.get(outcome))
    row = page.split("单位上报</span>")[1].split("</tr>")[0]
    assert re.findall(r'<span class="numeric">(\S+)</span>', row) == ["12", "—", "3", "—", "—"]
    client.post(outcome, {"do": "report", "firm": str(firms[1].uuid), "contracts": "2"})
    assert firms[1].reported.contracts == 2
    client.force_login(world.auditor)
    for path in ("", "firms/", "tickets/", "slots/", "outcome/"):
        text_of(client.get(f"/officer/events/{fair.uuid}/{path}"))
        if path:
            assert (
                client.post(
                    f"/officer/events/{fair.uuid}/{path}",
                    {"do": "lay", "rows": "1", "columns": "1"},
                ).status_code
                == 403
            )
    assert Slot.objects.get(pk=slot.pk).state == "done"


@pytest.mark.parametrize(
    "path", ["/events/", "/me/events/", "/officer/events/", "/employer/events/"]
)
def test_pages_speak_english(client, world, fair, path):
    client.cookies["django_language"] = "en"
    users = {"/me": world.anna, "/of": world.moderator, "/em": world.clerk}
    client.force_login(users.get(path[:3], world.anna))
    main = text_of(client.get(path)).split("<h1>")[1].split("</h1>")[0]
    assert re.search(r"[A-Za-z]", main)
