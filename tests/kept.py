"""Rows that the tests of a file begin with, made once and never kept.

They lie in a transaction around all tests of the file, of which each is a savepoint. That is right only
where every test of the file that asks the database begins with them and none commits; else each test
makes its own. So tests that commit are best in a file of their own.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

_COMMITTING = {"transactional_db", "live_server"}
_DATABASE = {"db", "django_db_setup"}


@contextmanager
def kept_rows(
    request: pytest.FixtureRequest, make: Callable[[], Any], **settings: Any
) -> Iterator[Any]:
    """For a fixture of module scope that the fixture of one test asks for before `db`.

    Args:
        request: the module's fixture; it asks for `django_db_setup`.
        make: makes the rows.
        settings: with which they are made.

    Yields:
        What was made, or None where each test must make its own.
    """
    if not _fits(request):
        yield None
        return
    with (
        request.getfixturevalue("django_db_blocker").unblock(),
        override_settings(**settings),
        transaction.atomic(),
    ):
        made = make()
        yield made
        transaction.set_rollback(True)


def own_copy(kept: Any, make: Callable[[], Any]) -> Any:
    """What one test begins with: its own copy of what `kept_rows` gave, or made for it alone.

    A test changes the objects that it holds; the next one finds them as they were made.
    """
    return make() if kept is None else deepcopy(kept)


def _fits(request: pytest.FixtureRequest) -> bool:
    asked = [
        (item, set(getattr(item, "fixturenames", ())))
        for item in request.session.items
        if item.path == request.path
    ]
    return all(
        not _commits(item) and (request.fixturename in names or not _DATABASE & names)
        for item, names in asked
    )


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    asked = _COMMITTING & set(getattr(item, "fixturenames", ()))
    return bool(asked or (marker and (marker.args or marker.kwargs)))
