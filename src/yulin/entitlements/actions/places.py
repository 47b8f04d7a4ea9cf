"""The last stage of a run: places by rank, over everybody whom the run holds answers about.

Batches decide everybody alone and keep what ranks those who qualify. Here they are compared, and the
answers that change with it are written: those of this run in place, those kept from earlier runs as
new rows that replace them. What gives way to what is settled anew for whom a place makes a difference.
All of it happens in the transaction that finishes the run, so that nobody sees half of it.
"""

from collections.abc import Iterator
from typing import Any, cast

import polars as pl
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop
from psycopg import sql

from yulin.codes.divisions import within
from yulin.entitlements.deciding import parts_of
from yulin.entitlements.enums import Answer
from yulin.entitlements.models import Decision, Run
from yulin.entitlements.plan import PEOPLE_PER_BATCH
from yulin.entitlements.store import store_decisions
from yulin.policy.program import Item, Program
from yulin.policy.stacking.allocate import (
    BENEFIT,
    COST,
    ROWS,
    Allocation,
    Place,
    allocation,
    figures,
    sharing,
)
from yulin.policy.stacking.places import STATUS_OF, bound, items_with_places, marked, standing
from yulin.policy.vocabulary import Subject
from yulin.programmes.queries.library import library_of
from yulin.registry.bulk import copy_in, copy_out, text_of

#: how often places are given again before what still changes is left open
_ROUNDS = 12
_ELSEWHERE = gettext_noop("这次计算只含部分地区，名额要在全部申报人中分配")
_ENTANGLED = gettext_noop("名额与互斥相互牵连，无法判定")
_ROWS = {
    "id": pl.Int64,
    "run_id": pl.Int64,
    "_key": pl.String,
    BENEFIT: pl.String,
    "figures": pl.String,
    "place": pl.Int8,
    "position": pl.Int64,
}


def give_places(run: Run) -> list[dict[str, Any]]:
    """Give the places of every benefit that has fewer than who qualify; return how, by benefit."""
    program = library_of(run.library).program(run.as_of)
    groups = _groups(program)
    again = [group for group in groups if run.base is None or _has_changed(run, group)]
    keys = {(item.document.id, item.id) for group in again for item in group}
    before = [] if run.base is None else run.base.places
    kept = [told for told in before if (told["policy"], told["benefit"]) not in keys]
    return [*kept, *_given(run, program, again)]


def _groups(program: Program) -> list[list[Item]]:
    """The benefits that have fewer places, together those that share them."""
    items = items_with_places(program)
    groups = {tuple(one.key for one in sharing(item, items)): item for item in items}
    return [sharing(item, items) for item in groups.values()]


def _of_group(group: list[Item]) -> Q:
    found = Q()
    for item in group:
        found |= Q(policy=item.document.id, benefit=item.id)
    return found


def _has_changed(run: Run, group: list[Item]) -> bool:
    """Somebody who stands for it, or may yet, was decided anew."""
    anew = Q(run=run) | Q(replaced_by=run, run__in=run.chain)
    stands = Q(figures__isnull=False) | Q(status=Answer.UNDETERMINED.value)
    return Decision.objects.filter(_of_group(group) & anew & stands).order_by().exists()


