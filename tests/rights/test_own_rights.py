"""What a person may do with their own data: see who looked, agree, take a copy; and how long."""

import datetime as dt
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, transaction
from django.utils.timezone import localdate
from openpyxl import load_workbook

from tests.ledger.conftest import answer, take
from tests.registry.builders import ANNA, BEN
from yulin.access.actions.journal import record
from yulin.access.enums import Duty, Role
from yulin.access.models import JournalEntry
from yulin.entitlements.models import Notice, Run
from yulin.facts.schema import TABLES
from yulin.ledger.models import Notice as MoneyNotice
from yulin.registry.actions.corrections import request_correction, resolve_correction
from yulin.registry.actions.reveal import reveal_number
from yulin.registry.models import CorrectionRequest, Person
from yulin.rights.actions.consents import give_consent, withdraw_consent
from yulin.rights.actions.copy import Form, copy_everything
from yulin.rights.actions.retain import execute_due, execute_report, list_due, stop_report
from yulin.rights.errors import RightsError
from yulin.rights.models import Consent, RetentionReport
from yulin.rights.purposes import EMPLOYER_REASONS, PURPOSES
from yulin.rights.queries.copy import everything_of, titles
from yulin.rights.queries.looks import all_looks
from yulin.rights.queries.purposes import consents, purposes_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(owed):
    return Person.objects.by_number(ANNA)


@pytest.fixture
def hers(anna, user_of):
    return user_of(Role.PERSON, username="anna", person_key=str(anna.uuid))


# -- purposes --------------------------------------------------------------------------------------


def test_no_table_is_used_for_nothing():
    """等保 8.1.4.11: a field with no purpose fails the build."""
    used = {table for purpose in PURPOSES for table in purpose.tables}
    assert {table.name for table in TABLES} == used
    assert len({purpose.key for purpose in PURPOSES}) == len(PURPOSES)
    assert all(str(p.law) and str(p.why) and str(p.without) for p in PURPOSES)


def test_consent_is_given_and_withdrawn_as_easily(anna, hers):
    assert not consents(anna, EMPLOYER_REASONS)
    give_consent(acting_user=hers, person=anna, purpose="employer_reasons")
    assert consents(anna, EMPLOYER_REASONS)
    with pytest.raises(RightsError, match="您已经同意过"):
        give_consent(acting_user=hers, person=anna, purpose="employer_reasons")
    withdraw_consent(acting_user=hers, person=anna, purpose="employer_reasons")
    assert not consents(anna, EMPLOYER_REASONS)
    with pytest.raises(RightsError, match="没有同意过"):
        withdraw_consent(acting_user=hers, person=anna, purpose="employer_reasons")
    with pytest.raises(Error, match="stays as it was decided"), transaction.atomic():
        Consent.objects.update(withdrawn_at=None)
    entries = JournalEntry.objects.filter(action__startswith="rights.consent").order_by("id")
    assert [e.action for e in entries] == ["rights.consent.give", "rights.consent.withdraw"]


def test_duty_asks_for_no_consent_and_nobody_agrees_for_others(anna, hers, user_of, officer):
    ben = Person.objects.by_number(BEN)
    his = user_of(Role.PERSON, username="ben", person_key=str(ben.uuid))
    for purpose in ("decide", "nothing"):
        with pytest.raises(RightsError, match="不需要您同意"):
            give_consent(acting_user=hers, person=anna, purpose=purpose)
    for user in (his, officer):
        with pytest.raises(PermissionDenied):
            give_consent(acting_user=user, person=anna, purpose="employer_reasons")
    assert Consent.objects.count() == 0


def test_consent_to_other_words_is_none(anna, hers):
    give_consent(acting_user=hers, person=anna, purpose="employer_reasons")
    older = Consent.objects.get()
    Consent.objects.filter(pk=older.pk).update(version=0)
    assert [one.consent for one in purposes_of(anna)] == [None] * len(PURPOSES)
    give_consent(acting_user=hers, person=anna, purpose="employer_reasons")
    assert [c.version for c in Consent.objects.filter(withdrawn_at=None)] == [1]


# -- who looked ------------------------------------------------------------------------------------


def test_reveals_and_lists_with_whole_numbers(anna, hers, officer, user_of):
    reveal_number(acting_user=officer, person=anna, reason="核对补贴")
    run = Run.objects.get()
    elsewhere = user_of(Role.OFFICER, username="there", region=330200)
    for user, whole in ((officer, True), (officer, False), (elsewhere, True)):
        record(
            acting_user=user,
            action="entitlements.run.export",
            obj=run,
            data={"whole_numbers": whole, "reason": "核发"},
        )
    assert [(look.region, look.who, look.reason) for look in all_looks(user=hers, person=anna)] == [
        ("温州市", "经办人员", "核发"),
        ("温州市", "经办人员", "核对补贴"),
    ]


# -- a copy ----------------------------------------------------------------------------------------


@pytest.fixture
def paid(anna, filed, funded):
    take(funded, *(answer(p) for p in filed.payments.all()))


