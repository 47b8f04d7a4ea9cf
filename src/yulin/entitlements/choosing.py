"""What a person's choice makes of their dues: weighed against the best set, and kept in runs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import polars as pl
from psycopg import sql

from yulin.access.locks import Lock, hold, share
from yulin.codes.divisions import within
from yulin.entitlements.enums import Answer
from yulin.entitlements.models import Choice
from yulin.policy.decision import Decision, Status
from yulin.policy.program import Program
from yulin.policy.remedies.remedies import Prospects
from yulin.policy.stacking.best import BestSet, ChoiceError, Rule, best_set, relations_of
from yulin.registry.bulk import copy_out

# --- One person -----------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """The best lawful set, and the one that holds what was chosen where that is still lawful."""

    best: BestSet
    found: BestSet
    #: chosen, and not due any more
    gone: tuple[str, ...] = ()
    #: why what was chosen cannot be had together
    refused: tuple[Rule, ...] = ()

    @property
    def fell_back(self) -> bool:
        """Something was chosen, and the best set stands in its place."""
        return bool(self.refused) or bool(self.gone and not self.found.chosen)

    @property
    def competing(self) -> frozenset[str]:
        """What stands in the way of something else; of the rest nothing need be chosen."""
        return _competing(self.best) | _competing(self.found)


def concerning(decisions: Iterable[Decision], division: int | None) -> tuple[Decision, ...]:
    """What concerns somebody who belongs there: what holds there, and what is due anyway."""
    return tuple(d for d in decisions if _concerns(d, division))


def _concerns(decision: Decision, division: int | None) -> bool:
    if division is None or within(division, decision.region):
        return True
    return decision.status in {Status.YES, Status.NOT_YET}


def weigh(known: Prospects, decisions: Sequence[Decision], chosen: Iterable[str] = ()) -> Weighed:
    """Weigh what was chosen of some decisions; what cannot be had gives way to the best set."""
    rules = relations_of(known.frame.program, known.frame)
    today, wanted = known.frame.as_of, frozenset(chosen)
    best = best_set(decisions, rules, as_of=today)
    due = {s.key for s in best.shares} | {d.key for d in best.left_out}
    due |= {key for refusal in best.refused for key in refusal.keys}
    gone = tuple(sorted(wanted - due))
    try:
        found = best_set(decisions, rules, chosen=wanted, as_of=today) if wanted & due else best
    except ChoiceError as error:
        return Weighed(best=best, found=best, gone=gone, refused=error.rules)
    return Weighed(best=best, found=found, gone=gone)


def _competing(found: BestSet) -> frozenset[str]:
    changing = [d.key for a in found.alternatives for d in (*a.instead, *a.gives_up)]
    lessened = [s.key for s in found.shares if s.lessened_by]
    unweighed = [key for refusal in found.refused for key in refusal.keys]
    return frozenset({*changing, *lessened, *unweighed, *(d.key for d in found.left_out)})


def settled_by(decisions: Sequence[Decision], keys: Iterable[str]) -> tuple[Decision, ...]:
    """Let what was passed over give way to what was chosen, where both are due and only one may.

    What gave way by choice is displaced by one of those it competes with (`by_choice`); a chosen
    benefit that 就高 had set aside takes the other one's place.
    """
    wanted = frozenset(keys)
    lifted = {d.key: d.displaced_by for d in decisions if _is_lifted(d, wanted)}
    due = {d.key for d in decisions if d.status is Status.YES and not d.displaced_by}
    chosen = wanted & (due | lifted.keys())
    return tuple(_settled(d, chosen, lifted) for d in decisions)


def _is_lifted(decision: Decision, wanted: frozenset[str]) -> bool:
    """Chosen, though the engine took another one that was not."""
    by = decision.displaced_by
    yes = decision.status is Status.YES and decision.key in wanted
    return yes and by is not None and by not in wanted


def _settled(decision: Decision, chosen: frozenset[str], lifted: Mapping[str, Any]) -> Decision:
    key = decision.key
    if key in lifted:
        return replace(decision, displaced_by=None, choose_between=())
    if key in chosen:
        left = tuple(k for k in decision.choose_between if k in chosen)
        return replace(decision, choose_between=left)
    if decision.status is not Status.YES or decision.displaced_by:
        return decision
    rivals = [k for k in decision.choose_between if k in chosen]
    rivals += [k for k, best in lifted.items() if best == key]
    if not rivals:
        return decision
    others = tuple(dict.fromkeys([*decision.choose_between, *rivals]))
    return replace(decision, displaced_by=rivals[0], choose_between=others)


def by_choice(decision: Decision) -> bool:
    """Whether a benefit is displaced because somebody chose another one."""
    return decision.displaced_by is not None and decision.displaced_by in decision.choose_between


# --- A run ----------------------------------------------------------------------------------------


def begin_choosing() -> None:
    """Hold off runs that begin until this transaction ends; other people's choices go on."""
    share(Lock.CHOICES)


