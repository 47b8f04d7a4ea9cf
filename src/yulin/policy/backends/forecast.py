"""Which refusals time alone cures, and when, for a population whose clauses are decided."""

from __future__ import annotations

import datetime as dt

import polars as pl

from yulin.policy import ir
from yulin.policy.backends import sharing, trees
from yulin.policy.backends.polars import Context
from yulin.policy.backends.population import Population
from yulin.policy.dates.calendar_math import NEVER
from yulin.policy.dates.growth import FIRST_OF_MONTH
from yulin.policy.dates.timing import Outlook
from yulin.policy.decision import Status
from yulin.policy.program import Item

_PLACE, _DAY, _LATER, _OPEN = "_n", "_day", "_later", "_open"


class Forecast:
    """Looks ahead for one population, item by item."""

    def __init__(self, population: Population, clauses: trees.Names) -> None:
        self._population = population
        self._clauses = clauses
        self._context = _today(population, clauses)

    def of(self, item: Item, outlook: Outlook) -> tuple[pl.Series, ...]:
        """Return status and date where time may cure a shortfall; only such rows are looked at."""
        status = f"{item.key}|status"
        found = self._found(item, outlook)
        ripe = found.filter(pl.col(_DAY).is_not_null())
        open_ = found.filter(pl.col(_DAY).is_null() & pl.col(_OPEN))
        days = pl.Series([None], dtype=pl.Date).new_from_index(0, len(self._population))
        statuses = self._population.frame[status].scatter(ripe[_PLACE], int(Status.NOT_YET))
        return (
            statuses.scatter(open_[_PLACE], int(Status.UNDETERMINED)).alias(status),
            days.scatter(ripe[_PLACE], ripe[_DAY]).alias(f"{item.key}|ready_on"),
        )

    def _found(self, item: Item, outlook: Outlook) -> pl.DataFrame:
        """Return the first day that brings it, or that it cannot be told, by the subject's place."""
        dates = {name: (node, pl.Date()) for name, node in outlook.dates}
        later = sharing.Plan(self._context, {_LATER: (outlook.later, pl.Boolean())})
        read = [name for name in later.reads if name != outlook.when]
        rows = self._rows(item, dates, read)
        each = [
            rows.lazy()
            .filter(_comes(pl.col(name), self._population.as_of))
            .select(_PLACE, pl.col(name).alias(outlook.when), *read)
            for name in dates
        ]
        ahead = each[0] if len(each) == 1 else pl.concat(each)
        day, holds = pl.col(outlook.when), pl.col(_LATER)
        on_days = later.over(ahead).select(_PLACE, _LATER, day.alias(_DAY))
        if len(each) == 1:
            told = (pl.when(holds).then(_DAY).alias(_DAY), holds.is_null().alias(_OPEN))
            found = on_days.select(_PLACE, *told)
        else:
            first = pl.col(_DAY).filter(holds).min()
            found = on_days.group_by(_PLACE).agg(first, holds.is_null().any().alias(_OPEN))
        return found.collect(optimizations=sharing.DIRECTLY)

    def _rows(self, item: Item, dates: sharing.Wanted, read: list[str]) -> pl.DataFrame:
        """Return the days that may bring it, for whom time might, beside what the truth reads."""
        failed = pl.col(f"{item.key}|status") == int(Status.NO)
        curable = trees.curable(item.clause, self._clauses, self._population.context)
        refused = self._population.frame.lazy().with_row_index(_PLACE).filter(failed & curable)
        plan = sharing.Plan(self._context, dates)
        return (
            plan.over(refused).select(_PLACE, *read, *dates).collect(optimizations=sharing.DIRECTLY)
        )


def _today(population: Population, clauses: trees.Names) -> Context:
    """Return a context that reads the clauses' results, and knows what is certain on the date."""
    program = population.program
    for name in program.growth.counting:
        counter = program.definitions[name]
        told = {counter.key, counter.name} & population.given.keys()
        if counter.key in population.frame.columns and counter.node is not None and not told:
            # nobody told the months, so they begin on the first of one
            months = ir.Var(counter.key, counter.type)
            population.context.equate(program.growth.counted_from(months), FIRST_OF_MONTH)
    made = population.context.sharing()
    for node, name in clauses.items():
        made.share(node, name)
    return made


def _comes(day: pl.Expr, as_of: dt.date) -> pl.Expr:
    """Say whether a day lies ahead; the end of the calendar never comes."""
    return (day > as_of) & (day < NEVER)
