"""The officer's list of organisations: kinds, studios and bases, places."""

import pytest

from tests.registry.builders import ANNA, BEN, FIRM, OTHER_FIRM, load
from yulin.access.enums import Role
from yulin.codes import credit
from yulin.facts import enums
from yulin.registry.enums import OrganisationGroup
from yulin.registry.queries.organisations import (
    BY_KIND,
    BY_PLATFORM,
    OrganisationFilters,
    organisations_list,
)

pytestmark = pytest.mark.django_db


def code(body):
    return body + credit.check_character(body)


SCHOOL, AGENCY = code("12330300MA0000003"), code("91330300MA0000004")


@pytest.fixture
def region():
    load(
        人员=[{"证件号": ANNA}, {"证件号": BEN}],
        就业=[
            {"证件号": ANNA},
            {"证件号": BEN},
            {"证件号": BEN, "入职日期": "2010-01-01"},
            {"证件号": ANNA, "单位代码": SCHOOL, "离职日期": "2021-01-01"},
        ],
        单位=[
            {"单位代码": FIRM, "单位名称": "瓯江电气"},
            {
                "单位代码": SCHOOL,
                "单位名称": "瓯江技师学院",
                "单位类型": "高校",
                "单位地区": 330304,
            },
            {"单位代码": AGENCY, "单位名称": "东瓯人力", "单位类型": "人力资源机构"},
            {"单位代码": OTHER_FIRM, "单位名称": "甬江电器", "单位地区": 330203},
        ],
        平台=[
            {"平台编号": "P1"},
            {"平台编号": "P2", "平台类型": "见习基地", "失效日期": "2025-01-01"},
            {"平台编号": "P3", "平台类型": "实训基地", "单位代码": SCHOOL},
            {"平台编号": "P4", "平台类型": "产业园区", "单位代码": AGENCY},
        ],
    )


def names(user, search="", **filters):
    page = organisations_list(user=user, search=search, filters=OrganisationFilters(**filters))
    assert page.total == len(page.rows)
    return [row.name for row in page.rows]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, {"瓯江电气", "瓯江技师学院", "东瓯人力"}),
        ({"search": "瓯江"}, {"瓯江电气", "瓯江技师学院"}),
        ({"search": FIRM}, {"瓯江电气"}),
        ({"search": OTHER_FIRM}, set()),
        ({"group": "firm"}, {"瓯江电气"}),
        ({"group": "school"}, {"瓯江技师学院"}),
        ({"group": "agency"}, {"东瓯人力"}),
        ({"group": "institution"}, set()),
        ({"group": "studio"}, {"瓯江电气"}),
        ({"group": "base"}, {"瓯江技师学院"}),  # the firm's has run out
        ({"group": "park"}, {"东瓯人力"}),
        ({"kind": enums.EMPLOYER_KIND.code("高校")}, {"瓯江技师学院"}),
        ({"division": 330304}, {"瓯江技师学院"}),
        ({"group": "school", "division": 330302}, set()),
        ({"group": "nonsense"}, {"瓯江电气", "瓯江技师学院", "东瓯人力"}),
    ],
)
def test_the_list_is_narrowed(officer, region, asked, expected):
    assert set(names(officer, **asked)) == expected


def test_each_region_sees_its_own(region, auditor, user_of):
    assert len(names(auditor)) == 4
    assert names(user_of(Role.OFFICER, username="there", region=330200)) == ["甬江电器"]
    assert names(user_of(Role.PERSON)) == []


def test_who_works_there_and_what_it_keeps(officer, region):
    rows = {row.name: row for row in organisations_list(user=officer).rows}
    studio, base = map(enums.PLATFORM_KIND.code, ("技能大师工作室", "实训基地"))
    assert (rows["瓯江电气"].staff, rows["瓯江电气"].platforms) == (2, (studio,))
    assert (rows["瓯江技师学院"].staff, rows["瓯江技师学院"].platforms) == (0, (base,))
    assert rows["东瓯人力"].source == "市场监管与税务"


def test_every_kind_belongs_to_one_group():
    kinds = [kind for group in BY_KIND.values() for kind in group]
    assert sorted(kinds) == sorted(enums.EMPLOYER_KIND.labels)
    platforms = [kind for group in BY_PLATFORM.values() for kind in group]
    assert sorted(platforms) == sorted(enums.PLATFORM_KIND.labels)
    assert {*BY_KIND, *BY_PLATFORM} == set(OrganisationGroup)


def test_the_number_of_queries_does_not_grow(officer, region, django_assert_num_queries):
    with django_assert_num_queries(4):
        assert len(organisations_list(user=officer).rows) == 3
    with django_assert_num_queries(4):
        assert len(organisations_list(user=officer, search=FIRM).rows) == 1