def _given(run: Run, program: Program, groups: list[list[Item]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for step in range(_ROUNDS):
        last = step == _ROUNDS - 1
        made = [_give(run, program, group, hindered=_ENTANGLED if last else "") for group in groups]
        found = [one for told, _turned in made for one in told]
        turned = {key for _told, keys in made for key in keys}
        if not turned:
            break
        _settle(run, program, turned)
    return found


def _give(
    run: Run, program: Program, group: list[Item], *, hindered: str
) -> tuple[list[dict[str, Any]], set[str]]:
    """Give the places of one group; how, and for whom that changes what gives way to what."""
    item, rows = group[0], _standing(run, group)
    whole = not run.region or within(item.document.region, run.region)
    due = rows.select("_key", BENEFIT, *_figures(item))
    found = allocation(item, due, hindered=hindered if whole else _ELSEWHERE)
    after = found.rows.rename({"place": "new_place", "position": "new_position"})
    joined = rows.with_columns(_figures(item)[-1]).join(
        after, on=["_key", BENEFIT], maintain_order="left"
    )
    was, now = (pl.col(c).fill_null(int(Place.TAKEN)) == int(Place.TAKEN) for c in _PLACES)
    changed = joined.with_columns(turns=was != now).filter(
        pl.col("turns")
        | pl.col("place").ne_missing(pl.col("new_place"))
        | pl.col("position").ne_missing(pl.col("new_position"))
    )
    _write(run, changed, {one.key for one in group if one.amount is not None})
    tied = [one.key for one in group if bound(program, {one.key})]
    turned = changed.filter(pl.col("turns") & pl.col(BENEFIT).is_in(tied))
    return list(_told(run, group, found)), set(turned["_key"])


_PLACES = ("place", "new_place")


def _figures(item: Item) -> list[pl.Expr]:
    """The figures that a row keeps as text, by name."""
    parts = pl.col("figures").fill_null("").str.split(",")
    return [
        parts.list.get(n).replace("", None).cast(pl.Int64).alias(name)
        for n, name in enumerate(figures(item))
    ]


def _standing(run: Run, group: list[Item]) -> pl.DataFrame:
    """The answers of those who stand for places: they qualify, and nothing else is taken instead."""
    held = Decision.objects.of_run(run).filter(_of_group(group), figures__isnull=False)
    query = sql.SQL(
        "SELECT id, run_id, coalesce('P' || person_id, 'E' || employer_id), "
        "policy || '/' || benefit, array_to_string(figures, ',', ''), place, position "
        "FROM entitlements_decision WHERE id IN ({}) ORDER BY id"
    ).format(text_of(held.filter(displaced_by="").order_by().values("pk")))
    return copy_out(query, _ROWS)


def _write(run: Run, changed: pl.DataFrame, with_sums: set[str]) -> None:
    """Write what became of people: in rows of this run, else in new ones that replace earlier ones."""
    if changed.is_empty():
        return
    status = {int(place): int(status) for place, status in STATUS_OF.items()}
    taken = pl.col("new_place") == int(Place.TAKEN)
    paid = pl.when(taken & pl.col(BENEFIT).is_in(with_sums)).then(pl.col(COST))
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


def _settle(run: Run, program: Program, turned: set[str]) -> None:
    """Decide anew what gives way to what, for those of whom a place was given or taken."""
    for kind, letter, name in (("人员", "P", "person"), ("单位", "E", "employer")):
        ids = sorted(int(key[1:]) for key in turned if key.startswith(letter))
        for start in range(0, len(ids), PEOPLE_PER_BATCH):
            some = ids[start : start + PEOPLE_PER_BATCH]
            _settle_some(run, program, cast("Subject", kind), name, some)


def _settle_some(run: Run, program: Program, kind: Subject, name: str, ids: list[int]) -> None:
    library = library_of(run.library)
    own = Decision.objects.of_run(run).filter(**{f"{name}__in": ids})
    outcome = dict(_outcome(own, name))
    own.filter(run=run).order_by().delete()
    own.exclude(run=run).order_by().update(replaced_by=run)
    for part in parts_of(run, kind, ids, program):
        table, _days = part.decided(run, library)
        placed = part.rows(marked(table, outcome, settling=True))
        store_decisions(run, placed, program, kind=name, standing=standing(table))


def _outcome(own: "QuerySet[Decision]", name: str) -> Iterator[tuple[str, pl.DataFrame]]:
    """What became of some subjects, by benefit, as `marked` takes it."""
    letter = "P" if name == "person" else "E"
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


def _told(run: Run, group: list[Item], found: Allocation) -> Iterator[dict[str, Any]]:
    """Say of each benefit how its places were given, as far as anybody stands for it."""
    open_answers = Decision.objects.of_run(run).filter(
        status=Answer.UNDETERMINED.value, figures__isnull=True
    )
    for item in group:
        counts = dict(found.rows.filter(pl.col(BENEFIT) == item.key)["place"].value_counts().rows())
        waiting = open_answers.filter(_of_group([item])).order_by().count()
        if not counts and not waiting:
            continue
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
        }
