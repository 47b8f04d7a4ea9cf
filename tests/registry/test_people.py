import datetime as dt

import pytest
from django.utils import timezone

from tests.registry.builders import ANNA, BEN, CARA, FIRM, OTHER_FIRM, load
from yulin.access.enums import Role
from yulin.codes.identity import mask as identity_mask
from yulin.facts import schema
from yulin.facts.schema import BY_NAME
from yulin.registry import valid_time
from yulin.registry.models import Employer, Person
from yulin.registry.queries.people import PeopleFilters, people_list
from yulin.registry.queries.person_page import person_page
from yulin.registry.queries.scope import access_employer, access_person

pytestmark = pytest.mark.django_db

PEOPLE = [
    {"证件号": ANNA, "姓名": "安娜", "性别": "女", "出生日期": "1990-01-01"},
    {"证件号": BEN, "姓名": "本", "出生日期": "1992-02-02"},
    {"证件号": CARA, "姓名": "卡拉", "出生日期": None},
]


@pytest.fixture
def region():
    """Anna works in Lucheng, Ben in Ningbo; Cara's household is in Yueqing."""
    load(
        人员=[PEOPLE[0], PEOPLE[1], PEOPLE[2] | {"户籍地": 330382}],
        学历=[
            {"证件号": ANNA, "学历": "本科"},
            {"证件号": ANNA, "学历": "硕士"},
            {"证件号": BEN, "学历": "专科"},
        ],
        就业=[
            {
                "证件号": ANNA,
                "入职日期": "2010-01-01",
                "单位代码": OTHER_FIRM,
                "离职日期": "2012-01-01",
            },
            {"证件号": ANNA, "入职日期": "2013-01-01", "单位代码": FIRM},
            {"证件号": ANNA, "入职日期": "2022-01-01", "单位代码": OTHER_FIRM, "用工形式": "兼职"},
            {"证件号": BEN, "单位代码": OTHER_FIRM},
        ],
        单位=[
            {"单位代码": FIRM, "单位名称": "鹿城电气"},
            {"单位代码": OTHER_FIRM, "单位名称": "宁波机械", "单位地区": 330212},
        ],
    )


def names(page):
    return [row.name for row in page.rows]


def test_people_belong_where_they_work_else_are_insured_else_live(region):
    placed = {p.number.open(): p.division for p in Person.objects.all()}
    assert placed == {ANNA: 330302, BEN: 330212, CARA: 330382}
    load(
        人员=[PEOPLE[2] | {"户籍地": 330382}],
        社保=[
            {"证件号": CARA, "参保地": 330303, "起始年月": "2019-01-01", "截止年月": "2019-06-01"},
            {"证件号": CARA, "参保地": 330304, "起始年月": "2020-01-01"},
        ],
    )
    assert Person.objects.by_number(CARA).division == 330304


def test_staff_move_with_their_employer(region):
    load(单位=[{"单位代码": OTHER_FIRM, "单位名称": "宁波机械", "单位地区": 330211}])
    assert Person.objects.by_number(BEN).division == 330211
    assert Employer.objects.get(code=OTHER_FIRM).division == 330211


def test_an_officer_sees_their_region_and_an_auditor_everybody(region, user_of, auditor):
    city = user_of(Role.OFFICER, username="city", region=330300)
    county = user_of(Role.OFFICER, username="county", region=330302)
    assert names(people_list(user=city)) == ["安娜", "卡拉"]
    assert names(people_list(user=county)) == ["安娜"]
    assert names(people_list(user=auditor)) == ["安娜", "本", "卡拉"]


@pytest.mark.parametrize("role", [Role.PERSON, Role.EMPLOYER, Role.EXPERT])
def test_others_see_nobody(region, user_of, role):
    assert people_list(user=user_of(role)).total == 0


def test_a_row_says_who_where_and_with_what_degree(region, auditor):
    row = people_list(user=auditor, search=ANNA).rows[0]
    assert (row.name, row.masked_number, row.sex, row.education, row.division_name) == (
        "安娜",
        identity_mask(ANNA),
        "女",
        "硕士",
        "温州市鹿城区",
    )
    assert row.employer == "宁波机械"  # the latest job, though a side job


