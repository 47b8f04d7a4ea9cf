"""Decisions as tables people and programs take away: long rows with reasons in words, and totals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path

import polars as pl

from yulin.facts.export import write_table_workbook
from yulin.facts.frames import Facts
from yulin.policy import ir
from yulin.policy.decide import DecisionTable
from yulin.policy.decision import Status
from yulin.policy.long_form import COLUMNS, Wide
from yulin.policy.one_line import with_reasons
from yulin.policy.open_sums import PAID, OpenSums
from yulin.policy.program import Clause, Item, Program
from yulin.policy.stacking.place import Place
from yulin.policy.stacking.places import Given

#: a worksheet holds 1,048,576 rows
MOST_SHEET_ROWS = 1_000_000
ENDINGS = (".parquet", ".csv", ".xlsx")
HEADINGS = {
    "subject": "主体",
    "policy": "政策",
    "title": "待遇名称",
    "version": "版本",
    "status": "结果",
    "label": "类别",
    "amount": "每期金额（元）",
    "qualifier": "限定",
    "total": "合计（元）",
    "first_year": "首年（元）",
    "net": "实得（元）",
    "ready_on": "预计可得日",
    "displaced_by": "由此项取代",
    "place": "名额",
    "position": "名次",
    "reason": "理由",
}


_SUMS = ("amount", "total", "first_year", "net")
_COLUMNS = {**COLUMNS, "title": pl.String(), "reason": pl.String()}


class TooManyRowsError(Exception):
    """More rows than a worksheet holds."""


def rows_with_reasons(
    table: DecisionTable, *, local_only: bool = True, facts: Facts | None = None
) -> Iterator[pl.DataFrame]:
    """Yield per benefit the long rows with a column ``reason`` in words.

    A sum stands only in rows of what is due or will be: whoever adds up a column would else count
    what nobody is paid. The wide frames keep every sum.

    Args:
        table: the decisions.
        local_only: leave out the rows of those who are elsewhere.
        facts: what was decided about; with them it is said of each what keeps a sum unknown.
    """
    sums = OpenSums(table, facts)
    for part in table.parts:
        for item, frame in zip(part.items, part.long(local_only=local_only), strict=True):
            told = with_reasons(frame, item, partial(_untold, table.program))
            yield told.with_columns(
                pl.lit(item.source.name).alias("title"),
                (pl.col("reason") + _about_place() + _about_sum(sums.words(item, frame))).alias(
                    "reason"
                ),
                *_sums_paid(),
            ).select(*_COLUMNS)


def _sums_paid() -> list[pl.Expr]:
    """Return the columns of sums, empty where nothing is due or will be."""
    paid = pl.col("status").is_in(PAID)
    return [pl.when(paid).then(pl.col(name)).alias(name) for name in _SUMS]


def _about_sum(words: pl.Series) -> pl.Expr:
    said = pl.lit(words)
    return pl.when(said == "").then(pl.lit("")).otherwise(pl.lit("；") + said)


def _untold(program: Program, clause: Clause) -> tuple[str, ...]:
    return unrecorded(clause.plain, program)


def unrecorded(node: ir.Node, program: Program) -> tuple[str, ...]:
    """Return the facts a node rests on that no record tells, by their names in documents.

    They must be told of each person; in a run over records they are unknown of everybody.
    """
    found: dict[str, None] = {}
    seen, waiting = set[str](), [node]
    while waiting:
        for name in ir.variables(waiting.pop()):
            if name in seen or name.startswith("@"):
                continue
            seen.add(name)
            definition = program.definitions[name]
            if definition.behind is None:
                found[definition.name] = None
            else:
                waiting.append(definition.behind)
    return tuple(found)


def _about_place() -> pl.Expr:
    """Say who got a place, and at which position; nothing where there are places for all."""
    known = pl.col("position").is_not_null()
    position = pl.when(known).then(pl.format("，第 {} 名", "position")).otherwise(pl.lit(""))
    words = {
        int(Place.TAKEN): "；入选",
        int(Place.REFUSED): "；✗名额已满，没有入选",
        int(Place.TIED): "；？末位并列，谁入选另定",
        int(Place.OPEN): "；？名次或名额无法判定",
    }
    said = pl.col("place").replace_strict(words, default=None, return_dtype=pl.String)
    return pl.when(said.is_null()).then(pl.lit("")).otherwise(said + position)


def places_given(given: Iterable[Given]) -> pl.DataFrame:
    """Return one row per benefit with fewer places than who qualify: how they were given."""
    return pl.DataFrame([_places(one) for one in given], schema=_PLACES)


_PLACES = {
    "政策": pl.String(),
    "待遇": pl.String(),
    "名额": pl.Int64(),
    "资金（元）": pl.Decimal(20, 2),
    "已用资金（元）": pl.Decimal(20, 2),
    **{place.label: pl.Int64() for place in Place},
    "是否符合待定": pl.Int64(),
    "不足的份额": pl.String(),
    "说明": pl.String(),
}


def _places(one: Given) -> dict[str, object]:
    found = one.allocation
    money = found.fund is not None
    return {
        "政策": one.item.document.id,
        "待遇": one.item.source.name,
        "名额": found.places,
        "资金（元）": Decimal(found.fund or 0).scaleb(-2) if money else None,
        "已用资金（元）": Decimal(found.spent).scaleb(-2) if money else None,
        Place.TAKEN.label: len(found.taken),
        Place.REFUSED.label: len(found.refused),
        Place.TIED.label: len(found.tied),
        Place.OPEN.label: len(found.open),
        "是否符合待定": one.waiting,
        "不足的份额": "、".join(found.short),
        "说明": found.note,
    }


def write_decisions(
    table: DecisionTable,
    out: Path,
    *,
    title: str,
    given: Iterable[Given] = (),
    facts: Facts | None = None,
) -> int:
    """Write decisions to .parquet, .csv or .xlsx by the file's ending; return the number of rows.

    Args:
        table: the decisions, after places were given.
        out: the file.
        title: what is printed above the sheets of a workbook.
        given: how the places of benefits that have fewer than who qualify were given.
        facts: what was decided about, to say of each what keeps a sum unknown.

    Raises:
        TooManyRowsError: where a workbook cannot hold the rows.
        ValueError: on another ending.
    """
    ending = out.suffix.lower()
    if ending not in ENDINGS:
        raise ValueError(f"不会写 “{ending}” 文件，可用 .parquet、.csv 或 .xlsx")
    frames = list(rows_with_reasons(table, facts=facts))
    rows = sum(f.height for f in frames)
    whole = pl.concat(frames) if frames else pl.DataFrame(schema=_COLUMNS)
    if ending == ".parquet":
        whole.write_parquet(out)
    elif ending == ".csv":
        readable(whole).write_csv(out, include_bom=True)
    else:
        _write_workbook(table, whole, out, title, places_given(given))
    return rows


def _write_workbook(
    table: DecisionTable, whole: pl.DataFrame, out: Path, title: str, places: pl.DataFrame
) -> None:
    if whole.height > MOST_SHEET_ROWS:
        raise TooManyRowsError(f"共 {whole.height} 行，工作表放不下；请写成 .parquet，或缩小范围。")
    shown = readable(whole.filter(pl.col("status") != int(Status.NO)))
    write_table_workbook(
        {
            "汇总": totals(table),
            **({} if places.is_empty() else {"名额": places}),
            "符合与待定": shown,
            "不符合": readable(whole.filter(pl.col("status") == int(Status.NO))),
        },
        out,
        title=title,
        printed_filter=f"基准日 {table.as_of:%Y-%m-%d}",
        printed_at=dt.datetime.now().astimezone(),
    )


def readable(whole: pl.DataFrame) -> pl.DataFrame:
    """Return long rows with Chinese headings, words for statuses and yuan for fen."""
    words = {int(s): s.label for s in Status}
    yuan = [_in_yuan(c) for c in _SUMS]
    places = {int(p): p.label for p in Place}
    made = whole.with_columns(
        pl.col("status").replace_strict(words, return_dtype=pl.String),
        pl.col("place").replace_strict(places, return_dtype=pl.String, default=None),
        *yuan,
    )
    return made.select([pl.col(c).alias(h) for c, h in HEADINGS.items()])


def _in_yuan(fen: str) -> pl.Expr:
    """Multiply by 0.01: a quotient of decimals keeps only the digits of its dividend."""
    return (pl.col(fen).cast(pl.Decimal(38, 2)) * pl.lit(Decimal("0.01"))).cast(pl.Decimal(20, 2))


def totals(table: DecisionTable) -> pl.DataFrame:
    """Return one row per benefit: how many of each answer, and the known sums in yuan."""
    return pl.DataFrame([_total(part, item) for part in table.parts for item in part.items])


def _total(part: Wide, item: Item) -> dict[str, object]:
    """Count the answers and add up what is really paid: nothing displaced, deductions taken off."""
    counts = dict(part.frame[f"{item.key}|status"].value_counts().iter_rows())
    due = part.due(item)
    known = due["net"].sum() if item.amount is not None else None
    return {
        "政策": item.document.id,
        "待遇": item.source.name,
        "对象": part.subject,
        **{s.label: counts.get(int(s), 0) for s in reversed(Status)},
        "已知合计（元）": None if known is None else Decimal(known).scaleb(-2),
        "金额未知的件数": due["net"].null_count() if item.amount is not None else 0,
    }
