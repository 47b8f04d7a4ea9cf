"""附加事实 in a folder that is too large to be read at once: held to what documents declare.

Such a folder is cut into parts, each row checked by itself as it passes. What documents declare, and
that nothing is said twice, asks for the whole table; it is small beside the registers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from yulin.facts import schema, told
from yulin.facts.errors import Problem
from yulin.facts.faults import fault
from yulin.facts.frames import EMPLOYERS
from yulin.facts.parts import PartsError, checked, parquet_tables
from yulin.facts.records import Sheet
from yulin.facts.told import Declared

_SHOWN = 20
#: rows are told as they would stand in a sheet under one header row
_HEADER = 2


def problems_of(folder: Path, declared: Declared) -> list[Problem]:
    """Return what is wrong with the told facts in a folder of Parquet files, errors and warnings.

    Raises:
        FrameError: where a table does not keep the contract of ``yulin.facts.schema``.
    """
    tables = parquet_tables(folder)
    return [
        found
        for table in schema.TOLD_OF.values()
        if table.name in tables
        for found in _problems(table, tables, declared)
    ]


def refuse_wrong(folder: Path, declared: Declared) -> None:
    """Refuse a folder whose told facts are not as documents declare them.

    Raises:
        PartsError: with file, row, reason and what to do.
        FrameError: where a table does not keep the contract of ``yulin.facts.schema``.
    """
    errors = [found for found in problems_of(folder, declared) if found.severity == "error"]
    if errors:
        lines = [f"{one.sentence_zh()} {one.sentence_en()}" for one in errors[:_SHOWN]]
        more = len(errors) - _SHOWN
        lines += [f"… 另有 {more} 处 / {more} more"] if more > 0 else []
        raise PartsError("\n".join([f"附加事实有 {len(errors)} 处错误，没有判定：", *lines]))


def _problems(
    table: schema.Table, tables: Mapping[str, list[Path]], declared: Declared
) -> list[Problem]:
    files = tables[table.name]
    frames = {f.name: checked(table.name, pl.read_parquet(f, glob=False), f.name) for f in files}
    sheets = [_sheet(table, name, frame) for name, frame in frames.items()]
    problems = [
        found
        for sheet in sheets
        for found in (*told.check(sheet, declared), *_strangers(sheet, tables))
    ]
    if len(files) > 1 and not any(found.severity == "error" for found in problems):
        # what one file says another may say otherwise
        name = f"{table.name}（{len(files)} 个文件依次相接）"
        joined = told.check(_sheet(table, name, pl.concat(frames.values())), declared)
        problems += [found for found in joined if found.severity == "error"]
    return problems


def _sheet(table: schema.Table, name: str, frame: pl.DataFrame) -> Sheet:
    rows = pl.int_range(frame.height, dtype=pl.Int64, eager=True) + _HEADER
    return Sheet(table=table, name=name, frame=frame, rows=rows)


def _strangers(sheet: Sheet, tables: Mapping[str, list[Path]]) -> Iterator[Problem]:
    """Yield those about whom something is told but who are in no sheet."""
    key = sheet.table.key
    target = sheet.table.links[key]
    if target in tables:
        known = pl.concat(
            [
                pl.scan_parquet(f, glob=False).select(pl.col(key).cast(pl.String))
                for f in tables[target]
            ]
        ).collect()[key]
        code = "unknown_employer" if target == EMPLOYERS else "unknown_person"
        lost = ~sheet.frame[key].is_in(known.implode())
        yield from sheet.place(key).problems(lost, fault(code))
