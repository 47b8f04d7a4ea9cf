"""Gives places among decisions that lie in parts on disk: only those who qualify are read together."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from yulin.facts.parts import write_text
from yulin.policy.backends.population import KEY
from yulin.policy.decide import DecisionTable
from yulin.policy.decision import Status
from yulin.policy.export import places_given, totals
from yulin.policy.library import Library
from yulin.policy.long_form import Wide, clause_columns
from yulin.policy.program import Item
from yulin.policy.stacking.places import Given, with_places
from yulin.policy.streaming import Decisions
from yulin.policy.vocabulary import Subject

_MANIFEST = "manifest.json"


def give_places(done: Decisions, library: Library) -> Decisions:
    """Return decisions in parts with the places given; where they are already, nothing is done.

    Parts of a kind of subject that stands for places are written anew, beside the old ones, and
    count once the manifest names them: a command that is broken off is simply given again.
    ``told["places"]`` says how they were given, as ``export.places_given`` does.
    """
    if "places" in done.told:
        return done
    as_of = dt.date.fromisoformat(done.told["run"]["as_of"])
    program = library.program(as_of)
    kinds: list[Subject] = list(done.told["parts"])
    limited = {k: items for k in kinds if (items := [i for i in program.of(k) if i.quota])}
    parts = tuple(
        Wide(kind, program.of(kind), _candidates(done, items), clause_columns(program.of(kind)))
        for kind, items in limited.items()
    )
    placed = with_places(DecisionTable(program, as_of, parts))
    given = [replace(one, waiting=_waiting(done, one)) for one in placed.given]
    old = [file for kind in limited for file in done.files(kind)]
    told = dict(done.told)
    told["parts"] = {
        **told["parts"],
        **{part.subject: _written(done, part, placed.table) for part in placed.table.parts},
    }
    told["places"] = _as_texts(places_given(given))
    write_text(done.folder / _MANIFEST, json.dumps(told, ensure_ascii=False, indent=1))
    for file in old:
        file.unlink()
    return Decisions(done.folder, told)


def _candidates(done: Decisions, items: list[Item]) -> pl.DataFrame:
    """Return whoever qualifies for something with fewer places, displaced or not."""
    kind = items[0].subject
    yes = [pl.col(f"{item.key}|status") == int(Status.YES) for item in items]
    return done.scan(kind).filter(pl.any_horizontal(yes)).collect()


def _waiting(done: Decisions, one: Given) -> int:
    status = pl.col(f"{one.item.key}|status") == int(Status.UNDETERMINED)
    return int(done.scan(one.item.subject).select(status.sum()).collect().item())


def _written(done: Decisions, part: Wide, table: DecisionTable) -> list[dict[str, Any]]:
    """Write the parts of a kind of subject with what became of it; return what is told of each."""
    told = []
    for file, before in zip(
        done.files(part.subject), done.told["parts"][part.subject], strict=True
    ):
        frame = _with(pl.read_parquet(file, glob=False), part.frame)
        new = file.with_name(f"{file.stem}-placed.parquet")
        unfinished = _unfinished(new)
        frame.write_parquet(unfinished, compression="lz4")
        unfinished.replace(new)
        wide = Wide(part.subject, part.items, frame, part.clauses)
        added = totals(DecisionTable(table.program, table.as_of, (wide,)))
        told.append(
            {
                **before,
                "file": new.name,
                "bytes": new.stat().st_size,
                "totals": _as_texts(added),
            }
        )
    return told


def _unfinished(file: Path) -> Path:
    return file.with_name(f".{file.name}.part")


def _with(frame: pl.DataFrame, placed: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of a part, those who qualified as they are after places were given."""
    anew = placed.join(frame.select(KEY), on=KEY, how="semi")
    kept = frame.join(placed.select(KEY), on=KEY, how="anti")
    rows = pl.concat([kept, anew], how="diagonal_relaxed")
    return frame.select(KEY).join(rows, on=KEY, how="left", maintain_order="left")


def _as_texts(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Return rows as JSON holds them: exact sums as text."""
    return frame.with_columns(pl.col(pl.Decimal).cast(pl.String)).to_dicts()
