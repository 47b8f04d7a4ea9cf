"""Benefits paid in parts: each part once, on the first date on which its own condition holds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import polars as pl

from yulin.facts.frames import Facts
from yulin.policy.backends.population import KEY, Population
from yulin.policy.program import CompiledPart, Item, Program
from yulin.policy.rehearsal.sides import LINE
from yulin.policy.vocabulary import Subject

PAID = {**dict.fromkeys(LINE, pl.String()), "fen": pl.Int64(), "unknown": pl.Boolean()}


@dataclass
class _Waiting:
    """Who waits for one part, and for whom its condition could not be told when last asked."""

    subjects: set[str]
    untold: set[str] = field(default_factory=set)
    #: of whose sums deductions or joint caps leave a part: net and total when it became due
    lessened: dict[str, tuple[int | None, int | None]] = field(default_factory=dict)


@dataclass
class Instalments:
    """The parts of one side that are still to be paid."""

    facts: Facts
    kind: Subject
    #: (policy, benefit, part) → who waits
    waiting: dict[tuple[str, str, str], _Waiting] = field(default_factory=dict)

    def begin(self, program: Program, lines: pl.DataFrame) -> None:
        """Let lines that have just become due wait for each of their parts."""
        for (policy, benefit), group in lines.group_by(["policy", "benefit"], maintain_order=True):
            item = program.by_key[f"{policy}/{benefit}"]
            less = group.filter(pl.col("settled") & pl.col("net").ne_missing(pl.col("total")))
            rows = less.select("subject", "net", "total").iter_rows()
            lessened = {subject: (net, total) for subject, net, total in rows}
            for part in item.parts:
                key = (str(policy), str(benefit), part.name)
                waiting = self.waiting.setdefault(key, _Waiting(set()))
                waiting.subjects |= set(group["subject"])
                waiting.lessened |= lessened

    def pay(self, program: Program, day: dt.date) -> pl.DataFrame:
        """Return what falls due on a day; parts of a benefit no longer in force are not paid."""
        asked = [
            (key, item, part)
            for key, waiting in self.waiting.items()
            if waiting.subjects and (item := program.by_key.get(f"{key[0]}/{key[1]}"))
            for part in item.parts
            if part.name == key[2]
        ]
        if not asked:
            return pl.DataFrame(schema=PAID)
        population = self._population(program, day, asked)
        return pl.concat([self._paid(key, part, population) for key, _item, part in asked])

    def _population(
        self,
        program: Program,
        day: dt.date,
        asked: list[tuple[tuple[str, str, str], Item, CompiledPart]],
    ) -> Population:
        facts = self.facts
        if self.kind == "人员":
            facts = facts.select(
                sorted(set().union(*(self.waiting[k].subjects for k, *_ in asked)))
            )
        population = Population(program, facts, day, self.kind)
        population.prepare(node for *_, part in asked for node in (part.truth, part.amount))
        return population

    def _paid(
        self, key: tuple[str, str, str], part: CompiledPart, population: Population
    ) -> pl.DataFrame:
        waiting = self.waiting[key]
        told = population.frame.select(
            pl.col(KEY).alias("subject"),
            population.context.expr(part.truth).cast(pl.Boolean).alias("truth"),
            population.context.expr(part.amount).cast(pl.Int64).alias("fen"),
        ).filter(pl.col("subject").is_in(sorted(waiting.subjects)))
        paid = _lessened(told.filter("truth"), waiting)
        waiting.untold = set(told.filter(pl.col("truth").is_null())["subject"])
        waiting.subjects -= set(paid["subject"])
        return paid.select(
            "subject",
            pl.lit(key[0]).alias("policy"),
            pl.lit(key[1]).alias("benefit"),
            pl.col("fen").fill_null(0),
            pl.col("fen").is_null().alias("unknown"),
        )

    def untold(self) -> pl.DataFrame:
        """Return the lines of which a part could not be told to the end."""
        rows = [
            {"subject": subject, "policy": policy, "benefit": benefit}
            for (policy, benefit, _), waiting in self.waiting.items()
            for subject in sorted(waiting.untold & waiting.subjects)
        ]
        return pl.DataFrame(rows, schema=dict.fromkeys(LINE, pl.String())).unique(
            maintain_order=True
        )


def _lessened(paid: pl.DataFrame, waiting: _Waiting) -> pl.DataFrame:
    """Pay of each part the share that deductions and joint caps leave of the whole, in whole fen."""
    if not waiting.lessened:
        return paid
    rows = [(subject, *sums) for subject, sums in waiting.lessened.items()]
    schema = {"subject": pl.String(), "net": pl.Int64(), "total": pl.Int64()}
    shares = pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        lessened=pl.lit(value=True)
    )
    share = (pl.col("fen").cast(pl.Int128) * pl.col("net") // pl.col("total")).cast(pl.Int64)
    fen = (
        pl.when(pl.col("lessened").is_null())
        .then("fen")
        .when(pl.col("net") == 0)
        .then(pl.lit(0, dtype=pl.Int64))
        .otherwise(share)
    )
    joined = paid.join(shares, on="subject", how="left", maintain_order="left")
    return joined.select("subject", "truth", fen.alias("fen"))
