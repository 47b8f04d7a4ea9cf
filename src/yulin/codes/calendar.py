"""Working days (法定工作日) from the yearly schedules of the General Office of the State Council.

The table is rows, so an administrator can edit it. A year whose schedule is not published yet
counts Monday to Friday and marks every answer provisional; nothing raises in December.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from importlib import resources
from io import StringIO
from typing import Final, NamedTuple, Self

_ONE_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5
# The New Year break of the next schedule has reached back into these days (31 Dec 2022).
_YEAR_END: Final = (12, 28)


class DayKind(StrEnum):
    """How a scheduled day departs from Monday to Friday."""

    OFF = "off"
    MAKEUP_WORKDAY = "makeup_workday"


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """Days `first` to `last`, both included, set by the schedule published for `year`."""

    first: date
    last: date
    kind: DayKind
    name: str
    year: int

    def days(self) -> Iterator[date]:
        """Each day of the row."""
        for offset in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=offset)


@dataclass(frozen=True, slots=True)
class Notice:
    """The published paper behind a year's rows."""

    year: int
    publisher: str
    title: str
    url: str


class Day(NamedTuple):
    """One day: whether people work, the holiday it belongs to, and whether that may change."""

    date: date
    workday: bool
    name: str
    provisional: bool


class WorkDate(NamedTuple):
    """A computed date; `provisional` when a day counted on the way may still be rescheduled."""

    date: date
    provisional: bool


class WorkDays(NamedTuple):
    """A number of working days; `provisional` as in `WorkDate`."""

    days: int
    provisional: bool


class WorkCalendar:
    """A calendar built from schedule rows; later rows win, so edits go last. Immutable."""

    def __init__(
        self,
        rows: Iterable[ScheduleRow],
        *,
        published: Iterable[int] | None = None,
        notices: Iterable[Notice] = (),
    ) -> None:
        """`published` are the years whose schedule is complete; default: the years of the rows."""
        self.rows = tuple(rows)
        years = (row.year for row in self.rows) if published is None else published
        self.published = frozenset(years)
        self.notices = tuple(notices)
        self._by_day = {day: row for row in self.rows for day in row.days()}

    @classmethod
    def shipped(cls) -> Self:
        """The calendar of the package data: schedules of 2020 to 2026."""
        notices = [_notice(row) for row in _read("holiday_notices.csv")]
        return cls([_row(row) for row in _read("holidays.csv")], notices=notices)

    def edited(self, rows: Iterable[ScheduleRow], *, published: Iterable[int] = ()) -> Self:
        """A new calendar with rows added on top, and `published` years declared complete."""
        years = self.published | frozenset(published)
        return type(self)((*self.rows, *rows), published=years, notices=self.notices)

    def sources(self, year: int) -> tuple[Notice, ...]:
        """The papers that set a year's schedule; empty when none is published."""
        return tuple(notice for notice in self.notices if notice.year == year)

    def day(self, day: date) -> Day:
        """What is known of one day."""
        row = self._by_day.get(day)
        if row is None:
            return Day(day, day.weekday() < _SATURDAY, "", self.is_provisional(day))
        return Day(day, row.kind is DayKind.MAKEUP_WORKDAY, row.name, provisional=False)

    def is_workday(self, day: date) -> bool:
        """Whether people work on the day."""
        return self.day(day).workday

    def is_provisional(self, day: date) -> bool:
        """Whether a schedule not yet published may still change the day."""
        if day in self._by_day:
            return False
        if day.year not in self.published:
            return True
        return (day.month, day.day) >= _YEAR_END and day.year + 1 not in self.published

    def add_working_days(self, start: date, n: int) -> WorkDate:
        """The n-th working day after `start`, which is not counted itself (民法典第二百零一条).

        A negative n counts back; 0 gives `start` unchanged, working day or not. Raises
        OverflowError beyond the years 1 to 9999.
        """
        step = _ONE_DAY if n > 0 else -_ONE_DAY
        day, left, provisional = start, abs(n), False
        while left:
            day += step
            today = self.day(day)
            left -= today.workday
            provisional |= today.provisional
        return WorkDate(day, provisional)

    def working_days_between(self, first: date, last: date) -> WorkDays:
        """Working days after `first` up to and including `last`; negative when `last` is earlier.

        So `working_days_between(a, add_working_days(a, n).date).days == n` for n > 0.
        """
        if last < first:
            days, provisional = self.working_days_between(last - _ONE_DAY, first - _ONE_DAY)
            return WorkDays(-days, provisional)
        span = [self.day(first + timedelta(days=i + 1)) for i in range((last - first).days)]
        return WorkDays(sum(day.workday for day in span), any(day.provisional for day in span))


def _read(name: str) -> Iterator[dict[str, str]]:
    text = (resources.files("yulin.codes") / "data" / name).read_text(encoding="utf-8")
    yield from csv.DictReader(StringIO(text))


def _row(row: dict[str, str]) -> ScheduleRow:
    return ScheduleRow(
        first=date.fromisoformat(row["first"]),
        last=date.fromisoformat(row["last"]),
        kind=DayKind(row["kind"]),
        name=row["name"],
        year=int(row["schedule_year"]),
    )


def _notice(row: dict[str, str]) -> Notice:
    return Notice(int(row["schedule_year"]), row["publisher"], row["title"], row["url"])


DEFAULT: Final = WorkCalendar.shipped()
is_workday = DEFAULT.is_workday
add_working_days = DEFAULT.add_working_days
working_days_between = DEFAULT.working_days_between
