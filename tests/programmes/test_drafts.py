import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tests.programmes.documents import SUBSIDY
from tests.programmes.drafting import draft_of, rewritten, submitted
from yulin.access.models import JournalEntry
from yulin.programmes.actions.drafts import (
    discard_draft,
    save_draft,
    start_draft,
    submit_draft,
    withdraw_draft,
)
from yulin.programmes.enums import DraftState
from yulin.programmes.errors import ConflictError, DraftError
from yulin.programmes.models import Draft, DraftSave
from yulin.programmes.queries.drafts import DraftFilters, access_draft, drafts_list

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]

NEW = SUBSIDY.replace("T-02", "T-09").replace("AMOUNT", "3000")


def state():
    return (
        sorted(Draft.objects.values_list("pk", "state", "revision", "text")),
        DraftSave.objects.count(),
        JournalEntry.objects.count(),
    )


def test_a_draft_of_a_document_in_use_starts_from_its_text(writer):
    draft = draft_of(writer)
    assert (draft.code, draft.title, draft.region) == ("T-02", "温州市安家补贴（测试）", 330300)
    assert (draft.state, draft.revision, draft.base.text) == (DraftState.DRAFT, 1, draft.text)
    assert list(draft.saves.values_list("revision", "saved_by")) == [(1, writer.pk)]
    assert list(draft.steps.values_list("state", "done_by")) == [("draft", writer.pk)]
    entry = JournalEntry.objects.latest("id")
    assert (entry.action, entry.region, entry.data["code"]) == (
        "programmes.draft.start",
        330300,
        "T-02",
    )


def test_a_document_has_one_draft_at_a_time(writer, second):
    draft_of(writer)
    before = state()
    with pytest.raises(DraftError, match="由 writer 起草"):
        draft_of(second)
    assert state() == before


def test_a_new_document_follows_the_number_in_its_text(writer):
    draft = start_draft(acting_user=writer, text=NEW)
    saved = rewritten(writer, draft, "T-09", "T-10")
    assert saved.code == "T-10"
    assert rewritten(writer, saved, "330300", "330302").region == 330302


def test_a_text_without_a_number_is_not_begun(writer):
    with pytest.raises(DraftError, match="编号"):
        start_draft(acting_user=writer, text="地区: 330300\n")


@pytest.mark.parametrize("region", ["0", "330000", "330200", "未知"])
def test_nobody_drafts_for_a_place_that_is_not_theirs(writer, region):
    text = NEW.replace("330300", region)
    with pytest.raises(PermissionDenied):
        start_draft(acting_user=writer, text=text)
    assert Draft.objects.count() == 0


def test_a_district_does_not_draft_for_its_city(of_district):
    with pytest.raises(PermissionDenied):
        draft_of(of_district)


def test_every_save_is_kept_and_can_be_gone_back_to(writer, second):
    draft = rewritten(writer, draft_of(writer))
    draft = rewritten(second, draft, "<= 40", "<= 35")
    assert list(draft.saves.values_list("revision", "saved_by")) == [
        (3, second.pk),
        (2, writer.pk),
        (1, writer.pk),
    ]
    assert "<= 45" in draft.saves.get(revision=1).text


def test_saving_the_same_text_again_is_no_new_state(writer):
    draft = draft_of(writer)
    again = save_draft(acting_user=writer, draft=draft, text=draft.text, revision=1)
    assert again.revision == 1


def test_who_saves_after_somebody_else_loses_nothing(writer, second):
    mine = draft_of(writer)
    theirs = rewritten(second, mine, "<= 45", "<= 30")
    before = state()
    with pytest.raises(ConflictError) as caught:
        save_draft(acting_user=writer, draft=mine, text="我的文本", revision=1)
    assert (caught.value.theirs, caught.value.revision) == (theirs.text, 2)
    assert state() == before


