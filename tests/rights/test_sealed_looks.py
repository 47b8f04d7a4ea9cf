"""Who opened which page: every past day stands in the journal by its hash, and changes are named."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.registry.builders import ANNA, BEN, load
from yulin.access.actions.journal_export import export_journal
from yulin.access.enums import Role
from yulin.access.keys import vault
from yulin.access.models import JournalEntry
from yulin.registry.models import Person
from yulin.rights.actions.retain import execute_due, list_due
from yulin.rights.actions.seal_looks import breaks, seal_looks
from yulin.rights.models import PageLook
from yulin.vault.chain import Break
from yulin.vault.evidence import PURPOSE, check
from yulin.vault.signing import public_key

pytestmark = pytest.mark.django_db
FIRST, SECOND, TODAY = (dt.date(2026, 11, day) for day in (20, 22, 23))


@pytest.fixture(autouse=True)
def at_once(db):
    """Entries find their place in the chain as they are written, not when the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SET CONSTRAINTS access_journal_linked, access_journallink_chained IMMEDIATE"
        )


@pytest.fixture
def looks(user_of, settings, tmp_path):
    """Three looks on the first day, none on the next, one on the third, one today."""
    settings.YULIN_VAR = tmp_path / "var"
    load(人员=[{"证件号": ANNA}, {"证件号": BEN}])
    anna, ben = Person.objects.order_by("pk")
    viewer = user_of(Role.OFFICER, username="officer")
    made = [(anna, "dues", FIRST), (ben, "dues", FIRST), (anna, "facts", FIRST)]
    made += [(anna, "dues", SECOND), (ben, "facts", TODAY)]
    return [
        PageLook.objects.create(
            viewer=viewer,
            person=person,
            page=page,
            day=day,
            at=dt.datetime.combine(day, dt.time(3), dt.UTC),
        )
        for person, page, day in made
    ]


@pytest.fixture
def sealed(looks):
    assert seal_looks(today=TODAY) == [FIRST, FIRST + dt.timedelta(days=1), SECOND]
    return looks


@pytest.fixture
def exported(sealed, tmp_path):
    folder = tmp_path / "export"
    export_journal(acting_user=None, folder=folder)
    return folder


def found(folder):
    return [one.kind for one in check(folder, key=public_key(vault().ring, PURPOSE)).breaks]


def tampered(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing may be pending
        cursor.execute("ALTER TABLE rights_pagelook DISABLE TRIGGER rights_pagelook_stays")
        cursor.execute(statement, values)
        cursor.execute("ALTER TABLE rights_pagelook ENABLE TRIGGER rights_pagelook_stays")


def test_each_past_day_is_sealed_once_also_one_without_looks(sealed):
    rows = JournalEntry.objects.filter(action="rights.looks.seal").order_by("id")
    assert [(row.data["day"], row.data["rows"]) for row in rows] == [
        ("2026-11-20", 3),
        ("2026-11-21", 0),
        ("2026-11-22", 1),
    ]
    assert seal_looks(today=TODAY) == []
    assert seal_looks(today=TODAY + dt.timedelta(days=1)) == [TODAY]
    assert list(breaks()) == []


def test_where_nobody_looked_yet_nothing_is_sealed(db):
    assert seal_looks(today=TODAY) == []
    assert not JournalEntry.objects.filter(action="rights.looks.seal").exists()


CHANGES = {
    "removed": ("DELETE FROM rights_pagelook WHERE id = %s", "2026-11-20"),
    "another viewer": ("UPDATE rights_pagelook SET page = 'money' WHERE id = %s", "2026-11-20"),
    "another day": ("UPDATE rights_pagelook SET day = '2026-11-21' WHERE id = %s", "2026-11-20"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_the_owner_of_the_database_changes_is_named(name, sealed, tmp_path):
    statement, day = CHANGES[name]
    tampered(statement, sealed[1].pk)
    assert Break(0, f"looks {day}") in list(breaks())
    folder = tmp_path / "later"
    export_journal(acting_user=None, folder=folder)
    assert f"looks {day}" in found(folder)
    with pytest.raises(CommandError, match="broken"):
        call_command("verify_journal", stdout=StringIO())


def test_what_is_added_to_a_day_without_looks_is_named(sealed):
    one = sealed[0]
    one.pk, one.day = None, FIRST + dt.timedelta(days=1)
    one.save()
    assert list(breaks()) == [Break(0, "looks 2026-11-21")]


def test_an_untouched_export_checks_and_a_changed_line_does_not(exported):
    assert found(exported) == []
    path = exported / "looks.jsonl"
    lines = path.read_text().splitlines(keepends=True)
    assert len(lines) == 5
    path.write_text("".join(lines).replace("facts", "money", 1))
    assert found(exported) == ["file looks.jsonl", "looks 2026-11-20"]
    path.write_text("".join(lines[1:]))
    assert found(exported) == ["file looks.jsonl", "looks 2026-11-20"]
    path.write_text("".join(lines) + "[]\n")
    assert found(exported) == ["file looks.jsonl", "looks_unreadable"]
    path.unlink()
    assert found(exported) == ["no_file looks.jsonl", "file looks.jsonl", "no_file looks.jsonl"][:2]


def test_no_name_and_no_number_leaves_the_house(exported):
    text = (exported / "looks.jsonl").read_text()
    assert "officer" not in text
    assert ANNA not in text


def test_what_retention_removes_is_no_break(sealed, tmp_path):
    late = dt.date(2029, 11, 26)  # 1,100 days after the 21st
    list_due(as_of=late)
    execute_due(today=late + dt.timedelta(days=7))
    assert [look.day for look in PageLook.objects.order_by("pk")] == [SECOND, TODAY]
    assert list(breaks()) == []
    tampered("DELETE FROM rights_pagelook WHERE day = %s", SECOND)
    assert list(breaks()) == [Break(0, "looks 2026-11-22")]
    assert sealed
