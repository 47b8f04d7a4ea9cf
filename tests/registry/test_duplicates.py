"""Registrations that may be of one human being: found with reasons, never decided."""

import pytest
from django.db import connection

from tests.registry.builders import ANNA, BEN, CARA, load, number
from tests.registry.test_links import PASSPORT, answer_link, join, part, propose, with_duty
from yulin.access.enums import Duty, Role
from yulin.access.keys import vault
from yulin.codes.identity import canonical
from yulin.registry.enums import Likeness
from yulin.registry.models import Person
from yulin.registry.queries.duplicates import DuplicateFilters, duplicates_list, likeness_of
from yulin.registry.queries.people import people_list

pytestmark = pytest.mark.django_db

BORN = {"出生日期": "1990-01-01", "性别": "男"}
OLD_PERMIT, NEW_PERMIT = "USA330090010111", "933084199001010000"


@pytest.fixture
def maker(user_of):
    return with_duty(user_of(Role.OFFICER, username="maker"), Duty.MAKER, 330300)


@pytest.fixture
def checker(user_of):
    return with_duty(user_of(Role.OFFICER, username="checker"), Duty.CHECKER, 330300)


@pytest.fixture
def pairs():
    """Anna twice by name, Ben and Cara with one certificate, a foreigner with two forms of a permit."""
    load(
        人员=[
            {"证件号": ANNA, "姓名": "安娜·李", **BORN},
            {"证件号": PASSPORT, "证件类型": "护照", "姓名": "安娜 李", **BORN},
            {"证件号": BEN, "姓名": "本"},
            {"证件号": CARA, "姓名": "卡拉", "户籍地": 330304},
            {"证件号": OLD_PERMIT, "证件类型": "外国人永久居留身份证", "姓名": "J SMITH", **BORN},
            {
                "证件号": NEW_PERMIT,
                "证件类型": "外国人永久居留身份证",
                "姓名": "JOHN SMITH",
                **BORN,
            },
        ],
        证书=[
            {"证件号": ANNA, "证书编号": "Z1"},
            {"证件号": PASSPORT, "证书编号": "Z1"},
            {"证件号": BEN, "证书编号": "Z2"},
            {"证件号": CARA, "证书编号": "Z2"},
        ],
    )


def person(number):
    return Person.objects.by_number(number)


def told(user, **filters):
    page = duplicates_list(user=user, filters=DuplicateFilters(**filters))
    assert page.total == len(page.rows)
    return [((pair.one.name, pair.two.name), pair.reasons) for pair in page.rows]


ANNAS = (("安娜·李", "安娜 李"), (Likeness.NAME, Likeness.CERTIFICATE))
SMITHS = (("J SMITH", "JOHN SMITH"), (Likeness.PERMIT,))
SHARED = (("本", "卡拉"), (Likeness.CERTIFICATE,))


def test_pairs_come_with_reasons_most_first(officer, auditor, pairs):
    assert told(officer) == told(auditor) == [ANNAS, SHARED, SMITHS]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"words": "安娜"}, [ANNAS]),
        ({"words": "john"}, [SMITHS]),
        ({"words": "%"}, []),
        ({"likeness": "certificate"}, [ANNAS, SHARED]),
        ({"likeness": "spouse"}, []),
        ({"division": 330302}, [ANNAS, SMITHS]),
        ({"division": 330304}, []),
        ({"refused": True}, []),
    ],
)
def test_the_list_is_narrowed(officer, pairs, filters, expected):
    assert told(officer, **filters) == expected


def test_two_who_name_one_spouse(officer):
    load(人员=[{"证件号": n, "配偶证件号": CARA} for n in (ANNA, BEN)])
    assert told(officer) == [(("某人", "某人"), (Likeness.SPOUSE,))]


def test_another_birth_or_sex_is_another_person(officer):
    load(
        人员=[
            {"证件号": ANNA, "姓名": "安娜", **BORN},
            {"证件号": BEN, "姓名": "安娜", **BORN, "性别": "女"},
            {"证件号": CARA, "姓名": "安娜", **BORN, "出生日期": "1990-01-02"},
        ]
    )
    assert told(officer) == []


def test_nobody_sees_half_a_pair(pairs, user_of):
    lucheng = user_of(Role.OFFICER, username="lucheng", region=330302)
    elsewhere = user_of(Role.OFFICER, username="there", region=330200)
    assert told(lucheng) == [ANNAS, SMITHS]
    assert told(elsewhere) == []
    assert told(user_of(Role.PERSON)) == []


def test_a_pair_leaves_the_list_once_it_is_dealt_with(officer, maker, checker, pairs, jobs):
    link = propose(maker, person(ANNA), person(PASSPORT))
    assert told(officer) == [SHARED, SMITHS]
    answer_link(acting_user=checker, link=link, accept=False, answer="不是同一人")
    assert told(officer) == [SHARED, SMITHS]
    assert told(officer, refused=True) == [ANNAS]
    link = join(maker, checker, person(PASSPORT), person(ANNA))
    assert told(officer, refused=True) == []
    part(maker, checker, link)
    assert told(officer, refused=True) == [ANNAS]


def test_reasons_of_two(pairs):
    assert likeness_of(person(ANNA), person(PASSPORT)) == ANNAS[1]
    assert likeness_of(person(PASSPORT), person(ANNA)) == ANNAS[1]
    assert likeness_of(person(ANNA), person(BEN)) == ()


def test_pages_and_the_number_of_queries(officer, django_assert_num_queries):
    load(
        人员=[
            {
                "证件号": number(f"9999991990010{n:02d}01"[:14] + f"{k:03d}"),
                "姓名": f"甲{n}",
                **BORN,
            }
            for n in range(1, 23)
            for k in (2 * n, 2 * n + 1)
        ]
    )
    with django_assert_num_queries(2):
        first = duplicates_list(user=officer)
    with django_assert_num_queries(2):
        second = duplicates_list(user=officer, page=2)
    assert (first.total, len(first.rows), len(second.rows)) == (22, 20, 2)
    assert (duplicates_list(user=officer, page=9).number) == 2
    seen = {pair.one.person.pk for pair in (*first.rows, *second.rows)}
    assert len(seen) == 22


# --- The same number -----------------------------------------------------------------------------

OLD = "999999900101001"  # 15 digits of Anna's


def test_fifteen_digits_are_the_same_number(officer):
    assert canonical(OLD) == ANNA
    load(人员=[{"证件号": ANNA}])
    load(人员=[{"证件号": OLD, "出生日期": "1990-01-01", "姓名": "安娜"}])
    assert Person.objects.count() == 1
    assert [row.name for row in people_list(user=officer, search=OLD).rows] == ["安娜"]


def test_a_row_of_fifteen_digits_becomes_one_of_eighteen():
    migration = __import__("importlib").import_module("yulin.registry.migrations.0011_old_numbers")

    def written(number):
        kept = Person.objects.create(number=ANNA[:-1] + number[-1])
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE registry_person SET number = %s, number_index = %s WHERE id = %s",
                [
                    vault().seal(number, "person.number"),
                    vault().index(number, "person.number"),
                    kept.pk,
                ],
            )
        return kept

    old, beside = written(OLD), written("999999920202002")
    Person.objects.create(number=canonical("999999920202002"))
    assert Person.objects.by_number(ANNA) is None
    migration.upgrade(None, type("Editor", (), {"connection": connection}))
    found = Person.objects.by_number(ANNA)
    assert (found, found.number.open()) == (old, ANNA)
    beside.refresh_from_db()
    assert beside.number.open() == "999999920202002"  # both forms are registered: somebody looks
