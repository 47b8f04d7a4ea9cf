"""Duties: who holds one, and what the database refuses to hold together."""

import datetime as dt
from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from yulin.access import rules
from yulin.access.enums import ADMINISTRATION, FAMILY, Duty, Role
from yulin.access.models import DutyGrant

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def grant(holder, duty, region=330300, since=NOW, until=None, **fields):
    return DutyGrant.objects.create(
        holder=holder,
        duty=duty,
        region=None if duty in ADMINISTRATION else region,
        during=(since, until),
        **({"basis": "温人社〔2026〕1号"} | fields),
    )


def days(number):
    return NOW + dt.timedelta(days=number)


@pytest.mark.parametrize(
    ("first", "second"), list(product(Duty, Duty)), ids=lambda duty: str(duty.value)
)
def test_one_person_holds_duties_of_one_family(officer, first, second):
    grant(officer, first)
    if first == second:
        return
    together = FAMILY[first] == FAMILY[second]
    if together:
        grant(officer, second)
    else:
        with pytest.raises(IntegrityError, match="access_duty_one_family"), transaction.atomic():
            grant(officer, second)
    assert DutyGrant.objects.filter(holder=officer).count() == 1 + together


def test_one_after_the_other_is_no_conflict(officer):
    grant(officer, Duty.MAKER, until=days(30))
    grant(officer, Duty.PAYER, since=days(30))
    assert DutyGrant.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"duty": Duty.MAKER, "region": None}, "access_duty_region"),
        ({"duty": Duty.MAKER, "region": 3303}, "access_duty_region"),
        ({"duty": Duty.MAKER, "basis": ""}, "access_duty_known"),
        ({"duty": Duty.MAKER, "since": None}, "access_duty_during"),
        ({"duty": Duty.MAKER, "until": NOW}, "access_duty_during"),
    ],
)
def test_grants_that_are_none(officer, fields, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        grant(officer, **fields)
    assert DutyGrant.objects.count() == 0


def test_an_administrator_belongs_to_no_region(officer):
    with pytest.raises(IntegrityError, match="access_duty_region"), transaction.atomic():
        DutyGrant.objects.create(
            holder=officer, duty=Duty.AUDIT_ADMIN, region=330300, during=(NOW, None), basis="x"
        )
    assert DutyGrant.objects.count() == 0


def test_the_same_duty_twice_at_once(officer):
    grant(officer, Duty.MAKER)
    grant(officer, Duty.MAKER, region=330400)
    with pytest.raises(IntegrityError, match="access_duty_once"), transaction.atomic():
        grant(officer, Duty.MAKER, since=days(5))
    assert DutyGrant.objects.count() == 2


@pytest.mark.parametrize(
    ("of", "asked", "held"),
    [
        (330300, 330300, True),
        (330300, 330302, True),
        (330302, 330300, False),
        (330300, 330400, False),
        (330000, 330302, True),
        (330300, None, False),
    ],
)
def test_a_duty_reaches_its_region_and_those_below(officer, of, asked, held):
    grant(officer, Duty.PAYER, region=of)
    assert rules.holds_duty(Duty.PAYER)(officer, asked) is held
    assert not rules.holds_duty(Duty.CHECKER)(officer, asked)
    assert rules.holds_duty_anywhere(Duty.PAYER)(officer)
    assert not rules.holds_duty_anywhere(Duty.CHECKER)(officer)


@pytest.mark.parametrize(("since", "until"), [(-9, -1), (1, None), (1, 2)])
def test_a_duty_counts_only_in_its_time(officer, since, until):
    grant(officer, Duty.PAYER, since=days(since), until=until and days(until))
    assert not rules.holds_duty(Duty.PAYER)(officer, 330300)


def test_v8_3_2_a_duty_taken_away_is_gone_at_once(officer):
    given = grant(officer, Duty.PAYER)
    assert rules.holds_duty(Duty.PAYER)(officer, 330300)
    given.during = (NOW, timezone.now())
    given.save(update_fields=["during"])
    assert not rules.holds_duty(Duty.PAYER)(officer, 330300)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("duty", [Duty.MAKER, Duty.SECURITY_ADMIN])
def test_only_the_role_that_a_duty_belongs_to_holds_it(user_of, role, duty):
    user = user_of(role)
    grant(user, duty)
    right = Role.ADMINISTRATOR if duty in ADMINISTRATION else Role.OFFICER
    assert rules.holds_duty(duty)(user, 330300) is (role == right)
    assert rules.holds_duty(duty)(None, 330300) is False


def test_the_dismissed_hold_nothing(officer):
    grant(officer, Duty.PAYER)
    officer.is_active = False
    assert not rules.holds_duty(Duty.PAYER)(officer, 330300)
    assert not rules.holds_duty_anywhere(Duty.PAYER)(officer)


def test_the_family_is_the_databases_own(officer):
    found = grant(officer, Duty.CHECKER)
    with connection.cursor() as cursor:
        cursor.execute("SELECT family FROM access_dutygrant WHERE id = %s", [found.pk])
        assert cursor.fetchone() == ("business",)
