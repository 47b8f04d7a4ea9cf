import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, InternalError, ProgrammingError, connection, transaction

from tests.programmes.documents import SUBSIDY
from tests.programmes.drafting import draft_of, released, rewritten, submitted
from yulin.access.models import JournalEntry
from yulin.programmes import following
from yulin.programmes.actions.drafts import start_draft, submit_draft
from yulin.programmes.actions.register import register_library
from yulin.programmes.actions.release import release_draft, return_draft
from yulin.programmes.enums import DraftState
from yulin.programmes.errors import DraftError
from yulin.programmes.models import Draft, LibraryVersion, PolicyDocument, Release
from yulin.programmes.queries.library import library, library_now, library_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]


def state():
    return (
        sorted(Draft.objects.values_list("pk", "state", "decided_by")),
        Release.objects.count(),
        JournalEntry.objects.count(),
    )


def test_a_released_text_is_the_one_decided_with(writer, second):
    release = released(writer, second)
    assert (release.number, release.author, release.approver) == (1, writer, second)
    assert library_now().get("T-02").digest == release.document.sha256
    assert register_library(acting_user=None).documents.filter(pk=release.document_id).exists()


def test_what_changed_is_kept_in_words(writer, second):
    release = released(writer, second)
    assert release.changes == [
        {
            "kind": "changed",
            "zh": "安家补贴：年龄由 45 岁改为 40 岁",
            "en": "Settling: Age changed from 45 years of age to 40 years of age",
        }
    ]


def test_the_text_before_is_kept_and_its_library_still_decides(writer, second):
    before = register_library(acting_user=None)
    release = released(writer, second)
    assert "<= 45" in release.previous.text
    assert register_library(acting_user=None) != before
    assert LibraryVersion.objects.count() == 2
    assert library_of(before).digest == before.sha256


def test_a_second_release_builds_on_the_first(writer, second):
    released(writer, second)
    release = released(second, writer, old="<= 40", new="<= 35")
    assert (release.number, release.author, release.approver) == (2, second, writer)
    assert "<= 35" in release.document.text
    assert library_now().get("T-02").digest == release.document.sha256


def test_a_new_document_is_decided_with_once_released(writer, second):
    text = SUBSIDY.replace("T-02", "T-09").replace("AMOUNT", "3000").replace("安家补贴", "生活补贴")
    draft = start_draft(acting_user=writer, text=text)
    draft = submit_draft(acting_user=writer, draft=draft, revision=1)
    release = release_draft(acting_user=second, draft=draft, revision=1)
    assert release.previous is None
    assert {d.id for d in library_now().documents} == {"T-01", "T-02", "T-03", "T-09"}
    assert release.changes == [{"kind": "added", "zh": "新文件", "en": "A new document"}]


def test_nobody_approves_what_they_began(writer):
    draft = submitted(writer)
    before = state()
    with pytest.raises(PermissionDenied):
        release_draft(acting_user=writer, draft=draft, revision=draft.revision)
    assert state() == before


def test_nobody_approves_what_they_wrote_a_part_of(writer, second):
    draft = rewritten(second, draft_of(writer))
    draft = submit_draft(acting_user=writer, draft=draft, revision=draft.revision)
    before = state()
    with pytest.raises(PermissionDenied):
        release_draft(acting_user=second, draft=draft, revision=draft.revision)
    assert state() == before


@pytest.mark.parametrize("who", ["of_district", "of_elsewhere", "auditor", "person", "employer"])
def test_others_decide_nothing(request, writer, who):
    user, draft = request.getfixturevalue(who), submitted(writer)
    before = state()
    with pytest.raises(PermissionDenied):
        release_draft(acting_user=user, draft=draft, revision=draft.revision)
    with pytest.raises(PermissionDenied):
        return_draft(acting_user=user, draft=draft, remarks="不行")
    assert state() == before


def test_the_database_refuses_one_person_in_two_roles(writer):
    draft = submitted(writer)
    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        Draft.objects.filter(pk=draft.pk).update(decided_by=writer)
    given = {"code": "T-02", "number": 1, "region": 330300, "document": draft.base, "draft": draft}
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.create(**given, author=writer, approver=writer)


def test_the_database_refuses_an_approver_who_wrote(writer, second):
    draft = rewritten(second, draft_of(writer))
    given = {"code": "T-02", "number": 1, "region": 330300, "document": draft.base, "draft": draft}
    with pytest.raises(IntegrityError, match="does not approve"), transaction.atomic():
        Release.objects.create(**given, author=writer, approver=second)


def test_a_release_stays_as_it_was(writer, second):
    released(writer, second)
    for change in (
        lambda: Release.objects.update(number=7),
        lambda: Release.objects.all()._raw_delete("default"),
        lambda: PolicyDocument.objects.update(text="x"),
    ):
        with pytest.raises((InternalError, ProgrammingError), match="kept"), transaction.atomic():
            change()


def test_a_returned_draft_says_why_and_can_be_written_again(writer, second):
    draft = submitted(writer)
    with pytest.raises(DraftError, match="为什么"):
        return_draft(acting_user=second, draft=draft, remarks=" ")
    back = return_draft(acting_user=second, draft=draft, remarks="年龄依据哪一条？")
    assert (back.state, back.decided_by) == (DraftState.RETURNED, second)
    assert back.steps.last().remarks == "年龄依据哪一条？"
    again = rewritten(writer, back, "<= 40", "<= 42")
    again = submit_draft(acting_user=writer, draft=again, revision=again.revision)
    assert release_draft(acting_user=second, draft=again, revision=again.revision).number == 1


def test_remarks_hold_no_personal_number(writer, second):
    draft = submitted(writer)
    before = state()
    with pytest.raises(DraftError, match="证件号"):
        return_draft(acting_user=second, draft=draft, remarks="见 330302199001011234")
    assert state() == before


def test_only_the_text_that_was_read_is_released(writer, second):
    draft = submitted(writer)
    before = state()
    with pytest.raises(DraftError, match="改过"):
        release_draft(acting_user=second, draft=draft, revision=draft.revision - 1)
    assert state() == before


def test_a_draft_of_a_text_no_longer_in_use_is_not_released(writer, second, folder):
    draft = submitted(writer)
    path = folder / "wenzhou" / "T-02.yaml"
    path.write_text(path.read_text().replace("10000元", "20000元"))
    before = state()
    with pytest.raises(DraftError, match="更替"):
        release_draft(acting_user=second, draft=draft, revision=draft.revision)
    assert state() == before


def test_another_process_sees_a_release_when_it_looks(writer, second, folder):
    shown = library()
    released(writer, second)
    following.forget()
    assert library().digest == shown.digest
    following.look()
    assert library().digest != shown.digest


@pytest.mark.django_db(transaction=True)
def test_of_two_who_approve_at_once_one_succeeds(writer, second, user_of):
    draft = submitted(writer)
    third = user_of("officer", username="third", region=330300)
    results, barrier = [], threading.Barrier(2)

    def approve(user):
        barrier.wait()
        try:
            results.append(release_draft(acting_user=user, draft=draft, revision=draft.revision))
        except DraftError as error:
            results.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=[user]) for user in (second, third)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Release.objects.count() == 1
    assert sum(isinstance(result, Release) for result in results) == 1
    assert any("已发布" in str(result) for result in results)