@pytest.mark.parametrize("who", ["of_district", "of_elsewhere", "auditor", "person", "employer"])
def test_others_change_nothing(request, writer, who):
    user, draft = request.getfixturevalue(who), draft_of(writer)
    before = state()
    for refused in (
        lambda: save_draft(acting_user=user, draft=draft, text="x", revision=1),
        lambda: submit_draft(acting_user=user, draft=draft, revision=1),
        lambda: withdraw_draft(acting_user=user, draft=draft),
        lambda: discard_draft(acting_user=user, draft=draft),
    ):
        with pytest.raises(PermissionDenied):
            refused()
    assert state() == before


@pytest.mark.parametrize("who", ["of_district", "of_elsewhere", "person", "employer"])
def test_what_is_not_theirs_does_not_exist(request, writer, who):
    user, draft = request.getfixturevalue(who), draft_of(writer)
    with pytest.raises(Draft.DoesNotExist):
        access_draft(user=user, uuid=draft.uuid)
    assert drafts_list(user=user, filters=DraftFilters(), page=1).total == 0


def test_colleagues_and_auditors_see_it(writer, second, auditor):
    draft = draft_of(writer)
    assert access_draft(user=second, uuid=draft.uuid) == draft
    assert access_draft(user=auditor, uuid=draft.uuid) == draft


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("<= 45", "<= 45x", "E103"),
        ("T-02", "T-99", "编号"),
        ("330300", "330302", "地区"),
        ("年龄 <= 45", "年龄啊 <= 45", "不认识"),
    ],
)
def test_an_unsound_text_is_not_submitted(writer, old, new, reason):
    draft = rewritten(writer, draft_of(writer), old, new)
    before = state()
    with pytest.raises(DraftError) as caught:
        submit_draft(acting_user=writer, draft=draft, revision=draft.revision)
    assert reason in "".join(caught.value.reasons)
    assert state() == before


def test_a_text_whose_worked_case_fails_is_not_submitted(writer):
    case = (
        "案例: [{编号: c1, 说: 年轻, 基准日: 2026-01-01, 事实: {年龄: 50}, 期望: {安家: 符合}}]\n"
    )
    draft = draft_of(writer)
    draft = save_draft(acting_user=writer, draft=draft, text=draft.text + case, revision=1)
    with pytest.raises(DraftError) as caught:
        submit_draft(acting_user=writer, draft=draft, revision=2)
    assert "c1" in caught.value.reasons[0]


def test_what_waits_for_a_decision_is_not_written_in(writer):
    draft = submitted(writer)
    with pytest.raises(DraftError, match="提请审核"):
        rewritten(writer, draft, "<= 40", "<= 30")
    back = withdraw_draft(acting_user=writer, draft=draft)
    assert rewritten(writer, back, "<= 40", "<= 30").is_writable


def test_only_the_text_that_was_read_is_submitted(writer):
    draft = rewritten(writer, draft_of(writer))
    with pytest.raises(DraftError, match="改过"):
        submit_draft(acting_user=writer, draft=draft, revision=1)


def test_after_a_draft_is_given_up_another_may_begin(writer, second):
    discard_draft(acting_user=second, draft=draft_of(writer), remarks="不做了")
    assert draft_of(second).revision == 1


def test_saved_states_are_kept_whoever_asks(writer):
    draft = draft_of(writer)
    with pytest.raises(Exception, match="kept for ever"), transaction.atomic():
        draft.saves.update(text="x")


def test_the_database_refuses_two_drafts_of_one_document(writer):
    draft = draft_of(writer)
    with pytest.raises(IntegrityError, match="one_at_a_time"), transaction.atomic():
        Draft.objects.create(code="T-02", title="", region=330300, text="", author=draft.author)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_with_more_rows(writer, count, django_assert_num_queries):
    for number in range(count):
        start_draft(acting_user=writer, text=NEW.replace("T-09", f"T-1{number}"))
    with django_assert_num_queries(2):
        page = drafts_list(user=writer, filters=DraftFilters(state="open"), page=1)
        assert [str(draft.author) for draft in page.rows] == ["writer"] * count
