"""The rows of one record table about subjects, or about outer rows that they must match."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from yulin.facts import schema
from yulin.policy import ir
from yulin.policy.backends import needs
from yulin.policy.backends.sql.dialects import apart, called, cast, column, named
from yulin.policy.backends.sql.emit import joined, literal
from yulin.policy.backends.sql.sheets import Sheet
from yulin.policy.kinds import YES

if TYPE_CHECKING:
    from yulin.policy.backends.sql.population import Population

Match = tuple[tuple[str, ir.Column], ...]
_MATCHES = "_match"
_KINDS = {"id": "TEXT", "code": "TEXT", "text": "TEXT", "date": "DATE", "month": "DATE", "yes": "BOOLEAN"}  # fmt: skip


def sql_kind(of: schema.Column) -> str:
    """Return the SQL type of a record column."""
    return _KINDS.get(of.kind, "BIGINT")


def by_match(nodes: Iterable[ir.Aggregate]) -> dict[Match, list[ir.Aggregate]]:
    """Return figures by what their rows must match."""
    found: dict[Match, list[ir.Aggregate]] = {}
    for node in nodes:
        found.setdefault(node.match, []).append(node)
    return found


@dataclass(frozen=True)
class Tested:
    """Rows, and the figures over them with the match as one more condition."""

    sheet: Sheet
    nodes: tuple[ir.Aggregate, ...]


@dataclass
class Rows:
    """Makes sheets of a table's rows; ``p`` is the subject, ``a`` whom or what a row is about."""

    population: Population
    about: Sheet
    table: str
    key: str

    def brought(self, match: Match, nodes: Sequence[ir.Aggregate]) -> Tested:
        """Return the rows that figures read, with all that stands beside a row."""
        tested = tuple(_tested(n) for n in nodes) if match else tuple(nodes)
        parts = [part for node in tested for part in needs.about_row(node)]
        sheet = self._sheet(match, _columns(parts))
        _bring(self.population, sheet, parts)
        return Tested(sheet, tested)

    def _sheet(self, match: Match, columns: Sequence[ir.Column]) -> Sheet:
        job, subjects = self.population.job, self.population.sheet.base
        source = job.sources[self.table]
        test = exp.EQ(this=column("_key", subjects), expression=column(self.key, "r"))
        query = exp.select().from_(source.table("r"), copy=False)
        query = query.join(named(subjects), on=test, copy=False)
        places: dict[ir.Column, exp.Expr] = {}
        if match:
            query, places = self._matched(query, match)
        for via in dict.fromkeys(c.via for c in columns if c.via is not None):
            query = self._linked(query, via)
        places |= {c: self._value(c) for c in columns if c not in places}
        about = self.about.base
        identity = source.position("r", *([column("id", about)] if match else []))
        query = query.select(
            called(identity, "id"),
            called(column("id", subjects), "p"),
            called(column("id", about), "a"),
            copy=False,
        )
        names = {c: job.name("c") for c in places}
        values = [called(v, names[c]) for c, v in places.items()]
        base = job.table(query.select(*values, copy=False))
        found = {job.graph.add(c): (base, name) for c, name in names.items()}
        return Sheet(job, base, parent=self.population.sheet, places=found)

    def _matched(
        self, query: exp.Select, match: Match
    ) -> tuple[exp.Select, dict[ir.Column, exp.Expr]]:
        """Join the outer rows that match, or may for all that is known."""
        graph = self.about.job.graph
        outer = [graph.add(c) for _, c in match]
        equal = [
            apart(exp.EQ(this=column(name, "r"), expression=self.about.value(number)))
            for (name, _), number in zip(match, outer, strict=True)
        ]
        base = self.about.base
        same = exp.EQ(this=column("p", base), expression=column("id", self.population.sheet.base))
        may = [exp.Coalesce(this=e.copy(), expressions=[exp.true()]) for e in equal]
        query = query.join(named(base), on=joined(exp.And, [same, *may]), copy=False)
        truth = joined(exp.And, equal)
        return query, {ir.Column(self.table, _MATCHES, YES): truth}

    def _linked(self, query: exp.Select, via: str) -> exp.Select:
        """Join the table that a link column points to."""
        target = schema.BY_NAME[self.table].links[via]
        source = self.population.job.sources.get(target)
        if source is None:
            return query
        key = schema.BY_NAME[target].key
        test = exp.EQ(this=column(key, f"v:{via}"), expression=column(via, "r"))
        return query.join(source.table(f"v:{via}"), on=test, join_type="left", copy=False)

    def _value(self, of: ir.Column) -> exp.Expr:
        kind = sql_kind(schema.BY_NAME[of.table].column(of.name))
        if of.via is None:
            return cast(column(of.name, "r"), kind)
        if of.table not in self.population.job.sources:
            return literal(None, kind)
        return cast(column(of.name, f"v:{of.via}"), kind)


def _tested(node: ir.Aggregate) -> ir.Aggregate:
    """Return the figure over pairs of rows: whether these match is one more condition."""
    matches = ir.Column(node.table, _MATCHES, YES)
    where = matches if node.where is None else ir.And((matches, node.where))
    return dataclasses.replace(node, where=where, match=())


def _columns(parts: Iterable[ir.Node]) -> list[ir.Column]:
    """Return the columns of the row and of rows linked to it that parts read, keys included."""
    found: dict[ir.Column, None] = {}
    for part in parts:
        for leaf in needs.of_row(part):
            if isinstance(leaf, ir.Column) and leaf.via != ir.OWN and leaf.name != _MATCHES:
                found[leaf] = None
            elif isinstance(leaf, ir.Linked):
                found.update(dict.fromkeys(_columns([leaf.key])))
            elif isinstance(leaf, ir.Aggregate):
                found.update(dict.fromkeys(_columns([column for _, column in leaf.match])))
    return list(found)


def _bring(population: Population, sheet: Sheet, parts: Iterable[ir.Node]) -> None:
    """Work out what a row names or matches: values of others, figures over further rows."""
    leaves = dict.fromkeys(leaf for part in parts for leaf in needs.of_row(part))
    missing = [leaf for leaf in leaves if sheet.find(sheet.job.graph.add(leaf)) is None]
    figures: dict[tuple[str, str], list[ir.Aggregate]] = {}
    links = [leaf for leaf in missing if isinstance(leaf, ir.Linked)]
    for leaf in missing:
        if isinstance(leaf, ir.Aggregate):
            figures.setdefault((leaf.table, leaf.key), []).append(leaf)
    for (table, key), same in figures.items():
        population.figures(sheet, table, key, same)
    if links:
        _bring(population, sheet, [link.key for link in links])
        population.link(sheet, links)
