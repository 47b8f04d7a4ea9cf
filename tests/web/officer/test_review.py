"""Pages of objections and holds: who opens them, what they show, what they do."""

import datetime as dt
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.urls import get_resolver, reverse
from django.utils.timezone import localdate

from tests.registry.builders import ANNA, FIRM
from tests.web.public.test_english import chinese_in
from yulin.access.enums import Duty, Role
from yulin.access.models import DutyGrant, JournalEntry
from yulin.entitlements.actions.accrue import accrue
from yulin.entitlements.actions.execute import execute_run
from yulin.entitlements.actions.holds import place_hold
from yulin.entitlements.actions.objections import object_to
from yulin.entitlements.actions.request import request_run
from yulin.entitlements.actions.stops import ask_stop
from yulin.entitlements.actions.tell import tell as tell_benefit
from yulin.entitlements.models import Grant, Hold, Notice, Objection, Ruling, Stop
from yulin.ledger.actions.tell import tell
from yulin.registry.models import Employer

pytestmark = pytest.mark.django_db

WHO = ("visitor", "person", "employer", "officer", "elsewhere", "auditor")
READ = (302, 403, 403, 200, 200, 200)
READ_ONE = (302, 403, 403, 200, 404, 200)
#: an officer without the duty is refused by the action itself
NOT_THEIRS_ONE = (302, 403, 403, 403, 404, 403)
TABLE = {
    "objections": READ,
    "objection": READ_ONE,
    "step": NOT_THEIRS_ONE,
    "holds": READ,
    "release": NOT_THEIRS_ONE,
    "person": READ_ONE,
    "place": NOT_THEIRS_ONE,
    "stops": READ,
    "decide_stop": NOT_THEIRS_ONE,
    "ask_stop": NOT_THEIRS_ONE,
    "ask_firm_stop": (302, 403, 403, 200, 404, 403),
}
POSTED = {
    "step": {"step": "uphold", "answer": "x"},
    "release": {"reason": "x"},
    "place": {"key": "T-01/房票", "reason": "x"},
    "decide_stop": {"agree": "yes"},
    "ask_stop": {"grant": "", "clause": "x", "stop_reason": "x"},
}


@pytest.fixture
def hands(office, user_of):
    def make(duty, username):
        user = user_of(Role.OFFICER, username=username, region=330300)
        begins = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
        DutyGrant.objects.create(
            holder=user, duty=duty, region=330300, during=(begins, None), basis="任命"
        )
        return user

    return SimpleNamespace(
        maker=make(Duty.MAKER, "maker"),
        checker=make(Duty.CHECKER, "checker"),
        approver=make(Duty.APPROVER, "approver"),
        control=make(Duty.CONTROL, "control"),
    )


@pytest.fixture
def things(office, hands):
    asked = request_run(acting_user=None, as_of=localdate(), queue=False)
    run = execute_run(run=asked)
    accrue(acting_user=None, run=run)
    about = {"policy": "T-01", "benefit": "房票"}
    return SimpleNamespace(
        run=run,
        anna=office.anna,
        hold=place_hold(acting_user=hands.control, subject=office.anna, **about, reason="举报核查"),
        firm=Employer.objects.get(code=FIRM),
        stop=SimpleNamespace(uuid=uuid4()),
        asked=object_to(
            acting_user=office.person, subject=office.anna, **about, kind="human", text="请看一看"
        ),
    )


@pytest.fixture
def stopping(office, hands, things):
    """Anna's coupon by the month, and that somebody asks for its stop."""
    run = things.run
    things.grant = Grant.objects.create(
        person=office.anna,
        policy="T-01",
        benefit="房票",
        version="一",
        region=330300,
        district=330302,
        opened_by=run,
        decided_by=run,
        begins_on=run.as_of,
        accrued_to=run.as_of,
        period="month",
    )
    words = {"clause": "第八条", "reason": "已离开"}
    things.stop = ask_stop(acting_user=hands.maker, grant=things.grant, **words)
    return things


def address(name, things):
    about = {
        "objection": [things.asked.uuid],
        "step": [things.asked.uuid],
        "release": [things.hold.uuid],
        "person": [things.anna.uuid],
        "place": [things.anna.uuid],
        "decide_stop": [things.stop.uuid],
        "ask_stop": [things.anna.uuid],
        "ask_firm_stop": [things.firm.uuid],
    }
    return reverse(f"review:{name}", args=about.get(name, []))


def everything():
    return (
        list(Objection.objects.order_by("pk").values()),
        list(Ruling.objects.order_by("pk").values()),
        list(Hold.objects.order_by("pk").values()),
        list(Stop.objects.order_by("pk").values()),
        list(Grant.objects.order_by("pk").values()),
        list(Notice.objects.order_by("pk").values()),
        JournalEntry.objects.count(),
    )


