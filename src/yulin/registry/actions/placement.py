"""Say where people and organisations belong: whose officers see them.

An organisation belongs where its 单位地区 says. A person belongs where they work (the latest job that
has not ended, a side job only when there is no other), else where they were last insured, else where
their household is registered.
"""

from datetime import datetime

import polars as pl
from django.utils.timezone import localdate
from psycopg import sql

from yulin.facts import enums
from yulin.registry.bulk import copy_in, execute

_SIDE_JOB = enums.EMPLOYMENT_FORM.code("兼职")


def place_employers(employers: pl.Series) -> None:
    with_ids(employers, _PLACE_EMPLOYERS)


def place_people(people: pl.Series, employers: pl.Series, moment: datetime) -> None:
    """The people, and everybody who works for one of the organisations."""
    names = {"today": sql.Literal(localdate(moment)), "side_job": sql.Literal(_SIDE_JOB)}
    with_ids(people, _PLACE_PEOPLE.format(**names))
    with_ids(employers, _PLACE_STAFF.format(**names))


def with_ids(ids: pl.Series, statement: sql.SQL | sql.Composed) -> None:
    execute(sql.SQL("CREATE TEMP TABLE chosen (id bigint) ON COMMIT DROP"))
    copy_in("chosen", ids.alias("id").to_frame())
    execute(statement)
    execute(sql.SQL("DROP TABLE chosen"))


_PLACE_EMPLOYERS = sql.SQL("""
    UPDATE registry_employer AS employer SET division = fact.division
    FROM registry_employerfact AS fact
    WHERE fact.employer_id = employer.id AND fact.superseded_at IS NULL
        AND employer.id IN (SELECT id FROM chosen)
        AND employer.division IS DISTINCT FROM fact.division
""")
_PLACE = """
    UPDATE registry_person AS person SET division = placed.division
    FROM (
        SELECT one.id, coalesce(
            (
                SELECT employer.division
                FROM registry_employmentspell AS spell
                JOIN registry_employer AS employer ON employer.id = spell.employer_id
                WHERE spell.person_id = one.id AND spell.superseded_at IS NULL
                    AND spell.ended_on >= {{today}} AND employer.division IS NOT NULL
                ORDER BY spell.form = {{side_job}}, spell.started_on DESC, spell.id
                LIMIT 1
            ),
            (
                SELECT spell.division
                FROM registry_insurancespell AS spell
                WHERE spell.person_id = one.id AND spell.superseded_at IS NULL
                ORDER BY spell.last_month DESC, spell.first_month DESC, spell.id
                LIMIT 1
            ),
            (
                SELECT fact.household_division
                FROM registry_personfact AS fact
                WHERE fact.person_id = one.id AND fact.superseded_at IS NULL
            )
        ) AS division
        FROM ({people}) AS one
    ) AS placed
    WHERE placed.id = person.id AND person.division IS DISTINCT FROM placed.division
"""
_PLACE_PEOPLE = sql.SQL(_PLACE.format(people="SELECT id FROM chosen"))
_PLACE_STAFF = sql.SQL(
    _PLACE.format(
        people="SELECT DISTINCT person_id AS id FROM registry_employmentspell "
        "WHERE superseded_at IS NULL AND employer_id IN (SELECT id FROM chosen)"
    )
)
