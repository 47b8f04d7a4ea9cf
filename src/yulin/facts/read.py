"""Reading of facts from a workbook or a folder: all of it, or nothing and the reasons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import polars as pl

from yulin.facts import names, records, schema, sources
from yulin.facts.cells import from_values
from yulin.facts.convert import absent, convert
from yulin.facts.errors import Problem, RefusedError
from yulin.facts.extent import column_index
from yulin.facts.faults import Place
from yulin.facts.frames import PEOPLE, Facts
from yulin.facts.limits import DEFAULT, Limits
from yulin.facts.messages import problem
from yulin.facts.raw_table import RawTable
from yulin.facts.records import Sheet
from yulin.facts.told import VALUES, Declared

#: called with what is being done (Chinese), steps done, steps in all
Progress = Callable[[str, int, int], None]
#: opening, then each table, then the checks across tables
_STEPS: Final = len(schema.TABLES) + 2


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a table's records stand: the sheet, the row of each, the letter of each column."""

    sheet: str
    rows: pl.Series
    letters: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a file holds, or why it cannot be used.

    ``facts`` is None when there is any error, so that nothing is half-imported. ``counts`` is
    records by table, as read, also when there are errors.
    """

    facts: Facts | None
    problems: list[Problem] = field(default_factory=list)
    counts: Mapping[str, int] = field(default_factory=dict)
    #: sheet → the row of its header, as Excel counts
    header_rows: Mapping[str, int] = field(default_factory=dict)
    #: table → where its records stand in the file
    places: Mapping[str, Standing] = field(default_factory=dict)

    @property
    def errors(self) -> list[Problem]:
        """The problems that stop the import."""
        return [found for found in self.problems if found.severity == "error"]

    @property
    def warnings(self) -> list[Problem]:
        """The problems to know of, which stop nothing."""
        return [found for found in self.problems if found.severity == "warning"]


def read_facts(
    path: Path,
    *,
    progress: Progress | None = None,
    people_required: bool = True,
    today: dt.date | None = None,
    limits: Limits = DEFAULT,
    declared: Declared | None = None,
) -> Reading:
    """Read a workbook (.xlsx, .xls, .ods), a CSV or Parquet file, or a folder of these.

    Every problem is told with sheet, row and column; none is raised. A table that the source does
    not have is absent from the facts. With ``people_required`` a source without 人员 is an error;
    without it, records may be of people kept elsewhere. ``today`` decides which birth dates are in
    the future; ``declared`` says which facts documents ask for beyond the registers, so that 附加事实
    can be held to it.
    """
    tell = progress or _silent
    tell("打开文件", 0, _STEPS)
    source = sources.Source(path=path, limits=limits)
    problems: list[Problem] = []
    try:
        sheets = _convert_all(source, problems, tell, limits)
    except RefusedError as refused:
        return Reading(facts=None, problems=[refused.problem])
    problems += source.problems
    if people_required and source.found and PEOPLE not in source.found:
        problems.append(problem("missing_people"))
    tell("核对各表之间的关系", _STEPS - 1, _STEPS)
    problems += records.check(sheets, today=today, declared=declared)
    tell("完成", _STEPS, _STEPS)
    return _reading(sheets, problems, limits)


def read_rows(
    table: schema.Table, columns: Mapping[str, Sequence[object]], *, limits: Limits = DEFAULT
) -> Reading:
    """Read records that came as values, not as a file: one sequence a column, all equally long.

    The same readers and checks as a file's; problems count the records from 1. Columns that are not
    given are blank.
    """
    height = max(map(len, columns.values()), default=0)
    raw = RawTable(
        table=table,
        sheet=table.name,
        rows=pl.int_range(1, height + 1, dtype=pl.Int64, eager=True),
        columns={name: from_values(values) for name, values in columns.items()},
        letters={},
    )
    problems: list[Problem] = []
    sheets = {table.name: _convert(raw, problems, limits)}
    problems += records.check(sheets)
    return _reading(sheets, problems, limits)


def _silent(_stage: str, _done: int, _total: int) -> None:
    pass


def _convert_all(
    source: sources.Source, problems: list[Problem], tell: Progress, limits: Limits
) -> dict[str, Sheet]:
    sheets = {}
    for done, raw in enumerate(source.tables(), start=1):
        tell(f"读取{raw.table.name}", done, _STEPS)
        problems += raw.problems
        if isinstance(raw, RawTable):
            if not any(found.code == "no_header" for found in raw.problems):
                sheets[raw.table.name] = _convert(raw, problems, limits)
        else:
            sheets[raw.table.name] = raw.sheet
    return {name: sheets[name] for name in schema.BY_NAME if name in sheets}


def _convert(raw: RawTable, problems: list[Problem], limits: Limits) -> Sheet:
    series = []
    for column in raw.table.columns:
        cells = raw.columns.get(column.name)
        if cells is None:
            series.append(absent(column, len(raw.rows)))
            continue
        place = Place(
            sheet=raw.sheet,
            column=column.name,
            letter=raw.letters.get(column.name, ""),
            rows=raw.rows,
        )
        done = convert(column, cells, place, system=raw.date_system, limits=limits)
        series.append(done.values)
        problems += done.problems
    return Sheet(
        table=raw.table,
        name=raw.sheet,
        frame=pl.DataFrame(series),
        rows=raw.rows,
        letters=raw.letters,
        header_row=raw.header_row,
    )


def _reading(sheets: Mapping[str, Sheet], problems: list[Problem], limits: Limits) -> Reading:
    kept = _limited(_without_repeats(problems), limits)
    counts = {name: sheet.frame.height for name, sheet in sheets.items()}
    heads = {sheet.name: sheet.header_row for sheet in sheets.values()}
    if any(found.severity == "error" for found in kept):
        return Reading(facts=None, problems=kept, counts=counts, header_rows=heads)
    disputed = tuple(c for sheet in sheets.values() for c in sheet.contradictions)
    facts = Facts({name: sheet.frame for name, sheet in sheets.items()}, disputed)
    facts.validate()
    places = {
        name: Standing(sheet=sheet.name, rows=sheet.rows, letters=sheet.letters)
        for name, sheet in sheets.items()
    }
    return Reading(facts=facts, problems=kept, counts=counts, header_rows=heads, places=places)


def _without_repeats(problems: list[Problem]) -> Iterator[Problem]:
    """Leave out what follows from another: a cell with an Excel error is also empty.

    And a row whose value could not be read has one.
    """
    broken = {
        (found.sheet, found.row, found.column)
        for found in problems
        if found.code in {"excel_error", "formula_without_value"}
    }
    unread = {(found.sheet, found.row) for found in problems if found.column in VALUES}
    for found in problems:
        place = (found.sheet, found.row, found.column)
        follows = found.code == "missing_value" and place in broken
        if not follows and not (found.code == "told_without_value" and place[:2] in unread):
            yield found


def _limited(problems: Iterator[Problem], limits: Limits) -> list[Problem]:
    """The first problems of each severity, in the order of tables and rows, errors first."""
    every = sorted(problems, key=_order)
    errors = [found for found in every if found.severity == "error"]
    warnings = [found for found in every if found.severity == "warning"]
    kept = errors[: limits.problems] + warnings[: limits.problems]
    if len(errors) > limits.problems:
        kept.insert(0, problem("too_many_problems", limit=limits.problems))
    return kept


def _order(found: Problem) -> tuple[int, int, int]:
    table = names.find_table(found.sheet)
    position = schema.TABLES.index(table) if table else -1
    return position, found.row, column_index(found.letter)
