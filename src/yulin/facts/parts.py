"""Facts that do not fit into memory: a folder of Parquet files, cut once by ranges of keys.

``partition`` reads a folder some rows at a time and writes, for every subject's range of keys, the
rows about it: part 7 of 社保 holds the insurance of the people of part 7 of 人员. A table that also
names other subjects is written once more for each such column that is asked for (``就业@单位代码``),
so that an employer finds its staff. Anything else is looked up over all parts.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

import polars as pl

from yulin.facts import identifiers, names, schema
from yulin.facts.errors import FactsError, FrameError
from yulin.facts.frames import PEOPLE, Facts, blank_value, dtype_of, empty_frame, validate_frame
from yulin.facts.records import Sheet
from yulin.facts.spill import TO, Spill, numbered

#: the place of a row in its table, which decides between rows that are otherwise equal
ROW: Final = "_row"
MANIFEST: Final = "parts.json"
_FORMAT: Final = 1
#: rows read at a time
_CHUNK: Final = 2_000_000
#: a table whose files are smaller is kept in memory once something was looked up in it
_SMALL: Final = 16 * 2**20
_NO_CUTS: Final = pl.Series([], dtype=pl.String)

Index = tuple[str, str]
Progress = Callable[[str, int, int], None]


class PartsError(FactsError):
    """A folder cannot be cut into parts, or is no folder of parts."""


# -- folders of tables -----------------------------------------------------------------------------


def parquet_tables(folder: Path) -> dict[str, list[Path]]:
    """Return the Parquet files of each table: ``人员.parquet``, or all below a folder ``人员/``."""
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        table = names.find_table(path.stem if path.is_file() else path.name)
        if table is None or path.name.startswith("."):
            continue
        files = sorted(path.rglob("*.parquet")) if path.is_dir() else [path]
        files = [file for file in files if file.suffix.lower() == ".parquet"]
        if files and table.name in found:
            raise PartsError(
                f"{table.name}既是文件又是文件夹 / both a file and a folder: {table.name}"
            )
        if files:
            found[table.name] = files
    return {table: found[table] for table in schema.BY_NAME if table in found}


def fingerprint(tables: Mapping[str, Iterable[Path]]) -> str:
    """Return a digest of which files there are, how large and from when."""
    digest = hashlib.blake2s()
    for table, files in tables.items():
        for file in files:
            stat = file.stat()
            digest.update(f"{table}/{file.name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def rows_of(files: Iterable[Path]) -> int:
    """Return how many rows some files hold, from their last pages alone."""
    return sum(int(pl.scan_parquet(file).select(pl.len()).collect().item()) for file in files)


def bytes_of(files: Iterable[Path]) -> int:
    """Return how large some files are."""
    return sum(file.stat().st_size for file in files)


# -- parts -----------------------------------------------------------------------------------------


@dataclass
class Parts:
    """A folder that ``partition`` has written."""

    folder: Path
    #: digest of the files that were cut
    source: str
    #: kind of subject → the first key of every part but the first (households have no table, but
    #: are cut by the codes that people bear)
    cuts: Mapping[str, pl.Series]
    #: table → rows
    rows: Mapping[str, int]
    indexes: tuple[Index, ...]
    _kept: dict[str, pl.DataFrame] = field(default_factory=dict, repr=False)

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that are known, in the order of the schema."""
        return tuple(table for table in schema.BY_NAME if table in self.rows)

    def count(self, kind: str) -> int:
        """Return into how many parts the subjects of a kind are cut."""
        return len(self.cuts[kind]) + 1 if kind in self.cuts else 0

    def numbers(self, kind: str, keys: pl.Series) -> pl.Series:
        """Return the part that each subject of a kind belongs to."""
        return part_numbers(self.cuts.get(kind, _NO_CUTS), keys)

    def files(self, index: Index, number: int) -> list[Path]:
        """Return the files with the rows of a table about the subjects of one part."""
        return self._files.get((index, number), [])

    def part(self, index: Index, number: int) -> pl.DataFrame:
        """Return the rows of a table about the subjects of one part, in their old order."""
        return self.read(self.files(index, number), index[0])

    def is_small(self, table: str) -> bool:
        """Whether a table is kept in memory once something was looked up in it."""
        return self._bytes[table] <= _SMALL

    def lookup(self, index: Index, keys: pl.Series) -> pl.DataFrame:
        """Return the rows of a table about some subjects, whichever parts they lie in.

        Of a table that is not small this reads every file in which they may be.
        """
        table, key = index
        wanted = pl.col(key).is_in(keys.implode())
        if self.is_small(table):
            return self._whole(table).filter(wanted)
        files = self._files_with(index, keys)
        if not files:
            return self.read([], table)
        return pl.scan_parquet(files).filter(wanted).collect(engine="streaming")

    @cached_property
    def _bytes(self) -> dict[str, int]:
        return {table: bytes_of(self._table_files(table)) for table in self.rows}

    def _whole(self, table: str) -> pl.DataFrame:
        if table not in self._kept:
            self._kept[table] = self.read(self._table_files(table), table)
        return self._kept[table]

    def _table_files(self, table: str) -> list[Path]:
        own = table, schema.BY_NAME[table].key
        return [f for (index, _), files in self._files.items() if index == own for f in files]

    def _files_with(self, index: Index, keys: pl.Series) -> list[Path]:
        """Return the files of a table in which such keys may be."""
        if index not in self.indexes:
            return self._table_files(index[0])
        numbers = self.numbers(subject_of(index), keys).unique().sort()
        return [file for number in numbers for file in self.files(index, number)]

    def read(self, files: list[Path], table: str) -> pl.DataFrame:
        """Return the rows of a table that some files hold, each with its place."""
        if not files:
            return empty_frame(table).insert_column(0, pl.Series(ROW, [], dtype=pl.Int64))
        return pl.read_parquet(files, glob=False)

    @cached_property
    def _files(self) -> dict[tuple[Index, int], list[Path]]:
        return {
            (index, number): files
            for index in self.indexes
            for number, files in numbered(self.folder / _index_name(index)).items()
        }


