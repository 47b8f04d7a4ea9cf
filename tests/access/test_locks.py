"""Locks of the whole program: each with its own number, taken through one door."""

import re
from pathlib import Path

import pytest
from django.db import connection, transaction

from yulin.access.locks import Lock, hold, share

SOURCE = Path(__file__).parents[2] / "src" / "yulin"


def test_nobody_names_a_number_of_their_own():
    taking = re.compile(r"pg_(?:try_)?advisory\w*")
    where = {
        str(path.relative_to(SOURCE)): path.read_text(encoding="utf-8")
        for path in [*SOURCE.rglob("*.py"), *SOURCE.rglob("*.sql")]
    }
    assert {name for name, text in where.items() if taking.search(text)} == {
        "access/locks.py",
        "access/migrations/0004_journal_chain.py",
    }


@pytest.mark.django_db
def test_the_chain_takes_the_number_that_is_kept_for_it():
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'access_journal_link'")
        (source,) = cursor.fetchone()
    assert re.findall(r"pg_advisory_xact_lock\((\d+)\)", source) == [str(int(Lock.JOURNAL))]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("take", [hold, share])
def test_a_lock_that_would_be_gone_at_once_is_refused(take):
    with pytest.raises(RuntimeError, match="inside one"):
        take(Lock.LOADS)
    with transaction.atomic():
        take(Lock.LOADS)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT objid, mode FROM pg_locks"
                " WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
            )
            mode = {hold: "ExclusiveLock", share: "ShareLock"}[take]
            assert cursor.fetchall() == [(int(Lock.LOADS), mode)]
