"""What the interface answers to whatever may come is what its description says, for every role."""

import logging

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from tests.api.conftest import Program
from tests.api.fuzz import fuzz
from tests.web.access_matrix import seen_by
from tests.web.access_world import EMIL, MARKS, NUMBERS

pytestmark = pytest.mark.django_db
ROLES = (None, "person", "employer", "officer", "auditor", "system_admin")


@pytest.fixture
def one_connection():
    """The world stands in a transaction: a request must not close the connection that holds it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("role", ROLES)
def test_no_answer_is_a_surprise(world, role, settings, one_connection):
    settings.YULIN_API_PER_MINUTE = 10**6
    settings.ALLOWED_HOSTS = ["*"]
    token, hidden = "", [*MARKS.values()]
    if role:
        asking = Program(world.users[role], may_write=True)
        token = asking.headers["Authorization"].removeprefix("Bearer ")
        hidden = [MARKS[scope] for scope in MARKS if scope not in seen_by(role)]
    known = [
        str(world.rows[s][kind].uuid) for s in ("own", "other") for kind in ("person", "batch")
    ]
    hidden += [*NUMBERS.values(), EMIL]
    found = fuzz(WSGIHandler(), token=token, known=known, hidden=hidden)
    assert found.leaks == []
    assert found.requests == sum(found.statuses.values())
    assert found.requests >= 60
    assert not {status for status in found.statuses if status >= 500}
    if role is None:
        assert set(found.statuses) <= {200, 401, 404, 422}
    else:
        assert 200 in found.statuses
