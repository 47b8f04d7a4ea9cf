"""Every row that speaks of somebody is kept from other regions by the database itself."""

import uuid
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.utils.timezone import localdate

from tests.control.conftest import (
    accounts,
    control,
    draft,
    filed,
    fund,
    funded,
    hands,
    owed,
    paid,
    reserved,
    with_duty,
)
from tests.control.test_campaigns import CITY, NOVEMBER
from tests.registry.builders import ANNA
from yulin.access.actions.journal import record
from yulin.access.enums import Duty, Role
from yulin.access.row_security import acting
from yulin.control.actions.campaigns import commit_campaign, make_campaign
from yulin.control.actions.scan import scan
from yulin.entitlements.models import Decision, Run
from yulin.entitlements.queries.decisions import decisions_list
from yulin.ledger.models import Payment
from yulin.registry.models import FormerDivision, Person

__all__ = [
    "accounts", "control", "draft", "filed", "fund", "funded", "hands", "owed", "paid", "reserved",
    "with_duty",
]  # fmt: skip
pytestmark = pytest.mark.django_db

#: of public registers, and open to whoever signs in: what a firm is, and who leads it
OPEN = {"registry_employer", "registry_employerfact", "registry_platform"}
#: of a region or of the whole site, and of nobody: people come in only with what belongs to them
OF_A_REGION = {
    "campus_agreement", "campus_commitment", "campus_liaison", "campus_listedschool", "campus_round",
    "control_campaign", "events_booth", "events_campaign", "events_campaignpolicy", "events_event",
    "events_figure", "events_letter", "events_listing", "events_series", "events_slotrun",
    "events_stream", "events_streamfigure", "events_target", "events_trip", "events_tripbudget",
    "helping_desk", "helping_helplist", "helping_party", "intake_upload", "jobs_districtfit",
    "jobs_matchvocabulary", "jobs_matchweights", "ledger_batch", "ledger_replyfile", "services_scheme",
}  # fmt: skip


EVERYTHING = {
    "control_campaign": 1, "control_campaignentry": 2, "entitlements_decision": 6,
    "entitlements_due": 5, "entitlements_grant": 3, "entitlements_instalment": 3,
    "entitlements_notice": 3, "entitlements_standing": 3, "ledger_allocation": 6, "ledger_batch": 1,
    "ledger_notice": 2, "ledger_payeeaccount": 2, "ledger_payment": 2, "ledger_reply": 2, "ledger_replyfile": 1,
    "registry_coverage": 3, "registry_education": 3, "registry_employmentspell": 3, "registry_person": 3,
    "registry_personfact": 3,
}  # fmt: skip
ANNAS = {
    "entitlements_decision": 2, "entitlements_due": 1, "entitlements_grant": 1,
    "entitlements_instalment": 1, "entitlements_notice": 1, "entitlements_standing": 1,
    "ledger_allocation": 2, "ledger_notice": 1,
    "ledger_payeeaccount": 1, "ledger_payment": 1, "registry_coverage": 1,
    "registry_education": 1, "registry_employmentspell": 1, "registry_person": 1,
    "registry_personfact": 1,
}  # fmt: skip


def protected():
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid::regclass::text FROM pg_class WHERE relrowsecurity")
        return {name for (name,) in cursor.fetchall()}


def speaking():
    """Tables of people and organisations, and whatever leads to a row of one of them."""
    named = {"registry_person", "registry_employer"}
    models = [m for m in apps.get_models() if m.__module__.startswith("yulin.")]
    while (
        more := {
            model._meta.db_table
            for model in models
            for field in model._meta.concrete_fields
            if field.is_relation and field.related_model._meta.db_table in named
        }
        - named
        - OPEN
    ):
        named |= more
    return named - OPEN


def counted():
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{table}', count(*) FROM {table}" for table in sorted(protected())
            )
        )
        return {table: number for table, number in cursor.fetchall() if number}


