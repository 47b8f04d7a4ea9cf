"""Truth tables: who may."""

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import given
from hypothesis import strategies as st

from yulin.access import rules
from yulin.access.divisions import bounds, covers
from yulin.access.enums import Role
from yulin.access.models import User

ROLE_PREDICATES = {
    Role.PERSON: rules.is_person,
    Role.EMPLOYER: rules.is_employer,
    Role.SCHOOL: rules.is_school,
    Role.EXPERT: rules.is_expert,
    Role.OFFICER: rules.is_officer,
    Role.AUDITOR: rules.is_auditor,
    Role.ADMINISTRATOR: rules.is_administrator,
}


@pytest.mark.parametrize("role", Role)
def test_each_role_is_itself_and_no_other(role):
    user = User(role=role)
    assert {r for r, predicate in ROLE_PREDICATES.items() if predicate(user)} == {role}


@pytest.mark.parametrize("user", [AnonymousUser(), None, User(role="officer", is_active=False)])
def test_nobody_and_the_dismissed_have_no_role(user):
    assert [p for p in ROLE_PREDICATES.values() if p(user)] == []
    assert not rules.may_see_region(user, 330300)


@pytest.mark.parametrize(
    ("own", "asked", "seen"),
    [
        (330300, 330300, True),
        (330300, 330302, True),
        (330300, 330399, True),
        (330300, 330400, False),
        (330300, 330000, False),
        (330302, 330302, True),
        (330302, 330303, False),
        (330302, 330300, False),
        (330000, 330000, True),
        (330000, 330300, True),
        (330000, 330382, True),
        (330000, 340100, False),
        (330300, None, False),
    ],
)
def test_an_officer_sees_their_own_division_and_those_below(own, asked, seen):
    officer = User(role=Role.OFFICER, region=own)
    assert rules.may_see_region(officer, asked) is seen
    assert officer.has_perm("access.see_region", asked) is seen


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OFFICER, Role.AUDITOR}))
def test_no_other_role_sees_a_region_even_its_own(role):
    assert not rules.may_see_region(User(role=role, region=330300), 330300)


def test_the_auditor_sees_every_region_and_the_journal():
    auditor = User(role=Role.AUDITOR)
    assert rules.may_see_region(auditor, 330300)
    assert auditor.has_perm("access.read_journal")
    assert not User(role=Role.OFFICER, region=330000).has_perm("access.read_journal")


@pytest.mark.parametrize(
    ("mine", "asked", "same"),
    [("P1", "P1", True), ("P1", "P2", False), (None, None, False), (None, "P1", False)],
)
def test_a_key_matches_only_itself_and_no_key_matches_nothing(mine, asked, same):
    user = User(role=Role.PERSON, person_key=mine, organisation_key=mine)
    assert rules.is_that_person(user, asked) is same
    assert rules.is_that_organisation(user, asked) is same


@given(st.integers(110000, 829999), st.integers(110000, 829999))
def test_covering_is_a_tree(a, b):
    assert covers(a, a)
    if covers(a, b) and covers(b, a):
        assert a == b
    low, high = bounds(b)
    if covers(a, b):
        assert covers(a, low)
        assert covers(a, high)