def subject_of(index: Index) -> str:
    """Return the kind of subject that a column of a table names."""
    table, key = index
    found = schema.BY_NAME[table]
    return found.links.get(key, table if key == found.key else "")


def part_numbers(cuts: pl.Series, keys: pl.Series) -> pl.Series:
    """Return the part that each key belongs to."""
    return pl.Series(cuts.search_sorted(keys, side="right"), dtype=pl.UInt32)


def _index_name(index: Index) -> str:
    table, key = index
    return table if key == schema.BY_NAME[table].key else f"{table}@{key}"


def open_parts(folder: Path) -> Parts:
    """Return the parts that ``partition`` has written into a folder.

    Raises PartsError where the folder holds none, or only some because writing was broken off.
    """
    path = folder / MANIFEST
    if not path.exists():
        raise PartsError(f"{folder} 里没有切分好的事实 / no partitioned facts in {folder}")
    told = json.loads(path.read_text(encoding="utf-8"))
    if told["format"] != _FORMAT:
        raise PartsError(f"{folder} 由别的版本切分，请重新切分 / partitioned by another version")
    return Parts(
        folder=folder,
        source=told["source"],
        cuts={k: pl.Series(values, dtype=pl.String) for k, values in told["cuts"].items()},
        rows=told["rows"],
        indexes=tuple((table, key) for table, key in told["indexes"]),
    )


# -- cutting ---------------------------------------------------------------------------------------


def source_of(folder: Path, batch: int) -> str:
    """Return what tells apart the parts that would be cut, or have been cut, from a folder."""
    if (folder / MANIFEST).exists():
        return open_parts(folder).source
    return _source(parquet_tables(folder), batch)


def _source(tables: Mapping[str, Iterable[Path]], batch: int) -> str:
    return f"{fingerprint(tables)}/{batch}"


