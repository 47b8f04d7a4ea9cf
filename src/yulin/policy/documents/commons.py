"""Reads what documents of one place share (共用): facts, definitions and lists of clauses, said once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from yulin.facts import schema
from yulin.policy.document import Condition, Definition, Document
from yulin.policy.documents.conditions import Setting, read_shared
from yulin.policy.documents.parts import formula, one_of
from yulin.policy.problems import Place, nearest
from yulin.policy.reader import Map, Value
from yulin.policy.regions import read_region
from yulin.policy.vocabulary import Term, read_term

_SUBJECTS = ("人员", "单位")


@dataclass(frozen=True, kw_only=True)
class Common:
    """A file of facts, definitions and lists of clauses that documents take over by its name (引用)."""

    name: str
    name_en: str
    region: int
    terms: tuple[Term, ...] = ()
    definitions: tuple[Definition, ...] = ()
    #: clauses shared by name (条件组)
    shared: Mapping[str, tuple[Condition, ...]] = field(default_factory=dict, hash=False)
    file: str = ""
    digest: str = ""
    place: Place = field(default=Place(), compare=False)


def read_common(top: Map, path: Path, digest: str) -> Common:
    """Return what a file gives to documents; findings go to its problems."""
    whom = one_of(top.get("对象"), _SUBJECTS)
    setting = Setting(document="", subject="单位" if whom == "单位" else "人员", payee="person")
    made = Common(
        name=top.need("共用").text(),
        name_en=top.need("en").text(),
        region=read_region(top.need("地区")),
        terms=tuple(
            read_term(item.map(), subject=setting.subject) for item in top.get("事实").items()
        ),
        definitions=tuple(read_definition(item.map()) for item in top.get("定义").items()),
        shared=read_shared(top.get("条件组"), setting),
        file=path.name,
        digest=digest,
        place=top.place,
    )
    top.get("说").text()
    top.finish()
    return made


def read_definition(entry: Map) -> Definition:
    """Return a name for an expression."""
    made = Definition(
        name=entry.need("名称").text(),
        formula=formula(entry.need("式")),
        text=entry.get("说").text(),
        text_en=entry.get("en").text(),
        table=one_of(entry.get("表"), tuple(schema.BY_NAME)),
    )
    entry.finish()
    return made


def referred(value: Value, region: int, commons: Sequence[Common]) -> tuple[Common, ...]:
    """Return the files that a document takes over: of each name, that for the smallest place around."""
    found: list[Common] = []
    for item in value.items():
        name = item.text()
        fitting = [c for c in commons if c.name == name and _covers(c.region, region)]
        if fitting:
            found.append(max(fitting, key=lambda c: _narrowness(c.region)))
            continue
        known = [c.name for c in commons]
        advice = nearest(name, known) or "放进 名单 文件夹：共用: 名称，地区要含本文档的地区"
        item.problems.error(item.place, "E290", f"没有载入共用文件 “{name}”", advice)
    return tuple(found)


def with_commons(document: Document, commons: Sequence[Common], value: Value) -> Document:
    """Return a document with the names it takes over; a name said twice is refused."""
    if not commons:
        return document
    own = {t.name: document.file for t in document.terms}
    own |= {d.name: document.file for d in document.definitions}
    for common in commons:
        for name in (*(t.name for t in common.terms), *(d.name for d in common.definitions)):
            if name in own:
                message = f"“{name}” 在 {common.file} 和 {own[name]} 里都有"
                value.problems.error(value.place, "E291", message, "删去其中一处，或换一个名称")
            own[name] = common.file
    return replace(
        document,
        terms=(*document.terms, *(t for c in commons for t in c.terms)),
        definitions=(*document.definitions, *(d for c in commons for d in c.definitions)),
        commons=tuple((c.name, c.region, c.digest) for c in commons),
        common_files=tuple(c.file for c in commons),
    )


def clauses_of(
    commons: Iterable[Common], own: Mapping[str, tuple[Condition, ...]]
) -> dict[str, tuple[Condition, ...]]:
    """Return the lists of clauses a document may use; its own go before those it takes over."""
    return {name: listed for c in commons for name, listed in c.shared.items()} | dict(own)


def _covers(scope: int, region: int) -> bool:
    step = 10_000 if scope % 10_000 == 0 else 100 if scope % 100 == 0 else 1
    return scope == 0 or scope // step == region // step


def _narrowness(region: int) -> int:
    return 0 if region == 0 else 1 if region % 10_000 == 0 else 2 if region % 100 == 0 else 3
