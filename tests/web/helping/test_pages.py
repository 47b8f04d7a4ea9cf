"""The pages of help by name, orders, desks, carriers and projects, as each role goes through them."""

import datetime as dt
import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.helping.test_orders import content, draft_post, listing, submit_post
from tests.registry.builders import ANNA, BEN, CARA, FIRM, OTHER_FIRM, load
from yulin.access.enums import Duty
from yulin.events.models import Event
from yulin.helping.actions.cases import assign_helpers
from yulin.helping.actions.seating import seat_list
from yulin.helping.models import (
    Agency,
    Candidate,
    Carrier,
    Complaint,
    Contact,
    Desk,
    Entry,
    HelpCase,
    HelpList,
    HelpOffer,
    Mark,
    Order,
    Project,
    SignUp,
    Tenant,
)
from yulin.jobs.models import Application

pytestmark = pytest.mark.django_db


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def today():
    return timezone.localdate().isoformat()


def workbook(*rows):
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return SimpleUploadedFile("名单.xlsx", out.getvalue())


def test_a30_an_officer_helps_by_name_from_a_list_to_an_answer(client, helped, posts, jobs):
    client.force_login(helped.helper)
    client.post(
        "/officer/helping/",
        {"name": "退役军人", "kind": "veterans", "year": "2026", "source": "退役军人局"},
    )
    made = HelpList.objects.get(kind="veterans")
    address = f"/officer/helping/lists/{made.uuid}/"
    wrong = workbook(["证件号"], [ANNA], ["1"])
    page = text_of(client.post(address, {"do": "upload", "file": wrong}, follow=True))
    assert "第 3 行：证件号不对" in page
    assert ANNA not in page
    assert made.cases.count() == 0
    client.post(address, {"do": "upload", "file": workbook(["证件号"], [ANNA], [BEN])})
    assert made.cases.count() == 2
    client.post(address, {"do": "assign", "helper": [str(helped.helper.pk)]})
    assert set(made.cases.values_list("helper", flat=True)) == {helped.helper.pk}
    assert "安娜" in text_of(client.get("/officer/helping/day/"))
    assert re.findall(
        r'class="row-link"[^>]*>([^<]+)<', text_of(client.get(f"{address}?q=本"))
    ) == ["阿本"]
    case = made.cases.get(person=helped.world.people.ben)
    at = f"/officer/helping/cases/{case.uuid}/"
    client.post(at, {"do": "contact", "channel": "phone", "result": "reached", "note": "想学车工"})
    client.post(at, {"do": "needs", "needs": ["post", "training"]})
    assert (Contact.objects.get().note, HelpCase.objects.get(pk=case.pk).needs) == (
        "想学车工", ["post", "training"],
    )  # fmt: skip
    assert "数控车工" in text_of(client.get(f"{at}?q=车工"))
    client.post(at, {"do": "offer", "kind": "post", "post": str(posts[0].uuid)})
    client.post(at, {"do": "offer", "kind": "training", "title": "数控培训"})
    told = text_of(client.post(at, {"do": "close", "outcome": "employed"}, follow=True))
    assert "不凭口头认定" in told
    client.post(address, {"do": "seat"})
    assert [job["task_name"] for job in jobs.jobs.values()] == ["helping.seat"]
    client.force_login(helped.world.ben)
    mine = text_of(client.get("/me/my-help/"))
    assert ("数控培训" in mine, "退役军人" in mine) == (True, True)
    post_offer, training = (HelpOffer.objects.get(kind=kind) for kind in ("post", "training"))
    client.post("/me/my-help/", {"do": "decline", "one": str(training.uuid), "reason": "time"})
    client.post("/me/my-help/", {"do": "accept", "one": str(post_offer.uuid)})
    assert Application.objects.get().person == helped.world.people.ben
    assert list(HelpOffer.objects.order_by("pk").values_list("state", flat=True)) == [
        "accepted", "declined",
    ]  # fmt: skip
    client.post("/me/my-help/", {"do": "no-help", "one": str(case.uuid)})
    assert HelpCase.objects.get(pk=case.pk).outcome == "declined"
    client.force_login(helped.grad)
    client.post("/me/my-help/", {"do": "help-again", "one": str(case.uuid)})
    assert HelpCase.objects.get(pk=case.pk).state == "closed"


