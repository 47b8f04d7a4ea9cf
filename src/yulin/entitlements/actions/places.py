"""The last stage of a run: places by rank, over everybody whom the run holds answers about.

Batches decide everybody alone and keep what ranks those who qualify. Here they are compared by the
code with which tables are (``policy.stacking.rounds``), and the answers that change with it are
written: those of this run in place, those kept from earlier runs as new rows that replace them. What
gives way to what is settled anew for whom a place makes a difference. All of it happens in the
transaction that finishes the run, so that nobody sees half of it.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import polars as pl
from django.db import connection
from django.db.models import Q
from psycopg import sql

from yulin.codes.divisions import within
from yulin.entitlements.actions.holders import changed_since, terms_of
from yulin.entitlements.deciding import parts_of
from yulin.entitlements.enums import Answer
from yulin.entitlements.models import Decision, Run
from yulin.entitlements.plan import PEOPLE_PER_BATCH
from yulin.entitlements.store import store_decisions
from yulin.policy.backends.population import KEY
from yulin.policy.decide import DecisionTable
from yulin.policy.decision import Status
from yulin.policy.long_form import Wide
from yulin.policy.program import Item, Program
from yulin.policy.stacking.allocate import Allocation, Terms, figures, sharing
from yulin.policy.stacking.notes import ELSEWHERE
from yulin.policy.stacking.place import BENEFIT, COST, ROWS, Place
from yulin.policy.stacking.places import marked, standing
from yulin.policy.stacking.rounds import (
    STATUS_OF,
    Outcome,
    Together,
    allocations,
    rows_of,
    together,
)
from yulin.policy.vocabulary import Subject
from yulin.programmes.queries.library import library_of
from yulin.registry.bulk import copy_in, copy_out, text_of

_KINDS: tuple[tuple[Subject, str, str], ...] = (("人员", "P", "person"), ("单位", "E", "employer"))
_ROWS = {
    "id": pl.Int64,
    "run_id": pl.Int64,
    KEY: pl.String,
    BENEFIT: pl.String,
    "figures": pl.String,
    "total": pl.Int64,
    "place": pl.Int8,
    "position": pl.Int64,
}


def give_places(run: Run) -> list[dict[str, Any]]:
    """Give the places of every benefit that has fewer than who qualify; return how, by benefit."""
    program = library_of(run.library).program(run.as_of)
    sets = together(program)
    again = [one for one in sets if run.base is None or _has_changed(run, one.items)]
    keys = {(item.document.id, item.id) for one in again for item in one.items}
    before = [] if run.base is None else run.base.places
    kept = [told for told in before if (told["policy"], told["benefit"]) not in keys]
    return [*kept, *_given(run, program, again)]


def _of_items(items: Iterable[Item]) -> Q:
    found = Q()
    for item in items:
        found |= Q(policy=item.document.id, benefit=item.id)
    return found


def _has_changed(run: Run, items: Sequence[Item]) -> bool:
    """Somebody who stands for one of them, or may yet, was decided anew or has been given a place."""
    if changed_since(run, tuple(items)):
        return True
    anew = Q(run=run) | Q(replaced_by=run, run__in=run.chain)
    stands = Q(figures__isnull=False) | Q(status=Answer.UNDETERMINED.value)
    return Decision.objects.filter(_of_items(items) & anew & stands).order_by().exists()


def _given(run: Run, program: Program, sets: Sequence[Together]) -> list[dict[str, Any]]:
    if not sets:
        return []
    rows = _qualifying(run, program, sets)
    table = DecisionTable(program, run.as_of, tuple(_tables(program, sets, rows)))

    def asked(item: Item) -> Terms:
        whole = not run.region or within(item.document.region, run.region)
        return terms_of(run, item, shared(item)) if whole else Terms(hindered=ELSEWHERE)

    def shared(item: Item) -> tuple[Item, ...]:
        return tuple(sharing(item, next(one.items for one in sets if item in one.items)))

    found = allocations(table, sets, asked)
    outcome = rows_of(found)
    for one in sets:
        _write_down(run, program, one, rows, outcome)
    items = [item for one in sets for item in one.items]
    return [told for item in items for told in _told(run, item, found[item.key])]


def _qualifying(run: Run, program: Program, sets: Sequence[Together]) -> pl.DataFrame:
    """The answers of all who qualify for something in a set, with what ranks them for its places.

    Whether they are due hangs on the places, which are given from the beginning: what earlier runs
    gave is not looked at, only what was promised since (`holders`).
    """
    members = {key: program.by_key[key] for one in sets for key in (*one.members, *_keys(one))}
    held = Decision.objects.of_run(run).filter(_of_items(members.values()))
    qualify = held.filter(Q(figures__isnull=False) | Q(status=Answer.YES.value))
    query = sql.SQL(
        "SELECT id, run_id, coalesce('P' || person_id, 'E' || employer_id), "
        "policy || '/' || benefit, array_to_string(figures, ',', ''), total, place, position "
        "FROM entitlements_decision WHERE id IN ({}) ORDER BY id"
    ).format(text_of(qualify.order_by().values("pk")))
    return copy_out(query, _ROWS)


def _keys(one: Together) -> list[str]:
    return [item.key for item in one.items]


def _tables(program: Program, sets: Sequence[Together], rows: pl.DataFrame) -> Iterator[Wide]:
    """Decisions as the engine has them before places are given, of those who stand for some."""
    limited = {key for one in sets for key in _keys(one)}
    members = {key for one in sets for key in one.members} | limited
    stand = rows.filter(pl.col(BENEFIT).is_in(sorted(limited)))[KEY].unique(maintain_order=True)
    for kind, letter, _name in _KINDS:
        items = tuple(item for item in program.of(kind) if item.key in members)
        frame = pl.DataFrame({KEY: stand.filter(stand.str.starts_with(letter))})
        for item in items:
            own = rows.filter(pl.col(BENEFIT) == item.key).select(KEY, *_columns(item))
            status = pl.col(f"{item.key}|status").fill_null(int(Status.NO))
            frame = frame.join(own, on=KEY, how="left", maintain_order="left").with_columns(status)
        yield Wide(kind, items, frame, {})


def _columns(item: Item) -> Iterator[pl.Expr]:
    """What the engine reads of a benefit, by its names."""
    yield pl.lit(int(Status.YES), dtype=pl.Int8).alias(f"{item.key}|status")
    yield pl.col("total").alias(f"{item.key}|total")
    if item.quota is not None:
        parts = pl.col("figures").fill_null("").str.split(",")
        for n, name in enumerate(figures(item)):
            column = "net" if name == COST else name  # a place costs what is really paid
            yield (parts.list.get(n).replace("", None).cast(pl.Int64).alias(f"{item.key}|{column}"))


def _write_down(
    run: Run, program: Program, one: Together, rows: pl.DataFrame, outcome: Outcome
) -> None:
    """Write what became of those who stand; whom a place makes a difference elsewhere decide anew."""
    after = pl.concat([outcome[key] for key in _keys(one)]).rename(
        {"place": "new_place", "position": "new_position"}
    )
    own = rows.filter(pl.col(BENEFIT).is_in(_keys(one)))
    joined = own.join(after, on=[KEY, BENEFIT], how="left", maintain_order="left")
    was, now = (pl.col(c).fill_null(int(Place.TAKEN)) == int(Place.TAKEN) for c in _PLACES)
    changed = joined.with_columns(turns=was != now).filter(
        pl.col("turns")
        | pl.col("place").ne_missing(pl.col("new_place"))
        | pl.col("position").ne_missing(pl.col("new_position"))
    )
    # who gave way before, or does now, has no place to write
    settled = pl.col("turns") | pl.col("new_place").is_null()
    anew = set(changed.filter(settled)[KEY]) if one.groups else set[str]()
    _write(run, changed.filter(~pl.col(KEY).is_in(sorted(anew))), _costs(one))
    _settle(run, program, anew, outcome)


_PLACES = ("place", "new_place")


def _costs(one: Together) -> dict[str, int]:
    """Where a row's figures say what is paid, by benefit with a sum."""
    return {i.key: len(figures(i)) - 1 for i in one.items if i.amount is not None}


