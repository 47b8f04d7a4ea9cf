"""Wide decision frames, and the same as one row per subject and benefit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from yulin.policy import ir
from yulin.policy.backends.population import KEY
from yulin.policy.decision import Status
from yulin.policy.program import Group, Item
from yulin.policy.stacking.settlement import with_nets
from yulin.policy.vocabulary import Subject

COLUMNS: dict[str, pl.DataType] = {
    "subject_kind": pl.String(),
    "subject": pl.String(),
    "policy": pl.String(),
    "version": pl.String(),
    "benefit": pl.String(),
    "region": pl.Int32(),
    "status": pl.Int8(),
    "label": pl.String(),
    "amount": pl.Int64(),
    "qualifier": pl.String(),
    "period": pl.String(),
    "periods": pl.Int64(),
    "total": pl.Int64(),
    "first_year": pl.Int64(),
    "ready_on": pl.Date(),
    "displaced_by": pl.String(),
    #: what is really paid of what is due: the total less deductions and joint caps; null: unknown
    "net": pl.Int64(),
    #: one character per clause in document order: T holds, F does not, ? cannot be told
    "trace": pl.String(),
    #: where places are fewer than who qualify, and were given: ``Place``, and the position by rank
    "place": pl.Int8(),
    "position": pl.Int64(),
}

_BEST = "|best"


#: the items that were asked for last, by identity: hashing their clauses takes longer than to decide few
_asked: dict[tuple[int, ...], tuple[tuple[Item, ...], Mapping[ir.Node, str]]] = {}
_MOST_ASKED = 8


def clause_columns(items: Iterable[Item]) -> Mapping[ir.Node, str]:
    """Return a column name for every distinct clause of some items."""
    wanted = tuple(items)
    name = tuple(map(id, wanted))
    found = _asked.get(name)
    if found is None:
        nodes = dict.fromkeys(leaf.plain for item in wanted for leaf in item.clause.leaves())
        columns = {node: f"?{number}" for number, node in enumerate(nodes)}
        if len(_asked) >= _MOST_ASKED:
            _asked.pop(next(iter(_asked)), None)
        # kept with the items, so that no others have their identity
        found = _asked[name] = wanted, MappingProxyType(columns)
    return found[1]


@dataclass
class Wide:
    """Decisions on one kind of subject: a row each, with columns per benefit and per clause."""

    subject: Subject
    items: tuple[Item, ...]
    #: ``_key``, one column per clause (``clauses``), and ``policy/benefit|…`` columns
    frame: pl.DataFrame
    #: clause → its column
    clauses: Mapping[ir.Node, str]

    def settle(self, groups: Sequence[Group]) -> None:
        """Mark the dues that give way in their exclusive group, and add what is really paid."""
        narrow = self._narrowed_to(groups)
        narrow.displace(groups)
        self._take(with_nets(narrow.frame, self.items, groups))

    def displace(self, groups: Sequence[Group]) -> None:
        """Mark the dues that give way in their exclusive group."""
        for group in groups:
            keys = [i.key for i in self.items if i.key in group.members]
            if len(keys) > 1 and group.relation.rule == "highest":
                ordered = [m for m in group.members if m in keys]
                self.frame = self.frame.with_columns(self._displaced(ordered))

    def _take(self, found: pl.DataFrame) -> None:
        """Add the columns that another frame has besides those here."""
        known = set(self.frame.columns)
        self.frame = self.frame.hstack([c for c in found.get_columns() if c.name not in known])

    def _narrowed_to(self, groups: Sequence[Group]) -> Wide:
        """Return what pays the members of some groups, and joint caps."""
        wanted = {f"{m}|{name}" for g in groups for m in g.members for name in ("status", "total")}
        wanted.update(group.ceiling_column for group in groups)
        columns = [column for column in self.frame.get_columns() if column.name in wanted]
        return Wide(self.subject, self.items, pl.DataFrame(columns), {})

    def _displaced(self, keys: list[str]) -> list[pl.Expr]:
        """The due with the greatest total stays; an unknown total leaves the choice open."""
        totals = {k: self._total(k) for k in keys}
        due = {
            k: (pl.col(f"{k}|status") == int(Status.YES)) & self._displaced_before(k).is_null()
            for k in keys
        }
        # step by step: what every member asks is worked out once
        ranked = self.frame.select(pl.when(due[k]).then(totals[k]).alias(k) for k in keys)
        known = self.frame.select(
            pl.all_horizontal([~due[k] | totals[k].is_not_null() for k in keys]).alias("known")
        )["known"]
        ranked = ranked.with_columns(pl.max_horizontal(keys).alias(_BEST))
        first = pl.coalesce(pl.when(pl.col(k) == pl.col(_BEST)).then(pl.lit(k)) for k in keys)
        winner = ranked.select(first.alias("winner"))["winner"]
        return [
            pl.coalesce(
                pl.when(due[k] & pl.lit(known) & (pl.lit(winner) != k)).then(pl.lit(winner)),
                self._displaced_before(k),
            ).alias(f"{k}|displaced_by")
            for k in keys
        ]

    def _displaced_before(self, key: str) -> pl.Expr:
        """What an earlier group has displaced a due by."""
        name = f"{key}|displaced_by"
        return pl.col(name) if name in self.frame.columns else pl.lit(None, dtype=pl.String)

    def _total(self, key: str) -> pl.Expr:
        name = f"{key}|total"
        return pl.col(name) if name in self.frame.columns else pl.lit(None, dtype=pl.Int64)

    def long(self, *, local_only: bool) -> Iterator[pl.DataFrame]:
        """Yield the rows of each benefit."""
        for item in self.items:
            frame = self.frame
            region = item.region_clause
            if local_only and region is not None:
                column = pl.col(self.clauses[region.plain])
                frame = frame.filter(column.fill_null(value=True))
            yield self._rows(item, frame)

    def due(self, item: Item) -> pl.DataFrame:
        """Return ``_key`` and ``net`` of those to whom a benefit is due and not displaced."""
        narrow = self._narrow(item)
        due = pl.col(f"{item.key}|status") == int(Status.YES)
        kept = narrow.frame.filter(due & narrow._displaced_before(item.key).is_null())
        return kept.select(KEY, narrow._net(item).cast(pl.Int64).alias("net"))

    def _narrow(self, item: Item) -> Wide:
        """Return what pays one benefit: a query over thousands of columns takes its time to plan."""
        names = ("status", "displaced_by", "total", "net")
        found = [self.frame.get_column(f"{item.key}|{name}", default=None) for name in names]
        columns = [self.frame[KEY], *(column for column in found if column is not None)]
        return Wide(self.subject, (item,), pl.DataFrame(columns), {})

    def clause_names(self, item: Item) -> list[str]:
        """Return the columns of a benefit's clauses, in document order."""
        return [self.clauses[leaf.plain] for leaf in item.clause.leaves()]

    def _rows(self, item: Item, frame: pl.DataFrame) -> pl.DataFrame:
        marks = [
            pl.when(pl.col(c).is_null())
            .then(pl.lit("?"))
            .when(pl.col(c))
            .then(pl.lit("T"))
            .otherwise(pl.lit("F"))
            for c in self.clause_names(item)
        ]
        trace = pl.concat_str(marks) if marks else pl.lit("")
        amount = item.amount
        made = frame.select(
            pl.lit("person" if self.subject == "人员" else "employer").alias("subject_kind"),
            pl.col(KEY).alias("subject"),
            pl.lit(item.document.id).alias("policy"),
            pl.lit(item.version.name).alias("version"),
            pl.lit(item.id).alias("benefit"),
            pl.lit(item.document.region).alias("region"),
            pl.col(f"{item.key}|status").alias("status"),
            self._label(item).alias("label"),
            self._optional(item, "amount").alias("amount"),
            pl.lit("≤" if amount and amount.at_most else "=").alias("qualifier"),
            pl.lit(amount.period if amount else "once").alias("period"),
            self._optional(item, "periods").alias("periods"),
            self._optional(item, "total").alias("total"),
            self._optional(item, "first_year").alias("first_year"),
            self._optional(item, "ready_on").alias("ready_on"),
            self._optional(item, "displaced_by").alias("displaced_by"),
            self._net(item).alias("net"),
            trace.alias("trace"),
            self._optional(item, "place").alias("place"),
            self._optional(item, "position").alias("position"),
        )
        return made.cast(COLUMNS)  # type: ignore[arg-type]

    def _optional(self, item: Item, name: str) -> pl.Expr:
        column = f"{item.key}|{name}"
        return pl.col(column) if column in self.frame.columns else pl.lit(None)

    def _net(self, item: Item) -> pl.Expr:
        """What is really paid: the whole sum of what is due where no relation lessens it."""
        name = f"{item.key}|net"
        if name in self.frame.columns:
            return pl.col(name)
        due = pl.col(f"{item.key}|status") == int(Status.YES)
        kept = due & self._displaced_before(item.key).is_null()
        return pl.when(kept).then(self._optional(item, "total"))

    def _label(self, item: Item) -> pl.Expr:
        if item.label_type is None:
            return pl.lit(None, dtype=pl.String)
        labels = item.label_type.labels.labels
        code = pl.col(f"{item.key}|label")
        return code.replace_strict(
            list(range(len(labels))), list(labels), return_dtype=pl.String, default=None
        )