def test_a30_what_was_seated_is_shown_with_its_reasons_to_the_helper_alone(client, helped, posts):
    assign_helpers(acting_user=helped.helper, helplist=helped.helplist, helpers=[helped.helper])
    seat_list(acting_user=helped.helper, helplist=helped.helplist)
    offer = HelpOffer.objects.get()
    offer.why_not = {
        "post": "焊工", "firm": "某厂", "score": 900, "possible": True, "loss": 12,
        "unseated": 1, "moved": 2,
    }  # fmt: skip
    at = f"/officer/helping/cases/{helped.case.uuid}/"
    client.force_login(helped.grad)
    assert offer.title not in text_of(client.get("/me/my-help/"))
    client.force_login(helped.helper)
    page = text_of(client.get(at))
    assert offer.why in page
    client.post(at, {"do": "confirm", "one": str(offer.uuid)})
    client.force_login(helped.grad)
    assert offer.title in text_of(client.get("/me/my-help/"))


def test_a25_an_order_goes_through_the_browser_from_a_licence_to_a_rating(client, world):
    client.force_login(world.other_clerk)
    licence = {
        "licence": "(浙)人服证字〔2024〕第1号",
        "until": "2099-12-31",
        "services": ["recruitment"],
        "fields": "电气、化工",
        "story": "做了二十年。",
    }
    client.post("/employer/agency/", licence | {"until": "2020-01-01"})
    assert Agency.objects.count() == 0
    client.post("/employer/agency/", licence)
    agency = Agency.objects.get()
    client.force_login(world.moderator)
    client.post(
        f"/officer/helping/agencies/{agency.uuid}/", {"state": "listed", "reason": "证照已核"}
    )
    client.logout()
    assert "鹿城鞋业有限公司" in text_of(client.get("/agencies/?service=recruitment"))
    said = content(title="电气工程师", headcount=30, duties="设计配电柜。")
    post = submit_post(
        acting_user=world.clerk,
        post=draft_post(acting_user=world.clerk, employer=world.firm, content=said),
    )
    client.force_login(world.clerk)
    placed = {
        "post": str(post.uuid), "agency": str(agency.uuid), "people": "2", "days": "5",
        "fee": "3000.50",
    }  # fmt: skip
    client.post("/employer/orders/new/", placed)
    assert Order.objects.count() == 0  # nobody promised not to charge job seekers
    client.post("/employer/orders/new/", placed | {"no_charge": "yes"})
    order = Order.objects.get()
    assert (order.fee, order.people) == (300_050, 2)
    client.force_login(world.other_clerk)
    theirs = f"/employer/agency/orders/{order.uuid}/"
    client.post(theirs, {"do": "take"})
    client.force_login(world.anna)
    page = text_of(client.post("/me/my-help/", {"do": "code"}))
    [code] = re.findall(r'<strong class="numeric">([A-Z0-9-]+)</strong>', page)
    client.force_login(world.other_clerk)
    client.post(theirs, {"do": "propose", "code": "WRONG"})
    client.post(theirs, {"do": "propose", "code": code})
    candidate = Candidate.objects.get()
    assert "安娜" in text_of(client.get(theirs))
    client.force_login(world.clerk)
    ours = f"/employer/orders/{order.uuid}/"
    assert "本科 · 温州大学 · 数控技术" in text_of(client.get(ours))
    for do in ("accept", "hire"):
        client.post(ours, {"do": do, "one": str(candidate.uuid)})
    client.post(ours, {"do": "close"})
    client.post(ours, {"do": "rate", "stars": "5", "opinion": "又快又好"})
    assert Order.objects.values_list("state", "filled", "stars").get() == ("closed", 1, 5)
    client.force_login(world.anna)
    client.post(f"/agencies/{agency.uuid}/", {"ground": "charged", "text": "要我交两百元"})
    complaint = Complaint.objects.get()
    client.force_login(world.moderator)
    client.post(
        "/officer/helping/complaints/",
        {"one": str(complaint.uuid), "upheld": "yes", "answer": "已退还"},
    )
    assert Complaint.objects.get().state == "upheld"
    assert "5.0 分（1 次）" in text_of(client.get(f"/agencies/{agency.uuid}/"))


def test_a25_codes_cannot_be_guessed_fast(client, world):
    agency = listing(world)
    said = content(title="电工", headcount=3, duties="布线。")
    post = submit_post(
        acting_user=world.clerk,
        post=draft_post(acting_user=world.clerk, employer=world.firm, content=said),
    )
    order = Order.objects.create(
        employer=world.firm, agency=agency, division=330302, post=post, people=1, days=1,
        no_charge=True, state="taken", placed_by=world.clerk,
    )  # fmt: skip
    client.force_login(world.other_clerk)
    at = f"/employer/agency/orders/{order.uuid}/"
    for _try in range(10):
        client.post(at, {"do": "propose", "code": "ABCD"})
    page = text_of(client.post(at, {"do": "propose", "code": "ABCD"}, follow=True))
    assert "试得太多" in page
    assert Candidate.objects.count() == 0


