"""A person reads who looked at their whole number."""

import pytest

from tests.registry.builders import ANNA, BEN, load
from yulin.access.enums import Role
from yulin.registry.actions.reveal import reveal_number
from yulin.registry.models import Person
from yulin.registry.queries.looks import looks_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna():
    load(人员=[{"证件号": ANNA, "户籍地": 330302}, {"证件号": BEN, "户籍地": 330302}])
    return Person.objects.by_number(ANNA)


def test_who_looked_and_why_newest_first(anna, officer, user_of, django_assert_num_queries):
    lucheng = user_of(Role.OFFICER, username="lucheng", region=330302)
    reveal_number(acting_user=officer, person=anna, reason="核对补贴")
    reveal_number(acting_user=lucheng, person=anna, reason=f"来电核实 {ANNA}")
    reveal_number(acting_user=officer, person=Person.objects.by_number(BEN), reason="别人的")
    her = user_of(Role.PERSON, username="anna", person_key=str(anna.uuid))
    with django_assert_num_queries(2):
        looks = looks_at(user=her, person=anna)
    assert [(look.who, look.region, look.reason) for look in looks] == [
        ("经办人员", "温州市鹿城区", "来电核实 [证件号]"),
        ("经办人员", "温州市", "核对补贴"),
    ]
    assert looks[0].at > looks[1].at


def test_nobody_elses(anna, officer, user_of):
    reveal_number(acting_user=officer, person=anna, reason="核对补贴")
    ben = user_of(Role.PERSON, username="ben", person_key=str(Person.objects.by_number(BEN).uuid))
    with pytest.raises(Person.DoesNotExist):
        looks_at(user=ben, person=anna)
