import pytest
from django.db import DatabaseError, connection, transaction

from yulin.access.actions.journal import record
from yulin.access.models import JournalEntry

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
