"""What the administrators' pages show and do."""

import re

import pytest
from django.urls import reverse

from tests.web.conftest import MODES, overflow, serious_violations, set_mode
from yulin.access.actions.accounts import redeem_set_up_code
from yulin.access.enums import Duty
from yulin.access.models import DutyState, User
from yulin.access.rules import holds_duty

pytestmark = pytest.mark.django_db


@pytest.fixture
def system(client, bureau):
    client.force_login(bureau.system)
    return client


def names(page):
    return re.findall(r'<a class="row-link"[^>]*>([^<]+)</a>', page.content.decode())


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "mak"}, ["maker"]),
        ({"q": "A-2"}, ["安全管理员乙"]),
        ({"role": "auditor"}, ["auditor"]),
        ({"role": "person"}, None),
        ({"duty": "control"}, ["control"]),
        ({"district": "330302"}, ["new"]),
        ({"district": "330300", "duty": "head"}, ["head"]),
        ({"state": "waiting"}, ["审计管理员丙", "安全管理员乙", "系统管理员甲"]),
        ({"state": "closed"}, []),
        ({"q": "nobody"}, []),
    ],
)
def test_accounts_are_found(system, query, found):
    everybody = User.objects.exclude(role="person").count()
    shown = names(system.get("/administrator/", query))
    assert shown == found if found is not None else len(shown) == everybody


@pytest.mark.parametrize("more", [0, 40])
def test_the_list_takes_as_many_queries_for_many(
    system, bureau, user_of, more, django_assert_num_queries
):
    for n in range(more):
        user_of("officer", username=f"more-{n}")
    # session, user, rule ×3, count, rows, duties, menu, may open
    with django_assert_num_queries(9):
        system.get("/administrator/")


def test_pages_of_fifty(system, user_of):
    for n in range(60):
        user_of("officer", username=f"more-{n:02}")
    assert len(names(system.get("/administrator/", {"page": "1", "q": "more-"}))) == 50
    assert len(names(system.get("/administrator/", {"page": "2", "q": "more-"}))) == 10


def test_an_account_is_opened_and_its_code_shown_once(system):
    sent = {
        "display_name": "王经办",
        "username": "clerk",
        "staff_number": "W-1",
        "role": "officer",
        "region": "330302",
    }
    page = system.post("/administrator/new/", sent).content.decode()
    code = re.search(r"<code class=\"numeric\">([^<]+)</code>", page)[1]
    user = User.objects.get(username="clerk")
    assert (user.region, user.staff_number, user.has_usable_password()) == (330302, "W-1", False)
    assert redeem_set_up_code(username="clerk", code=code) == user
    again = system.get(reverse("administrator:account", args=[user.uuid])).content.decode()
    assert code not in again
    assert "待本人启用" in again


def test_what_is_refused_is_said_and_what_was_typed_stays(system):
    sent = {"display_name": "王", "username": "maker", "staff_number": "W-1", "role": "officer"}
    page = system.post("/administrator/new/", sent)
    assert page.status_code == 422
    assert 'value="maker"' in page.content.decode()
    assert User.objects.filter(staff_number="W-1").count() == 0


def test_closing_an_account_ends_its_sessions(client, bureau):
    from tests.strict import StrictClient

    other = StrictClient()
    other.force_login(bureau.maker)
    assert other.get("/officer/").status_code == 200
    client.force_login(bureau.system)
    client.post(reverse("administrator:disable", args=[bureau.maker.uuid]), {"reason": "调离"})
    assert other.get("/officer/").status_code == 302


def test_the_whole_way_of_a_duty(client, bureau):
    def act(who, step):
        client.force_login(who)
        page = client.get("/administrator/duties/").content.decode()
        address = reverse(f"administrator:{step}", args=[bureau.asked.uuid])
        assert address in page
        client.post(address)

    client.force_login(bureau.head)
    approve = reverse("administrator:approve", args=[bureau.asked.uuid])
    assert approve not in client.get("/administrator/duties/").content.decode()
    act(bureau.control, "check")
    act(bureau.head, "approve")
    assert holds_duty(Duty.CHECKER)(bureau.new, 330302)
    bureau.asked.refresh_from_db()
    assert bureau.asked.state == DutyState.APPROVED


def test_a_duty_is_asked_for_by_page(client, bureau):
    client.force_login(bureau.maker)
    page = client.get("/administrator/duties/new/").content.decode()
    assert 'value="payer"' in page
    assert 'value="control"' not in page
    sent = {"holder": str(bureau.new.uuid), "duty": "payer", "region": "330302", "reason": "缺人"}
    assert client.post("/administrator/duties/new/", sent)["Location"] == "/administrator/duties/"
    sent["region"] = "330200"
    assert client.post("/administrator/duties/new/", sent).status_code == 403


def test_the_audit_administrator_reads_what_the_others_did(client, bureau):
    client.force_login(bureau.system)
    client.post(reverse("administrator:disable", args=[bureau.new.uuid]), {"reason": "调离"})
    client.force_login(bureau.audit)
    page = client.get("/administrator/journal/").content.decode()
    assert "停用账号" in page
    assert "调离" in page


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.django_db(transaction=True)
def test_the_pages_are_fit_for_everybody(
    page, context, live_server, client, bureau, mode, tmp_path
):
    import os

    set_mode(context, live_server.url, mode)
    for who, paths in {
        "system": ("/administrator/", "/administrator/new/", "/administrator/duties/"),
        "security": (reverse("administrator:account", args=[bureau.maker.uuid]),),
        "control": ("/administrator/duties/",),
        "audit": ("/administrator/journal/",),
    }.items():
        client.force_login(getattr(bureau, who))
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
        context.add_cookies([cookie | {"url": live_server.url}])
        for path in paths:
            for width in (1440, 390):
                page.set_viewport_size({"width": width, "height": 900})
                page.goto(f"{live_server.url}{path}")
                assert page.url == f"{live_server.url}{path}"
                assert overflow(page) <= 0
                if (folder := os.environ.get("YULIN_SHOTS")) and mode == "normal":
                    name = f"adm-{who}-{path.count('/')}-{path.strip('/').rsplit('/')[-1][:8]}"
                    page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
            assert serious_violations(page) == []
