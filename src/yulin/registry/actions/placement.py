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
from yulin.registry.models import Person

_SIDE_JOB = enums.EMPLOYMENT_FORM.code("兼职")


def place_employers(employers: pl.Series) -> None:
    with_ids({"firms": employers}, _PLACE_EMPLOYERS)


def place_people(people: pl.Series, employers: pl.Series, moment: datetime) -> None:
    """The people, and everybody who works for one of the organisations."""
    names = {"today": sql.Literal(localdate(moment)), "side_job": sql.Literal(_SIDE_JOB)}
    chosen = {"chosen": people, "firms": employers}
    own = _DIVISION.format(whose=_OWN, **names)
    with_ids(chosen, _PLACE_PEOPLE.format(division=own, staff=_STAFF))
    if Person.objects.filter(merged_into__isnull=False).exists():
        joint = _DIVISION.format(whose=_OF_ANY_NUMBER, **names)
        with_ids(chosen, _PLACE_JOINED.format(division=joint, staff=_STAFF))


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
_STAFF = sql.SQL("""
    SELECT id FROM chosen
    UNION
    SELECT person_id FROM registry_employmentspell
    WHERE superseded_at IS NULL AND employer_id IN (SELECT id FROM firms)
""")
_DIVISION = sql.SQL("""
    coalesce(
        (
            SELECT employer.division
            FROM registry_employmentspell AS spell
            JOIN registry_employer AS employer ON employer.id = spell.employer_id
            WHERE spell.person_id {whose} AND spell.superseded_at IS NULL
                AND spell.ended_on >= {today} AND employer.division IS NOT NULL
            ORDER BY spell.form = {side_job}, spell.started_on DESC, spell.id
            LIMIT 1
        ),
        (
            SELECT spell.division
            FROM registry_insurancespell AS spell
            WHERE spell.person_id {whose} AND spell.superseded_at IS NULL
            ORDER BY spell.last_month DESC, spell.first_month DESC, spell.id
            LIMIT 1
        ),
        (
            SELECT fact.household_division
            FROM registry_personfact AS fact
            WHERE fact.person_id {whose} AND fact.superseded_at IS NULL
                AND fact.household_division IS NOT NULL
            ORDER BY fact.person_id <> one.id, fact.id
            LIMIT 1
        )
    )
""")
_PLACE_PEOPLE = sql.SQL("""
    UPDATE registry_person AS person SET division = placed.division
    FROM (SELECT one.id, {division} AS division FROM ({staff}) AS one) AS placed
    WHERE placed.id = person.id AND person.division IS DISTINCT FROM placed.division
""")
#: somebody with several numbers belongs to one place, whichever of them a record came with
_PLACE_JOINED = sql.SQL("""
    UPDATE registry_person AS person SET division = placed.division
    FROM (
        SELECT one.id, {division} AS division
        FROM (
            SELECT DISTINCT merged_into_id AS id FROM registry_person
            WHERE merged_into_id IS NOT NULL
                AND (id IN ({staff}) OR merged_into_id IN ({staff}))
        ) AS one
    ) AS placed
    WHERE (placed.id = person.id OR placed.id = person.merged_into_id)
        AND person.division IS DISTINCT FROM placed.division
""")
_OWN = sql.SQL("= one.id")
_OF_ANY_NUMBER = sql.SQL(
    "IN (SELECT id FROM registry_person WHERE id = one.id OR merged_into_id = one.id)"
)
