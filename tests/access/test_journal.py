from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from yulin.access.actions.journal import record
from yulin.access.enums import Role
from yulin.access.models import JournalEntry, User
from yulin.access.queries.journal import entries, entries_about

CHANGES = [
    "UPDATE access_journalentry SET action = 'a.b.c'",
    "DELETE FROM access_journalentry",
    "TRUNCATE access_journalentry",
]


def execute(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def rows():
    return list(JournalEntry.objects.values("id", "actor_id", "action", "data"))


def test_record_keeps_who_what_and_where(officer):
    entry = record(
        acting_user=officer,
        action="intake.file.confirm",
        obj=officer,
        region=330300,
        data={"rows": 12},
    )
    entry.refresh_from_db()
    assert (entry.actor, entry.action, entry.object_type, entry.object_id) == (
        officer,
        "intake.file.confirm",
        "access.user",
        str(officer.pk),
    )
    assert (entry.region, entry.data) == (330300, {"rows": 12})
    assert entry.at is not None


@pytest.mark.parametrize("statement", CHANGES)
def test_the_database_refuses_to_change_the_journal(db, statement):
    execute("ALTER TABLE access_journalentry ENABLE TRIGGER access_journal_not_emptied")
    record(acting_user=None, action="intake.file.confirm")
    before = rows()
    with pytest.raises(DatabaseError, match="the journal is append-only"), transaction.atomic():
        execute("SET CONSTRAINTS ALL IMMEDIATE", statement)  # TRUNCATE minds pending checks
    assert rows() == before
    assert len(before) == 1


@pytest.mark.parametrize("action", ["confirm", "intake.file", "Intake.File.Confirm", "a.b.c.d", ""])
def test_an_action_that_is_no_code_is_refused(db, action):
    with pytest.raises(ValueError, match=r"write it as area\.noun\.verb"):
        record(acting_user=None, action=action)
    with pytest.raises(DatabaseError, match="access_journal_action_code"), transaction.atomic():
        JournalEntry.objects.create(action=action)
    assert rows() == []


@pytest.mark.parametrize(
    "data",
    [
        {"id": "330302190001010013"},
        {"deep": [{"note": "身份证33030219000101001X，已核"}]},
        {"phone": 13812345678},
    ],
)
def test_personal_numbers_are_refused(db, data):
    with pytest.raises(ValueError, match="record the row's key"):
        record(acting_user=None, action="intake.file.confirm", data=data)
    assert rows() == []


def test_data_keeps_dates_and_money_readable(db):
    data = {"on": date(2026, 9, 1), "paid": Decimal("1200.00"), "digest": "a13812345678b" * 4}
    record(acting_user=None, action="entitlements.run.finish", data=data)
    assert rows()[0]["data"] == {
        "on": "2026-09-01",
        "paid": "1200.00",
        "digest": "a13812345678b" * 4,
    }


def test_an_act_and_its_entry_stand_or_fall_together(db):
    with pytest.raises(RuntimeError), transaction.atomic():
        record(acting_user=None, action="intake.file.confirm")
        raise RuntimeError
    assert rows() == []


def test_an_account_with_a_past_cannot_be_removed(officer):
    record(acting_user=officer, action="intake.file.confirm")
    with pytest.raises(ProtectedError):
        officer.delete()
    assert User.objects.get() == officer


def test_only_the_auditor_reads_the_journal(user_of):
    entry = record(acting_user=None, action="intake.file.confirm", obj=("intake.file", "7"))
    readers = {role: list(entries(user=user_of(role))) for role in Role}
    assert readers == {role: [entry] if role == Role.AUDITOR else [] for role in Role}


def test_a_rows_own_story_is_newest_first(officer, person):
    first = record(acting_user=officer, action="access.account.open", obj=person)
    record(acting_user=officer, action="access.account.open", obj=officer)
    second = record(acting_user=officer, action="access.account.close", obj=person)
    assert list(entries_about(obj=person)) == [second, first]
