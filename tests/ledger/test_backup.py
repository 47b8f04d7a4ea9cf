"""A site is lost, and comes back from its backup: every row, the journal, the books to 0.00."""

import base64
import subprocess
from types import SimpleNamespace

import pytest
from django.db import connection

from tests.ledger.conftest import answer, take
from tests.registry.builders import ANNA
from yulin.access import backups
from yulin.access.actions.back_up import back_up
from yulin.access.actions.restore import restore
from yulin.access.backups import BackupError, counts
from yulin.access.keys import vault
from yulin.access.models import JournalEntry
from yulin.ledger.models import Payment, ProofRecord
from yulin.registry.models import Person
from yulin.vault.keys import new_ring, write_ring

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def elsewhere(tmp_path, settings):
    """An empty database and an empty folder; `go()` and `back()` change places."""
    home, name = connection.settings_dict["NAME"], f"{connection.settings_dict['NAME']}_new"

    def go(database):
        connection.close()
        connection.settings_dict["NAME"] = database

    def told(statement):
        with connection.cursor() as cursor:
            cursor.execute(f"{statement} DATABASE {name}")

    told("CREATE")
    yield SimpleNamespace(go=lambda: go(name), back=lambda: go(home))
    go(home)
    told("DROP")


def refused(folder, words):
    before = counts()
    with pytest.raises(BackupError, match=words):
        restore(folder=folder)
    assert counts() == before


def test_what_is_lost_comes_back_whole(filed, funded, elsewhere, tmp_path, settings):
    take(funded, answer(filed.payments.order_by("pk").first()))
    kept = settings.YULIN_VAR / "uploads" / "a" / "upload.bin"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"sealed")
    folder = tmp_path / "backup"
    made = back_up(folder=folder)
    was, paid = counts(), Payment.objects.get(state="paid").reference
    with pytest.raises(FileExistsError):
        back_up(folder=folder)
    no_key_is_in(folder)

    refused(folder, r"holds \d+ tables already")
    elsewhere.go()
    settings.YULIN_VAR = tmp_path / "var2"
    keys = settings.YULIN_KEYS
    settings.YULIN_KEYS = tmp_path / "keys.json"
    refused(folder, "there is no key file at .*, and a backup holds none")
    write_ring(new_ring(), settings.YULIN_KEYS)
    refused(folder, "this backup needs the keys " + made["keys"]["fingerprint"])
    settings.YULIN_KEYS = keys
    a_changed_backup_is_refused(folder)

    done = restore(folder=folder)
    assert done.problems == []
    now = counts()
    changed = {name: now[name] - count for name, count in was.items() if now[name] != count}
    assert (
        changed
        == {  # the proof, and two words in the journal: of the proof and of the restoring
            "access_journalentry": 2,
            "access_journallink": 2,
            "ledger_proofrecord": 1,
        }
    )
    assert ProofRecord.objects.latest("pk").holds
    assert JournalEntry.objects.latest("pk").action == "access.backup.restore"
    assert Payment.objects.get(state="paid").reference == paid
    assert Person.objects.by_number(ANNA).number.open() == ANNA
    assert (settings.YULIN_VAR / "uploads" / "a" / "upload.bin").read_bytes() == b"sealed"


def no_key_is_in(folder):
    """Neither as bytes nor as text, in the dump unpacked or in anything beside it."""
    ring = vault().ring
    plain = subprocess.run(
        ["pg_restore", "--file=-", str(folder / backups.DUMP)], capture_output=True, check=True
    ).stdout
    everything = [plain, *(file.read_bytes() for file in folder.iterdir())]
    for secret in [ring.finding, ring.signing, *ring.sealing.values()]:
        for form in (secret, secret.hex().encode(), base64.b64encode(secret)):
            assert not any(form in text for text in everything)
    assert not any(ANNA.encode() in text for text in everything)


def a_changed_backup_is_refused(folder):
    for name, words in ((backups.MANIFEST, "signature"), (backups.DUMP, "not the file")):
        path = folder / name
        whole = path.read_bytes()
        path.write_bytes(whole.replace(b"2026", b"2027", 1) if name == backups.MANIFEST else b"x")
        refused(folder, words)
        path.write_bytes(whole)
    refused(folder.parent, "is no backup")
