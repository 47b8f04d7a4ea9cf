"""Opening a page about a person is noted once a day, and the person reads by which office."""

import datetime as dt

import pytest
from django.db import Error, connection, transaction
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from tests.web import access_routes as site
from tests.web.access_matrix import table
from tests.web.access_world import HERE, make_world
from yulin.rights.actions.looks import note_look
from yulin.rights.actions.retain import execute_due, list_due
from yulin.rights.enums import PageKind
from yulin.rights.models import PageLook
from yulin.rights.queries.copy import everything_of
from yulin.rights.queries.looks import PageSeen, pages_seen

pytestmark = pytest.mark.django_db
#: every page about one person, and what it shows
PAGES = {
    "officer:person": "dues",
    "officer:why": "dues",
    "officer:facts": "facts",
    "officer:identity:documents": "documents",
    "officer:identity:link": "documents",
    "officer:identity:name": "documents",
    "officer:correction": "correction",
    "review:person": "review",
    "review:objection": "review",
    "money:claim": "money",
    "control:signal": "control",
    "control:finding": "control",
    "control:entry": "control",
    "rights:erasure": "erasure",
}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("world")
    with (
        override_settings(YULIN_POLICIES=folder / "policies", YULIN_VAR=folder / "var"),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        yield make_world(folder)
        transaction.set_rollback(True)
    connection.close()


@pytest.fixture(autouse=True)
def _library(world):
    """The world's own."""


@pytest.fixture
def opened(world, client):
    routes = {route.name: route for route in site.routes()}
    kinds = {name: line.kind for (name, method), line in table().items() if method == "GET"}

    def opened(role, name, scope="own"):
        client.force_login(world.users[role])
        return client.get(site.address(routes[name], kinds[name], world, scope)).status_code

    return opened


def noted():
    return set(PageLook.objects.values_list("viewer__username", "person", "page"))


@pytest.mark.parametrize("name", [*PAGES, "officer:identity:pair"])
def test_each_page_about_a_person_is_noted_once(world, opened, name):
    both = name.startswith("officer:identity:") and name.rpartition(":")[2] in {"link", "pair"}
    people = [world.people[scope] for scope in (("own", "same") if both else ("own",))]
    for role in ("officer", "auditor", "officer"):
        assert opened(role, name) == 200
    page = PAGES.get(name, "documents")
    expected = {(f"w-{r}", p.pk, page) for r in ("officer", "auditor") for p in people}
    assert noted() == expected
    assert PageLook.objects.count() == len(expected)


def test_who_may_not_open_a_page_leaves_no_look_and_nor_does_ones_own(world, opened, client):
    assert opened("elsewhere", "officer:person") == 404
    assert opened("employer", "officer:person") == 403
    client.force_login(world.users["person"])
    assert client.get(reverse("person:dues")).status_code == 200
    assert noted() == set()


def test_the_person_reads_office_region_day_and_what(world, opened, client):
    opened("officer", "officer:facts")
    opened("auditor", "money:claim")
    today = timezone.localdate()
    her = world.users["person"]
    assert pages_seen(user=her, person=world.people["own"]) == [
        PageSeen(day=today, who="审计人员", region="", page="付款和追回"),
        PageSeen(day=today, who="经办人员", region="温州市鹿城区", page="信息"),
    ]
    client.force_login(her)
    page = client.get(reverse("person:looks")).content.decode()
    assert f"{today:%Y-%m-%d}" in page
    assert "温州市鹿城区 经办人员" in page
    assert world.users["officer"].username not in page
    copied = everything_of(user=her, person=world.people["own"])["pages"]
    assert [row["page"] for row in copied] == ["付款和追回", "信息"]


def test_one_statement_and_the_next_day_is_another(world, django_assert_num_queries):
    viewer, person = world.users["officer"], world.people["own"]
    with django_assert_num_queries(1):
        note_look(acting_user=viewer, people=[person, person, None], page=PageKind.DUES)
    PageLook.objects.get()
    first = PageLook(
        viewer=viewer,
        person=person,
        page=PageKind.DUES,
        day=timezone.localdate() - dt.timedelta(days=1),
        at=timezone.now() - dt.timedelta(days=1),
    )
    first.save()
    assert PageLook.objects.count() == 2


def test_the_database_keeps_it_once_and_as_it_was(world):
    viewer, person = world.users["officer"], world.people["own"]
    note_look(acting_user=viewer, people=[person], page=PageKind.DUES)
    row = PageLook.objects.get()
    again = PageLook(viewer=viewer, person=person, page=row.page, day=row.day, at=row.at)
    for change in (again.save, lambda: PageLook.objects.update(page=PageKind.MONEY)):
        with pytest.raises(Error), transaction.atomic():
            change()
    assert PageLook.objects.get().page == "dues"


def test_after_three_years_they_go(world):
    then = timezone.now() - dt.timedelta(days=1101)
    made = [
        PageLook.objects.create(
            viewer=world.users["officer"],
            person=world.people["own"],
            page=PageKind.DUES,
            day=timezone.localdate(at),
            at=at,
        )
        for at in (then, timezone.now())
    ]
    today = timezone.localdate()
    list_due(as_of=today)
    execute_due(today=today + dt.timedelta(days=8))
    assert list(PageLook.objects.all()) == made[1:]


def test_a_person_elsewhere_is_noted_by_who_sees_them_only(world, opened):
    assert opened("elsewhere", "officer:person", "other") == 200
    assert noted() == {("w-elsewhere", world.people["other"].pk, "dues")}
    assert world.users["officer"].region == HERE
