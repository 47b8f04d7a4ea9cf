"""The months of a rehearsal and the dates on which is decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from yulin.policy.dates.calendar_math import add_months

Every = Literal["month", "quarter", "year"]
STEPS: dict[Every, int] = {"month": 1, "quarter": 3, "year": 12}
MOST_YEARS = 10


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """A decision on ``day`` and the months, counted from the first, for which it stands."""

    day: dt.date
    months: range


@dataclass(frozen=True, kw_only=True)
class Horizon:
    """``years`` × 12 months from ``as_of``; the day of a month is that of ``as_of``, clamped.

    Raises ValueError where there would be less than one year or more than ten.
    """

    as_of: dt.date
    years: int
    every: Every = "month"

    def __post_init__(self) -> None:
        if not 1 <= self.years <= MOST_YEARS:
            raise ValueError(f"年数应在 1 到 {MOST_YEARS} 之间，给的是 {self.years}")

    @property
    def months(self) -> int:
        """How many months are looked at."""
        return self.years * 12

    def day(self, month: int) -> dt.date:
        """Return the day on which a month is decided; month 0 is that of ``as_of``."""
        return add_months(self.as_of, month)

    @property
    def last_day(self) -> dt.date:
        """The day of the last month."""
        return self.day(self.months - 1)

    def calendar_years(self) -> dict[int, int]:
        """Return calendar year → how many of its months are looked at."""
        years = [self.day(month).year for month in range(self.months)]
        return {year: years.count(year) for year in dict.fromkeys(years)}

    def stretches(self, boundaries: Iterable[dt.date]) -> list[Stretch]:
        """Return the decisions: one a step, one where a version begins or ends, and the last month's."""
        wanted = {*range(0, self.months, STEPS[self.every]), self.months - 1}
        for boundary in boundaries:
            if self.as_of < boundary <= self.last_day:
                wanted.add(self._first_from(boundary))
        starts = sorted(wanted)
        return [
            Stretch(day=self.day(start), months=range(start, end))
            for start, end in zip(starts, [*starts[1:], self.months], strict=True)
        ]

    def _first_from(self, day: dt.date) -> int:
        """Return the first month decided on ``day`` or later."""
        guess = (day.year - self.as_of.year) * 12 + day.month - self.as_of.month
        return guess if self.day(guess) >= day else guess + 1
