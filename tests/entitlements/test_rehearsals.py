import datetime as dt
import json

import polars as pl
import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tests.entitlements.conftest import DAY, REGION
from tests.registry.builders import ANNA, BEN, load
from yulin.access.enums import Role
from yulin.access.models import JournalEntry
from yulin.entitlements.actions import rehearse
from yulin.entitlements.actions.rehearse import (
    cancel_rehearsal,
    delete_rehearsal,
    execute_rehearsal,
    fail_rehearsal,
    request_rehearsal,
)
from yulin.entitlements.enums import RunState
from yulin.entitlements.errors import RehearsalError
from yulin.entitlements.models import Rehearsal, RehearsalChange
from yulin.entitlements.queries.rehearsals import (
    ChangeFilters,
    access_rehearsal,
    changes_list,
    finished_rehearsals,
    named_of,
    rehearsals_list,
    rehearsed,
    try_draft,
)
from yulin.registry.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(library):
    """T-02 with a hundred yuan more, for whom it pays now."""
    text = next(p for p in library.rglob("*.yaml") if "编号: T-02" in p.read_text("utf-8"))
    return text.read_text("utf-8").replace("10000元", "10100元")


def asked(user, draft, **more):
    given = {"as_of": DAY, "years": 2, "every": "year", "queue": False} | more
    return request_rehearsal(acting_user=user, text=draft, **given)


@pytest.fixture
def done(region, officer, draft):
    return execute_rehearsal(rehearsal=asked(officer, draft))


def test_a_rehearsal_keeps_what_it_rests_on_and_what_came_out(done):
    assert done.state == RunState.FINISHED
    assert (done.code, done.region, done.years) == ("T-02", 330300, 2)
    assert done.library is not None
    total = {row["subject_kind"]: row for row in done.result["tables"]["total"]}
    assert (total["person"]["gains"], total["person"]["subjects"]) == (1, 3)
    assert total["person"]["sum_after"] - total["person"]["sum_before"] == 10_000
    assert total["employer"]["gains"] == 0
    actions = JournalEntry.objects.order_by("id").values_list("action", flat=True)
    assert [a for a in actions if "rehearsal" in a] == [
        "entitlements.rehearsal.request",
        "entitlements.rehearsal.finish",
    ]


def test_whom_it_changes_is_kept_line_by_line(done):
    change = RehearsalChange.objects.get()
    assert change.person == Person.objects.by_number(ANNA)
    assert (change.outcome, change.before, change.after) == ("gains", 1_000_000, 1_010_000)
    assert (change.district, change.talent_class) == (330302, "E")
    assert change.causes == "（金额）"


def test_it_goes_back_into_the_form_of_the_engine(done, officer):
    made = rehearsed(done, user=officer)
    assert made.as_dict() == done.result
    assert made.changes.select("subject_kind", "outcome", "difference").rows() == [
        ("person", "gains", 10_000)
    ]
    named = named_of(made)
    anna = Person.objects.by_number(ANNA)
    assert named.of(f"P{anna.pk}") == ("安*", anna.masked_number)
    assert ANNA not in json.dumps(done.result)


def test_names_and_numbers_are_masked_in_lists(done, officer):
    row = changes_list(user=officer, rehearsal=done, filters=ChangeFilters()).rows[0]
    assert (row.name, row.masked_number) == ("安*", Person.objects.by_number(ANNA).masked_number)


def test_lists_are_narrowed(done, officer):
    for filters, found in [
        ({"outcome": "gains"}, 1),
        ({"outcome": "loses"}, 0),
        ({"policy": "T-02", "benefit": "安家"}, 1),
        ({"district": 330382}, 0),
        ({"talent_class": "E"}, 1),
        ({"cause": "（金额）"}, 1),
        ({"cause": "金额"}, 0),
        ({"cause": "%"}, 0),
    ]:
        page = changes_list(user=officer, rehearsal=done, filters=ChangeFilters(**filters))
        assert (filters, page.total) == (filters, found)