def _write(run: Run, changed: pl.DataFrame, costs: dict[str, int]) -> None:
    """Write what became of people: in rows of this run, else in new ones that replace earlier ones."""
    if changed.is_empty():
        return
    status = {int(place): int(status) for place, status in STATUS_OF.items()}
    taken = pl.col("new_place") == int(Place.TAKEN)
    at = pl.col(BENEFIT).replace_strict(costs, default=None, return_dtype=pl.Int64)
    cost = pl.col("figures").str.split(",").list.get(at, null_on_oob=True).replace("", None)
    paid = pl.when(taken & at.is_not_null()).then(cost.cast(pl.Int64))
    with connection.cursor() as cursor:
        cursor.execute(_MAKE)
        copy_in(
            "entitlements_placed",
            changed.select(
                "id",
                pl.col("new_place").replace_strict(status, return_dtype=pl.Int8).alias("status"),
                pl.col("turns").cast(pl.Int8).alias("turns"),
                paid.alias("net"),
                pl.col("new_place").alias("place"),
                pl.col("new_position").alias("position"),
            ),
        )
        for statement in (_UPDATE, _REPLACE, _KEEP):
            cursor.execute(statement, {"run": run.pk})
        cursor.execute("DROP TABLE entitlements_placed")


_MAKE = """
    CREATE TEMPORARY TABLE entitlements_placed (
        id bigint PRIMARY KEY, status smallint, turns smallint, net bigint, place smallint,
        position integer
    )
"""
_NET = "CASE WHEN p.turns = 1 THEN p.net ELSE d.net END"
_UPDATE = f"""
    UPDATE entitlements_decision AS d
    SET status = p.status, net = {_NET}, place = p.place, position = p.position
    FROM entitlements_placed AS p WHERE d.id = p.id AND d.run_id = %(run)s
"""  # noqa: S608 - no values
_SET = {
    "run_id": "%(run)s",
    "replaced_by_id": "NULL",
    "status": "p.status",
    "net": _NET,
    "place": "p.place",
    "position": "p.position",
}
_COLUMNS = [f.column for f in Decision._meta.concrete_fields if f.column != "id"]
_REPLACE = f"""
    INSERT INTO entitlements_decision ({", ".join(f'"{c}"' for c in _COLUMNS)})
    SELECT {", ".join(_SET.get(c, f'd."{c}"') for c in _COLUMNS)}
    FROM entitlements_decision AS d JOIN entitlements_placed AS p ON p.id = d.id
    WHERE d.run_id <> %(run)s ORDER BY d.id
"""  # noqa: S608 - no values
_KEEP = """
    UPDATE entitlements_decision AS d SET replaced_by_id = %(run)s
    FROM entitlements_placed AS p WHERE d.id = p.id AND d.run_id <> %(run)s
"""


