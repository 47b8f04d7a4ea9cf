"""The access matrix's world, asked by programs."""

import json

import pytest
from django.db import connection, transaction
from django.test import Client, override_settings
from django.utils import timezone

from tests.web.access_world import make_world
from yulin.access.actions.tokens import make_token
from yulin.access.models import OneTimeCode


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("world")
    with (
        override_settings(YULIN_POLICIES=folder / "policies", YULIN_VAR=folder / "var"),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        made = make_world(folder)
        for user in filter(lambda user: user.is_staff_member, made.users.values()):
            OneTimeCode.objects.create(user=user, secret=b"x", confirmed_at=timezone.now())
        yield made
        transaction.set_rollback(True)
    connection.close()


class Program:
    """Asks with a token; `get` and `post` give the status and what the answer holds."""

    def __init__(self, user, *, may_write=False, days=30, token=""):
        if user is not None:
            made = make_token(
                acting_user=user,
                name="程序",
                days=days,
                may_write=may_write,
                has_second_factor=True,
            )
            self.row, token = made.row, made.token
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.client = Client()

    def get(self, path, **query):
        return self._answer(self.client.get(f"/api/v1/{path}", query, headers=self.headers))

    def post(self, path, body, **headers):
        return self._answer(
            self.client.post(
                f"/api/v1/{path}",
                json.dumps(body),
                content_type="application/json",
                headers=self.headers | {k.replace("_", "-"): v for k, v in headers.items()},
            )
        )

    def _answer(self, response):
        self.response = response
        return response.status_code, response.json()


@pytest.fixture
def program(world):
    """`program("officer")` acts as that role of the world."""
    return lambda role, **words: Program(world.users[role] if role else None, **words)