def test_the_same_again_comes_out_the_same(done, officer, draft):
    again = execute_rehearsal(rehearsal=asked(officer, draft))
    assert again.result == done.result


def test_a_finished_one_is_left_alone(done):
    before = done.finished_at
    assert execute_rehearsal(rehearsal=done).finished_at == before
    assert fail_rehearsal(rehearsal=done, reason="no").state == RunState.FINISHED
    assert RehearsalChange.objects.count() == 1


def test_what_is_known_later_does_not_count(region, officer, draft):
    """The facts are those of the moment at which it began."""
    rehearsal = asked(officer, draft)
    done = execute_rehearsal(rehearsal=rehearsal)
    load(**REGION | {"学历": [{"证件号": BEN, "学历": "博士"}]})
    done.refresh_from_db()
    assert RehearsalChange.objects.filter(rehearsal=done).count() == 1


# --- Who may ------------------------------------------------------------------------------------------


def test_only_officers_rehearse(region, user_of, draft):
    for role in (Role.PERSON, Role.EMPLOYER, Role.AUDITOR):
        keys = {Role.PERSON: {"person_key": "P1"}, Role.EMPLOYER: {"organisation_key": "O1"}}
        with pytest.raises(PermissionDenied):
            asked(user_of(role, **keys.get(role, {})), draft)
    assert not Rehearsal.objects.exists()


def test_an_officer_sees_their_region_and_what_lies_in_it(done, user_of, auditor):
    city, district = user_of(Role.OFFICER, region=330300), user_of(Role.OFFICER, region=330302)
    ningbo = user_of(Role.OFFICER, region=330200)
    for user in (city, auditor):
        assert access_rehearsal(user=user, uuid=done.uuid) == done
        assert rehearsals_list(user=user).total == 1
        assert list(finished_rehearsals(user)) == [done]
    for user in (district, ningbo):
        assert rehearsals_list(user=user).total == 0
        with pytest.raises(Rehearsal.DoesNotExist):
            access_rehearsal(user=user, uuid=done.uuid)
    with pytest.raises(Rehearsal.DoesNotExist):
        access_rehearsal(user=city, uuid="nonsense")


def test_people_of_other_regions_are_not_decided(region, user_of, draft):
    yueqing = user_of(Role.OFFICER, region=330382)
    made = execute_rehearsal(rehearsal=asked(yueqing, draft))
    total = {row["subject_kind"]: row["subjects"] for row in made.result["tables"]["total"]}
    assert total == {"person": 1, "employer": 1}


# --- What is refused -----------------------------------------------------------------------------------


def test_a_faulty_draft_is_refused_with_its_lines(region, officer, draft):
    with pytest.raises(RehearsalError, match="草案文本还有错误") as caught:
        asked(officer, draft.replace("最高学历", "最搞学历"))
    problem = caught.value.problems[0]
    assert problem.place.line > 1
    assert "最搞学历" in problem.message


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"years": 0}, "年数应在 1 到 10 之间"),
        ({"years": 11}, "年数应在 1 到 10 之间"),
        ({"as_of": dt.date(1999, 1, 1)}, "起算日应在"),
        ({"every": "day"}, "没有这种判定间隔"),
        ({"text": "  "}, "请先选一份文件"),
        ({"text": "编号: T-02"}, "草案文本还有错误"),
        ({"text": "甲" * 400_001}, "文本太长"),
    ],
)
def test_what_cannot_be_rehearsed(region, officer, draft, change, words):
    given = {"as_of": DAY, "years": 2, "text": draft} | change
    with pytest.raises(RehearsalError, match=words):
        request_rehearsal(acting_user=officer, **given)
    assert not Rehearsal.objects.exists()


def test_a_draft_of_another_region(region, officer, draft):
    with pytest.raises(RehearsalError, match="不适用于你的地区"):
        asked(officer, draft.replace("地区: 330300", "地区: 330200"))


def test_the_same_under_way_is_refused(region, officer, draft, jobs):
    asked(officer, draft, queue=True)
    assert [job["task_name"] for job in jobs.jobs.values()] == ["entitlements.rehearse"]
    with pytest.raises(RehearsalError, match="同样的演练正在进行"):
        asked(officer, draft)
    asked(officer, draft, years=3)


