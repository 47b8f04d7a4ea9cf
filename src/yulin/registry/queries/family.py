"""Whose facts a decision about somebody may ask for: spouses and households.

To an engine somebody whom the facts do not hold has no records. So either their records are there, or
the link to them is left blank, which makes what rests on it undetermined.
"""

from datetime import datetime

import polars as pl
from django.db.models import Q
from psycopg import sql

from yulin.facts.frames import PERSON_KEY
from yulin.registry.bulk import copy_out
from yulin.registry.models import Person, PersonFact
from yulin.registry.queries.aliases import Aliases, aliases_at
from yulin.registry.queries.known import held_on

#: how far marriages and households are followed
_STEPS = 3
_SPOUSE = "配偶证件号"
_HOUSEHOLD = "家庭编号"


def family_of(person: Person, *, known_on: datetime | None = None) -> set[int]:
    """The keys of a person, their spouse and household, and theirs in turn."""
    return families_of({person.pk}, known_on=known_on)


def families_of(people: set[int], *, known_on: datetime | None = None) -> set[int]:
    """The keys of people, their spouses and households, and theirs in turn."""
    aliases = aliases_at(known_on)
    known = {aliases.stands_for(key) for key in people}
    for _ in range(_STEPS):
        wider = known | _next_of_kin(known, known_on, aliases)
        if wider == known:
            break
        known = wider
    return known


def _next_of_kin(people: set[int], known_on: datetime | None, aliases: Aliases) -> set[int]:
    """Whom people name, who names them, and who names the same household."""
    records = PersonFact.objects.known_on(known_on)
    people = aliases.all_of(people)
    named = list(records.filter(person__in=people).values_list("spouse", "household_code"))
    spouses = {spouse for spouse, _code in named if spouse is not None}
    codes = {code for _spouse, code in named if code is not None}
    others = records.filter(Q(spouse__in=people) | Q(household_code__in=codes))
    found = spouses | set(others.values_list("person", flat=True))
    return {aliases.stands_for(key) for key in found}


def household_sizes(
    chosen: sql.Composable, moment: datetime | None, aliases: Aliases
) -> pl.DataFrame:
    """`code`, `size`: how many people there are in each household of the chosen."""
    rows = sql.SQL(
        "FROM registry_personfact WHERE {held} AND household_code IN ("
        "SELECT household_code FROM registry_personfact WHERE {held} AND person_id IN ({chosen}))"
    ).format(held=held_on(moment), chosen=chosen)
    schema = {"code": pl.String, "size": pl.Int64}
    if not aliases:
        counted = sql.SQL("SELECT household_code, count(*) {} GROUP BY household_code")
        return copy_out(counted.format(rows), schema)
    every = copy_out(
        sql.SQL("SELECT household_code, person_id {}").format(rows),
        {"code": pl.String, "person": pl.Int64},
    )
    people = every.with_columns(
        pl.col("person").replace(aliases.kept),
        pl.col("person").is_in(list(aliases.kept)).alias("other"),
    )
    # The number kept says where somebody lives; another one where that one does not.
    own = people.sort("other", "code").unique("person", keep="first")
    return own.group_by("code").len("size").select("code", pl.col("size").cast(pl.Int64))


def without_loose_ends(people: pl.DataFrame, sizes: pl.DataFrame) -> pl.DataFrame:
    """人员 with links to a family only where all of it is there."""
    here = people.group_by(_HOUSEHOLD).len("here").drop_nulls(_HOUSEHOLD)
    whole = here.join(sizes, left_on=_HOUSEHOLD, right_on="code").filter(
        pl.col("here") == pl.col("size")
    )
    return people.with_columns(
        _kept(_SPOUSE, people[PERSON_KEY]), _kept(_HOUSEHOLD, whole[_HOUSEHOLD])
    )


def _kept(column: str, among: pl.Series) -> pl.Expr:
    return pl.when(pl.col(column).is_in(among.implode())).then(column).alias(column)
