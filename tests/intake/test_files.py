"""What is kept on the disk is sealed, and opened in memory alone."""

import hashlib
import os

import pytest

from tests.registry.builders import ANNA, BEN
from yulin.access.actions.keys import reseal, rotate_keys
from yulin.access.keys import vault
from yulin.intake import files
from yulin.vault import streams
from yulin.vault.errors import TamperedError

DATA = f"证件号\n{ANNA}\n{BEN}\n".encode() * 5_000


@pytest.fixture(autouse=True)
def keys(settings, tmp_path):
    settings.YULIN_KEYS = tmp_path / "keys.json"
    settings.YULIN_KEYS_MADE_HERE = True


@pytest.fixture
def kept():
    return files.keep([DATA[:99], DATA[99:]], name="人员.csv", limit=10**6)


def on_disk():
    return [path.read_bytes() for path in files.root().rglob("*") if path.is_file()]


def test_no_number_lies_on_the_disk(kept):
    with files.written(files.report_path(kept.path)) as out:
        out.write_bytes(DATA)
    assert len(on_disk()) == 2
    assert not [data for data in on_disk() if ANNA.encode() in data or BEN.encode() in data]
    assert (kept.size, kept.sha256) == (len(DATA), hashlib.sha256(DATA).hexdigest())
    assert files.digest_of(kept.path) == kept.sha256


def test_a_reader_finds_it_under_its_name_and_only_meanwhile(kept):
    with files.opened(kept.path) as place:
        assert place.name == "人员.csv"
        assert place.is_file()
        assert place.read_bytes() == DATA
        assert place.readlink().parts[:3] == ("/", "proc", str(os.getpid()))
    assert not place.exists()
    assert not place.parent.exists()


def test_what_is_written_is_read_again(kept):
    path = files.report_path(kept.path)
    with files.written(path) as out:
        out.write_bytes(DATA * 3)
    assert b"".join(files.pieces(path)) == DATA * 3
    assert files.whole(path).stat().st_mode & 0o777 == 0o600


def test_nothing_stays_of_a_report_that_failed(kept):
    with pytest.raises(RuntimeError), files.written(files.report_path(kept.path)) as out:
        out.write_bytes(DATA)
        raise RuntimeError
    assert len(on_disk()) == 1


def test_a_changed_file_has_no_digest_and_does_not_open(kept):
    target = files.whole(kept.path)
    broken = bytearray(target.read_bytes())
    broken[-1] ^= 1
    target.write_bytes(broken)
    assert files.digest_of(kept.path) == ""
    with pytest.raises(TamperedError), files.opened(kept.path):
        pytest.fail("opened")


def test_a_file_takes_a_new_key_and_one_from_before_is_sealed(kept, db):
    old = files.keep([b"PK"], name="x.xlsx", limit=10)
    files.whole(old.path).write_bytes(b"PK\x03\x04 plain")
    left = files.whole(old.path).with_name("0.part")
    left.write_bytes(b"half")
    rotate_keys(acting_user=None)
    assert reseal(acting_user=None).counts["intake.files"] == 2
    assert b"".join(files.pieces(old.path)) == b"PK\x03\x04 plain"
    assert files.digest_of(kept.path) == kept.sha256
    assert not left.exists()
    for path in (kept.path, old.path):
        with files.whole(path).open("rb") as file:
            assert streams.is_current(vault(), file)
    assert reseal(acting_user=None).counts["intake.files"] == 0