def test_who_gets_what(client, office, stopping):
    things = stopping
    before = everything()
    for name, wanted in TABLE.items():
        got = []
        for who in WHO:
            client.logout()
            user = getattr(office, who)
            if user:
                client.force_login(user)
            path = address(name, things)
            response = client.post(path, POSTED[name]) if name in POSTED else client.get(path)
            got.append(response.status_code)
        assert (name, tuple(got)) == (name, wanted)
    assert everything() == before


def test_every_address_is_in_the_table():
    names = get_resolver("yulin.web.officer.review.urls").reverse_dict
    assert {name for name in names if isinstance(name, str)} == set(TABLE)


def test_no_whole_number_and_no_chinese_in_english(client, office, things):
    client.cookies["django_language"] = "en"
    client.force_login(office.auditor)
    own = {"安娜", "举报核查", "请看一看", "测试"}
    # what the text and the registers themselves say, in the reasons
    own |= {"第三条", "一", "二", "三", "试行", "浙江省温州市鹿城区"}
    own |= {"就业登记", "电子劳动合同", "社保", "人社", "教育"}
    for name in set(TABLE) - set(POSTED):
        page = client.get(address(name, things)).content.decode()
        assert ANNA not in page
        assert (name, chinese_in(page) - own) == (name, set())


def press(client, user, name, things, **words):
    client.force_login(user)
    return client.post(address(name, things), words, follow=True)


def test_from_an_objection_to_a_ruling_and_its_end(client, things, hands):
    words = {"effect": "due", "amount": "12.50", "clause": "第三条", "reason": "材料已补齐"}
    page = press(client, hands.maker, "step", things, step="propose", **words)
    assert "待核准" in page.content.decode()
    press(client, hands.approver, "step", things, step="confirm", agree="yes", remarks="同意")
    ruling = Ruling.objects.get()
    assert (ruling.state, ruling.amount, ruling.confirmed_by) == ("in_force", 1250, hands.approver)
    client.force_login(hands.maker)
    shown = client.get(reverse("officer:person", args=[things.anna.uuid])).content.decode()
    assert "以人工决定为准：应享受，每期 12.50 元。" in shown
    press(client, hands.approver, "step", things, step="end", reason="条款已修订")
    assert Ruling.objects.get().state == "ended"


def test_what_is_refused_is_said_and_the_words_are_kept(client, things, hands):
    before = everything()
    for words, said in (
        ({"amount": "12.505"}, "金额应写作 1234.50。"),
        ({"until": "明天"}, "日期应写作 2026-12-31。"),
        ({"amount": ""}, "应享受的须有金额。"),
    ):
        given = {"effect": "due", "amount": "1", "clause": "第三条", "reason": "材料"} | words
        page = press(client, hands.maker, "step", things, step="propose", **given)
        assert page.status_code == 422
        assert said in page.content.decode()
        assert "第三条" in page.content.decode()
    page = press(client, hands.maker, "place", things, key="T-01/没有", reason="y")
    assert (page.status_code, "请选择要暂停的待遇。" in page.content.decode()) == (422, True)
    assert everything() == before


def test_a_hold_is_released_by_another(client, things, hands):
    client.force_login(hands.control)
    assert "解除的原因" not in client.get(address("person", things)).content.decode()
    press(client, hands.checker, "release", things, reason="已核实")
    things.hold.refresh_from_db()
    assert things.hold.lifted_by == hands.checker
    press(client, hands.maker, "place", things, key="T-01/房票", reason="再查")
    assert Hold.objects.filter(lifted_at=None, placed_by=hands.maker).count() == 1


def test_lists_are_narrowed(client, office, things, hands):
    client.force_login(hands.maker)
    for name in ("objections", "holds"):
        path = address(name, things)
        assert "安娜" in client.get(path).content.decode()
        assert "安娜" in client.get(path, {"q": "T-01"}).content.decode()
        assert "安娜" not in client.get(path, {"q": "T-99"}).content.decode()
        other = {"objections": "upheld", "holds": "lifted"}[name]
        assert "安娜" not in client.get(path, {"state": other}).content.decode()


def test_lists_cost_the_same_however_long(client, office, things, hands, django_assert_num_queries):
    client.force_login(hands.maker)

    def costs(name):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as queries:
            client.get(address(name, things))
        return len(queries)

    before = {name: costs(name) for name in ("objections", "holds")}
    for benefit in ("租房", "b1", "b2", "b3"):
        about = {"policy": "T-01", "benefit": benefit}
        place_hold(acting_user=hands.control, subject=office.ben, **about, reason="核查")
        object_to(
            acting_user=office.person, subject=office.anna, **about, kind="human", text="请看"
        )
    assert {name: costs(name) for name in before} == before


# -- the person's own ------------------------------------------------------------------------------

OWN = ("/me/notices/", "/me/objections/", "/me/objections/new/?policy=T-01&benefit=房票")


@pytest.mark.parametrize("path", OWN)
def test_the_persons_pages_are_a_persons(client, office, things, path):
    assert client.get(path).status_code == 302
    for user in (office.officer, office.employer, office.auditor):
        client.force_login(user)
        assert client.get(path).status_code == 403


