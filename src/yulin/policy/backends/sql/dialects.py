"""Where DuckDB and PostgreSQL write the same thing differently."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlglot import exp


def column(name: str, table: str | None = None) -> exp.Column:
    """Return a column, always quoted."""
    return exp.column(name, table=table, quoted=True)


def named(table: str, under: str | None = None) -> exp.Table:
    """Return one of our own tables, always quoted, perhaps under another name."""
    found = exp.Table(this=exp.to_identifier(table, quoted=True))
    if under is not None:
        found.set("alias", alias(under))
    return found


def called(value: exp.Expr, name: str) -> exp.Alias:
    """Return a value under a name, always quoted."""
    return exp.Alias(this=value, alias=exp.to_identifier(name, quoted=True))


def alias(name: str) -> exp.TableAlias:
    """Return a name for a relation, always quoted."""
    return exp.TableAlias(this=exp.to_identifier(name, quoted=True))


def cast(value: exp.Expr, kind: str) -> exp.Cast:
    """Return a value as a type; a cast is never left out, however the value looks."""
    return exp.Cast(this=value, to=exp.DataType(this=exp.DataType.Type[kind]))


def whole(value: exp.Expr) -> exp.Expr:
    """Return an integer as 64 bits: a small literal times another would stay at 32."""
    return cast(value, "BIGINT")


def apart(value: exp.Expr) -> exp.Paren:
    """Return an expression in brackets, so that no operator outside takes a part of it."""
    return exp.Paren(this=value)


@dataclass(frozen=True)
class Dialect:
    """What every engine says in its own way."""

    name: Literal["duckdb", "postgres"]
    #: whether a subquery must be kept from being merged with the query around it
    fenced: bool

    def write(self, statement: exp.Expr) -> str:
        """Return a statement as text."""
        return statement.sql(dialect=self.name, identify=True)

    def quotient(self, top: exp.Expr, bottom: exp.Expr) -> exp.Expr:
        """Return integers divided, cut towards zero; both must be 64 bits."""
        if self.name == "duckdb":
            return apart(exp.IntDiv(this=top, expression=bottom))
        return apart(exp.Div(this=top, expression=bottom, typed=True, safe=False))

    def later(self, date: exp.Expr, months: exp.Expr) -> exp.Expr:
        """Return a date some months on, clamped to the month's end; the years must fit."""
        number = cast(months, "INT")
        if self.name == "duckdb":
            span: exp.Expr = exp.Anonymous(this="TO_MONTHS", expressions=[number])
        else:
            argument = exp.Kwarg(this=exp.var("months"), expression=number)
            span = exp.Anonymous(this="MAKE_INTERVAL", expressions=[argument])
        return cast(exp.Add(this=date, expression=span), "DATE")

    def part(self, unit: str, date: exp.Expr) -> exp.Expr:
        """Return the year, month or day of a date."""
        return whole(exp.Extract(this=exp.var(unit), expression=date))

    def by_bytes(self, text: exp.Expr) -> exp.Expr:
        """Return a text that is ordered by its characters' numbers, in whatever language."""
        if self.name == "duckdb":
            return text
        return apart(exp.Collate(this=text, expression=exp.to_identifier("C", quoted=True)))

    def month_end(self, date: exp.Expr) -> exp.Expr:
        """Return the last day of a date's month; uses the date once."""
        if self.name == "duckdb":
            return exp.Anonymous(this="LAST_DAY", expressions=[date])
        # of a timestamp without a zone: of a bare date PostgreSQL would make one with a zone
        stamp = cast(date, "TIMESTAMP")
        text = exp.Literal.string("month")
        first = exp.Anonymous(this="DATE_TRUNC", expressions=[text, stamp])
        following = self.later(first, exp.Literal.number(1))
        return apart(exp.Sub(this=following, expression=exp.Literal.number(1)))


DUCKDB = Dialect("duckdb", fenced=False)
POSTGRES = Dialect("postgres", fenced=True)
