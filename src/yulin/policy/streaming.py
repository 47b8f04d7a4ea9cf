"""Decides more people than fit into memory: part by part, every condition's result kept on disk.

The facts are cut once (``yulin.facts.parts``); each part is then decided as a small population, with
whatever records of others its rules read, and written before the next one is begun. A run that was
broken off goes on where it stopped.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, get_args

import polars as pl

from yulin.facts import schema
from yulin.facts.errors import FactsError
from yulin.facts.parts import (
    MANIFEST,
    Index,
    Parts,
    bytes_of,
    open_parts,
    parquet_tables,
    partition,
    source_of,
    subject_of,
    write_text,
)
from yulin.facts.told_files import refuse_wrong
from yulin.policy.backends.population import Population
from yulin.policy.decide import DecisionTable, decide_population
from yulin.policy.export import totals
from yulin.policy.gathering import Batch, Source
from yulin.policy.library import Library, declared_by
from yulin.policy.long_form import Wide, clause_columns
from yulin.policy.needs import needs
from yulin.policy.program import Item, Program
from yulin.policy.routes import Router, Routes, leads_far
from yulin.policy.vocabulary import Subject

#: people decided at a time
BATCH: Final = 200_000
#: what deciding takes for one person, with every condition's result, in bytes
_EACH: Final = 12_000
#: what the program itself and the tables kept for looking up take
_BASE: Final = 900 * 2**20
_FORMAT: Final = 2
#: what identifies a row of totals
_NAMES: Final = ("政策", "待遇", "对象")
#: folders with larger Parquet files are streamed without being asked
LARGE: Final = 256 * 2**20
Progress = Callable[[str, int, int], None]
#: kind of subject → what is told of each part: file, rows, bytes, totals
Told = dict[Subject, list[dict[str, Any]]]
_FINISHED: Final = "manifest.json"
_CUT: Final = ".facts"


class RunError(Exception):
    """A folder holds the results of another run, or none."""


def batch_for(memory: int) -> int:
    """Return how many people may be decided at a time within so many bytes."""
    return max(1_000, min(1_000_000, (memory - _BASE) // _EACH))


def asks_for_streaming(folder: Path) -> bool:
    """Whether a folder of Parquet tables is cut into files, or too large to read into memory."""
    tables = parquet_tables(folder)
    cut = (folder / MANIFEST).exists() or any(
        file.parent != folder for files in tables.values() for file in files
    )
    return cut or sum(map(bytes_of, tables.values())) > LARGE


# -- deciding --------------------------------------------------------------------------------------


@dataclass
class Decider:
    """Decides the parts of a folder one at a time."""

    program: Program
    parts: Source
    as_of: dt.date
    #: kind of subject → what its parts lead to, where that was brought together beforehand
    routes: dict[Subject, Routes] = field(default_factory=dict)
    #: what the facts as a whole do not know (see `Facts`), which no part of them tells
    partial: bool = False
    gaps: frozenset[tuple[str, str]] = frozenset()

    def __post_init__(self) -> None:
        self.needs = {kind: needs(self.program, kind) for kind in self.kinds}

    @property
    def kinds(self) -> tuple[Subject, ...]:
        """The kinds of subjects that are decided, in the order of ``decide``."""
        known: tuple[Subject, ...] = get_args(Subject)
        return tuple(k for k in known if self.program.of(k) and k in self.parts.tables)

    def subjects(self, kind: Subject, number: int) -> pl.Series:
        """Return the keys of the subjects of a part."""
        table = schema.BY_NAME[kind]
        keys = self.parts.part((table.name, table.key), number)[table.key]
        if keys.n_unique() < len(keys):
            raise FactsError(f"{kind}的{table.key}有重复 / {table.key} is repeated in {kind}")
        return keys

    def decide(self, kind: Subject, number: int) -> Wide:
        """Return the decisions on the subjects of one part."""
        keys = self.subjects(kind, number)
        population = self._population(kind, number, keys)
        return decide_population(population, self.program.of(kind))

    def _population(self, kind: Subject, number: int, keys: pl.Series) -> Population:
        if kind in self.routes:
            return self.routes[kind].population(self.program, self.as_of, number, keys)
        found = Batch(self.parts).gather(self.needs[kind], number)
        facts = replace(found, partial=self.partial, gaps=self.gaps)
        # the facts may also hold people whom these lead to; they are decided in their own part
        return Population(self.program, facts, self.as_of, kind, keys=keys)


def indexes_for(program: Program) -> tuple[Index, ...]:
    """Return by which columns tables are cut so that a part finds all rows about its subjects."""
    kinds: tuple[Subject, ...] = get_args(Subject)
    every = [need for kind in kinds if program.of(kind) for need in needs(program, kind).every()]
    return tuple(dict.fromkeys(i for need in every for i in need.records if subject_of(i)))


# -- results ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Decisions:
    """The results of a run in a folder: one wide Parquet file a part, and a manifest."""

    folder: Path
    told: dict[str, Any]

    @property
    def rows(self) -> dict[str, int]:
        """Subjects decided, by kind."""
        return {kind: sum(p["rows"] for p in parts) for kind, parts in self.told["parts"].items()}

    def totals(self) -> pl.DataFrame:
        """Return one row per benefit, as ``yulin.policy.export.totals`` does for a table."""
        every = self.told["parts"].values()
        return pl.DataFrame([row for parts in every for row in _added(parts)])

    def files(self, kind: str) -> list[Path]:
        """Return the files of a kind of subject, in the order of their keys."""
        return [self.folder / kind / part["file"] for part in self.told["parts"].get(kind, [])]

    def scan(self, kind: str) -> pl.LazyFrame:
        """Return the wide rows of a kind of subject, still on disk."""
        return pl.scan_parquet(self.files(kind), glob=False)

    def table(self, library: Library) -> DecisionTable:
        """Read everything back, as ``decide`` would have returned it.

        Raises RunError where the run was made from other documents.
        """
        if library.digest != self.told["run"]["policies"]:
            raise RunError("结果出自别的政策文本 / decided from other documents")
        as_of = dt.date.fromisoformat(self.told["run"]["as_of"])
        program = library.program(as_of)
        wides = []
        for kind in self.told["parts"]:
            items = program.of(kind)
            frame = pl.concat([pl.read_parquet(file, glob=False) for file in self.files(kind)])
            wides.append(Wide(kind, items, frame, clause_columns(items)))
        return DecisionTable(program, as_of, tuple(wides))


def open_decisions(out: Path) -> Decisions:
    """Return the results of a finished run; raise RunError where there is none."""
    path = out / _FINISHED
    if not path.exists():
        raise RunError(f"{out} 里没有判完的结果 / no finished run in {out}")
    return Decisions(out, json.loads(path.read_text(encoding="utf-8")))


def decide_streaming(
    library: Library,
    folder: Path,
    *,
    as_of: dt.date,
    out: Path,
    batch: int = BATCH,
    progress: Progress | None = None,
) -> Decisions:
    """Decide everybody in a folder of Parquet tables, holding some at a time in memory.

    The answers are those of ``decide``. They are written below ``out``: per kind of subject one file
    a part, and ``manifest.json`` with what they were made from and the totals. Where ``out`` holds a
    part of the same run already, that part is not decided again.

    Args:
        library: checked documents.
        folder: ``人员.parquet`` …, or ``人员/….parquet``, or what ``partition`` has written.
        as_of: the date of the decision.
        out: a folder, made where it is missing.
        batch: people at a time; a folder that is cut already keeps its parts.
        progress: called with (what, done, total).

    Raises:
        RunError: where ``out`` holds another run.
        FactsError: where the facts do not keep their contract.
    """
    tell = progress or (lambda _what, _done, _total: None)
    out.mkdir(parents=True, exist_ok=True)
    program = library.program(as_of)
    run = _Run(program, out, _identity(library, as_of, source_of(folder, batch)))
    run.begin()
    if not run.finished:
        if not (folder / MANIFEST).exists():
            refuse_wrong(folder, declared_by(library))
        parts = _parts(folder, out / _CUT, program, batch, tell)
        run.finish(run.decided(parts, as_of, tell), parts.rows)
    return open_decisions(out)


def _parts(folder: Path, cut: Path, program: Program, batch: int, tell: Progress) -> Parts:
    indexes = indexes_for(program)
    if not (folder / MANIFEST).exists():
        return partition(folder, cut, batch=batch, indexes=indexes, progress=tell)
    parts = open_parts(folder)
    missing = {i for i in indexes if i[0] in parts.rows} - set(parts.indexes)
    if missing:
        listed = "、".join(f"{table}@{key}" for table, key in sorted(missing))
        raise FactsError(f"{folder} 没有按 {listed} 切分，请重新切分 / not partitioned by {listed}")
    return parts


def _identity(library: Library, as_of: dt.date, source: str) -> dict[str, Any]:
    """Return what a part must have been made from to count as done."""
    items = library.program(as_of).items
    return {
        "format": _FORMAT,
        "policies": library.digest,
        "as_of": as_of.isoformat(),
        "facts": source,
        "benefits": [item.key for item in items],
    }


@dataclass
class _Run:
    """One run into a folder."""

    program: Program
    out: Path
    identity: dict[str, Any]

    def begin(self) -> None:
        """Note what the run is made from, or find the same noted by an earlier one."""
        path = self.out / "run.json"
        if not path.exists():
            write_text(path, json.dumps(self.identity, ensure_ascii=False, indent=1))
        elif json.loads(path.read_text(encoding="utf-8")) != self.identity:
            raise RunError(
                f"{self.out} 里是另一次判定的结果（政策、基准日、事实或每批人数不同），请换一个空文件夹。"
                " The folder holds another run, of other documents, date, facts or batches."
            )

    @property
    def finished(self) -> bool:
        """Whether an earlier run has written everything."""
        return (self.out / _FINISHED).exists()

    def decided(self, parts: Parts, as_of: dt.date, tell: Progress) -> Told:
        """Decide and write part by part, and return what is to be told of each."""
        decider, done = Decider(self.program, parts, as_of), 0
        total = sum(parts.rows[kind] for kind in decider.kinds)
        every: Told = {kind: [] for kind in decider.kinds}
        for kind in decider.kinds:
            if leads_far(parts, decider.needs[kind]) and not self._all_done(kind, parts):
                tell(f"归集{kind}", done, total)
                router = Router(self.program, parts, as_of)
                decider.routes[kind] = router.routes(decider.needs[kind], self._found(kind))
            for number in range(parts.count(kind)):
                tell(f"判定{kind}", done, total)
                told = self._done(kind, number) or self._part(decider, kind, number)
                done += told["rows"]
                every[kind].append(told)
            decider.routes.pop(kind, None)
            shutil.rmtree(self._found(kind), ignore_errors=True)
        tell("判定完成", done, total)
        return every

    def _all_done(self, kind: Subject, parts: Parts) -> bool:
        return all(self._done(kind, number) for number in range(parts.count(kind)))

    def _done(self, kind: Subject, number: int) -> dict[str, Any] | None:
        note, file = self._note(kind, number), self._file(kind, number)
        if not note.exists() or not file.exists():
            return None
        told: dict[str, Any] = json.loads(note.read_text(encoding="utf-8"))
        return told if told["bytes"] == file.stat().st_size else None

    def _part(self, decider: Decider, kind: Subject, number: int) -> dict[str, Any]:
        wide = decider.decide(kind, number)
        file = self._file(kind, number)
        file.parent.mkdir(exist_ok=True)
        unfinished = file.with_name(f".{file.name}.part")
        wide.frame.write_parquet(unfinished, compression="lz4")
        unfinished.replace(file)
        table = DecisionTable(self.program, decider.as_of, (wide,))
        told = {
            "file": file.name,
            "rows": wide.frame.height,
            "bytes": file.stat().st_size,
            "totals": _told(totals(table)),
        }
        write_text(self._note(kind, number), json.dumps(told, ensure_ascii=False))
        return told

    def finish(self, every: Told, records: Mapping[str, int]) -> None:
        """Write the manifest, which says that all parts are there, and clear up."""
        told = {
            "run": self.identity,
            "records": dict(records),
            "parts": every,
            "clauses": {kind: _clauses_told(self.program.of(kind)) for kind in every},
        }
        write_text(self.out / _FINISHED, json.dumps(told, ensure_ascii=False, indent=1))
        shutil.rmtree(self.out / _CUT, ignore_errors=True)
        for note in self.out.glob("*/.part-*.json"):
            note.unlink()

    def _file(self, kind: Subject, number: int) -> Path:
        return self.out / kind / f"part-{number:05d}.parquet"

    def _found(self, kind: Subject) -> Path:
        return self.out / f".routes-{kind}"

    def _note(self, kind: Subject, number: int) -> Path:
        return self.out / kind / f".part-{number:05d}.json"


def _clauses_told(items: tuple[Item, ...]) -> dict[str, dict[str, str]]:
    """Return benefit → column of its clause → the clause's name in the document."""
    columns = clause_columns(items)
    return {
        item.key: {columns[leaf.plain]: leaf.condition.id for leaf in item.clause.leaves()}
        for item in items
    }


def _told(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Return totals as JSON holds them: exact sums as text."""
    return frame.with_columns(pl.col(pl.Decimal).cast(pl.String)).to_dicts()


def _added(parts: list[dict[str, Any]]) -> Iterator[dict[str, object]]:
    """Yield the totals of all parts of one kind, benefit by benefit."""
    for rows in zip(*(part["totals"] for part in parts), strict=True):
        yield {name: _sum(name, [row[name] for row in rows]) for name in rows[0]}


def _sum(name: str, values: list[Any]) -> object:
    """Add counts, and exact sums, which stand there as text; names are the same in all parts."""
    if name in _NAMES or values[0] is None:
        return values[0]
    return sum(map(Decimal, values)) if isinstance(values[0], str) else sum(values)
