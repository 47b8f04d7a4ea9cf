"""The parsed form of an expression, before names and types are known."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class Name:
    """A name, or ``link.column`` where ``link`` is set."""

    text: str
    offset: int = field(compare=False)
    link: str | None = None


@dataclass(frozen=True)
class Figure:
    """A number with the unit as written; 万 and 亿 are already multiplied out."""

    value: Decimal
    unit: str
    offset: int = field(compare=False)


@dataclass(frozen=True)
class Quote:
    """A quoted text, which may turn out to be a label."""

    text: str
    offset: int = field(compare=False)


@dataclass(frozen=True)
class Date:
    value: dt.date
    offset: int = field(compare=False)


@dataclass(frozen=True)
class Listing:
    items: tuple[Expr, ...]
    offset: int = field(compare=False)


@dataclass(frozen=True)
class Unary:
    op: str
    arg: Expr
    offset: int = field(compare=False)


@dataclass(frozen=True)
class Binary:
    op: str
    left: Expr
    right: Expr
    offset: int = field(compare=False)


@dataclass(frozen=True)
class Call:
    name: str
    args: tuple[Expr, ...]
    offset: int = field(compare=False)


@dataclass(frozen=True)
class Records:
    """``最高(证书: 技能等级 若 … 按 … 前 3 否则 …)``: a figure over the rows of a table.

    ``经`` names the link that leads from a row to the subject, ``同`` the columns that must equal
    those of the row around, ``截至`` the last day that counts.
    """

    name: str
    table: str
    values: tuple[Expr, ...]
    where: Expr | None
    by: Expr | None
    first: int | None
    otherwise: Expr | None
    offset: int = field(compare=False)
    via: str = ""
    same: tuple[tuple[str, str], ...] = ()
    until: Expr | None = None


Expr = Name | Figure | Quote | Date | Listing | Unary | Binary | Call | Records


def children(tree: Expr) -> tuple[Expr, ...]:
    """Return the trees directly below ``tree``."""
    match tree:
        case Unary():
            return (tree.arg,)
        case Binary():
            return (tree.left, tree.right)
        case Listing():
            return tree.items
        case Call():
            return tree.args
        case Records():
            maybe = (tree.where, tree.by, tree.otherwise, tree.until)
            return (*tree.values, *(part for part in maybe if part is not None))
        case _:
            return ()
