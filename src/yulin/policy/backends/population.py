"""Works out every variable of a program for all subjects at once, in waves of dependency."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

import polars as pl

from yulin.facts import schema
from yulin.facts.frames import Facts
from yulin.policy import ir
from yulin.policy.backends import needs, sharing
from yulin.policy.backends.beside import Beside
from yulin.policy.backends.polars import Context, Figure, dtype
from yulin.policy.backends.python import check_subject
from yulin.policy.backends.records import SUBJECT
from yulin.policy.backends.sheet import Sheet
from yulin.policy.program import Program
from yulin.policy.vocabulary import Subject

KEY = "_key"
#: gives links of one kind with the value that each has for the other subject in a column of keys
Answers = Callable[[pl.Series, list[ir.Linked]], Iterator[tuple[ir.Linked, pl.Series]]]


@dataclass
class Population:
    """Subjects of one kind, one row each, with a column per variable and figure."""

    program: Program
    facts: Facts
    as_of: dt.date
    subject: Subject
    #: given values by variable name, one per subject (worked cases)
    given: Mapping[str, pl.Series] = field(default_factory=dict)
    #: whom it is about, each once; None: everyone in the subject's own table
    keys: pl.Series | None = None
    #: tells what others are whose records are not in the facts; None: they are
    answers: Answers | None = None
    sheet: Sheet = field(init=False)
    context: Context = field(init=False)
    #: position of each subject in their own table; None: they are its rows
    _places: pl.Series | None = None
    _rows: dict[tuple[str, str], Beside] = field(default_factory=dict)
    _levels: dict[str, int] = field(default_factory=dict)
    _figure_levels: dict[Figure, int] = field(default_factory=dict)
    #: others whom the subjects link to, by kind
    _others: dict[Subject, list[Population]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.keys is None:
            self.keys = self.facts.tables[self.subject][schema.BY_NAME[self.subject].key]
        elif self.subject in self.facts.tables:
            key = schema.BY_NAME[self.subject].key
            self._places = positions(self.keys, self.facts.tables[self.subject][key])
        self.sheet = Sheet(pl.DataFrame({KEY: self.keys}))
        # it knows the sheet, not the population, so that nothing stays when that goes
        self.context = Context(self.as_of, str, self.sheet.figure, _own_column, self.sheet.values)

    def __len__(self) -> int:
        return self.frame.height

    @property
    def frame(self) -> pl.DataFrame:
        """The columns so far, one row per subject."""
        return self.sheet.frame

    @frame.setter
    def frame(self, frame: pl.DataFrame) -> None:
        self.sheet.frame = frame

    @property
    def figures(self) -> dict[Figure, str]:
        """The figures worked out so far, and the column of each."""
        return self.sheet.figures

    def add(self, wanted: sharing.Wanted, more: Iterable[pl.Expr] = ()) -> None:
        """Add columns in one go, sharing common parts; ``more`` are columns as they are."""
        self.frame = sharing.with_columns(self.frame, self.context, wanted, more)

    def values(self, node: ir.Node) -> pl.Series:
        """Return what a prepared node is for each subject."""
        # lazily: at once, a comparison with a column of one value may come out as one value
        wanted = self.frame.lazy().select(KEY, self.context.expr(node).alias("v"))
        return wanted.collect()["v"]

    def prepare(self, nodes: Iterable[ir.Node]) -> None:
        """Add the variables, own columns and figures that expressions read."""
        names, figures, own = self._needed(nodes)
        self._bring_own(own)
        waves: dict[int, tuple[list[Figure], list[str]]] = {}
        for figure in figures:
            waves.setdefault(self._figure_level(figure), ([], []))[0].append(figure)
        for name in names:
            waves.setdefault(self._level(name), ([], []))[1].append(name)
        for level in sorted(waves):
            self._add_figures(waves[level][0])
            self._add_variables(waves[level][1])

    # -- what is needed, and in which order --------------------------------------------------------

    def _needed(self, nodes: Iterable[ir.Node]) -> tuple[list[str], list[Figure], list[ir.Column]]:
        names: dict[str, None] = {}
        figures: dict[Figure, None] = {}
        own: dict[ir.Column, None] = {}
        waiting = list(nodes)
        while waiting:
            for part in needs.of_subject(waiting.pop()):
                if isinstance(part, ir.Var) and part.name not in names and self._is_ours(part.name):
                    names[part.name] = None
                    definition = self._definition(part.name)
                    if definition is not None:
                        waiting.append(definition)
                elif isinstance(part, Figure) and part not in self.figures:
                    figures[part] = None
                elif isinstance(part, ir.Column) and part.via == ir.OWN:
                    own[part] = None
        return list(names), list(figures), list(own)

    def _is_ours(self, name: str) -> bool:
        """Whether the variable is still to be added; ``@`` marks what the decision supplies."""
        return not name.startswith("@") and name not in self.frame.columns

    def _given(self, name: str) -> pl.Series | None:
        plain = self.program.definitions[name].name
        return self.given.get(name, self.given.get(plain))

    def _definition(self, name: str) -> ir.Node | None:
        """Return the node a variable is worked out from; None where it is given or unknown."""
        definition = self.program.definitions[name]
        if definition.node is None or self._given(name) is not None:
            return None
        check_subject(definition, self.subject)
        return definition.node

    def _level(self, name: str) -> int:
        if name not in self._levels:
            node = None if name.startswith("@") else self._definition(name)
            self._levels[name] = 0 if node is None else 1 + self._depth(needs.of_subject(node))
        return self._levels[name]

    def _depth(self, parts: Iterable[ir.Node]) -> int:
        depths = [0]
        for part in parts:
            if isinstance(part, Figure):
                depths.append(self._figure_level(part))
            elif isinstance(part, ir.Var):
                depths.append(self._level(part.name))
        return max(depths)

    def _figure_level(self, node: Figure) -> int:
        found = self._figure_levels.get(node)
        if found is None:
            _, *parts = needs.of_subject(node)
            found = self._figure_levels[node] = 1 + self._depth(parts)
        return found

    # -- adding ------------------------------------------------------------------------------------

    def own_column(self, column: ir.Column) -> pl.Series:
        """Return a column of the subjects' own rows, null for whom there is none."""
        table = self.facts.tables.get(self.subject)
        if table is None:
            nothing = pl.Series([None], dtype=dtype(column.type))
            return nothing.new_from_index(0, len(self))
        found = table[column.name]
        return found if self._places is None else found.gather(self._places)

    def _bring_own(self, columns: list[ir.Column]) -> None:
        missing = [c for c in columns if _own_column(c) not in self.frame.columns]
        self.frame = self.frame.with_columns(
            self.own_column(c).alias(_own_column(c)) for c in missing
        )

    def _add_variables(self, names: list[str]) -> None:
        given = {n: s for n in names if (s := self._given(n)) is not None}
        kinds = {n: dtype(self.program.definitions[n].type) for n in names}
        self.frame = self.frame.with_columns(s.cast(kinds[n]).alias(n) for n, s in given.items())
        self.add({n: (self._node(n), kinds[n]) for n in names if n not in given})

    def _node(self, name: str) -> ir.Node:
        return self._definition(name) or ir.Const(None, self.program.definitions[name].type)

    def _add_figures(self, nodes: list[Figure]) -> None:
        by_table: dict[tuple[str, str], list[ir.Aggregate]] = {}
        by_key: dict[tuple[str, ir.Node], list[ir.Linked]] = {}
        for node in nodes:
            if isinstance(node, ir.Aggregate):
                by_table.setdefault((node.table, node.key), []).append(node)
            else:
                by_key.setdefault((node.subject, node.key), []).append(node)
        for (table, key), same in by_table.items():
            self._add_columns(self._table_figures(table, key, same))
        for (_, link), those in by_key.items():
            self._add_columns(self.of_others(self.values(link), those))

    def _table_figures(
        self, table: str, key: str, nodes: list[ir.Aggregate]
    ) -> Iterator[tuple[ir.Aggregate, pl.Series]]:
        rows = self._located(table, key)
        if rows is None:
            for node in nodes:
                nothing = pl.Series([None], dtype=dtype(node.type))
                yield node, nothing.new_from_index(0, len(self))
            return
        yield from rows.figures(self, nodes).items()

    def _add_columns(self, found: Iterable[tuple[Figure, pl.Series]]) -> None:
        columns = []
        for node, series in found:
            self.figures[node] = f"#{len(self.figures)}"
            columns.append(series.alias(self.figures[node]))
        self.frame = self.frame.with_columns(columns)

    # -- rows of a table ---------------------------------------------------------------------------

    def rows(self, table: str, key: str) -> pl.DataFrame | None:
        """Return the rows of a table about the subjects with their position; None: not supplied."""
        located = self._located(table, key)
        if located is None:
            return None
        return located.frame.select(SUBJECT, *self.facts.tables[table].columns)

    def _located(self, table: str, key: str) -> Beside | None:
        if not self.facts.knows(table, self.subject):
            return None
        if (table, key) not in self._rows:
            frame = _placed(self.facts.tables[table], key, self.frame[KEY])
            self._rows[table, key] = Beside(self.as_of, self.sheet, frame, len(self))
        return self._rows[table, key]

    # -- other subjects ----------------------------------------------------------------------------

    def of_others(
        self, keys: pl.Series, nodes: list[ir.Linked]
    ) -> Iterator[tuple[ir.Linked, pl.Series]]:
        """Yield links of one kind with the value each has for the other subject in ``keys``."""
        if self.answers is not None:
            yield from self.answers(keys, nodes)
            return
        others = self._population_of(cast("Subject", nodes[0].subject), keys)
        others.prepare(node.node for node in nodes)
        place = positions(keys, others.frame[KEY])
        for node in nodes:
            found = others.values(node.node).cast(dtype(node.type))
            yield node, found.gather(place)

    def _population_of(self, subject: Subject, keys: pl.Series) -> Population:
        """Return the population of some others, without given values: those are the subject's."""
        wanted = keys.drop_nulls().unique().sort()
        known = self._others.setdefault(subject, [])
        for population in known:
            if population.frame[KEY].equals(wanted):
                return population
        made = Population(self.program, self.facts, self.as_of, subject, keys=wanted)
        known.append(made)
        return made


def positions(keys: pl.Series, among: pl.Series) -> pl.Series:
    """Return where each key stands first among others, null where it does not."""
    places = pl.DataFrame({KEY: among}).with_row_index("place").unique(KEY, keep="first")
    found = pl.DataFrame({KEY: keys}).join(places, on=KEY, how="left", maintain_order="left")
    return found["place"]


def _placed(data: pl.DataFrame, key: str, subjects: pl.Series) -> pl.DataFrame:
    """Return the rows about the subjects, with the position of each; only keys are looked up."""
    places = pl.DataFrame({key: subjects}).with_row_index(SUBJECT)
    runs = data.lazy().select(pl.col(key), pl.col(key).rle_id().alias("run")).collect()
    starts = runs.filter(pl.col("run") != pl.col("run").shift(1, fill_value=2**32 - 1))
    found = starts.join(places, on=key, how="left", maintain_order="left")[SUBJECT]
    place = found.gather(runs["run"])
    rows = data.with_columns(place.alias(SUBJECT))
    return rows.filter(place.is_not_null()) if place.null_count() else rows


def _own_column(column: ir.Column) -> str:
    return f"@{column.name}"