def settle_choices() -> None:
    """Wait for choices under way: of what was chosen before now nothing is still to come."""
    hold(Lock.CHOICES)


def chosen_between(since: datetime, until: datetime) -> set[int]:
    """The keys of people who chose, or took a choice back, after one moment up to another."""
    made = Choice.objects.filter(chosen_at__gt=since, chosen_at__lte=until)
    ended = Choice.objects.filter(ended_at__gt=since, ended_at__lte=until)
    return {
        pk for rows in (made, ended) for pk in rows.order_by().values_list("person_id", flat=True)
    }


def respect(rows: pl.DataFrame, program: Program, known_on: datetime) -> pl.DataFrame:
    """`settled_by` for many people at once, by what each of them had chosen at a moment.

    `rows` are decisions about people with the register's `id` and the benefit's `key`.
    """
    chosen = _chosen(rows["id"], known_on)
    if chosen.is_empty():
        return rows
    rows = _lift(rows, chosen, program)
    due = rows.filter((pl.col("status") == Answer.YES.value) & pl.col("displaced_by").is_null())
    due = due.select("id", "key")
    winners = (
        _passed_over(chosen, program)
        .join(due, on=["id", "key"], how="semi", maintain_order="left")
        .join(due.rename({"key": "by"}), on=["id", "by"], how="semi", maintain_order="left")
        .group_by("id", "key", maintain_order=True)
        .agg(pl.col("by").first())
    )
    marked = rows.join(winners, on=["id", "key"], how="left", maintain_order="left")
    return marked.with_columns(
        displaced_by=pl.coalesce("displaced_by", "by"),
        net=pl.when(pl.col("by").is_null()).then("net"),
    ).drop("by")


def _lift(rows: pl.DataFrame, chosen: pl.DataFrame, program: Program) -> pl.DataFrame:
    """Give what was chosen back its place where 就高 took another one that was not.

    What deductions and joint caps would leave of it is not known.
    """
    lessened = [key for group in program.relations if group.lessens for key in group.members]
    own = chosen.rename({"by": "key"}).with_columns(chosen=pl.lit(value=True))
    winner = chosen.rename({"by": "displaced_by"}).with_columns(kept=pl.lit(value=True))
    marked = rows.join(own, on=["id", "key"], how="left", maintain_order="left").join(
        winner, on=["id", "displaced_by"], how="left", maintain_order="left"
    )
    lifts = (
        (pl.col("status") == Answer.YES.value)
        & pl.col("displaced_by").is_not_null()
        & pl.col("chosen").fill_null(value=False)
        & ~pl.col("kept").fill_null(value=False)
    )
    whole = ~pl.col("key").is_in(lessened)
    return marked.with_columns(
        displaced_by=pl.when(~lifts).then("displaced_by"),
        net=pl.when(lifts & whole).then("total").when(~lifts).then("net"),
    ).drop("chosen", "kept")


def _passed_over(chosen: pl.DataFrame, program: Program) -> pl.DataFrame:
    """`id`, `key`, `by`: what people left for what they chose of the same group."""
    pairs = [
        {"by": by, "key": key}
        for group in program.relations
        if group.exclusive
        for by in group.members
        for key in group.members
        if by != key
    ]
    schema = {"by": pl.String, "key": pl.String}
    joined = chosen.join(pl.DataFrame(pairs, schema=schema), on="by", maintain_order="left")
    own = chosen.rename({"by": "key"})
    return joined.join(own, on=["id", "key"], how="anti", maintain_order="left")


def _chosen(ids: pl.Series, known_on: datetime) -> pl.DataFrame:
    """`id`, `by`: what people between two keys had chosen at a moment."""
    low, high = (ids.min(), ids.max()) if ids.len() else (0, 0)
    query = sql.SQL(
        "SELECT person_id, unnest(keys) FROM entitlements_choice WHERE person_id BETWEEN {low} "
        "AND {high} AND chosen_at <= {at} AND (ended_at IS NULL OR ended_at > {at}) ORDER BY 1, 2"
    ).format(low=sql.Literal(low), high=sql.Literal(high), at=sql.Literal(known_on))
    return copy_out(query, {"id": pl.Int64, "by": pl.String})
