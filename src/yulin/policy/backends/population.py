"""Works out every variable of a program for all subjects at once, in waves of dependency."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from yulin.facts import schema
from yulin.facts.frames import Facts
from yulin.policy import ir
from yulin.policy.backends.polars import Context, dtype
from yulin.policy.backends.records import SUBJECT, Rows, used_columns
from yulin.policy.program import Program
from yulin.policy.vocabulary import Subject

KEY = "_key"


@dataclass
class Population:
    """All subjects of one kind, one row each, with a column per variable and figure."""

    program: Program
    facts: Facts
    as_of: dt.date
    subject: Subject
    #: given values by variable name, one per subject (worked cases)
    given: Mapping[str, pl.Series] = field(default_factory=dict)
    frame: pl.DataFrame = field(init=False)
    own: pl.DataFrame = field(init=False)
    context: Context = field(init=False)
    figures: dict[ir.Aggregate, str] = field(default_factory=dict)
    _rows: dict[tuple[str, str], Rows] = field(default_factory=dict)
    _levels: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        table = schema.BY_NAME[self.subject]
        self.own = self.facts.tables[table.name]
        self.frame = pl.DataFrame({KEY: self.own[table.key]})
        self.context = Context(self.as_of, str, self._figure_name, _own_column)

    def __len__(self) -> int:
        return self.frame.height

    def with_columns(self, expressions: Iterable[pl.Expr]) -> None:
        """Add columns in one go, sharing common parts."""
        self.frame = self.frame.lazy().with_columns(expressions).collect()

    def prepare(self, nodes: Iterable[ir.Node]) -> None:
        """Add the variables, own columns and figures that expressions read."""
        names, figures, own = self._needed(nodes)
        self._bring_own(own)
        levels = sorted({*map(self._level, names), *map(self._figure_level, figures)})
        for level in levels:
            self._add_figures([f for f in figures if self._figure_level(f) == level])
            self._add_variables([n for n in names if self._level(n) == level])

    # -- what is needed, and in which order --------------------------------------------------------

    def _needed(
        self, nodes: Iterable[ir.Node]
    ) -> tuple[list[str], list[ir.Aggregate], list[ir.Column]]:
        names: dict[str, None] = {}
        figures: dict[ir.Aggregate, None] = {}
        own: dict[ir.Column, None] = {}
        waiting = list(nodes)
        while waiting:
            for part in ir.walk(waiting.pop()):
                if isinstance(part, ir.Var) and part.name not in names and self._is_ours(part.name):
                    names[part.name] = None
                    definition = self._definition(part.name)
                    if definition is not None:
                        waiting.append(definition)
                elif isinstance(part, ir.Aggregate) and part not in self.figures:
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
        return None if self._given(name) is not None else self.program.definitions[name].node

    def _level(self, name: str) -> int:
        if name not in self._levels:
            node = None if name.startswith("@") else self._definition(name)
            self._levels[name] = 0 if node is None else 1 + self._depth(node)
        return self._levels[name]

    def _depth(self, node: ir.Node) -> int:
        depths = [self._figure_level(p) for p in ir.walk(node) if isinstance(p, ir.Aggregate)]
        depths += [self._level(name) for name in ir.variables(node)]
        return max(depths, default=0)

    def _figure_level(self, node: ir.Aggregate) -> int:
        return 1 + max((self._level(name) for name in ir.variables(node)), default=0)

    # -- adding ------------------------------------------------------------------------------------

    def _bring_own(self, columns: list[ir.Column]) -> None:
        missing = [c for c in columns if _own_column(c) not in self.frame.columns]
        self.frame = self.frame.with_columns(
            self.own[c.name].alias(_own_column(c)) for c in missing
        )

    def _add_variables(self, names: list[str]) -> None:
        given = {n: s for n in names if (s := self._given(n)) is not None}
        kinds = {n: dtype(self.program.definitions[n].type) for n in names}
        self.frame = self.frame.with_columns(s.cast(kinds[n]).alias(n) for n, s in given.items())
        self.with_columns(
            self._expression(n).cast(kinds[n]).alias(n) for n in names if n not in given
        )

    def _expression(self, name: str) -> pl.Expr:
        node = self._definition(name)
        if node is None:
            return pl.lit(None, dtype=dtype(self.program.definitions[name].type))
        return self.context.expr(node)

    def _figure_name(self, node: ir.Aggregate) -> str:
        return self.figures[node]

    def _add_figures(self, nodes: list[ir.Aggregate]) -> None:
        by_table: dict[tuple[str, str], list[ir.Aggregate]] = {}
        for node in nodes:
            by_table.setdefault((node.table, node.key), []).append(node)
        for (table, key), same in by_table.items():
            self._add_columns(self._table_figures(table, key, same))

    def _table_figures(
        self, table: str, key: str, nodes: list[ir.Aggregate]
    ) -> Iterator[tuple[ir.Aggregate, pl.Series]]:
        if table not in self.facts.tables:
            for node in nodes:
                nothing = pl.Series([None], dtype=dtype(node.type))
                yield node, nothing.new_from_index(0, len(self))
            return
        yield from self._located(table, key, nodes).figures(nodes).items()

    def _add_columns(self, found: Iterable[tuple[ir.Aggregate, pl.Series]]) -> None:
        columns = []
        for node, series in found:
            self.figures[node] = f"#{len(self.figures)}"
            columns.append(series.alias(self.figures[node]))
        self.frame = self.frame.with_columns(columns)

    # -- rows of a table ---------------------------------------------------------------------------

    def _located(self, table: str, key: str, nodes: list[ir.Aggregate]) -> Rows:
        """Return the rows of a table that are about a subject, with what the figures read."""
        if (table, key) not in self._rows:
            frame = _placed(self.facts.tables[table], key, self.frame[KEY])
            context = Context(self.as_of, str, self._figure_name, _row_column)
            self._rows[table, key] = Rows(frame, context, len(self), self.as_of)
        rows = self._rows[table, key]
        for column in used_columns(nodes):
            rows.frame = self._linked(rows.frame, column)
        names = dict.fromkeys(name for node in nodes for name in ir.variables(node))
        place = rows.frame[SUBJECT]
        rows.frame = rows.frame.with_columns(
            self.frame[name].gather(place).alias(name)
            for name in names
            if name not in rows.frame.columns
        )
        return rows

    def _linked(self, frame: pl.DataFrame, column: ir.Column) -> pl.DataFrame:
        name = _row_column(column)
        if column.via is None or name in frame.columns:
            return frame
        if column.via == ir.OWN:
            return frame.with_columns(self.own[column.name].gather(frame[SUBJECT]).alias(name))
        target = self.facts.tables.get(column.table)
        if target is None:
            return frame.with_columns(pl.lit(None, dtype=dtype(column.type)).alias(name))
        key = schema.BY_NAME[column.table].key
        wanted = target.select(pl.col(key), pl.col(column.name).alias(name))
        return frame.join(
            wanted, left_on=column.via, right_on=key, how="left", maintain_order="left"
        )


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


def _row_column(column: ir.Column) -> str:
    return column.name if column.via is None else f"{column.via}→{column.name}"