@pytest.mark.parametrize(
    ("search", "found"),
    [("安", ["安娜"]), ("宁波", ["安娜", "本"]), (BEN, ["本"]), ("99999919", []), ("  ", None)],
)
def test_search_by_name_employer_or_whole_number(region, auditor, search, found):
    page = people_list(user=auditor, search=search)
    assert names(page) == (found if found is not None else ["安娜", "本", "卡拉"])


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (PeopleFilters(division=330300), ["安娜", "卡拉"]),
        (PeopleFilters(level=6), ["安娜"]),
        (PeopleFilters(level=5), []),
    ],
)
def test_filters(region, auditor, filters, found):
    assert names(people_list(user=auditor, filters=filters)) == found


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("-name", ["卡拉", "本", "安娜"]),
        ("birth_date", ["安娜", "本", "卡拉"]),
        ("division", ["本", "安娜", "卡拉"]),
        ("password", ["安娜", "本", "卡拉"]),
    ],
)
def test_sorts(region, auditor, sort, found):
    assert names(people_list(user=auditor, sort=sort)) == found


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_takes_as_many_queries_for_many_as_for_one(
    people, auditor, django_assert_num_queries
):
    load(
        人员=PEOPLE[:people],
        就业=[{"证件号": p["证件号"]} for p in PEOPLE[:people]],
        单位=[{"单位代码": FIRM}],
    )
    with django_assert_num_queries(5):
        assert len(people_list(user=auditor).rows) == people


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_as_many_queries_for_many_facts_as_for_one(
    rows, auditor, django_assert_num_queries
):
    load(
        人员=PEOPLE[:1],
        证书=[{"证件号": ANNA, "证书编号": str(n)} for n in range(rows)],
        就业=[{"证件号": ANNA, "入职日期": f"201{n}-01-01"} for n in range(rows)],
    )
    person = Person.objects.get()
    with django_assert_num_queries(10):
        page = person_page(user=auditor, uuid=person.uuid)
    assert len(page.sheet("证书").rows) == rows


def test_the_page_keeps_unknown_and_none_apart_and_shows_no_number(region, auditor):
    page = person_page(user=auditor, uuid=Person.objects.by_number(CARA).uuid)
    empty = {s.table.name: s.held for s in page.sheets if not s.rows}
    assert list(empty) == [name for name in BY_NAME if name != "人员"]
    assert {name for name, held in empty.items() if held} == {"学历", "就业"}
    cells = {cell.column.name: cell for cell in page.sheet("人员").rows[0].cells}
    assert (cells["户籍地"].text, cells["出生日期"].known) == ("温州市乐清市", False)
    assert cells["证件号"].text == identity_mask(CARA)


def test_what_may_not_be_seen_does_not_exist(region, user_of):
    county = user_of(Role.OFFICER, username="county", region=330302)
    ben = Person.objects.by_number(BEN)
    for uuid in (ben.uuid, str(ben.uuid), "no-uuid", ""):
        with pytest.raises(Person.DoesNotExist):
            access_person(user=county, uuid=uuid)
    with pytest.raises(Employer.DoesNotExist):
        access_employer(user=county, uuid=Employer.objects.get(code=OTHER_FIRM).uuid)


def test_people_and_employers_see_themselves(region, user_of):
    anna, firm = Person.objects.by_number(ANNA), Employer.objects.get(code=FIRM)
    her = user_of(Role.PERSON, person_key=str(anna.uuid))
    boss = user_of(Role.EMPLOYER, organisation_key=str(firm.uuid))
    odd = user_of(Role.PERSON, username="odd", person_key="P1")
    assert access_person(user=her, uuid=anna.uuid) == anna
    assert access_employer(user=boss, uuid=firm.uuid) == firm
    with pytest.raises(Person.DoesNotExist):
        access_person(user=odd, uuid=anna.uuid)


# --- What we knew on that day --------------------------------------------------------------------


def test_the_page_of_a_day_of_record_and_of_a_day(officer):
    spells = [
        {"证件号": ANNA, "起始年月": "2020-01-01", "截止年月": "2020-12-01"},
        {"证件号": ANNA, "起始年月": "2021-03-01"},
    ]
    load(人员=[{"证件号": ANNA, "姓名": "安娜"}], 社保=spells)
    then = timezone.now()
    load(人员=[{"证件号": ANNA, "姓名": "安妮"}], 社保=spells[:1])
    uuid = Person.objects.get().uuid

    def firsts(**asked):
        page = person_page(user=officer, uuid=uuid, **asked)
        return page.name, [row.since.isoformat() for row in page.sheet("社保").rows]

    assert firsts() == ("安妮", ["2020-01-01"])
    assert firsts(known_on=then) == ("安娜", ["2020-01-01", "2021-03-01"])
    for day, expected in (
        ("2019-12-31", []),
        ("2020-12-31", ["2020-01-01"]),  # the last month counts to its end
        ("2021-01-01", []),
        ("2021-03-01", ["2021-03-01"]),
        ("2026-01-01", ["2021-03-01"]),
    ):
        asked = dt.date.fromisoformat(day)
        assert firsts(known_on=then, valid_on=asked)[1] == expected, day
    row = person_page(user=officer, uuid=uuid, known_on=then).sheet("社保").rows[1]
    assert (row.since, row.until) == (dt.date(2021, 3, 1), None)
    assert row.recorded_at < then < row.superseded_at
    assert row.source
    before = person_page(user=officer, uuid=uuid, known_on=then - dt.timedelta(days=1))
    assert (before.name, [sheet for sheet in before.sheets if sheet.held]) == ("", [])


def test_every_table_says_when_it_holds_by_columns_that_it_has():
    for table, (since, until) in valid_time._SPANS.items():
        columns = {column.field: column for column in schema.BY_NAME[table].columns}
        assert columns[since].kind in {"date", "month"}
        assert not until or columns[until].blank == "open"
    timeless = {t.name for t in schema.TABLES} - set(valid_time._SPANS)
    assert timeless == {"人员", "收入"}
