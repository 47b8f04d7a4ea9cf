"""Rows of one table about the subjects, and beside each row whatever figures over the rows read.

Columns of linked tables, names and figures of the subject, values of other subjects whom the row
names, and figures over further rows that match the row: each becomes a column, once.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial, reduce
from operator import and_
from typing import TYPE_CHECKING

import polars as pl

from yulin.facts import schema
from yulin.policy import ir
from yulin.policy.backends import needs
from yulin.policy.backends.polars import Context, Figure, dtype
from yulin.policy.backends.records import SUBJECT, Rows
from yulin.policy.backends.sheet import Sheet
from yulin.policy.kinds import YES

if TYPE_CHECKING:
    from yulin.policy.backends.population import Population

#: the position of the subject, where ``SUBJECT`` is the position of an outer row
OWNER = "_o"
INNER = "_i"
MATCHES = "_match"
#: table, key column, matching columns
_Source = tuple[str, str, tuple[tuple[str, ir.Column], ...]]


@dataclass
class Beside:
    """Rows with the position of whom or what each is about, and columns added on demand.

    The population keeps these; they do not keep the population, but are told whose rows they are.
    """

    as_of: dt.date
    #: columns of the population
    subjects: Sheet
    frame: pl.DataFrame
    #: how many there are that rows may be about
    count: int
    #: column with the position of the row's subject in the population
    owner: str = SUBJECT
    #: position in the population of each one that rows are about; None: they are the population
    owners: pl.Series | None = None
    context: Context = field(init=False)
    #: figures worked out for each row
    own: dict[Figure, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        name = partial(_figure_name, self.own, self.subjects.figures)
        self.context = Context(self.as_of, _variable, name, _column_name)

    def figures(
        self, population: Population, nodes: list[ir.Aggregate]
    ) -> dict[ir.Aggregate, pl.Series]:
        """Return one column per figure, one value for each that rows are about."""
        self.bring(population, [part for node in nodes for part in needs.about_row(node)])
        once = partial(self._once, population)
        return Rows(self.frame, self.context, self.count, self.as_of, once).figures(nodes)

    def _once(self, population: Population, node: ir.Node) -> pl.Series:
        """Return what a node is for the subject, for each that rows are about."""
        found = population.values(node)
        return found if self.owners is None else found.gather(self.owners)

    def bring(self, population: Population, nodes: Iterable[ir.Node]) -> None:
        """Add the columns that expressions over a row read."""
        parts = dict.fromkeys(part for node in nodes for part in needs.of_row(node))
        self._bring_columns(population, [p for p in parts if isinstance(p, ir.Column)])
        whole: dict[str, str] = {}
        matching: dict[_Source, list[ir.Aggregate]] = {}
        links: dict[tuple[str, ir.Node], list[ir.Linked]] = {}
        for part in parts:
            if isinstance(part, ir.Var):
                whole[part.name] = _variable(part.name)
            elif isinstance(part, ir.Aggregate) and not part.match:
                whole[self.subjects.figures[part]] = self.subjects.figures[part]
            elif isinstance(part, ir.Aggregate) and part not in self.own:
                source = (part.table, part.key, part.match)
                matching.setdefault(source, []).append(part)
            elif isinstance(part, ir.Linked) and part not in self.own:
                links.setdefault((part.subject, part.key), []).append(part)
        self._bring_of_subject(whole)
        for source, figures in matching.items():
            self._bring_matching(population, source, figures)
        for (_, key), same in links.items():
            self._bring_linked(population, key, same)

    def _add(self, found: Iterable[tuple[Figure, pl.Series]]) -> None:
        columns = []
        for node, series in found:
            self.own[node] = f"~{len(self.own)}"
            columns.append(series.alias(self.own[node]))
        self.frame = self.frame.with_columns(columns)

    # -- of the subject, and of linked rows --------------------------------------------------------

    def _bring_of_subject(self, names: dict[str, str]) -> None:
        place, there = self.frame[self.owner], self.subjects.frame
        self.frame = self.frame.with_columns(
            there[name].gather(place).alias(beside)
            for name, beside in names.items()
            if beside not in self.frame.columns
        )

    def _bring_columns(self, population: Population, columns: list[ir.Column]) -> None:
        for column in columns:
            name = _column_name(column)
            if column.via is not None and name not in self.frame.columns:
                self.frame = self._with_linked(population, column, name)

    def _with_linked(self, population: Population, column: ir.Column, name: str) -> pl.DataFrame:
        if column.via == ir.OWN:
            own = population.own_column(column)
            return self.frame.with_columns(own.gather(self.frame[self.owner]).alias(name))
        target = population.facts.tables.get(column.table)
        if target is None:
            return self.frame.with_columns(pl.lit(None, dtype=dtype(column.type)).alias(name))
        key = schema.BY_NAME[column.table].key
        wanted = target.select(pl.col(key), pl.col(column.name).alias(name))
        return self.frame.join(
            wanted, left_on=column.via, right_on=key, how="left", maintain_order="left"
        )

    # -- of others, and of rows that match ---------------------------------------------------------

    def _bring_linked(self, population: Population, key: ir.Node, nodes: list[ir.Linked]) -> None:
        self.bring(population, [key])
        keys = self.frame.lazy().select(SUBJECT, self.context.expr(key).alias("key")).collect()
        self._add(population.of_others(keys["key"], nodes))

    def _bring_matching(
        self, population: Population, source: _Source, nodes: list[ir.Aggregate]
    ) -> None:
        table, key, match = source
        self.bring(population, [column for _, column in match])
        rows = population.rows(table, key)
        if rows is None:
            nothing = (pl.Series([None], dtype=dtype(n.type)) for n in nodes)
            height = self.frame.height
            self._add((n, s.new_from_index(0, height)) for n, s in zip(nodes, nothing, strict=True))
            return
        outer = self.frame.select(
            pl.col(self.owner).alias(OWNER),
            *(self.context.expr(column).alias(f"m{n}") for n, (_, column) in enumerate(match)),
        )
        may_match = rows.select(
            pl.col(SUBJECT).alias(OWNER),
            *(pl.col(name).alias(f"m{n}") for n, (name, _) in enumerate(match)),
        )
        pairs = pairs_of(outer, may_match, [f"m{n}" for n in range(len(match))])
        inner = rows.drop(SUBJECT).select(pl.all().gather(pairs[INNER]))
        beside = Beside(
            self.as_of,
            self.subjects,
            pairs.select(SUBJECT, OWNER, MATCHES).hstack(inner),
            self.frame.height,
            owner=OWNER,
            owners=self.frame[self.owner],
        )
        tested = [_tested(node) for node in nodes]
        found = beside.figures(population, tested)
        self._add((node, found[test]) for node, test in zip(nodes, tested, strict=True))


def _tested(node: ir.Aggregate) -> ir.Aggregate:
    """Return the figure over pairs of rows: whether these match is one more condition."""
    matches = ir.Column(node.table, MATCHES, YES)
    where = matches if node.where is None else ir.And((matches, node.where))
    return dataclasses.replace(node, where=where, match=())


def pairs_of(outer: pl.DataFrame, inner: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    """Return each outer row with every row of its subject that matches, or may for all we know.

    Args:
        outer: subject and columns of each outer row.
        inner: subject and columns of each row that may match.
        names: the columns that must be equal.

    Returns:
        position of the outer row, of its subject and of the other row, and whether they match
        (null: unknown), the other rows in their order.
    """
    left, right = outer.lazy().with_row_index(SUBJECT), inner.lazy().with_row_index(INNER)
    known = pl.all_horizontal(pl.col(name).is_not_null() for name in names)
    sure = left.filter(known).join(right.filter(known), on=[OWNER, *names])
    doubtful = [
        left.filter(~known).join(right, on=OWNER),
        left.filter(known).join(right.filter(~known), on=OWNER),
    ]
    equal = reduce(and_, (pl.col(name) == pl.col(f"{name}_right") for name in names))
    wanted = [SUBJECT, OWNER, INNER]
    parts = [
        sure.select(*wanted, pl.lit(value=True).alias(MATCHES)),
        *(pairs.filter(equal.is_null()).select(*wanted, _nothing()) for pairs in doubtful),
    ]
    return pl.concat(parts).sort(INNER).collect()


def _nothing() -> pl.Expr:
    return pl.lit(None, dtype=pl.Boolean).alias(MATCHES)


def _figure_name(own: dict[Figure, str], of_subject: dict[Figure, str], node: Figure) -> str:
    return own.get(node) or of_subject[node]


def _variable(name: str) -> str:
    """Return the column of a name; a table may have one that is called the same."""
    return f"={name}"


def _column_name(column: ir.Column) -> str:
    return column.name if column.via is None else f"{column.via}→{column.name}"
