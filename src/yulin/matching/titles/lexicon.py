"""The lexicon of titles: terms that mean the same, and what they are a kind of.

One file a field in `data/`, written by hand. A line is a concept, indented below what it is a kind of:

    贷款 < 银行 ~ 信用 = 信贷 放贷

is called 贷款, is also a kind of 银行 (`<`), is near 信用 (`~`), and 信贷 and 放贷 mean it too (`=`).
A mark after the name tells its kind: `!` a whole occupation, `*` a noun at a title's head, `-` a
level or form of employment, nothing for what the work is about. A line `@名` opens a field, and is
what every concept below it is a kind of in the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import Final

_INDENT: Final = 2


class Kind(Enum):
    """What a concept says about a title."""

    FIELD = "@"
    OCCUPATION = "!"
    HEAD = "*"
    LEVEL = "-"
    TOPIC = ""


_MARKS: Final = {kind.value: kind for kind in Kind if kind.value}


@dataclass(frozen=True)
class Concept:
    """One meaning: its name, its kind, what it is a kind of and what it is near."""

    name: str
    kind: Kind
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()


class LexiconError(ValueError):
    """A line that cannot be read, a name given twice or a name nobody defines."""


@dataclass(frozen=True)
class Lexicon:
    """All concepts, and which of them a term means."""

    concepts: dict[str, Concept]
    terms: dict[str, tuple[str, ...]]
    longest: int = field(default=0)

    @classmethod
    def of(cls, concepts: Iterable[Concept]) -> Lexicon:
        """Index the concepts; raises LexiconError when names do not fit together."""
        known: dict[str, Concept] = {}
        for one in concepts:
            if one.name in known:
                raise LexiconError(f"{one.name} is defined twice")
            known[one.name] = one
        terms: dict[str, list[str]] = {}
        for one in known.values():
            for other in (*one.broader, *one.related):
                if other not in known:
                    raise LexiconError(f"{one.name} names {other}, which is not defined")
            if one.kind is not Kind.FIELD:
                for term in one.terms:
                    terms.setdefault(term, []).append(one.name)
        meant = {term: tuple(names) for term, names in terms.items()}
        return cls(known, meant, max(map(len, meant), default=0))

    def above(self, name: str) -> Iterator[tuple[str, int]]:
        """Everything the concept is a kind of, nearest first, with the number of steps."""
        seen = {name}
        row = [name]
        steps = 0
        while row:
            steps += 1
            upper = [up for one in row for up in self.concepts[one].broader]
            row = [up for up in dict.fromkeys(upper) if up not in seen]
            seen.update(row)
            for up in row:
                yield up, steps


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _split(line: str) -> tuple[str, dict[str, tuple[str, ...]]]:
    """The head of a line, and the words behind each of its signs."""
    parts: dict[str, tuple[str, ...]] = {}
    for sign in ("=", "~", "<"):
        line, found, rest = line.partition(f" {sign} ")
        if found:
            parts[sign] = _words(rest)
    return line.strip(), parts


def _concept(line: str, above: str | None) -> Concept:
    head, parts = _split(line)
    if not head or " " in head:
        raise LexiconError(f"not a concept: {line}")
    kind = _MARKS.get(head[-1], Kind.TOPIC)
    name = head[:-1] if kind is not Kind.TOPIC else head
    broader = (*((above,) if above else ()), *parts.get("<", ()))
    terms = tuple(dict.fromkeys((name.lower(), *parts.get("=", ()))))
    return Concept(name, kind, broader, parts.get("~", ()), terms)


def read_concepts(text: str) -> Iterator[Concept]:
    """The concepts of one file; raises LexiconError."""
    path: list[str] = []
    for raw in text.splitlines():
        line = raw.split("#", 1)[0].rstrip()
        if not line:
            continue
        if line.startswith("@"):
            path = [line]
            yield Concept(path[0], Kind.FIELD)
            continue
        depth, odd = divmod(len(line) - len(line.lstrip()), _INDENT)
        if odd or depth + 1 > len(path):
            raise LexiconError(f"indented too far: {line}")
        one = _concept(line.strip(), path[depth])
        path[depth + 1 :] = [one.name]
        yield one


@cache
def shipped() -> Lexicon:
    """The lexicon of this package."""
    folder = files(__package__).joinpath("data")
    names = sorted(one.name for one in folder.iterdir() if one.name.endswith(".lex"))
    texts = (folder.joinpath(name).read_text(encoding="utf-8") for name in names)
    return Lexicon.of(concept for text in texts for concept in read_concepts(text))
