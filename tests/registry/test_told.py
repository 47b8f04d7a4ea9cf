"""附加事实 in the register: kept, replaced by name, held for everybody, seen by whom it concerns."""

import datetime as dt

import pytest

from tests.registry.builders import ANNA, BEN, FIRM, OTHER_FIRM, load
from yulin.access.enums import Role
from yulin.access.row_security import acting
from yulin.registry.actions.corrections import request_correction, resolve_correction
from yulin.registry.actions.supersede import Change
from yulin.registry.models import Coverage, Employer, EmployerToldFact, Person, ToldFact
from yulin.registry.queries.employers import known_employers
from yulin.registry.queries.facts import facts_in, facts_of, people_of_region
from yulin.registry.queries.person_page import person_page

pytestmark = pytest.mark.django_db

BOTH = [{"证件号": ANNA, "户籍地": 330302}, {"证件号": BEN, "户籍地": 330203}]
FIRMS = [{"单位代码": FIRM}, {"单位代码": OTHER_FIRM, "单位地区": 330203}]


def current():
    rows = ToldFact.objects.current().order_by("person", "name", "holds_from")
    return [(r.person.number.open(), r.name, r.yes, r.figure) for r in rows]


def test_what_one_department_tells_leaves_alone_what_another_told():
    """A row replaces those of the same person under the same name, and nothing else."""
    load(
        人员=BOTH,
        附加事实=[
            {"证件号": ANNA},
            {"证件号": ANNA, "名称": "天数", "是否": None, "数值": 5},
            {"证件号": BEN},
        ],
    )
    loaded = load(
        附加事实=[
            {"证件号": ANNA, "是否": False},
            {"证件号": BEN, "名称": "天数", "是否": None, "数值": 7},
        ]
    )
    assert loaded.changes == {"附加事实": Change(added=2, superseded=1, kept=0)}
    assert current() == [
        (ANNA, "单位公示", False, None),
        (ANNA, "天数", None, 50_000),
        (BEN, "单位公示", True, None),
        (BEN, "天数", None, 70_000),
    ]
    again = load(附加事实=[{"证件号": ANNA, "是否": False}])
    assert again.changes == {"附加事实": Change(added=0, superseded=0, kept=1)}


def test_an_empty_sheet_takes_nothing_back():
    load(人员=BOTH, 附加事实=[{"证件号": ANNA}])
    load(人员=BOTH, 附加事实=[])
    assert current() == [(ANNA, "单位公示", True, None)]


def test_it_parts_no_family():
    """Who has been told about is decided together with who has not: their links stay."""
    couple = [
        {"证件号": ANNA, "配偶证件号": BEN, "户籍地": 330302},
        {"证件号": BEN, "配偶证件号": ANNA, "户籍地": 330302},
    ]
    load(人员=couple)
    load(附加事实=[{"证件号": ANNA}])
    assert {tuple(c.tables) for c in Coverage.objects.filter(superseded_at=None)} == {("person",)}
    (held,) = facts_in(people=people_of_region(None))
    assert held["人员"]["配偶证件号"].null_count() == 0
    assert held["附加事实"]["证件号"].to_list() == [Person.objects.by_number(ANNA).key]
    alone = facts_of(Person.objects.by_number(BEN))
    assert (alone["附加事实"].height, alone["人员"].height) == (1, 2)


def test_what_was_known_at_a_moment_stays_so():
    load(人员=BOTH, 附加事实=[{"证件号": ANNA}])
    before = ToldFact.objects.get().recorded_at
    load(附加事实=[{"证件号": ANNA, "是否": False}])
    anna = Person.objects.by_number(ANNA)
    values = [facts_of(anna, known_on=m)["附加事实"]["是否"].to_list() for m in (before, None)]
    assert values == [[True], [False]]


def test_of_a_firm_it_reaches_the_firm_and_who_works_there():
    load(
        人员=BOTH,
        就业=[{"证件号": ANNA}],
        单位=FIRMS,
        单位附加事实=[{}, {"单位代码": OTHER_FIRM, "数值": 7}],
    )
    (held,) = known_employers([], with_links=True)
    told = held.facts["单位附加事实"]
    assert sorted(told["数值"].to_list()) == [70_000, 300_000]
    hers = facts_of(Person.objects.by_number(ANNA))["单位附加事实"]
    assert hers["单位代码"].to_list() == [Employer.objects.get(code=FIRM).key]


def test_her_page_shows_the_value_and_where_it_came_from_and_she_may_object(user_of):
    load(
        人员=BOTH,
        附加事实=[
            {"证件号": ANNA, "名称": "天数", "是否": None, "数值": 5, "认定依据": "第3号公示"}
        ],
    )
    anna = Person.objects.by_number(ANNA)
    her = user_of(Role.PERSON, person_key=str(anna.uuid))
    (row,) = person_page(user=her, uuid=anna.uuid).sheet("附加事实").rows
    assert [(c.column.name, c.text) for c in row.cells] == [
        ("证件号", anna.masked_number),
        ("名称", "天数"),
        ("数值", "5"),
        ("认定依据", "第3号公示"),
        ("起始日期", "2024-03-01"),
        ("截止日期", ""),
    ]
    assert (row.source, row.batch) == ("各政策的主管部门", "测试")
    assert row.recorded_at.date() <= dt.datetime.now(dt.UTC).date()
    correction = request_correction(
        acting_user=her, person=anna, table="附加事实", row=row.uuid, column="数值", claimed="6"
    )
    officer = user_of(Role.OFFICER, username="city", region=330300)
    resolve_correction(acting_user=officer, correction=correction, accept=True, answer="已核实")
    assert current() == [(ANNA, "天数", None, 60_000)]
    assert ToldFact.objects.current().get().source == "更正申请"


def test_the_database_shows_it_to_whom_it_concerns(user_of):
    load(
        人员=BOTH,
        单位=FIRMS,
        附加事实=[{"证件号": ANNA}, {"证件号": BEN}],
        单位附加事实=[{}, {"单位代码": OTHER_FIRM}],
    )
    anna, firm = Person.objects.by_number(ANNA), Employer.objects.get(code=FIRM)
    roles = [
        (user_of(Role.OFFICER, region=330300), {ANNA}, {FIRM}),
        (user_of(Role.PERSON, person_key=str(anna.uuid)), {ANNA}, set()),
        (user_of(Role.EMPLOYER, organisation_key=str(firm.uuid)), set(), {FIRM}),
        (user_of(Role.AUDITOR), {ANNA, BEN}, {FIRM, OTHER_FIRM}),
        (None, set(), set()),
    ]
    for user, people, firms in roles:
        with acting(user):
            seen = set(ToldFact.objects.values_list("person", flat=True))
            of_firms = set(EmployerToldFact.objects.values_list("employer__code", flat=True))
        assert seen == {Person.objects.by_number(n).pk for n in people}
        assert of_firms == firms