def test_a_copy_for_machines_holds_everything(anna, hers, paid, officer, tmp_path):
    reveal_number(acting_user=officer, person=anna, reason="核对补贴")
    rows = copy_everything(acting_user=hers, person=anna, form=Form.JSON, out=tmp_path / "x")
    made = json.loads((tmp_path / "x").read_text())
    assert set(made) == {"made_at", "person", *titles()}
    assert {"table": "学历", "column": "学历", "value": "博士"}.items() <= next(
        row for row in made["facts"] if row["column"] == "学历"
    ).items()
    assert made["payments"][0]["amount"] == "100.05"
    assert made["accounts"] == [
        {"holder": "某人", "bank": "温州银行", "number": "**** 0000", "state": "active"}
    ]
    assert made["looks"][0]["reason"] == "核对补贴"
    assert [row["kind"] for row in made["notices"]] == ["opened"]
    assert rows == sum(len(part) for part in made.values() if isinstance(part, list))
    assert ANNA not in (tmp_path / "x").read_text()
    entry = JournalEntry.objects.get(action="rights.copy.make")
    assert (entry.actor, entry.data) == (hers, {"form": "json", "rows": rows})


def test_a_copy_to_read(anna, hers, paid, tmp_path):
    out = tmp_path / "x.xlsx"
    copy_everything(acting_user=hers, person=anna, form=Form.WORKBOOK, out=out)
    book = load_workbook(out)
    assert book.sheetnames == list(titles().values())
    cells = [c.value for sheet in book for row in sheet.iter_rows() for c in row if c.value]
    assert "博士" in cells
    assert not [c for c in cells if str(c).startswith("=")]


def test_nobody_takes_somebody_elses(anna, user_of, officer, auditor, tmp_path):
    ben = Person.objects.by_number(BEN)
    his = user_of(Role.PERSON, username="ben", person_key=str(ben.uuid))
    for user in (his, officer, auditor):
        with pytest.raises(PermissionDenied):
            copy_everything(acting_user=user, person=anna, form=Form.JSON, out=tmp_path / "x")
    with pytest.raises(Person.DoesNotExist):
        everything_of(user=his, person=anna)
    assert not (tmp_path / "x").exists()
    assert not JournalEntry.objects.filter(action="rights.copy.make").exists()


# -- how long --------------------------------------------------------------------------------------


TODAY = dt.date(2030, 1, 8)


@pytest.fixture
def steward(with_duty):
    return with_duty(Duty.DATA_STEWARD, "steward")


@pytest.fixture
def old(anna, hers, officer):
    """Read, answered and told long ago, seen from 2030."""
    moment = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
    Notice.objects.filter(person=anna).update(read_at=moment)
    MoneyNotice.objects.create(person=anna, kind="claim_ended", data={}, read_at=moment)
    asked = request_correction(acting_user=hers, person=anna, table="学历", text="少了一条")
    resolve_correction(acting_user=officer, correction=asked, accept=False, answer="没有")
    return asked


COUNTS = {
    "sessions": 0,
    "kept_answers": 0,
    "notices": 1,
    "letters": 0,
    "money_notices": 1,
    "job_notices": 0,
    "room_notices": 0,
    "stay_contacts": 0,
    "stays": 0,
    "unmatched_students": 0,
    "looks": 0,
    "match_shown": 0,
    "corrections": 1,
    "loaded_files": 0,
    "unloaded_files": 0,
}


def held():
    return (
        Notice.objects.count(),
        MoneyNotice.objects.count(),
        CorrectionRequest.objects.exclude(text="").count(),
    )


def test_first_it_is_only_listed(old):
    before = held()
    report = list_due(as_of=TODAY)
    assert (report.found, report.state, held()) == (COUNTS, "listed", before)
    assert list_due(as_of=TODAY) == report
    assert execute_due(today=TODAY + dt.timedelta(days=6)) == []
    assert held() == before


def test_a_week_later_what_was_listed_goes_and_nothing_else(old, anna):
    report = list_due(as_of=TODAY)
    fresh = Notice.objects.exclude(person=anna).first()
    Notice.objects.filter(pk=fresh.pk).update(read_at=dt.datetime(2027, 1, 6, tzinfo=dt.UTC))
    total, money, _texts = held()
    (done,) = execute_due(today=TODAY + dt.timedelta(days=7))
    assert (done, done.state, done.removed) == (report, "done", COUNTS)
    assert held() == (total - 1, money - 1, 0)
    assert Notice.objects.filter(pk=fresh.pk).exists()  # its time came after the list
    assert execute_due(today=TODAY + dt.timedelta(days=8)) == []
    with pytest.raises(Error, match="what was told stays"), transaction.atomic():
        Notice.objects.all()._raw_delete(using="default")


def test_a_steward_stops_it(old, steward, officer, auditor, hers):
    report = list_due(as_of=TODAY)
    for user in (officer, auditor, hers):
        with pytest.raises(PermissionDenied):
            stop_report(acting_user=user, report=report, reason="x")
    with pytest.raises(RightsError, match="请写明叫停的理由"):
        stop_report(acting_user=steward, report=report, reason=" ")
    before = held()
    stop_report(acting_user=steward, report=report, reason="诉讼中，须保全")
    assert execute_due(today=TODAY + dt.timedelta(days=30)) == []
    assert execute_report(report=report).state == "stopped"
    with pytest.raises(RightsError, match="已经执行或叫停"):
        stop_report(acting_user=steward, report=report, reason="再")
    assert held() == before
    assert RetentionReport.objects.get().stopped_by == steward


def test_what_somebody_objected_to_is_kept(old, anna, hers):
    from yulin.entitlements.actions.objections import object_to

    one = Notice.objects.get(person=anna)
    object_to(
        acting_user=hers,
        subject=anna,
        policy=one.policy,
        benefit=one.benefit,
        kind="human",
        text="请看",
        notice=one,
    )
    assert list_due(as_of=TODAY).found["notices"] == 0
    assert localdate() < TODAY
