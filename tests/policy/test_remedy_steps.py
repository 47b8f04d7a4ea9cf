"""Steps and ways of them: which is the smallest, how two become one, which value is the nearest."""

import datetime as dt

import pytest

from yulin.facts.enums import LabelSet
from yulin.policy import ir
from yulin.policy.kinds import DAY, DIVISION, TEXT, YES, Label, Number
from yulin.policy.remedies.fitting import distance, fitting, holds
from yulin.policy.remedies.steps import (
    MOST,
    NOTHING,
    Step,
    both,
    cheapest,
    cost,
    covers,
    joint,
)

MONTHS = Number("月")
_GRADES = {"labels": ("无", "初", "中", "高"), "en": ("none", "low", "mid", "high")}
GRADES = Label(LabelSet(name="级", ordered=True, **_GRADES))
COLOURS = Label(LabelSet(name="色", labels=("红", "蓝", "绿"), en=("red", "blue", "green")))
DATE = dt.date(2026, 6, 30)


def step(key="甲", wanted=6, relation="at_least", **more):
    more = {"by": "本人", "current": 0, "distance": 1.0} | more
    return Step(key=key, wanted=wanted, relation=relation, **more)


# -- what a step costs -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "effort", "confirms"),
    [
        ({}, 1.0, False),
        ({"by": "单位"}, 1.2, False),
        ({"by": "部门"}, 1.5, False),
        ({"by": "时间", "until": DATE}, 0.2, False),
        # not known: it may already be so, unless the records say that there is none
        ({"current": None}, 0.5, True),
        ({"current": None, "absent": True}, 1.0, False),
        ({"current": None, "by": "时间", "until": DATE}, 0.2, False),
    ],
)
def test_effort(more, effort, confirms):
    made = step(**more)
    assert (made.effort, made.confirms, made.is_time) == (effort, confirms, "until" in more)


def test_fewest_facts_then_least_effort_then_the_shortest_distance():
    far, near = step(distance=9.0), step("乙", distance=2.0)
    hard = step("丙", by="部门", distance=0.5)
    assert cost((far, hard)) == (2, 2.5, 9.5)
    ways = [(near, far), (hard,), (far,), (near,)]
    assert cheapest([ways[:2], ways[2:]]) == [(near,), (far,), (hard,), (near, far)]


def test_the_same_facts_are_proposed_once_and_at_most_so_many():
    dear, cheap = step(distance=5.0), step(distance=1.0)
    assert cheapest([[(dear,)], [(cheap,)]]) == [(cheap,)]
    assert cheapest([[(dear,)]]) == [(dear,)]
    many = [(step(f"{n}", distance=float(n)),) for n in range(MOST + 1)]
    assert cheapest([many[::-1]]) == many[:MOST]


# -- two ways as one -------------------------------------------------------------------------------

SIX, NINE = step(wanted=6, distance=6.0), step(wanted=9, distance=9.0)
MOST_FOUR = step(wanted=4, relation="at_most")
EXACTLY_SIX = step(wanted=6, relation="exactly")
EXACTLY_SEVEN = step(wanted=7, relation="exactly")
UNLIKE_TWO = step(wanted=2, relation="unlike")
UNLIKE_THREE = step(wanted=3, relation="unlike")
OTHER = step("乙")


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ((SIX,), (OTHER,), (SIX, OTHER)),
        ((SIX,), (NINE,), (NINE,)),
        ((NINE,), (SIX,), (NINE,)),
        ((SIX, OTHER), (NINE,), (NINE, OTHER)),
        ((SIX,), (EXACTLY_SIX,), (SIX,)),  # one value does for both
        ((SIX,), (MOST_FOUR,), None),
        ((NINE,), (EXACTLY_SEVEN,), None),
        ((EXACTLY_SIX,), (EXACTLY_SEVEN,), None),
        ((UNLIKE_TWO,), (UNLIKE_THREE,), None),
        ((), (SIX,), (SIX,)),
    ],
)
def test_joint(one, other, together):
    assert joint(one, other) == together


def test_both_of_two_lists():
    assert both(NOTHING, [(SIX,)]) == [(SIX,)]
    assert both([(SIX,)], NOTHING) == [(SIX,)]
    assert both([(SIX,), (OTHER,)], [(MOST_FOUR,)]) == [(OTHER, MOST_FOUR)]
    assert both([], [(SIX,)]) == []


# -- a fitting value -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "op", "bound", "current", "wanted"),
    [
        (MONTHS, ">=", 12, 3, 12),
        (MONTHS, ">", 12, 3, 13),
        (MONTHS, "<=", 12, 30, 12),
        (MONTHS, "<", 12, 30, 11),
        (MONTHS, "==", 12, 30, 12),
        (MONTHS, "!=", 12, 12, None),
        (DAY, ">=", DATE, None, DATE),
        (DAY, ">", DATE, None, dt.date(2026, 7, 1)),
        (DAY, "<", DATE, None, dt.date(2026, 6, 29)),
        (DAY, "!=", DATE, None, None),
        (YES, "==", True, False, True),
        (YES, "!=", True, True, False),
        (DIVISION, "==", 330302, 330200, 330302),
        (DIVISION, "!=", 330302, 330302, None),
        (TEXT, "==", "甲", None, "甲"),
        (TEXT, "!=", "甲", "甲", None),
        # the nearest label: upwards from where it stands, or next to the bound where it is unknown
        (GRADES, ">=", 2, 0, 2),
        (GRADES, ">", 2, 0, 3),
        (GRADES, ">", 3, 0, None),
        (GRADES, "<", 2, 3, 1),
        (GRADES, "<", 2, None, 1),
        (GRADES, "!=", 1, 1, 0),
        (COLOURS, "!=", 0, 0, 1),
        (COLOURS, "==", 2, 0, 2),
    ],
)
def test_fitting(kind, op, bound, current, wanted):
    assert fitting(kind, op, bound, current) == wanted


@pytest.mark.parametrize(
    ("kind", "current", "wanted", "far"),
    [
        (MONTHS, 3, 12, 0.75),
        (MONTHS, 3, 0, 3.0),
        (MONTHS, None, 12, 1.0),
        (DAY, DATE, dt.date(2026, 7, 30), 1.0),
        (DAY, DATE, dt.date(2026, 5, 31), 1.0),
        (GRADES, 0, 3, 3.0),
        (GRADES, 3, 1, 2.0),
        (COLOURS, 0, 2, 1.0),
        (YES, False, True, 1.0),
        (DIVISION, 330302, 330200, 1.0),
        (TEXT, "甲", "乙", 1.0),
    ],
)
def test_distance(kind, current, wanted, far):
    assert distance(kind, current, wanted) == far


@pytest.mark.parametrize(
    ("scope", "place", "lies_within"),
    [
        (0, 330302, True),
        (330000, 330302, True),
        (330000, 320302, False),
        (330300, 330302, True),
        (330300, 330402, False),
        (330302, 330302, True),
        (330302, 330303, False),
    ],
)
def test_a_place_within_a_region(scope, place, lies_within):
    assert covers(scope, place) is lies_within
    region = ir.Var("工作地区", DIVISION)
    assert holds(region, "==", place, scope) is lies_within
    # of anything else equal is equal
    assert holds(ir.Var("人数", MONTHS), "==", place, scope) is (scope == place)
