"""Resolves names to variables, checking each definition once and refusing cycles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from yulin.facts import schema
from yulin.policy import ir, vocabulary
from yulin.policy.compile.told import owner_of, told_node
from yulin.policy.document import Benefit, Document
from yulin.policy.document import Definition as LocalDefinition
from yulin.policy.kinds import MONEY, YES, Label, Number, Type
from yulin.policy.language.checker import check
from yulin.policy.language.parser import parse
from yulin.policy.language.reference import Reference
from yulin.policy.language.scales import to_scale
from yulin.policy.language.scope import Kind, Scope, Typed
from yulin.policy.language.syntax import Expr
from yulin.policy.problems import ExpressionError, Place
from yulin.policy.program import Definition
from yulin.policy.reader import Problems
from yulin.policy.vocabulary import Subject, Term, Vocabulary


class CycleError(ExpressionError):
    """A name that is defined by way of itself."""


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What lies beside a document: all that its expressions may refer to by name."""

    documents: tuple[Document, ...] = ()
    references: tuple[Reference, ...] = ()
    #: all documents whose payments are known, where ``documents`` are only some of them
    known: tuple[Document, ...] = ()


@dataclass
class Names:
    """All variables of one program; documents add theirs as they are compiled."""

    vocabulary: Vocabulary
    problems: Problems
    loaded: Loaded = field(default_factory=Loaded)
    definitions: dict[str, Definition] = field(default_factory=dict)
    #: names under way, for the message about a cycle
    stack: list[str] = field(default_factory=list)
    #: (vocabulary name) → class label node of the document in force that produces it
    produced: dict[str, list[tuple[int, ir.Node, Label]]] = field(default_factory=dict)

    #: ``policy/benefit`` in force → its truth and total, compiled when first asked for
    benefits: dict[str, Callable[[], tuple[ir.Node, ir.Node]]] = field(default_factory=dict)

    def documents_beside(self, document: Document) -> tuple[Document, ...]:
        """Return every document whose payments are known, a document as it is read now among them."""
        loaded = self.loaded.known or self.loaded.documents
        return (document, *(d for d in loaded if d.id != document.id))

    def scope(self, document: Document, subject: Subject, benefit: str = "") -> Scope:
        """Return the scope in which a document's expressions are checked."""
        return Scope(
            naming=DocumentNames(self, document, subject),
            subject=subject,
            region=document.region,
            document=document.id,
            benefit=benefit,
        )

    def known(self, document: Document, subject: Subject) -> list[str]:
        """Return every name a document may use about a subject."""
        own = [t.name for t in document.terms if t.subject == subject]
        own += [d.name for d in document.definitions]
        return own + self.vocabulary.names(subject)

    def resolve(self, name: str, document: Document, subject: Subject) -> Typed:
        """Return the variable for a name; raise KeyError where nobody defines it."""
        for local in document.definitions:
            if local.name == name and not local.table:
                return self._local(local, document, subject)
        for term in document.terms:
            if term.name == name and term.subject == subject:
                return self._own_term(term, document)
        term = self.vocabulary[name]
        if term.subject != subject:
            raise KeyError(name)
        by_place = term.regional or self._produced(name, document.region) is not None
        return self._term(f"{name}@{document.region}" if by_place else name, term, document)

    def _local(self, local: LocalDefinition, document: Document, subject: Subject) -> Typed:
        key = f"{document.id}:{local.name}"
        if subject != document.subject:  # the same words about somebody else are another figure
            key += f"%{subject}"
        if key not in self.definitions:
            with self._entering(key, local.name), _in_definition(local):
                typed = check(parse(local.formula.text), self.scope(document, subject))
            term = Term(
                name=local.name,
                en=local.text_en or local.name,
                type=typed.type,
                subject=subject,
                definition=local.formula.text,
                note=local.text,
                place=local.formula.place,
            )
            self._keep(key, term, typed)
        return self._variable(key)

    def benefit(self, key: str) -> tuple[ir.Node, ir.Node] | None:
        """Return truth and total of a benefit in force, as variables; None where none is.

        Raises:
            CycleError: where the benefit rests on the one under way.
        """
        if key not in self.benefits:
            return None
        names = (f"可得:{key}", f"可得额:{key}")
        if names[0] not in self.definitions:
            with self._entering(names[0], key):
                found = self.benefits[key]()
            self._keep_benefit(names[0], YES, found[0])
            self._keep_benefit(names[1], MONEY, found[1])
        return ir.Var(names[0], YES), ir.Var(names[1], MONEY)

    def _keep_benefit(self, name: str, kind: Type, node: ir.Node) -> None:
        word, key = name.split(":", 1)
        english = "Due" if word == "可得" else "Sum due"
        term = Term(name=f"{word} {key}", en=f"{english}: {key}", type=kind)
        self.definitions[name] = Definition(
            key=name, name=term.name, term=term, type=kind, node=node, bound=10**15
        )

    def _own_term(self, term: Term, document: Document) -> Typed:
        """Return a fact that a document declares; one without a definition is told by 附加事实."""
        owner = owner_of(term, document)
        key = f"{owner}:{term.name}"
        if key not in self.definitions and term.definition is None:
            produced = self._produced(term.name, document.region)
            told = Typed(told_node(owner, term), term.type, _limit(term))
            self._keep(key, term, produced or told, told=produced is None)
        return self._term(key, term, document)

    def _term(self, key: str, term: Term, document: Document) -> Typed:
        if key not in self.definitions:
            self._keep(key, term, self._defined(key, term, document))
        return self._variable(key)

    def _defined(self, key: str, term: Term, document: Document) -> Typed | None:
        produced = self._produced(term.name, document.region)
        if produced is not None:
            return produced
        if term.definition is None:
            return None
        with self._entering(key, term.name):
            typed = check(parse(term.definition), self.scope(document, term.subject), term.type)
        return _as_declared(typed, term)

    def _produced(self, name: str, region: int) -> Typed | None:
        for scope, node, kind in self.produced.get(name, ()):
            if covers(scope, region):
                return Typed(node, kind)
        return None

    def _keep(self, key: str, term: Term, typed: Typed | None, *, told: bool = False) -> None:
        bound = _limit(term) if typed is None else max(typed.bound, 0)
        node = typed.node if typed is not None else None
        self.definitions[key] = Definition(
            key=key, name=term.name, term=term, type=term.type, node=node, bound=bound, told=told
        )

    def _variable(self, key: str) -> Typed:
        found = self.definitions[key]
        return Typed(ir.Var(key, found.type), found.type, found.bound)

    def _entering(self, key: str, name: str) -> _Entering:
        return _Entering(self.stack, key, name)


