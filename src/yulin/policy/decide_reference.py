"""The reference run: every subject through the plain Python back end, in the same table form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import polars as pl

from yulin.facts import schema
from yulin.facts.frames import Facts
from yulin.policy import ir
from yulin.policy.backends.polars import dtype
from yulin.policy.backends.population import KEY
from yulin.policy.backends.python import Frame, run
from yulin.policy.decide import DecisionTable
from yulin.policy.decision import Status
from yulin.policy.explain import answer
from yulin.policy.library import Library
from yulin.policy.long_form import Wide, clause_columns
from yulin.policy.program import Group, Item
from yulin.policy.stacking import exclusive
from yulin.policy.subjects import Register
from yulin.policy.vocabulary import Subject

_EVERY = 500


def decide_reference(
    library: Library,
    facts: Facts,
    *,
    as_of: dt.date,
    progress: Callable[[str, int, int], None] | None = None,
) -> DecisionTable:
    """Return the same decisions as the population back end, one subject at a time."""
    program = library.program(as_of)
    register = Register(program, as_of, facts)
    subjects: tuple[Subject, ...] = ("人员", "单位")
    kinds = [kind for kind in subjects if program.of(kind) and kind in facts.tables]
    parts = tuple(_decide_kind(register, kind, progress) for kind in kinds)
    return DecisionTable(program, as_of, parts)


def _decide_kind(
    register: Register, kind: Subject, progress: Callable[[str, int, int], None] | None
) -> Wide:
    items = register.program.of(kind)
    keys = register.facts.tables[kind][schema.BY_NAME[kind].key].to_list()
    clauses = clause_columns(items)
    columns: dict[str, list[Any]] = {}
    for number, key in enumerate(keys):
        if progress is not None and number % _EVERY == 0:
            progress(kind, number, len(keys))
        for name, value in _answers(items, clauses, register.frame(kind, key)).items():
            columns.setdefault(name, []).append(value)
    table = pl.DataFrame(
        {KEY: keys, **columns}, schema_overrides=_types(columns, items), strict=True
    )
    wide = Wide(kind, items, table, clauses)
    _settle(wide, register.program.relations)
    return wide


def _answers(
    items: tuple[Item, ...], clauses: Mapping[ir.Node, str], frame: Frame
) -> dict[str, Any]:
    made: dict[str, Any] = {name: run(node, frame) for node, name in clauses.items()}
    for item in items:
        made.update(dict(_item_answers(item, frame)))
    return made


def _item_answers(item: Item, frame: Frame) -> Iterator[tuple[str, Any]]:
    if item.label is not None:
        code = run(item.label, frame)
        yield f"{item.key}|label", code
        known = Status.NO if code == 0 else Status.YES
        yield f"{item.key}|status", int(Status.UNDETERMINED if code is None else known)
    else:
        status, ready = answer(run(item.truth, frame), item.outlook, frame)
        yield f"{item.key}|status", int(status)
        yield f"{item.key}|ready_on", ready
    if item.amount is not None:
        yield f"{item.key}|amount", run(item.amount.node, frame)
        yield f"{item.key}|total", run(item.amount.total, frame)
        yield f"{item.key}|first_year", run(item.amount.first_year, frame)
        if item.amount.periods is not None:
            yield f"{item.key}|periods", run(item.amount.periods, frame)
    for extra in item.extras:
        yield f"{item.key}|{extra.name}", run(extra.node, frame)


def _types(columns: dict[str, list[Any]], items: tuple[Item, ...]) -> dict[str, pl.DataType]:
    kinds: dict[str, pl.DataType] = {
        "status": pl.Int8(),
        "label": pl.Int8(),
        "ready_on": pl.Date(),
    }
    extras = {f"{i.key}|{e.name}": dtype(e.type) for i in items for e in i.extras}
    made: dict[str, pl.DataType] = {}
    for name in columns:
        if name in extras:
            made[name] = extras[name]
            continue
        tail = name.rsplit("|", 1)[-1] if "|" in name else ""
        made[name] = kinds.get(tail, pl.Int64()) if tail else pl.Boolean()
    return made


def _settle(wide: Wide, groups: tuple[Group, ...]) -> None:
    """Mark displaced dues and add what is paid, row by row, in the words of ``exclusive``."""
    for group in groups:
        keys = [m for m in group.members if f"{m}|status" in wide.frame.columns]
        if len(keys) > 1 and group.relation.rule == "highest":
            rows = wide.frame.to_dicts()
            made = [exclusive.displaced(keys, row) for row in rows]
            wide.frame = wide.frame.with_columns(
                pl.Series(
                    name,
                    [m.get(k, row.get(name)) for m, row in zip(made, rows, strict=True)],
                    dtype=pl.String,
                )
                for k in keys
                for name in [f"{k}|displaced_by"]
            )
    nets = [exclusive.nets(groups, row) for row in wide.frame.iter_rows(named=True)]
    members = dict.fromkeys(m for g in groups if g.lessens for m in g.members)
    wide.frame = wide.frame.with_columns(
        pl.Series(f"{m}|net", [row[m] for row in nets], dtype=pl.Int64)
        for m in members
        if f"{m}|total" in wide.frame.columns
    )
