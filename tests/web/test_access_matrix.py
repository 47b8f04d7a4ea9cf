"""Every route × every role × {own, same region, other firm, other region, nobody's}, by the table.

The routes are Django's own; a new one without a line in `access_matrix.txt` fails. Each answer is exact,
and no answer holds a mark of somebody whom the role may not see, nor anybody's whole number.
"""

import logging
from collections import Counter

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, override_settings

from tests.web import access_routes as site
from tests.web.access_matrix import OUTSIDE, ROLES, seen_by, table
from tests.web.access_world import ADMINISTRATORS, EMIL, MARKS, NUMBERS, OFFICERS, make_world
from yulin.access.middleware import SECOND_FACTOR
from yulin.urls import urlpatterns as own_urls

pytestmark = pytest.mark.django_db
#: calls that the matrix makes; documents quote it
CALLS = 17_733
TABLE = table()
ROUTES = {route.name: route for route in site.routes()}

# The pages of a refusal are looked at elsewhere; drawing 4,000 of them here would take most of the time.
urlpatterns = own_urls


def _refused(status):
    return lambda request, exception: HttpResponse(status=status)


handler403, handler404 = _refused(403), _refused(404)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("world")
    quiet = logging.root.manager.disable
    logging.disable(logging.CRITICAL)  # thousands of refusals
    with (
        override_settings(
            YULIN_POLICIES=folder / "policies",
            YULIN_VAR=folder / "var",
            ROOT_URLCONF=__name__,
            PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],  # a quick one
        ),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        yield make_world(folder)
        transaction.set_rollback(True)
    logging.disable(quiet)
    connection.close()


@pytest.fixture(autouse=True)
def _library(world):
    """The world's own."""


def client_of(world, role):
    client = Browser()
    if role != "anonymous":
        client.force_login(world.users[role])
        if role != "no_factor":
            session = client.session
            session[SECOND_FACTOR] = "test"
            session.save()
    if role == "closed":
        world.users[role].is_active = False
        world.users[role].save()
    return client


class Browser(Client):
    """Sends the request and nothing else: what was drawn with which context is not kept."""

    def request(self, **request):
        return self.handler(self._base_environ(**request))


def called(client, method, address):
    """The status and what is in the answer; whatever the call did is undone."""
    with transaction.atomic():
        response = client.generic(method, address, "", "application/x-www-form-urlencoded")
        body = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    return response.status_code, body.decode(errors="replace")


def scopes_of(line, role, addresses):
    """All of them; where a duty adds nothing to what is seen, or nothing is, fewer tell the same."""
    if role in line.door and role not in OFFICERS:
        return addresses
    enough = {"any", "own", "other", *(["nobody"] if role in line.door else [])}
    return {scope: at for scope, at in addresses.items() if scope in enough}


def blind(role):
    """The marks of everybody, for those to whom no page about people opens."""
    none = OUTSIDE | ADMINISTRATORS.keys() | {"school", "expert", "no_factor"}
    return set(MARKS.values()) if role in none else set()


def test_every_route_has_its_line():
    routes = {(route.name, method) for route in ROUTES.values() for method in route.methods}
    assert set(TABLE) == routes


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_answered_by_the_table(world, role):
    client, wrong, leaks = client_of(world, role), [], []
    shown = {MARKS[scope] for scope in MARKS if scope in seen_by(role)} - blind(role)
    hidden = [*(set(MARKS.values()) - shown), *NUMBERS.values(), EMIL]
    seen = set()
    calls = Counter()
    for (name, method), line in TABLE.items():
        addresses = site.addresses(ROUTES[name], line.kind, world)
        for scope, address in scopes_of(line, role, addresses).items():
            status, text = called(client, method, address)
            calls[role] += 1
            if status != (expected := line.expects(role, scope)):
                wrong.append(f"{method} {name} {scope}: {status}, not {expected}")
            seen |= {mark for mark in shown if mark in text}
            leaks += [f"{method} {name} {scope}: {mark}" for mark in hidden if mark in text]
    assert not wrong, "\n".join(wrong)
    assert not leaks, "\n".join(leaks)
    assert seen == shown  # the marks do reach pages: a leak would be seen
    world.calls += calls


def test_how_many_calls_that_were(world):
    assert sum(world.calls.values()) == CALLS
