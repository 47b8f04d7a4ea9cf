"""New graduates of a region and a period, counted from the register: never typed in.

Who counts: their first contract here that the register knows of begins within the period, they hold
a diploma of at least the asked level, and of a limit in years it is known that they keep it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from yulin.access.divisions import bounds
from yulin.access.row_security import as_the_program
from yulin.events.campaign_enums import Measure, Origin
from yulin.facts import enums

#: forms of work by which somebody has come to stay; an internship is none of them
_FORMS = [
    enums.EMPLOYMENT_FORM.code(label)
    for label in ("劳动合同", "劳务派遣", "机关事业编制", "自主创业")
]
_GRADUATED = enums.STUDY_STATUS.code("毕业")
LEAST = {
    Measure.GRADUATES: enums.EDUCATION.code("专科"),
    Measure.POSTGRADUATES: enums.EDUCATION.code("硕士"),
    Measure.DOCTORS: enums.EDUCATION.code("博士"),
}

# Of somebody with several numbers every row counts as the one that is kept. The outer condition on the
# diploma's day is null, hence not met, where a limit is asked for and the day is not known.
_CASES = """
WITH first AS (
    SELECT coalesce(person.merged_into_id, person.id) AS person_id,
        (array_agg(spell.employer_id ORDER BY spell.started_on, spell.id))[1] AS employer_id,
        min(spell.started_on) AS began
    FROM registry_employmentspell AS spell
    JOIN registry_employer AS firm ON firm.id = spell.employer_id
    JOIN registry_person AS person ON person.id = spell.person_id
    WHERE spell.superseded_at IS NULL AND spell.form = ANY(%(forms)s)
        AND firm.division BETWEEN %(low)s AND %(high)s
    GROUP BY 1
    HAVING min(spell.started_on) BETWEEN %(from)s AND %(until)s
), diploma AS (
    SELECT DISTINCT ON (first.person_id) first.person_id, study.level, study.graduated_on,
        study.school_division
    FROM first
    JOIN registry_person AS number
        ON number.id = first.person_id OR number.merged_into_id = first.person_id
    JOIN registry_education AS study ON study.person_id = number.id
    WHERE study.superseded_at IS NULL AND study.status = %(graduated)s
        AND study.level >= %(lowest)s
    ORDER BY first.person_id, study.level DESC, study.graduated_on DESC NULLS LAST, study.id
)
SELECT first.person_id, first.employer_id, first.began, firm.division, diploma.level,
    diploma.school_division, coalesce(record.origin_division, record.household_division) AS origin,
    %(within)s::integer IS NULL
        OR first.began <= diploma.graduated_on + make_interval(years => %(within)s) AS in_time
FROM first
JOIN diploma ON diploma.person_id = first.person_id
JOIN registry_employer AS firm ON firm.id = first.employer_id
LEFT JOIN registry_personfact AS record
    ON record.person_id = first.person_id AND record.superseded_at IS NULL
WHERE %(within)s::integer IS NULL OR diploma.graduated_on IS NULL
    OR first.began <= diploma.graduated_on + make_interval(years => %(within)s)
ORDER BY first.began DESC, first.person_id
"""


@dataclass(frozen=True, kw_only=True)
class Case:
    """Somebody behind the number, by keys of rows."""

    person: int
    employer: int
    began: date
    place: int
    level: int
    origin: Origin
    #: none: the day of the diploma is not known, so nobody can say whether the limit is kept
    counts: bool

    @property
    def level_word(self) -> str:
        return enums.EDUCATION.labels[self.level]


@dataclass(frozen=True)
class Heads:
    """The cases of one region and period, and what is counted from them."""

    cases: tuple[Case, ...]

    def of(self, measure: str) -> list[Case]:
        least = LEAST[Measure(measure)]
        return [case for case in self.cases if case.counts and case.level >= least]

    def number(self, measure: str) -> int:
        return len(self.of(measure))

    @property
    def unclear(self) -> int:
        """How many are not counted because the day of their diploma is unknown."""
        return sum(not case.counts for case in self.cases)

    @property
    def by_level(self) -> list[tuple[str, int]]:
        counted = Counter(case.level for case in self.of(Measure.GRADUATES))
        return [(enums.EDUCATION.labels[level], counted[level]) for level in sorted(counted)]

    @property
    def by_origin(self) -> list[tuple[Origin, int]]:
        counted = Counter(case.origin for case in self.of(Measure.GRADUATES))
        return [(origin, counted[origin]) for origin in Origin if counted[origin]]

    @property
    def by_place(self) -> list[tuple[int, int]]:
        counted = Counter(case.place for case in self.of(Measure.GRADUATES))
        return sorted(counted.items())


def heads(
    *, places: Iterable[int], begins_on: date, ends_on: date, within: int | None = None
) -> Heads:
    """The new graduates of some divisions: the same number whoever asks, so it is asked as the
    program; which of the people somebody may see is for `queries.cases` to say.
    """
    found: dict[int, Case] = {}
    for place in places:
        for case in _cases(place, begins_on, ends_on, within):
            found.setdefault(case.person, case)
    return Heads(tuple(sorted(found.values(), key=lambda case: (case.began, case.person))[::-1]))


def _cases(place: int, begins_on: date, ends_on: date, within: int | None) -> list[Case]:
    low, high = bounds(place)
    asked = {
        "forms": _FORMS, "low": low, "high": high, "from": begins_on, "until": ends_on,
        "graduated": _GRADUATED, "lowest": LEAST[Measure.GRADUATES], "within": within,
    }  # fmt: skip
    with as_the_program(), connection.cursor() as cursor:
        cursor.execute(_CASES, asked)
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [_case(row) for row in rows]


def _case(row: dict[str, Any]) -> Case:
    return Case(
        person=row["person_id"],
        employer=row["employer_id"],
        began=row["began"],
        place=row["division"],
        level=row["level"],
        origin=_origin(row["division"], row["origin"], row["school_division"]),
        counts=bool(row["in_time"]),
    )


def _origin(place: int, origin: int | None, school: int | None) -> Origin:
    """By cities: whoever comes from the next county has not come from elsewhere."""
    if school is not None and school // 100 == place // 100:
        return Origin.STAYED
    if origin is None or school is None:
        return Origin.UNKNOWN
    return Origin.RETURNED if origin // 100 == place // 100 else Origin.CAME
