"""Which records a decision reads, and so whose decisions a changed record can change.

Read from the IR, through names, figures, linked records and other subjects: an employer's row changed
means its staff, a spouse's home means the other spouse. More subjects may be named than are touched,
never fewer. An employer's figures over its staff are compared where both states are at hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

import polars as pl

from yulin.facts import schema
from yulin.facts.frames import Facts
from yulin.policy import ir
from yulin.policy.backends.arrays.records import Records
from yulin.policy.backends.arrays.tables import Store
from yulin.policy.decide import nodes_read
from yulin.policy.identity import once_each
from yulin.policy.incremental.contributions import Comparison, Place, States, figures_read
from yulin.policy.kinds import TEXT
from yulin.policy.program import Item, Program
from yulin.policy.vocabulary import Subject

#: (table, column, keys) → the rows in which the column holds one of the keys; None: not supplied
Lookup = Callable[[str, str, pl.Series], pl.DataFrame | None]
#: some subjects → the records of them, and of whomever these lead to, before and after
Compared = Callable[[pl.Series], States]
_SUBJECTS: tuple[Subject, ...] = ("人员", "单位")


@dataclass(frozen=True)
class Change:
    """Rows of one record table that were added, removed or altered."""

    table: str
    #: the rows as they were and as they are
    rows: pl.DataFrame
    #: the columns that were altered; None: rows came or went
    columns: frozenset[str] | None = None

    def touches(self, read: Iterable[str]) -> bool:
        """Return whether anything that is read was altered."""
        return self.rows.height > 0 and (self.columns is None or bool(self.columns & set(read)))


@dataclass
class Reads:
    """What is read about one kind of subject."""

    kind: Subject
    #: columns of the subject's own row
    own: set[str] = field(default_factory=set)
    #: (table, column that names the subject) → columns of the rows about it
    records: dict[Place, set[str]] = field(default_factory=dict)
    #: (table, link column, table it leads to) → columns of the linked row
    followed: dict[tuple[str, str, str], set[str]] = field(default_factory=dict)
    #: other subjects, by where the keys that name them come from
    linked: dict[tuple[Subject, tuple[Place, ...]], Reads] = field(default_factory=dict)

    def columns(self) -> Iterator[Place]:
        """Yield every (table, column) that is read, of whomever."""
        yield from ((self.kind, name) for name in self.own)
        for (table, key), names in self.records.items():
            yield from ((table, name) for name in {key, *names})
        for (table, link, target), names in self.followed.items():
            yield table, link
            yield from ((target, name) for name in names)
        for (_, places), other in self.linked.items():
            yield from places
            yield from other.columns()


def reads(program: Program, items: Iterable[Item], kind: Subject) -> Reads:
    """Return what deciding some items reads about a kind of subject, and about others."""
    found = Reads(kind)
    collector = _Collector(program)
    for item in items:
        for node in nodes_read(item):
            collector.add(node, found, kind)
    return found


@once_each
def _reads_of(program: Program) -> dict[Subject, Reads]:
    """Return what deciding all there is reads, by kind of subject."""
    return {kind: reads(program, program.of(kind), kind) for kind in _SUBJECTS}


def readers(program: Program) -> Mapping[Place, frozenset[str]]:
    """Return, for every (table, column) that is read, the benefits whose decisions read it."""
    found: dict[Place, set[str]] = {}
    for item in program.items:
        for place in reads(program, [item], item.subject).columns():
            found.setdefault(place, set()).add(item.key)
    return {place: frozenset(keys) for place, keys in sorted(found.items())}


def affected(
    program: Program,
    records: Facts | Records | Lookup,
    changes: Iterable[Change],
    *,
    compared: Compared | None = None,
) -> dict[Subject, pl.Series]:
    """Return the keys of those whose decisions the changes can touch, by kind of subject.

    Args:
        program: what is decided.
        records: the records as they are now, or how to find them; they tell who is linked to whom.
        changes: what changed since the decisions were made.
        compared: where both states are at hand, how to get at them; then an employer to whose
            figures the rows give the same as before is left out.
    """
    find = _lookup(records) if isinstance(records, Facts | Records) else records
    found: dict[Subject, pl.Series] = {}
    by_table: dict[str, list[Change]] = {}
    for change in changes:
        by_table.setdefault(change.table, []).append(change)
    for kind in _SUBJECTS:
        if program.of(kind):
            read = _reads_of(program)[kind]
            tracer = _Tracer(find, by_table)
            keys = tracer.touched(read)
            if compared is not None and kind == "单位" and keys.len():
                keys = _Narrowing(tracer, read, keys).narrowed(program, compared(keys))
            found[kind] = keys.alias(schema.BY_NAME[kind].key)
    return found


def _lookup(facts: Facts | Records) -> Lookup:
    store = Store.of(facts)

    def find(table: str, column: str, keys: pl.Series) -> pl.DataFrame | None:
        if table not in store.facts:
            return None
        # of a row only those whom it names are asked
        names = [c.name for c in schema.BY_NAME[table].columns if c.kind in ("id", "code")]
        return store.facts[table].select(names)[store.places_naming(table, {column: keys})]

    return find


@dataclass
class _Collector:
    """Walks nodes, following names to their definitions, each once."""

    program: Program
    _known: set[tuple[int, str]] = field(default_factory=set)

    def add(self, node: ir.Node, found: Reads, row: str) -> None:
        """Add what a node reads; ``row`` is the table of the row at hand, or the kind of subject."""
        if isinstance(node, ir.Var):
            self._add_name(node.name, found)
            return
        if isinstance(node, ir.Column):
            self._add_column(node, found, row)
        elif isinstance(node, ir.Linked):
            self._add_other(node, found, row)
        elif isinstance(node, ir.Aggregate):
            columns = found.records.setdefault((node.table, node.key), set())
            columns.update(name for name, _ in node.match)
            for _, outer in node.match:
                self._add_column(outer, found, row)
            row = node.table
        for child in ir.children(node):
            if not (isinstance(node, ir.Aggregate) and _is_match(child, node)):
                self.add(child, found, row)

    def _add_name(self, name: str, found: Reads) -> None:
        definition = self._definition(name)
        if definition is not None and (id(found), name) not in self._known:
            self._known.add((id(found), name))
            self.add(definition, found, found.kind)

    def _definition(self, name: str) -> ir.Node | None:
        """Return what a name stands for; ``@`` marks what the decision itself supplies."""
        return None if name.startswith("@") else self.program.definitions[name].node

    def _add_column(self, node: ir.Column, found: Reads, row: str) -> None:
        if node.via == ir.OWN:
            found.own.add(node.name)
        elif node.via is not None:
            self._add_row_column(node.via, found, row)
            found.followed.setdefault((row, node.via, node.table), set()).add(node.name)
        else:
            self._add_row_column(node.name, found, row)

    def _add_row_column(self, name: str, found: Reads, row: str) -> None:
        for (table, _), columns in found.records.items():
            if table == row:
                columns.add(name)
        if row == found.kind:
            found.own.add(name)

    def _add_other(self, node: ir.Linked, found: Reads, row: str) -> None:
        kind = cast("Subject", node.subject)
        places = tuple(sorted(set(self._places(node.key, found.kind, row))))
        other = found.linked.setdefault((kind, places), Reads(kind))
        self.add(node.node, other, kind)

    def _places(self, node: ir.Node, kind: str, row: str) -> Iterator[Place]:
        """Yield the columns that a key may come from: no expression makes keys of its own."""
        if isinstance(node, ir.Var):
            definition = self._definition(node.name)
            if definition is not None:
                yield from self._places(definition, kind, kind)
        elif isinstance(node, ir.Column):
            if node.type == TEXT:
                yield (kind if node.via == ir.OWN else node.table), node.name
        else:
            inside = node.table if isinstance(node, ir.Aggregate) else row
            for child in ir.children(node):
                yield from self._places(child, kind, inside)


def _is_match(child: ir.Node, node: ir.Aggregate) -> bool:
    return any(child is outer for _, outer in node.match)


@dataclass
class _Tracer:
    """Goes from changed rows back to those whose decisions read them."""

    find: Lookup
    changes: Mapping[str, list[Change]]

    def touched(self, read: Reads) -> pl.Series:
        """Return the keys of the subjects of a kind, each once."""
        found = [pl.Series([], dtype=pl.String)]
        found += self.by_own_row(read)
        for (table, key), columns in read.records.items():
            found += [c.rows[key] for c in self.changed(table, {key, *columns})]
        for (table, link, target), columns in read.followed.items():
            key = schema.BY_NAME[target].key
            for change in self.changed(target, {key, *columns}):
                found += self._named_in(table, link, change.rows[key], read)
        for (_, places), other in read.linked.items():
            keys = self.touched(other)
            for table, column in places if keys.len() else ():
                found += self._named_in(table, column, keys, read)
        names = [series.rename("key") for series in found]
        return pl.concat(names).drop_nulls().unique(maintain_order=True)

    def by_own_row(self, read: Reads) -> list[pl.Series]:
        """Return the keys of the subjects whose own row changed."""
        if read.kind not in schema.BY_NAME:  # a household has no row of its own
            return []
        key = schema.BY_NAME[read.kind].key
        return [c.rows[key] for c in self.changed(read.kind, {key, *read.own})]

    def changed(self, table: str, columns: set[str]) -> list[Change]:
        """Return the changes of a table that alter some of its columns."""
        return [c for c in self.changes.get(table, ()) if c.touches(columns)]

    def _named_in(
        self, table: str, column: str, keys: pl.Series, read: Reads
    ) -> Iterator[pl.Series]:
        """Yield the subjects of rows in which a column holds one of some keys."""
        rows = self.find(table, column, keys.drop_nulls().unique()) if keys.len() else None
        if rows is None or rows.is_empty():
            return
        own = schema.BY_NAME[table].key
        about = {key: None for t, key in read.records if t == table}
        if table == read.kind:
            about[own] = None
        yield from (rows[name] for name in about)
        for other, link, target in read.followed:  # a row that names it, through one between
            if target == table and (other, link) != (table, column):
                yield from self._named_in(other, link, rows[own], read)


@dataclass(frozen=True)
class _Narrowing:
    """Leaves out subjects to whose figures the rows give what they gave before."""

    tracer: _Tracer
    read: Reads
    #: whom the changes may touch
    keys: pl.Series

    def narrowed(self, program: Program, states: States) -> pl.Series:
        """Return those who are touched by their own row, or by what some row gives."""
        figures = figures_read(program, self.read.kind, states.as_of)
        if not figures.told_by_rows:
            return self.keys
        found = self.tracer.by_own_row(self.read)
        comparison = Comparison(figures, states)
        for (table, key), columns in self.read.records.items():
            named = self._named(table, key, columns)
            differing = comparison.differing((table, key), named) if named else None
            if named and differing is None:
                return self.keys
            found += [] if differing is None else [differing]
        names = [series.rename("key") for series in found]
        touched = pl.concat([self.keys.clear().rename("key"), *names])
        return self.keys.filter(self.keys.is_in(touched.implode()))

    def _named(self, table: str, key: str, columns: set[str]) -> dict[str, pl.Series]:
        """Return what the rows hold that changed, or that name somebody who did, by column."""
        found: dict[str, list[pl.Series]] = {}
        links = {}
        for (_, places), other in self.read.linked.items():
            links.update({column: other for t, column in places if t == table})
        for column, other in links.items():
            found.setdefault(column, []).append(self.tracer.touched(other))
        for change in self.tracer.changed(table, {key, *columns}):
            # one person has few rows, an employer many
            whole = (name for name in links if not change.rows[name].null_count())
            column = next(whole, key)
            found.setdefault(column, []).append(change.rows[column])
        for (t, link, target), names in self.read.followed.items():
            own = schema.BY_NAME[target].key
            for change in self.tracer.changed(target, {own, *names}) if t == table else ():
                found.setdefault(link, []).append(change.rows[own])
        named = {
            column: pl.concat([keys.rename("key") for keys in parts]).drop_nulls().unique()
            for column, parts in found.items()
        }
        return {column: keys for column, keys in named.items() if keys.len()}


def changed_rows(before: Facts, after: Facts) -> list[Change]:
    """Return what two states of the same records differ in, whole rows at a time."""
    found = []
    for table in dict.fromkeys([*before.tables, *after.tables]):
        if table not in before or table not in after:
            present = before if table in before else after
            found.append(Change(table, present[table]))
            continue
        old, new = before[table], after[table]
        if not old.equals(new):
            gone, come = _without(old, new), _without(new, old)
            found.append(Change(table, pl.concat([gone, come])))
    return found


def _without(rows: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that do not stand among others as often."""
    columns = rows.columns
    counted = pl.int_range(pl.len(), dtype=pl.UInt32).over(columns).alias("_n")
    on = [*columns, "_n"]
    rest = rows.with_columns(counted).join(
        others.with_columns(counted), on=on, how="anti", nulls_equal=True
    )
    return rest.select(columns)
