"""Who acts, as the database knows it: PostgreSQL itself keeps other regions' rows from a request.

A request runs as the role `yulin_web`, which owns nothing and whom row policies bind; the policies
read who acts from settings of the session. Work in the background and migrations run as the owner.
What a request must know of rows that its user may not see (what a spouse in another city holds
decides over a household) is read by name, in `as_the_program`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from django.db import connection
from django.http import HttpRequest, HttpResponse

from yulin.access.divisions import bounds
from yulin.access.enums import Role
from yulin.access.models import User

ROLE = "yulin_web"
_NOBODY = {
    "low": "1",
    "high": "0",
    "person": "",
    "employer": "",
    "school": "",
    "all": "",
    "writes": "",
}
_BEGIN = "SELECT set_config('jit', 'off', false), " + ", ".join(
    f"set_config('yulin.{name}', %s, false)" for name in _NOBODY
)


def scope_of(user: object) -> dict[str, str]:
    """What the policies are told about somebody; of a visitor, that they see nobody."""
    scope = dict(_NOBODY)
    if not isinstance(user, User) or not user.is_active:
        return scope
    if user.role == Role.AUDITOR:
        scope["all"] = "on"
    elif user.role == Role.OFFICER:
        low, high = bounds(user.region)
        scope |= {"low": str(low), "high": str(high), "writes": "on"}
    elif user.role == Role.PERSON:
        scope |= {"person": user.person_key or "", "writes": "on"}
    elif user.role == Role.EMPLOYER:
        scope |= {"employer": user.organisation_key or "", "writes": "on"}
    elif user.role == Role.SCHOOL:
        scope |= {"school": user.organisation_key or "", "writes": "on"}
    return scope


@contextmanager
def acting(user: object) -> Iterator[None]:
    """Let the database hold everything inside to what this user may see and change."""
    connection.ensure_connection()
    _run(_BEGIN, list(scope_of(user).values()))
    _run(f"SET ROLE {ROLE}")
    connection.yulin_acting = True
    try:
        yield
    finally:
        connection.yulin_acting = False
        if not connection.is_usable():
            connection.close()  # with it goes the role
        else:
            _run("RESET ROLE")
            _run(_BEGIN, list(_NOBODY.values()))


def become(user: User) -> None:
    """Go on as somebody whom the request itself has proved to come from, where policies bind it."""
    if getattr(connection, "yulin_acting", False):
        _run(_BEGIN, list(scope_of(user).values()))


@contextmanager
def as_the_program() -> Iterator[None]:
    """Read or write past the policies, inside a verb or a query that has asked the rules."""
    if not getattr(connection, "yulin_acting", False):
        yield
        return
    _run("RESET ROLE")
    connection.yulin_acting = False
    try:
        yield
    finally:
        connection.yulin_acting = True
        # A transaction that failed takes the role back itself when it is rolled back.
        with suppress(psycopg.Error):
            _run(f"SET ROLE {ROLE}")


def _run(statement: str, values: list[str] | None = None) -> None:
    """Past Django's cursor: these are no queries of the page's."""
    raw: Any = connection.connection
    with raw.cursor() as cursor:
        cursor.execute(statement, values)


class RowSecurityMiddleware:
    """Every request acts as its user from here on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with acting(request.user):
            return self.get_response(request)
