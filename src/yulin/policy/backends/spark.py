"""Runs the population back end on a Spark cluster, on one bucket of subjects at a time.

Nothing is translated: Spark brings together what the decision on some subjects reads, and the same
code decides them as on a single machine. Every table is packed by buckets of its subjects' keys into
Arrow files in memory, one shuffle brings the packages of a bucket together, and there they become
facts. Small tables that rows link to go to every bucket whole; large ones (a spouse is a person too)
are joined with the keys that each bucket asks for.
"""

from __future__ import annotations

import datetime as dt
import io
import logging
import os
import pickle
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial, reduce
from pathlib import Path
from typing import Any, Final

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812 - as everybody calls it

from yulin.facts import schema
from yulin.facts.frames import PEOPLE, Facts, dtype_of, empty_frame, frame_schema
from yulin.facts.parts import ROW, Index, checked, parquet_tables, rows_of
from yulin.policy.backends.population import KEY
from yulin.policy.decide import DecisionTable
from yulin.policy.engines import EngineError
from yulin.policy.library import Library
from yulin.policy.long_form import Wide, clause_columns
from yulin.policy.needs import Need, Place, needs
from yulin.policy.program import Program
from yulin.policy.streaming import Decider
from yulin.policy.vocabulary import Subject

#: people in a bucket
EACH: Final = 50_000
#: a linked table with fewer rows goes to every bucket whole
SMALL: Final = 1_000_000
#: rows packed at a time
_CHUNK: Final = 1_000_000
#: rows of one file of several keep their order before those of the next
_FILE_STEP: Final = 2**40
_BUCKET: Final = "_bucket"
_WANTED: Final = "_wanted"
_PACKED: Final = "kind string, bucket int, source string, payload binary"
_DECIDED: Final = "kind string, bucket int, payload binary"
_PACKED_ARROW: Final = pa.schema(
    [
        ("kind", pa.string()),
        ("bucket", pa.int32()),
        ("source", pa.string()),
        ("payload", pa.binary()),
    ]
)
_DECIDED_ARROW: Final = pa.schema(
    [("kind", pa.string()), ("bucket", pa.int32()), ("payload", pa.binary())]
)
_SPARK_TYPES: Final[dict[pl.DataType, str]] = {
    pl.String(): "string",
    pl.Date(): "date",
    pl.Int64(): "bigint",
    pl.Int32(): "int",
    pl.Int8(): "tinyint",
    pl.Boolean(): "boolean",
}

Progress = Callable[[str, int, int], None]
Given = Facts | Path | Mapping[str, DataFrame]


