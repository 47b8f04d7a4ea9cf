"""Works out every variable of a program for all subjects at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
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
    """All subjects of one kind with the variables worked out so far, one column each."""

    program: Program
    facts: Facts
    as_of: dt.date
    subject: Subject
    #: one row a subject: ``_key`` and a column per variable
    frame: pl.DataFrame = field(init=False)
    #: given values by variable name, one per subject (worked cases)
    given: Mapping[str, pl.Series] = field(default_factory=dict)
    rows: dict[tuple[str, str], Rows] = field(default_factory=dict)
    figures: dict[ir.Aggregate, str] = field(default_factory=dict)
    own: pl.DataFrame = field(init=False)
    context: Context = field(init=False)

    def __post_init__(self) -> None:
        table = schema.BY_NAME[self.subject]
        self.own = self.facts.tables[table.name]
        self.frame = pl.DataFrame({KEY: self.own[table.key]})
        self.context = Context(self.as_of, str, self._figure_name, self._own_column)

    def work_out(self, names: list[str]) -> None:
        """Add the columns of the named variables and of everything they rest on."""
        for name in names:
            self._add(name)

    def __len__(self) -> int:
        return self.frame.height

    # -- variables -----------------------------------------------------------------------------

    def _add(self, name: str) -> None:
        if name in self.frame.columns or name.startswith("@"):  # @: supplied by the decision itself
            return
        definition = self.program.definitions[name]
        given = self.given.get(name, self.given.get(definition.name))
        if given is not None:
            self.frame = self.frame.with_columns(given.cast(dtype(definition.type)).alias(name))
            return
        node = definition.node
        if node is None:
            nothing = pl.lit(None, dtype=dtype(definition.type))
            self.frame = self.frame.with_columns(nothing.alias(name))
            return
        self.prepare(node)
        value = self.context.expr(node).cast(dtype(definition.type))
        self.frame = self.frame.with_columns(value.alias(name))

    def prepare(self, node: ir.Node) -> None:
        """Add the variables, own columns and figures that an expression reads."""
        for part in _outside_figures(node):
            if isinstance(part, ir.Var):
                self._add(part.name)
            elif isinstance(part, ir.Column):
                self._bring_own(part)
            elif isinstance(part, ir.Aggregate):
                self._add_figure(part)

    def _own_column(self, column: ir.Column) -> str:
        return f"@{column.name}"

    def _bring_own(self, column: ir.Column) -> None:
        name = self._own_column(column)
        if name not in self.frame.columns:
            self.frame = self.frame.with_columns(self.own[column.name].alias(name))

    # -- figures over records --------------------------------------------------------------------

    def _figure_name(self, node: ir.Aggregate) -> str:
        return self.figures[node]

    def _add_figure(self, node: ir.Aggregate) -> None:
        if node in self.figures:
            return
        for name in ir.variables(node):
            self._add(name)
        name = f"#{len(self.figures)}"
        self.figures[node] = name
        if node.table in self.facts.tables:
            rows = self._rows(node)
            column = rows.figure(node).cast(dtype(node.type)).alias(name)
        else:
            column = pl.Series(name, [None], dtype=dtype(node.type)).new_from_index(0, len(self))
        self.frame = self.frame.with_columns(column)

    def _rows(self, node: ir.Aggregate) -> Rows:
        key = (node.table, node.key)
        if key not in self.rows:
            frame = self._located(node.table, node.key)
            context = Context(self.as_of, str, self._figure_name, _row_column)
            self.rows[key] = Rows(frame, context, len(self), self.as_of)
        rows = self.rows[key]
        self._link(rows, node)
        self._bring_variables(rows, node)
        return rows

    def _located(self, table: str, key: str) -> pl.DataFrame:
        """Return the rows of a table that are about a subject, with the subject's position."""
        places = self.frame.select(pl.col(KEY).alias(key)).with_row_index(SUBJECT)
        data = self.facts.tables[table]
        return data.join(places, on=key, how="inner", maintain_order="left")

    def _link(self, rows: Rows, node: ir.Aggregate) -> None:
        for column in used_columns([node]):
            name = _row_column(column)
            if column.via == ir.OWN:
                self._bring_own(column)
                values = self.frame[self._own_column(column)].gather(rows.frame[SUBJECT])
                rows.frame = rows.frame.with_columns(values.alias(name))
            elif column.via is not None and name not in rows.frame.columns:
                rows.frame = self._joined(rows.frame, column, name)

    def _joined(self, frame: pl.DataFrame, column: ir.Column, name: str) -> pl.DataFrame:
        target = self.facts.tables.get(column.table)
        if target is None:
            return frame.with_columns(pl.lit(None, dtype=dtype(column.type)).alias(name))
        key = schema.BY_NAME[column.table].key
        wanted = target.select(pl.col(key), pl.col(column.name).alias(name))
        return frame.join(
            wanted, left_on=column.via, right_on=key, how="left", maintain_order="left"
        )

    def _bring_variables(self, rows: Rows, node: ir.Aggregate) -> None:
        for name in ir.variables(node):
            if name not in rows.frame.columns:
                values = self.frame[name].gather(rows.frame[SUBJECT]).alias(name)
                rows.frame = rows.frame.with_columns(values)


def _row_column(column: ir.Column) -> str:
    return column.name if column.via is None else f"{column.via}→{column.name}"


def _outside_figures(node: ir.Node) -> list[ir.Node]:
    """Return the nodes of an expression without those inside figures over records."""
    found = [node]
    if not isinstance(node, ir.Aggregate):
        for child in ir.children(node):
            found.extend(_outside_figures(child))
    return found
