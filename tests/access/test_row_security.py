"""A view that forgets its scope still shows nobody of another region: the database sees to it."""

from datetime import date

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from tests.registry.builders import ANNA, BEN, FIRM, OTHER_FIRM, load
from yulin.access.enums import Role
from yulin.access.models import JournalEntry
from yulin.access.models.journal import JournalLink
from yulin.access.row_security import ROLE, acting, as_the_program
from yulin.entitlements.enums import Mode
from yulin.entitlements.models import Decision, Run
from yulin.programmes.actions.register import register_library
from yulin.registry.models import Employer, Person, PersonFact

pytestmark = pytest.mark.django_db

OPEN = {"registry_employerfact", "registry_platform"}


@pytest.fixture
def two():
    """Anna of Lucheng, Ben of Ningbo; each with a job."""
    load(
        人员=[{"证件号": ANNA, "户籍地": 330302}, {"证件号": BEN, "户籍地": 330203}],
        就业=[{"证件号": ANNA, "单位代码": FIRM}, {"证件号": BEN, "单位代码": OTHER_FIRM}],
        证书=[{"证件号": ANNA}, {"证件号": BEN}],
        单位=[
            {"单位代码": FIRM, "单位地区": 330302},
            {"单位代码": OTHER_FIRM, "单位地区": 330203},
        ],
    )
    return Person.objects.by_number(ANNA), Person.objects.by_number(BEN)


def seen(model):
    return set(model.objects.values_list("person", flat=True))


def protected():
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid::regclass::text FROM pg_class WHERE relrowsecurity")
        return {name for (name,) in cursor.fetchall()}


def tables_of_facts():
    """Rows of the register with a person; `rights/test_row_policies.py` goes through them all."""
    return {
        model._meta.db_table
        for model in apps.get_app_config("registry").get_models()
        if any(f.name == "person" for f in model._meta.concrete_fields)
    }


def test_every_table_of_facts_is_protected():
    assert tables_of_facts() <= protected()
    assert not OPEN & protected()


@pytest.mark.parametrize("role", [*Role, None])
def test_whoever_acts_sees_their_own_without_any_filter(two, user_of, role):
    anna, ben = two
    theirs = {
        "person_key": str(anna.uuid),
        "organisation_key": str(Employer.objects.get(code=FIRM).uuid),
    }
    user = None
    if role is not None:
        user = user_of(role, **({"region": 330300} if role == Role.OFFICER else theirs))
    expected = {
        Role.OFFICER: {anna.pk},
        Role.PERSON: {anna.pk},
        Role.EMPLOYER: {anna.pk},
        Role.AUDITOR: {anna.pk, ben.pk},
    }.get(role, set())
    with acting(user):
        assert set(Person.objects.values_list("pk", flat=True)) == expected
        assert seen(PersonFact) == expected
        for table in tables_of_facts():
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT DISTINCT person_id FROM {table}")
                assert {key for (key,) in cursor.fetchall()} <= expected, table
    assert Person.objects.count() == 2


def test_the_auditor_reads_everything_and_the_database_refuses_what_they_write(two, auditor):
    anna, _ben = two
    with acting(auditor):
        for statement in (
            "UPDATE registry_person SET division = 330302",
            "DELETE FROM registry_certificate",
        ):
            with connection.cursor() as cursor:
                cursor.execute(statement)
                assert cursor.rowcount == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Person.objects.create(number="PASS00001")
    assert Person.objects.count() == 2
    anna.refresh_from_db()
    assert anna.division == 330302


def test_an_officer_changes_nothing_elsewhere(two, officer):
    _anna, ben = two
    with acting(officer), connection.cursor() as cursor:
        cursor.execute("UPDATE registry_person SET created_at = created_at")
        assert cursor.rowcount == 1
        cursor.execute("UPDATE registry_personfact SET name = name")
        assert cursor.rowcount == 1
    refused = pytest.raises(DatabaseError, match="row-level security")
    with acting(officer), refused, transaction.atomic():
        PersonFact.objects.create(person_id=ben.pk, id_type=0, name="x", sex=0, source="x")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_journalentry SET action = 'a.b.c'",
        "DELETE FROM access_journalentry",
        "TRUNCATE access_journalentry",
        "INSERT INTO access_journallink (entry_id, seq, hash) VALUES (1, 1, '')",
        "UPDATE access_journallink SET seq = 9",
        "DELETE FROM access_journalanchor",
        "DELETE FROM access_unwitnessed",
        "ALTER TABLE access_journalentry DISABLE TRIGGER USER",
        "ALTER TABLE registry_person DISABLE ROW LEVEL SECURITY",
    ],
)
def test_a_request_has_no_right_to_the_journals_past(two, officer, statement):
    entries, links = JournalEntry.objects.count(), JournalLink.objects.count()
    refused = pytest.raises(DatabaseError, match=r"permission denied|must be owner")
    with acting(officer), refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert (JournalEntry.objects.count(), JournalLink.objects.count()) == (entries, links)


def test_decisions_are_seen_in_their_district_alone(two, officer, auditor, user_of):
    run = Run.objects.create(
        as_of=date(2026, 11, 1),
        region=0,
        mode=Mode.FULL,
        library=register_library(acting_user=None),
    )
    for person, district in zip(two, (330302, 330203), strict=True):
        Decision.objects.create(
            run=run, person=person, district=district, policy="P", version="1", benefit="b",
            region=330300, status=1, qualifier="=", period="once", periods=1,
        )  # fmt: skip
    mine = user_of(Role.PERSON, person_key=str(two[1].uuid))
    shown = {}
    for user in (officer, auditor, mine):
        with acting(user):
            shown[user.role] = set(Decision.objects.values_list("district", flat=True))
    assert shown == {
        Role.OFFICER: {330302},
        Role.AUDITOR: {330302, 330203},
        Role.PERSON: {330203},
    }


def test_the_program_reads_past_them_by_name_and_only_there(two, officer):
    with acting(officer):
        with as_the_program():
            assert Person.objects.count() == 2
        assert Person.objects.count() == 1
        failed = pytest.raises(DatabaseError)
        with failed, transaction.atomic(), as_the_program(), connection.cursor() as cursor:
            cursor.execute("SELECT 1/0")
        assert Person.objects.count() == 1
    with as_the_program():
        assert Person.objects.count() == 2


def test_after_a_request_the_connection_is_nobodys(two, officer):
    with pytest.raises(RuntimeError), acting(officer):
        raise RuntimeError
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('yulin.low')")
        assert cursor.fetchone() == (connection.settings_dict["USER"], "1")
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcanlogin FROM pg_roles WHERE rolname = %s", [ROLE]
        )
        assert cursor.fetchone() == (False, False, False)
