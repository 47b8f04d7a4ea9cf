"""Draws that anybody can repeat: a list fixed first, a seed promised before it and shown after.

A list is lines `name TAB stratum TAB yuan`, in the order of the names; its hash is that of the lines.
The order of a draw is that of sha256(seed "|" name), written in hexadecimal; of each stratum the
first as many as were fixed are drawn. With pencil: `printf '%s|%s' SEED NAME | sha256sum`, sorted.
"""

from __future__ import annotations

import hashlib
import json
import math
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

FORMAT = "yulin-draw/1"
Fault = Literal["unreadable", "format", "seed", "list", "order", "size", "drawn", "not_drawn"]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the list: who may be drawn."""

    #: no personal number: the identifier of a payment
    name: str
    stratum: str
    amount: Decimal

    def line(self) -> str:
        """The line that is hashed."""
        return f"{self.name}\t{self.stratum}\t{self.amount:.2f}\n"


@dataclass(frozen=True, kw_only=True)
class Found:
    """Something in a file that does not hold, and where."""

    fault: Fault
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Report:
    """What checking a file found; `drawn` are those that the draw, repeated, gives."""

    title: str
    entries: int
    drawn: tuple[str, ...]
    found: tuple[Found, ...]
    #: the draw is still to come: only list and promise can be checked
    is_open: bool = False


def new_seed() -> str:
    """32 bytes from the operating system, as text."""
    return secrets.token_hex(32)


def promise_of(seed: str) -> str:
    """What is published before the list is made: the hash of the seed."""
    return hashlib.sha256(seed.encode()).hexdigest()


def list_hash(entries: Iterable[Entry]) -> str:
    """The hash of a list, whatever order it comes in."""
    lines = "".join(entry.line() for entry in sorted(entries, key=lambda entry: entry.name))
    return hashlib.sha256(lines.encode()).hexdigest()


def turn(seed: str, name: str) -> str:
    """What puts a name into its place of the draw."""
    return hashlib.sha256(f"{seed}|{name}".encode()).hexdigest()


def draw(seed: str, entries: Iterable[Entry], sizes: Mapping[str, int]) -> tuple[str, ...]:
    """The names drawn, stratum by stratum, each in the order of its turn."""
    ordered = sorted(entries, key=lambda entry: (entry.stratum, turn(seed, entry.name)))
    taken: Counter[str] = Counter()
    drawn = []
    for entry in ordered:
        if taken[entry.stratum] < sizes.get(entry.stratum, 0):
            taken[entry.stratum] += 1
            drawn.append(entry.name)
    return tuple(drawn)


def sizes_of(
    entries: Iterable[Entry], *, count: int | None = None, percent: Decimal | None = None
) -> dict[str, int]:
    """Stratum → how many are drawn of it: a number of each, or a share of each, rounded up."""
    held = Counter(entry.stratum for entry in entries)
    if count is not None:
        return {stratum: min(count, there) for stratum, there in sorted(held.items())}
    share = Fraction(percent or 0) / 100
    # rounded up, so that a small stratum is not passed over
    return {stratum: math.ceil(there * share) for stratum, there in sorted(held.items())}


def written(
    *,
    title: str,
    about: Mapping[str, Any],
    promise: str,
    entries: Iterable[Entry],
    sizes: Mapping[str, int],
    seed: str = "",
    drawn: Iterable[str] = (),
) -> str:
    """A file with everything that is needed to repeat a draw without database and secret."""
    listed = sorted(entries, key=lambda entry: entry.name)
    head = {
        "format": FORMAT,
        "title": title,
        "about": dict(about),
        "seed_sha256": promise,
        "list_sha256": list_hash(listed),
        "sizes": dict(sizes),
        "seed": seed,
    }
    text = json.dumps(head, ensure_ascii=False, indent=1)[:-2]
    rows = ",\n".join(
        json.dumps([e.name, e.stratum, f"{e.amount:.2f}"], ensure_ascii=False) for e in listed
    )
    names = json.dumps(list(drawn), ensure_ascii=False, indent=1)
    return f'{text},\n "list": [\n{rows}\n],\n "drawn": {names}\n}}\n'


def check(text: str, *, promise: str = "", fixed: str = "") -> Report:
    """Repeat the draw of a file and say what does not hold.

    Args:
        promise: the hash of the seed as it was published; the file's own where it is not given.
        fixed: the hash of the list as it was published, likewise.
    """
    try:
        held = json.loads(text)
        entries = [
            Entry(name=str(name), stratum=str(stratum), amount=Decimal(amount))
            for name, stratum, amount in held["list"]
        ]
        sizes = {str(stratum): int(size) for stratum, size in held["sizes"].items()}
        seed, told = str(held["seed"]), [str(name) for name in held["drawn"]]
        title, kind = str(held["title"]), held["format"]
        said = str(held["seed_sha256"]), str(held["list_sha256"])
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError):
        return Report(title="", entries=0, drawn=(), found=(Found(fault="unreadable"),))
    found = [Found(fault="format")] if kind != FORMAT else []
    names = [entry.name for entry in entries]
    if names != sorted(set(names)):
        found.append(Found(fault="order"))
    if {list_hash(entries), said[1]} != {fixed or said[1]}:
        found.append(Found(fault="list"))
    found += _sizes(entries, sizes)
    is_open = not seed and not told
    if not is_open and {promise_of(seed), said[0]} != {promise or said[0]}:
        found.append(Found(fault="seed"))
    again = () if is_open else draw(seed, entries, sizes)
    found += [Found(fault="drawn", name=name) for name in told if name not in set(again)]
    found += [Found(fault="not_drawn", name=name) for name in again if name not in set(told)]
    return Report(
        title=title, entries=len(entries), drawn=again, found=tuple(found), is_open=is_open
    )


def _sizes(entries: Iterable[Entry], sizes: Mapping[str, int]) -> list[Found]:
    held = Counter(entry.stratum for entry in entries)
    return [
        Found(fault="size", name=stratum)
        for stratum, size in sizes.items()
        if not 0 <= size <= held[stratum]
    ]