def _settle(run: Run, program: Program, anew: set[str], outcome: Outcome) -> None:
    """Decide anew what gives way to what, for those of whom a place was given or taken."""
    for kind, letter, name in _KINDS:
        ids = sorted(int(key[1:]) for key in anew if key.startswith(letter))
        for start in range(0, len(ids), PEOPLE_PER_BATCH):
            some = ids[start : start + PEOPLE_PER_BATCH]
            _settle_some(run, program, (kind, letter, name), some, outcome)


def _settle_some(
    run: Run, program: Program, whom: tuple[Subject, str, str], ids: list[int], outcome: Outcome
) -> None:
    library = library_of(run.library)
    kind, letter, name = whom
    own = Decision.objects.of_run(run).filter(**{f"{name}__in": ids})
    keys = [f"{letter}{pk}" for pk in ids]
    given = {key: rows.filter(pl.col(KEY).is_in(keys)) for key, rows in outcome.items()}
    told = {**dict(_outcome(own.exclude(_named(outcome)), letter, name)), **given}
    own.filter(run=run).order_by().delete()
    own.exclude(run=run).order_by().update(replaced_by=run)
    for part in parts_of(run, kind, ids, program):
        table, _days = part.decided(run, library)
        placed = part.rows(marked(table, told, settling=True))
        store_decisions(run, placed, program, kind=name, standing=standing(table))


def _named(outcome: Outcome) -> Q:
    found = Q()
    for key in outcome:
        policy, _slash, benefit = key.partition("/")
        found |= Q(policy=policy, benefit=benefit)
    return found


def _outcome(own: Any, letter: str, name: str) -> Iterator[tuple[str, pl.DataFrame]]:
    """What an earlier run's places made of some subjects, by benefit, as `marked` takes it."""
    found = own.filter(place__isnull=False).order_by("pk")
    told = [
        (f"{letter}{pk}", f"{policy}/{benefit}", place, position)
        for pk, policy, benefit, place, position in found.values_list(
            f"{name}_id", "policy", "benefit", "place", "position"
        )
    ]
    frame = pl.DataFrame(told, schema=ROWS, orient="row")
    for (key,), rows in frame.group_by(BENEFIT, maintain_order=True):
        yield str(key), rows


def _told(run: Run, item: Item, found: Allocation) -> Iterator[dict[str, Any]]:
    """Say how the places of a benefit were given, as far as anybody stands for it."""
    open_answers = Decision.objects.of_run(run).filter(
        _of_items([item]), status=Answer.UNDETERMINED.value, figures__isnull=True
    )
    counts = dict(found.rows.filter(pl.col(BENEFIT) == item.key)["place"].value_counts().rows())
    waiting = open_answers.order_by().count()
    if not counts and not waiting:
        return
    yield {
        "policy": item.document.id,
        "benefit": item.id,
        "places": found.places,
        "fund": found.fund,
        "spent": found.spent,
        **{place.name.lower(): counts.get(int(place), 0) for place in Place},
        "waiting": waiting,
        "short": list(found.short),
        "note": found.note,
        "note_en": found.note_en,
    }
