import hashlib
import os

import pytest

from tests.programmes.documents import SUBSIDY, write_library
from yulin.access.models import JournalEntry
from yulin.programmes.actions.register import register_library
from yulin.programmes.errors import LibraryError
from yulin.programmes.models import LibraryVersion, PolicyDocument
from yulin.programmes.queries.documents import text_of
from yulin.programmes.queries.library import library, library_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path, settings):
    settings.YULIN_POLICIES = write_library(tmp_path / "policies")
    return settings.YULIN_POLICIES


def rewrite(folder, amount):
    write_library(folder, amount=amount)
    path = folder / "wenzhou" / "T-02.yaml"
    later = path.stat().st_mtime_ns + 1_000_000_000
    os.utime(path, ns=(later, later))


def test_the_library_is_read_once_and_again_when_a_file_changes(folder):
    first = library()
    assert library() is first
    rewrite(folder, 20000)
    second = library()
    assert second is not first
    assert library() is second


def test_every_text_is_kept_word_for_word(folder):
    version = register_library(acting_user=None)
    assert version.sha256 == library().digest
    text = SUBSIDY.replace("AMOUNT", "10000")
    document = text_of(code="T-02", sha256=hashlib.sha256(text.encode()).hexdigest())
    assert (document.text, document.path, document.title, document.region) == (
        text,
        "wenzhou/T-02.yaml",
        "温州市安家补贴（测试）",
        330300,
    )


def test_registering_the_same_library_again_changes_nothing(folder):
    first = register_library(acting_user=None)
    entries = JournalEntry.objects.count()
    assert register_library(acting_user=None) == first
    assert (PolicyDocument.objects.count(), LibraryVersion.objects.count()) == (3, 1)
    assert JournalEntry.objects.count() == entries


def test_a_changed_text_is_another_document_and_the_old_library_can_still_be_read(folder):
    first = register_library(acting_user=None)
    rewrite(folder, 20000)
    second = register_library(acting_user=None)
    assert PolicyDocument.objects.filter(code="T-02").count() == 2
    assert PolicyDocument.objects.count() == 4
    assert library_of(second) is library()
    assert library_of(first).digest == first.sha256


def test_a_broken_document_is_told_with_file_and_line(folder):
    (folder / "wenzhou" / "T-02.yaml").write_text("编号: [")
    with pytest.raises(LibraryError, match=r"T-02\.yaml"):
        register_library(acting_user=None)
    assert LibraryVersion.objects.count() == 0


def test_a_missing_folder_is_told(settings, tmp_path):
    settings.YULIN_POLICIES = tmp_path / "nowhere"
    with pytest.raises(LibraryError, match="政策库不存在"):
        library()
