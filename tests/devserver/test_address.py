import os
import subprocess
import sys

import pytest

from yulin.devserver.address import database
from yulin.devserver.errors import DevServerError
from yulin.devserver.paths import VAR
from yulin.devserver.place import Profile, find_place
from yulin.devserver.secret import secret_key
from yulin.devserver.testing import leftovers


def test_a_given_address_is_used_as_it_is():
    entry = database({"DATABASE_URL": "postgresql://u:p%40ss@db.example:6543/yl?sslmode=require"})
    assert {name: entry[name] for name in ("HOST", "PORT", "NAME", "USER", "PASSWORD")} == {
        "HOST": "db.example",
        "PORT": "6543",
        "NAME": "yl",
        "USER": "u",
        "PASSWORD": "p@ss",
    }
    assert entry["OPTIONS"] == {"sslmode": "require", "options": "-c jit=off"}


def test_an_address_that_says_its_own_options_keeps_them():
    entry = database({"DATABASE_URL": "postgresql://u@h/yl?options=-c%20jit%3Don"})
    assert entry["OPTIONS"] == {"options": "-c jit=on"}


def test_without_one_it_is_our_own_server_of_the_asked_profile():
    entry = database({"YULIN_POSTGRES_PROFILE": "test"})
    assert entry["HOST"] == str(find_place(Profile.TEST, var=VAR).sockets)
    assert (entry["NAME"], entry["USER"]) == ("yulin", "yulin")


@pytest.mark.parametrize("address", ["mysql://u:secret@h/d", "postgresql://u:secret@[h/d"])
def test_a_wrong_address_is_one_sentence_without_the_password(address):
    with pytest.raises(
        DevServerError, match=r"^DATABASE_URL is not a PostgreSQL address"
    ) as caught:
        database({"DATABASE_URL": address})
    assert "secret" not in str(caught.value)


def test_only_databases_of_dead_runs_are_dropped():
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    names = [
        f"test_yulin_{dead.pid}",
        f"test_yulin_{dead.pid}_gw1",
        f"test_yulin_{os.getpid()}_gw0",
        "yulin",
        "test_yulin",
    ]
    assert list(leftovers(names)) == names[:2]


def test_the_secret_key_is_made_once_and_read_by_nobody_else(tmp_path):
    path = tmp_path / "new" / "secret_key"
    key = secret_key(path)
    assert len(key) >= 64
    assert secret_key(path) == key
    assert path.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in path.parent.iterdir()] == ["secret_key"]
