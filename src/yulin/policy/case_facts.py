"""The facts of a worked case: what it says of its subject, and the rows of record tables in it.

A fact that nothing would read is refused: its author would take it for one that was heard.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import polars as pl

from yulin.facts import schema, told
from yulin.facts.frames import Facts, empty_frame
from yulin.facts.records import Sheet
from yulin.facts.told import Declared
from yulin.policy import vocabulary
from yulin.policy.compile.names import every_benefit
from yulin.policy.document import Case, Document
from yulin.policy.explain import stored_values
from yulin.policy.language.scope import column_type
from yulin.policy.language.values import Stored, store
from yulin.policy.library import Library, declared_by
from yulin.policy.problems import nearest
from yulin.policy.program import Program
from yulin.policy.vocabulary import Subject, Term

#: the invented subject of every case
SUBJECT = "案例主体"
#: how expressions speak of somebody else → what kind of subject that is
_LINKS: dict[str, Subject] = {
    "单位": "单位",
    "用工单位": "单位",
    "上级单位": "单位",
    "人员": "人员",
    "配偶": "人员",
    "法定代表人": "人员",
    "家庭": "家庭",
}
#: what is said of a told fact in another way here, or is allowed in a case (a value of 未知)
_SAID_HERE = frozenset({"told_unknown", "told_elsewhere", "told_without_value"})


class CaseError(Exception):
    """A case whose facts cannot be read."""


def case_facts(
    library: Library, document: Document, case: Case, kind: Subject, program: Program
) -> tuple[dict[str, Stored], Facts | None]:
    """Return a case's given values and record tables in stored form.

    Raises:
        CaseError: where the case says what nothing reads, or nothing can.
        ValueRefusedError: where a value does not fit its name or column.
    """
    place = "工作地区" if kind == "人员" else "单位地区"
    values: dict[str, object] = {place: document.region} if document.region else {}
    values.update(case.values)
    refuse_strangers(document, case.values)
    given = stored_values(program, values)
    if not case.records:
        return given, None
    tables = {name: _table(schema.BY_NAME, name, rows, kind) for name, rows in case.records}
    _refuse_told(tables, library)
    return given, Facts(tables)


# -- names -----------------------------------------------------------------------------------------


def refuse_strangers(document: Document, values: Iterable[tuple[str, str]]) -> None:
    """Refuse facts that nobody defines, and those of another kind of subject than is decided about.

    Raises:
        CaseError: naming the first of them, with what to write instead.
    """
    local = {d.name for d in document.definitions}
    terms: dict[str, list[Term]] = {}
    for term in (*document.terms, *vocabulary.standard().terms.values()):
        terms.setdefault(term.name, []).append(term)
    about = _decided(document)
    for name, _ in values:
        if name in local or any(term.subject in about for term in terms.get(name, ())):
            continue
        if name in terms:
            found = terms[name][0]
            raise CaseError(f"“{name}” 是{found.subject}的事实，{_elsewhere(found)}")
        raise CaseError(f"不认识的事实：{name}。{_advice(name, terms, local)}")


def _decided(document: Document) -> frozenset[Subject]:
    """Return the kinds of subjects that a document decides about."""
    found = {benefit.subject for benefit in every_benefit(document)}
    if any(version.classification is not None for version in document.versions):
        found.add("人员")
    return frozenset(found or {document.subject})


def _advice(name: str, terms: Mapping[str, list[Term]], local: Iterable[str]) -> str:
    """Say what was meant by an unknown name; one like 单位.行业 is a fact of somebody else."""
    link, dot, bare = name.partition(".")
    if not dot or link not in _LINKS:
        return nearest(name, [*local, *terms])
    target = _LINKS[link]
    found = [term for term in terms.get(bare, ()) if term.subject == target]
    if not found:
        return f"事实 只写本人的；{link}的写在 记录 的各表里，或给引用它的定义取值"
    return f"“{bare}” 是{target}的事实，{_elsewhere(found[0])}"


def _elsewhere(term: Term) -> str:
    """Say where a case gives the fact of somebody else."""
    table = schema.TOLD_OF.get(term.subject)
    own = term.definition is None and table is not None
    where = table.name if own and table is not None else f"{term.subject} 和它所依据的各表"
    return f"写在 记录 的 {where} 里（这一行写明是谁的），或给引用它的定义取值"


# -- 附加事实 --------------------------------------------------------------------------------------


def _refuse_told(tables: Mapping[str, pl.DataFrame], library: Library) -> None:
    """Refuse told facts that no document declares, or that are not as documents declare them."""
    for subject, table in schema.TOLD_OF.items():
        frame = tables.get(table.name)
        if frame is None or frame.is_empty():
            continue
        declared = declared_by(library, Library(library.known))
        for name in frame["名称"].drop_nulls().unique(maintain_order=True):
            if not declared.named(subject, name):
                raise CaseError(
                    f"{table.name}：没有政策声明叫 “{name}” 的事实，这一行不起作用。"
                    + _told_advice(name, subject, declared)
                )
        rows = pl.int_range(1, frame.height + 1, dtype=pl.Int64, eager=True)
        sheet = Sheet(table=table, name=table.name, frame=frame, rows=rows)
        for found in told.check(sheet, declared):
            if found.code not in _SAID_HERE:
                raise CaseError(found.sentence_zh())


def _told_advice(name: str, subject: str, declared: Declared) -> str:
    """Say what may be meant by the name of a told fact that nothing declares."""
    for other, table in schema.TOLD_OF.items():
        if other != subject and declared.named(other, name):
            return f"它是{other}的事实，写在 {table.name}"
    bare = name.rpartition("/")[2]
    keys = [one.key for one in declared.named(subject, bare)]
    if keys:  # a fact of a text that documents take over belongs to the text
        return f"写 {bare}，或全名 {'、'.join(keys)}"
    return nearest(name, declared.names(subject))


# -- rows ------------------------------------------------------------------------------------------


def _table(
    tables: Mapping[str, schema.Table],
    name: str,
    rows: tuple[tuple[tuple[str, str], ...], ...],
    kind: Subject,
) -> pl.DataFrame:
    table = tables.get(name)
    if table is None:
        raise CaseError(f"没有名为 “{name}” 的表")
    made = [_row(table, dict(row), kind) for row in rows]
    empty = empty_frame(table.name)
    return pl.DataFrame(made, schema=empty.schema) if made else empty


def _row(table: schema.Table, cells: dict[str, str], kind: Subject) -> dict[str, object]:
    names = [c.name for c in table.columns]
    strange = [name for name in cells if name not in names]
    if strange:
        raise CaseError(f"{table.name} 没有这些列：{'、'.join(strange)}")
    row = {c.name: _cell(c, cells.get(c.name, "")) for c in table.columns}
    # a row is about the subject by one column; others (the spouse, the user firm) say what they say
    links = (c for c, target in table.links.items() if target == kind)
    about = table.key if table.name == kind else next(links, None)
    if about is not None:
        row[about] = row[about] or SUBJECT
    return row


_MONTH = re.compile(r"\d{4}-\d{2}")
_BLANKS: dict[str, object] = {"open": schema.OPEN_END, "none": 0, "no": False, "zero": 0}


def _cell(column: schema.Column, text: str) -> object:
    if text == "":
        return _BLANKS.get(column.blank)
    if text == "未知" and not (column.labels is not None and text in column.labels.labels):
        return None
    if column.kind == "month" and _MONTH.fullmatch(text):
        text = f"{text}-01"
    return store(text, column_type(column))
