"""While a file arrives its bytes reach the disk sealed, or not at all."""

import io
from pathlib import Path

import pytest
from asgiref.sync import async_to_sync
from django.core.exceptions import RequestAborted
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.registry.builders import ANNA
from yulin.asgi import application
from yulin.intake.models import Upload
from yulin.vault.errors import TamperedError
from yulin.vault.profiles import PROFILES
from yulin.vault.spool import PIECE, Spool

#: over Django's own limit of 2.5 MB, so that its handlers would write it to the disk
DATA = f"证件号\n{ANNA}\n".encode() * 100_000
AES = PROFILES[1]


def on_disk(folder):
    """The bytes of each regular file that this process holds open, named or not, or that lies there."""
    found = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    for link in Path("/proc/self/fd").iterdir():
        try:
            if link.is_file() and str(link.readlink()).startswith(str(folder)):
                found.append(link.read_bytes())
        except OSError:  # the listing's own
            continue
    return found


@pytest.fixture
def seen(monkeypatch, tmp_path, settings):
    """What lies on the disk at the moment when the view has the file in its hands."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    settings.YULIN_VAR = tmp_path
    found = []
    from yulin.web.officer.views import uploads

    real = uploads.receive_upload

    def looking(**kwargs):
        found.append(on_disk(tmp_path))
        return real(**kwargs)

    monkeypatch.setattr(uploads, "receive_upload", looking)
    return found


def post(client, officer, data=DATA):
    client.force_login(officer)
    file = SimpleUploadedFile("人员.csv", data, content_type="text/csv")
    return client.post(reverse("officer:receive"), {"file": file})


def test_nothing_of_an_arriving_file_lies_open(client, officer, jobs, seen, tmp_path):
    assert post(client, officer).status_code == 302
    kept = Upload.objects.get()
    assert kept.size == len(DATA)
    (meanwhile,) = seen
    assert sum(map(len, meanwhile)) >= len(DATA) // PIECE * PIECE  # it was on the disk
    afterwards = on_disk(tmp_path)
    assert [ANNA.encode() in data for data in [*meanwhile, *afterwards]] == [False, False]


def test_the_test_sees_what_django_would_have_written(client, officer, jobs, seen, settings):
    settings.FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
    assert post(client, officer).status_code == 302
    assert any(ANNA.encode() in data for data in seen[0])


def test_of_what_is_too_large_no_more_is_kept_than_shows_it(client, officer, jobs, seen, settings):
    settings.YULIN_UPLOAD_MAX_BYTES = 2**20
    page = post(client, officer)
    assert (page.status_code, Upload.objects.count()) == (422, 0)
    assert "文件超过 1 MB" in page.content.decode()
    assert sum(map(len, seen[0])) < 2**20 + 2 * PIECE < len(DATA)


@given(
    pieces=st.lists(st.integers(0, 2 * PIECE + 3), max_size=4),
    begin=st.integers(0, 3 * PIECE),
    length=st.integers(-1, 2 * PIECE),
    suite=st.sampled_from(sorted(PROFILES)),
)
def test_a_spool_reads_as_memory_does(pieces, begin, length, suite):
    with Spool(PROFILES[suite]) as spool:
        plain = io.BytesIO()
        for number, size in enumerate(pieces):
            for file in (spool, plain):
                file.write(bytes([number + 1]) * size)
        assert spool.size == plain.tell()
        assert spool.seek(begin) == plain.seek(begin)
        wanted = plain.read(length)
        got = spool.read(length)
        while length >= 0 and len(got) < length and (more := spool.read(length - len(got))):
            got += more
        assert (got, spool.tell()) == (wanted, plain.tell())


def test_what_the_disk_gives_back_otherwise_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with Spool(AES) as spool:
        spool.write(b"x" * PIECE)
        file = spool._file
        file.seek(9)
        file.write(b"\x00\x00")
        file.flush()
        with pytest.raises(TamperedError):
            spool.read(1)
    with pytest.raises(ValueError, match="closed"):
        spool.read(1)


def test_a_body_that_comes_in_asynchronously_is_sealed_too(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    parts = [DATA[:1_000_000], DATA[1_000_000:]]
    said = [
        {"type": "http.request", "body": parts[0], "more_body": True},
        {"type": "http.request", "body": parts[1], "more_body": False},
    ]

    async def receive():
        return said.pop(0)

    body = async_to_sync(application.read_body)(receive)
    meanwhile = on_disk(tmp_path)
    assert body.read() == DATA
    assert [ANNA.encode() in data for data in meanwhile] == [False]
    body.close()
    said.append({"type": "http.disconnect"})
    with pytest.raises(RequestAborted):
        async_to_sync(application.read_body)(receive)