def partition(
    folder: Path,
    out: Path,
    *,
    batch: int,
    indexes: Iterable[Index] = (),
    progress: Progress | None = None,
) -> Parts:
    """Cut a folder of Parquet tables into parts of at most ``batch`` subjects each.

    Every row is checked against the schema as it passes. Besides each table by its own key, the
    ``indexes`` (table, column) that are asked for are written. What an earlier run has left in
    ``out`` is used again where it was made from the same files in the same way, else made anew.

    Raises:
        PartsError: where there are no such tables, or identity numbers are wrong.
        FrameError: where a table does not keep the contract of ``yulin.facts.schema``.
    """
    tables = parquet_tables(folder)
    if not tables:
        raise PartsError(f"{folder} 里没有 Parquet 表 / no Parquet tables in {folder}")
    own = [(table, schema.BY_NAME[table].key) for table in tables]
    wanted = tuple(dict.fromkeys([*own, *(i for i in indexes if i[0] in tables)]))
    cutter = _Cutter(tables, out, wanted, batch, progress or (lambda _what, _done, _total: None))
    return cutter.found() or cutter.made()


@dataclass
class _Cutter:
    tables: Mapping[str, list[Path]]
    out: Path
    indexes: tuple[Index, ...]
    batch: int
    tell: Progress
    done: int = 0

    @cached_property
    def rows(self) -> dict[str, int]:
        return {table: rows_of(files) for table, files in self.tables.items()}

    @cached_property
    def source(self) -> str:
        return _source(self.tables, self.batch)

    def found(self) -> Parts | None:
        """Return the parts that are there already, if they are these."""
        try:
            parts = open_parts(self.out)
        except PartsError:
            return None
        same = parts.source == self.source and set(self.indexes) <= set(parts.indexes)
        return parts if same else None

    def made(self) -> Parts:
        """Write all parts anew; the manifest comes last and makes them count."""
        self._clear()
        self.out.mkdir(parents=True, exist_ok=True)
        cuts = self._cuts()
        for table in self.tables:
            self._cut_table(table, cuts)
        told = {
            "format": _FORMAT,
            "source": self.source,
            "rows": self.rows,
            "indexes": self.indexes,
            "cuts": {kind: keys.to_list() for kind, keys in cuts.items()},
        }
        write_text(self.out / MANIFEST, json.dumps(told, ensure_ascii=False, indent=1))
        return open_parts(self.out)

    def _clear(self) -> None:
        (self.out / MANIFEST).unlink(missing_ok=True)
        for index in self.indexes:
            shutil.rmtree(self.out / _index_name(index), ignore_errors=True)

    def _cuts(self) -> dict[str, pl.Series]:
        """Cut people and employers into as many parts, so that large employers cost no more."""
        people = self.rows.get(PEOPLE, 0)
        parts = max(1, -(-people // self.batch))
        kinds = {subject_of(index): index for index in reversed(self.indexes)}
        own = {t: (t, schema.BY_NAME[t].key) for t in self.tables if t in kinds}
        return {kind: self._cut_keys(own.get(kind, by), parts) for kind, by in kinds.items()}

    def _cut_keys(self, index: Index, parts: int) -> pl.Series:
        """Return where to cut by the values of a column, into parts with about as many rows."""
        keys = self._column(index).drop_nulls().sort()
        steps = sorted({len(keys) * number // parts for number in range(1, parts)} - {0})
        return keys.gather(steps).unique(maintain_order=True)

    def _column(self, index: Index) -> pl.Series:
        table, column = index
        scans = [pl.scan_parquet(file, glob=False) for file in self.tables[table]]
        held = [scan for scan in scans if column in scan.collect_schema()]
        keys = [scan.select(pl.col(column).cast(pl.String)) for scan in held]
        return pl.concat([pl.LazyFrame({column: _NO_CUTS}), *keys]).collect()[column]

    def _cut_table(self, table: str, cuts: Mapping[str, pl.Series]) -> None:
        mine = [index for index in self.indexes if index[0] == table]
        spills = {index: Spill(self.out / _index_name(index)) for index in mine}
        for chunk in self._chunks(table):
            for index, spill in spills.items():
                keys = chunk[index[1]]
                numbers = part_numbers(cuts.get(subject_of(index), _NO_CUTS), keys)
                spill.add(chunk.with_columns(numbers.alias(TO)).filter(keys.is_not_null()))
        for spill in spills.values():
            spill.flush()

    def _chunks(self, table: str) -> Iterator[pl.DataFrame]:
        """Yield a table some rows at a time, each row with its place."""
        first, total = 0, sum(self.rows.values())
        for file in self.tables[table]:
            for chunk in chunks(file):
                self.tell(f"切分{table}", self.done, total)
                yield (
                    checked(table, chunk, file.name)
                    .with_row_index(ROW, first)
                    .cast({ROW: pl.Int64})
                )
                first += chunk.height
                self.done += chunk.height
        self.tell(f"切分{table}", self.done, total)


def chunks(file: Path) -> Iterator[pl.DataFrame]:
    """Yield a Parquet file some rows at a time."""
    scan, rows = pl.scan_parquet(file, glob=False), rows_of([file])
    for start in range(0, rows, _CHUNK):
        yield scan.slice(start, _CHUNK).collect()


def checked(table: str, chunk: pl.DataFrame, name: str) -> pl.DataFrame:
    """Hold some rows to the schema, and people to their identity numbers, as the reader does.

    Raises PartsError or FrameError, which speak of the file ``name``.
    """
    columns = schema.BY_NAME[table].columns
    strange = set(chunk.columns) - {column.name for column in columns}
    if strange:
        listed = "、".join(sorted(strange))
        raise FrameError(table=table, why=f"{name} 有表里没有的列 / unknown columns: {listed}")
    frame = chunk.select(
        column.name if column.name in chunk.columns else _blank(column) for column in columns
    )
    validate_frame(table, frame)
    return _identified(frame) if table == PEOPLE else frame


def _blank(column: schema.Column) -> pl.Expr:
    """A column that a file does not have holds what a blank cell means."""
    return pl.lit(blank_value(column), dtype=dtype_of(column)).alias(column.name)


def _identified(frame: pl.DataFrame) -> pl.DataFrame:
    """Fill blank birth dates from identity numbers; refuse numbers that are wrong."""
    rows = pl.int_range(frame.height, dtype=pl.Int64, eager=True) + 1
    sheet = Sheet(table=schema.PERSON, name=PEOPLE, frame=frame, rows=rows)
    problems = identifiers.check_people(sheet, today=None)
    errors = [found for found in problems if found.severity == "error"]
    if errors:
        first = f"{errors[0].sentence_zh()} {errors[0].sentence_en()}"
        raise PartsError(f"人员有 {len(errors)} 处错误；第一处：{first}")
    return sheet.frame


def write_text(path: Path, text: str) -> None:
    """Write a small file whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def write_parts(
    parts: Iterable[Facts], out: Path, *, of: int, progress: Progress | None = None
) -> int:
    """Write facts that come in parts as ``人员/part-00000.parquet`` …; return the number of rows.

    Raises PartsError when the folder holds tables already, which would mix with these.
    """
    if parquet_tables(out):
        raise PartsError(
            f"{out} 里已有表，请换一个空文件夹 / holds tables already: use an empty folder"
        )
    rows = 0
    for number, facts in enumerate(parts):
        if progress is not None:
            progress("写入", number, of)
        for table, frame in facts.tables.items():
            (out / table).mkdir(parents=True, exist_ok=True)
            path = out / table / f"part-{number:05d}.parquet"
            unfinished = path.with_name(f".{path.name}.part")
            frame.write_parquet(unfinished, compression="zstd")
            unfinished.replace(path)
            rows += frame.height
    return rows
