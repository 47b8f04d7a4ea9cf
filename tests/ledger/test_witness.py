"""Money does not move where the journal cannot be written."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection

from yulin.access.models import JournalEntry
from yulin.ledger.actions.post import post
from yulin.ledger.enums import Movement
from yulin.ledger.models import Account, Entry, Posting

pytestmark = pytest.mark.django_db(transaction=True)


def execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def everything():
    return (
        list(Posting.objects.order_by("id").values_list("key", "movement")),
        list(Entry.objects.order_by("id").values_list("posting", "account", "amount")),
        list(Account.objects.order_by("id").values_list("pk", "balance")),
        JournalEntry.objects.count(),
    )


def reserve(fund, key="r"):
    return post(
        acting_user=fund.officer,
        movement=Movement.RESERVE,
        parts={fund.city: Decimal("1.00")},
        key=key,
        reason="预留",
        about=("t", "1"),
    )


def test_where_the_journal_is_gone_money_is_refused(fund):
    before = everything()
    execute("ALTER TABLE access_journalentry RENAME TO elsewhere")
    try:
        with pytest.raises(DatabaseError):
            reserve(fund)
    finally:
        execute("ALTER TABLE elsewhere RENAME TO access_journalentry")
    assert everything() == before
    reserve(fund)
    assert JournalEntry.objects.count() == before[3] + 1


def test_where_the_chain_cannot_grow_money_is_refused(fund):
    """The entry is written; its place in the chain, made at commit, is not."""
    before = everything()
    execute("ALTER TABLE access_journallink RENAME TO elsewhere")
    try:
        with pytest.raises(DatabaseError):
            reserve(fund)
    finally:
        execute("ALTER TABLE elsewhere RENAME TO access_journallink")
    assert everything() == before


def test_where_the_keys_are_gone_money_is_refused(fund, settings, tmp_path):
    before = everything()
    settings.YULIN_KEYS, settings.YULIN_KEYS_MADE_HERE = tmp_path / "none.json", False
    with pytest.raises(Exception, match="there is no key file"):
        reserve(fund)
    assert everything() == before


def test_money_that_no_entry_speaks_of_does_not_move(fund, monkeypatch):
    """A verb that forgot its journal: all of its other invariants hold, and still it is undone."""
    before = everything()
    monkeypatch.setattr("yulin.ledger.actions.post.record", lambda **_words: None)
    with pytest.raises(IntegrityError, match="a change of ledger_posting without a journal entry"):
        reserve(fund)
    assert everything() == before