def local_session(cores: int | str = "*", **settings: str) -> SparkSession:
    """Return a session in this process's own machine, with this process's own Python.

    Raises EngineError where there is no Java.
    """
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise EngineError(
            "spark 引擎缺少 Java 17：Debian 上运行 apt-get install openjdk-17-jre-headless。"
            " The spark engine needs Java 17."
        )
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    logging.getLogger("py4j").setLevel(logging.WARNING)  # it speaks of every socket it closes
    builder = SparkSession.builder.master(f"local[{cores}]").appName("yulin")
    plain = {
        "spark.driver.memory": f"{_heap()}m",  # Spark's own 1 GB is too little for 50,000 people
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "200000",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "8",  # 200 small ones take longer to plan than to run
    }
    for name, value in (plain | settings).items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def _heap() -> int:
    """Return how many megabytes Java may take: a quarter of the machine, from 1 to 8 GB."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    return max(1024, min(8192, machine // 4))


def decide_spark(
    library: Library,
    facts: Given,
    /,
    *,
    as_of: dt.date,
    spark: SparkSession | None = None,
    buckets: int | None = None,
    progress: Progress | None = None,
) -> DecisionTable:
    """Return the decisions on everybody, worked out on a cluster and gathered here.

    Args:
        library: checked documents.
        facts: record tables, a folder of Parquet that every machine sees, or Spark's own frames.
        as_of: the date of the decision.
        spark: the session; without one, the active one or one on this machine.
        buckets: into how many groups people are cut; by default one for every 50,000.
        progress: called with (what, done, total).
    """
    tell = progress or (lambda _what, _done, _total: None)
    session = spark or SparkSession.getActiveSession() or local_session()
    program = library.program(as_of)
    tell("Spark：判定", 0, 1)
    rows = decided(session, program, facts, as_of=as_of, buckets=buckets).toArrow()
    tell("Spark：判定", 1, 1)
    return _table(program, as_of, facts, rows)


def decided(
    spark: SparkSession,
    program: Program,
    facts: Given,
    *,
    as_of: dt.date,
    buckets: int | None = None,
) -> DataFrame:
    """Return one row per kind of subject and bucket: its wide frame as an Arrow file."""
    many = buckets or _buckets(spark, facts)
    cluster = _Cluster(spark, _frames(spark, facts), _counts(facts), _checks(facts), many)
    kinds = _kinds(program, tuple(cluster.tables), as_of)
    wanted = {kind: needs(program, kind) for kind in kinds}
    small = cluster.small(wanted.values())
    for kind, need in wanted.items():
        cluster.route(kind, need, frozenset(small))
    work = _decider(pickle.dumps((program, as_of, tuple(cluster.tables), _lacking(facts))), small)
    if not cluster.packed:
        return spark.createDataFrame([], _DECIDED)
    # told how many, Spark does not put small packages together that are long work; twice as many as
    # there are groups, for few of them then fall on one another
    parts = 2 * many * len(kinds)
    packed = reduce(DataFrame.union, cluster.packed).repartition(parts, "kind", "bucket")
    return packed.groupBy("kind", "bucket").applyInArrow(work, _DECIDED)


def _kinds(program: Program, tables: tuple[str, ...], as_of: dt.date) -> tuple[Subject, ...]:
    return Decider(program, _Bucket(tables, {}, {}), as_of).kinds


# -- facts as Spark holds them ---------------------------------------------------------------------


def _frames(spark: SparkSession, facts: Given) -> dict[str, DataFrame]:
    if isinstance(facts, Facts):
        return {table: _from_memory(spark, frame) for table, frame in facts.tables.items()}
    if isinstance(facts, Path):
        found = parquet_tables(facts)
        return {table: _from_files(spark, table, files) for table, files in found.items()}
    return {
        table: facts[table].select(*_columns(table), F.monotonically_increasing_id().alias(ROW))
        for table in schema.BY_NAME
        if table in facts
    }


def _from_memory(spark: SparkSession, frame: pl.DataFrame) -> DataFrame:
    numbered = frame.with_row_index(ROW).with_columns(pl.col(ROW).cast(pl.Int64))
    return spark.createDataFrame(_arrow(numbered))


def _from_files(spark: SparkSession, table: str, files: list[Path]) -> DataFrame:
    """Read files with the place of each row; Spark itself may read them in any order."""
    read = []
    for number, file in enumerate(files):
        frame = spark.read.parquet(str(file))
        place = F.col("_metadata.row_index") + F.lit(number * _FILE_STEP)
        read.append(frame.select(*_columns(table, frame.columns), place.alias(ROW)))
    return reduce(DataFrame.union, read)


def _columns(table: str, present: Iterable[str] | None = None) -> list[Any]:
    """Return the columns that a source has, in the types that a frame of ours has."""
    known = None if present is None else set(present)
    return [
        F.col(f"`{c.name}`").cast(_SPARK_TYPES[dtype_of(c)]).alias(c.name)
        for c in schema.BY_NAME[table].columns
        if known is None or c.name in known
    ]


def _arrow(frame: pl.DataFrame) -> Any:
    return frame.to_arrow(compat_level=pl.CompatLevel.oldest())


def _checks(facts: Given) -> bool:
    """Whether rows have still to be held to the schema; facts in memory have been."""
    return not isinstance(facts, Facts)


def _counts(facts: Given) -> dict[str, Callable[[], int]]:
    """Return how to count the rows of each table: asking Spark is a job of its own."""
    if isinstance(facts, Facts):
        return {table: partial(int, rows) for table, rows in facts.counts().items()}
    if isinstance(facts, Path):
        return {table: partial(rows_of, files) for table, files in parquet_tables(facts).items()}
    return {table: frame.count for table, frame in facts.items()}


def _buckets(spark: SparkSession, facts: Given) -> int:
    """Enough for everyone to fit, and for every core to have one."""
    count = _counts(facts).get(PEOPLE)
    people = 0 if count is None else count()
    cores = int(spark.sparkContext.defaultParallelism)
    return max(1, min(people, max(cores, -(-people // EACH))))


# -- bringing together what a bucket reads ---------------------------------------------------------


@dataclass
class _Cluster:
    """Tables on the cluster, and the packages made of them."""

    spark: SparkSession
    tables: dict[str, DataFrame]
    counts: Mapping[str, Callable[[], int]]
    checked: bool
    buckets: int
    packed: list[DataFrame] = field(default_factory=list)

    def small(self, wanted: Iterable[Need]) -> dict[str, bytes]:
        """Return the linked tables that are small enough to go everywhere, as Arrow files."""
        linked = {target for need in wanted for target in _linked_tables(need)}
        return {
            table: _ipc(_rows(table, _polars(frame.toArrow()), checked_too=self.checked))
            for table, frame in self.tables.items()
            if table in linked and self.counts[table]() <= SMALL
        }

    def route(self, kind: str, need: Need, small: frozenset[str]) -> None:
        """Pack every record that deciding one kind of subject reads, by bucket."""
        level: dict[str, list[DataFrame]] = {}
        for table, key in _indexes(need):
            if table in self.tables:
                keys = F.col(f"`{key}`")
                bucket = F.pmod(F.xxhash64(keys), F.lit(self.buckets)).cast("int").alias(_BUCKET)
                rows = self.tables[table].where(keys.isNotNull()).select(bucket, "*")
                level.setdefault(table, []).append(rows)
                self.pack(kind, _part_name((table, key)), table, rows)
        _Links(self, kind, small).follow(need, level)

    def pack(self, kind: str, source: str, table: str, rows: DataFrame) -> None:
        work = _packer(kind, source, table, checked_too=self.checked)
        self.packed.append(rows.mapInArrow(work, _PACKED))


@dataclass
class _Links:
    """Follows the links of one kind of subject to rows that lie anywhere."""

    cluster: _Cluster
    kind: str
    small: frozenset[str]

    def follow(self, need: Need, level: dict[str, list[DataFrame]]) -> None:
        """Pack what the rows of a level lead to, and what that leads to."""
        for table, via, target in need.followed:
            self._find((target, schema.BY_NAME[target].key), _asked(level, [(table, via)]), level)
        for (_, places), other in need.linked.items():
            asked, below = _asked(level, places), dict[str, list[DataFrame]]()
            for index in _indexes(other):
                self._find(index, asked, below)
            self.follow(other, below)

    def _find(
        self, index: Index, asked: DataFrame | None, level: dict[str, list[DataFrame]]
    ) -> None:
        table, key = index
        if asked is None or table not in self.cluster.tables:
            return
        every = self.cluster.tables[table]
        found = every.join(asked, F.col(f"`{key}`") == F.col(_WANTED)).drop(_WANTED)
        rows = found.select(_BUCKET, *[f"`{name}`" for name in every.columns])
        level.setdefault(table, []).append(rows)
        if table not in self.small:
            self.cluster.pack(self.kind, _found_name(index), table, rows)


def _asked(level: Mapping[str, list[DataFrame]], places: Iterable[Place]) -> DataFrame | None:
    """Return which keys each bucket asks for."""
    columns = [
        frame.select(_BUCKET, F.col(f"`{column}`").alias(_WANTED))
        for table, column in places
        for frame in level.get(table, [])
    ]
    if not columns:
        return None
    return reduce(DataFrame.union, columns).where(F.col(_WANTED).isNotNull()).distinct()


def _indexes(need: Need) -> list[Index]:
    table = schema.BY_NAME.get(need.kind)  # a household has no table of its own
    own = [(table.name, table.key)] if table else []
    return list(dict.fromkeys([*own, *need.records]))


def _linked_tables(need: Need) -> Iterator[str]:
    yield from (target for _, _, target in need.followed)
    for other in need.linked.values():
        yield from (table for table, _ in _indexes(other))
        yield from _linked_tables(other)


def _part_name(index: Index) -> str:
    return "part " + "@".join(index)


def _found_name(index: Index) -> str:
    return "found " + "@".join(index)


# -- on the workers --------------------------------------------------------------------------------


def _packer(
    kind: str, source: str, table: str, *, checked_too: bool
) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """Return what turns rows into packages, one a bucket, some rows at a time."""

    def pack(batches: Iterator[Any]) -> Iterator[Any]:
        waiting: list[Any] = []
        for batch in batches:
            waiting.append(batch)
            if sum(b.num_rows for b in waiting) >= _CHUNK:
                yield from packages(waiting)
                waiting = []
        yield from packages(waiting)

    def packages(batches: list[Any]) -> Iterator[Any]:
        if not any(batch.num_rows for batch in batches):
            return
        given = _polars(pa.Table.from_batches(batches))
        frame = _rows(table, given.drop(_BUCKET), checked_too=checked_too)
        pieces = frame.with_columns(given[_BUCKET]).partition_by(
            _BUCKET, as_dict=True, include_key=False, maintain_order=True
        )
        for (bucket,), piece in pieces.items():
            row = [[kind], [bucket], [source], [_ipc(piece)]]
            yield pa.RecordBatch.from_arrays(
                [pa.array(v, t.type) for v, t in zip(row, _PACKED_ARROW, strict=True)],
                schema=_PACKED_ARROW,
            )

    return pack


def _rows(table: str, frame: pl.DataFrame, *, checked_too: bool) -> pl.DataFrame:
    """Return rows in the shape of the schema, each with its place in front."""
    places, plain = frame[ROW], frame.drop(ROW)
    made = checked(table, plain, table) if checked_too else plain.select(list(frame_schema(table)))
    return made.insert_column(0, places)


def _decider(told: bytes, small: dict[str, bytes]) -> Callable[[Any], Any]:
    """Return what decides the subjects of one bucket from its packages."""

    def decide(rows: Any) -> Any:
        program, as_of, tables, lacking = pickle.loads(told)  # noqa: S301 - made by the driver
        kind, bucket = rows["kind"][0].as_py(), rows["bucket"][0].as_py()
        frames: dict[str, list[pl.DataFrame]] = {}
        for source, payload in zip(rows["source"], rows["payload"], strict=True):
            frames.setdefault(source.as_py(), []).append(_unpacked(payload.as_py()))
        source = _Bucket(tables, frames, {table: _unpacked(p) for table, p in small.items()})
        wide = Decider(program, source, as_of, **lacking).decide(kind, 0)
        return pa.Table.from_pydict(
            {"kind": [kind], "bucket": [bucket], "payload": [_ipc(wide.frame)]}, _DECIDED_ARROW
        )

    return decide


@dataclass
class _Bucket:
    """The packages of one bucket as a source of records."""

    tables: tuple[str, ...]
    frames: Mapping[str, list[pl.DataFrame]]
    whole: Mapping[str, pl.DataFrame]

    def part(self, index: Index, number: int) -> pl.DataFrame:
        return self._joined(_part_name(index), index[0])

    def lookup(self, index: Index, keys: pl.Series) -> pl.DataFrame:
        found = self.whole.get(index[0])
        if found is None:
            found = self._joined(_found_name(index), index[0])
        return found.filter(pl.col(index[1]).is_in(keys.implode()))

    def _joined(self, source: str, table: str) -> pl.DataFrame:
        empty = empty_frame(table).insert_column(0, pl.Series(ROW, [], dtype=pl.Int64))
        # several levels may have asked for the same row, and packages come in any order
        return pl.concat([empty, *self.frames.get(source, [])]).unique(ROW).sort(ROW)


def _polars(table: Any) -> pl.DataFrame:
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    return frame


def _ipc(frame: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.write_ipc(out, compression="lz4")
    return out.getvalue()


def _unpacked(payload: bytes) -> pl.DataFrame:
    return pl.read_ipc(io.BytesIO(payload))


# -- back on the driver ----------------------------------------------------------------------------


def _table(program: Program, as_of: dt.date, facts: Given, rows: Any) -> DecisionTable:
    """Join the frames of all buckets, in the order of the facts where these are in memory."""
    tables = facts.tables if isinstance(facts, Facts) else None
    found: dict[str, list[pl.DataFrame]] = {}
    for kind, payload in zip(rows["kind"], rows["payload"], strict=True):
        found.setdefault(kind.as_py(), []).append(_unpacked(payload.as_py()))
    decider = Decider(program, _Bucket(_known(facts), {}, {}), as_of)
    wides = []
    for kind in decider.kinds:
        frames = found.get(kind) or [decider.decide(kind, 0).frame]
        frame = _ordered(pl.concat(frames), None if tables is None else tables[kind], kind)
        items = program.of(kind)
        wides.append(Wide(kind, items, frame, clause_columns(items)))
    return DecisionTable(program, as_of, tuple(wides))


def _lacking(facts: Given) -> dict[str, Any]:
    """What facts in memory do not know as a whole; files and frames hold everybody."""
    if isinstance(facts, Facts):
        return {"partial": facts.partial, "gaps": facts.gaps}
    return {}


def _known(facts: Given) -> tuple[str, ...]:
    if isinstance(facts, Path):
        return tuple(parquet_tables(facts))
    return tuple(facts.tables if isinstance(facts, Facts) else facts)


def _ordered(frame: pl.DataFrame, own: pl.DataFrame | None, kind: str) -> pl.DataFrame:
    if own is None:
        return frame.sort(KEY)
    keys = own.select(pl.col(schema.BY_NAME[kind].key).alias(KEY))
    return keys.join(frame, on=KEY, how="left", maintain_order="left")