def test_a28_a_desk_is_kept_in_the_browser(client, world, posts):
    client.force_login(world.moderator)
    told = {
        "division": "330302", "street": "新碶街道", "community": "玉兰社区", "opening": "周二",
    }  # fmt: skip
    client.post("/officer/helping/desks/", told)
    desk = Desk.objects.get()
    at = f"/officer/helping/desks/{desk.uuid}/"
    client.post(at, {"do": "party", "kind": "worker", "name": "王社工", "part": "登记"})
    client.post(at, {"do": "push"})
    row = desk.posts.first()
    came = {"do": "sign-up", "row": str(row.pk), "number": ANNA, "reach": "到社区找王社工"}
    client.post(at, came)
    assert SignUp.objects.count() == 0
    client.post(at, came | {"agreed": "yes"})
    one = SignUp.objects.get()
    client.post(at, {"do": "move", "one": str(one.uuid), "state": "told"})
    client.force_login(world.clerk)
    assert "到社区找王社工" in text_of(client.get("/employer/orders/"))
    client.force_login(world.anna)
    client.post("/me/my-help/", {"do": "withdraw", "one": str(one.uuid)})
    assert SignUp.objects.get().state == "withdrawn"


def test_a39_a43_a_project_lands_in_a_carrier_in_the_browser(client, world):
    client.force_login(world.moderator)
    client.post(
        "/officer/helping/carriers/",
        {"name": "秀洲文创园", "kind": "twin_park", "address": "秀新路 1 号", "rooms": "3",
         "operator": OTHER_FIRM, "partners": "浙江大学"},
    )  # fmt: skip
    carrier = Carrier.objects.get()
    at = f"/officer/helping/carriers/{carrier.uuid}/"
    client.post(at, {"do": "in", "firm": FIRM, "room": "101", "since": today()})
    client.post(at, {"do": "in", "firm": "X", "room": "102", "since": today()})
    assert Tenant.objects.get().room == "101"
    client.post(
        "/officer/helping/projects/",
        {"title": "光电薄膜", "field": "光电", "number": ANNA, "came_by": "论坛",
         "promised": "5,000,000.50"},
    )  # fmt: skip
    project = Project.objects.get()
    assert (project.promised, project.founder) == (500_000_050, world.people.anna)
    at = f"/officer/helping/projects/{project.uuid}/"
    for stage in ("talks", "visited"):
        client.post(at, {"do": "go-on", "stage": stage, "reason": "会议"})
    client.post(at, {"do": "visit", "day": today(), "place": "园", "who": "安娜", "agreed": "免租"})
    later = (timezone.localdate() + dt.timedelta(days=900)).isoformat()
    client.post(
        at,
        {"do": "sign", "firm": FIRM, "carrier": str(carrier.uuid), "number": "HT-1",
         "signed_on": today(), "ends_on": later, "terms": "三年"},
    )  # fmt: skip
    for stage in ("signed", "landed"):
        client.post(at, {"do": "go-on", "stage": stage, "reason": "合同"})
    client.post(at, {"do": "milestone", "title": "投产", "due_on": later})
    client.post(at, {"do": "member", "name": "丁工", "part": "工艺"})
    client.post(at, {"do": "money", "promised": "6000000", "paid": "x"})
    assert Project.objects.values_list("stage", "promised").get() == ("landed", 500_000_050)
    assert "光电薄膜" in text_of(client.get("/officer/helping/projects/?stage=landed&q=光电"))
    client.force_login(world.anna)
    page = text_of(client.get(f"/me/my-help/projects/{project.uuid}/"))
    assert ("5,000,000.50 元" in page, "丁工" in page, "免租" in page) == (True, True, True)
    client.force_login(world.ben)
    assert client.get(f"/me/my-help/projects/{project.uuid}/").status_code == 404
    client.logout()
    assert "秀洲文创园" in text_of(client.get("/parks/?kind=twin_park"))


