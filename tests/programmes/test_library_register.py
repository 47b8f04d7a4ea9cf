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


def test_a_text_that_documents_take_over_is_kept_with_them(folder):
    common = folder / "名单" / "通用.yaml"
    common.parent.mkdir()
    text = (
        "共用: 通用\nen: Shared\n地区: 330300\n"
        "条件组: {在职: [{编号: 在职, 说: 在职, en: Employed, 须: 在职}]}\n"
    )
    common.write_text(text, encoding="utf-8")
    first = register_library(acting_user=None)
    kept = PolicyDocument.objects.get(code="通用@330300")
    assert (kept.text, kept.path, kept.title, kept.region) == (
        text,
        "名单/通用.yaml",
        "通用",
        330300,
    )
    common.write_text(text.replace("须: 在职", "须: 非 在职"), encoding="utf-8")
    os.utime(common, ns=(kept_ns := common.stat().st_mtime_ns + 1_000_000_000, kept_ns))
    second = register_library(acting_user=None)
    assert (first.sha256 != second.sha256, PolicyDocument.objects.count()) == (True, 5)
    (clause,) = library_of(first).commons[0].shared["在职"]
    assert clause.formula.text == "在职"


def test_a_broken_document_is_told_with_file_and_line(folder):
    (folder / "wenzhou" / "T-02.yaml").write_text("编号: [")
    with pytest.raises(LibraryError, match=r"T-02\.yaml"):
        register_library(acting_user=None)
    assert LibraryVersion.objects.count() == 0


def test_a_missing_folder_is_told(settings, tmp_path):
    settings.YULIN_POLICIES = tmp_path / "nowhere"
    with pytest.raises(LibraryError, match="政策库不存在"):
        library()
