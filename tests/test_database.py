"""How the tests' own tables come and go."""

import os
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Permission
from django.db import DatabaseError, connection, transaction

from tests.conftest import make_user
from tests.database import digest, empty, tables_to_empty
from yulin.access.actions.journal import record
from yulin.access.models import JournalEntry, User
from yulin.devserver.server import connect_as_owner
from yulin.devserver.testing import kept_database

KIND = f"yulin_trial_{os.getpid()}"


@pytest.fixture
def server(tests_server):
    yield tests_server
    with connect_as_owner(tests_server) as owner:
        for name in named(owner):
            owner.execute(f"DROP DATABASE {name}")


def named(owner):
    found = owner.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{KIND}%"])
    return sorted(row[0] for row in found)


def test_what_is_kept_is_made_once_and_replaces_what_was_kept_before(server):
    filled = []
    first, second = f"{KIND}_1", f"{KIND}_2"
    assert kept_database(server, first, filled.append) == first
    assert kept_database(server, first, filled.append) == first
    assert filled == [f"{first}_making"]
    assert kept_database(server, second, filled.append) == second
    with connect_as_owner(server) as owner:
        assert named(owner) == [second]


def test_what_was_half_made_is_never_found(server):
    def breaks(name):
        raise ValueError(name)

    name = f"{KIND}_3"
    for _ in range(2):
        with pytest.raises(ValueError, match=f"^{name}_making$"):
            kept_database(server, name, breaks)
        with connect_as_owner(server) as owner:
            assert named(owner) == [f"{name}_making"]
    kept_database(server, name, str)
    with connect_as_owner(server) as owner:
        assert named(owner) == [name]


def test_tables_are_made_anew_when_a_migration_or_what_it_calls_is_another(tmp_path):
    server = SimpleNamespace(binaries=SimpleNamespace(major=15))
    room = tmp_path / "yulin" / "room"
    (room / "migrations").mkdir(parents=True)
    migration, words, page = room / "migrations" / "0001.py", room / "words.py", room / "page.py"
    migration.write_text("from yulin.room.words import ONE\n")
    words.write_text("ONE = 1\n")
    page.write_text("")
    seen = [digest(server, tmp_path)]
    page.write_text("TWO = 2\n")
    assert digest(server, tmp_path) == seen[0]
    words.write_text("ONE = 2\n")
    seen.append(digest(server, tmp_path))
    migration.write_text("from yulin.room.words import ONE  # other\n")
    seen.append(digest(server, tmp_path))
    server.binaries.major = 17
    seen.append(digest(server, tmp_path))
    assert len(set(seen)) == len(seen) == 4


@pytest.mark.django_db(transaction=True)
def test_tables_are_emptied_of_what_may_not_be_removed_too(tests_server):
    user = make_user()
    record(acting_user=user, action="access.user.sign_in", obj=user)
    permissions = Permission.objects.count()
    with pytest.raises(DatabaseError), transaction.atomic():
        JournalEntry.objects.all()._raw_delete("default")
    assert (User.objects.count(), JournalEntry.objects.count()) == (1, 1)
    with connect_as_owner(tests_server, connection.settings_dict["NAME"]) as owner:
        empty(owner, tables_to_empty())
    assert (User.objects.count(), JournalEntry.objects.count()) == (0, 0)
    assert Permission.objects.count() == permissions > 0
    # what forbids is awake again
    user = make_user()
    record(acting_user=user, action="access.user.sign_in", obj=user)
    with pytest.raises(DatabaseError), transaction.atomic():
        JournalEntry.objects.all()._raw_delete("default")
