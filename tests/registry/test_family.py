"""A decision may ask for a spouse, a household, and an employer's superior."""

import pytest

from tests.registry.builders import ANNA, BEN, CARA, FIRM, OTHER_FIRM, load
from yulin.registry.models import Person
from yulin.registry.queries.facts import facts_in, facts_of, people_of_region

pytestmark = pytest.mark.django_db

HEAD_OFFICE = "12330000MA0000009X"


def person(number):
    return Person.objects.by_number(number)


def keys(*numbers):
    return {person(number).key for number in numbers}


def family():
    load(
        人员=[
            {"证件号": ANNA, "配偶证件号": BEN, "家庭编号": "H1"},
            {"证件号": BEN, "家庭编号": "H1"},
            {"证件号": CARA, "家庭编号": "H1"},
        ],
        住房=[{"证件号": BEN}],
    )


@pytest.mark.parametrize("number", [ANNA, BEN, CARA])
def test_a_persons_facts_bring_spouse_and_household(number):
    family()
    held = facts_of(person(number))
    assert set(held.people) == keys(ANNA, BEN, CARA)
    assert set(held["住房"]["证件号"]) == keys(BEN)
    assert held["人员"]["家庭编号"].to_list() == ["H1"] * 3


def test_a_file_about_a_person_holds_nobody_else():
    family()
    held = facts_of(person(ANNA), numbers=True)
    assert held.people.to_list() == [ANNA]
    assert held["人员"]["配偶证件号"].to_list() == [BEN]
    assert held["人员"]["家庭编号"].to_list() == ["H1"]


def test_without_the_whole_family_the_link_is_blank_so_that_nothing_looks_like_none():
    family()
    chosen = Person.objects.filter(number__in=[ANNA, CARA])
    (held,) = facts_in(people=chosen)
    assert held["人员"]["配偶证件号"].to_list() == [None, None]
    assert held["人员"]["家庭编号"].to_list() == [None, None]
    (whole,) = facts_in(people=people_of_region(None))
    assert whole["人员"]["配偶证件号"].drop_nulls().to_list() == [person(BEN).key]


def test_a_spouse_of_whom_less_is_known_is_left_out():
    load(人员=[{"证件号": ANNA, "配偶证件号": BEN}], 住房=[])
    load(人员=[{"证件号": BEN}])
    held = facts_of(person(ANNA))
    assert list(held.people) == [person(ANNA).key]
    assert held["人员"]["配偶证件号"].to_list() == [None]
    assert "住房" not in facts_of(person(BEN))


def test_family_is_what_it_was_at_the_time():
    family()
    before = person(ANNA).records.get().recorded_at
    load(人员=[{"证件号": ANNA, "家庭编号": "H2"}])
    assert set(facts_of(person(ANNA)).people) == keys(ANNA)
    assert set(facts_of(person(ANNA), known_on=before).people) == keys(ANNA, BEN, CARA)


def test_superiors_and_platforms_of_an_employer_come_along():
    load(
        人员=[{"证件号": ANNA}],
        就业=[{"证件号": ANNA, "单位代码": FIRM}],
        单位=[
            {"单位代码": FIRM, "上级单位代码": OTHER_FIRM},
            {"单位代码": OTHER_FIRM, "上级单位代码": HEAD_OFFICE},
            {"单位代码": HEAD_OFFICE},
        ],
        平台=[{"平台类型": "见习基地"}],
    )
    held = facts_of(person(ANNA))
    assert held["单位"].height == 3
    assert held["平台"]["平台编号"].to_list() == ["PT0001"]
    assert facts_of(person(ANNA), numbers=True)["平台"].is_empty()
