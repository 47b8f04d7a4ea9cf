"""Answers lapse and are asked for again; and what arrives decides its person anew at once."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from procrastinate.contrib.django import app

from tests.programmes.documents import write_library
from tests.registry.builders import ANNA, BEN, FIRM, load
from tests.sources.conftest import certificate_terms, switched_on
from tests.sources.service import answer, certificate, status
from yulin.access.enums import Duty, Role
from yulin.access.models import DutyGrant, JournalEntry
from yulin.entitlements.actions.execute import execute_run
from yulin.entitlements.actions.request import request_run
from yulin.entitlements.models import Decision, Run
from yulin.registry.models import Certificate, Person
from yulin.sources.actions.ask import ask_about, try_out
from yulin.sources.actions.refresh import refresh_answers
from yulin.sources.errors import SourceError
from yulin.sources.models import Answer, Call

EDUCATION = {
    "person": "idNo",
    "rows": "data.list",
    "echo": "data.idNo",
    "columns": {
        "学历": {"from": "level"},
        "学位": {"always": "无"},
        "学习形式": {"always": "全日制"},
        "毕业状态": {"always": "毕业"},
        "境外": {"always": "否"},
        "留服认证": {"always": "否"},
        "技工类别": {"always": "无"},
    },
}


def test_the_jobs_are_known_by_these_names():
    assert sorted(name for name in app.tasks if name.startswith("sources.")) == [
        "sources.collect",
        "sources.refresh",
        "sources.watch",
    ]


def lapsed(**ago):
    then = timezone.now() - dt.timedelta(**ago)
    Answer.objects.update(tried_at=then)
    Answer.objects.exclude(said_in=None).update(valid_until=then)


def test_only_what_lapsed_is_asked_again(certificates, service, people, jobs):
    anna, ben, _cara = people
    service.says(answer(ANNA, certificate(ANNA)))
    ask_about(acting_user=None, source=certificates, person=anna)
    assert refresh_answers(now=timezone.now()) == {str(certificates.uuid): 0}
    lapsed(hours=2)
    service.says(answer(ANNA))
    assert refresh_answers(now=timezone.now()) == {str(certificates.uuid): 1}
    assert list(Call.objects.order_by("id").values_list("why", "outcome")) == [
        ("check", "answered"), ("refresh", "empty"),
    ]  # fmt: skip
    assert not Certificate.objects.current().exists()
    assert Answer.objects.get().valid_until > timezone.now() + dt.timedelta(days=29)
    assert not Answer.objects.filter(person=ben).exists()


def test_no_answer_leaves_what_was_known(certificates, service, anna, jobs):
    service.says(answer(ANNA, certificate(ANNA)))
    first = ask_about(acting_user=None, source=certificates, person=anna)
    lapsed(hours=2)
    service.says(status(500))
    refresh_answers(now=timezone.now())
    found = Answer.objects.get()
    assert (found.said_in, found.tried_in.outcome) == (first, "no_answer")
    assert found.valid_until < timezone.now()
    assert Certificate.objects.current().count() == 1
    # nor again before an hour has gone by
    assert refresh_answers(now=timezone.now()) == {str(certificates.uuid): 0}


def test_a_service_that_is_down_is_left_alone(certificates, service, people, jobs, monkeypatch):
    monkeypatch.setattr("yulin.sources.actions.refresh.GIVE_UP", 1)
    service.says(status(503))
    for person in people[:2]:
        ask_about(acting_user=None, source=certificates, person=person)
    lapsed(hours=2)
    assert refresh_answers(now=timezone.now()) == {str(certificates.uuid): 1}


def test_who_may_have_somebody_asked(certificates, service, people, jobs, user_of):
    anna, _ben, cara = people
    service.says(answer(ANNA))
    city = user_of(Role.OFFICER, region=330300)
    strangers = [user_of(Role.OFFICER, region=330382), user_of(Role.OFFICER, region=330203)]
    for user in [
        *strangers,
        user_of(Role.AUDITOR),
        user_of(Role.ADMINISTRATOR),
        user_of(Role.PERSON),
    ]:
        with pytest.raises(PermissionDenied):
            ask_about(acting_user=user, source=certificates, person=anna)
    with pytest.raises(PermissionDenied):
        ask_about(acting_user=city, source=certificates, person=cara)
    with pytest.raises(SourceError, match="此人不属于“证书中心”的地区。"):
        ask_about(acting_user=None, source=certificates, person=cara)
    assert (Call.objects.count(), service.requests) == (0, [])
    call = ask_about(acting_user=city, source=certificates, person=anna)
    entry = JournalEntry.objects.get(action="sources.call.make")
    assert (entry.actor, entry.region, entry.object_id) == (city, 330302, str(call.pk))
    assert entry.data == {
        "source": str(certificates.uuid), "why": "check", "outcome": "empty", "rows": 0,
    }  # fmt: skip


def test_a_trial_is_kept_and_changes_nothing(service, steward, people, jobs, user_of):
    source = switched_on(**certificate_terms(service))
    service.says(answer(ANNA, certificate(ANNA)))
    heard = try_out(acting_user=steward, source=source, number=ANNA)
    assert heard.facts["证书"].height == 1
    assert (Call.objects.get().why, Call.objects.get().batch) == ("trial", None)
    assert (Certificate.objects.count(), Answer.objects.count(), len(jobs.jobs)) == (0, 0, 0)
    with pytest.raises(SourceError, match="请填一位已登记"):
        try_out(acting_user=steward, source=source, number=people[2].number.open())
    with pytest.raises(PermissionDenied):
        try_out(acting_user=user_of(Role.OFFICER), source=source, number=ANNA)
    assert Call.objects.count() == 1


def test_a_steward_of_another_region_is_a_stranger(certificates, user_of, service):
    other = user_of(Role.OFFICER, region=330200)
    DutyGrant.objects.create(
        holder=other,
        duty=Duty.DATA_STEWARD,
        region=330200,
        during=("2020-01-01T00:00Z", None),
        basis="测试",
    )
    with pytest.raises(PermissionDenied):
        try_out(acting_user=other, source=certificates, number=ANNA)
    assert not Call.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_fact_that_arrives_decides_its_person_anew(service, settings, tmp_path, run_jobs):
    """The whole way, through the real queue."""
    settings.YULIN_POLICIES = write_library(tmp_path / "policies")
    load(
        人员=[{"证件号": ANNA}, {"证件号": BEN}],
        就业=[{"证件号": ANNA, "单位代码": FIRM}, {"证件号": BEN, "单位代码": FIRM}],
        单位=[{"单位代码": FIRM}],
        学历=[{"证件号": ANNA, "学历": "专科"}, {"证件号": BEN, "学历": "专科"}],
    )
    before = execute_run(run=request_run(acting_user=None, as_of=timezone.localdate(), queue=False))
    source = switched_on(**certificate_terms(service, table="学历", mapping=EDUCATION))
    service.says(answer(ANNA, {"idNo": ANNA, "level": "博士"}))
    anna = Person.objects.by_number(ANNA)
    began = timezone.now()
    ask_about(acting_user=None, source=source, person=anna)
    run_jobs()
    made = Run.objects.get(base=before)
    assert (made.state, made.causes) == ("finished", {"anew": 1, "facts": 1})
    assert set(Decision.objects.filter(run=made).values_list("person", flat=True)) == {anna.pk}
    settling = Decision.objects.of_run(made).filter(person=anna, policy="T-02").get()
    assert (settling.status, Decision.objects.of_run(before).filter(person=anna).count()) == (3, 2)
    assert made.finished_at - began < dt.timedelta(seconds=30)
