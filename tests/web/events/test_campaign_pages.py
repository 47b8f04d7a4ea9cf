"""The pages of campaigns, roll-ups, streams, trips and letters, as each role goes through them."""

import datetime as dt
import re
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.events.campaign_world import (
    CITY,
    LUCHENG,
    event,
    kept_town,
    made,
    town,
    with_duty,
    words,
)
from tests.events.test_letters import decided, draft
from tests.web.access_world import _post
from yulin.events.actions.campaigns import make_campaign
from yulin.events.models import (
    Campaign,
    Clicks,
    Delivery,
    Figure,
    Letter,
    NoLetters,
    Series,
    Shown,
    Stream,
    StreamFigure,
    Target,
    Trip,
    TripBudget,
)

__all__ = ["decided", "kept_town", "made", "town", "with_duty"]
pytestmark = pytest.mark.django_db
BASE = "/officer/campaigns/"


def text_of(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def test_a14_an_officer_makes_a_plan_and_its_project_and_publishes_them(client, town, decided):
    client.force_login(town.maker)
    said = {
        "name": "瓯江风起潮涌计划", "division": str(LUCHENG), "begins_on": "2023-01-01",
        "ends_on": "2023-12-31", "brand": "青春逐梦·白鹿相邀", "places": [str(LUCHENG)],
    }  # fmt: skip
    page = text_of(client.post(f"{BASE}new/", said | {"ends_on": "x"}), 422)
    assert "请写结束日期。" in page
    assert 'value="瓯江风起潮涌计划"' in page
    client.post(f"{BASE}new/", said)
    plan = Campaign.objects.get(name="瓯江风起潮涌计划")
    child = said | {"name": "瓯江大学生逐鹿工程", "parent": str(plan.uuid), "graduated_within": "3"}
    client.post(f"{BASE}new/", child)
    one = Campaign.objects.get(parent=plan)
    assert (one.division, one.places, one.graduated_within) == (LUCHENG, [LUCHENG], 3)
    listed = re.findall(r'class="row-link" href="[^"]+">([^<]+)<', text_of(client.get(BASE)))
    assert listed == ["瓯江风起潮涌计划", "瓯江大学生逐鹿工程", "510计划"]
    address = f"{BASE}{one.uuid}/"
    step = f"{address}step/"
    aim = {"do": "aim", "measure": "graduates", "unit": "人", "number": "16000", "source": "计划",
           "base_number": "16100", "base_from": "2022-01-01", "base_until": "2022-12-31"}  # fmt: skip
    client.post(step, aim | {"number": ""})
    assert Target.objects.count() == 0
    client.post(step, aim)
    client.post(step, {"do": "print", "measure": "graduates", "number": "16100", "unit": "人",
                       "period_from": "2022-01-01", "period_until": "2022-12-31",
                       "source": "鹿城发布", "printed": "1.61万"})  # fmt: skip
    client.post(step, {"do": "link", "policy": "T-02", "stage": "settling"})
    page = text_of(client.get(address))
    assert "为基期（2022-01-01 – 2022-12-31）的 99.4%" in page
    assert "1.61万人" in page
    client.get(f"{address}change/")
    assert client.get(f"/campaigns/{one.uuid}/").status_code == 404
    for campaign in (one, plan):
        client.post(f"{BASE}{campaign.uuid}/step/", {"do": "publish"})
    assert client.post(step, {"do": "nonsense"}).status_code == 404
    client.logout()
    public = text_of(client.get(f"/campaigns/{one.uuid}/"))
    steps = re.findall(r'<h3 class="card-title">(\d\. \S+)</h3>', public)
    assert steps == ["1. 实习", "2. 应聘", "3. 入职", "4. 在职", "5. 安居"]
    assert "这一步还没有列入政策。" in public
    assert "/policies/T-02/" in public
    assert "瓯江大学生逐鹿工程" in text_of(client.get("/campaigns/?q=逐鹿"))
    for user in (town.elsewhere, town.no_duty):
        client.force_login(user)
        assert client.post(step, {"do": "close"}).status_code == (
            404 if user == town.elsewhere else 403
        )
    assert Campaign.objects.get(pk=one.pk).state == "published"


def test_a01_the_people_behind_a_number_are_those_the_officer_may_see(client, town, made):
    client.force_login(town.maker)
    page = text_of(client.get(f"{BASE}{made.uuid}/people/graduates/"))
    assert re.findall(r'class="row-link" href="[^"]+">([^<]+)<', page) == ["卡拉", "阿本", "安娜"]
    assert "共数出 3 人。" in page
    assert "回乡：生源在本地、在外地读书" in page
    assert client.get(f"{BASE}{made.uuid}/people/posts/").status_code == 404
    client.force_login(town.elsewhere)
    assert client.get(f"{BASE}{made.uuid}/people/graduates/").status_code == 404


def test_lists_ask_the_same_of_the_database_however_long(client, town, made):
    client.force_login(town.maker)
    addresses = [
        BASE,
        f"{BASE}totals/",
        f"{BASE}streams/",
        f"{BASE}trips/",
        "/calendar/?month=2021-03",
    ]

    def asked(address):
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len(asked)

    first = event()
    Stream.objects.create(event=first, division=CITY, title="一", platform="抖音",
                          begins_at=first.begins_at, ends_at=first.ends_at)  # fmt: skip
    client.post(
        f"{BASE}trips/new/", {"purpose": "一", "begins_on": "2021-03-01", "ends_on": "2021-03-02"}
    )
    before = [asked(address) for address in addresses]
    for name in ("二", "三", "四"):
        make_campaign(acting_user=town.maker, said=words(name=name))
        one = event(name=name)
        Stream.objects.create(event=one, division=CITY, title=name, platform="抖音",
                              begins_at=one.begins_at, ends_at=one.ends_at)  # fmt: skip
        client.post(
            f"{BASE}trips/new/",
            {"purpose": name, "begins_on": "2021-03-01", "ends_on": "2021-03-02"},
        )
    assert [asked(address) for address in addresses] == before


def test_a09_the_roll_up_is_shown_and_exported(client, town):
    event(name="春季")
    client.force_login(town.maker)
    query = "from=2021-01-01&until=2021-12-31&by=kind&base_from=2020-01-01&base_until=2020-12-31"
    client.post(f"{BASE}totals/figures/", {
        "measure": "events", "number": "651", "unit": "场", "period_from": "2021-01-01",
        "period_until": "2021-09-30", "percent": "146", "base_from": "2020-01-01",
        "base_until": "2020-12-31", "source": "瓯海新闻", "printed": "146%",
    })  # fmt: skip
    page = text_of(client.get(f"{BASE}totals/?{query}"))
    assert "为2020年全年的 146%（累计数比全年数，不是同比）" in page
    assert "不比较：基数是 0。" in page
    file = client.get(f"{BASE}totals/file/?{query}")
    book = openpyxl.load_workbook(BytesIO(b"".join(file.streaming_content)))
    assert [[cell.value for cell in row][:3] for row in book["系统统计"].rows] == [
        ["2021-01-01 – 2021-12-31", "活动（场）", "企业（家次）"],
        ["招聘会", 1, 0],
        ["合计", 1, 0],
    ]
    assert [cell.value for cell in book["公布数字"][2]] == [
        "引才活动", "651场", "2021-01-01", "2021-09-30", "146.00", "瓯海新闻", "146%",
    ]  # fmt: skip
    client.post(f"{BASE}totals/figures/", {"measure": "events", "number": "x"})
    assert Figure.objects.count() == 1
    assert "这段时间没有办过的活动。" in text_of(client.get(f"{BASE}totals/?from=zz&by=zz&place=1"))


def test_a29_a_stream_from_its_entry_to_its_funnel(client, town):
    one, post = event(kind="live"), _post(town.firm, LUCHENG, title="焊工")
    client.force_login(town.maker)
    said = {"event": str(one.uuid), "title": "第一场", "platform": "抖音", "host": "小温",
            "begins_at": "2021-03-12T19:00", "ends_at": "2021-03-12T21:00"}  # fmt: skip
    assert "结束时间应晚于开播。" in text_of(
        client.post(f"{BASE}streams/new/", said | {"ends_at": "2021-03-12T19:00"}), 422
    )
    client.post(f"{BASE}streams/new/", said)
    stream = Stream.objects.get()
    address = f"{BASE}streams/{stream.uuid}/"
    client.post(f"{address}step/", {"do": "show", "post": str(post.uuid), "minute": "12"})
    link = f"/live/{Shown.objects.get().code}/"
    client.logout()
    for _viewer in range(2):
        assert client.get(link)["Location"] == f"/jobs/{post.uuid}/"
    client.head(link)
    assert client.get("/live/nobody/").status_code == 404
    assert Clicks.objects.get().count == 2
    client.force_login(town.maker)
    client.post(f"{address}step/", {"do": "report", "step": "views", "number": "5000余",
                                    "taken_at": "2021-03-12T21:30", "source": "后台"})  # fmt: skip
    table = "环节,数值,取数时间\n简历,300,2021-03-12 21:30\n意向,100,2021-03-12 21:30".encode()
    for data in (table.replace(b"300", b"xx"), table):
        client.post(f"{address}step/", {
            "do": "upload", "source": "后台", "file": SimpleUploadedFile("a.csv", data)
        })  # fmt: skip
    assert StreamFigure.objects.count() == 3
    page = text_of(client.get(address))
    cells = re.findall(r'<td class="num" data-label="(?:数|占观看)"><span>([^<]+)</span>', page)
    assert cells == ["5,000余", "—", "2", "0.04%", "300", "6.00%", "100", "2.00%"]
    assert "第一场" in text_of(client.get(f"{BASE}streams/?q=第一"))
    client.force_login(town.elsewhere)
    assert client.get(address).status_code == 404


def test_a08_a41_a_trip_from_the_form_to_approval(client, town):
    series = Series.objects.create(name="全国巡回引才专列", division=CITY)
    one = event(series=series, name="武汉站")
    client.force_login(town.maker)
    client.post(
        f"{BASE}trips/new/", {"series": str(series.uuid), "amount": "5,000", "basis": "文件"}
    )
    assert TripBudget.objects.get().amount == 500_000
    said = {"purpose": "武汉站团队", "begins_on": "2021-10-18", "ends_on": "2021-10-20",
            "event": str(one.uuid)}  # fmt: skip
    text_of(client.post(f"{BASE}trips/new/", said | {"ends_on": "2021-10-01"}), 422)
    client.post(f"{BASE}trips/new/", said)
    trip = Trip.objects.get()
    address, me = f"{BASE}trips/{trip.uuid}/", str(trip.travellers.get().pk)
    step = f"{address}step/"
    leg = {"do": "leg", "traveller": me, "day": "2021-10-18", "origin": "温州", "destination": "武汉",
           "vehicle": "train", "kilometres": "1004", "ticket": "E1"}  # fmt: skip
    cost = {"do": "cost", "traveller": me, "kind": "ticket", "amount": "520.50", "receipt": "R1"}
    for body in (leg, leg, cost, cost | {"receipt": "R2", "amount": "0.001"},
                 {"do": "join", "firm": town.firm.code}, {"do": "join", "firm": "x"},
                 {"do": "remove", "what": "leg", "row": "x"}):  # fmt: skip
        assert client.post(step, body).status_code == 302
    assert (trip.legs.count(), trip.costs.get().amount, trip.travellers.count()) == (1, 52_050, 2)
    page = text_of(client.get(address))
    assert "1,004 公里" in page
    assert "瓯江泵阀有限公司" in page
    client.post(step, {"do": "submit"})
    assert 'name="agree"' not in text_of(client.get(address))
    client.force_login(town.approver)
    assert 'name="agree"' in text_of(client.get(address))
    client.post(step, {"do": "decide", "agree": "no"})
    assert Trip.objects.get().state == "submitted"
    client.post(step, {"do": "decide", "agree": "yes"})
    assert Trip.objects.get().state == "approved"
    client.force_login(town.maker)
    page = text_of(client.get(f"{BASE}trips/?mine=yes"))
    assert re.findall(r'<p class="tile-value numeric">(\S+)</p>', page) == ["1", "1", "1,004"]
    client.force_login(town.auditor)
    assert "武汉站团队" in text_of(client.get(f"{BASE}trips/?q=武汉"))
    text_of(client.get(address))


def test_a13_the_calendar_is_everybodys_and_goes_into_a_phone(client, town):
    event(name="温州人才日", begins_at=dt.datetime(2023, 3, 12, 1, tzinfo=dt.UTC))
    page = text_of(client.get("/calendar/?month=2023-03"))
    assert page.count('class="month-event') == 1
    assert "温州人才日" in page
    assert "这个月没有活动。" in text_of(client.get("/calendar/?month=2023-03&kind=living"))
    file = client.get("/calendar/events.ics?month=2023-03")
    assert "SUMMARY:温州人才日" in file.content.decode()
    assert "DTSTART:20230312T010000Z" in file.content.decode()


def test_a32_a_letter_is_previewed_sent_read_and_no_more_are_wanted(client, town, decided):
    client.force_login(town.maker)
    body = {
        "do": "letter",
        "title": "致应届毕业生的一封信",
        "body": "欢迎您",
        "least_education": "7",
    }
    sent_to = client.post(f"{BASE}{decided.uuid}/step/", body)["Location"]
    page = text_of(client.get(sent_to))
    assert "发给这 1 人" in page
    assert "<li>博士及以上</li>" in page
    assert "100.05 元" in page
    for seen in ("", "2", "1"):
        client.post(f"{sent_to}step/", {"do": "send", "seen": seen})
    assert Letter.objects.get().sent == 1
    one = Delivery.objects.get()
    client.force_login(town.cara)
    assert "致应届毕业生的一封信" in text_of(client.get("/me/notices/"))
    page = text_of(client.get(f"/me/letters/{one.uuid}/"))
    assert "欢迎您" in page
    assert "100.05 元" in page
    assert Delivery.objects.get().read_at is not None
    client.post("/me/letters/", {"wanted": "no"})
    assert NoLetters.objects.count() == 1
    assert "您已停收来信。" in text_of(client.get("/me/letters/"))
    client.force_login(town.anna)
    assert client.get(f"/me/letters/{one.uuid}/").status_code == 404
    again = draft(town, decided, least_education=7)
    client.force_login(town.maker)
    assert "没有人符合条件。" in text_of(client.get(f"{BASE}letters/{again.uuid}/"))
    client.post(f"{BASE}letters/{again.uuid}/step/", {"do": "drop"})
    assert Letter.objects.count() == 1


@pytest.mark.parametrize(
    "path",
    ["/campaigns/", "/calendar/", BASE, f"{BASE}totals/", f"{BASE}streams/", f"{BASE}trips/"],
)
def test_pages_speak_english(client, town, made, path):
    client.cookies["django_language"] = "en"
    client.force_login(town.maker)
    heading = text_of(client.get(path)).split("<h1>")[1].split("</h1>")[0]
    assert re.search(r"[A-Za-z]", heading)
