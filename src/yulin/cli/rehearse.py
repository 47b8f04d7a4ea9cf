"""``yulin rehearse``: a draft against what is in force, for everybody in a workbook or folder."""

from __future__ import annotations

import datetime as dt
import enum
import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import typer
from rich.table import Table

from yulin.cli.messages import (
    as_date,
    console,
    errors,
    facts_or_stop,
    file_to_write,
    progress_bar,
    stop,
)
from yulin.codes.identity import mask
from yulin.facts.frames import EMPLOYER_KEY, EMPLOYERS, PEOPLE, PERSON_KEY, Facts
from yulin.policy.library import Library, load_library
from yulin.policy.problems import PolicyError
from yulin.policy.rehearsal import words
from yulin.policy.rehearsal.dates import MOST_YEARS, Horizon
from yulin.policy.rehearsal.people import batch_count, batches_of
from yulin.policy.rehearsal.rehearse import Rehearsal
from yulin.policy.rehearsal.rehearse import rehearse as rehearse_all
from yulin.policy.rehearsal.workbook import Named, write_rehearsal

_MOST_CAUSES = 12


class Every(enum.StrEnum):
    """How often is decided."""

    month = "month"
    quarter = "quarter"
    year = "year"


class Language(enum.StrEnum):
    """In which language the tables are printed."""

    zh = "zh"
    en = "en"


def rehearse(
    *,
    facts: Annotated[Path, typer.Argument(help="工作簿或文件夹 · workbook or folder")],
    before: Annotated[
        Path, typer.Option("--from", help="现行政策文件夹 · policies in force", metavar="DIR")
    ],
    after: Annotated[
        Path, typer.Option("--to", help="草案政策文件夹 · the draft's policies", metavar="DIR")
    ],
    as_of: Annotated[str, typer.Option(help="起算日 · first day, 2026-06-30")],
    years: Annotated[int, typer.Option(help="看几年，1 到 10 · how many years")],
    out: Annotated[Path | None, typer.Option(help="结果工作簿 .xlsx · workbook")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="把结果写成 JSON · print the result as JSON")
    ] = False,
    names: Annotated[
        bool, typer.Option("--names", help="名单写全姓名和证件号 · lists with names and numbers")
    ] = False,
    every: Annotated[Every, typer.Option(help="判定间隔 · how often is decided")] = Every.month,
    changed_only: Annotated[
        bool,
        typer.Option("--changed-only", help="只算受影响的政策 · only policies the change reaches"),
    ] = False,
    language: Annotated[Language, typer.Option("--lang", help="zh 或 en")] = Language.zh,
) -> None:
    """草案与现行相比：谁增加、谁减少、要花多少钱。 A draft against what is in force."""
    horizon = _horizon(as_of, years, every)
    if out is not None:
        file_to_write(out, (".xlsx",))
    in_force, draft = _library(before, "--from"), _library(after, "--to")
    people = facts_or_stop(facts, in_force, draft)
    with progress_bar() as show:
        made = rehearse_all(
            in_force,
            draft,
            batches_of(people, as_of=horizon.as_of),
            horizon=horizon,
            only_touched=changed_only,
            batch_count=batch_count(people),
            progress=show,
        )
    if as_json:
        _print_json(made)
    else:
        _print(made, language is Language.en)
    if out is not None:
        now = dt.datetime.now().astimezone()
        write_rehearsal(made, out, named=_named(people, made, whole=names), printed_at=now)
        errors.print(f"写入 {out}。", markup=False)


def _horizon(as_of: str, years: int, every: Every) -> Horizon:
    day = as_date(as_of)
    if not 1 <= years <= MOST_YEARS:
        stop(f"--years 应在 1 到 {MOST_YEARS} 之间，给的是 {years}。 Give 1 to {MOST_YEARS} years.")
    if not 1990 <= day.year <= 2100 - years:
        stop(
            f"起算日 {day} 太远，应在 1990 到 {2100 - years} 年之间。 The first day is too far off."
        )
    return Horizon(as_of=day, years=years, every=every.value)


def _library(folder: Path, option: str) -> Library:
    """The documents of a folder; errors name the option beside file, line and reason."""
    if not folder.is_dir():
        stop(f"{option} 找不到文件夹 {folder}。 No such folder.")
    try:
        return load_library(folder)
    except PolicyError as error:
        lines = [
            f"{option} {folder} 有 {len(error.problems)} 处错误，没有演练： Nothing was rehearsed:"
        ]
        stop("\n".join([*lines, *map(str, error.problems)]))


def _named(facts: Facts, made: Rehearsal, *, whole: bool) -> Named:
    """Names and numbers of those in the lists; masked unless the user asks for them."""
    wanted = made.changes["subject"].unique()
    found: dict[str, tuple[str, str]] = {}
    for table, key, name in ((PEOPLE, PERSON_KEY, "姓名"), (EMPLOYERS, EMPLOYER_KEY, "单位名称")):
        if table in facts:
            rows = facts[table].filter(pl.col(key).is_in(wanted.implode())).select(key, name).rows()
            shown = whole or table == EMPLOYERS
            found |= {k: (n, k) if shown else (_masked_name(n), mask(k)) for k, n in rows}
    return Named(people=found)


def _masked_name(name: str) -> str:
    """王某某: the family name alone."""
    return name[:1] + "*" * max(1, len(name) - 1)


