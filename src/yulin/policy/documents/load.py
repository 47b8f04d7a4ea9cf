"""Reads one policy file into a Document; every finding names its line."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from yulin.policy.document import Document, Note, Source, Step
from yulin.policy.documents import worked_cases as load_cases
from yulin.policy.documents.benefits import PAYEES, SUBJECTS
from yulin.policy.documents.commons import (
    Common,
    clauses_of,
    read_common,
    read_definition,
    referred,
    with_commons,
)
from yulin.policy.documents.conditions import Setting, read_shared
from yulin.policy.documents.parts import one_of
from yulin.policy.documents.quotas import read_pools, refuse_strangers
from yulin.policy.documents.relations import read_relations
from yulin.policy.documents.versions import read_versions
from yulin.policy.language.reference import Reference, read_reference
from yulin.policy.reader import Map, Problems, Value, read_yaml
from yulin.policy.regions import read_region
from yulin.policy.vocabulary import read_term

DOMAINS = ("招引", "就业", "住房", "技能", "创业", "评价", "人才分类", "服务")
#: bytes of a file in which it says what it is
_HEAD = 4_000
GRADES = ("P1", "P2", "P3", "P4")


def read_document(
    path: Path,
    problems: Problems,
    *,
    text: str | None = None,
    commons: Sequence[Common] = (),
) -> Document | None:
    """Return the document in ``path`` (or in ``text``), or None when it is unreadable or none.

    Args:
        path: names the file in messages.
        problems: takes the findings.
        text: what to read in place of the file.
        commons: what the document may take over by name (引用).
    """
    found = read_file(path, problems, text=text, commons=commons)
    return found if isinstance(found, Document) else None


def read_file(
    path: Path,
    problems: Problems,
    *,
    text: str | None = None,
    commons: Sequence[Common] = (),
) -> Document | Reference | Common | None:
    """Return the document, list, parameter or common text in a file; None when it is unreadable."""
    root = read_yaml(path, problems, text=text)
    if not root:
        return None
    top = root.map()
    raw = text if text is not None else path.read_text(encoding="utf-8-sig")
    digest = hashlib.sha256(raw.encode()).hexdigest()
    if "名单" in top or "参数" in top:
        return read_reference(top, path, digest)
    if "共用" in top:
        return read_common(top, path, digest)
    return _document(top, path, digest, commons)


def read_files(
    paths: Iterable[Path], problems: Problems
) -> tuple[list[Document], list[Reference], list[Common]]:
    """Return what files hold; what documents take over is read before them."""
    files = list(paths)
    shared = [path for path in files if _is_common(path)]
    commons = [c for p in shared if isinstance(c := read_file(p, problems), Common)]
    rest = [path for path in files if path not in shared]
    found = [read_file(path, problems, commons=commons) for path in rest]
    documents = [d for d in found if isinstance(d, Document)]
    return documents, [r for r in found if isinstance(r, Reference)], commons


def _is_common(path: Path) -> bool:
    """Say whether a file begins like a common text; a look at its head, so that it is read once."""
    head = path.read_bytes()[:_HEAD].decode("utf-8-sig", errors="replace")
    return re.search(r"^共用[ \t]*:", head, re.MULTILINE) is not None


def _setting(top: Map, commons: Sequence[Common]) -> Setting:
    whom, payee = one_of(top.get("对象"), SUBJECTS), one_of(top.get("受款"), PAYEES)
    bare = Setting(
        document=top.need("编号").text(),
        subject="单位" if whom == "单位" else "人员",
        payee="employer" if payee == "单位" else "person",
    )
    bare = replace(bare, shared=clauses_of(commons, {}))
    shared = clauses_of(commons, read_shared(top.get("条件组"), bare))
    return replace(bare, shared=shared, pools=read_pools(top.get("共用名额")))


def _document(top: Map, path: Path, digest: str, commons: Sequence[Common]) -> Document:
    region = read_region(top.need("地区"))
    taken = referred(top.get("引用"), region, commons)
    setting = _setting(top, taken)
    document = Document(
        id=setting.document,
        title=top.need("标题").text(),
        title_en=top.need("标题en").text(),
        number=top.get("文号").text("未知"),
        issuer=top.get("机关").text("未知"),
        region=region,
        domain=one_of(top.need("领域"), DOMAINS),
        summary=top.need("摘要").text(),
        summary_en=top.need("摘要en").text(),
        verified=top.get("核实").yes(),
        sources=tuple(_source(v.map()) for v in top.need("来源").items()),
        missing=_notes(top.get("缺失")),
        conflicts=_notes(top.get("冲突")),
        terms=tuple(
            read_term(item.map(), subject=setting.subject) for item in top.get("事实").items()
        ),
        definitions=tuple(read_definition(item.map()) for item in top.get("定义").items()),
        versions=read_versions(top.need("版本"), setting),
        relations=(
            *read_relations(top.get("关系")),
            *read_relations(top.get("互斥")),
        ),
        process=tuple(_step(v.map()) for v in top.get("流程").items()),
        cases=load_cases.read_cases(top.get("案例底稿"), top.get("案例")),
        replaces=top.get("替代").text(),
        subject=setting.subject,
        payee=setting.payee,
        file=path.name,
        digest=digest,
    )
    refuse_strangers(top.get("共用名额"), document.versions)
    document = with_commons(document, taken, top.get("引用"))
    top.finish()
    return document


def _source(entry: Map) -> Source:
    made = Source(
        address=entry.need("网址").text(),
        grade=one_of(entry.need("等级"), GRADES),
        note=entry.remark(),
        date=entry.get("日期").date(),
    )
    entry.finish()
    return made


def _notes(value: Value) -> tuple[Note, ...]:
    return tuple(_note(item) for item in value.items())


def _note(item: Value) -> Note:
    if not item.is_map:
        return Note(text=item.text())
    entry = item.map()
    made = Note(text=entry.need("说").text(), text_en=entry.get("en").text())
    entry.finish()
    return made


def _step(entry: Map) -> Step:
    made = Step(
        text=entry.need("步骤").text(),
        text_en=entry.get("en").text(),
        limit=entry.get("期限").text(),
        unit=entry.get("单位").text(),
    )
    if made.limit and not made.unit:
        entry.problems.error(entry.place, "E221", "期限没有单位", "写明 单位: 工作日 或 日")
    entry.finish()
    return made
