"""The invented people every measurement is made on, kept as Parquet under var/bench."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import polars as pl

from yulin.facts import schema
from yulin.facts.frames import EMPLOYERS, Facts
from yulin.synth import synthesize

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "yulin"
POLICIES = ROOT / "policies"
CACHE = ROOT / "var" / "bench"
SEED = 20260901
WENZHOU, HANGZHOU, NINGBO, JINHUA = 330300, 330100, 330200, 330700
CITIES = (WENZHOU, HANGZHOU, NINGBO, JINHUA)


def in_one_city(people: int) -> Facts:
    """Return Wenzhou with so many people."""
    return load(prepare(people, (WENZHOU,)))


def in_many_cities(people: int) -> Facts:
    """Return a province: people of four cities in equal parts."""
    return load(prepare(people, CITIES))


def prepare(people: int, cities: tuple[int, ...]) -> Path:
    """Return the folder that holds such people, made now if it is not there yet."""
    folder = CACHE / f"{'-'.join(map(str, cities))}-{people}-{SEED}-{edition()}"
    if not folder.exists():
        unfinished = folder.with_suffix(".part")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        for name, frame in _made(people, cities).tables.items():
            frame.write_parquet(unfinished / f"{name}.parquet")
        unfinished.rename(folder)
    return folder


@cache
def edition() -> str:
    """Return a digest of what invents the people, so that nobody measures on old ones."""
    makers = [*(SOURCE / "synth").rglob("*"), *(SOURCE / "facts").glob("*.py")]
    digest = hashlib.sha256()
    for file in sorted(makers):
        if file.is_file() and "__pycache__" not in file.parts:
            digest.update(file.read_bytes())
    return digest.hexdigest()[:8]


@cache
def engine() -> str:
    """Return what tells one state of the engine and its policies from another."""
    digest = hashlib.sha256()
    sources = [file for room in ("facts", "policy") for file in (SOURCE / room).rglob("*.py")]
    for file in sorted([*sources, *POLICIES.rglob("*.yaml")]):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:8]


def load(folder: Path) -> Facts:
    """Return the people in a folder, in memory and in one piece."""
    return Facts({file.stem: pl.read_parquet(file).rechunk() for file in folder.glob("*.parquet")})


def _made(people: int, cities: tuple[int, ...]) -> Facts:
    share = people // len(cities)
    sizes = [people - share * (len(cities) - 1), *[share] * (len(cities) - 1)]
    parts = [
        synthesize(people=size, seed=SEED + number, as_of=dt.date(2026, 9, 1), region=city)
        for number, (size, city) in enumerate(zip(sizes, cities, strict=True))
    ]
    return Facts.concat(_apart(part, number) for number, part in enumerate(parts))


def _apart(facts: Facts, number: int) -> Facts:
    """Change the first character of every key, so that cities share no person or employer."""
    mark = pl.lit(str(number + 3))
    tables = {}
    for name, frame in facts.tables.items():
        keys = list(_keys(schema.BY_NAME[name]))
        tables[name] = frame.with_columns((mark + pl.col(c).str.slice(1)).alias(c) for c in keys)
    return Facts(tables)


def _keys(table: schema.Table) -> Iterator[str]:
    yield from dict.fromkeys([table.key, *table.links])


def employers(facts: Facts) -> int:
    """Return how many employers there are."""
    return facts[EMPLOYERS].height
