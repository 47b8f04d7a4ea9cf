"""Where names are looked up while one expression is checked, and what a checked part is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from yulin.facts import schema
from yulin.policy import ir
from yulin.policy.kinds import DAY, DIVISION, TEXT, YES, Label, Number, Type
from yulin.policy.language.syntax import Expr
from yulin.policy.vocabulary import Subject

if TYPE_CHECKING:
    from yulin.policy.language.reference import Reference

_KIND_TYPES: dict[str, Type] = {
    "yes": YES,
    "date": DAY,
    "month": DAY,
    "text": TEXT,
    "id": TEXT,
    "code": TEXT,
    "division": DIVISION,
}


def column_type(column: schema.Column) -> Type:
    """Return the language's type of a record column."""
    if column.kind == "number":
        return Number(column.unit, column.scale)
    if column.kind == "label" and column.labels is not None:
        return Label(column.labels)
    return _KIND_TYPES[column.kind]


@dataclass(frozen=True)
class Typed:
    """A node with its type and the largest magnitude its stored number can reach."""

    node: ir.Node
    type: Type
    bound: int = 0


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What is known of the benefits of one kind: ``policy/benefit``, or a policy for all of its own."""

    #: those that are of the kind
    members: tuple[str, ...]
    #: those nobody has written down that are known not to be of it
    others: tuple[str, ...]
    #: the policies that are written down, whose other benefits are not of it
    policies: tuple[str, ...]


class Naming(Protocol):
    """What a document's expressions may name, about one kind of subject."""

    def resolve(self, name: str) -> Typed:
        """Return the variable for a name; raise KeyError where nobody defines it."""

    def known(self) -> list[str]:
        """Return every name there is."""

    def about(self, subject: Subject) -> Naming:
        """Return the names of another kind of subject."""

    def row_rule(self, name: str, table: str) -> Expr | None:
        """Return the expression a document gave a name for the rows of a table."""

    def reference(self, name: str) -> Reference | None:
        """Return the list or parameter of that name that holds in the document's region."""

    def references(self) -> list[str]:
        """Return the names of all lists and parameters."""

    def benefit(self, key: str) -> tuple[ir.Node, ir.Node] | None:
        """Return truth and total of a benefit (``policy/benefit`` or one of this document).

        None where no document loaded has it.
        """

    def kind(self, name: str) -> Kind | None:
        """Return what is known of a kind of benefits; None where nothing is."""

    def kinds(self) -> list[str]:
        """Return the names of all kinds of benefits."""

    def benefits(self) -> list[str]:
        """Return the keys of all benefits of the documents loaded."""


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Where names are looked up while one expression is checked."""

    naming: Naming
    subject: Subject
    region: int
    document: str = ""
    #: id of the benefit whose expression this is, where it is one's
    benefit: str = ""
    #: the record table whose row is at hand, inside a figure over records
    row: schema.Table | None = None
    #: the table of the row around that, inside a figure inside a row
    outer: schema.Table | None = None

    def within(self, row: schema.Table) -> Scope:
        """Return the scope for the rows of a table."""
        return replace(self, row=row, outer=self.row)

    def about(self, subject: Subject) -> Scope:
        """Return the scope for another subject: their names, no row at hand."""
        return replace(
            self, naming=self.naming.about(subject), subject=subject, row=None, outer=None
        )

    def of_subject(self) -> Scope:
        """Return the scope outside any row."""
        return replace(self, row=None, outer=None)
