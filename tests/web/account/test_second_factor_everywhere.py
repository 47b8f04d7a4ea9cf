"""No route of the site opens to staff without a second factor, whatever is added to the table."""

import uuid

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.policy.examples import NIGHTLY
from yulin.access.enums import STAFF, Role
from yulin.access.models import JournalEntry

pytestmark = pytest.mark.django_db

#: everything that a visitor may see too
OPEN_TO_ALL = {"preferences", "public", "sign_in", "api_docs"}
#: of the interface for programs; it refuses in its own words
OPEN_TO_PROGRAMS = {
    "",
    "openapi.json",
    "policies",
    "policies/x",
    "benefits",
    "vocabulary",
    "divisions",
    "jobs",
    "jobs/x",
    "events",
    "events/x",
}
VALUES = {"int": "330300", "uuid": str(uuid.uuid4())}


def routes(patterns=None, prefix="", names=()):
    """Every address of the site with made-up arguments, and the name of its room."""
    for found in get_resolver().url_patterns if patterns is None else patterns:
        part = prefix + str(found.pattern)
        if isinstance(found, URLResolver):
            yield from routes(found.url_patterns, part, (*names, found.namespace))
        elif isinstance(found, URLPattern):
            room = next((name for name in names if name), found.name)
            yield room, filled(part, found.pattern.converters)


def filled(path, converters):
    import re

    def value(match):
        kind = match[0].strip("<>").split(":")[0] if ":" in match[0] else "str"
        return VALUES.get(kind, "x")

    assert len(re.findall(r"<[^>]+>", path)) >= len(converters)
    return "/" + re.sub(r"<[^>]+>", value, path)


GUARDED = sorted(path for room, path in routes() if room not in {*OPEN_TO_ALL, "api"})
PROGRAMS = sorted(
    {path for room, path in routes() if room == "api"}
    - {f"/api/v1/{path}" for path in OPEN_TO_PROGRAMS}
)


def asked(client, path):
    """What a program is told at an address, by the method that the address takes."""
    answer = client.get(path)
    return (client.post(path) if answer.status_code == 405 else answer).json()


def test_the_table_is_the_whole_site():
    rooms = {room for room, _path in routes()}
    assert {"officer", "studio", "auditor", "administrator", "account", "person"} <= rooms
    assert len(GUARDED) > 80


@pytest.mark.parametrize("role", sorted(STAFF))
def test_dengbao_8_1_4_1_d_every_route_is_403_without_a_second_factor(client, user_of, role):
    """By day of one role, and some of the others'; the access matrix asks for all of them once more."""
    client.force_login(user_of(role), factor="")
    before = JournalEntry.objects.count()
    asked_for = GUARDED if NIGHTLY or role == Role.OFFICER else GUARDED[::5]
    for method in (client.get, client.post):
        found = {path: method(path).status_code for path in asked_for}
        assert found == dict.fromkeys(asked_for, 403)
    assert JournalEntry.objects.count() == before


@pytest.mark.parametrize("role", sorted(STAFF))
def test_nor_does_any_route_for_programs(client, user_of, role):
    client.force_login(user_of(role), factor="")
    told = [asked(client, path) for path in PROGRAMS]
    assert [(one["status"], one["detail"]) for one in told] == [
        (403, "工作人员须用第二因素登录。")
    ] * len(PROGRAMS)
    assert len(PROGRAMS) == 20
    assert client.post("/api/v1/me/objections").status_code == 403


def test_the_same_routes_are_not_all_403_with_one(client, user_of):
    """The control: it is the factor that is missing above."""
    client.force_login(user_of(Role.AUDITOR))
    found = {client.get(path).status_code for path in GUARDED[::4]}
    assert {200, 404} <= found


def test_a_citizen_needs_none(client, user_of):
    client.force_login(user_of(Role.PERSON), factor="")
    assert client.get("/account/").status_code == 200


def test_dengbao_8_1_4_1_a_an_old_password_leads_to_a_new_one_first(client, clerk, citizen):
    from tests.web.account.conftest import days_ago

    for user in (clerk.user, citizen):
        user.password_changed_at = days_ago(91)
        user.save()
    client.force_login(clerk.user)
    found = {path: client.get(path) for path in GUARDED if path != "/account/password/"}
    assert {(r.status_code, r["Location"]) for r in found.values()} == {(302, "/account/password/")}
    told = {asked(client, path)["detail"] for path in PROGRAMS}
    assert told == {"密码已到期，请先在网站上更换。"}
    assert "密码已到更换的时间" in client.get("/account/password/").content.decode()
    assert client.get("/").status_code == 200
    client.force_login(citizen)
    assert client.get("/account/").status_code == 200
