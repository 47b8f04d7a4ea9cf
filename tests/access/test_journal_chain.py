"""The journal is a chain: whatever is changed, removed, swapped or cut off is found and named."""

import json
import random
import threading
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction

from yulin.access.actions.anchors import BrokenJournalError, anchor_journal
from yulin.access.actions.journal import record
from yulin.access.actions.journal_export import export_journal
from yulin.access.enums import Role
from yulin.access.keys import vault
from yulin.access.models import JournalEntry
from yulin.access.models.journal import JournalAnchor, JournalLink
from yulin.access.queries.journal_chain import breaks
from yulin.vault.chain import Break
from yulin.vault.evidence import PURPOSE, check
from yulin.vault.keys import new_ring
from yulin.vault.signing import public_key

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    settings.YULIN_VAR = tmp_path / "var"


def write(count, **data):
    for number in range(count):
        record(acting_user=None, action="a.b.c", obj=("x", str(number)), data={"n": number} | data)


def execute(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


GUARDED = ("access_journalentry", "access_journallink", "access_journalanchor")
EMPTIED = ("access_journal", "access_journallink", "access_journalanchor")


@contextmanager
def guards_off():
    """As somebody who owns the tables and has switched their triggers off."""
    for table in GUARDED:
        execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    for table, short in zip(GUARDED, EMPTIED, strict=True):
        execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        execute(f"ALTER TABLE {table} DISABLE TRIGGER {short}_not_emptied")  # see conftest


def tampered(statement, *values):
    with guards_off():
        execute(statement, *values)


def found():
    return list(breaks())


# --- The chain grows at commit --------------------------------------------------------------------


def test_every_entry_that_commits_has_its_place():
    write(3)
    with pytest.raises(RuntimeError), transaction.atomic():
        write(2)
        raise RuntimeError
    with transaction.atomic():
        write(2)
        assert JournalLink.objects.count() == 3
    assert list(JournalLink.objects.order_by("seq").values_list("seq", flat=True)) == [
        1,
        2,
        3,
        4,
        5,
    ]
    assert found() == []


def test_many_at_once_make_one_chain():
    """Negative control below: without the lock two take the same place."""

    def work():
        for _ in range(10):
            with transaction.atomic():
                write(2)
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(6)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    seqs = JournalLink.objects.order_by("seq").values_list("seq", flat=True)
    assert list(seqs) == list(range(1, 121))
    assert found() == []


def test_whoever_holds_the_chain_waits_for_nobodys_row(officer):
    """A deferred check may wait for a row; the chain is taken after it, so no two wait in a ring."""
    write(1)
    holds, done = threading.Event(), threading.Event()
    errors = []

    def holder():
        try:
            with transaction.atomic():
                execute("SELECT FROM access_user WHERE id = %s FOR UPDATE", officer.pk)
                holds.set()
                done.wait(1.0)
                write(1)
        except DatabaseError as error:
            errors.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=holder)
    thread.start()
    holds.wait()
    with transaction.atomic():
        record(acting_user=officer, action="a.b.c")  # its deferred check waits for the account
    done.set()
    thread.join()
    assert errors == []
    assert JournalLink.objects.filter(seq__isnull=False).count() == 3


