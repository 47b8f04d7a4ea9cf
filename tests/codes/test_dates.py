"""Complete months and years, and the dates people write."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yulin.codes import dates
from yulin.codes.dates import DateSystem, Precision
from yulin.codes.results import CodeError

DAYS = st.dates(date(1950, 1, 1), date(2080, 12, 31))


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2024, 11, 30), 3, date(2025, 2, 28)),
        (date(2024, 5, 15), 0, date(2024, 5, 15)),
        (date(2024, 1, 1), -1, date(2023, 12, 1)),
    ],
)
def test_add_months(day: date, n: int, expected: date) -> None:
    assert dates.add_months(day, n) == expected


def test_add_years_and_month_end() -> None:
    assert dates.add_years(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert dates.add_years(date(2024, 2, 29), 4) == date(2028, 2, 29)
    assert dates.month_end(date(2024, 2, 1)) == date(2024, 2, 29)
    with pytest.raises(ValueError, match="year"):
        dates.add_years(date(9999, 1, 1), 1)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2024, 1, 15), date(2024, 7, 14), 5),
        (date(2024, 1, 15), date(2024, 7, 15), 6),
        (date(2023, 1, 31), date(2023, 2, 27), 0),
        (date(2023, 1, 31), date(2023, 2, 28), 1),
        (date(2023, 1, 31), date(2023, 3, 30), 1),
        (date(2024, 1, 1), date(2024, 1, 1), 0),
        (date(2024, 1, 2), date(2024, 1, 1), -1),
    ],
)
def test_complete_months(start: date, end: date, months: int) -> None:
    assert dates.complete_months(start, end) == months


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        (date(1990, 3, 7), date(2025, 3, 6), 34),
        (date(1990, 3, 7), date(2025, 3, 7), 35),
        (date(2000, 2, 29), date(2025, 2, 28), 25),
        (date(2000, 2, 29), date(2024, 2, 28), 23),
        (date(2000, 1, 2), date(2000, 1, 1), -1),
    ],
)
def test_complete_years(start: date, end: date, years: int) -> None:
    assert dates.complete_years(start, end) == years


@given(DAYS, DAYS)
def test_complete_months_is_the_largest_n(start: date, end: date) -> None:
    n = dates.complete_months(start, end)
    assert dates.add_months(start, n) <= end < dates.add_months(start, n + 1)


@given(DAYS, DAYS)
def test_complete_years_is_the_largest_n(start: date, end: date) -> None:
    n = dates.complete_years(start, end)
    assert dates.add_years(start, n) <= end < dates.add_years(start, n + 1)


@pytest.mark.parametrize(
    "written",
    [
        "2024.3.1",
        "2024-03-01",
        "2024/3/1",
        "2024年3月1日",
        "2024 年 3 月 1 号",
        "20240301",
        "２０２４．３．１",
        "２０２４年３月１日",
        "2024-03-01 08:30:00",
        "2024-03-01T00:00:00.000",
        "45352",
        "45352.5",
        45352,
        45352.75,
        20240301,
        date(2024, 3, 1),
        datetime(2024, 3, 1, 23, 59, tzinfo=UTC),
    ],
)
def test_one_day_in_many_forms(written: object) -> None:
    parsed = dates.parse_date(written)
    assert (parsed.date, parsed.precision) == (date(2024, 3, 1), Precision.DAY)
    # A datetime is a date too; only a plain one may be stored.
    assert type(parsed.date) is date


@pytest.mark.parametrize("written", ["2023年6月", "2023.6", "2023-06", "2023/6", "202306", 202306])
def test_months_keep_their_precision(written: object) -> None:
    parsed = dates.parse_date(written)
    assert (parsed.date, parsed.precision) == (date(2023, 6, 1), Precision.MONTH)


def test_date_systems_are_1462_days_apart() -> None:
    assert dates.parse_date(43890, system=DateSystem.FROM_1904).date == date(2024, 3, 1)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (None, "empty"),
        ("  ", "empty"),
        (True, "empty"),
        ("2023-02-29", "impossible_date"),
        ("2023年13月", "impossible_date"),
        ("20230230", "impossible_date"),
        ("2024年", "year_only"),
        ("2024", "year_only"),
        (2024, "year_only"),
        (2023.1, "decimal_month"),
        ("24.3.1", "unknown_date"),
        ("2024-3.1", "unknown_date"),
        ("至今", "unknown_date"),
        (0, "unknown_date"),
        (-5, "unknown_date"),
        (float("nan"), "unknown_date"),
        (float("inf"), "unknown_date"),
    ],
)
def test_errors(written: object, code: str) -> None:
    with pytest.raises(CodeError) as caught:
        dates.parse_date(written)
    assert caught.value.issue.code == code


@given(DAYS)
def test_written_days_read_back(day: date) -> None:
    serial = (day - DateSystem.FROM_1900.value).days
    forms = (f"{day:%Y%m%d}", day.isoformat(), f"{day.year}年{day.month}月{day.day}日", serial)
    assert {dates.parse_date(form).date for form in forms} == {day}


@given(DAYS, st.integers(-600, 600))
def test_add_months_lands_in_the_right_month(day: date, n: int) -> None:
    moved = dates.add_months(day, n)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == n
    assert moved.day == day.day or moved + timedelta(days=1) == dates.add_months(moved, 1).replace(
        day=1
    )
