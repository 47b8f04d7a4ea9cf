"""A view that says when its rows changed is looked at every few seconds: news is asked after once."""

import datetime as dt

import pytest
from django.utils import timezone

from tests.registry.builders import ANNA, BEN, CARA
from tests.sources.conftest import PAID, insurance_terms, switched_on
from yulin.registry.models import InsuranceSpell
from yulin.sources.actions import watch
from yulin.sources.actions.manage import add_source, switch_source
from yulin.sources.actions.watch import watch_changes
from yulin.sources.connectors import database
from yulin.sources.errors import SourceError
from yulin.sources.models import Answer, Call, Source, Watch

pytestmark = pytest.mark.django_db
STRANGER = "330302199912310013"


def row(number):
    return (number, *PAID[1:])


def watched(bureau, **more):
    given = insurance_terms(bureau)
    return switched_on(**(given | {"place": given["place"] | {"changed": "aae036"}} | more))


@pytest.fixture
def bureau(bureau):
    """What it holds was written a while ago."""
    bureau.execute("UPDATE payments SET aae036 = now() - interval '1 hour'")
    return bureau


@pytest.fixture
def insurance(db, bureau, people, jobs):
    source = watched(bureau)
    assert watch_changes() == {str(source.uuid): 0}  # from now on: what is there is no news
    return source


def look():
    [made] = watch_changes().values()
    return made


def asked():
    calls = Call.objects.order_by("id").values_list("person__number", "why", "outcome")
    return [(person, why, outcome) for person, why, outcome in calls]


def test_news_is_asked_after_once(insurance, bureau, people, jobs):
    assert (look(), Call.objects.count()) == (0, 0)
    bureau.adds(*row(BEN))
    assert (look(), look()) == (1, 0)
    call = Call.objects.get()
    assert (call.person, call.why, call.outcome, call.purpose) == (
        people[1], "news", "answered", "核定人才待遇",
    )  # fmt: skip
    assert InsuranceSpell.objects.get().person == people[1]
    [job] = jobs.jobs.values()
    assert job["task_name"] == "entitlements.decide_arrivals"
    bureau.adds(BEN, "210", *PAID[2:])
    assert (look(), look()) == (1, 0)
    assert InsuranceSpell.objects.current().count() == 2


def test_others_are_not_asked_about(insurance, bureau, people):
    bureau.adds(*row(CARA))  # Ningbo's
    bureau.adds(*row(STRANGER))
    bureau.execute("INSERT INTO payments (aac002, aae140) VALUES (NULL, '110')")
    assert look() == 0
    assert (Call.objects.count(), Answer.objects.count()) == (0, 0)
    assert Watch.objects.get().reason == ""


def test_what_was_written_before_and_committed_after_is_seen(insurance, bureau, people):
    bureau.adds(*row(ANNA))
    assert look() == 1
    late = timezone.now() - dt.timedelta(minutes=4)
    bureau.adds(*row(BEN), at=late)
    assert (look(), look()) == (1, 0)
    read_to = Watch.objects.get().read_to
    assert Answer.objects.get(person=people[1]).change_at == late
    assert read_to == Answer.objects.get(person=people[0]).change_at


def test_from_a_day_on_everybody_whose_rows_are_there(bureau, people, jobs):
    bureau.says(row(ANNA), row(BEN))
    given = insurance_terms(bureau)["place"] | {"changed": "aae036", "since": "2020-01-01"}
    watched(bureau, place=given)
    assert (look(), look()) == (2, 0)


def test_many_with_one_and_the_same_time_are_all_asked_about(
    insurance, bureau, people, monkeypatch
):
    monkeypatch.setattr(database, "PAGE", 1)
    monkeypatch.setattr(watch, "PAGE", 1)
    at = timezone.now()
    for number in (STRANGER, ANNA, BEN):
        bureau.adds(*row(number), at=at)
    assert (look(), look()) == (2, 0)
    assert {call.person for call in Call.objects.all()} == set(people[:2])


def test_the_rate_divides_them_among_looks(bureau, people, jobs):
    watched(bureau, per_minute=6)
    assert look() == 0
    for number in (ANNA, BEN):
        bureau.adds(*row(number))
    assert look() == 1
    Source.objects.get().bucket.delete()  # ten seconds later
    assert (look(), look()) == (1, 0)


def test_who_does_not_answer_is_left_alone_for_a_minute_and_asked_again(
    insurance, bureau, people, monkeypatch
):
    bureau.adds(*row(ANNA))
    view = database.DatabaseView
    before = Watch.objects.get().read_to

    def silent(self, question):
        raise database.NoAnswerError("等候超时。")

    monkeypatch.setattr(view, "ask", silent)
    assert look() == 1
    kept = Watch.objects.get()
    assert (kept.read_to, kept.reason) == (before, "等候超时。")
    assert look() == 0
    assert [(c.outcome, c.why) for c in Call.objects.all()] == [("no_answer", "news")]
    monkeypatch.undo()
    Watch.objects.update(looked_at=timezone.now() - dt.timedelta(seconds=61))
    assert (look(), look()) == (1, 0)
    assert InsuranceSpell.objects.get().person == people[0]


def test_an_answer_of_another_shape_is_not_asked_for_again_and_again(insurance, bureau, people):
    bureau.adds(ANNA, "999999", *PAID[2:])  # a code that nobody agreed on
    bureau.adds(*row(BEN))
    assert (look(), look()) == (2, 0)
    outcomes = dict(Call.objects.values_list("person", "outcome"))
    assert outcomes == {people[0].pk: "wrong_shape", people[1].pk: "answered"}


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("timestamp", "对方的变更时间不是带时区的时间。"),
        ("text", "对方的视图与约定的列不同。"),
    ],
)
def test_a_time_that_could_be_misread_is_refused(insurance, bureau, people, kind, why):
    bureau.adds(*row(ANNA))
    bureau.execute("DROP VIEW shared")
    bureau.execute(
        f"CREATE VIEW shared AS SELECT aac002, aae140, aab301, aab001, aae041, aae042, aaa115, aae036::{kind} FROM payments"
    )
    try:
        assert look() == 0
        assert Watch.objects.get().reason == why
        assert Call.objects.count() == 0
    finally:
        bureau.execute("DROP VIEW shared")
        bureau.execute("CREATE VIEW shared AS SELECT * FROM payments WHERE aae140 <> '999'")


def test_a_source_that_is_off_or_says_no_time_is_not_looked_at(bureau, people, jobs):
    source = watched(bureau)
    switch_source(acting_user=None, source=source, on=False, reason="测试")
    assert watch_changes() == {}
    switched_on(**insurance_terms(bureau, name="另一个"))
    assert watch_changes() == {}


@pytest.mark.parametrize(
    "place", [{"since": "2026-01-01"}, {"changed": "aae036", "since": "昨天"}, {"changed": 1}]
)
def test_terms_that_say_it_wrong_are_refused(bureau, place, db):
    given = insurance_terms(bureau)
    with pytest.raises(SourceError):
        add_source(acting_user=None, **(given | {"place": given["place"] | place}))
    assert not Source.objects.exists()
