"""Facts that only a document declares: read from 附加事实, where one row tells one of a subject.

Such a fact stays what it always was, a name whose value somebody gives: in a conversation, or in a
worked case. In a population it is given by a row, so its definition is a figure over records like
any other, and every back end, every look at what changed and every batch knows it already.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from yulin.facts import schema
from yulin.facts.told import Declared, DeclaredFact
from yulin.policy import ir
from yulin.policy.document import Document
from yulin.policy.kinds import DAY, DIVISION, TEXT, YES, Label, Number, Type
from yulin.policy.language.scope import column_type
from yulin.policy.vocabulary import Term

_SCALE = schema.TOLD.column("数值").scale


def owner_of(term: Term, document: Document) -> str:
    """Return whose fact a name is: of a text that documents take over, it is one for all of them."""
    shared = dict(zip(document.common_files, document.commons, strict=True))
    found = shared.get(term.place.file)
    return document.id if found is None or term.definition else f"{found[0]}@{found[1]}"


def told_node(owner: str, term: Term) -> ir.Node:
    """Return what a fact without a definition is: what is told of the subject on the day.

    Of several rows the one counts that began last; where none holds on the day, and where the value
    is not of the type that is declared, it is unknown. No row says nothing.
    """
    table = schema.TOLD_OF[term.subject]
    name, since, until = (_column(table, column) for column in ("名称", "起始日期", "截止日期"))
    holds = ir.And(
        (
            ir.IsIn(name, (term.name, f"{owner}/{term.name}")),
            ir.Compare("<=", since, ir.AsOf()),
            ir.Compare(">=", until, ir.AsOf()),
        )
    )
    return ir.Aggregate(
        kind="latest",
        table=table.name,
        key=table.key,
        where=holds,
        value=_value(table, term.type),
        order=since,
        limit=None,
        empty=None,
        type=term.type,
    )


def _column(table: schema.Table, name: str) -> ir.Column:
    return ir.Column(table.name, name, column_type(table.column(name)))


def _value(table: schema.Table, kind: Type) -> ir.Node:
    """Return the value of a row in the type that is declared."""
    if isinstance(kind, Number):
        return _number(_column(table, "数值"), kind)
    if isinstance(kind, Label):
        return _label(_column(table, "文字"), kind)
    named = {YES: "是否", DAY: "日期", DIVISION: "地区", TEXT: "文字"}
    return _column(table, named[kind])


def _label(text: ir.Column, kind: Label) -> ir.Node:
    cases = (
        (ir.Compare("==", text, ir.Const(label, TEXT)), ir.Const(code, kind))
        for code, label in enumerate(kind.labels.labels)
    )
    return ir.Choose(tuple(cases), ir.Const(None, kind), kind)


def _number(stored: ir.Column, kind: Number) -> ir.Node:
    """Return a number at the scale that is declared; unknown where it does not fit.

    A number too large for its unit would overflow what the checker has proven, and one with more
    decimals would be another number once rounded.
    """
    assert isinstance(stored.type, Number)
    lost = _SCALE - kind.scale
    most = schema.limit(kind.unit) * 10 ** max(lost, 0) // 10 ** max(-lost, 0)
    fits: list[ir.Node] = [
        ir.Compare("<=", stored, ir.Const(most, stored.type)),
        ir.Compare(">=", stored, ir.Const(-most, stored.type)),
    ]
    value: ir.Node = stored
    if lost > 0:
        value = ir.Round(stored, lost, "half", kind)
        fits.append(ir.Compare("==", ir.Shift(value, lost, stored.type), stored))
    elif lost < 0:
        value = ir.Shift(stored, -lost, kind)
    return ir.Choose(((ir.And(tuple(fits)), value),), ir.Const(None, kind), kind)


# -- what documents declare ------------------------------------------------------------------------


def declared(documents: Iterable[Document]) -> Declared:
    """Return the facts that documents declare and no record tells, each once."""
    found = {one.key + one.subject: one for d in documents for one in _of_document(d)}
    return Declared(tuple(found.values()))


def _of_document(document: Document) -> Iterator[DeclaredFact]:
    for term in document.terms:
        if term.definition is None and term.subject in schema.TOLD_OF:
            yield DeclaredFact(
                owner=owner_of(term, document),
                name=term.name,
                subject=term.subject,
                column=_as_column(term),
            )


def _as_column(term: Term) -> schema.Column:
    """Return a type as that of a column, so that a sheet can be held to it."""
    kind = term.type
    if isinstance(kind, Number):
        return schema.Column(
            name=term.name, field="number", kind="number", unit=kind.unit, scale=kind.scale
        )
    if isinstance(kind, Label):
        return schema.Column(name=term.name, field="label", kind="label", labels=kind.labels)
    kinds: dict[Type, schema.Kind] = {
        YES: "yes",
        DAY: "date",
        DIVISION: "division",
        TEXT: "text",
    }
    return schema.Column(name=term.name, field=kinds[kind], kind=kinds[kind])
