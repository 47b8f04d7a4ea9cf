"""Each change of a benefit is told, once, with what it rests on."""

import datetime as dt

import pytest
from django.db import Error, IntegrityError, connection, transaction

from tests.entitlements.told.conftest import KNOWN, YUAN, go, run_on, text, told
from tests.registry.builders import ANNA, load
from yulin.codes.calendar import WorkCalendar
from yulin.entitlements.actions.accrue import accrue
from yulin.entitlements.enums import NoticeKind
from yulin.entitlements.models import Grant, Notice

pytestmark = pytest.mark.django_db


def test_what_begins_is_told_with_sum_version_and_time_to_object(region):
    run = run_on("2026-01-31")
    accrue(acting_user=None, run=run)
    assert sorted(told()) == [("opened", "安家"), ("opened", "生活")]
    one = Notice.objects.get(benefit="生活")
    grant = Grant.objects.get(benefit="生活")
    assert one.event == f"grant:{grant.pk}:opened:run:{run.pk}"
    assert (one.person, one.grant, one.run) == (grant.person, grant, run)
    assert one.data == {
        "amount": 500 * YUAN,
        "period": "month",
        "version": "一",
        "trace": one.data["trace"],
    }
    assert set(one.data["trace"]) == {"T"}
    today = dt.datetime.now().astimezone().date()
    assert one.until == WorkCalendar.shipped().add_working_days(today, 30).date
    assert one.read_at is None


def test_the_same_run_again_tells_nothing_more(region):
    run = run_on("2026-01-31")
    accrue(acting_user=None, run=run)
    before = list(Notice.objects.values())
    accrue(acting_user=None, run=run)
    go("2026-02-01")
    assert list(Notice.objects.values()) == before


def test_what_stops_what_cannot_be_told_and_what_goes_on(region):
    go("2026-01-31")
    load(**KNOWN | {"学历": [{"证件号": ANNA, "学历": "硕士"}]})
    go("2026-03-01")
    assert told("suspended", "unclear") == [("suspended", "生活")]
    assert Notice.objects.get(kind="suspended").data["trace"][0] == "F"
    load(**KNOWN)
    go("2026-03-02")
    assert told("resumed") == [("resumed", "生活")]
    load(**KNOWN | {"人员": [{"证件号": ANNA, "姓名": "安娜"}, *KNOWN["人员"][1:]]})
    go("2026-04-01")
    assert told("suspended", "unclear") == [("suspended", "生活"), ("unclear", "生活")]


def test_a_higher_and_a_lower_sum_are_told_from_what_to_what(region, library):
    go("2026-01-31")
    for day, monthly, kind, amounts in (
        ("2026-02-10", "800元", "raised", (500 * YUAN, 800 * YUAN)),
        ("2026-02-11", "600元", "lowered", (800 * YUAN, 600 * YUAN)),
    ):
        (library / "wenzhou" / "T-04.yaml").write_text(text(monthly))
        go(day)
        one = Notice.objects.get(kind=kind)
        assert (one.data["before"], one.data["amount"]) == amounts
        assert Grant.objects.get(benefit="生活").amount == amounts[1]


def test_the_end_is_told(region):
    go("2026-01-31")
    go("2028-06-01")
    assert told("ended") == [("ended", "生活")]


def test_the_database_tells_an_event_once_and_keeps_what_was_told(region):
    go("2026-01-31")
    one = Notice.objects.first()
    before = list(Notice.objects.values())
    with pytest.raises(IntegrityError, match="entitlements_notice_once"), transaction.atomic():
        Notice.objects.create(
            person=one.person, event=one.event, kind="ended", policy="T-04", benefit="生活"
        )
    for change in ("kind = 'ended'", "read_at = now(), data = '{}'", "until = NULL"):
        with pytest.raises(Error, match="what was told stays"), transaction.atomic():
            _execute(f"UPDATE entitlements_notice SET {change}")
    with pytest.raises(Error, match="what was told stays"), transaction.atomic():
        _execute("DELETE FROM entitlements_notice")
    assert list(Notice.objects.values()) == before


def _execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_run_that_cannot_be_journalled_tells_nothing(region, monkeypatch):
    """The notice is written in the transaction of the change."""
    run = run_on("2026-01-31")

    def fails(**_words):
        raise RuntimeError

    monkeypatch.setattr("yulin.entitlements.actions.accrue.record", fails)
    with pytest.raises(RuntimeError):
        accrue(acting_user=None, run=run)
    assert (Notice.objects.count(), Grant.objects.count()) == (0, 0)


def test_every_kind_has_its_word():
    assert all(kind.label for kind in NoticeKind)
