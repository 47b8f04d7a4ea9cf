"""Pages of what is held of people: their own, and those of data stewards."""

import datetime as dt
import json
from types import SimpleNamespace

import pytest
from django.urls import get_resolver, reverse

from tests.registry.builders import ANNA
from tests.web.public.test_english import chinese_in
from yulin.access.enums import Duty, Role
from yulin.access.models import DutyGrant, JournalEntry
from yulin.registry.actions.reveal import reveal_number
from yulin.rights.actions.erasures import ask_erasure
from yulin.rights.actions.retain import list_due
from yulin.rights.models import Consent, Erasure, RetentionReport

pytestmark = pytest.mark.django_db

WHO = ("visitor", "person", "employer", "officer", "elsewhere", "auditor")
READ = (302, 403, 403, 200, 200, 200)
READ_ONE = (302, 403, 403, 200, 404, 200)
TABLE = {
    "erasures": READ,
    "erasure": READ_ONE,
    "decide": (302, 403, 403, 403, 404, 403),
    "retention": READ,
    "stop": (302, 403, 403, 403, 403, 403),
}
POSTED = {"decide": {"agree": "yes", "answer": "x"}, "stop": {"reason": "x"}}


@pytest.fixture
def steward(office, user_of):
    user = user_of(Role.OFFICER, username="steward", region=330300)
    begins = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    DutyGrant.objects.create(
        holder=user, duty=Duty.DATA_STEWARD, region=330300, during=(begins, None), basis="任命"
    )
    return user


@pytest.fixture
def things(office):
    return SimpleNamespace(
        asked=ask_erasure(acting_user=office.person, person=office.anna, text="请删除"),
        report=list_due(as_of=dt.date(2026, 11, 1)),
    )


def address(name, things):
    about = {
        "erasure": [things.asked.uuid],
        "decide": [things.asked.uuid],
        "stop": [things.report.uuid],
    }
    return reverse(f"rights:{name}", args=about.get(name, []))


def everything():
    return (
        list(Erasure.objects.order_by("pk").values()),
        list(RetentionReport.objects.order_by("pk").values()),
        list(Consent.objects.order_by("pk").values()),
        JournalEntry.objects.count(),
    )


def test_who_gets_what(client, office, things):
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
    names = get_resolver("yulin.web.officer.rights.urls").reverse_dict
    assert {name for name in names if isinstance(name, str)} == set(TABLE)


def test_no_whole_number_and_no_chinese_in_english(client, office, things):
    client.cookies["django_language"] = "en"
    client.force_login(office.auditor)
    for name in set(TABLE) - set(POSTED):
        page = client.get(address(name, things)).content.decode()
        assert ANNA not in page
        assert (name, chinese_in(page) - {"安娜", "请删除"}) == (name, set())


def test_a_steward_decides_and_the_person_reads_it(client, office, things, steward):
    client.force_login(steward)
    page = client.post(address("decide", things), {"agree": "no", "answer": " "})
    assert (page.status_code, "请写明理由" in page.content.decode()) == (422, True)
    client.post(address("decide", things), {"agree": "no", "answer": "依法须保存"})
    things.asked.refresh_from_db()
    assert (things.asked.state, things.asked.decided_by) == ("refused", steward)
    client.force_login(office.person)
    assert "依法须保存" in client.get("/me/erasure/").content.decode()


def test_a_steward_stops_a_clearing(client, things, steward):
    client.force_login(steward)
    client.post(address("stop", things), {"reason": "诉讼保全"})
    assert "诉讼保全" in client.get(address("retention", things)).content.decode()
    assert RetentionReport.objects.get().state == "stopped"


# -- the person's own ------------------------------------------------------------------------------

OWN = ("/me/looks/", "/me/purposes/", "/me/copy/", "/me/erasure/")


@pytest.mark.parametrize("path", OWN)
def test_the_persons_pages_are_a_persons(client, office, path):
    assert client.get(path).status_code == 302
    for user in (office.officer, office.employer, office.auditor):
        client.force_login(user)
        assert client.get(path).status_code == 403
        assert client.post(path).status_code in {403, 405}


def test_the_persons_pages_in_english(client, office, things):
    client.cookies["django_language"] = "en"
    client.force_login(office.person)
    for path in OWN:
        found = chinese_in(client.get(path).content.decode()) - {"安娜", "请删除"}
        assert (path, found) == (path, set())


def test_who_looked(client, office, officer):
    reveal_number(acting_user=officer, person=office.anna, reason="核对补贴")
    client.force_login(office.person)
    page = client.get("/me/looks/").content.decode()
    assert "温州市 经办人员" in page
    assert "核对补贴" in page
    assert "没有人看过" not in page


def test_consent_by_one_press_either_way(client, office):
    client.force_login(office.person)
    path = "/me/purposes/employer_reasons/"
    assert "已同意" in client.post(path, follow=True).content.decode()
    assert "没有同意" in client.post(path, {"withdraw": "yes"}, follow=True).content.decode()
    before = everything()
    assert "不需要您同意" in client.post("/me/purposes/decide/", follow=True).content.decode()
    assert everything() == before


def test_a_copy_is_asked_for_by_a_form(client, office):
    client.force_login(office.person)
    before = JournalEntry.objects.count()
    client.get("/me/copy/")
    assert client.post("/me/copy/", {"form": "exe"}).status_code == 404
    assert JournalEntry.objects.count() == before
    response = client.post("/me/copy/", {"form": "json"})
    assert response["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert json.loads(response.content)["person"] == str(office.anna.uuid)
    assert client.post("/me/copy/", {"form": "xlsx"}).content[:2] == b"PK"
    assert JournalEntry.objects.count() == before + 2


def test_deletion_is_asked_for_and_taken_back(client, office, jobs):
    client.force_login(office.person)
    page = client.post("/me/erasure/", {"text": "请删除"})
    assert (page.status_code, "请先确认" in page.content.decode()) == (422, True)
    assert Erasure.objects.count() == 0
    client.post("/me/erasure/", {"text": "请删除", "sure": "yes"})
    assert Erasure.objects.get().state == "open"
    client.post("/me/erasure/withdraw/")
    assert Erasure.objects.get().state == "withdrawn"
    assert client.post("/me/erasure/withdraw/").status_code == 404


def test_lists_cost_the_same_however_long(client, office, things, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(office.auditor)

    def costs():
        with CaptureQueriesContext(connection) as queries:
            client.get(address("erasures", things), {"state": "all"})
            client.get(address("retention", things))
        return len(queries)

    before = costs()
    for person in (office.ben, office.cara):
        Erasure.objects.create(
            person=person, asked_by=office.person, due_on="2026-12-01", region=330302
        )
    list_due(as_of=dt.date(2026, 11, 2))
    assert costs() == before