def test_a38_a44_a_young_founder_with_an_agri_project_competes_at_a_summit(
    client, world, with_duty
):
    """海宁华璟园艺: what the register holds of the founder, from the lead to a prize everybody reads."""
    load(
        人员=[{"证件号": BEN, "姓名": "阿本", "出生日期": "1998-05-01"}],
        学历=[
            {"证件号": BEN, "专业": "园艺", "毕业院校": "浙江农林大学", "毕业日期": "2020-06-30"}
        ],
        证书=[{"证件号": BEN, "工种": "园艺工", "技能等级": "高级工"}],
    )
    client.force_login(world.moderator)
    client.post(
        "/officer/helping/projects/",
        {"title": "园艺盆景", "field": "现代农业", "number": BEN, "came_by": "省农科院、林科院"},
    )
    project = Project.objects.get()
    at = f"/officer/helping/projects/{project.uuid}/"
    page = text_of(client.get(at))
    assert "本科 · 浙江农林大学 · 园艺" in page
    assert "职业技能等级 · 园艺工 · 高级工" in page
    begins = timezone.now().strftime("%Y-%m-%dT%H:%M")
    client.post(
        "/officer/events/new/",
        {"name": "精英峰会", "kind": "summit", "channel": "onsite", "begins_at": begins,
         "ends_at": "2099-01-01T17:00", "schools": "浙江大学、浙工大"},
    )  # fmt: skip
    summit = Event.objects.get()
    assert summit.schools == ["浙江大学", "浙工大"]
    event_at = f"/officer/events/{summit.uuid}/"
    client.post(at, {"do": "enter", "event": str(summit.uuid)})
    assert Entry.objects.count() == 0  # a draft takes nobody
    client.post(event_at, {"to": "published"})
    client.post(at, {"do": "enter", "event": str(summit.uuid), "track": "乡村振兴"})
    entry = Entry.objects.get()
    client.post(event_at, {"to": "running"})
    client.force_login(with_duty(Duty.CHECKER, "judge", 330300))
    for marks in ("", "x", "NaN", "90.505", "101", "1e9"):
        client.post(at, {"do": "mark", "one": str(entry.uuid), "marks": marks})
    assert Mark.objects.count() == 0
    client.post(at, {"do": "mark", "one": str(entry.uuid), "marks": "90.5"})
    assert Mark.objects.get().marks == 9050
    assert "90.50" in text_of(client.get(event_at))
    client.force_login(world.moderator)
    client.post(at, {"do": "prize", "one": str(entry.uuid), "prize": "first"})
    assert Entry.objects.get().prize == ""
    client.post(event_at, {"to": "closed"})
    client.post(at, {"do": "prize", "one": str(entry.uuid), "prize": "first"})
    client.logout()
    public = text_of(client.get(f"/events/{summit.uuid}/"))
    assert re.search(r"<dt>一等奖</dt><dd>园艺盆景</dd>", public)
    assert "浙江大学、浙工大" in public
    client.force_login(world.ben)
    assert "一等奖" in text_of(client.get(f"/me/my-help/projects/{project.uuid}/"))


@pytest.mark.parametrize(
    "path",
    ["/agencies/", "/parks/", "/me/my-help/", "/officer/helping/", "/officer/helping/projects/",
     "/employer/agency/", "/employer/orders/new/"],
)  # fmt: skip
def test_pages_speak_english(client, world, path):
    client.cookies["django_language"] = "en"
    who = {"/me": world.anna, "/of": world.moderator, "/em": world.clerk}.get(path[:3])
    if who:
        client.force_login(who)
    main = text_of(client.get(path)).split("<h1>")[1].split("</h1>")[0]
    assert re.search(r"[A-Za-z]", main)


def test_lists_ask_the_same_of_the_database_however_long(client, helped):
    def counted(path):
        client.get(path)
        with CaptureQueriesContext(connection) as made:
            text_of(client.get(path))
        return len(made)

    client.force_login(helped.helper)
    assign_helpers(acting_user=helped.helper, helplist=helped.helplist, helpers=[helped.helper])
    paths = [
        "/officer/helping/", f"/officer/helping/lists/{helped.helplist.uuid}/",
        "/officer/helping/day/",
    ]  # fmt: skip
    few = [counted(path) for path in paths]
    file = workbook(["证件号"], [ANNA], [BEN], [CARA])
    client.post(paths[1], {"do": "upload", "file": file})
    assign_helpers(acting_user=helped.helper, helplist=helped.helplist, helpers=[helped.helper])
    assert HelpCase.objects.filter(helper=helped.helper).count() == 4
    assert [counted(path) for path in paths] == few
