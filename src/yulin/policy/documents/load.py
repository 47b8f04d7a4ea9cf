"""Reads one policy file into a Document; every finding names its line."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from yulin.codes import divisions
from yulin.facts import schema
from yulin.policy.document import Definition, Document, Note, Source, Step
from yulin.policy.documents import worked_cases as load_cases
from yulin.policy.documents.benefits import PAYEES, SUBJECTS
from yulin.policy.documents.conditions import Setting, read_shared
from yulin.policy.documents.parts import formula, one_of
from yulin.policy.documents.quotas import read_pools, refuse_strangers
from yulin.policy.documents.relations import read_relations
from yulin.policy.documents.versions import read_versions
from yulin.policy.language.reference import Reference, read_reference
from yulin.policy.reader import Map, Problems, Value, read_yaml
from yulin.policy.vocabulary import read_term

DOMAINS = ("招引", "就业", "住房", "技能", "创业", "评价", "人才分类", "服务")
GRADES = ("P1", "P2", "P3", "P4")


def read_document(path: Path, problems: Problems, *, text: str | None = None) -> Document | None:
    """Return the document in ``path`` (or in ``text``), or None when it is unreadable or none."""
    found = read_file(path, problems, text=text)
    return found if isinstance(found, Document) else None


def read_file(
    path: Path, problems: Problems, *, text: str | None = None
) -> Document | Reference | None:
    """Return the document, list or parameter in a file, or None when it is unreadable."""
    root = read_yaml(path, problems, text=text)
    if not root:
        return None
    top = root.map()
    raw = text if text is not None else path.read_text(encoding="utf-8-sig")
    digest = hashlib.sha256(raw.encode()).hexdigest()
    if "名单" in top or "参数" in top:
        return read_reference(top, path, digest)
    return _document(top, path, digest)


def _setting(top: Map) -> Setting:
    whom, payee = one_of(top.get("对象"), SUBJECTS), one_of(top.get("受款"), PAYEES)
    bare = Setting(
        document=top.need("编号").text(),
        subject="单位" if whom == "单位" else "人员",
        payee="employer" if payee == "单位" else "person",
    )
    shared = read_shared(top.get("条件组"), bare)
    return replace(bare, shared=shared, pools=read_pools(top.get("共用名额")))


def _document(top: Map, path: Path, digest: str) -> Document:
    setting = _setting(top)
    document = Document(
        id=setting.document,
        title=top.need("标题").text(),
        title_en=top.need("标题en").text(),
        number=top.get("文号").text("未知"),
        issuer=top.get("机关").text("未知"),
        region=_region(top.need("地区")),
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
        definitions=tuple(_definition(item.map()) for item in top.get("定义").items()),
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
    top.finish()
    return document


def _region(value: Value) -> int:
    code = value.whole()
    if code and divisions.find(code) is None:
        value.problems.error(
            value.place, "E234", f"区划表里没有 {code}", "0 为全国，330300 为温州市"
        )
        return 0
    return code


def _definition(entry: Map) -> Definition:
    made = Definition(
        name=entry.need("名称").text(),
        formula=formula(entry.need("式")),
        text=entry.get("说").text(),
        text_en=entry.get("en").text(),
        table=one_of(entry.get("表"), tuple(schema.BY_NAME)),
    )
    entry.finish()
    return made


def _source(entry: Map) -> Source:
    made = Source(
        address=entry.need("网址").text(),
        grade=one_of(entry.need("等级"), GRADES),
        note=entry.get("说明").text(),
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