@contextmanager
def _in_definition(local: LocalDefinition) -> Iterator[None]:
    """Give a fault the place of the definition it lies in, wherever the name is used."""
    try:
        yield
    except ExpressionError as error:
        if not error.formula:
            error.formula = local.formula.text
            error.place = expression_place(local.formula.place, error)
        raise


@dataclass
class _Entering:
    stack: list[str]
    key: str
    name: str

    def __enter__(self) -> None:
        if self.key in self.stack:
            circle = [*self.stack[self.stack.index(self.key) :], self.key]
            words = " → ".join(k.split(":")[-1].split("@")[0] for k in circle)
            raise CycleError(
                0, "E440", f"“{self.name}” 绕了一圈又用到自己：{words}", "拆开其中一个定义"
            )
        self.stack.append(self.key)

    def __exit__(self, *_: object) -> None:
        self.stack.pop()


def _as_declared(typed: Typed, term: Term) -> Typed:
    if isinstance(term.type, Number) and isinstance(typed.type, Number):
        return to_scale(typed, term.type, 0)
    if typed.type != term.type:
        raise ExpressionError(
            0, "E441", f"“{term.name}” 声明为{term.type}，定义却是{typed.type}", "改其中之一"
        )
    return typed


def _limit(term: Term) -> int:
    return schema.limit(term.type.unit) if isinstance(term.type, Number) else 0


def covers(scope: int, region: int) -> bool:
    """Return whether a document for ``scope`` applies in ``region`` (0 covers everything)."""
    if scope == 0:
        return True
    step = 10_000 if scope % 10_000 == 0 else 100 if scope % 100 == 0 else 1
    return scope // step == region // step


