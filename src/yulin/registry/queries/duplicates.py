"""Registrations that may be of one human being, with the reasons: found, never decided.

The same number is never two people: a number is stored in one form (15 digits as the 18 that they
became), and the database holds it once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from psycopg import sql

from yulin.access import rules
from yulin.access.divisions import bounds
from yulin.access.models import User
from yulin.facts import enums
from yulin.registry.enums import Likeness
from yulin.registry.models import Person, PersonFact
from yulin.registry.queries.paging import Page
from yulin.registry.queries.shown import division_name

PER_PAGE = 20


@dataclass(frozen=True, kw_only=True)
class DuplicateFilters:
    """Empty: no matter. Pairs on which somebody said no are listed where `refused` asks for them."""

    words: str = ""
    likeness: str = ""
    division: int | None = None
    refused: bool = False


@dataclass(frozen=True, kw_only=True)
class Side:
    """One of two registrations, as the list shows it."""

    person: Person
    name: str
    masked_number: str
    id_type: int
    birth_date: date | None
    division_name: str


@dataclass(frozen=True, kw_only=True)
class Pair:
    one: Side
    two: Side
    reasons: tuple[Likeness, ...]


def duplicates_list(
    *, user: User, filters: DuplicateFilters | None = None, page: int = 1
) -> Page[Pair]:
    """Pairs of which the user may see both, those with most reasons first."""
    wanted = filters or DuplicateFilters()
    number = max(1, page)
    if not rules.may_see_region(user, user.region):
        return Page(rows=(), number=1, total=0, per_page=PER_PAGE)
    total, found = _pairs(user, wanted, (number - 1) * PER_PAGE)
    if not found and total:
        number = -(-total // PER_PAGE)
        total, found = _pairs(user, wanted, (number - 1) * PER_PAGE)
    return Page(rows=_shown(found), number=number, total=total, per_page=PER_PAGE)


def likeness_of(one: Person, two: Person) -> tuple[Likeness, ...]:
    """Why these two may be one; empty where nothing says so. The caller asks who may look."""
    both = sql.SQL("AND person.id IN ({}, {})").format(sql.Literal(one.pk), sql.Literal(two.pk))
    query = _FOUND.format(scope=both, permit=_PERMIT, marks=_MARKS) + sql.SQL(
        "SELECT DISTINCT reason FROM found ORDER BY reason"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return _in_order(reason for (reason,) in cursor.fetchall())


Found = list[tuple[int, int, list[str]]]


def _pairs(user: User, wanted: DuplicateFilters, offset: int) -> tuple[int, Found]:
    query = _FOUND.format(
        scope=_scope(user, wanted), permit=_PERMIT, marks=_MARKS
    ) + _LISTED.format(
        likeness=sql.Literal(wanted.likeness),
        words=sql.Literal(f"%{_escaped(wanted.words)}%"),
        refused=sql.SQL("" if wanted.refused else "NOT"),
        limit=sql.Literal(PER_PAGE),
        offset=sql.Literal(offset),
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        rows = cursor.fetchall()
    total = rows[0][0] if rows else 0
    return total, [(one, two, reasons) for _n, one, two, reasons in rows if one is not None]


def _scope(user: User, wanted: DuplicateFilters) -> sql.Composable:
    """Both must lie where the user looks: half of a pair would tell of somebody elsewhere."""
    conditions: list[sql.Composable] = []
    for division in {wanted.division, None if rules.is_auditor(user) else user.region} - {None}:
        low, high = map(sql.Literal, bounds(division))
        conditions.append(sql.SQL("AND person.division BETWEEN {} AND {}").format(low, high))
    return sql.SQL(" ").join(conditions)


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _shown(found: Found) -> Sequence[Pair]:
    keys = {key for one, two, _reasons in found for key in (one, two)}
    records = PersonFact.objects.current().filter(person__in=keys).select_related("person")
    sides = {record.person_id: _side(record) for record in records}
    return tuple(
        Pair(one=sides[one], two=sides[two], reasons=_in_order(reasons))
        for one, two, reasons in found
    )


def _side(record: PersonFact) -> Side:
    return Side(
        person=record.person,
        name=record.name,
        masked_number=record.person.masked_number,
        id_type=record.id_type,
        birth_date=record.birth_date,
        division_name=division_name(record.person.division),
    )


def _in_order(reasons: Iterable[str]) -> tuple[Likeness, ...]:
    told = set(reasons)
    return tuple(likeness for likeness in Likeness if likeness.value in told)


#: what names are written with and without: spaces of all widths, and dots between their parts
_MARKS = sql.Literal(" \t\n\r\f\v\u00a0\u2002\u2003\u2009\u200b\u202f\u3000·•.・")
_PERMIT = sql.Literal(enums.ID_TYPE.code("外国人永久居留身份证"))
#: A sealed number is as long as the number and what sealing adds: two forms of it differ in length.
#: Those who share something with somebody are found by counting, over numbers and not texts: joining a
#: whole city with itself, the database expects billions of pairs and sorts by names in Chinese order.
_FOUND = sql.SQL(r"""
    WITH mine AS MATERIALIZED (
        SELECT plain.*, hashtextextended(name || birth_date || sex, 0) AS namesake
        FROM (
            SELECT fact.person_id AS id, fact.name AS written, fact.birth_date, fact.sex,
                fact.spouse_id,
                lower(translate(fact.name, {marks}, '')) AS name,
                CASE WHEN fact.id_type = {permit} THEN length(person.number) END AS permit
            FROM registry_personfact AS fact
            JOIN registry_person AS person ON person.id = fact.person_id
            WHERE fact.superseded_at IS NULL AND person.merged_into_id IS NULL {scope}
        ) AS plain
    ), namesakes AS MATERIALIZED (
        SELECT * FROM (
            SELECT mine.*, count(*) OVER (PARTITION BY namesake) AS n FROM mine
            WHERE namesake IS NOT NULL
        ) AS counted WHERE n > 1
    ), wed AS MATERIALIZED (
        SELECT * FROM (
            SELECT id, written, spouse_id, count(*) OVER (PARTITION BY spouse_id) AS n FROM mine
            WHERE spouse_id IS NOT NULL
        ) AS counted WHERE n > 1
    ), permits AS MATERIALIZED (SELECT * FROM mine WHERE permit IS NOT NULL
    ), found AS (
        SELECT one.id AS one, two.id AS two, 'name' AS reason,
            one.written AS first, two.written AS second
        FROM namesakes AS one JOIN namesakes AS two USING (namesake, name, birth_date, sex)
        WHERE one.id < two.id
        UNION ALL
        SELECT one.id, two.id, 'permit', one.written, two.written
        FROM permits AS one JOIN permits AS two USING (birth_date, sex)
        WHERE one.id < two.id AND one.permit <> two.permit
        UNION ALL
        SELECT one.id, two.id, 'spouse', one.written, two.written
        FROM wed AS one JOIN wed AS two USING (spouse_id) WHERE one.id < two.id
        UNION ALL
        SELECT one.person_id, two.person_id, 'certificate', first.written, second.written
        FROM registry_certificate AS one
        JOIN registry_certificate AS two USING (kind, number)
        JOIN mine AS first ON first.id = one.person_id
        JOIN mine AS second ON second.id = two.person_id
        WHERE one.person_id < two.person_id AND number <> ''
            AND one.superseded_at IS NULL AND two.superseded_at IS NULL
    )
""")
_LISTED = sql.SQL("""
    , pairs AS (
        SELECT one, two, array_agg(DISTINCT reason) AS reasons FROM found
        WHERE {refused} EXISTS (
            SELECT FROM registry_identitylink AS link
            WHERE link.state IN ('refused', 'proposed', 'parted')
                AND least(link.kept_id, link.other_id) = one
                AND greatest(link.kept_id, link.other_id) = two
        ) AND (first ILIKE {words} OR second ILIKE {words})
        GROUP BY one, two
    ), chosen AS MATERIALIZED (
        SELECT * FROM pairs WHERE {likeness} = '' OR {likeness} = ANY (reasons)
    ), counted AS (SELECT count(*) AS n FROM chosen)
    SELECT counted.n, page.one, page.two, page.reasons
    FROM counted LEFT JOIN (
        SELECT * FROM chosen ORDER BY cardinality(reasons) DESC, one, two
        LIMIT {limit} OFFSET {offset}
    ) AS page ON true
    ORDER BY cardinality(page.reasons) DESC, page.one, page.two
""")
