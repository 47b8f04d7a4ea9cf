"""平台 is about an organisation, and about the person who leads it."""

import pytest

from tests.registry.builders import ANNA, BEN, FIRM, OTHER_FIRM, load
from yulin.access.enums import Role
from yulin.registry.actions.corrections import request_correction, resolve_correction
from yulin.registry.actions.supersede import Change
from yulin.registry.models import Employer, EmploymentSpell, Person, PersonFact, Platform
from yulin.registry.queries.employers import known_employers
from yulin.registry.queries.facts import facts_in, facts_of, people_of_region
from yulin.registry.queries.person_page import person_page

pytestmark = pytest.mark.django_db

BOTH = [{"证件号": ANNA}, {"证件号": BEN}]
FIRMS = [{"单位代码": FIRM}, {"单位代码": OTHER_FIRM}]


def tables(number):
    return facts_of(Person.objects.by_number(number)).tables


def test_whoever_is_listed_beside_it_leads_what_it_says_and_no_more():
    load(人员=BOTH, 单位=FIRMS, 平台=[{"领办人证件号": ANNA}])
    assert tables(ANNA)["平台"].height == 1
    assert tables(BEN)["平台"].height == 0
    (held,) = facts_in(people=people_of_region(None), numbers=True)
    assert held["平台"]["领办人证件号"].to_list() == [ANNA]


def test_alone_it_tells_of_known_leaders_only():
    load(人员=[{"证件号": ANNA}])
    load(平台=[{"领办人证件号": ANNA}, {"领办人证件号": BEN, "平台编号": "PT0002"}, {}])
    assert tables(ANNA)["平台"].height == 1
    load(人员=[{"证件号": BEN}])
    assert "平台" not in tables(BEN)


def test_a_sheet_replaces_what_was_held_of_the_same_organisations():
    load(人员=BOTH, 单位=FIRMS, 平台=[{}, {"单位代码": OTHER_FIRM}])
    loaded = load(平台=[{"评估结果": "优秀"}])
    assert loaded.changes == {"平台": Change(added=1, superseded=1, kept=0)}
    assert Platform.objects.current().filter(employer__code=OTHER_FIRM).count() == 1
    (held,) = known_employers([], with_links=True)
    named = [Employer.objects.get(code=code).key for code in (OTHER_FIRM, FIRM)]
    assert held.facts["平台"]["单位代码"].to_list() == named


def test_its_leader_reads_it_and_may_ask_for_a_correction(user_of):
    load(
        人员=[{"证件号": ANNA, "户籍地": 330302}, {"证件号": BEN}],
        单位=FIRMS,
        平台=[{"领办人证件号": ANNA}],
    )
    anna = Person.objects.by_number(ANNA)
    her = user_of(Role.PERSON, person_key=str(anna.uuid))
    (row,) = person_page(user=her, uuid=anna.uuid).sheet("平台").rows
    assert {c.column.name: c.text for c in row.cells}["平台编号"] == "PT0001"
    correction = request_correction(
        acting_user=her,
        person=anna,
        table="平台",
        row=row.uuid,
        column="评估结果",
        claimed="良好",
    )
    officer = user_of(Role.OFFICER, username="city", region=330300)
    resolve_correction(acting_user=officer, correction=correction, accept=True, answer="已核实")
    assert Platform.objects.current().get().review == 2
    assert Person.objects.by_number(BEN).platforms_led.count() == 0


def test_codes_that_name_no_organisation_are_kept_as_written():
    load(
        人员=[{"证件号": ANNA, "家庭编号": "HH0001"}],
        就业=[{"证件号": ANNA, "用工形式": "劳务派遣", "用工单位代码": OTHER_FIRM}],
        单位=[{"单位代码": FIRM}, {"单位代码": OTHER_FIRM, "上级单位代码": FIRM}],
    )
    assert PersonFact.objects.get().household_code == "HH0001"
    assert EmploymentSpell.objects.get().user_firm.code == OTHER_FIRM
    assert set(Employer.objects.values_list("code", flat=True)) == {FIRM, OTHER_FIRM}
    held = facts_of(Person.objects.get())
    assert held["人员"]["家庭编号"].to_list() == ["HH0001"]
    assert held["就业"]["用工单位代码"].to_list() == [Employer.objects.get(code=OTHER_FIRM).key]
    assert held["单位"].height == 2