def standard_names(problems: Problems, loaded: Loaded | None = None) -> Names:
    """Return fresh names over the vocabulary that comes with the program."""
    return Names(vocabulary.standard(), problems, loaded or Loaded())


@dataclass(frozen=True)
class DocumentNames:
    """What one document's expressions may name, about one kind of subject."""

    names: Names
    document: Document
    subject: Subject

    def resolve(self, name: str) -> Typed:
        """Return the variable for a name; raise KeyError where nobody defines it."""
        return self.names.resolve(name, self.document, self.subject)

    def known(self) -> list[str]:
        """Return every name there is."""
        return self.names.known(self.document, self.subject)

    def about(self, subject: Subject) -> DocumentNames:
        """Return the names of another kind of subject."""
        return DocumentNames(self.names, self.document, subject)

    def row_rule(self, name: str, table: str) -> Expr | None:
        """Return the expression the document gave a name for the rows of a table."""
        for local in self.document.definitions:
            if local.name == name and local.table == table:
                with _in_definition(local):
                    return parse(local.formula.text)
        return None

    def reference(self, name: str) -> Reference | None:
        """Return the list or parameter of that name for the smallest place around the region."""
        fitting = [
            r
            for r in self.names.loaded.references
            if r.name == name and covers(r.region, self.document.region)
        ]
        return max(fitting, key=lambda r: _narrowness(r.region), default=None)

    def references(self) -> list[str]:
        """Return the names of all lists and parameters."""
        return [r.name for r in self.names.loaded.references]

    def benefit(self, key: str) -> tuple[ir.Node, ir.Node] | None:
        """Return truth and total of a benefit in force, or None."""
        return self.names.benefit(key)

    def kind(self, name: str) -> Kind | None:
        """Return what is known of a kind of benefits; None where nothing is."""
        documents = self.names.documents_beside(self.document)
        tagged = tuple(of_kind(name, documents))
        listed, others = (self._keys(word) for word in (name, f"非{name}"))
        if not tagged and not listed:
            return None
        policies = tuple(d.id for d in documents)
        return Kind(members=(*tagged, *listed), others=others, policies=policies)

    def _keys(self, name: str) -> tuple[str, ...]:
        """Return the benefits in a list, of whatever year."""
        found = self.reference(name)
        years = found.years.values() if found is not None else ()
        return tuple(sorted({key for year in years if year is not None for key in year}))

    def kinds(self) -> list[str]:
        """Return the names of all kinds of benefits."""
        documents = self.names.documents_beside(self.document)
        return list(dict.fromkeys(k for d in documents for b in every_benefit(d) for k in b.kinds))

    def benefits(self) -> list[str]:
        """Return the keys of all benefits of the documents loaded and of this one."""
        documents = (self.document, *self.names.loaded.documents)
        keys = (f"{d.id}/{b.id}" for d in documents for v in d.versions for b in v.benefits)
        return list(dict.fromkeys(keys))


def every_benefit(document: Document) -> Iterator[Benefit]:
    """Yield the benefits of all versions of a document."""
    return (b for v in document.versions for b in v.benefits)


def of_kind(name: str, documents: Iterable[Document]) -> Iterator[str]:
    """Yield the keys, ``policy/benefit``, of the benefits of a kind, each once."""
    found = (f"{d.id}/{b.id}" for d in documents for b in every_benefit(d) if name in b.kinds)
    yield from dict.fromkeys(found)


def _narrowness(region: int) -> int:
    return 0 if region == 0 else 1 if region % 10_000 == 0 else 2 if region % 100 == 0 else 3


def expression_place(place: Place, error: ExpressionError) -> Place:
    """Return where in the file an offset of an expression lies."""
    return Place(place.file, place.line, place.column + error.offset)


def unused(names: Names, document: Document) -> Iterable[str]:
    """Yield the document's own names that nothing uses."""
    for name in [*(t.name for t in document.terms), *(d.name for d in document.definitions)]:
        if f"{document.id}:{name}" not in names.definitions:
            yield name