# --- What is printed ------------------------------------------------------------------------------


def _print_json(made: Rehearsal) -> None:
    json.dump(made.as_dict(), sys.stdout, ensure_ascii=False, indent=1)
    print()


def _print(made: Rehearsal, english: bool) -> None:
    at = 1 if english else 0
    _table(_FARE, [_fare(row, at) for row in made.tables["total"].to_dicts()], at)
    _table(_COSTS["year"], [_cost(str(r["year"]), r) for r in made.tables["year"].to_dicts()], at)
    _table(_COSTS["policy"], _changed(made, at), at)
    for key, say in (("district", words.place), ("class", words.talent_class)):
        name = "district" if key == "district" else "talent_class"
        rows = [_cost(say(r[name])[at], r) for r in made.tables[key].to_dicts() if _matters(r)]
        _table(_COSTS[key], rows, at)
    causes = made.causes.head(_MOST_CAUSES).to_dicts()
    _table(_CAUSES, [_cause(row, made, at) for row in causes], at)
    for sentence in words.assumptions(made):
        console.print(f"· {sentence[at]}", markup=False, style="dim")


Heads = tuple[tuple[str, str], ...]
_FARE: Heads = (
    ("对象", "Who"),
    ("全部", "All"),
    ("增加", "Gain"),
    ("减少", "Lose"),
    ("不变", "Unchanged"),
    ("说不准", "Uncertain"),
    ("现行（元）", "Now (yuan)"),
    ("草案（元）", "Draft (yuan)"),
    ("差额（元）", "Difference"),
)
_MONEY: Heads = (
    ("现行（元）", "Now (yuan)"),
    ("草案（元）", "Draft (yuan)"),
    ("差额（元）", "Difference"),
    ("现行发放", "Paid now"),
    ("草案发放", "Paid, draft"),
    ("金额未知", "Sum unknown"),
    ("无法判定", "Undetermined"),
)
_COSTS: dict[str, Heads] = {
    "year": (("年度", "Year"), *_MONEY),
    "policy": (("有变化的政策", "Policies that change"), *_MONEY),
    "district": (("地区", "Place"), *_MONEY),
    "class": (("人才类别", "Class"), *_MONEY),
}
_CAUSES: Heads = (
    ("人数", "People"),
    ("结果", "Outcome"),
    ("条款", "Clause"),
    ("内容", "What it says"),
    ("待遇", "Benefit"),
)


def _table(heads: Heads, rows: list[tuple[str, ...]], at: int) -> None:
    if not rows:
        return
    shown = Table(box=None, pad_edge=False)
    texts = {"对象", "年度", "有变化的政策", "地区", "人才类别", "结果", "条款", "内容", "待遇"}
    for pair in heads:
        shown.add_column(pair[at], justify="left" if pair[0] in texts else "right")
    for row in rows:
        shown.add_row(*row)
    console.print(shown)
    console.print()


def _yuan(fen: int) -> str:
    return f"{words.yuan(fen):,.2f}"


def _more(row: dict[str, Any]) -> str:
    more: Decimal = words.yuan(row["sum_after"] - row["sum_before"])
    return f"{more:+,.2f}" if more else "0.00"


def _fare(row: dict[str, Any], at: int) -> tuple[str, ...]:
    changed = row["gains"] + row["loses"] + row["uncertain"]
    counts = (row["subjects"], row["gains"], row["loses"], row["subjects"] - changed)
    return (
        words.KINDS[row["subject_kind"]][at],
        *(f"{n:,}" for n in (*counts, row["uncertain"])),
        _yuan(row["sum_before"]),
        _yuan(row["sum_after"]),
        _more(row),
    )


def _cost(name: str, row: dict[str, Any]) -> tuple[str, ...]:
    """Of the unknown the draft's number, with that of now where it differs."""
    return (
        name.replace("[", r"\["),
        _yuan(row["sum_before"]),
        _yuan(row["sum_after"]),
        _more(row),
        f"{row['paid_before']:,}",
        f"{row['paid_after']:,}",
        _both(row, "unknown"),
        _both(row, "undetermined"),
    )


def _both(row: dict[str, Any], name: str) -> str:
    before, after = row[f"{name}_before"], row[f"{name}_after"]
    return f"{after:,}" if before == after else f"{before:,} → {after:,}"


def _matters(row: dict[str, Any]) -> bool:
    return any(row[f"{name}_{side}"] for name in ("sum", "unknown") for side in ("before", "after"))


def _changed(made: Rehearsal, at: int) -> list[tuple[str, ...]]:
    rows = made.tables["policy"].to_dicts()
    touched = [r for r in rows if r["gains"] or r["loses"] or r["uncertain"]]
    say = (words.title, words.title_en)[at]
    return [_cost(f"{say(made, r['policy'])} {r['policy']}", r) for r in touched]


def _cause(row: dict[str, Any], made: Rehearsal, at: int) -> tuple[str, ...]:
    say = (words.title, words.title_en)[at]
    benefit = say(made, f"{row['policy']}/{row['benefit']}")
    texts = (row["cause"], row["text_en" if at else "text"], f"{row['policy']} {benefit}")
    return (
        f"{row['subjects']:,}",
        words.OUTCOMES[row["outcome"]][at],
        *(text.replace("[", r"\[") for text in texts),
    )
