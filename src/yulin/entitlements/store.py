"""Decisions as the engine gives them, stored as rows."""

import polars as pl
from psycopg import sql

from yulin.entitlements.choosing import respect
from yulin.entitlements.models import Decision, Due, Run
from yulin.policy.program import Program
from yulin.registry.bulk import copy_in, copy_out
from yulin.registry.models import Employer, Person

_KEPT = (
    "policy",
    "version",
    "benefit",
    "region",
    "status",
    "label",
    "amount",
    "qualifier",
    "period",
    "periods",
    "total",
    "first_year",
    "ready_on",
    "displaced_by",
    "net",
    "trace",
    "place",
    "position",
)
_TEXTS = ("label", "displaced_by", "trace", "talent_class")


def store_decisions(
    run: Run, long: pl.DataFrame, program: Program, *, kind: str, standing: pl.DataFrame
) -> int:
    """Append the rows about subjects of one kind (person or employer); return how many.

    What people chose before the run's facts were fixed is respected. `standing` has the figures by
    which those who qualify are ranked where there are fewer places.
    """
    model: type[Person | Employer] = Person if kind == "person" else Employer
    rows = long.filter(pl.col("subject_kind") == kind).with_columns(
        # The keys are the register's own: P12, E34 (see `Person.key`).
        pl.col("subject").str.slice(1).cast(pl.Int64).alias("id"),
        pl.concat_str("policy", "benefit", separator="/").alias("key"),
    )
    if kind == "person":
        assert run.known_at is not None
        rows = respect(rows, program, run.known_at)
    rows = rows.join(_districts(model, rows["id"]), on="id", how="left", maintain_order="left")
    rows = rows.join(talent_classes(rows), on="id", how="left", maintain_order="left")
    rows = rows.join(standing, on=["subject", "key"], how="left", maintain_order="left")
    copy_in(
        Decision._meta.db_table,
        rows.select(
            pl.lit(run.pk).alias("run_id"),
            pl.col("id").alias(f"{kind}_id"),
            "district",
            *(name for name in _KEPT if name not in _TEXTS),
            *(pl.col(name).fill_null("") for name in _TEXTS),
            _as_array("figures"),
        ),
    )
    return rows.height


def _as_array(name: str) -> pl.Expr:
    """A list of numbers as PostgreSQL writes it: {1,NULL,3}."""
    texts = pl.col(name).list.eval(pl.element().cast(pl.String).fill_null("NULL"))
    joined = "{" + texts.list.join(",") + "}"
    return pl.when(pl.col(name).is_not_null()).then(joined).alias(name)


def store_days(run: Run, days: pl.DataFrame, ids: list[int], *, kind: str) -> None:
    """Put on the wheel when subjects of one kind are to be decided again; null is never."""
    model: type[Person | Employer] = Person if kind == "person" else Employer
    named = days.select(pl.col("subject").str.slice(1).cast(pl.Int64).alias("id"), "day")
    everybody = pl.DataFrame({"id": pl.Series(ids, dtype=pl.Int64)})
    rows = everybody.join(named, on="id", how="left", maintain_order="left")
    rows = rows.join(_districts(model, rows["id"]), on="id", how="left", maintain_order="left")
    copy_in(
        Due._meta.db_table,
        rows.select(
            pl.lit(run.chain[0]).alias("chain_id"),
            pl.col("id").alias(f"{kind}_id"),
            "district",
            "day",
        ),
    )


def replace_earlier(run: Run, ids: list[int], *, kind: str) -> int:
    """Let earlier answers about some subjects hold no longer from this run on; return how many."""
    wheel = Due.objects.filter(chain=run.chain[0], **{f"{kind}__in": ids})
    wheel.order_by().delete()
    earlier = Decision.objects.of_run(run).exclude(run=run).filter(**{f"{kind}__in": ids})
    return earlier.order_by().update(replaced_by=run)


def _districts(model: type[Person | Employer], ids: pl.Series) -> pl.DataFrame:
    low, high = (ids.min(), ids.max()) if ids.len() else (0, 0)
    query = sql.SQL("SELECT id, division FROM {} WHERE id BETWEEN {} AND {}").format(
        sql.Identifier(model._meta.db_table), sql.Literal(low), sql.Literal(high)
    )
    return copy_out(query, {"id": pl.Int64, "district": pl.Int32})


def talent_classes(rows: pl.DataFrame) -> pl.DataFrame:
    """`id`, `talent_class`: by the classification of the smallest region the subject belongs to."""
    classed = rows.filter(pl.col("label").is_not_null() & _covers("region", "district"))
    nearest = classed.sort("region", descending=True, maintain_order=True)
    return nearest.group_by("id", maintain_order=True).agg(
        pl.col("label").first().alias("talent_class")
    )


def _covers(above: str, below: str) -> pl.Expr:
    """`access.divisions.covers`, for columns; code 0 is the nation."""
    low = pl.col(above)
    high = (
        pl.when(low == 0)
        .then(999_999)
        .when(low % 10_000 == 0)
        .then(low + 9_999)
        .when(low % 100 == 0)
        .then(low + 99)
        .otherwise(low)
    )
    return pl.col(below).is_between(low, high)