def test_a_failure_is_said_in_words(region, officer, draft):
    failed = fail_rehearsal(rehearsal=asked(officer, draft), reason="政策库坏了")
    assert (failed.state, failed.reason) == (RunState.FAILED, "政策库坏了")


def test_a_finished_one_without_a_result_is_refused_by_the_database(region, officer, draft):
    rehearsal = asked(officer, draft)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rehearsal.objects.filter(pk=rehearsal.pk).update(state=RunState.FINISHED)


# --- A quick try ---------------------------------------------------------------------------------------


def test_a_try_on_a_few(region, officer, draft):
    tried = try_draft(user=officer, text=draft, as_of=DAY, years=1)
    assert (tried.tried, tried.everybody) == (3, 3)
    assert tried.made.tables["total"].filter(pl.col("subject_kind") == "person")[
        "gains"
    ].to_list() == [1]
    assert not Rehearsal.objects.exists()


# --- Called off, and removed ----------------------------------------------------------------------


def test_one_that_waits_is_cancelled_and_the_same_may_be_asked_for_again(region, officer, draft):
    waiting = asked(officer, draft)
    held = cancel_rehearsal(acting_user=officer, rehearsal=waiting)
    assert (held.state, held.result) == (RunState.CANCELLED, None)
    assert held.finished_at is not None
    assert execute_rehearsal(rehearsal=waiting).state == RunState.CANCELLED
    assert not RehearsalChange.objects.exists()
    assert asked(officer, draft).state == RunState.QUEUED
    with pytest.raises(RehearsalError, match=r"^这次演练已经结束，不能取消。$"):
        cancel_rehearsal(acting_user=officer, rehearsal=waiting)
    verbs = JournalEntry.objects.filter(action="entitlements.rehearsal.cancel")
    assert [entry.actor for entry in verbs] == [officer]


def test_one_under_way_stops_where_it_is(region, officer, draft, monkeypatch):
    monkeypatch.setattr(rehearse, "_PAUSE", 0)
    under_way, told = asked(officer, draft), []

    def progress(step, done, total):
        told.append(step)
        if len(told) == 1:
            cancel_rehearsal(acting_user=officer, rehearsal=under_way)

    held = execute_rehearsal(rehearsal=under_way, progress=progress)
    assert (held.state, held.result, len(told)) == (RunState.CANCELLED, None, 1)
    assert not RehearsalChange.objects.exists()


def test_who_asked_for_it_deletes_it_with_its_lines(done, officer):
    delete_rehearsal(acting_user=officer, rehearsal=done)
    assert not Rehearsal.objects.exists()
    assert not RehearsalChange.objects.exists()
    entry = JournalEntry.objects.get(action="entitlements.rehearsal.delete")
    assert (entry.actor, entry.object_id, entry.data["document"]) == (officer, str(done.pk), "T-02")


def test_nobody_else_deletes_or_cancels_it(done, region, officer, user_of, auditor, draft):
    waiting = asked(officer, draft, years=1)
    colleague = user_of(Role.OFFICER, username="colleague", region=330300)
    elsewhere = user_of(Role.OFFICER, username="ningbo", region=330200)
    for stranger in (colleague, elsewhere, auditor):
        with pytest.raises(PermissionDenied):
            delete_rehearsal(acting_user=stranger, rehearsal=done)
    for stranger in (elsewhere, auditor):
        with pytest.raises(PermissionDenied):
            cancel_rehearsal(acting_user=stranger, rehearsal=waiting)
    with pytest.raises(RehearsalError, match=r"^演练还没有结束，请先取消。$"):
        delete_rehearsal(acting_user=officer, rehearsal=waiting)
    assert set(Rehearsal.objects.values_list("pk", "state")) == {
        (done.pk, "finished"),
        (waiting.pk, "queued"),
    }
    assert RehearsalChange.objects.count() == 1