def test_no_table_that_speaks_of_somebody_lies_open():
    assert protected() == speaking() | OF_A_REGION


@pytest.fixture
def world(paid, control):
    one = make_campaign(
        acting_user=control.first, region=CITY, population=NOVEMBER, title="抽查", size=1
    )
    commit_campaign(acting_user=control.first, campaign=one)
    scan(acting_user=None, today=localdate())
    return paid


def test_of_another_region_nobody_counts_a_row(world, control, with_duty, user_of, officer):
    assert counted() == EVERYTHING
    strangers = [
        with_duty(Duty.APPROVER, "there", 330200),
        user_of(Role.PERSON, username="who", person_key=str(uuid.uuid4())),
        user_of(Role.EMPLOYER, username="firm", organisation_key=str(uuid.uuid4())),
        user_of(Role.ADMINISTRATOR, username="root"),
        None,
    ]
    for user in strangers:
        with acting(user):
            assert counted() == {}, user
    for user in (control.auditor, officer):
        with acting(user):
            assert counted() == EVERYTHING
    assert counted() == EVERYTHING


def test_whoever_is_paid_counts_their_own(world, user_of):
    anna = Person.objects.by_number(ANNA)
    with acting(user_of(Role.PERSON, username="anna", person_key=str(anna.uuid))):
        assert counted() == ANNAS
        assert set(Payment.objects.values_list("pk", flat=True)) == {world[ANNA].pk}


def test_of_somebody_who_moved_away_the_office_still_knows_whom_it_paid(world, with_duty):
    anna = Person.objects.by_number(ANNA)
    with transaction.atomic():
        record(acting_user=None, action="test.person.move")
        for division in (330203, 330302, 330203):
            Person.objects.filter(pk=anna.pk).update(division=division)
    assert set(FormerDivision.objects.values_list("person", "division")) == {
        (anna.pk, 330302),
        (anna.pk, 330203),
    }
    for user, payments in (
        (with_duty(Duty.APPROVER, "here", CITY), 2),
        (with_duty(Duty.APPROVER, "there", 330200), 0),
        (with_duty(Duty.APPROVER, "nowhere", 330100), None),
    ):
        with acting(user):
            assert Person.objects.filter(pk=anna.pk).exists() == (payments is not None)
            assert Payment.objects.count() == (payments or 0)
            run = Decision.objects.filter(person=anna).values_list("run", flat=True).first()
            if payments:
                rows = decisions_list(user=user, run=Run.objects.get(pk=run)).rows
                assert anna.uuid in {row.uuid for row in rows}
            else:
                assert run is None


def test_without_the_policy_the_row_is_there(world, with_duty):
    """What the policy of one table keeps away, nothing else does."""
    there = with_duty(Duty.APPROVER, "there", 330200)
    with connection.cursor() as cursor:
        cursor.execute("DROP POLICY yulin_read ON ledger_batch")
        cursor.execute("CREATE POLICY open ON ledger_batch FOR SELECT TO yulin_web USING (true)")
    with acting(there):
        # with it come the payments, whose policy asks whether the batch is seen
        assert counted() == {"ledger_batch": 1, "ledger_payment": 2}


def test_whoever_moved_before_that_was_noted_is_noted_at_the_upgrade(world):
    anna = Person.objects.by_number(ANNA)
    with transaction.atomic():
        record(acting_user=None, action="test.person.move")
        Person.objects.filter(pk=anna.pk).update(division=330203)
    FormerDivision.objects.all().delete()
    upgrade = import_module("yulin.entitlements.migrations.0018_grants_are_guarded")
    with connection.cursor() as cursor:
        cursor.execute(upgrade.MOVED)
        cursor.execute(upgrade.MOVED)
    moved = FormerDivision.objects.filter(person=anna).values_list("division", flat=True)
    assert list(moved) == [330302]
    assert FormerDivision.objects.exclude(person=anna).count() == 0
