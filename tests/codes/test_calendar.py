"""Working days: exact days of published schedules, and what an unpublished year does."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yulin.codes import calendar
from yulin.codes.calendar import DayKind, ScheduleRow, WorkCalendar, WorkDate, WorkDays

DAYS_2020_TO_2026 = st.dates(date(2020, 1, 1), date(2026, 12, 27))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2020, 1, 31), False),
        (date(2020, 2, 3), True),
        (date(2022, 12, 31), False),
        (date(2024, 2, 9), True),
        (date(2024, 2, 10), False),
        (date(2024, 2, 18), True),
        (date(2025, 10, 8), False),
        (date(2026, 1, 4), True),
        (date(2026, 2, 23), False),
        (date(2026, 9, 20), True),
        (date(2026, 3, 7), False),
        (date(2026, 3, 9), True),
    ],
)
def test_published_days(day: date, works: bool) -> None:
    assert calendar.is_workday(day) is works
    assert not calendar.DEFAULT.is_provisional(day)


@pytest.mark.parametrize(
    ("year", "off", "makeup"),
    [
        (2020, 30, 7),
        (2021, 31, 7),
        (2022, 31, 7),
        (2023, 27, 7),
        (2024, 28, 8),
        (2025, 28, 5),
        (2026, 33, 6),
    ],
)
def test_scheduled_days_of_each_year(year: int, off: int, makeup: int) -> None:
    rows = [row for row in calendar.DEFAULT.rows if row.year == year]
    days = [row.kind for row in rows for _ in row.days()]
    assert (days.count(DayKind.OFF), days.count(DayKind.MAKEUP_WORKDAY)) == (off, makeup)


def test_makeup_days_are_weekends_and_no_day_is_listed_twice() -> None:
    rows = calendar.DEFAULT.rows
    makeup = [row.first for row in rows if row.kind is DayKind.MAKEUP_WORKDAY]
    # The Monday on which work resumed after the extended Spring Festival of 2020.
    assert [day for day in makeup if day.weekday() < 5] == [date(2020, 2, 3)]
    days = [day for row in rows for day in row.days()]
    assert len(days) == len(set(days))


def test_every_year_names_its_papers() -> None:
    assert calendar.DEFAULT.published == frozenset(range(2020, 2027))
    counts = [len(calendar.DEFAULT.sources(year)) for year in range(2020, 2028)]
    assert counts == [2, 1, 1, 1, 1, 1, 1, 0]
    assert {notice.publisher for notice in calendar.DEFAULT.notices} == {"国务院办公厅"}


def test_publicity_period_over_spring_festival() -> None:
    assert calendar.add_working_days(date(2026, 2, 12), 5) == WorkDate(date(2026, 2, 26), False)
    assert calendar.add_working_days(date(2026, 2, 14), 0) == WorkDate(date(2026, 2, 14), False)
    assert calendar.add_working_days(date(2026, 2, 24), -2) == WorkDate(date(2026, 2, 13), False)


def test_an_unpublished_year_counts_monday_to_friday_and_says_so() -> None:
    assert calendar.add_working_days(date(2026, 12, 25), 5) == WorkDate(date(2027, 1, 1), True)
    assert calendar.is_workday(date(2027, 10, 1))
    assert calendar.working_days_between(date(2027, 1, 1), date(2027, 1, 8)) == WorkDays(5, True)
    assert calendar.working_days_between(date(2026, 3, 2), date(2026, 3, 6)) == WorkDays(4, False)


def test_year_end_waits_for_the_next_schedule() -> None:
    assert not calendar.DEFAULT.is_provisional(date(2026, 12, 27))
    assert calendar.DEFAULT.is_provisional(date(2026, 12, 28))
    assert not calendar.DEFAULT.is_provisional(date(2025, 12, 31))


def test_an_edit_wins_and_publishes_a_year() -> None:
    new_year = ScheduleRow(date(2027, 1, 1), date(2027, 1, 3), DayKind.OFF, "元旦", 2027)
    edited = calendar.DEFAULT.edited([new_year], published=[2027])
    assert edited.add_working_days(date(2026, 12, 25), 5) == WorkDate(date(2027, 1, 4), False)
    assert edited.day(date(2027, 1, 1)).name == "元旦"
    assert calendar.is_workday(date(2027, 1, 1))


def test_an_empty_calendar_never_raises() -> None:
    bare = WorkCalendar([])
    assert bare.add_working_days(date(2026, 10, 1), 1) == WorkDate(date(2026, 10, 2), True)


@given(DAYS_2020_TO_2026, st.integers(-60, 60))
def test_between_undoes_add(start: date, n: int) -> None:
    end = calendar.add_working_days(start, n).date
    assert calendar.working_days_between(start, end).days == n


@given(DAYS_2020_TO_2026, DAYS_2020_TO_2026, DAYS_2020_TO_2026)
def test_counts_add_up(a: date, b: date, c: date) -> None:
    first, middle, last = sorted((a, b, c))
    between = calendar.working_days_between
    total = between(first, middle).days + between(middle, last).days
    assert between(first, last).days == total


@given(DAYS_2020_TO_2026)
def test_one_working_day_on_is_a_working_day(day: date) -> None:
    after = calendar.add_working_days(day, 1).date
    assert calendar.is_workday(after)
    skipped = [day + timedelta(days=i) for i in range(1, (after - day).days)]
    assert not any(calendar.is_workday(each) for each in skipped)
