"""Dates at the edges of the calendar, and figures over literals that are worked out at once."""

import datetime as dt

import pytest

from yulin.policy import ir
from yulin.policy.dates import calendar_math as cm
from yulin.policy.dates.arithmetic import (
    MONTHS,
    ONE,
    PLAIN,
    added,
    days_on,
    first_of_month,
    kind_of,
    months_on,
    negated,
    number,
    plus,
    step,
    times,
    values_of,
)
from yulin.policy.dates.intervals import Span, gaps, spans
from yulin.policy.kinds import DAY, YES

AGE = ir.Var("年龄", PLAIN)
BORN = ir.Var("出生日期", DAY)
FIRST, LAST = dt.date(1, 1, 1), dt.date(9999, 12, 31)


def literal(value):
    return ir.Const(value, DAY if isinstance(value, dt.date) else PLAIN)


# -- the calendar ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-01-28", 1, "2024-02-28"),
        ("2024-03-31", -1, "2024-02-29"),
        ("2024-12-29", 2, "2025-02-28"),
        ("9999-12-31", 0, "9999-12-31"),
        ("9999-11-15", 1, "9999-12-15"),
        ("9999-12-01", 1, "9999-12-31"),  # there is no later month
        ("0001-02-15", -1, "0001-01-15"),
        ("0001-01-15", -1, "0001-01-01"),
    ],
)
def test_months_within_the_calendar(day, months, later):
    assert cm.add_months(dt.date.fromisoformat(day), months).isoformat() == later


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2024-01-28", "2024-02-28", 1),
        ("2024-01-28", "2024-02-27", 0),
        ("2024-01-29", "2024-02-28", 0),
        ("2024-01-29", "2024-02-29", 1),
        ("2023-01-29", "2023-02-28", 1),
        ("2024-01-31", "2024-02-29", 1),
        ("2024-02-29", "2025-02-28", 12),
        ("2024-03-01", "2024-02-29", -1),
    ],
)
def test_complete_months(start, end, months):
    assert cm.months_between(dt.date.fromisoformat(start), dt.date.fromisoformat(end)) == months


@pytest.mark.parametrize(
    ("day", "days", "later"),
    [
        (dt.date(2024, 2, 28), 1, dt.date(2024, 2, 29)),
        (FIRST, -1, FIRST),
        (dt.date(1, 1, 2), -1, FIRST),
        (LAST, 1, LAST),
        (dt.date(9999, 12, 30), 1, LAST),
    ],
)
def test_days_within_the_calendar(day, days, later):
    assert cm.add_days(day, days) == later


@pytest.mark.parametrize(
    ("value", "half", "up", "down"),
    [
        (149, 1, 2, 1),
        (150, 2, 2, 1),
        (100, 1, 1, 1),
        (49, 0, 1, 0),
        (50, 1, 1, 0),
        (0, 0, 0, 0),
        (-50, -1, -1, 0),
        (-149, -1, -2, -1),
        (-150, -2, -2, -1),
    ],
)
def test_rounding_to_whole_hundreds(value, half, up, down):
    assert cm.round_half(value, 100) == half
    assert cm.round_up(value, 100) == up
    assert cm.round_down(value, 100) == down


def test_working_days_are_counted_within_their_years_only():
    friday, monday = dt.date(2024, 5, 24), dt.date(2024, 5, 27)
    assert cm.workdays_between(friday, monday) == 1
    assert cm.workdays_between(monday, friday) == 0
    assert (cm.add_workdays(friday, 0), cm.add_workdays(friday, 1)) == (friday, monday)
    assert cm.add_workdays(friday, -1) is None
    before, after = cm.WORK_FIRST - dt.timedelta(1), cm.WORK_LAST + dt.timedelta(1)
    assert cm.workdays_between(cm.WORK_FIRST, cm.WORK_FIRST) == 0
    assert cm.workdays_between(before, monday) is None
    assert cm.workdays_between(monday, after) is None
    assert cm.add_workdays(before, 1) is None
    last = cm.work_table().days[-1]
    assert cm.add_workdays(cm.work_table().days[-2], 1) == last
    assert cm.add_workdays(last, 1) is None


