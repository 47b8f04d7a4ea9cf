"""What the document itself says becomes of a benefit that is being received: 存续.

A grant whose 停发 holds is stopped, one whose 暂停 holds is suspended while it does. The clauses are
asked on the day, of grants under way alone, from the facts that the run reads.
"""

from dataclasses import dataclass

from django.db.backends.utils import CursorWrapper
from psycopg import sql

from yulin.entitlements.actions.stops import stop_by_document
from yulin.entitlements.deciding import parts_of
from yulin.entitlements.models import Grant, Run
from yulin.entitlements.plan import PEOPLE_PER_BATCH
from yulin.policy.backends.population import KEY, Population
from yulin.policy.program import Item
from yulin.policy.vocabulary import Subject
from yulin.programmes.queries.library import library_of

_KINDS: tuple[tuple[Subject, str], ...] = (("人员", "P"), ("单位", "E"))


@dataclass(frozen=True)
class _Found:
    """Subject and benefit whose grant stops, with the clauses that say so; and which is paused."""

    stops: dict[tuple[str, str], list[str]]
    paused: set[tuple[str, str]]


def live_on(cursor: CursorWrapper, run: Run, words: dict[str, sql.Composable]) -> int:
    """Stop the grants of which a clause says so, and pause those of which another does.

    Returns:
        How many were stopped.
    """
    cursor.execute(_LIVING.format(**words))
    living = {(subject, key): grant for grant, subject, key in cursor.fetchall()}
    if not living:
        return 0
    found = _told(run, set(living))
    paused = [living[one] for one in found.paused - found.stops.keys()]
    cursor.execute(_PAUSE.format(**words), [paused])
    grants = Grant.objects.in_bulk([living[one] for one in found.stops])
    for one, clauses in sorted(found.stops.items()):
        stop_by_document(
            run=run, grant=grants[living[one]], clause="；".join(clauses), reason="；".join(clauses)
        )
    return len(found.stops)


def _told(run: Run, living: set[tuple[str, str]]) -> _Found:
    assert run.library is not None
    program = library_of(run.library).program(run.as_of)
    keys = sorted({key for _subject, key in living})
    items = [item for key in keys if (item := program.by_key.get(key)) and item.life]
    found = _Found({}, set())
    for kind, letter in _KINDS:
        own = [item for item in items if item.subject == kind]
        ids = sorted({int(s[1:]) for s, _key in living if s.startswith(letter)}) if own else []
        for start in range(0, len(ids), PEOPLE_PER_BATCH):
            for part in parts_of(run, kind, ids[start : start + PEOPLE_PER_BATCH], program):
                population = Population(program, part.facts, run.as_of, kind, keys=part.keys)
                _look(population, own, living, found)
    return found


def _look(
    population: Population, items: list[Item], living: set[tuple[str, str]], found: _Found
) -> None:
    for item in items:
        assert item.life is not None
        leaves = item.life.stops.leaves() if item.life.stops else ()
        clauses = [clause for clause in (item.life.stops, item.life.suspends) if clause]
        population.prepare([clause.node for clause in (*clauses, *leaves)])
        stops, paused = (
            population.values(clause.node).to_list() if clause else []
            for clause in (item.life.stops, item.life.suspends)
        )
        said = [(population.values(leaf.node).to_list(), leaf.condition.text) for leaf in leaves]
        for at, subject in enumerate(population.frame[KEY]):
            one = (str(subject), item.key)
            if one in living and stops and stops[at]:
                found.stops[one] = [text for held, text in said if held[at]]
            if one in living and paused and paused[at]:
                found.paused.add(one)


#: grants under way of benefits whose text says what becomes of them
_LIVING = sql.SQL("""
    SELECT held.id, coalesce('P' || held.person_id, 'E' || held.employer_id),
        held.policy || '/' || held.benefit
    FROM entitlements_grant AS held JOIN answered AS decided ON {same}
    WHERE held.state IN ({active}, {suspended}) AND NOT decided.ruled
        AND held.policy || '/' || held.benefit = ANY ({living})
    ORDER BY held.id
""")
_PAUSE = sql.SQL("""
    UPDATE answered AS decided SET status = {no}
    FROM entitlements_grant AS held WHERE {same} AND held.id = ANY (%s)
""")
