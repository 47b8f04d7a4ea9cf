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
    with_ids({"firms": employers}, _PLACE_EMPLOYERS)


def place_people(people: pl.Series, employers: pl.Series, moment: datetime) -> None:
    """The people, and everybody who works for one of the organisations."""
    names = {"today": sql.Literal(localdate(moment)), "side_job": sql.Literal(_SIDE_JOB)}
    with_ids({"chosen": people, "firms": employers}, _PLACE_PEOPLE.format(**names))


def with_ids(ids: dict[str, pl.Series], statement: sql.SQL | sql.Composed) -> None:
    """Run a statement that reads temporary tables of keys."""
    for name, keys in ids.items():
        execute(sql.SQL("CREATE TEMP TABLE {} (id bigint)").format(sql.Identifier(name)))
        copy_in(name, keys.alias("id").to_frame())
    execute(statement)
    for name in ids:
        execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(name)))


_PLACE_EMPLOYERS = sql.SQL("""
    UPDATE registry_employer AS employer SET division = fact.division
    FROM registry_employerfact AS fact
    WHERE fact.employer_id = employer.id AND fact.superseded_at IS NULL
        AND employer.id IN (SELECT id FROM firms)
        AND employer.division IS DISTINCT FROM fact.division
""")
_PLACE_PEOPLE = sql.SQL("""
    UPDATE registry_person AS person SET division = placed.division
    FROM (
        SELECT one.id, coalesce(
            (
                SELECT employer.division
                FROM registry_employmentspell AS spell
                JOIN registry_employer AS employer ON employer.id = spell.employer_id
                WHERE spell.person_id = one.id AND spell.superseded_at IS NULL
                    AND spell.ended_on >= {today} AND employer.division IS NOT NULL
                ORDER BY spell.form = {side_job}, spell.started_on DESC, spell.id
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
        FROM (
            SELECT id FROM chosen
            UNION
            SELECT person_id FROM registry_employmentspell
            WHERE superseded_at IS NULL AND employer_id IN (SELECT id FROM firms)
        ) AS one
    ) AS placed
    WHERE placed.id = person.id AND person.division IS DISTINCT FROM placed.division
""")