# -- figures over literals -------------------------------------------------------------------------


def test_literals_are_worked_out_at_once():
    assert number(literal(3)) == 3
    assert number(AGE) is None
    assert number(literal(FIRST)) is None
    assert plus(literal(3), -1) == literal(2)
    assert plus(AGE, 0) is AGE
    assert plus(AGE, 2) == ir.Add((AGE, literal(2)), PLAIN)
    assert added(literal(3), AGE, literal(4)) == ir.Add((AGE, literal(7)), PLAIN)
    assert added(literal(3), AGE, literal(-3)) is AGE
    assert added(AGE, AGE) == ir.Add((AGE, AGE), PLAIN)
    assert added(literal(3), literal(4)) == literal(7)
    assert negated(literal(3)) == literal(-3)
    assert negated(AGE) == ir.Negate(AGE, PLAIN)
    assert times(literal(3), 12) == literal(36)
    assert times(AGE, 12) == ir.Multiply(AGE, literal(12), PLAIN)


def test_dates_over_literals():
    day = literal(dt.date(2024, 1, 31))
    assert months_on(day, literal(1)) == literal(dt.date(2024, 2, 29))
    assert months_on(BORN, literal(1)) == ir.AddMonths(BORN, literal(1))
    assert months_on(day, AGE) == ir.AddMonths(day, AGE)
    assert days_on(day, literal(1)) == literal(dt.date(2024, 2, 1))
    assert days_on(BORN, literal(1)) == ir.AddDays(BORN, literal(1))
    assert first_of_month(day) == literal(dt.date(2024, 1, 1))
    before = ir.MonthEnd(ir.AddMonths(BORN, ir.Const(-1, MONTHS)))
    assert first_of_month(BORN) == ir.AddDays(before, ONE)


def test_the_next_value():
    assert step(AGE, 0) is AGE
    assert step(literal(3), -1) == literal(2)
    assert step(literal(dt.date(2024, 2, 29)), 1) == literal(dt.date(2024, 3, 1))
    assert step(ir.Var("在职", YES), 1) is None


def test_types_and_values_of_parts():
    assert kind_of(ir.AddMonths(BORN, ONE)) == DAY
    assert kind_of(ir.MonthsBetween(BORN, ir.AsOf())) == PLAIN
    assert kind_of(ir.YearOf(BORN)) == PLAIN
    assert kind_of(ir.And(())) is None
    choice = ir.Choose(((ir.Var("在职", YES), AGE),), literal(0), PLAIN)
    assert values_of(choice) == (AGE, literal(0))
    assert values_of(ir.Least((AGE, literal(3)), PLAIN)) == (AGE, literal(3))


# -- ranges ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("op", "span"),
    [
        ("<", Span(high=34)),
        ("<=", Span(high=35)),
        (">", Span(low=36)),
        (">=", Span(low=35)),
        ("==", Span(35, 35)),
    ],
)
def test_what_a_comparison_allows(op, span):
    turned = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "=="}[op]
    assert spans([ir.Compare(op, AGE, literal(35))]) == {AGE: span}
    assert spans([ir.Compare(turned, literal(35), AGE)]) == {AGE: span}


def test_what_comparisons_leave_together():
    young, grown = ir.Compare("<=", AGE, literal(35)), ir.Compare(">", AGE, literal(34))
    assert spans([ir.And((young, grown))]) == {AGE: Span(35, 35)}
    assert not Span(35, 35).empty
    assert Span(36, 35).empty
    assert spans([ir.Compare("!=", AGE, literal(35)), ir.Compare("<", AGE, AGE)]) == {}
    day = dt.date(2024, 1, 1)
    assert spans([ir.Compare(">=", BORN, literal(day))]) == {BORN: Span(low=day.toordinal())}


def test_gaps_between_pieces():
    assert gaps([Span(10, 20), Span(1, 5)]) == [Span(6, 9)]
    assert gaps([Span(1, 5), Span(6, 9)]) == []
    assert gaps([Span(1, 5), Span(7, 9)]) == [Span(6, 6)]
    assert gaps([Span(1, 9), Span(3, 4), Span(11, 12)]) == [Span(10, 10)]
    assert gaps([]) == []