def test_nobody_reads_somebody_elses(client, office, things, user_of):
    ben = user_of(Role.PERSON, username="ben", person_key=str(office.ben.uuid))
    client.force_login(ben)
    notice = Notice.objects.filter(person=office.anna).first()
    before = everything()
    assert client.get(f"/me/notices/{notice.uuid}/").status_code == 404
    assert client.get(f"/me/objections/{things.asked.uuid}/").status_code == 404
    assert client.post(f"/me/objections/{things.asked.uuid}/withdraw/").status_code == 404
    form = {"policy": "T-01", "benefit": "房票", "kind": "human", "text": "x"}
    response = client.post("/me/objections/new/", form | {"notice": str(notice.uuid)})
    assert response.status_code == 404
    assert everything() == before


def test_told_read_and_objected_to(client, office, things):
    tell(subject=office.anna, kind="money_returned", amount="5.00")
    client.force_login(office.person)
    page = client.get("/me/notices/").content.decode()
    held = Notice.objects.get(kind="held")
    assert "经办人员暂停了" in page
    assert "举报核查" in page
    assert "付给您的 5.00 元被银行退回，请核对收款账户。" in page
    unread = Notice.objects.filter(person=office.anna).count() + 1
    assert f"{unread} 条未读" in page
    one = client.get(f"/me/notices/{held.uuid}/").content.decode()
    assert "提出异议" in one
    held.refresh_from_db()
    assert held.read_at is not None
    assert f"{unread - 1} 条未读" in client.get("/me/notices/").content.decode()
    client.post("/me/notices/read/")
    assert "条未读" not in client.get("/me/notices/").content.decode()
    form = {"policy": "T-01", "benefit": "租房", "kind": "objection", "text": "不同意"}
    response = client.post("/me/objections/new/", form, follow=True)
    assert "会由没有经手过的人复核并答复您" in response.content.decode()
    again = client.post("/me/objections/new/", form)
    assert (again.status_code, "已有待答复的异议" in again.content.decode()) == (422, True)
    mine = Objection.objects.get(benefit="租房")
    client.post(f"/me/objections/{mine.uuid}/withdraw/")
    mine.refresh_from_db()
    assert mine.state == "withdrawn"


def test_a_notice_of_a_run_shows_the_clauses_of_then(client, office, things):
    about = {"policy": "T-01", "benefit": "房票"}
    notice = tell_benefit(
        subject=office.anna, kind="gained", event="answer:1", run=things.run, **about
    )
    client.force_login(office.person)
    page = client.get(f"/me/notices/{notice.uuid}/").content.decode()
    assert "逐条理由" in page
    assert 'class="reasons"' in page


def test_the_persons_pages_in_english(client, office, things):
    client.cookies["django_language"] = "en"
    client.force_login(office.person)
    notice = Notice.objects.get(kind="held")
    own = {"安娜", "举报核查", "请看一看", "测试"}
    paths = [*OWN, f"/me/notices/{notice.uuid}/", f"/me/objections/{things.asked.uuid}/"]
    for path in paths:
        assert (path, chinese_in(client.get(path).content.decode()) - own) == (path, set())


def test_what_stands_is_said_beside_the_dues(client, office, things):
    client.force_login(office.person)
    assert "已由人暂停，不付款：" in client.get("/me/").content.decode()
    why = client.get("/me/why/T-01/房票/", headers={"HX-Request": "true"}).content.decode()
    assert "不同意，请人复核" in why


def test_a_stop_is_asked_for_on_a_page_and_agreed_to_on_another(client, office, stopping, hands):
    things = stopping
    client.force_login(hands.maker)
    here = reverse("review:person", args=[things.anna.uuid])
    shown = client.get(here).content.decode()
    assert ("第八条" in shown, "核准停发" in shown) == (True, False)
    refused = client.post(
        reverse("review:ask_stop", args=[things.anna.uuid]),
        {"grant": str(things.grant.uuid), "clause": "第九条", "stop_reason": "又一次"},
    )
    assert refused.status_code == 422  # one waits already
    assert "请选择要停发的享受。" in refused.content.decode()
    client.force_login(hands.approver)
    assert "核准停发" in client.get(reverse("review:stops")).content.decode()
    told = client.post(
        reverse("review:decide_stop", args=[things.stop.uuid]), {"agree": "yes"}, follow=True
    )
    assert "没有这样的停发" in told.content.decode()  # none waits
    standing = client.get(reverse("review:stops"), {"state": "standing"}).content.decode()
    assert "已停发" in standing
    things.grant.refresh_from_db()
    assert things.grant.state == "stopped"
    client.force_login(office.person)
    notice = Notice.objects.get(kind="stopped")
    own = client.get(reverse("person:notice", args=[notice.uuid])).content.decode()
    assert "依据：第八条。理由：已离开" in own
