"""Who is in a household, now and then, and from whose record that is known."""

import pytest
from django.utils import timezone

from tests.registry.builders import ANNA, BEN, CARA, load, number
from tests.registry.test_links import PASSPORT, join, person, with_duty
from yulin.access.enums import Duty, Role
from yulin.registry.enums import Kinship
from yulin.registry.models import Person
from yulin.registry.queries.household import household_of

pytestmark = pytest.mark.django_db

DORA = number("99999919960404004")


@pytest.fixture
def family():
    load(
        人员=[
            {"证件号": ANNA, "姓名": "安娜", "配偶证件号": BEN, "家庭编号": "H1"},
            {"证件号": BEN, "姓名": "本", "户籍地": 330203},
            {"证件号": CARA, "姓名": "卡拉", "家庭编号": "H1"},
            {"证件号": DORA, "姓名": "朵拉", "家庭编号": "H2"},
        ]
    )


def told(user, who, moment=None):
    return [
        (m.kinship, m.person.number.open(), m.name, m.said_by.person.number.open())
        for m in household_of(user=user, person=person(who), known_on=moment)
    ]


def test_spouse_and_household_with_who_says_so(officer, auditor, family):
    assert told(auditor, ANNA) == [
        (Kinship.SPOUSE, BEN, "本", ANNA),
        (Kinship.HOUSEHOLD, CARA, "卡拉", CARA),
    ]
    # Of a spouse in another region the officer learns that there is one, not the name.
    assert told(officer, ANNA)[0] == (Kinship.SPOUSE, BEN, "", ANNA)
    # Whom somebody else names is told from that record.
    assert told(auditor, BEN) == [(Kinship.SPOUSE, ANNA, "安娜", ANNA)]
    assert told(officer, DORA) == []


def test_as_it_was_then(officer, family):
    then = timezone.now()
    load(
        人员=[
            {"证件号": ANNA, "姓名": "安娜", "家庭编号": "H2"},
            {"证件号": CARA, "姓名": "卡拉"},
        ]
    )
    assert told(officer, ANNA) == [(Kinship.HOUSEHOLD, DORA, "朵拉", DORA)]
    assert [row[1] for row in told(officer, ANNA, then)] == [BEN, CARA]


def test_a_spouse_of_whom_nothing_is_registered(auditor):
    load(人员=[{"证件号": ANNA, "配偶证件号": DORA}])
    assert told(auditor, ANNA) == [(Kinship.SPOUSE, DORA, "", ANNA)]


def test_by_any_number_of_either(auditor, user_of, family, jobs):
    maker = with_duty(user_of(Role.OFFICER, username="maker"), Duty.MAKER, 330300)
    checker = with_duty(user_of(Role.OFFICER, username="checker"), Duty.CHECKER, 330300)
    load(人员=[{"证件号": PASSPORT, "姓名": "CARA"}])
    load(人员=[{"证件号": DORA, "姓名": "朵拉", "配偶证件号": PASSPORT, "家庭编号": "H2"}])
    join(maker, checker, person(CARA), person(PASSPORT))
    assert told(auditor, CARA) == [
        (Kinship.SPOUSE, DORA, "朵拉", DORA),
        (Kinship.HOUSEHOLD, ANNA, "安娜", ANNA),
    ]
    (spouse,) = household_of(user=auditor, person=person(DORA))
    assert (spouse.kinship, spouse.is_visible) == (Kinship.SPOUSE, True)


def test_nobody_else_sees_it(user_of, family):
    with pytest.raises(Person.DoesNotExist):
        told(user_of(Role.OFFICER, username="there", region=330200), ANNA)
    own = user_of(Role.PERSON, person_key=str(person(ANNA).uuid))
    assert [(kin, name) for kin, _number, name, _by in told(own, ANNA)] == [
        (Kinship.SPOUSE, ""),
        (Kinship.HOUSEHOLD, ""),
    ]


def test_the_number_of_queries_does_not_grow(auditor, django_assert_num_queries):
    load(人员=[{"证件号": ANNA, "家庭编号": "H1"}, {"证件号": BEN, "家庭编号": "H1"}])
    with django_assert_num_queries(6):
        assert len(household_of(user=auditor, person=person(ANNA))) == 1
    load(人员=[{"证件号": n, "家庭编号": "H1"} for n in (CARA, DORA)])
    with django_assert_num_queries(6):
        assert len(household_of(user=auditor, person=person(ANNA))) == 3