@pytest.mark.parametrize("table", ["access_journallink", "access_journalanchor"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET seq = seq + 9", "DELETE FROM {}"])
def test_the_database_refuses_to_change_links_and_anchors(table, statement):
    write(2)
    anchor_journal()
    with pytest.raises(DatabaseError, match="the journal is append-only"), transaction.atomic():
        execute(statement.format(table))
    assert found() == []


# --- What is wrong is found -----------------------------------------------------------------------


def test_rows_changed_by_somebody_who_owns_the_database_are_found():
    """1,000 entries, each with another byte changed somewhere: 1,000 found, each by its number."""
    with transaction.atomic():
        write(1000, note="起草人甲")
    draw = random.Random(7)
    columns = {
        "at": "at = at + interval '1 microsecond'",
        "action": "action = overlay(action placing 'z' from 1 for 1)",
        "object_type": "object_type = 'y'",
        "object_id": "object_id = object_id || '0'",
        "region": "region = 330302",
        "data": "data = jsonb_set(data, '{n}', '-1')",
        "mac": "mac = set_bit(mac, %s, 1 - get_bit(mac, %s))",
        "transaction": "transaction = transaction + 1",
        "hash": "",
    }
    changes = []
    for seq in range(1, 1001):
        column = draw.choice(sorted(columns))
        bit = draw.randrange(24, 8 * 32)
        if column == "hash":
            tamper_one = "UPDATE access_journallink SET hash = set_bit(hash, %s, 1 - get_bit(hash, %s)) WHERE seq = %s"
            values = [bit, bit, seq]
        else:
            change = columns[column]
            tamper_one = (
                f"UPDATE access_journalentry SET {change} "
                "WHERE id = (SELECT entry_id FROM access_journallink WHERE seq = %s)"
            )
            values = [bit, bit, seq] if column == "mac" else [seq]
        changes.append((tamper_one, values))
    with guards_off():
        for statement, values in changes:
            execute(statement, *values)
    assert {b.seq for b in found()} == set(range(1, 1001))


def test_one_changed_row_is_named_alone():
    write(9)
    tampered("UPDATE access_journalentry SET object_id = '99' WHERE object_id = '4'")
    assert found() == [Break(5, "altered"), Break(5, "not_ours")]


def test_removed_swapped_and_cut_off():
    write(9)
    anchor_journal()
    tampered("DELETE FROM access_journalentry WHERE object_id = '3'")
    assert found() == [Break(4, "removed")]
    tampered("DELETE FROM access_journallink WHERE seq IN (4, 5)")
    assert Break(4, "missing", 5) in found()
    tampered("DELETE FROM access_journallink WHERE seq > 7")
    assert Break(8, "cut_off", 9) in found()


def test_two_rows_that_change_places():
    write(5)
    first, second = JournalEntry.objects.order_by("id")[1:3]
    tampered(
        "UPDATE access_journallink SET entry_id = CASE entry_id WHEN %s THEN -1 ELSE entry_id END",
        first.pk,
    )
    tampered("UPDATE access_journallink SET entry_id = %s WHERE entry_id = %s", first.pk, second.pk)
    tampered("UPDATE access_journallink SET entry_id = %s WHERE entry_id = -1", second.pk)
    assert found() == [Break(2, "altered"), Break(3, "altered")]


def test_an_entry_that_the_program_did_not_write_is_named():
    write(2)
    execute(
        "INSERT INTO access_journalentry (at, action, object_type, object_id, data) "
        "VALUES (now(), 'a.b.c', '', '', '{}')"
    )
    assert found() == [Break(3, "not_ours")]


def test_a_chain_made_anew_with_the_guards_off_is_found_by_its_anchor():
    """Somebody who owns the database can hash; they cannot sign."""
    write(4)
    anchor_journal()
    tampered("UPDATE access_journalentry SET object_id = '99' WHERE object_id = '3'")
    tampered(
        "UPDATE access_journallink AS l SET hash = (SELECT sha256(b.hash || convert_to("
        "l.seq || ' ' || access_journal_content(e), 'UTF8')) FROM access_journallink b, "
        "access_journalentry e WHERE b.seq = 3 AND e.id = l.entry_id) WHERE l.seq = 4"
    )
    assert found() == [Break(4, "not_ours"), Break(4, "anchor_differs")]


def test_a_broken_part_is_not_signed():
    write(3)
    tampered("UPDATE access_journalentry SET action = 'z.b.c' WHERE object_id = '1'")
    with pytest.raises(BrokenJournalError):
        anchor_journal()
    assert JournalAnchor.objects.count() == 0
    with pytest.raises(CommandError, match="broken in 2 places"):
        call_command("verify_journal", stdout=StringIO())


def test_anchors_are_kept_outside_the_database(settings):
    write(3)
    one = anchor_journal()
    assert anchor_journal() is None
    write(1)
    two = anchor_journal()
    assert (one.seq, two.seq) == (3, 4)
    (path,) = (Path(settings.YULIN_VAR) / "anchors").iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    assert [json.loads(line)["seq"] for line in path.read_text().splitlines()] == [3, 4]
    out = StringIO()
    call_command("verify_journal", stdout=out)
    assert out.getvalue() == "4 entries, nothing altered\n"


def test_numbers_survive_the_databases_way_of_writing_them():
    data = {"a": 1e16, "b": 1.0, "c": 1e-7, "d": 0.1, "e": [True, None, -3], "f": "1e16"}
    record(acting_user=None, action="a.b.c", data=data)
    assert found() == []


# --- The export -----------------------------------------------------------------------------------


@pytest.fixture
def exported(tmp_path):
    write(20, note='甲\n乙 "丙"')
    anchor_journal()
    write(20)
    folder = tmp_path / "export"
    assert export_journal(acting_user=None, folder=folder) == 41
    return folder


def public():
    return public_key(vault().ring, PURPOSE)


def test_an_untouched_export_checks(exported):
    report = check(exported, key=public())
    assert (report.entries, report.anchors, report.breaks) == (41, 2, ())
    assert check(exported).breaks == ()


def test_a_thousand_flipped_bytes_are_a_thousand_found(exported):
    draw = random.Random(11)
    files = sorted(exported.iterdir())
    sizes = [path.stat().st_size for path in files]
    missed, unnamed = [], []
    for _ in range(1000):
        path = draw.choices(files, weights=sizes)[0]
        whole = path.read_bytes()
        place, bit = draw.randrange(len(whole)), 1 << draw.randrange(8)
        path.write_bytes(whole[:place] + bytes([whole[place] ^ bit]) + whole[place + 1 :])
        breaks_found = check(exported, key=public()).breaks
        path.write_bytes(whole)
        if not breaks_found:
            missed.append((path.name, place, bit))
        line = whole[:place].count(b"\n") + 1
        if path.name == "journal.jsonl" and line not in {b.seq for b in breaks_found}:
            unnamed.append((place, bit, breaks_found))
    assert (missed, unnamed) == ([], [])
    assert check(exported, key=public()).breaks == ()


def lines(folder):
    return (folder / "journal.jsonl").read_bytes().splitlines(keepends=True)


def put(folder, changed):
    (folder / "journal.jsonl").write_bytes(b"".join(changed))


def kinds(folder):
    report = check(folder, key=public())
    return [(b.seq, b.kind, b.last) for b in report.breaks if not b.kind.startswith("file ")]


def test_lines_removed_swapped_repeated_and_cut_off(exported):
    whole = lines(exported)
    put(exported, whole[:4] + whole[6:])
    assert kinds(exported) == [(5, "missing", 6)]
    put(exported, [*whole[:4], whole[5], whole[4], *whole[6:]])
    assert kinds(exported) == [(5, "missing", 5), (5, "out_of_order", None)]
    put(exported, [*whole[:5], whole[4], *whole[5:]])
    assert kinds(exported) == [(5, "out_of_order", None)]
    put(exported, whole[:-3])
    assert kinds(exported) == [(39, "cut_off", 41)]
    assert "file journal.jsonl" in [b.kind for b in check(exported, key=public()).breaks]
    put(exported, whole)
    assert check(exported, key=public()).breaks == ()


def test_an_end_cut_off_before_the_export_is_known_from_anchors_kept_elsewhere(
    settings, tmp_path, exported
):
    kept = next((Path(settings.YULIN_VAR) / "anchors").iterdir())
    elsewhere = tmp_path / "kept.jsonl"
    elsewhere.write_bytes(kept.read_bytes())
    tampered("DELETE FROM access_journallink WHERE seq > 30")
    tampered(
        "DELETE FROM access_journalentry WHERE id NOT IN (SELECT entry_id FROM access_journallink)"
    )
    tampered("DELETE FROM access_journalanchor WHERE seq > 30")
    again = tmp_path / "again"
    export_journal(acting_user=None, folder=again)
    assert check(again, key=public()).breaks == ()
    assert check(again, key=public(), outside=[elsewhere]).breaks == (Break(32, "cut_off", 41),)


def test_a_folder_signed_by_somebody_else_is_refused(exported):
    other = public_key(new_ring(), PURPOSE)
    found_kinds = {b.kind for b in check(exported, key=other).breaks}
    assert {"other_key", "manifest", "anchor_forged"} <= found_kinds


def test_files_that_are_missing_or_do_not_belong(exported):
    (exported / "anchors.jsonl").rename(exported / "more.txt")
    found_kinds = {b.kind for b in check(exported, key=public()).breaks}
    assert found_kinds == {"no_file anchors.jsonl", "strange_file more.txt", "file anchors.jsonl"}


def test_a_part_is_checked_from_where_it_begins(tmp_path):
    write(10)
    folder = tmp_path / "part"
    assert export_journal(acting_user=None, folder=folder, first=6) == 6
    assert check(folder, key=public()).breaks == ()
    put(folder, [line.replace(b'"a.b.c', b'"z.b.c') for line in lines(folder)])
    assert [k for _seq, k, _last in kinds(folder)] == ["altered"] * 5


def test_only_the_auditor_exports(user_of, tmp_path):
    with pytest.raises(PermissionDenied):
        export_journal(acting_user=user_of(Role.OFFICER), folder=tmp_path / "no")
    assert not (tmp_path / "no").exists()
    export_journal(acting_user=user_of(Role.AUDITOR), folder=tmp_path / "yes")
    assert JournalEntry.objects.get(action="access.journal.export").actor.role == Role.AUDITOR
