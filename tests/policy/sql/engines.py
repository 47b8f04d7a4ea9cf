"""One expression through the SQL of DuckDB and of PostgreSQL."""

from dataclasses import replace

import duckdb as duck
import polars as pl
from sqlglot import exp

from yulin.facts import schema
from yulin.facts.frames import Facts, frame_schema
from yulin.policy import ir
from yulin.policy.backends.sql import duckdb, postgres
from yulin.policy.backends.sql.cells import sql_type
from yulin.policy.backends.sql.decide import Statement
from yulin.policy.backends.sql.dialects import DUCKDB, POSTGRES, called
from yulin.policy.backends.sql.emit import literal
from yulin.policy.backends.sql.population import Population, own_sheet
from yulin.policy.backends.sql.sheets import Job, Sheet, lacking, ordered

EMPTY = {name: pl.DataFrame(schema=dict(frame_schema(name))) for name in schema.BY_NAME}


class Duck:
    """One database; whatever an expression made is rolled back.

    Nearly all tables of nearly all facts are empty: those are made once, and stand aside for others.
    """

    dialect = DUCKDB

    def __init__(self):
        self.connection = duck.connect(":memory:")
        duckdb._loaded(self.connection, Facts(EMPTY))

    def values(self, about):
        self.connection.begin()
        try:
            *made, asked = about(self, self.connection)
            for name, query in made:
                duckdb._make(self.connection, name, DUCKDB.write(query))
            return [value for (value,) in self.connection.execute(DUCKDB.write(asked)).fetchall()]
        finally:
            self.connection.rollback()

    def close(self):
        self.connection.close()

    def sources(self, connection, facts):
        given = {name: frame for name, frame in facts.tables.items() if not frame.is_empty()}
        for name in EMPTY.keys() - (facts.tables.keys() - given.keys()):
            connection.execute(f'DROP TABLE "{name}"')
        duckdb._loaded(connection, Facts(given))
        found = duckdb._sources(facts.tables)
        return {
            name: replace(source, lacking=lacking(facts, name)) for name, source in found.items()
        }


class Postgres:
    """One connection; whatever an expression made is rolled back.

    Nearly all tables of nearly all facts are empty: those are made once, and stand aside for others.
    """

    dialect = POSTGRES

    def __init__(self, connection):
        self.connection = connection
        self.empty = postgres._loaded(connection, Facts(EMPTY))

    def values(self, about):
        with self.connection.transaction(force_rollback=True):
            *made, asked = about(self, self.connection)
            for name, query in made:
                text, columns = POSTGRES.write(query), tuple(query.named_selects)
                postgres._make(self.connection, Statement(name, text, columns))
            return [value for (value,) in self.connection.execute(postgres._text(asked)).fetchall()]

    def sources(self, connection, facts):
        same = {name for name, frame in facts.tables.items() if frame.is_empty()}
        others = [source.name[0] for name, source in self.empty.items() if name not in same]
        postgres._drop(connection, others)
        sources = {
            name: self.empty[name] if name in same else postgres._load(connection, name, frame)
            for name, frame in facts.tables.items()
        }
        return {
            name: replace(source, lacking=lacking(facts, name)) for name, source in sources.items()
        }

    def close(self):
        self.connection.rollback()
        self.connection.close()


def looked_at(engine):
    """What compares an engine with the values that the other back ends gave."""

    def look(node, program, about, as_of, wanted):
        if program is None:
            found = engine.values(lambda e, _: over_values(e, node, about, as_of))
        else:
            found = engine.values(lambda e, c: over_facts(e, c, node, program, about, as_of))
        assert found == wanted
        assert list(map(type, found)) == list(map(type, wanted))

    return look


def over_values(engine, node, rows, as_of):
    """The statements for a node over given facts."""
    job = Job(None, as_of, engine.dialect, {})
    kinds = {n: sql_type(n.type) for n in ir.walk(node) if isinstance(n, ir.Var)}
    selects = [
        exp.select(
            called(literal(place, "BIGINT"), "id"),
            *(called(literal(row[n.name], kind), f"v{i}") for i, (n, kind) in enumerate(kinds.items())),
        )
        for place, row in enumerate(rows)
    ]  # fmt: skip
    given = selects[0] if len(selects) == 1 else exp.union(*selects, distinct=False)
    base = job.table(given)
    sheet = Sheet(job, base)
    sheet.places = {job.graph.add(n): (base, f"v{i}") for i, n in enumerate(kinds)}
    yield from asked(job, sheet, node)


def over_facts(engine, connection, node, program, about, as_of):
    """The statements for a node over record tables, for each subject."""
    facts, subject = about
    job = Job(program, as_of, engine.dialect, engine.sources(connection, facts))
    population = Population(job, subject, own_sheet(job, subject))
    population.prepare([node])
    yield from asked(job, population.sheet, node)


def asked(job, sheet, node):
    cell = job.graph.add(node)
    sheet.add([cell])
    query = sheet.source([cell]).select(sheet.value(cell))
    query.set("order", ordered(exp.column("id", table=sheet.base, quoted=True)))
    yield from job.statements
    yield query
